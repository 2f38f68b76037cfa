"""`licet model`, on the command line and in Python: counts, sides, and the line for `licet check`."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from running import run

import licet
from licet.base.errors import LicetError

DAY = ("--as-of", "2025-06-02")
STAGES = """
name = "Example"
{original}
[[stage]]
name = "pre-training"
parameters = "1e12"
tokens = "{tokens}"
layers = 100
width = 10000
sequence = 1000

[[stage]]
name = "fine-tuning"
parameters = "1e12"
tokens = 1e9
layers = 100
width = 10000
sequence = 1000.0
"""


def sides(**stated: object) -> list[str]:
    return [side.side for side in licet.model(as_of="2025-06-02", **stated).sides]


@pytest.mark.parametrize(
    ("original", "whole"), [("4e25", "met"), ("39999999.999e18", "not met"), ("39999999999999999999999999", "not met")]
)
def test_the_line_of_the_entry_is_exact(original: str, whole: str) -> None:
    """6 x 10^12 x 10^13 = 6 x 10^25, and the rest of 10^26 from the original, to the last operation."""
    architecture = {"layers": "1", "width": "1", "sequence": "1e-30"}
    assert sides(parameters="1e12", tokens="1e13", original=original, **architecture)[0] == whole
    assert sides(parameters="1e12", tokens="1e13", original=f"{original}..4e25", **architecture)[0] in (whole, "straddles")


@pytest.mark.parametrize(("utilization", "side"), [("74.074074074074074074074074074", "not met"), ("74.074074074074074074074074075", "met")])
def test_hardware_beside_the_line(utilization: str, side: str) -> None:
    """10^24 operations a second for 135 seconds, of which 100/135 did useful work."""
    assert sides(rate_tflops="1e12", chips="1", days="0.0015625", utilization=utilization) == [side]


def test_what_is_left_out_is_never_a_clean_no() -> None:
    assert sides(parameters="1e12", tokens="1e13") == ["not met as far as counted"]
    assert sides(parameters="1e12", tokens="2e13") == ["met"]
    page = run("model", "parameters=1e12", "tokens=1e13", *DAY)
    assert page.status == 0 and "is not cleared" in page.out


def test_a_file_of_stages(tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(STAGES.format(original="", tokens="1e13"), encoding="utf-8")
    answer = licet.model(file, as_of="2025-06-02")
    (count,) = answer.estimates
    tokens = 10**13 + 10**9
    assert count.operations.low == 6 * 10**12 * tokens + 6 * 10**9 * tokens
    assert count.operations.high == 6 * 10**12 * tokens + 12 * 10**9 * tokens
    assert [side.side for side in answer.sides] == ["not met"] and answer.name == "Example"
    found = run("model", str(file), "--json", *DAY).json
    assert found == answer.to_dict()


def test_a_derived_model_is_held_against_both_figures(tmp_path: Path) -> None:
    file = tmp_path / "derived.toml"
    for original, tokens, wanted in (
        ("1.2e26", "4e12", ["met", "not met", "not met"]),
        ("1.2e26", "4.5e12", ["met", "met", "not met"]),
        ("1.2e26", "5.1e12", ["met", "met", "met"]),
        ("5e25", "3e12", ["not met", "not met", "met"]),
        ("1e26..1.3e26", "5e12", ["met", "met", "straddles"]),
    ):
        file.write_text(STAGES.format(original=f'original = "{original}"', tokens=tokens), encoding="utf-8")
        answer = licet.model(file, as_of="2025-06-02")
        assert [side.side for side in answer.sides] == wanted, original
        assert [side.bound for side in answer.sides] == [">= 1e26 operations", "> 2.5e25 operations", "> 25 %"]
        assert len(answer.facts) == (2 if "straddles" in wanted else 1)
        assert all(facts["derived_from_published"] == "yes" for facts in answer.facts)


@pytest.mark.parametrize(("tokens", "outcome"), [("1e13", "no_license_required"), ("2e13", "license_required")])
def test_the_line_for_check_runs_and_agrees(tmp_path: Path, tokens: str, outcome: str) -> None:
    file = tmp_path / "example.toml"
    file.write_text(STAGES.format(original="", tokens=tokens), encoding="utf-8")
    (line,) = [line for line in run("model", str(file), *DAY).out.splitlines() if line.startswith("licet check")]
    rest = ("weights_published=no", "derived_from_published=no", "below_open_frontier=no", "destination=MX", "consignee_hq=MX")
    ran = run(*shlex.split(line)[1:], *rest, "date=2025-06-02", "--assume", "ordinary", "--layer", "codified", "--json")
    assert ran.json["outcome"] == outcome


def test_before_the_entry_nothing_counts() -> None:
    answer = licet.model(parameters="1e12", tokens="2e13", as_of="2025-01-12")
    assert answer.sides == () and answer.estimates
    assert "no rule" in run("model", "parameters=1e12", "tokens=2e13", "--as-of", "2025-01-12").out


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("name = ", "LIC-M006", "model.toml"),
        ("", "LIC-M006", "model.toml"),
        ("stage = 3", "LIC-M006", "model.toml"),
        ("weight = 3\n[[stage]]\nparameters = 1\ntokens = 1", "LIC-M001", "model.toml"),
        ("[[stage]]\nparameters = true\ntokens = 1", "LIC-M002", "no. 1"),
        ("[[stage]]\nparameters = 1\ntokens = 1\n[[stage]]\nparameters = 1", "LIC-M004", "no. 2"),
        ("original = 'many'\n[[stage]]\nparameters = 1\ntokens = 1", "LIC-M002", "model.toml"),
    ],
)
def test_bad_files_are_located(tmp_path: Path, text: str, code: str, where: str) -> None:
    file = tmp_path / "model.toml"
    file.write_text(text, encoding="utf-8")
    ran = run("model", str(file))
    assert ran.status == 2 and ran.codes == [code] and where in ran.err


def test_other_questions_that_make_no_sense(tmp_path: Path) -> None:
    assert run("model", str(tmp_path / "none.toml")).codes == ["LIC-M006"]
    assert run("model", "parameters=1", "parameters=2").codes == ["LIC-U006"]
    for stated in ({"parameters": 1.5, "tokens": 1}, {"parameters": True, "tokens": 1}):
        with pytest.raises(LicetError, match="LIC-M002"):
            licet.model(**stated)
    for wrong in ({}, {"file": "a.toml", "parameters": 1}):
        with pytest.raises(LicetError, match="LIC-M007"):
            licet.model(**wrong)
