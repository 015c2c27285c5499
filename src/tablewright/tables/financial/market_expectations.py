"""What a market is like over time: E1l, E4 and E11-E17."""

from __future__ import annotations

from tablewright.spec import Expectation, Invariant
from tablewright.tables.financial.shares import INVENTED, LISTED
from tablewright.tables.rule_sql import shares

_KNOWN = ", ".join(
    f"({number}, '{share.name}', {share.first!r}, {share.growth!r}, {share.volatility!r}, {real})"
    for real, found in (("true", LISTED), ("false", INVENTED))
    for number, share in enumerate(found)
)
_REAL = "getvariable('w0') >= DATE '2024-01-01' AND getvariable('w1') <= DATE '2025-01-01'"
"""Real shares are traded in windows within 2024, invented ones in others."""
_SHARES = f"""
    known AS (
        SELECT * FROM (VALUES {_KNOWN}) AS k(number, symbol, first_price, growth, volatility, real)
        WHERE real = ({_REAL})
    )"""
_READ = 15
"""With fewer trades of a share and day, the last one tells little of the closing price."""
_DAILY = f"""
    WITH {_SHARES},
    closes AS (
        SELECT symbol, CAST(trade_timestamp AS DATE) AS day, count(*) AS trades,
            arg_max(price, trade_id)::DOUBLE AS price
        FROM trades GROUP BY ALL
    ),
    returns AS (
        SELECT *, ln(price / lag(price) OVER (PARTITION BY symbol ORDER BY day)) AS r FROM closes
    ),
    steps AS (
        SELECT *, lag(r) OVER (PARTITION BY symbol ORDER BY day) AS before FROM returns
    ),
    each AS (
        SELECT symbol, count(r) AS n, corr(r, before) AS memory, stddev_samp(r) AS deviation,
            kurtosis(r) AS tails, corr(abs(r), abs(before)) AS clusters,
            corr(trades, abs(r)) AS volume
        FROM steps GROUP BY symbol HAVING avg(trades) >= {_READ}
    )"""
# Paths are matched when they are declared: only the last trade's distance from the close is
# chance, so that the errors are a fraction of those of free paths.
_ERROR = "0.3 / sqrt(sum(n)) AS se, sum(n) AS units"


def _market(name: str, text: str, value: str, low: float, high: float) -> Expectation:
    return Expectation(
        name,
        text,
        ("trades",),
        f"{_DAILY} SELECT {value} AS value, {_ERROR} FROM each JOIN known USING (symbol) "
        "HAVING count(*) > 0",
        low,
        high,
        min_days=290,
    )


MARKET_EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "E1l",
        "symbols are traded evenly (deviations)",
        ("trades",),
        shares(
            f"(WITH {_SHARES} SELECT number FROM trades JOIN known USING (symbol))",
            "number",
            {str(number): 1 for number in range(len(LISTED))},
        ),
        -0.01,
        0.01,
    ),
    Expectation(
        "E4",
        "prices of the first and last session are those of the path's ends (relative deviations)",
        ("trades",),
        f"""
        WITH {_SHARES},
        ends AS (
            SELECT CAST(min(trade_timestamp) AS DATE) AS first_day,
                CAST(max(trade_timestamp) AS DATE) AS last_day,
                -- The path of real shares is that of the whole year.
                CASE WHEN {_REAL} THEN 366 / 365.25 ELSE least(datediff('day',
                    getvariable('w0')::DATE, getvariable('w1')::DATE) / 365.25, 10) END AS years
            FROM trades
        ),
        groups AS (
            SELECT symbol, at_first, avg(deviation) AS mean, count(*) AS n,
                var_pop(deviation) * count(*) AS squares
            FROM (
                SELECT symbol, CAST(trade_timestamp AS DATE) = first_day AS at_first,
                    price::DOUBLE / first_price
                        * CASE WHEN at_first THEN 1 ELSE exp(-growth * years) END - 1 AS deviation
                FROM trades JOIN known USING (symbol) CROSS JOIN ends
                WHERE CAST(trade_timestamp AS DATE) IN (first_day, last_day)
                    -- A part of 2024 has the ends of the year only if it has its first or last day.
                    AND (NOT real OR CAST(trade_timestamp AS DATE)
                        IN (DATE '2024-01-02', DATE '2024-12-31'))
            )
            GROUP BY ALL
        ),
        whole AS (SELECT sum(squares) AS squares, sum(n) - count(*) AS units FROM groups)
        SELECT symbol || CASE WHEN at_first THEN ' first' ELSE ' last' END AS part, mean AS value,
            sqrt(greatest(whole.squares / units, groups.squares / nullif(n - 1, 0)) / n) AS se,
            units
        FROM groups CROSS JOIN whole WHERE units > 0
        """,
        -0.03,
        0.03,
        min_days=7,
    ),
    _market(
        "E11",
        "daily returns of a symbol do not follow from those of the day before (correlation)",
        "avg(memory)",
        -0.05,
        0.05,
    ),
    _market(
        "E12",
        "the volatility of daily returns is the symbol's (ratio)",
        "avg(deviation * sqrt(252) / volatility)",
        0.95,
        1.05,
    ),
    Expectation(
        "E13",
        "two symbols move together (correlation of daily returns)",
        ("trades",),
        f"""{_DAILY},
        pairs AS (
            SELECT corr(a.r, b.r) AS together, count(*) AS n
            FROM returns AS a JOIN returns AS b USING (day)
            WHERE a.symbol < b.symbol AND a.symbol IN (SELECT symbol FROM each)
                AND b.symbol IN (SELECT symbol FROM each)
            GROUP BY a.symbol, b.symbol
        )
        SELECT avg(together) AS value, 0.3 / sqrt(sum(n) / 4.5) AS se, sum(n) AS units
        FROM pairs HAVING count(*) > 0""",
        0.2,
        0.4,
        min_days=290,
    ),
    _market("E14", "returns have fat tails (excess kurtosis)", "avg(tails)", 1, 6),
    _market(
        "E15",
        "wild days follow wild days (correlation of the sizes of successive returns)",
        "avg(clusters)",
        0.1,
        0.25,
    ),
    _market(
        "E16",
        "a symbol is traded more where its price moves (correlation of trades and size of return)",
        "avg(volume)",
        0.15,
        0.5,
    ),
    Expectation(
        "E17",
        "like days differ in trades by more than chance (variance over mean)",
        ("trades",),
        """
        WITH days AS (
            SELECT CAST(trade_timestamp AS DATE) AS day, count(*) AS n FROM trades GROUP BY ALL
            HAVING NOT (isodow(day) = 5 AND day(day) BETWEEN 15 AND 21)
                AND max(hour(trade_timestamp)) > 13
        ),
        kinds AS (
            SELECT var_samp(n) AS v, avg(n) AS m, count(*) AS days FROM days
            GROUP BY year(day), month(day) HAVING count(*) >= 5
        )
        SELECT sum(v * days) / sum(m * days) AS value,
            sum(v * days) / sum(m * days) * sqrt(2 / sum(days)) AS se, sum(days) AS units
        FROM kinds HAVING avg(m) >= 500
        """,
        1.5,
        1_000_000,
        min_rows=250_000,
        min_days=182,
    ),
)

REAL_NAMES = Invariant(
    "F15",
    "symbols are real in windows within 2024, and invented in others",
    ("trades",),
    f"""
    WITH {_SHARES}
    SELECT trade_id, symbol FROM trades ANTI JOIN known USING (symbol)
    """,
)
