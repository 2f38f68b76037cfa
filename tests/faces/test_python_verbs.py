"""`import licet`: the same verbs, with Python's own values in and values out."""

from __future__ import annotations

import datetime
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from running import ANSWER, MEXICO, ORDINARY, run

import licet
from licet.base.errors import FactError, UsageError

WORKED: dict[str, Any] = dict(MEXICO)


def check(**change: Any) -> Any:
    """The worked example with some facts replaced, under the ordinary assumptions."""
    return licet.check(**{**WORKED, "assume": ["ordinary"], **change})


def test_the_worked_example() -> None:
    found = check(layer="codified")
    assert (found.outcome, found.via) == ("license_exception", "LPP")
    assert found.quotas[0].left_after == "2791.2"
    assert found.layers["enforced"].outcome == "no_license_required"
    assert check(layer="codified", quantity=1700).outcome == "license_required"


def test_the_answer_is_the_one_of_the_command() -> None:
    words = [f"{name}={value}" for name, value in MEXICO.items()]
    for options in ((), ("--layer", "codified")):
        expected = run("check", *words, *ORDINARY, *options, "--json").json
        found = check(**({"layer": "codified"} if options else {})).to_dict()
        assert found == expected
    expected = run("explain", *words, *ORDINARY, "--json").json
    assert licet.explain(**WORKED, assume=["ordinary"]).to_dict() == expected


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 1699},
        {"quantity": Decimal("1699")},
        {"quantity": Fraction(1699)},
        {"quantity": "1699.0"},
        {"date": datetime.date(2025, 6, 2)},
        {"consignee_name": None},
        {"destination": " mx "},
    ],
)
def test_python_values_say_what_their_texts_say(change: dict[str, Any]) -> None:
    assert check(**change).to_dict()["layers"] == check().to_dict()["layers"]


def test_truth_values_are_yes_and_no() -> None:
    assert check(datacenter=True).to_dict() == check(datacenter="yes").to_dict()
    assert check(datacenter=False).to_dict() == check(datacenter="no").to_dict()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": 1699.0}, "LIC-F002"),
        ({"quantity": float("nan")}, "LIC-F002"),
        ({"quantity": Fraction(1, 3)}, "LIC-F002"),
        ({"quantity": "1.5"}, "LIC-F004"),
        ({"quantity": -1}, "LIC-F003"),
        ({"destination": "UK"}, "LIC-F006"),
        ({"chip": "H100"}, "LIC-F121"),
        ({"tpp": Decimal("31662.4")}, "LIC-F012"),
        ({"destinaton": "MX"}, "LIC-F001"),
        ({"line_tpp": "5"}, "LIC-F001"),
        ({"date": None}, "LIC-F016"),
    ],
)
def test_bad_facts_raise_with_a_code_and_a_hint(change: dict[str, Any], code: str) -> None:
    with pytest.raises(FactError) as caught:
        check(**change)
    assert caught.value.complaint.code == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"layer": "both"}, "LIC-U003"),
        ({"as_of": "June"}, "LIC-U001"),
        ({"assume": ["usual"]}, "LIC-U002"),
        ({"reading": ["x=y"]}, "LIC-U004"),
    ],
)
def test_bad_questions_raise(words: dict[str, Any], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        check(**words)
    assert caught.value.complaint.code == code


def test_days_may_be_dates() -> None:
    assert check(as_of=datetime.date(2023, 6, 2)).law["as_of"] == "2023-06-02"
    assert check(known_at=datetime.date(2025, 1, 1)).law["known_at"] == "2025-01-01"
    assert check(date=None, as_of="2025-06-02").law["as_of"] == "2025-06-02"


def test_an_answer_is_a_value() -> None:
    one, same, other = check(), check(), check(quantity=1700)
    assert one == same != other
    with pytest.raises(AttributeError):
        one.outcome = "authorized"


def test_classify_country_chip_and_diff() -> None:
    assert licet.classify(chip="H100 SXM", as_of="2025-06-02")["eccn"] == "3A090.a"
    assert "D:5" in {group.table for group in licet.country("CN", "2024-06-03").groups}
    assert licet.chip("H100 SXM").chip_id == "nvidia-h100-sxm-80gb"
    changes = licet.diff("2025-01-12", datetime.date(2025, 1, 13))
    assert changes == licet.diff(datetime.date(2025, 1, 12), "2025-01-13")
    with pytest.raises(FactError):
        licet.country("UK")
    with pytest.raises(FactError):
        licet.chip("H100")


# Frames


def two() -> pl.DataFrame:
    """Two orders of one group that do not both fit its limit."""
    return pl.DataFrame([MEXICO, {**MEXICO, "quantity": "1"}])


def test_a_frame_gets_the_answers_columns() -> None:
    found = licet.frame(two(), assume=["ordinary"])
    assert found.columns == [*two().columns, *ANSWER]
    assert found["codified_via"].to_list() == ["LPP", "LPP"], "lines of a frame are independent unless asked otherwise"
    beside = licet.frame(two(), assume=["ordinary"], independent=False)
    assert beside["codified_via"].to_list() == ["LPP", "none"]
    assert licet.frame(two().lazy(), assume=["ordinary"]).equals(found)
    assert licet.frame(two(), assume=["ordinary"], layer="codified")["outcome"][0] == "license_exception"


def test_reasons_as_codes() -> None:
    found = licet.frame(two(), assume=["ordinary"], why="code")
    added = found.select(pl.exclude(two().columns))
    assert added.width == 10 and set(added.dtypes) == {pl.Int8}
    path = licet.frame(two(), assume=["ordinary"])["path"][0]
    assert [int(code) for code in path.replace("/", ".").split(".")] == list(added.row(0))


def test_a_frame_keeps_rows_with_bad_cells_and_says_why() -> None:
    found = licet.frame(two().with_columns(destination=pl.Series(["UK", "MX"])), assume=["ordinary"])
    assert found["outcome"].to_list() == ["undetermined", "no_license_required"]
    assert found["needs"][0].startswith("LIC-F006")


def test_an_empty_frame_stays_empty() -> None:
    found = licet.frame(two().head(0), assume=["ordinary"])
    assert found.height == 0 and found.columns == [*two().columns, *ANSWER]


def test_typed_columns_and_texts_answer_alike() -> None:
    typed = two().with_columns(pl.col("quantity").cast(pl.Int16), pl.col("date").str.to_date(), pl.col("chip").cast(pl.Categorical))
    expected = licet.frame(two(), assume=["ordinary"]).select(ANSWER)
    assert licet.frame(typed, assume=["ordinary"]).select(ANSWER).equals(expected)


# The package


def test_importing_licet_loads_no_library() -> None:
    code = (
        "import sys, licet; licet.check(chip='H20', destination='CN', date='2024-06-03');"
        "print(sorted(set(sys.modules) & {'polars', 'numpy', 'typer', 'rich', 'fastexcel', 'xlsxwriter'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_verb_is_there_and_has_its_words() -> None:
    for name in licet.__all__:
        verb = getattr(licet, name)
        assert name == "__version__" or (callable(verb) and verb.__doc__), name
    with pytest.raises(AttributeError):
        licet.nosuchverb  # noqa: B018
