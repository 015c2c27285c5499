"""Wrong arguments: exit status 2, one line with the value, the reason and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tablewright.cli import main
from tests.support.commands import one_line, tablewright

BAD = [
    (["generate", "retail", "--rows", "-1"], ["rows=-1", "whole number from 0"]),
    (["generate", "retail", "--rows", "True"], ["rows='True'", "whole number"]),
    (["generate", "retail", "--rows", "1.5"], ["rows='1.5'", "whole number"]),
    (["generate", "retail", "--rows", "1e-6"], ["rows='1e-6'", "whole number"]),
    (["generate", "retail", "--rows", "1.5"], ["rows='1.5'", "whole number"]),
    (["generate", "retail", "--rows", "1m"], ["rows='1m'", "50k or 1M"]),
    (["generate", "retail", "--rows", "99T"], ["rows=", "out of range"]),
    (["generate", "retail", "--rows", "many"], ["rows='many'", "whole number"]),
    (["generate", "retail", "--rows", ""], ["rows=''", "whole number"]),
    (["generate", "retail", "--rows", "9" * 30], ["rows=9999", "out of range"]),
    (["generate", "retail", "--rows", "9" * 5000], ["rows=", "whole number"]),
    (
        ["generate", "retail", "--rows", str(2**42)],
        [f"rows={2**42} gives", "line_items; give at most 293,203,100,740"],
    ),
    (["generate", "retail", "--scale", "0"], ["scale=0", "above 0"]),
    (["generate", "retail", "--scale", "-2"], ["scale=-2", "above 0"]),
    (["generate", "retail", "--scale", "nan"], ["scale='nan'", "not a number"]),
    (["generate", "retail", "--scale", "inf"], ["scale='inf'", "not a number"]),
    (["generate", "retail", "--scale", "1e300"], ["scale="]),
    (["generate", "retail", "--scale", "big"], ["scale='big'", "not a number"]),
    (["generate", "retail", "--rows", "5", "--scale", "1"], ["rows=5", "scale=1", "one of them"]),
    (["generate", "retail", "--seed", str(2**63)], [f"seed={2**63}", "-2**63 to 2**63 - 1"]),
    (["generate", "retail", "--seed", str(-(2**63) - 1)], ["seed=-9223372036854775809"]),
    (["generate", "retail", "--seed", "x"], ["seed='x'", "whole number"]),
    (["generate", "retial"], ["industry='retial'", "did you mean 'retail'"]),
    (["generate", ""], ["industry=''", "choose one of"]),
    (["generate", "Retail"], ["industry='Retail'", "did you mean 'retail'"]),
    (["generate", "retail.customers"], ["did you mean 'retail --tables customers'"]),
    (["generate", "trade"], ["did you mean 'financial --tables trades'"]),
    (["describe", "customers"], ["did you mean 'retail.customers'"]),
    (["describe", "transactions"], ["'retail.transactions' or 'financial.transactions'"]),
    (["describe", "loyalty_teir"], ["did you mean 'retail.customers'"]),
    (["describe", "retial.customers"], ["did you mean 'retail.customers'"]),
    (["cdc", "customers"], ["industry='customers'", "did you mean 'retail'"]),
    (["stream", "accounts"], ["industry='accounts'", "did you mean 'financial'"]),
    (["demo", "iot.devices"], ["catalog", "--catalog"]),
    (["retial"], ["command='retial'", "did you mean 'generate retail'", "list, describe"]),
    (["retail.customers"], ["did you mean 'describe retail.customers'"]),
    (["Plan", "retail"], ["command='Plan'", "did you mean 'plan'"]),
    (["describe", "retail.costumers"], ["table='costumers'", "did you mean 'customers'"]),
    (["describe", "retail."], ["name='retail.'"]),
    (["describe", "shop"], ["industry='shop'"]),
    (["generate", "retail", "--tables", "line_item"], ["tables='line_item'", "'line_items'"]),
    (["generate", "retail", "--tables", ""], ["tables=''"]),
    (["generate", "retail", "--tables", "customers,"], ["tables=''"]),
    (["generate", "retail", "--format", ""], ["format=''", "choose one of parquet"]),
    (["generate", "all", "--tables", "customers"], ["tables='customers'", "one dataset"]),
    (["generate", "retail", "--format", "parkuet"], ["format='parkuet'", "'parquet'"]),
    (["generate", "retail", "--format", "xlsx"], ["format='xlsx'", "csv, json"]),
    (["generate", "retail", "--compression", "zip"], ["compression='zip'", "for parquet"]),
    (
        ["generate", "retail", "--format", "csv", "--compression", "snappy"],
        ["compression='snappy'", "for csv"],
    ),
    (["generate", "retail", "--rows-per-file", "0"], ["rows_per_file=0", "from 1"]),
    (["generate", "retail", "--start", "yesterday"], ["start='yesterday'", "not a date"]),
    (["generate", "retail", "--start", "2024-02-30"], ["start='2024-02-30'", "not a date"]),
    (
        ["generate", "retail", "--start", "2024-01-02", "--end", "2023-01-01"],
        ["error: end=2023-01-01 is before start=2024-01-02"],
    ),
    (["generate", "retail", "--start", "1899-12-31"], ["error: start=1899-12-31 is before 1900"]),
    (["generate", "retail", "--start", "9999-01-01"], ["error: start=9999-01-01 is after 9998"]),
    (["generate", "retail", "--end", "1899-12-31"], ["error: end=1899-12-31 is before 1900"]),
    (["generate", "retail", "--end", "9999-01-01"], ["error: end=9999-01-01 is after 9998"]),
    (["generate", "retail", "--locale", "xx"], ["locale='xx'", "choose one of"]),
    (["generate", "retail", "--locale", "en_US"], ["locale='en_US'", "did you mean 'en'"]),
    (["generate", "retail", "--locale", "pt_BR"], ["locale='pt_BR'", "did you mean 'pt-br'"]),
    (["generate", "retail", "--format", "PARQUET"], ["did you mean 'parquet'"]),
    (["generate", "retail", "--rows", "5", "--rows", "6"], ["rows='5' and rows='6'", "once"]),
    (["generate", "retail", "--seed=7", "--seed", "7"], ["seed='7': given more", "--seed once"]),
    (["generate", "retail", "--remote", "sc://h/;token=hunter2", "--remote", "sc://k"], ["once"]),
    (["cdc", "retail", "--begin", "2023-01-01"], ["error: begin=2023-01-01 is before the end"]),
    (["cdc", "retail", "--begin", "soon"], ["error: begin='soon' is not a time"]),
    (["cdc", "retail", "--begin", "9999-01-01"], ["error: begin=9999-01-01", "before 9999"]),
    (["cdc", "retail", "--start", "soon"], ["error: start='soon' is not a date"]),
    (["cdc", "retail", "--end", "9999-01-01"], ["error: end=9999-01-01 is after 9998"]),
    (
        ["cdc", "retail", "--begin", "9998-12-30"],
        ["batches=5 is more than the 3 that end before 9999", "first begins at 9998-12-30"],
    ),
    (["cdc", "retail", "--weights", "1,1,1e400"], ["weights='1e400' is not a number"]),
    (["generate", "retail", "--out", "file"], ["file", "is not a folder"]),
    (["generate", "retail", "--out", "file/deeper"], ["file", "is not a folder"]),
    (["generate", "retail", "--out", ""], ["out=''"]),
    (["generate", "retail", "--out", "-"], ["out='-'", "--tables"]),
    (
        ["generate", "retail", "--out", "-", "--tables", "products", "--format", "parquet"],
        ["format='parquet'", "csv or json"],
    ),
    (["generate", "retail", "--set", "x=1"], ["set='x=1'", "retail has no settings"]),
    (["generate", "iot", "--set", "anomaly_rate"], ["set='anomaly_rate'", "name=value"]),
    (["generate", "iot", "--set", "anomaly=1"], ["set='anomaly'", "'anomaly_rate'"]),
    (["generate", "iot", "--set", "anomaly_rate=2"], ["anomaly_rate=2 ", "from 0 to 1"]),
    (["generate", "iot", "--set", "anomaly_rate=1e400"], ["anomaly_rate='1e400'", "not a number"]),
    (["cdc", "retail", "--interval", "0"], ["error: interval=0 is out of range"]),
    (["cdc", "retail", "--late", "-0.5"], ["error: late=-0.5 is not a share"]),
    (["generate", "iot", "--set", "anomaly_rate=x"], ["anomaly_rate='x'", "not a number"]),
    (["generate", "iot", "--set", "interval=often"], ["interval='often'", "'30s'"]),
    (["generate", "iot", "--set", "interval=2 days"], ["interval='2 days'", "out of range"]),
    (["generate", "iot", "--set", "ping_interval=1 minute"], ["ping_interval=", "30s"]),
    (["generate", "all", "--set", "anomaly_rate=1"], ["set='anomaly_rate=1'", "one dataset"]),
    (["generate", "retail", "--engine", "sparc"], ["engine='sparc'", "'spark'"]),
    (["generate", "retail", "--tier", "4"], ["tier=4", "from 1 to 3"]),
    (["generate", "retail", "--tier", "local"], ["tier='local'", "whole number"]),
    (["generate", "retail", "--tier", "2"], ["tier=2", "--remote sc://"]),
    (["generate", "retail", "--tier", "2", "--engine", "polars"], ["tier=2", "engine='polars'"]),
    (["generate", "retail", "--tier", "1", "--engine", "spark"], ["tier=1", "engine='spark'"]),
    (["generate", "retail", "--tier", "1", "--remote", "sc://h"], ["remote='sc://h'", "--tier 2"]),
    (["generate", "retail", "--tier", "3", "--remote", "sc://h"], ["remote='sc://h'", "tier=3"]),
    (
        ["generate", "retail", "--engine", "polars", "--remote", "sc://h"],
        ["remote='sc://h'", "engine='polars'"],
    ),
    (["generate", "retail", "--remote", "h:15002"], ["remote=", "does not start with sc://"]),
    (["generate", "retail", "--remote", ""], ["remote=", "does not start with sc://"]),
    (["generate", "retail", "--remote", "sc://"], ["remote='sc://'", "has no host"]),
    (["generate", "retail", "--remote", "sc://h:x"], ["remote='sc://h:x'", "invalid port"]),
    (["generate", "retail", "--remote", "sc://h:99999"], ["remote='sc://h:99999'", "invalid port"]),
    (["generate", "retail", "--remote", "sc://h/path"], ["remote='sc://h'", "between the host"]),
    (["generate", "retail", "--remote", "sc://me:hunter2@h"], ["remote='sc://h'", "a user"]),
    (["generate", "retail", "--remote", "sc://h;token=hunter2"], ["remote='sc://h'", "'/;'"]),
    (["generate", "retail", "--remote", "sc://h/;hunter2"], ["remote='sc://h'", "key=value"]),
    (["generate", "retail", "--partitions", "3"], ["partitions=3", "--engine spark"]),
    (
        ["generate", "retail", "--engine", "spark", "--partitions", "0"],
        ["partitions=0", "from 1 to"],
    ),
    (
        ["generate", "retail", "--engine", "spark", "--partitions", "some"],
        ["partitions='some'", "whole number"],
    ),
    (
        ["generate", "retail", "--engine", "spark", "--format", "arrow"],
        ["format='arrow'", "Spark", "--engine polars"],
    ),
    (
        ["generate", "retail", "--engine", "spark", "--compression", "brotli"],
        ["compression='brotli'", "Spark", "for parquet"],
    ),
    (
        ["generate", "retail", "--engine", "spark", "--out", "-", "--tables", "products"],
        ["out='-'", "needs Polars"],
    ),
    (["generate", "retail", "--engine", "spark", "--resume"], ["resume=True", "Polars"]),
    (["generate", "retail", "--rws", "5"], ["--rws", "--rows"]),
    (["generate", "retail", "--rows"], ["--rows"]),
    (["generate", "retail", "extra"], ["extra"]),
    (["generate"], ["DATASET", "see tablewright generate --help"]),
    (["genrate", "retail"], ["genrate", "generate"]),
    (["verify", "nowhere"], ["nowhere", "does not exist"]),
    (["verify", "file"], ["file", "is a file"]),
    (["verify", "."], ["manifest.json"]),
]


@pytest.mark.parametrize(("words", "parts"), BAD, ids=lambda value: " ".join(value)[:60])
def test_bad_arguments(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    parts: list[str],
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    status = main(words)
    out, err = capsys.readouterr()
    line = one_line(err)
    assert status == 2, line
    assert all(part in line for part in parts), line
    assert len(line) < 400
    assert "hunter2" not in line
    assert out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    # plan takes the same arguments, and refuses the same.
    if words[0] == "generate" and "file" not in str(words) and "--resume" not in words:
        assert main(["plan", *words[1:]]) == 2
        assert one_line(capsys.readouterr().err)


def test_as_a_process(tmp_path: Path) -> None:
    done = tablewright("generate", "retail", "--rows", "-1", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "rows=-1" in one_line(done.stderr)
