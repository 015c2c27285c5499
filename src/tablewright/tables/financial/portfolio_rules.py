"""What portfolios are like: F17 and E19-E21."""

from __future__ import annotations

from tablewright.spec import Expectation, Invariant
from tablewright.tables.rule_sql import clustered_share

HELD = Invariant(
    "F17",
    "an account sells no more shares of a symbol than it has bought in the window",
    ("trades",),
    """
    SELECT trade_id, account_id, symbol FROM (
        SELECT trade_id, account_id, symbol, sum(
            CASE WHEN status NOT IN ('Filled', 'Partial') THEN 0
                WHEN trade_type = 'BUY' THEN quantity ELSE -quantity END
        ) OVER (PARTITION BY account_id, symbol ORDER BY trade_id) AS held
        FROM trades
    ) WHERE held < 0
    """,
)

PORTFOLIO_EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "E19",
        "an account trades the symbol of its last trade again",
        ("trades",),
        clustered_share(
            """(
                SELECT account_id, symbol = lag(symbol) OVER (
                    PARTITION BY account_id ORDER BY trade_id) AS again
                FROM trades
            ) WHERE again IS NOT NULL""",
            "again",
            "account_id",
        ),
        0.3,
        0.6,
    ),
    Expectation(
        "E20",
        "the wealthy trade more at once (correlation of the logarithms of trade value and balance)",
        ("trades", "accounts"),
        """
        WITH done AS (
            SELECT account_id, ln(trade_value::DOUBLE) AS value, ln(balance::DOUBLE) AS wealth
            FROM trades JOIN accounts USING (account_id) WHERE trade_value > 0 AND balance > 0
        ),
        each AS (SELECT count(*)::DOUBLE AS n FROM done GROUP BY account_id),
        independent AS (SELECT sum(n) ** 2 / sum(n * n) AS units FROM each)
        SELECT corr(value, wealth) AS value, 1 / sqrt(any_value(units)) AS se,
            any_value(units) AS units
        FROM done CROSS JOIN independent HAVING count(*) > 0
        """,
        0.4,
        0.75,
    ),
    Expectation(
        "E21",
        "what an account buys in a year is .4 to 1 of its balance (median)",
        ("trades", "accounts"),
        """
        WITH bought AS (
            SELECT ln(sum(trade_value)::DOUBLE / any_value(balance)) AS share, count(*) AS n
            FROM trades JOIN accounts USING (account_id)
            WHERE trade_type = 'BUY' AND trade_value > 0 AND balance > 0 GROUP BY account_id
        )
        SELECT exp(median(share)) AS value,
            exp(median(share)) * 1.26 * stddev_samp(share) / sqrt(count(*)) AS se,
            count(*) AS units
        FROM bought HAVING avg(n) BETWEEN 9 AND 25
        """,
        0.4,
        1.0,
        min_days=300,
        max_days=400,
    ),
)
