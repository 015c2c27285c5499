"""What accounts, customers and shares are like over time: one row per statistic."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from tablewright.spec import TableSet
from tablewright.tables.financial.accounts import YEN
from tests.lives.statistics import Measured, boosted_auc, rows
from tests.support.corruptions import Frames
from tests.support.judged import Judged


def _sql(query: str, *needs: str) -> Callable[[Judged], str]:
    """The numbers of the only row that a query selects; – without a column that it needs."""

    def measure(made: Judged) -> str:
        for need in needs:
            table, _, column = need.partition(".")
            if table not in made.frames or (column and column not in made.frames[table].columns):
                return "–"
        values = made.rows(query)[0]
        return " ".join("–" if value is None else f"{float(value):.4g}" for value in values)

    return measure


def _icc(rows: str) -> str:
    """The one-way intraclass correlation of x within groups g of two or more."""
    return f"""
        WITH x AS ({rows}),
        g AS (SELECT g, count(*) AS n, avg(x) AS m, var_pop(x) * count(*) AS ss
            FROM x GROUP BY g HAVING count(*) >= 2),
        t AS (SELECT sum(n) AS n, count(*) AS k, sum(ss) AS within, sum(n * m) / sum(n) AS grand,
            (sum(n) - sum(n * n) / sum(n)) / (count(*) - 1) AS n0 FROM g),
        v AS (SELECT any_value(within / (t.n - k)) AS msw,
            sum(g.n * (m - grand) ** 2) / any_value(k - 1) AS msb, any_value(n0) AS n0
            FROM g CROSS JOIN t)
        SELECT (msb - msw) / (msb + (n0 - 1) * msw) FROM v
    """


_LOG = "SELECT account_id AS g, ln(amount::DOUBLE) AS x FROM transactions JOIN accounts USING "
_SIGN = """CASE
    WHEN status <> 'Completed' THEN 0
    WHEN account_type IN ('Credit Card', 'Loan') THEN
        CASE WHEN txn_type = 'Transfer In' OR (txn_type = 'Payment' AND account_type = 'Loan')
            THEN -1 ELSE 1 END
    WHEN txn_type IN ('Deposit', 'Transfer In', 'Interest') THEN 1 ELSE -1 END"""
_ENTRIES = f"""
    entries AS (
        SELECT t.*, account_type, customer_id, balance, currency,
            t.amount * {_SIGN.replace("status", "t.status")} AS moved
        FROM transactions AS t JOIN accounts USING (account_id)
    )"""

_RUNNING = f"""
    WITH {_ENTRIES},
    steps AS (
        SELECT *, lag(balance_after) OVER w AS before,
            lead(txn_id) OVER w IS NULL AS is_last
        FROM entries WINDOW w AS (PARTITION BY account_id ORDER BY txn_id)
    )
    SELECT count(*) FILTER (before IS NOT NULL AND balance_after <> before + moved),
        count(*) FILTER (is_last AND balance_after <> balance)
    FROM steps"""

_OVERDRAWN = f"""
    WITH {_ENTRIES},
    backwards AS (
        SELECT account_id, balance - coalesce(sum(moved) OVER (PARTITION BY account_id
            ORDER BY txn_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS after
        FROM entries WHERE account_type = 'Checking'
    )
    SELECT avg((low < 0)::INT) FROM
        (SELECT min(after) AS low FROM backwards GROUP BY account_id)"""

_SAVINGS_INTEREST = """
    WITH saving AS (
        SELECT account_id FROM accounts
        WHERE account_type = 'Savings' AND status = 'Active' AND open_date < getvariable('w0')
            AND account_id IN (SELECT account_id FROM transactions)
    )
    SELECT count(txn_id) / count(DISTINCT account_id)
        * 366 / datediff('day', getvariable('w0')::DATE, getvariable('w1')::DATE)
    FROM saving LEFT JOIN (SELECT * FROM transactions WHERE txn_type = 'Interest')
        USING (account_id)"""

_INSTALMENTS = """
    WITH due AS (
        SELECT account_id, date_trunc('month', txn_timestamp) AS month, amount::DOUBLE AS amount
        FROM transactions JOIN accounts USING (account_id)
        WHERE account_type = 'Loan' AND txn_type = 'Payment'
    ),
    months AS (SELECT account_id, month, count(*) AS n FROM due GROUP BY ALL),
    loans AS (SELECT stddev_samp(amount) / avg(amount) AS cv, count(*) AS n
        FROM due GROUP BY account_id)
    SELECT (SELECT avg(n) FROM months), (SELECT median(cv) FROM loans WHERE n >= 2)"""

_SALARIES = """
    WITH pay AS (
        SELECT account_id, counterparty, amount::DOUBLE AS amount FROM transactions
        WHERE txn_type = 'Deposit' AND counterparty LIKE '%Payroll%'
    )
    SELECT median(cv) FROM (SELECT stddev_samp(amount) / avg(amount) AS cv
        FROM pay GROUP BY account_id HAVING count(*) >= 3)"""

_RECURRING = """
    WITH paid AS (SELECT * FROM transactions WHERE txn_type = 'Payment')
    SELECT avg(EXISTS (SELECT 1 FROM paid AS p WHERE p.account_id = paid.account_id
        AND p.counterparty = paid.counterparty
        AND paid.txn_timestamp::DATE - p.txn_timestamp::DATE BETWEEN 27 AND 32)::INT)
    FROM paid"""

_PAIRS = """
    WITH legs AS (
        SELECT t.*, customer_id FROM transactions AS t JOIN accounts USING (account_id)
        WHERE txn_type IN ('Transfer In', 'Transfer Out')
    ),
    ins AS (SELECT * FROM legs WHERE txn_type = 'Transfer In'),
    outs AS (SELECT o.*, EXISTS (SELECT 1 FROM ins WHERE ins.customer_id = o.customer_id
        AND ins.amount = o.amount AND ins.account_id <> o.account_id
        AND abs(epoch(ins.txn_timestamp) - epoch(o.txn_timestamp)) <= 60) AS paired
        FROM legs AS o WHERE txn_type = 'Transfer Out' AND counterparty LIKE '% Savings Transfer')
    SELECT count(*) FILTER (paired), count(*) FROM outs"""

_MERCHANTS = """
    WITH sold AS (
        SELECT counterparty, count(*) AS n, percent_rank() OVER (ORDER BY count(*) DESC) AS r
        FROM transactions WHERE txn_type = 'Payment' AND merchant_category IS NOT NULL GROUP BY ALL
    )
    SELECT sum(n) FILTER (r <= 0.01) / sum(n) FROM sold"""

_FAILED = f"""
    WITH {_ENTRIES},
    later AS (
        SELECT *, sum(moved) OVER (PARTITION BY account_id ORDER BY txn_id DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS moved_later FROM entries
    ),
    known AS (
        SELECT txn_id, status, amount::DOUBLE AS amount,
            greatest(0, balance - coalesce(moved_later, 0))::DOUBLE AS available
        FROM later WHERE txn_type IN ('Withdrawal', 'Transfer Out', 'Payment')
            AND account_type NOT IN ('Credit Card', 'Loan')
    ),
    ranked AS (SELECT status = 'Failed' AS failed, (amount > available)::INT AS above,
        rank() OVER (ORDER BY amount / (available + 1)) AS r FROM known)
    SELECT corr(failed::INT, above), (sum(r) FILTER (failed)
        - count(*) FILTER (failed) * (count(*) FILTER (failed) + 1) / 2)
        / (count(*) FILTER (failed) * count(*) FILTER (NOT failed)::DOUBLE)
    FROM ranked"""

_CLOSES = """
    closes AS (
        SELECT symbol, trade_timestamp::DATE AS day, arg_max(price, trade_id)::DOUBLE AS price,
            count(*) AS n
        FROM trades GROUP BY ALL
    ),
    returns AS (
        SELECT symbol, day, n, ln(price / lag(price) OVER (PARTITION BY symbol ORDER BY day)) AS r
        FROM closes
    )"""

_MARKET = f"""
    WITH {_CLOSES},
    lagged AS (SELECT *, lag(r) OVER (PARTITION BY symbol ORDER BY day) AS l FROM returns),
    each AS (
        SELECT symbol, corr(r, l) AS lag1, stddev_samp(r) * sqrt(252) AS yearly,
            kurtosis(r) AS kurt, corr(abs(r), abs(l)) AS arch, corr(n, abs(r)) AS volume
        FROM lagged WHERE r IS NOT NULL GROUP BY symbol
    ),
    pairs AS (SELECT corr(a.r, b.r) AS c FROM returns a JOIN returns b USING (day)
        WHERE a.symbol < b.symbol GROUP BY a.symbol, b.symbol)
    SELECT """

_POSITIONS = """
    WITH moves AS (
        SELECT account_id, symbol, trade_id, CASE WHEN status NOT IN ('Filled', 'Partial') THEN 0
            WHEN trade_type = 'BUY' THEN quantity ELSE -quantity END AS moved, trade_type,
            status IN ('Filled', 'Partial') AS done
        FROM trades
    ),
    runs AS (SELECT *, sum(moved) OVER (PARTITION BY account_id, symbol ORDER BY trade_id) AS held
        FROM moves),
    pairs AS (SELECT min(held) AS low, arg_min(trade_type, trade_id) FILTER (done) AS first
        FROM runs GROUP BY account_id, symbol)
    SELECT avg((low < 0)::INT), avg((first = 'SELL')::INT) FROM pairs"""

_PORTFOLIOS = """
    WITH t AS (
        SELECT trades.*, balance::DOUBLE AS balance,
            lag(symbol) OVER (PARTITION BY account_id ORDER BY trade_id) AS before
        FROM trades JOIN accounts USING (account_id)
    ),
    bought AS (SELECT account_id, sum(trade_value)::DOUBLE / any_value(balance) AS share
        FROM t WHERE trade_type = 'BUY' AND balance > 0 GROUP BY account_id)
    SELECT avg((symbol = before)::INT) FILTER (before IS NOT NULL),
        corr(ln(trade_value::DOUBLE), ln(balance)) FILTER (trade_value > 0 AND balance > 0),
        (SELECT median(share) FROM bought)
    FROM t"""

_CUSTOMERS = """
    WITH c AS (
        SELECT customer_id, count(*) AS n, count(DISTINCT coalesce(risk_rating, '-')) AS risks,
            count(DISTINCT currency) FILTER (account_type NOT IN ('Investment', 'Retirement'))
                AS moneys,
            bool_or(account_type = 'Checking') AS checking
        FROM accounts GROUP BY customer_id
    )
    SELECT avg((risks = 1)::INT), avg((moneys <= 1)::INT), avg(checking::INT) FROM c WHERE n > 1"""

_DISPERSION = """
    WITH days AS (SELECT {time}::DATE AS day, count(*) AS n FROM {table} GROUP BY ALL
        HAVING {like}),
    kinds AS (SELECT month(day) AS m, isodow(day) AS w, var_samp(n) AS v, avg(n) AS a, count(*) AS k
        FROM days GROUP BY ALL HAVING count(*) >= 3)
    SELECT sum(v * k) / sum(a * k) FROM kinds"""

_PLAIN = "day(day) BETWEEN 6 AND 24 AND day(day) <> 15"
_NO_EXPIRY = """NOT (isodow(day) = 5 AND day(day) BETWEEN 15 AND 21)
    AND max(hour(trade_timestamp)) > 13"""
"""Days without paydays, first days and ends of months; without third Fridays and short sessions."""


_WORDS = ("txn_type", "channel", "status", "merchant_category", "account_type", "risk_rating")
_ENTRY = (*_WORDS, "amount", "is_international", "hour", "weekday")
_HISTORY = ("since", "recent", "above", "part", "new")
"""What a fraud is told by: the entry and its account; and what the account did before."""


def _frauds(_: TableSet, frames: Frames) -> str:
    """AUC of what an entry is, then also of what its account did before."""
    made = frames["transactions"].join(frames["accounts"], on="account_id", maintain_order="left")
    if "is_fraud" not in made.columns:
        return "–"
    struck = made.filter(pl.col("is_fraud"))
    known = _known(made)
    return (
        f"{struck.height / max(1, made.height):.4f}; {struck['account_id'].n_unique()}; "
        f"{boosted_auc(known, _ENTRY, 'is_fraud', 'account_id')[0]:.3f}; "
        f"{boosted_auc(known, (*_ENTRY, *_HISTORY), 'is_fraud', 'account_id')[0]:.3f}"
    )


def _known(made: pl.DataFrame) -> pl.DataFrame:
    """What is known of each entry when it comes; money as logarithms of dollars."""
    account, time = "account_id", pl.col("txn_timestamp")
    rate = pl.when(pl.col("currency") == "JPY").then(YEN).otherwise(1)

    def money(column: str) -> pl.Expr:
        return (pl.col(column).cast(pl.Float64) / rate).clip(1).log()

    amount = money("amount")
    usual = (amount.cum_sum() - amount) / pl.int_range(pl.len())
    keyed = (pl.col(account) - pl.col(account).min()) * 2**33 + time.dt.epoch("s")
    sorted_ = made.select(k=keyed).to_series().sort().to_numpy()
    key = made.select(k=keyed).to_series().to_numpy()
    day = np.maximum(key - 86_400, key // 2**33 * 2**33)
    recent = np.searchsorted(sorted_, key) - np.searchsorted(sorted_, day)
    return made.with_columns(
        *(pl.col(word).fill_null("").rank("dense") for word in _WORDS),
        amount=amount,
        hour=time.dt.hour(),
        weekday=time.dt.weekday(),
        since=(time - time.shift(1)).dt.total_seconds().over(account),
        recent=pl.Series(recent),
        above=(amount - usual).over(account),
        part=amount - money("balance_after").shift(1).over(account),
        new=pl.struct(account, "counterparty").is_first_distinct(),
    )


MEASURES = (
    Measured(
        "F-a",
        "breaks of the running balance; of the closing",
        "0 0",
        _sql(_RUNNING, "transactions.balance_after"),
    ),
    Measured("F-b", "checking accounts that were overdrawn", "0", _sql(_OVERDRAWN)),
    Measured(
        "F-c1",
        "ICC(log deposit | account)",
        ">= .5",
        _sql(_icc(_LOG + "(account_id) WHERE txn_type = 'Deposit' AND currency = 'USD'")),
    ),
    Measured(
        "F-c2",
        "ICC(log payment | account)",
        ">= .15",
        _sql(_icc(_LOG + "(account_id) WHERE txn_type = 'Payment' AND currency = 'USD'")),
    ),
    Measured(
        "F-d", "interest postings of a savings account in a year", "11-13", _sql(_SAVINGS_INTEREST)
    ),
    Measured("F-e", "instalments a month; CV of a loan's", "1; <= .02", _sql(_INSTALMENTS)),
    Measured(
        "F-f", "CV of an account's salaries", "<= .05", _sql(_SALARIES, "transactions.counterparty")
    ),
    Measured(
        "F-g",
        "payments with a predecessor 27-32 days before",
        ">= .3",
        _sql(_RECURRING, "transactions.counterparty"),
    ),
    Measured("F-h", "transfers out with their in; of", ">= 95 %", _sql(_PAIRS)),
    Measured(
        "F-i",
        "top 1 % of merchants' share of payments",
        ".25-.45",
        _sql(_MERCHANTS, "transactions.merchant_category"),
    ),
    Measured(
        "F-j",
        "share of fraud; its accounts; AUC of the entry; with its account's history",
        ".002-.006; few; .75-.90; .85-.97",
        rows(_frauds),
    ),
    Measured("F-k", "corr(Failed, amount > available); AUC of the ratio", ">= .75", _sql(_FAILED)),
    Measured(
        "F-l1",
        "lag-1 autocorrelation: mean, largest",
        "|.| <= .05",
        _sql(_MARKET + "avg(lag1), max(abs(lag1)) FROM each"),
    ),
    Measured(
        "F-l2",
        "annual volatility of the symbols, mean",
        "(declared mean .315)",
        _sql(_MARKET + "avg(yearly) FROM each"),
    ),
    Measured("F-m1", "mean cross-correlation", ".2-.4", _sql(_MARKET + "avg(c) FROM pairs")),
    Measured(
        "F-m2",
        "excess kurtosis: mean, least, most",
        "1-6",
        _sql(_MARKET + "avg(kurt), min(kurt), max(kurt) FROM each"),
    ),
    Measured(
        "F-m3",
        "ACF(|r|, 1): mean, least, most",
        ".1-.25",
        _sql(_MARKET + "avg(arch), min(arch), max(arch) FROM each"),
    ),
    Measured(
        "F-m4", "corr(symbol-day trades, |r|)", ".15-.5", _sql(_MARKET + "avg(volume) FROM each")
    ),
    Measured("F-n", "pairs that go short; that begin with a SELL", "0 0", _sql(_POSITIONS)),
    Measured(
        "F-o",
        "same symbol; corr(log value, log balance); buys / balance",
        ">= .3; >= .4; .4-1",
        _sql(_PORTFOLIOS),
    ),
    Measured(
        "F-p",
        "customers of several: one risk; one currency; checking",
        "1; .97; .9",
        _sql(_CUSTOMERS),
    ),
    Measured(
        "F-q1",
        "entries a day: variance / mean on like days",
        ">= 1.5",
        _sql(_DISPERSION.format(time="txn_timestamp", table="transactions", like=_PLAIN)),
    ),
    Measured(
        "F-q2",
        "trades a day: variance / mean on like days",
        ">= 1.5",
        _sql(_DISPERSION.format(time="trade_timestamp", table="trades", like=_NO_EXPIRY)),
    ),
)
