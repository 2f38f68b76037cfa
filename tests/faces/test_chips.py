"""`licet chips`: the table, its filters, one chip, and its forms."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from licet.base.dates import day_number
from licet.base.errors import FactError, FileError, LicetError, UsageError
from licet.decide.chip_life import ANSWER_TO
from licet.faces.chips import DESTINATIONS, View, Wanted, account_of, one_chip, register, select, table
from licet.facts.catalogue import AmbiguousChip, chips

VIEW = View(day_number(date(2026, 10, 2)))
LAW = Path(__file__).resolve().parents[2] / "src" / "licet" / "law" / "us_ear"

app = typer.Typer()
register(app)


@app.command()
def other() -> None:
    """A second command, so that the first keeps its name."""


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["chips", *words, "--as-of", "2026-10-02"])
    if isinstance(result.exception, LicetError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == 0
    return result.stdout


# The table


def test_every_chip_is_there_most_performance_first() -> None:
    lines = select(Wanted(), VIEW)
    assert {line.chip.chip_id for line in lines} == {chip.chip_id for chip in chips()}
    known = [line.tpp for line in lines if line.tpp is not None]
    assert known == sorted(known, reverse=True)
    assert all(line.tpp is None for line in lines[len(known) :])


def test_above_takes_its_bound_in_and_below_leaves_it_out() -> None:
    above = {line.chip.chip_id for line in select(Wanted(above="4992"), VIEW)}
    below = {line.chip.chip_id for line in select(Wanted(below="4992"), VIEW)}
    unknown = {line.chip.chip_id for line in select(Wanted(), VIEW) if line.tpp is None}
    assert "nvidia-a100-sxm-80gb" in above
    assert not above & below
    assert above | below | unknown == {chip.chip_id for chip in chips()}


def test_filters_take_any_case() -> None:
    found = select(Wanted(vendor="nvidia", market="DataCenter"), VIEW)
    assert found
    assert {(line.chip.vendor, line.chip.market) for line in found} == {("NVIDIA", "datacenter")}


def test_controlled_are_those_that_meet_a_paragraph_on_the_day() -> None:
    def controlled(day: date) -> set[str]:
        return {line.chip.chip_id for line in select(Wanted(is_controlled_only=True), View(day_number(day)))}

    before, after = controlled(date(2023, 11, 16)), controlled(date(2023, 11, 17))
    assert {"nvidia-h100-sxm-80gb", "nvidia-a100-sxm-80gb"} <= before & after
    assert {"nvidia-a800-sxm-80gb", "nvidia-l40s", "nvidia-geforce-rtx-4090"} <= after - before
    assert not {"nvidia-h20-sxm-96gb", "nvidia-l20", "nvidia-geforce-rtx-4090-d"} & (before | after)
    assert not controlled(date(2022, 10, 20))


def test_the_forms_hold_the_same_rows() -> None:
    lines = select(Wanted(vendor="AMD"), VIEW)
    as_json = json.loads(table(lines, VIEW, "json"))["chips"]
    as_csv = list(csv.DictReader(io.StringIO(table(lines, VIEW, "csv"))))
    assert [row["chip_id"] for row in as_json] == [row["chip_id"] for row in as_csv] == [line.chip.chip_id for line in lines]
    assert list(as_json[0]) == list(as_csv[0])
    text = table(lines, VIEW)
    assert all(line.chip.name in text for line in lines)


def test_an_empty_table_keeps_its_columns() -> None:
    assert table([], VIEW, "csv").startswith("chip_id,name,vendor")
    assert "0 chips" in table([], VIEW)


def test_unknown_is_not_zero() -> None:
    row = next(r for r in json.loads(run("--json"))["chips"] if r["chip_id"] == "nvidia-rtx-pro-6000d-server")
    assert row["tpp"] is None
    assert (row["paragraph"], row["controlled"]) == ("undetermined", "unknown")


def test_every_form_names_the_law_and_the_notice() -> None:
    version = tomllib.loads((LAW / "CORPUS.toml").read_text(encoding="utf-8"))["version"]
    for text in (run(), run("L20"), run("--json"), run("L20", "--json")):
        assert f"us-ear {version}" in text
        assert "Information, not legal advice." in text


# One chip


def test_facts_sources_and_the_rate_that_won() -> None:
    text = run("A800 SXM")
    assert "won by rate_fp16_dense_tflops: 312 x 16 bit" in text
    assert "confidence                high" in text
    assert "https://" in text


def test_the_standard_questions_are_asked_in_both_layers() -> None:
    account = account_of("A800 SXM", DESTINATIONS.split(","), VIEW)
    aspects = {(a.question, a.name) for a in account.stretches[0].standing if a.kind == ANSWER_TO}
    assert aspects == {(code, layer) for code in DESTINATIONS.split(",") for layer in ("codified", "enforced")}


def test_destinations_come_from_the_words() -> None:
    assert {a.question for a in account_of("L20", ["vn", " de"], VIEW).stretches[0].standing} == {"", "VN", "DE"}
    assert {a.question for a in account_of("L20", [], VIEW).stretches[0].standing} == {""}
    assert "to VN" in one_chip("L20", ["VN"], VIEW)
    assert "to CN" not in one_chip("L20", ["VN"], VIEW)


def test_what_is_missing_is_said() -> None:
    needs = account_of("A30", ["CN"], VIEW).needs["CN"]
    assert [need.name for need in needs] == ["enforced_review"]


def test_the_time_line_names_day_and_instrument() -> None:
    rows = list(csv.DictReader(io.StringIO(run("A800 SXM", "--csv", "--to", "CN"))))
    found = [row for row in rows if row["what"] == "paragraph" and row["before"]]
    assert [(row["day"], row["before"], row["after"], row["by"]) for row in found] == [
        ("2023-11-17", "none", "3A090.a.1", "us-2023-acs")
    ]  # fmt: skip
    assert rows == [dict(row) for row in json.loads(run("A800 SXM", "--json", "--to", "CN"))["life"]]


def test_a_family_is_one_chip() -> None:
    assert "nvidia-h20-sxm-96gb|nvidia-h20-sxm-141gb" in run("H20")


# What cannot be asked


@pytest.mark.parametrize(
    ("words", "error", "code"),
    [
        (("H200",), AmbiguousChip, "LIC-F121"),
        (("No Such Chip",), FactError, "LIC-F120"),
        (("L20", "--to", "XX"), FactError, "LIC-F006"),
        (("--vendor", "nvidea"), UsageError, "LIC-U005"),
        (("--above", "many"), UsageError, "LIC-U005"),
        (("--reading", "nothing=x"), UsageError, "LIC-U004"),
    ],
)
def test_errors(words: tuple[str, ...], error: type[LicetError], code: str) -> None:
    with pytest.raises(error) as found:
        run(*words)
    assert found.value.complaint.code == code


def test_a_drawing_is_written(tmp_path: Path) -> None:
    target = tmp_path / "chips.svg"
    assert run("--plot", str(target)) == ""
    assert target.read_text(encoding="utf-8").startswith("<svg ")
    with pytest.raises(FileError):
        run("--plot", str(tmp_path / "nowhere" / "chips.svg"))
