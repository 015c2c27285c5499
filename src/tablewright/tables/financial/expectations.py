"""Financial's expectations, E1-E10; the market's are in `market_expectations`."""

from __future__ import annotations

from tablewright.spec import Expectation
from tablewright.tables.financial.ledger_rules import ENTRIES_A_YEAR, LEDGER_EXPECTATIONS
from tablewright.tables.financial.market_expectations import MARKET_EXPECTATIONS
from tablewright.tables.financial.portfolio_rules import PORTFOLIO_EXPECTATIONS
from tablewright.tables.rule_sql import clustered_share, mean, median, share, shares

WEIGHTS: dict[tuple[str, str], dict[str, float]] = {
    ("accounts", "account_type"): {
        "Checking": 30,
        "Savings": 25,
        "Investment": 20,
        "Retirement": 10,
        "Credit Card": 10,
        "Loan": 5,
    },
    ("accounts", "status"): {"Active": 85, "Dormant": 10, "Closed": 5},
    ("accounts", "currency"): {"USD": 70, "EUR": 15, "GBP": 10, "JPY": 5},
    ("accounts", "risk_rating"): {"Low": 60, "Medium": 30, "High": 10},
    ("trades", "trade_type"): {"BUY": 55, "SELL": 45},
    ("trades", "order_type"): {"Market": 60, "Limit": 25, "Stop": 10, "Stop-Limit": 5},
    ("trades", "status"): {"Filled": 90, "Partial": 5, "Cancelled": 3, "Rejected": 2},
    ("trades", "execution_venue"): {"NYSE": 35, "NASDAQ": 35, "ARCA": 15, "BATS": 15},
    ("transactions", "txn_type"): {
        "Deposit": 20,
        "Withdrawal": 15,
        "Transfer In": 15,
        "Transfer Out": 15,
        "Payment": 25,
        "Fee": 5,
        "Interest": 5,
    },
    ("transactions", "channel"): {"Online": 35, "Mobile": 30, "ATM": 15, "Branch": 15, "Wire": 5},
    ("transactions", "status"): {"Completed": 90, "Pending": 5, "Failed": 3, "Reversed": 2},
}
"""Percent of each class, by table and column; nulls are left out."""

_SOURCES = {
    # What is sold was bought before: with few trades an account, fewer are sales.
    ("trades", "trade_type"): """(
        SELECT trade_type FROM trades WHERE (SELECT count(*) FROM trades)
            >= 12 * (SELECT count(DISTINCT account_id) FROM trades)
    )""",
    **{
        # What is scheduled takes more of few entries.
        ("transactions", column): f"""(
            SELECT {column} FROM transactions
            WHERE {ENTRIES_A_YEAR} >= 50
        )"""
        for column in ("txn_type", "channel")
    },
}
_USD = "transactions JOIN accounts USING (account_id) WHERE currency = 'USD'"
_HOUR = "epoch(trade_timestamp - date_trunc('day', trade_timestamp)) / 3600"
_BUCKET = f"CASE WHEN {_HOUR} < 11 THEN 'open' WHEN {_HOUR} < 15 THEN 'noon' ELSE 'close' END"


def _all_shares() -> list[Expectation]:
    return [
        Expectation(
            f"E1{letter}",
            f"classes of {table}.{column} have their shares (deviations)",
            (table, "accounts") if table == "transactions" else (table,),
            shares(_SOURCES.get((table, column), table), column, weights),
            -0.01,
            0.01,
            min_days=180 if column in ("txn_type", "channel") else 1,
        )
        for letter, ((table, column), weights) in zip("abcdefghijk", WEIGHTS.items(), strict=True)
    ]


EXPECTATIONS: tuple[Expectation, ...] = (
    *_all_shares(),
    *MARKET_EXPECTATIONS,
    *PORTFOLIO_EXPECTATIONS,
    *LEDGER_EXPECTATIONS,
    Expectation(
        "E2",
        "41 % of the trades are before 11 h, 36 % before 15 h, 23 % later (deviations)",
        ("trades",),
        shares(
            f"(SELECT {_BUCKET} AS bucket FROM trades)",
            "bucket",
            {"open": 41, "noon": 36, "close": 23},
        ),
        -0.015,
        0.015,
    ),
    Expectation(
        "E3",
        "55 % of the trades are odd lots",
        ("trades",),
        clustered_share("trades", "quantity < 100", "account_id"),
        0.53,
        0.57,
    ),
    Expectation(
        "E5",
        "the median balance of Checking and Savings accounts in USD is 3,000 to 6,000",
        ("accounts",),
        median(
            "accounts WHERE currency = 'USD' AND status <> 'Closed' "
            "AND account_type IN ('Checking', 'Savings')",
            "balance",
        ),
        3_000,
        6_000,
        min_rows=5_000,
    ),
    Expectation(
        "E6",
        "the mean USD withdrawal at an ATM is 180 to 215",
        ("transactions", "accounts"),
        mean(f"{_USD} AND txn_type = 'Withdrawal' AND channel = 'ATM'", "amount::DOUBLE"),
        180,
        215,
        min_days=28,
    ),
    Expectation(
        "E7",
        "the logarithm of transfers of Checking accounts in USD, other than wires, has a standard "
        "deviation of 1 to 1.4",
        ("transactions", "accounts"),
        f"""
        SELECT stddev_samp(ln(amount::DOUBLE)) AS value,
            stddev_samp(ln(amount::DOUBLE)) / sqrt(2 * count(*)) AS se, count(*) AS units
        FROM {_USD} AND txn_type IN ('Transfer In', 'Transfer Out') AND channel <> 'Wire'
            AND account_type = 'Checking' AND amount > 0
            AND {ENTRIES_A_YEAR} >= 50
        """,
        1.0,
        1.4,
        min_days=180,
    ),
    Expectation(
        "E8",
        "5 % of the transactions are international",
        ("transactions",),
        clustered_share("transactions", "is_international", "account_id"),
        0.045,
        0.055,
    ),
    Expectation(
        "E9",
        "on the 1st, the 15th and the last workday there are 3 times the deposits of other days",
        ("transactions", "accounts"),
        # Branches are shut on Sundays, so they would measure the calendar instead; of many entries
        # fewer are scheduled.
        f"""
        WITH days AS (
            SELECT CAST(day AS DATE) AS day,
                day(day) IN (1, 15) OR CAST(day AS DATE) = last_day(day) - CAST(
                    CASE isodow(last_day(day)) WHEN 6 THEN 1 WHEN 7 THEN 2 ELSE 0 END AS INTEGER)
                    AS payday
            FROM range(getvariable('w0')::TIMESTAMP, getvariable('w1')::TIMESTAMP, INTERVAL 1 DAY)
                AS calendar(day)
        ),
        deposits AS (
            SELECT CAST(txn_timestamp AS DATE) AS day, count(*) AS n FROM transactions
            WHERE txn_type = 'Deposit' AND channel <> 'Branch' GROUP BY ALL
        ),
        kinds AS (
            SELECT payday, sum(coalesce(n, 0)) AS n, count(*) AS days
            FROM days LEFT JOIN deposits USING (day) GROUP BY ALL
        )
        SELECT (p.n / p.days) / (o.n / o.days) AS value,
            ((p.n + 1) / p.days) / ((o.n + 1) / o.days) * sqrt(1 / (p.n + 1) + 1 / (o.n + 1)) AS se,
            p.n + o.n AS units
        FROM kinds AS p, kinds AS o
        WHERE p.payday AND NOT o.payday
            AND {ENTRIES_A_YEAR} BETWEEN 50 AND 60
        """,
        2.6,
        3.4,
        min_days=180,
    ),
    Expectation(
        "E10",
        "a tenth of the trading accounts makes 40 to 60 % of the trades",
        ("trades", "accounts"),
        """
        WITH traders AS (
            SELECT count(*) AS n FROM accounts
            WHERE account_type IN ('Investment', 'Retirement') AND currency = 'USD'
                AND status = 'Active'
        ),
        ranked AS (
            SELECT count(*)::DOUBLE AS n, row_number() OVER (ORDER BY count(*) DESC) AS rank
            FROM trades GROUP BY account_id
        )
        SELECT sum(ranked.n) FILTER (rank <= 0.1 * traders.n) / sum(ranked.n) AS value,
            sqrt(sum(ranked.n * ranked.n)) / sum(ranked.n) AS se,
            sum(ranked.n) ** 2 / sum(ranked.n * ranked.n) AS units
        FROM ranked CROSS JOIN traders
        HAVING sum(ranked.n) >= 5 * any_value(traders.n)
        """,
        0.40,
        0.60,
    ),
    Expectation(
        "E22",
        "the top 1 % of the merchants have 25 to 45 % of the payments",
        ("transactions",),
        """
        WITH merchants AS (
            SELECT count(*) AS n, percent_rank() OVER (ORDER BY count(*) DESC) AS rank
            FROM transactions WHERE merchant_category IS NOT NULL GROUP BY counterparty
        )
        SELECT sum(n) FILTER (rank <= 0.01) / sum(n) AS value,
            sqrt(sum(n * n)) / sum(n) AS se, sum(n) AS units
        FROM merchants HAVING sum(n) >= 5000
        """,
        0.25,
        0.45,
    ),
    Expectation(
        "E1m",
        "classes of customers.segment have their shares (deviations)",
        ("customers",),
        shares("customers", "segment", {"Retail": 75, "Premier": 20, "Private": 5}),
        -0.01,
        0.01,
        min_rows=8_000,
    ),
    Expectation(
        "E18",
        "customers of several accounts have a checking account",
        ("accounts",),
        share(
            """(
                SELECT bool_or(account_type = 'Checking') AS checking FROM accounts
                GROUP BY customer_id HAVING count(*) > 1
            )""",
            "checking",
        ),
        0.9,
        1.0,
        min_rows=1_000,
    ),
)
