"""All five industries through the command line: made, then verified."""

import json

import pytest

from tablewright.cli import main
from tablewright.tables import INDUSTRY_NAMES


def made_and_verified(arguments, folder, capsys):
    assert main(["generate", "all", "--out", str(folder), "--quiet", *arguments]) == 0
    capsys.readouterr()
    status = main(["verify", str(folder), "--json"])
    report = json.loads(capsys.readouterr().out)
    breaches = [check for check in report["checks"] if check["status"] == "breach"]
    assert breaches == []
    assert status == 0
    assert {path.name for path in folder.iterdir() if path.is_dir()} == set(INDUSTRY_NAMES)


@pytest.mark.parametrize(("scale", "seed"), [("0.001", "-5"), ("1", "42")])
def test_every_industry_passes_its_own_rules(scale, seed, tmp_path, capsys):
    made_and_verified(["--scale", scale, f"--seed={seed}"], tmp_path / "output", capsys)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "42", "-5"])
def test_every_industry_passes_its_own_rules_at_ten_times_the_size(seed, tmp_path, capsys):
    made_and_verified(["--scale", "10", f"--seed={seed}"], tmp_path / "output", capsys)


def test_another_window_and_locale(tmp_path, capsys):
    window = ["--start", "2025-03-01", "--end", "2025-08-31", "--locale", "de"]
    made_and_verified(["--rows", "600", *window], tmp_path / "output", capsys)


def test_a_window_that_ends_now_is_resolved_once_and_kept(tmp_path, capsys):
    folder = tmp_path / "output"
    arguments = ["generate", "retail", "--rows", "20", "--end", "now", "--out", str(folder)]
    assert main([*arguments, "--quiet"]) == 0
    manifest = json.loads((folder / "retail" / "manifest.json").read_text("utf-8"))
    assert manifest["parameters"]["end_date"] > "2024-12-31"
    assert main(["verify", str(folder), "--quiet"]) == 0
