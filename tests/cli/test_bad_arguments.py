"""Wrong arguments: exit status 2, one line with the value, the reason and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tablewright.cli import main

from .run import one_line, tablewright

BAD = [
    (["generate", "retail", "--rows", "-1"], ["rows=-1", "whole number from 0"]),
    (["generate", "retail", "--rows", "True"], ["rows='True'", "whole number"]),
    (["generate", "retail", "--rows", "1.5"], ["rows='1.5'", "whole number"]),
    (["generate", "retail", "--rows", "1e6"], ["rows='1e6'", "whole number"]),
    (["generate", "retail", "--rows", "many"], ["rows='many'", "whole number"]),
    (["generate", "retail", "--rows", ""], ["rows=''", "whole number"]),
    (["generate", "retail", "--rows", "9" * 30], ["rows=9999", "out of range"]),
    (["generate", "retail", "--rows", "9" * 5000], ["rows=", "whole number"]),
    (["generate", "retail", "--scale", "0"], ["scale=0", "above 0"]),
    (["generate", "retail", "--scale", "-2"], ["scale=-2", "above 0"]),
    (["generate", "retail", "--scale", "nan"], ["scale=nan", "above 0"]),
    (["generate", "retail", "--scale", "inf"], ["scale=inf", "above 0"]),
    (["generate", "retail", "--scale", "1e300"], ["scale="]),
    (["generate", "retail", "--scale", "big"], ["scale='big'", "not a number"]),
    (["generate", "retail", "--rows", "5", "--scale", "1"], ["rows=5", "scale=1", "one of them"]),
    (["generate", "retail", "--seed", str(2**63)], [f"seed={2**63}", "-2**63 to 2**63 - 1"]),
    (["generate", "retail", "--seed", str(-(2**63) - 1)], ["seed=-9223372036854775809"]),
    (["generate", "retail", "--seed", "x"], ["seed='x'", "whole number"]),
    (["generate", "retial"], ["industry='retial'", "did you mean 'retail'"]),
    (["generate", ""], ["industry=''", "choose one of"]),
    (["describe", "retail.costumers"], ["table='costumers'", "did you mean 'customers'"]),
    (["describe", "retail."], ["name='retail.'"]),
    (["describe", "shop"], ["industry='shop'"]),
    (["generate", "retail", "--tables", "line_item"], ["table='line_item'", "'line_items'"]),
    (["generate", "retail", "--tables", ""], ["table=''"]),
    (["generate", "retail", "--tables", "customers,"], ["table=''"]),
    (["generate", "all", "--tables", "customers"], ["tables='customers'", "one industry"]),
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
    (["generate", "retail", "--end", "2023-01-01"], ["2023-01-01", "before"]),
    (["generate", "retail", "--locale", "xx"], ["locale='xx'", "choose one of"]),
    (["generate", "retail", "--out", "file"], ["file", "is not a folder"]),
    (["generate", "retail", "--out", "file/deeper"], ["file", "is not a folder"]),
    (["generate", "retail", "--out", ""], ["out=''"]),
    (["generate", "retail", "--out", "-"], ["out='-'", "--tables"]),
    (
        ["generate", "retail", "--out", "-", "--tables", "products", "--format", "parquet"],
        ["format='parquet'", "csv or json"],
    ),
    (["generate", "retail", "--rws", "5"], ["--rws", "--rows"]),
    (["generate", "retail", "--rows"], ["--rows"]),
    (["generate", "retail", "extra"], ["extra"]),
    (["generate"], ["INDUSTRY"]),
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
    status = main(words)
    out, err = capsys.readouterr()
    line = one_line(err)
    assert status == 2, line
    assert all(part in line for part in parts), line
    assert len(line) < 400
    assert out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    # plan takes the same arguments, and refuses the same.
    if words[0] == "generate" and "file" not in str(words):
        assert main(["plan", *words[1:]]) == 2
        assert one_line(capsys.readouterr().err)


def test_as_a_process(tmp_path: Path) -> None:
    done = tablewright("generate", "retail", "--rows", "-1", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "rows=-1" in one_line(done.stderr)
