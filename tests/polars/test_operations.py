import datetime as dt

import polars as pl
import pytest

from tablewright.polars import scan
from tablewright.polars.cdc import add_cdc_operations
from tablewright.polars.retail import generate_customers

FRAME = generate_customers(20_000)


def test_the_default_weights_are_the_reference_s():
    made = add_cdc_operations(FRAME)
    assert made.drop("operation", "operation_date").equals(FRAME)
    shares = dict(made["operation"].value_counts(normalize=True).rows())
    assert abs(shares["APPEND"] - 5 / 9) < 0.015
    assert abs(shares["UPDATE"] - 3 / 9) < 0.015
    assert abs(shares["DELETE"] - 1 / 9) < 0.015


def test_dates_strictly_increase_from_the_start():
    dates = add_cdc_operations(FRAME, start="2030-05-01T12:00:00")["operation_date"]
    assert (dates.diff().drop_nulls() > dt.timedelta(0)).all()
    assert dates.dtype == pl.Datetime("us", "UTC")
    first = dt.datetime(2030, 5, 1, 12, tzinfo=dt.timezone.utc)
    assert first <= dates[0] < first + dt.timedelta(minutes=1)


def test_rows_depend_on_seed_and_position_only():
    whole = add_cdc_operations(FRAME, seed=3).select("operation", "operation_date")
    assert add_cdc_operations(FRAME, seed=3).select("operation", "operation_date").equals(whole)
    other = pl.DataFrame({"x": range(500)})
    part = add_cdc_operations(other, seed=3).select("operation", "operation_date")
    assert part.equals(whole.head(500))
    assert not add_cdc_operations(other, seed=4)["operation"].equals(part["operation"])


def test_a_lazy_frame_stays_lazy_and_gives_the_same():
    lazy = add_cdc_operations(scan("retail.customers", rows=20_000))
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(add_cdc_operations(FRAME))
    assert lazy.collect(engine="streaming").equals(add_cdc_operations(FRAME))
    some = lazy.filter(pl.col("operation") == "DELETE").select("customer_id", "operation_date")
    eager = add_cdc_operations(FRAME).filter(pl.col("operation") == "DELETE")
    assert some.collect().equals(eager.select("customer_id", "operation_date"))


def test_only_the_named_operations_come():
    assert set(add_cdc_operations(FRAME, {"DELETE": 2})["operation"]) == {"DELETE"}
    made = add_cdc_operations(FRAME, {"APPEND": 1, "UPDATE": 0, "DELETE": 3})
    assert set(made["operation"]) == {"APPEND", "DELETE"}


def test_operations_have_any_names_in_their_order():
    assert set(add_cdc_operations(FRAME, {"INSERT": 100}, 1)["operation"]) == {"INSERT"}
    made = add_cdc_operations(FRAME, {"c": 50, "u": 30, "d — löschen": 10, "never": 0})
    default = add_cdc_operations(FRAME)
    renamed = {"APPEND": "c", "UPDATE": "u", "DELETE": "d — löschen"}
    assert made["operation"].equals(default["operation"].replace(renamed))
    other = add_cdc_operations(FRAME, {"DELETE": 1, "APPEND": 1})
    swapped = add_cdc_operations(FRAME, {"APPEND": 1, "DELETE": 1})
    assert other["operation"].eq(swapped["operation"]).sum() == 0


def test_there_may_be_many_operations():
    many = {f"operation {number}": 1 + number % 2 for number in range(5_000)}
    made = add_cdc_operations(FRAME, many)
    assert 4_000 < made["operation"].n_unique() < 5_000
    assert set(made["operation"]) <= set(many)


def test_an_empty_frame_gets_the_columns():
    made = add_cdc_operations(FRAME.head(0))
    assert made.height == 0
    assert made.columns[-2:] == ["operation", "operation_date"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"weights": {}}, ValueError, r"weights=\{\} has no weight"),
        ({"weights": {"APPEND": 0}}, ValueError, "has no weight above 0"),
        ({"weights": {"APPEND": -1}}, ValueError, "has -1"),
        ({"weights": {"APPEND": float("nan")}}, ValueError, "has nan"),
        ({"weights": {"APPEND": float("inf")}}, ValueError, "has inf"),
        ({"weights": {"INSERT": 0, "DELETE": 0.0}}, ValueError, "has no weight above 0"),
        ({"weights": {"INSERT": -1}}, ValueError, "has -1; give numbers"),
        ({"weights": {"": 1}}, ValueError, "has the operation ''; give"),
        ({"weights": {" ": 1}}, ValueError, "has the operation ' '"),
        ({"weights": {"a\x02": 1}}, ValueError, "printable"),
        ({"weights": {"\ud800": 1}}, ValueError, "printable"),
        ({"weights": {"INSERT": 1, 7: 1}}, TypeError, "has the operation 7, not a str"),
        ({"weights": {None: 1}}, TypeError, "has the operation None, not a str"),
        ({"weights": {"APPEND": "1"}}, TypeError, "not a number"),
        ({"weights": {"APPEND": True}}, TypeError, "not a number"),
        ({"weights": [1, 2, 3]}, TypeError, "not a mapping"),
        ({"seed": 2**63}, ValueError, "seed="),
        ({"seed": "1"}, TypeError, "seed='1'"),
        ({"start": "soon"}, ValueError, "start='soon'"),
        ({"start": 5}, TypeError, "start=5"),
        ({"start": dt.datetime(9999, 6, 1)}, ValueError, "start="),
        ({"start": dt.date.max}, ValueError, r"start=datetime.date\(9999, 12, 31\) leaves no time"),
        (
            {"start": "9998-12-31T23:59:59"},
            ValueError,
            "start='9998-12-31T23:59:59' leaves no time",
        ),
        ({"start": "9998-12-31T20:00:00-04:00"}, ValueError, "leaves no time for rows"),
        ({"start": "9998-12-31T23:00:00"}, ValueError, "time for 60 of df's 20,000 rows"),
        ({"start": "0001-01-01T00:00:00+14:00"}, ValueError, "is before the year 1 in UTC"),
        ({"weights": {"APPEND": 10**400}}, ValueError, r"from 0 to 10\*\*100"),
        ({"weights": {"APPEND": 10**5000}}, ValueError, "has .an enormous number.; give numbers"),
        ({"weights": {"APPEND": 1e308, "UPDATE": 1e308}}, ValueError, r"has 1e\+308; give"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        add_cdc_operations(FRAME, **arguments)


def test_the_first_and_the_last_moments_there_are():
    for start in ("0001-01-01", dt.datetime(9998, 12, 31, 23, 0)):
        made = add_cdc_operations(FRAME.head(60), start=start)
        whole = add_cdc_operations(FRAME.head(60))
        assert made["operation"].equals(whole["operation"])
        offset = made["operation_date"][0] - whole["operation_date"][0]
        assert (made["operation_date"] - whole["operation_date"]).unique().to_list() == [offset]
    late = add_cdc_operations(FRAME.lazy(), start="9998-12-31")
    with pytest.raises(ValueError, match="start='9998-12-31' leaves time for 1,440 of df's 20,000"):
        late.collect()


@pytest.mark.parametrize("name", ["operation", "operation_date"])
def test_a_frame_that_has_the_columns_is_refused(name):
    with pytest.raises(ValueError, match=rf"already has a column '{name}'"):
        add_cdc_operations(FRAME.with_columns(pl.lit(1).alias(name)))
    with pytest.raises(ValueError, match="already"):
        add_cdc_operations(FRAME.lazy().with_columns(pl.lit(1).alias(name)))


def test_what_is_no_frame_is_refused():
    with pytest.raises(TypeError, match="df=dict"):
        add_cdc_operations({"a": [1]})
