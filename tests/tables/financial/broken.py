"""What breaks each rule of financial."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.corruptions import (
    Case,
    Corruption,
    Frames,
    Link,
    case,
    change,
    change_child,
    change_parent,
    move_child,
    rewrite,
)

SIZES = {"accounts": 800, "trades": 3_000, "transactions": 4_000}
WINDOW = dt.date(2024, 1, 1)
UTC = dt.timezone.utc
AFTER = dt.datetime(2025, 1, 1, tzinfo=UTC)
NIGHT_BEFORE = dt.datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)

TRADING = Link("trades", "accounts", "account_id")
MOVING = Link("transactions", "accounts", "account_id")

STATUS = pl.col("status")
EXECUTED = STATUS.is_in(["Filled", "Partial"])
KIND, CHANNEL = pl.col("txn_type"), pl.col("channel")
OPEN = (STATUS == "Active") & (pl.col("balance") > 0)
OLD = pl.col("open_date") < WINDOW - dt.timedelta(days=31)
YEN = pl.col("currency") == "JPY"
NEW = pl.col("account_id").is_first_distinct()
DONE = (STATUS == "Completed") & ~NEW
LEFT = (STATUS == "Reversed") & (KIND == "Transfer Out")
FRAUD = pl.col("is_fraud")
SHOP = pl.col("merchant_category").is_not_null()
DAY = pl.col("trade_timestamp").dt.date()
SOLD = EXECUTED & (pl.col("trade_type") == "SELL")
MARKET = pl.col("order_type") == "Market"
FIRST = pl.struct("account_id", "symbol").is_first_distinct()
ALONE = ~pl.struct("symbol", DAY).is_duplicated()


def more(column: str, by: str) -> pl.Expr:
    return pl.col(column) + pl.lit(by).cast(pl.Decimal(15, 4))


def kind(name: str) -> pl.Expr:
    return pl.col("account_type") == name


NUMBER = pl.col("account_number")
DIGIT_OFF = NUMBER.str.head(-1) + ((NUMBER.str.tail(1).cast(pl.Int64) + 1) % 10).cast(pl.String)
SWAPPED = pl.concat_str(
    NUMBER.str.head(4), NUMBER.str.slice(5, 1), NUMBER.str.slice(4, 1), NUMBER.str.slice(6)
)
# Swapping 0 and 9 keeps the Luhn digit.
DIFFERENT = (NUMBER.str.slice(4, 1) != NUMBER.str.slice(5, 1)) & ~NUMBER.str.slice(4, 2).is_in(
    ["09", "90"]
)


def at(year: int, month: int, day: int, *time: int) -> dt.datetime:
    return dt.datetime(year, month, day, *time, tzinfo=UTC)


def trade_on(instant: dt.datetime) -> Corruption:
    """Trade on another day, in an account that was there before."""
    return change_child(TRADING, OLD, trade_timestamp=instant, volume_factor=factor(instant))


def trade_at(instant: dt.datetime) -> Corruption:
    """Trade at another time of the same day, so that the price stays the day's."""
    that_day = DAY == instant.date()
    return rewrite("trades", that_day, trade_timestamp=instant, volume_factor=factor(instant))


def factor(instant: dt.datetime) -> float:
    return 3 if instant.hour <= 10 else 1 if instant.hour < 15 else 2.5


def happens(channel: str, instant: dt.datetime) -> Corruption:
    return change_child(MOVING, OLD, CHANNEL == channel, txn_timestamp=instant)


def account_opens_after(frames: Frames) -> Frames:
    """A trade moves to an account that is opened the next day or later."""
    first = frames["trades"].filter(~EXECUTED).row(0, named=True)
    late = kind("Investment") & OPEN & (pl.col("open_date") > first["trade_timestamp"].date())
    return move_child(TRADING, late, pl.col("trade_id") == first["trade_id"])(frames)


def customer_opens_a_day_late(frames: Frames) -> Frames:
    """Savings and Checking accounts withdraw, and have no trades; with the first account, the
    customer joins."""
    number = pl.col("account_id")
    others = frames["accounts"].filter(number > number.min().over("customer_id"))
    withdrawn = frames["transactions"].filter(KIND == "Withdrawal")
    first = withdrawn.join(others, on="account_id", maintain_order="left").row(0, named=True)
    day = first["txn_timestamp"].date() + dt.timedelta(days=1)
    return change_parent(MOVING, "open_date", day, pl.col("txn_id") == first["txn_id"])(frames)


BROKEN: list[Case] = [
    case("F1", "digit", change("accounts", "account_number", DIGIT_OFF)),
    case("F1", "swapped", change("accounts", "account_number", SWAPPED, DIFFERENT)),
    case("F1", "first 0", change("accounts", "account_number", "000000000000")),
    case("F1", "short", change("accounts", "account_number", "79927398713")),
    case("F1", "letter", change("accounts", "account_number", pl.lit("A") + NUMBER.str.tail(11))),
    case(
        "F2",
        "value",
        change(
            "trades",
            "trade_value",
            more("trade_value", "0.01"),
            EXECUTED & (pl.col("commission") == pl.lit("0.99").cast(pl.Decimal(8, 2))),
        ),
    ),
    case("F2", "value of none", change("trades", "trade_value", "0.01", STATUS == "Rejected")),
    case("F2", "no venue", change("trades", "execution_venue", pl.lit(None), STATUS == "Partial")),
    case("F2", "venue", change("trades", "execution_venue", "NYSE", STATUS == "Cancelled")),
    case("F2", "cancelled", change("trades", "status", "Cancelled", SOLD), "F3"),
    case("F2", "filled", change("trades", "status", "Filled", STATUS == "Rejected"), "F3"),
    case("F2", "other status", change("trades", "status", "Lost", STATUS == "Rejected")),
    *(
        case("F3", f"{by}", change("trades", "commission", more("commission", by), EXECUTED))
        for by in ("0.01", "-0.01")
    ),
    case("F3", "none", change("trades", "commission", "0.01", STATUS == "Cancelled")),
    case(
        "F3",
        "above the value",
        rewrite(
            "trades",
            SOLD & ALONE,
            quantity=1,
            price="0.50",
            trade_value="0.50",
            commission="0.99",
        ),
    ),
    *(
        case("F4", f"closed {instant:%d %b}", trade_on(instant))
        for instant in (
            at(2024, 1, 1, 12),
            at(2024, 1, 15, 12),
            at(2024, 2, 19, 12),
            at(2024, 3, 29, 12),
            at(2024, 5, 27, 12),
            at(2024, 6, 19, 12),
            at(2024, 7, 4, 12),
            at(2024, 9, 2, 12),
            at(2024, 11, 28, 12),
            at(2024, 12, 25, 12),
            at(2024, 7, 6, 12),
            at(2024, 7, 7, 12),
        )
    ),
    case("F4", "early", trade_at(at(2024, 5, 7, 9, 29, 59))),
    case("F4", "late", trade_at(at(2024, 5, 7, 16)), "F5"),
    *(
        case("F4", f"short {instant:%d %b}", trade_at(instant))
        for instant in (at(2024, 7, 3, 13), at(2024, 11, 29, 13), at(2024, 12, 24, 13))
    ),
    case("F4", "before", trade_on(at(2023, 12, 29, 12))),
    case("F4", "after", trade_on(at(2025, 1, 2, 12))),
    *(
        case("F5", f"{old}", change("trades", "volume_factor", new, pl.col("volume_factor") == old))
        for old, new in ((3, 2.5), (1, 3), (2.5, 1))
    ),
    *(
        case(
            "F6",
            name,
            move_child(TRADING, kind(name) & OPEN & OLD & (pl.col("currency") == "USD"), ~EXECUTED),
        )
        for name in ("Checking", "Savings", "Credit Card", "Loan")
    ),
    *(
        case("F6", name, move_child(TRADING, kind("Investment") & (STATUS == name), ~EXECUTED))
        for name in ("Closed", "Dormant")
    ),
    case("F6", "currency", change_parent(TRADING, "currency", "EUR"), "F16a"),
    case("F7a", "opened", account_opens_after),
    case("F7b", "opened", customer_opens_a_day_late),
    case("F7c", "after", change("transactions", "txn_timestamp", AFTER, CHANNEL == "Online")),
    case("F7c", "before", happens("Online", NIGHT_BEFORE)),
    case("F8a", "balance", change("accounts", "balance", 1, STATUS == "Closed")),
    case(
        "F8b",
        "pending",
        move_child(
            MOVING,
            kind("Checking") & (STATUS == "Closed"),
            (KIND == "Payment") & (STATUS == "Pending"),
            balance_after=0,
        ),
    ),
    case("F8c", "dormant", change_parent(MOVING, "status", "Dormant", KIND == "Withdrawal")),
    *(
        case(
            "F9",
            f"{name}, {account}",
            move_child(
                MOVING,
                kind(account) & OPEN & OLD & (pl.col("currency") == "USD"),
                (KIND == name) & (CHANNEL.fill_null("") != "ATM") & ~FRAUD,
            ),
            *also,
        )
        for name, account, *also in (
            ("Deposit", "Retirement", "F19b"),
            ("Withdrawal", "Investment", "F19a", "F19b"),
            ("Transfer In", "Loan", "F19b"),
            ("Transfer Out", "Loan", "F19b"),
            ("Payment", "Savings", "F19b"),
            ("Fee", "Savings", "F19b"),
        )
    ),
    case("F9", "other type", change("transactions", "txn_type", "Gift", LEFT)),
    case("F10a", "Fee", change("transactions", "channel", "Online", KIND == "Fee")),
    case("F10a", "Interest", change("transactions", "channel", "Mobile", KIND == "Interest")),
    case("F10a", "none", change("transactions", "channel", pl.lit(None), KIND == "Deposit")),
    case(
        "F10a",
        "Wire",
        change("transactions", "channel", "Wire", (KIND == "Payment") & (CHANNEL == "Branch")),
    ),
    case("F10a", "ATM", change("transactions", "channel", "ATM", KIND == "Payment")),
    *(
        case("F10b", f"{channel} {instant:%a %H%M%S}", happens(channel, instant))
        for channel, instant in (
            ("Branch", at(2024, 5, 6, 8, 59, 59)),
            ("Branch", at(2024, 5, 6, 17, 0, 1)),
            ("Branch", at(2024, 5, 4, 8, 59, 59)),
            ("Branch", at(2024, 5, 4, 13, 0, 1)),
            ("Branch", at(2024, 5, 5, 10)),
            ("Wire", at(2024, 5, 6, 8, 59, 59)),
            ("Wire", at(2024, 5, 6, 18, 0, 1)),
            ("Wire", at(2024, 5, 4, 10)),
            ("Wire", at(2024, 5, 5, 10)),
        )
    ),
    case("F11a", "cents", change("accounts", "balance", more("balance", "0.5"), YEN & OPEN)),
    case("F11b", "cents", change_child(MOVING, YEN, amount=more("amount", "0.5"))),
    *(
        case(
            "F12a",
            amount,
            change_child(
                MOVING,
                pl.col("currency") == "USD",
                (KIND == "Withdrawal") & (CHANNEL == "ATM") & (STATUS != "Completed"),
                amount=amount,
            ),
        )
        for amount in ("30.00", "20.50", "1020.00")
    ),
    case("F12b", "nothing", change("transactions", "amount", 0)),
    case("F12b", "negative", change("transactions", "amount", -20)),
    *(
        case(
            "F12b",
            currency,
            change_child(
                MOVING, pl.col("currency") == currency, CHANNEL == "Online", amount=amount
            ),
        )
        for currency, amount in (("USD", "100000.01"), ("EUR", "100000.01"), ("JPY", "15000001"))
    ),
    case("F12c", "interest", change_parent(MOVING, "balance", 0, KIND == "Interest"), "F19b"),
    case("F13", "none", change("trades", "quantity", 0, ~EXECUTED)),
    case("F13", "many", change("trades", "quantity", 10_001, ~EXECUTED)),
    case("F13", "free", change("trades", "price", 0, ~EXECUTED & ALONE)),
    *(
        case(
            "F13",
            order,
            change(
                "trades",
                "price",
                more("price", "0.001"),
                ~EXECUTED & (pl.col("order_type") == order),
            ),
        )
        for order in ("Limit", "Stop", "Stop-Limit")
    ),
    case(
        "F14", "twice", change("trades", "price", pl.col("price") * 2, MARKET & ~EXECUTED & ~ALONE)
    ),
    case(
        "F14", "half", change("trades", "price", pl.col("price") / 2, MARKET & ~EXECUTED & ~ALONE)
    ),
    case("F15", "unknown", change("trades", "symbol", "ACME", ~EXECUTED & ALONE)),
    case("F16a", "risk", change("accounts", "risk_rating", "None", pl.col("risk_rating") == "Low")),
    case("F16a", "unrated", change("accounts", "risk_rating", pl.lit(None), STATUS == "Closed")),
    case("F16a", "currency", change("customers", "home_currency", "CHF")),
    case("F16b", "joined", change("customers", "joined", WINDOW)),
    case("F16b", "born", change("customers", "birth_year", 2024)),
    *(
        case("F17", by, change("trades", "trade_type", "SELL", FIRST & EXECUTED & (STATUS == by)))
        for by in ("Filled", "Partial")
    ),
    case("F19a", "amount", change("transactions", "amount", more("amount", "1"), DONE & SHOP)),
    case("F19a", "failed", change("transactions", "status", "Failed", DONE & SHOP)),
    case("F19a", "done", change("transactions", "status", "Completed", LEFT & ~NEW)),
    case("F19b", "closing", change_parent(MOVING, "balance", 77)),
    case("F20", "one more", change("transactions", "is_fraud", True, DONE & SHOP)),
    case("F20", "one less", change("transactions", "is_fraud", False, FRAUD)),
    case("F20", "sum", change("transactions", "status", "Failed", FRAUD & DONE), "F19a"),
    case("F18a", "interest", change("transactions", "counterparty", "A", KIND == "Interest")),
    case("F18a", "none", change("transactions", "counterparty", pl.lit(None), KIND == "Deposit")),
    case("F18b", "deposit", change("transactions", "merchant_category", "A", KIND == "Deposit")),
    case(
        "F18b",
        "none",
        change("transactions", "merchant_category", pl.lit(None), SHOP),
    ),
    case("F15", "of another time", change("trades", "symbol", "ALDRA", ~EXECUTED & ALONE)),
]
KEYS = [
    "customers: nulls",
    "customers: primary key unique",
    "accounts: foreign key customer_id",
    "accounts: nulls",
    "accounts: primary key unique",
    "accounts: account_number unique",
    "trades: nulls",
    "trades: primary key unique",
    "trades: foreign key account_id",
    "transactions: nulls",
    "transactions: primary key unique",
    "transactions: foreign key account_id",
]
