"""Financial's invariants, F1-F20.

Other uniqueness and foreign keys (F1) follow from the declaration.
"""

from __future__ import annotations

from tablewright.spec import Invariant
from tablewright.tables.financial.expectations import EXPECTATIONS
from tablewright.tables.financial.ledger_rules import LEDGER_INVARIANTS
from tablewright.tables.financial.market_expectations import REAL_NAMES
from tablewright.tables.financial.portfolio_rules import HELD

__all__ = ["EXPECTATIONS", "INVARIANTS"]

ALLOWED = {
    "Deposit": ("Checking", "Savings", "Investment"),
    "Withdrawal": ("Checking", "Savings"),
    "Transfer In": ("Checking", "Savings", "Investment", "Retirement", "Credit Card"),
    "Transfer Out": ("Checking", "Savings", "Investment", "Retirement"),
    "Payment": ("Checking", "Credit Card", "Loan"),
    "Fee": ("Checking", "Investment", "Retirement", "Credit Card", "Loan"),
    "Interest": ("Checking", "Savings", "Investment", "Retirement", "Credit Card", "Loan"),
}
"""The types of accounts that have a type of transaction."""

_ALLOWED_VALUES = ", ".join(
    f"('{kind}', '{account}')" for kind, accounts in ALLOWED.items() for account in accounts
)
_EXECUTED = "status IN ('Filled', 'Partial')"


def _weekday(month: int, day: int, number: int) -> str:
    """The number-th such day (1 is Monday) of a month of year y; 0 is the last."""
    first = f"make_date(y, {month}, 1)"
    if number == 0:
        last = f"last_day({first})"
        return f"{last} - ((isodow({last}) - {day} + 7) % 7)::INTEGER"
    return f"{first} + (({day} - isodow({first}) + 7) % 7 + {7 * (number - 1)})::INTEGER"


def _observed(month: int, day: int) -> str:
    """A fixed holiday of year y: Friday for a Saturday, Monday for a Sunday."""
    date = f"make_date(y, {month}, {day})"
    return f"{date} + (CASE isodow({date}) WHEN 6 THEN -1 WHEN 7 THEN 1 ELSE 0 END)::INTEGER"


# Easter by the anonymous Gregorian computus; the exchange does not move New Year to a Friday, and
# keeps Juneteenth since 2022.
_CALENDAR = f"""
    years AS (
        SELECT y,
            (19 * (y % 19) + y // 100 - y // 400 - (y // 100 - (y // 100 + 8) // 25 + 1) // 3 + 15)
                % 30 AS h
        FROM range(year(getvariable('w0')), year(getvariable('w1')) + 1) AS years(y)
    ),
    moons AS (
        SELECT y, h,
            (32 + 2 * ((y // 100) % 4) + 2 * ((y % 100) // 4) - h - (y % 100) % 4) % 7 AS l
        FROM years
    ),
    easters AS (
        SELECT y, h + l - 7 * ((y % 19 + 11 * h + 22 * l) // 451) + 114 AS e FROM moons
    ),
    closed AS (
        SELECT CAST(unnest([
            make_date(y, 1, 1) + (isodow(make_date(y, 1, 1)) = 7)::INTEGER,
            {_weekday(1, 1, 3)},
            {_weekday(2, 1, 3)},
            make_date(y, e // 31, e % 31 + 1) - 2,
            {_weekday(5, 1, 0)},
            CASE WHEN y >= 2022 THEN {_observed(6, 19)} END,
            {_observed(7, 4)},
            {_weekday(9, 1, 1)},
            {_weekday(11, 4, 4)},
            {_observed(12, 25)}
        ]) AS DATE) AS day
        FROM easters
    ),
    short AS (
        SELECT CAST(unnest([
            CASE WHEN isodow(make_date(y, 7, 3)) <= 4 THEN make_date(y, 7, 3) END,
            {_weekday(11, 4, 4)} + 1,
            CASE WHEN isodow(make_date(y, 12, 24)) <= 4 THEN make_date(y, 12, 24) END
        ]) AS DATE) AS day
        FROM years
    )
"""

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "F1",
        "an account number has at least 12 digits, the first not 0, the last its Luhn digit",
        ("accounts",),
        # Every second digit from the right is doubled, and its digits are added.
        """
        SELECT account_id, account_number FROM accounts
        WHERE NOT regexp_full_match(account_number, '[1-9][0-9]{11,}')
            OR list_sum(list_transform(
                range(1, length(account_number) + 1),
                lambda place: CASE WHEN place % 2 = 1
                    THEN account_number[length(account_number) - place + 1]::INTEGER
                    ELSE [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][
                        1 + account_number[length(account_number) - place + 1]::INTEGER]
                    END)) % 10 <> 0
        """,
    ),
    Invariant(
        "F2",
        "an executed trade is worth quantity times price and has a venue; "
        "another is worth 0 and has none",
        ("trades",),
        f"""
        SELECT trade_id, status, quantity, price, trade_value, execution_venue FROM trades
        WHERE (CASE WHEN {_EXECUTED}
            THEN trade_value = round(quantity * price, 2) AND execution_venue IS NOT NULL
            ELSE status IN ('Cancelled', 'Rejected') AND trade_value = 0
                AND execution_venue IS NULL
            END) IS NOT TRUE
        """,
    ),
    Invariant(
        "F3",
        "the commission is 0.1 % of an executed trade, at least 0.99, and below its value; "
        "otherwise 0",
        ("trades",),
        f"""
        SELECT trade_id, status, trade_value, commission FROM trades
        WHERE (CASE WHEN {_EXECUTED}
            THEN commission = greatest(0.99, round(0.001 * trade_value, 2))
                AND commission < trade_value
            ELSE commission = 0
            END) IS NOT TRUE
        """,
    ),
    Invariant(
        "F4",
        "trades happen in sessions of the exchange: 09:30 to 16:00, on short days to 13:00",
        ("trades",),
        f"""
        WITH {_CALENDAR}
        SELECT trade_id, trade_timestamp
        FROM trades
        LEFT JOIN (SELECT DISTINCT day, true AS is_closed FROM closed) AS closed
            ON CAST(trade_timestamp AS DATE) = closed.day
        LEFT JOIN (SELECT DISTINCT day, true AS is_short FROM short) AS short
            ON CAST(trade_timestamp AS DATE) = short.day
        WHERE isodow(trade_timestamp) >= 6
            OR is_closed
            OR CAST(trade_timestamp AS TIME) < TIME '09:30:00'
            OR CAST(trade_timestamp AS TIME) >=
                CASE WHEN is_short THEN TIME '13:00:00' ELSE TIME '16:00:00' END
            OR trade_timestamp < getvariable('w0')
            OR trade_timestamp >= getvariable('w1')
        """,
    ),
    Invariant(
        "F5",
        "volume_factor is 3 from 09 to 10 h, 1 from 11 to 14 h, 2.5 at 15 h",
        ("trades",),
        """
        SELECT trade_id, trade_timestamp, volume_factor FROM trades
        WHERE (volume_factor = CASE
            WHEN hour(trade_timestamp) IN (9, 10) THEN 3
            WHEN hour(trade_timestamp) BETWEEN 11 AND 14 THEN 1
            WHEN hour(trade_timestamp) = 15 THEN 2.5
            END) IS NOT TRUE
        """,
    ),
    Invariant(
        "F6",
        "trades are of active Investment and Retirement accounts in USD",
        ("trades", "accounts"),
        """
        SELECT trade_id, account_id, account_type, accounts.status, currency
        FROM trades JOIN accounts USING (account_id)
        WHERE (account_type IN ('Investment', 'Retirement') AND currency = 'USD'
            AND accounts.status NOT IN ('Closed', 'Dormant')) IS NOT TRUE
        """,
    ),
    Invariant(
        "F7a",
        "no trade precedes the opening of its account",
        ("trades", "accounts"),
        """
        SELECT trade_id, trade_timestamp, open_date
        FROM trades JOIN accounts USING (account_id)
        WHERE (CAST(trade_timestamp AS DATE) >= open_date) IS NOT TRUE
        """,
    ),
    Invariant(
        "F7b",
        "no transaction precedes the opening of its account",
        ("transactions", "accounts"),
        """
        SELECT txn_id, txn_timestamp, open_date
        FROM transactions JOIN accounts USING (account_id)
        WHERE (CAST(txn_timestamp AS DATE) >= open_date) IS NOT TRUE
        """,
    ),
    Invariant(
        "F7c",
        "every transaction lies within the window",
        ("transactions",),
        """
        SELECT txn_id, txn_timestamp FROM transactions
        WHERE (txn_timestamp >= getvariable('w0') AND txn_timestamp < getvariable('w1'))
            IS NOT TRUE
        """,
    ),
    Invariant(
        "F8a",
        "a Closed account is empty",
        ("accounts",),
        "SELECT account_id, balance FROM accounts WHERE status = 'Closed' AND balance <> 0",
    ),
    Invariant(
        "F8b",
        "a Closed account has no Pending transaction",
        ("transactions", "accounts"),
        """
        SELECT txn_id, account_id FROM transactions JOIN accounts USING (account_id)
        WHERE accounts.status = 'Closed' AND transactions.status = 'Pending'
        """,
    ),
    Invariant(
        "F8c",
        "a Dormant account has only Fees and Interest",
        ("transactions", "accounts"),
        """
        SELECT txn_id, account_id, txn_type FROM transactions JOIN accounts USING (account_id)
        WHERE accounts.status = 'Dormant' AND (txn_type IN ('Fee', 'Interest')) IS NOT TRUE
        """,
    ),
    Invariant(
        "F9",
        "transactions are of types that the type of the account allows",
        ("transactions", "accounts"),
        f"""
        SELECT txn_id, txn_type, account_type
        FROM transactions JOIN accounts USING (account_id)
        ANTI JOIN (VALUES {_ALLOWED_VALUES}) AS allowed(kind, account)
            ON kind = txn_type AND account = account_type
        """,
    ),
    Invariant(
        "F10a",
        "Fees and Interest, and nothing else, have no channel; Wires are transfers, "
        "ATMs take deposits and withdrawals",
        ("transactions",),
        """
        SELECT txn_id, txn_type, channel FROM transactions
        WHERE (channel IS NULL) IS DISTINCT FROM (txn_type IN ('Fee', 'Interest'))
            OR (channel = 'Wire' AND txn_type NOT IN ('Transfer In', 'Transfer Out'))
            OR (channel = 'ATM' AND txn_type NOT IN ('Deposit', 'Withdrawal'))
        """,
    ),
    Invariant(
        "F10b",
        "branches are open Monday to Friday 09-17 and Saturday 09-13, wires Monday to Friday 09-18",
        ("transactions",),
        """
        SELECT txn_id, channel, txn_timestamp FROM transactions
        WHERE channel IN ('Branch', 'Wire') AND NOT (
            CAST(txn_timestamp AS TIME) >= TIME '09:00:00'
            AND CAST(txn_timestamp AS TIME) <= CASE
                WHEN isodow(txn_timestamp) <= 5 AND channel = 'Branch' THEN TIME '17:00:00'
                WHEN isodow(txn_timestamp) <= 5 THEN TIME '18:00:00'
                WHEN isodow(txn_timestamp) = 6 AND channel = 'Branch' THEN TIME '13:00:00'
                ELSE TIME '00:00:00' END)
        """,
    ),
    Invariant(
        "F11a",
        "balances in JPY are whole",
        ("accounts",),
        """
        SELECT account_id, balance FROM accounts
        WHERE currency = 'JPY' AND balance <> floor(balance)
        """,
    ),
    Invariant(
        "F11b",
        "amounts in JPY are whole",
        ("transactions", "accounts"),
        """
        SELECT txn_id, amount FROM transactions JOIN accounts USING (account_id)
        WHERE currency = 'JPY' AND amount <> floor(amount)
        """,
    ),
    Invariant(
        "F12a",
        "an ATM pays USD in twenties, at most 1,000",
        ("transactions", "accounts"),
        """
        SELECT txn_id, amount FROM transactions JOIN accounts USING (account_id)
        WHERE txn_type = 'Withdrawal' AND channel = 'ATM' AND currency = 'USD'
            AND (amount % 20 <> 0 OR amount > 1000)
        """,
    ),
    Invariant(
        "F12b",
        "amounts are above 0 and worth at most 100,000 USD",
        ("transactions", "accounts"),
        # Of the currencies only the yen is far from the dollar.
        """
        SELECT txn_id, amount, currency FROM transactions JOIN accounts USING (account_id)
        WHERE (amount > 0 AND amount <= CASE currency WHEN 'JPY' THEN 15000000 ELSE 100000 END)
            IS NOT TRUE
        """,
    ),
    Invariant(
        "F12c",
        "there is no Interest on a balance of 0",
        ("transactions", "accounts"),
        """
        SELECT txn_id, account_id, amount FROM transactions JOIN accounts USING (account_id)
        WHERE txn_type = 'Interest' AND balance = 0
        """,
    ),
    Invariant(
        "F13",
        "quantities are from 1 to 10,000; prices of orders other than Market are whole cents",
        ("trades",),
        """
        SELECT trade_id, order_type, quantity, price FROM trades
        WHERE (quantity BETWEEN 1 AND 10000 AND price > 0) IS NOT TRUE
            OR (order_type <> 'Market' AND round(price, 2) <> price)
        """,
    ),
    Invariant(
        "F14",
        "a symbol's prices of a day differ by at most 25 %",
        ("trades",),
        """
        SELECT symbol, CAST(trade_timestamp AS DATE) AS day, min(price) AS low,
            max(price) AS high, arg_max(trade_id, price) AS trade_id
        FROM trades GROUP BY ALL HAVING max(price) > 1.25 * min(price)
        """,
    ),
    REAL_NAMES,
    HELD,
    *LEDGER_INVARIANTS,
    Invariant(
        "F18a",
        "Fees and Interest, and nothing else, have no counterparty",
        ("transactions",),
        """
        SELECT txn_id, txn_type, counterparty FROM transactions
        WHERE (counterparty IS NULL) IS DISTINCT FROM (txn_type IN ('Fee', 'Interest'))
        """,
    ),
    Invariant(
        "F18b",
        "payments other than those of loans, and nothing else, are to merchants",
        ("transactions", "accounts"),
        """
        SELECT txn_id, txn_type, account_type, merchant_category
        FROM transactions JOIN accounts USING (account_id)
        WHERE (merchant_category IS NOT NULL)
            IS DISTINCT FROM (txn_type = 'Payment' AND account_type <> 'Loan')
        """,
    ),
    Invariant(
        "F16a",
        "all accounts of a customer have the customer's risk rating and home currency",
        ("accounts", "customers"),
        """
        SELECT account_id, customer_id, currency, home_currency, accounts.risk_rating
        FROM accounts JOIN customers USING (customer_id)
        WHERE currency IS DISTINCT FROM home_currency
            OR accounts.risk_rating IS DISTINCT FROM customers.risk_rating
        """,
    ),
    Invariant(
        "F16b",
        "a customer joins with the first account, and is 18 to 80 years old then",
        ("customers", "accounts"),
        """
        SELECT customer_id, joined, birth_year
        FROM customers JOIN (
            SELECT customer_id, min(open_date) AS opened FROM accounts GROUP BY customer_id
        ) USING (customer_id)
        WHERE joined IS DISTINCT FROM opened OR year(joined) - birth_year NOT BETWEEN 17 AND 81
        """,
    ),
)
