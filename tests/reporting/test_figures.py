"""The figures of a report are those of the rows, computed here by other means."""

from __future__ import annotations

import itertools
import math
import tempfile
from pathlib import Path

import polars as pl
import pytest
from scipy.stats.contingency import association

import tablewright as tw
from tablewright.reporting.charts import of_column
from tablewright.reporting.collecting import Findings, TableFindings
from tablewright.reporting.relations import cramers_v
from tablewright.verification import verify
from tests.support.judged import BILLING


@pytest.fixture(scope="module")
def billing() -> tuple[dict[str, pl.DataFrame], dict[str, TableFindings]]:
    world = tw.find(str(BILLING))(rows=3_000)
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        world.write(Path(folder) / "billing")
        verify(folder, dataset=world.dataset, visit=findings.visit)
    frames = {table.name: table.frame() for table in world}
    return frames, {table.table.short_name: table for table in findings.tables}


def test_counts_of_categories_are_exact(billing) -> None:
    frames, found = billing
    for table, column in (
        ("subscribers", "segment"),
        ("invoices", "status"),
        ("lines", "quantity"),
    ):
        counts = found[table].counts[column]
        real = dict(frames[table][column].cast(pl.String).value_counts().iter_rows())
        assert dict(zip(counts.labels, counts.counts, strict=True)) == real


def test_counts_of_bins_are_exact(billing) -> None:
    frames, found = billing
    for table, column in (
        ("lines", "unit_price"),
        ("invoices", "issued"),
        ("subscribers", "joined"),
        ("subscribers", "latitude"),
    ):
        counts, values = found[table].counts[column], frames[table][column].drop_nulls()
        if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
            values = values.cast(pl.Datetime("us")).dt.epoch("us") / 1e6
        low, step = counts.edges[0], counts.edges[1] - counts.edges[0]
        last = len(counts.counts) - 1
        bins = ((values.cast(pl.Float64) - low) / step).floor().clip(0, last).cast(pl.Int64)
        real = dict(bins.value_counts().iter_rows())
        assert list(counts.counts) == [real.get(n, 0) for n in range(last + 1)]
        assert sum(counts.counts) == values.len()


def test_children_per_parent_include_the_childless(billing) -> None:
    frames, found = billing
    (plans,) = found["subscribers"].children
    (subscribers,) = found["invoices"].children
    each = frames["invoices"].group_by("subscriber_id").len()["len"]
    assert subscribers.most == each.max()
    assert subscribers.mean == pytest.approx(each.sum() / 3_000)
    assert subscribers.childless == pytest.approx(1 - each.len() / 3_000)
    assert sum(count for _, count in subscribers.counts) == 3_000
    assert plans.mean == pytest.approx(3_000 / 4)


def test_hours_and_days_are_exact(billing) -> None:
    frames, found = billing
    issued = frames["invoices"]["issued"]
    real = pl.DataFrame({"d": issued.dt.weekday(), "h": issued.dt.hour()}).group_by("d", "h").len()
    assert found["invoices"].rhythm is not None
    assert set(found["invoices"].rhythm.counts) == set(real.iter_rows())


def test_places_hold_every_row(billing) -> None:
    _, found = billing
    assert found["subscribers"].places is not None
    assert sum(n for _, _, n in found["subscribers"].places.counts) == 3_000
    assert all(30 <= north <= 47 for _, north, _ in found["subscribers"].places.counts)


def test_what_is_associated_is_found_and_what_is_independent_is_not(billing) -> None:
    _, found = billing
    assert found["invoices"].associations is not None
    strength = {(a, b): v for a, b, v in found["invoices"].associations.pairs}
    assert strength["net", "total"] > 0.5
    assert found["subscribers"].associations is not None
    strength = {(a, b): v for a, b, v in found["subscribers"].associations.pairs}
    assert strength["segment", "plan_id"] > 0.3
    assert strength["latitude", "longitude"] < 0.1


def test_cramers_v_is_scipys_without_the_correction_at_large_counts() -> None:
    table = [[900, 100, 500], [200, 700, 300]]
    cells = [(a, b, 10_000 * table[a][b]) for a, b in itertools.product(range(2), range(3))]
    assert cramers_v(cells) == pytest.approx(
        association([[10_000 * n for n in r] for r in table]), abs=1e-4
    )
    assert cramers_v([(0, 0, 5), (1, 1, 5)]) == 1
    assert cramers_v([(0, 0, 5), (0, 1, 5)]) == 0
    assert cramers_v([]) == 0


def test_declared_distributions_are_those_of_many_draws() -> None:
    one = tw.Dataset("one", rows={"rows": 40_000})
    sources = {
        "normal": tw.normal(10, 3, low=0),
        "lognormal": tw.lognormal(14, 0.8, high=900),
        "gamma": tw.gamma(12, shape=2),
        "beta": tw.beta(2, 5, low=1, high=9),
        "exponential": tw.exponential(4),
        "uniform": tw.uniform(-3, 8),
        "empirical": tw.empirical({0: 0, 0.5: 20, 1: 500}),
    }

    @one.table
    def rows(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        for name, source in sources.items():
            t.double(name, source, decimals=4)
        t.integer("whole", tw.uniform(1, 6))
        t.integer("zipf", tw.zipf(1.2, most=9))
        t.text("choice", tw.choice({"a": 5, "b": 3, "c": 2}))
        hidden = t.draw("hidden", tw.uniform(0, 9)) > 4
        t.text("unlike", tw.choice({"a": 1, "b": 1}), null=hidden)

    table = one()["rows"]
    frame = table.frame()
    for name in (*sources, "whole"):
        like = table.declared.column(name).distribution
        assert like is not None
        assert like.below is not None
        for share in (0.1, 0.5, 0.9):
            limit = float(frame[name].quantile(share)) - (0.5 if name == "whole" else 0)
            actual = (frame[name] < limit).mean()
            assert like.below(limit) == pytest.approx(actual, abs=5 * math.sqrt(0.25 / 40_000)), (
                name
            )
    for name in ("zipf", "choice"):
        like = table.declared.column(name).distribution
        assert like is not None
        for value, share in like.shares:
            actual = (frame[name].cast(pl.String) == value).mean()
            assert actual == pytest.approx(share, abs=5 * math.sqrt(0.25 / 40_000))
    # Nulls that depend on other values may leave out some more often.
    assert table.declared.column("unlike").distribution is None


def test_shares_that_a_ready_made_dataset_checks_are_shown(tmp_path: Path) -> None:
    tw.write(tw.retail(rows=300), tmp_path / "retail")
    findings = Findings()
    verify(tmp_path / "retail", visit=findings.visit)
    customers = findings.tables[0].summary.column("loyalty_tier")
    assert customers.declared.distribution is not None
    assert dict(customers.declared.distribution.shares)["Gold"] == pytest.approx(0.15)


def test_a_last_bin_of_fewer_numbers_keeps_its_area() -> None:
    one = tw.Dataset("one", rows={"rows": 5_050})

    @one.table
    def rows(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        t.integer("n", tw.uniform(100, 200))

    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        one().write(Path(folder) / "one")
        verify(folder, dataset=one, visit=findings.visit)
    (found,) = findings.tables
    spec = of_column(found.summary.column("n"), found.counts["n"])
    *_, before, last = spec["data"]["values"]
    assert (last["low"], last["high"]) == (199.5, 200.5)
    assert last["declared"] == pytest.approx(before["declared"])
    assert last["n"] == 4 * found.counts["n"].counts[-1]
