"""`scan`: bad arguments, only the columns that are asked for, streaming sinks."""

import polars as pl
import pytest

from tablewright.polars import scan


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"name": "retail.customer"}, ValueError, "did you mean 'customers'"),
        ({"name": "retial.customers"}, ValueError, "did you mean 'retail'"),
        ({"name": "customers"}, ValueError, "name='customers' .* did you mean 'retail.customers'"),
        ({"name": "a.b.c"}, ValueError, "name='a.b.c' is unknown; give <industry>.<table>"),
        (
            {"name": "iot.events", "rates": {"anomaly": 0.5}},
            ValueError,
            r"rates=\{'anomaly': 0.5\} has .* 'anomaly'; did you mean 'anomaly_rate'\? choose from",
        ),
        ({"name": "iot.events", "rates": {"anomaly_rate": 10**400}}, ValueError, "is not a share"),
        ({"name": 3}, TypeError, "name=3"),
        ({"name": "retail.customers", "rows": -1}, ValueError, "rows=-1"),
        ({"name": "retail.customers", "seed": 2**63}, ValueError, "seed="),
        ({"name": "retail.customers", "sizes": {"x": 1}}, ValueError, "has the unknown name 'x'"),
        ({"name": "retail.customers", "sizes": {"products": -1}}, ValueError, "products=-1"),
        ({"name": "retail.customers", "rates": {"x": 1}}, ValueError, "omit rates"),
    ],
)
def test_scan_names_what_is_wrong(arguments, error, message):
    with pytest.raises(error, match=message):
        scan(**arguments)


def test_scan_makes_only_the_columns_that_are_asked_for(monkeypatch):
    from tablewright.engines.local import LocalTable

    asked = []
    chunks = LocalTable.chunks

    def spy(self, start=0, stop=None, columns=None, *args):
        asked.append(columns)
        return chunks(self, start, stop, columns, *args)

    monkeypatch.setattr(LocalTable, "chunks", spy)
    frame = scan("retail.customers", rows=1000).select("state").collect()
    assert frame.columns == ["state"]
    assert asked == [["state"]]


def test_a_streaming_sink_writes_everything(tmp_path):
    scan("retail.line_items", rows=300_000).sink_parquet(tmp_path / "x.parquet")
    written = pl.read_parquet(tmp_path / "x.parquet")
    assert written.equals(scan("retail.line_items", rows=300_000).collect())
