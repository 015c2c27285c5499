"""What ledgers keep, and what they are like: F19, F20 and E23-E33."""

from __future__ import annotations

from tablewright.spec import Expectation, Invariant
from tablewright.tables.rule_sql import clustered_share, share

_MOVED = """CASE
    WHEN t.status <> 'Completed' THEN 0
    WHEN account_type IN ('Credit Card', 'Loan') THEN
        CASE WHEN txn_type = 'Transfer In' OR (txn_type = 'Payment' AND account_type = 'Loan')
            THEN -amount ELSE amount END
    WHEN txn_type IN ('Deposit', 'Transfer In', 'Interest') THEN amount ELSE -amount END"""
"""What an entry adds to the balance; on cards and loans that is owed."""
ENTRIES_A_YEAR = """(
    SELECT (SELECT count(*) FROM transactions) / (SELECT count(*) FROM accounts) * 366
        / datediff('day', getvariable('w0')::DATE, getvariable('w1')::DATE)
)"""
"""Entries by account, of all accounts: on how many, some statistics depend."""

LEDGER_INVARIANTS = (
    Invariant(
        "F19a",
        "balance_after is the account's one before and the amount, if Completed",
        ("transactions", "accounts"),
        f"""
        SELECT txn_id, account_id, balance_after, before, moved FROM (
            SELECT txn_id, account_id, balance_after, {_MOVED} AS moved,
                lag(balance_after) OVER (PARTITION BY account_id ORDER BY txn_id) AS before,
                lag(txn_id) OVER (PARTITION BY account_id ORDER BY txn_id) IS NULL AS is_first
            FROM transactions AS t JOIN accounts USING (account_id)
        ) WHERE balance_after IS NULL OR (NOT is_first AND balance_after <> before + moved)
        """,
    ),
    Invariant(
        "F19b",
        "an account's last balance_after is its balance",
        ("transactions", "accounts"),
        """
        SELECT account_id, balance, last FROM (
            SELECT account_id, arg_max(balance_after, txn_id) AS last FROM transactions
            GROUP BY account_id
        ) JOIN accounts USING (account_id) WHERE last IS DISTINCT FROM balance
        """,
    ),
    Invariant(
        "F20",
        "frauds are five entries of an account, one after the other, and add nothing in all",
        ("transactions", "accounts"),
        f"""
        SELECT account_id, min(txn_id) AS txn_id, count(*) AS entries, sum(moved) AS moved FROM (
            SELECT account_id, txn_id, {_MOVED} AS moved, txn_id - row_number()
                OVER (PARTITION BY account_id ORDER BY txn_id) AS run
            FROM transactions AS t JOIN accounts USING (account_id) WHERE is_fraud
        ) GROUP BY account_id, run HAVING count(*) % 5 <> 0 OR sum(moved) <> 0
        """,
    ),
)


def _alike(act: str) -> str:
    """How alike the amounts of an account are: the intraclass correlation of their logarithms."""
    return f"""
        WITH x AS (
            SELECT account_id AS g, ln(amount::DOUBLE) AS x FROM transactions
            JOIN accounts USING (account_id) WHERE txn_type = '{act}' AND currency = 'USD'
        ),
        g AS (
            SELECT count(*)::DOUBLE AS n, avg(x) AS m, var_pop(x) * count(*) AS ss
            FROM x GROUP BY g HAVING count(*) > 1
        ),
        t AS (
            SELECT sum(n) AS n, count(*) AS k, sum(ss) AS within, sum(n * m) / sum(n) AS grand,
                (sum(n) - sum(n * n) / sum(n)) / (count(*) - 1) AS n0
            FROM g HAVING count(*) > 1
        ),
        v AS (
            SELECT any_value(within / (t.n - k)) AS msw, any_value(n0) AS n0, any_value(k) AS k,
                sum(g.n * (m - grand) ** 2) / any_value(k - 1) AS msb
            FROM g CROSS JOIN t
        ),
        r AS (SELECT (msb - msw) / (msb + (n0 - 1) * msw) AS r, n0, k FROM v)
        SELECT r AS value, (1 - r) * (1 + (n0 - 1) * r) * sqrt(2 / (n0 * (n0 - 1) * k)) AS se,
            k AS units
        FROM r
    """


LEDGER_EXPECTATIONS = (
    Expectation(
        "E33",
        "like days differ in entries by more than chance (variance over mean)",
        ("transactions",),
        """
        WITH days AS (
            SELECT CAST(txn_timestamp AS DATE) AS day, count(*) AS n FROM transactions GROUP BY ALL
            HAVING day(day) BETWEEN 6 AND 24 AND day(day) <> 15
        ),
        kinds AS (
            SELECT var_samp(n) AS v, avg(n) AS m, count(*) AS days FROM days
            GROUP BY year(day), month(day), isodow(day) HAVING count(*) >= 2
        )
        SELECT sum(v * days) / sum(m * days) AS value,
            sum(v * days) / sum(m * days) * sqrt(2 / sum(days)) AS se, sum(days) AS units
        FROM kinds HAVING count(*) > 0
        """,
        1.5,
        1_000_000,
        min_days=182,
    ),
    Expectation(
        "E32",
        "0.2 to 0.6 % of the entries are of a fraud",
        ("transactions",),
        clustered_share("transactions", "is_fraud", "account_id"),
        0.002,
        0.006,
        min_rows=5_000,
    ),
    Expectation(
        "E23",
        "no Checking account is overdrawn",
        ("transactions", "accounts"),
        share(
            """(
                SELECT min(balance_after) AS low FROM transactions
                JOIN accounts USING (account_id) WHERE account_type = 'Checking'
                GROUP BY account_id
            )""",
            "low < 0",
        ),
        0.0,
        0.001,
    ),
    Expectation(
        "E24",
        "deposits of an account are alike (intraclass correlation of the logarithms)",
        ("transactions", "accounts"),
        _alike("Deposit"),
        0.5,
        1.0,
        min_days=180,
    ),
    Expectation(
        "E25",
        "payments of an account are alike (intraclass correlation of the logarithms)",
        ("transactions", "accounts"),
        _alike("Payment"),
        0.15,
        0.95,
    ),
    Expectation(
        "E26",
        "a Savings account has interest once a month",
        ("transactions", "accounts"),
        share(
            """(
                SELECT count(*) FILTER (txn_type = 'Interest') - datediff('month',
                    getvariable('w0')::DATE, getvariable('w1')::DATE) AS more
                FROM transactions JOIN accounts USING (account_id)
                WHERE account_type = 'Savings' GROUP BY account_id
            )""",
            "abs(more) <= 1",
        ),
        0.95,
        1.0,
        min_days=60,
    ),
    Expectation(
        "E27",
        "a Loan has one instalment in a month",
        ("transactions", "accounts"),
        share(
            """(
                SELECT count(*) AS n, date_trunc('month', txn_timestamp) AS month
                FROM transactions JOIN accounts USING (account_id)
                WHERE account_type = 'Loan' AND txn_type = 'Payment'
                GROUP BY account_id, month
            )""",
            "n = 1",
        ),
        0.99,
        1.0,
    ),
    Expectation(
        "E28",
        "pay varies by at most 5 % (standard deviation over mean) within an account",
        ("transactions",),
        share(
            """(
                SELECT stddev_samp(amount::DOUBLE) / avg(amount::DOUBLE) AS cv FROM transactions
                WHERE txn_type = 'Deposit' AND counterparty LIKE '%Payroll'
                GROUP BY account_id HAVING count(*) >= 3
            )""",
            "cv <= 0.05",
        ),
        0.95,
        1.0,
    ),
    Expectation(
        "E29",
        "payments have a payment to the same merchant 27 to 32 days before",
        ("transactions", "accounts"),
        clustered_share(
            f"""(
                SELECT account_id, EXISTS (
                    SELECT 1 FROM transactions AS p WHERE p.txn_type = 'Payment'
                        AND p.account_id = t.account_id AND p.counterparty = t.counterparty
                        AND t.txn_timestamp::DATE - p.txn_timestamp::DATE BETWEEN 27 AND 32
                ) AS again
                FROM transactions AS t WHERE txn_type = 'Payment' AND {ENTRIES_A_YEAR} <= 100
            )""",
            "again",
            "account_id",
        ),
        0.3,
        1.0,
        min_days=180,
    ),
    Expectation(
        "E30",
        "a standing order arrives at another account of the customer within a minute",
        ("transactions", "accounts"),
        share(
            """(
                WITH legs AS (
                    SELECT transactions.*, customer_id FROM transactions
                    JOIN accounts USING (account_id)
                    WHERE counterparty LIKE '%Savings Transfer'
                )
                SELECT EXISTS (
                    SELECT 1 FROM legs AS i WHERE i.txn_type = 'Transfer In'
                        AND i.customer_id = o.customer_id AND i.amount = o.amount
                        AND i.account_id <> o.account_id
                        AND abs(epoch(i.txn_timestamp) - epoch(o.txn_timestamp)) <= 60
                ) AS arrives
                FROM legs AS o WHERE txn_type = 'Transfer Out'
            )""",
            "arrives",
        ),
        0.95,
        1.0,
    ),
    Expectation(
        "E31",
        "what fails asks for more than there is (correlation)",
        ("transactions", "accounts"),
        """
        SELECT corr((t.status = 'Failed')::INTEGER, (amount > balance_after
                + CASE WHEN t.status = 'Completed' THEN amount ELSE 0 END)::INTEGER) AS value,
            1 / sqrt(count(*) FILTER (t.status = 'Failed')) AS se,
            count(*) FILTER (t.status = 'Failed') AS units
        FROM transactions AS t JOIN accounts USING (account_id)
        WHERE txn_type IN ('Withdrawal', 'Transfer Out', 'Payment')
            AND account_type NOT IN ('Credit Card', 'Loan') AND t.status IN ('Completed', 'Failed')
        """,
        0.75,
        1.0,
    ),
)
