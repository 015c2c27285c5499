"""A second request finds what the first one compiled, and memory stays bounded."""

import gc
import threading

import pytest

import tablewright as tw
from tablewright import api
from tablewright.engines.local import LocalTable, shared
from tablewright.engines.local import table as local_table
from tablewright.polars import retail


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    compiled = local_table.compiled

    def counted(table, *args):
        found.append(table.name)
        return compiled(table, *args)

    monkeypatch.setattr(local_table, "compiled", counted)
    return found


def test_the_same_request_compiles_once(compilations: list[str]) -> None:
    first = retail.generate_customers(321, seed=9)
    assert compilations == ["retail.customers"]
    assert retail.generate_customers(321, seed=9).equals(first)
    world = tw.retail(rows=321, seed=10)
    for start in range(3):
        world["customers"].rows(start, start + 1)
    assert compilations == ["retail.customers"] * 2


@pytest.mark.parametrize(
    "other", [{"rows": 322}, {"seed": 8}, {"locale": "de"}, {"start_date": "2023-05-01"}]
)
def test_another_request_gives_other_rows(other: dict[str, object]) -> None:
    request = {"rows": 321, "seed": 9}
    first = retail.generate_customers(**request)
    other_rows = retail.generate_customers(**{**request, **other})
    assert not other_rows.equals(first)
    assert other_rows.equals(_alone(**{**request, **other}))


def _alone(rows: int, seed: int, **options: str) -> object:
    declared = api.table("retail.customers", {"customers": rows}, **options)
    return LocalTable(declared, seed).rows(0, rows)


def test_options_that_are_equal_numbers_are_the_same() -> None:
    declare = tw.find("iot").declaration.tables
    sizes = {"devices": 20, "sensor_readings": 100, "events": 50, "telemetry": 100}
    one = api.declare("iot", sizes=sizes, rates={"anomaly_rate": 0})
    two = api.declare("iot", sizes=sizes, rates={"anomaly_rate": 0.0})
    assert declare is tw.find("iot").declaration.tables
    assert one.table("events") is two.table("events")
    assert one.table("events") is not api.declare("iot", sizes=sizes).table("events")


def test_few_tables_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [shared(api.declare("iot", rows=20 + n).table("devices"), 1) for n in range(70)]
    again = [shared(each.table, 1) for each in reversed(kept)]
    same = [one is other for one, other in zip(reversed(kept), again, strict=True)]
    assert same == [True] * 64 + [False] * 6


def test_memory_ends_with_the_request() -> None:
    table = shared(api.declare("retail", rows=300_000).table("customers"), 5)
    table.rows(0, 300_000)
    gc.collect()
    held = [each for each in gc.get_objects() if type(each).__name__ in ("Workspace", "Registers")]
    assert not held
    assert table.nbytes < 32 << 20


def test_threads_share_a_table() -> None:
    expected = retail.generate_customers(5_000, seed=77)
    found = []

    def ask() -> None:
        found.append(retail.generate_customers(5_000, seed=77))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(each.equals(expected) for each in found)
