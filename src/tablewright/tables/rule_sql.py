"""SQL that the expectations of several industries share (DuckDB)."""

from __future__ import annotations

from collections.abc import Mapping

from tablewright.spec import ShareQuery


def shares(
    source: str, column: str, weights: Mapping[str, float], *, cluster: str = "", together: int = 1
) -> ShareQuery:
    """Select the deviation of each class's share from its weight, and its standard error.

    Parameters
    ----------
    source : str
        A table, or a query in parentheses, perhaps with a WHERE clause behind.
    column : str
        The class of a row; rows without one do not count.
    weights : mapping
        Share of each class, in any unit; a class that is not named has none.
    cluster : str, optional
        Columns whose rows go together; without them rows are independent.
    together : int
        So this many rows of different clusters may be drawn as one, undetected.
    """
    total = sum(weights.values())
    named = {name.replace("'", "''"): weight for name, weight in weights.items()}
    wanted = ", ".join(f"('{name}', {weight / total!r})" for name, weight in named.items())
    key = f"hash({cluster})" if cluster else "0"
    # Of clusters the error is what they differ by; of rows it is that of the wanted share.
    error = (
        "sqrt(sum((hits - p * n) ** 2)) / sum(n)"
        if cluster
        else "sqrt(any_value(share * (1 - share)) / sum(n))"
    )
    units = "sum(n) ** 2 / sum(n * n)" if cluster else "sum(n)"
    # At most, as if each of them were repeated so often.
    error, units = f"sqrt({together}) * {error}", f"{units} / {together}"
    sql = f"""
        WITH wanted(class, share) AS (VALUES {wanted}),
        counted AS (
            SELECT CAST({column} AS VARCHAR) AS class, {key} AS cluster, count(*)::DOUBLE AS hits
            FROM {source} GROUP BY ALL HAVING class IS NOT NULL
        ),
        clusters AS (SELECT cluster, sum(hits) AS n FROM counted GROUP BY cluster),
        classes AS (
            SELECT class, coalesce(any_value(share), 0) AS share,
                coalesce(sum(hits), 0) / (SELECT sum(n) FROM clusters) AS p
            FROM wanted FULL JOIN counted USING (class) GROUP BY class
        )
        SELECT class AS part, any_value(p - share) AS value, {error} AS se, {units} AS units
        FROM (
            SELECT class, share, p, n, coalesce(hits, 0) AS hits
            FROM classes CROSS JOIN clusters LEFT JOIN counted USING (class, cluster)
        )
        GROUP BY class ORDER BY class
    """
    declared = {str(name): weight / total for name, weight in weights.items()}
    return ShareQuery(sql, source, column, declared)


def share(source: str, condition: str) -> str:
    """Select the share of rows for which a condition holds, and its standard error."""
    # With one more row of either kind there is an error where all are of one.
    return f"""
        SELECT hits / n AS value, sqrt((hits + 1) * (n - hits + 1) / (n + 2)) / (n + 2) AS se,
            n AS units
        FROM (SELECT count(*) FILTER ({condition}) AS hits, count(*) AS n FROM {source})
        WHERE n > 0
    """


def mean(source: str, value: str) -> str:
    """Select the mean of an expression over independent rows, and its standard error."""
    return f"""
        SELECT avg({value}) AS value, stddev_samp({value}) / sqrt(count({value})) AS se,
            count({value}) AS units
        FROM {source}
    """


def median(source: str, value: str) -> str:
    """Select a median and its standard error, which follows from the quantiles around it."""
    # The rank of the median has a standard deviation of sqrt(n)/2: a step of 5 % of the rows on
    # either side, scaled to that, is a difference quotient of the quantile function there.
    return f"""
        SELECT q[2] AS value, (q[3] - q[1]) / 0.10 * 0.5 / sqrt(n) AS se, n AS units
        FROM (
            SELECT quantile_cont(({value})::DOUBLE, [0.45, 0.5, 0.55]) AS q,
                count({value}) AS n
            FROM {source}
        )
        WHERE n > 0
    """


def clustered_share(source: str, condition: str, cluster: str) -> str:
    """Select a share of rows, with a standard error for rows that go together by ``cluster``."""
    return clustered_mean(source, f"CAST({condition} AS INTEGER)", cluster)


def clustered_mean(source: str, value: str, cluster: str) -> str:
    """Select a mean, with a standard error for rows that go together by ``cluster``."""
    return f"""
        WITH clusters AS (
            SELECT count({value})::DOUBLE AS n, coalesce(sum({value}), 0)::DOUBLE AS amount
            FROM {source} GROUP BY {cluster}
        ),
        whole AS (SELECT sum(amount) / sum(n) AS mean, sum(n) AS n FROM clusters)
        SELECT any_value(whole.mean) AS value,
            sqrt(sum((clusters.amount - whole.mean * clusters.n) ** 2)) / any_value(whole.n) AS se,
            any_value(whole.n) ** 2 / sum(clusters.n ** 2) AS units
        FROM clusters CROSS JOIN whole HAVING any_value(whole.n) > 0
    """


def contrast(
    source: str, value: str, one: str, other: str, cluster: str, *, ratio: bool = False
) -> str:
    """Select the difference of two means, with a standard error for clustered rows.

    Parameters
    ----------
    source : str
        A table, or a query in parentheses, perhaps with a WHERE clause behind.
    value : str
        What is averaged.
    one, other : str
        Conditions: which rows belong to either mean.
    cluster : str
        Rows that are alike in these columns are not independent.
    ratio : bool
        Divide the means instead.
    """
    combined = "one_mean / other_mean" if ratio else "one_mean - other_mean"
    # The weight of either mean's relative error in the result.
    error_one, error_other = (
        ("1 / any_value(other_mean)", "any_value(one_mean / other_mean ** 2)")
        if ratio
        else ("1", "1")
    )
    return f"""
        WITH clusters AS (
            SELECT count({value}) FILTER ({one}) AS one_n,
                coalesce(sum({value}) FILTER ({one}), 0)::DOUBLE AS one_sum,
                count({value}) FILTER ({other}) AS other_n,
                coalesce(sum({value}) FILTER ({other}), 0)::DOUBLE AS other_sum
            FROM {source} GROUP BY {cluster}
        ),
        whole AS (
            SELECT sum(one_sum) / sum(one_n) AS one_mean, sum(one_n) AS one_total,
                sum(other_sum) / sum(other_n) AS other_mean, sum(other_n) AS other_total
            FROM clusters HAVING sum(one_n) > 0 AND sum(other_n) > 0
        )
        SELECT any_value({combined}) AS value,
            sqrt(
                ({error_one}) ** 2
                    * sum(((one_sum - one_mean * one_n) / one_total) ** 2)
                + ({error_other}) ** 2
                    * sum(((other_sum - other_mean * other_n) / other_total) ** 2)
            ) AS se,
            least(
                any_value(one_total) ** 2 / sum(one_n ** 2),
                any_value(other_total) ** 2 / sum(other_n ** 2)
            ) AS units
        FROM clusters CROSS JOIN whole HAVING count(*) > 0
    """


def intraclass(members: str) -> str:
    """The intraclass correlation of ``x`` within ``g``, both selected by a query."""
    return f"""
        WITH groups AS (
            SELECT count(*)::DOUBLE AS n, avg(x) AS mean, var_pop(x) * count(*) AS inside
            FROM ({members}) GROUP BY g HAVING count(*) >= 2
        ),
        sums AS (
            SELECT count(*) AS k, sum(n) AS total, sum(inside) / (sum(n) - count(*)) AS within,
                (sum(n * mean * mean) - sum(n * mean) ** 2 / sum(n)) / (count(*) - 1) AS between,
                (sum(n) - sum(n * n) / sum(n)) / (count(*) - 1) AS size
            FROM groups HAVING count(*) >= 10 AND sum(n) > count(*)
        ),
        found AS (
            SELECT *, (between - within) / (between + (size - 1) * within) AS rho FROM sums
            WHERE within > 0
        )
        SELECT rho AS value, k AS units,
            (1 - rho) * (1 + (size - 1) * rho) * sqrt(2 / (size * (size - 1) * (k - 1))) AS se
        FROM found
    """
