"""Real AI clusters as orders: nothing crashes, nothing bad but what the converter reports, nothing controlled goes to China free."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from types import ModuleType

import polars as pl
import pytest
from running import ANSWER, BOOK, ORDINARY, REPOSITORY, SHARED, put_lines, run

import licet

TABLE = SHARED / "data" / "epoch-ai" / "gpu_clusters.csv"
ARMS_EMBARGO = ("CN", "HK", "MO", "RU", "BY", "IR", "VE", "KP", "CU", "SY")
"""Destinations for which a controlled chip needs a license since 2023-11-17, whoever the parties are."""
FREE = ("no_license_required", "not_subject")


def converter() -> ModuleType:
    """The tool, by its path: tools are no package."""
    spec = importlib.util.spec_from_file_location("clusters_to_orders", REPOSITORY / "tools" / "clusters_to_orders.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    if not hasattr(module, "convert"):
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def orders() -> pl.DataFrame:
    """Every cluster as one order; blank is unknown."""
    if not TABLE.exists():
        pytest.skip("the published table is not here")
    tool = converter()
    records = tool.convert(tool.read_clusters(TABLE)).records
    return pl.DataFrame(records).with_columns(pl.all().replace("", None))


@pytest.fixture(scope="module")
def answered(orders: pl.DataFrame) -> pl.DataFrame:
    """The orders answered under the ordinary assumptions."""
    return licet.frame(orders, assume=["ordinary"])


@pytest.fixture(scope="module")
def at_home(orders: pl.DataFrame) -> pl.DataFrame:
    """The same, as if every owner were headquartered where its cluster stands: so that most lines are decided."""
    return licet.frame(orders.with_columns(consignee_hq=pl.col("destination")), assume=["ordinary"])


def test_no_row_is_bad_but_those_without_a_day(orders: pl.DataFrame, answered: pl.DataFrame) -> None:
    assert answered.height == orders.height > 700
    assert answered.select(orders.columns).equals(orders)
    complained = answered.filter(pl.col("needs").str.contains("LIC-"))
    assert complained["date"].null_count() == complained.height == orders["date"].null_count()
    assert set(complained["needs"]) == {"LIC-F016 The line has no date."}


def test_what_is_unknown_stays_undetermined_and_says_what_is_missing(answered: pl.DataFrame) -> None:
    free_abroad = answered.filter(pl.col("outcome").is_in(FREE) & (pl.col("destination") != "US"))
    assert free_abroad.select("chip", "destination", "date").null_count().row(0) == (0, 0, 0)
    nowhere = answered.filter(pl.col("destination").is_null())
    assert not nowhere.filter(pl.col("outcome").is_in(FREE) & (pl.col("eccn").str.contains("090"))).height
    undetermined = answered.filter(pl.col("outcome") == "undetermined")
    assert undetermined.height > 100 and not undetermined.filter(pl.col("needs") == "").height


def test_no_controlled_chip_goes_free_where_a_license_is_always_asked(answered: pl.DataFrame, at_home: pl.DataFrame) -> None:
    for found in (answered, at_home):
        late = found.filter((pl.col("date") >= "2023-11-17") & pl.col("destination").is_in(ARMS_EMBARGO))
        free = late.filter(pl.col("outcome").is_in(FREE))
        assert not free.filter(pl.col("eccn").str.starts_with("3A090") | pl.col("eccn").str.starts_with("4A090")).height
        assert not free.filter(pl.col("chip").is_null() | (pl.col("eccn") == "undetermined")).height, "unknown never goes free"


def test_with_headquarters_at_home_the_outcomes_are_plausible(at_home: pl.DataFrame) -> None:
    dated = at_home.filter(pl.col("date").is_not_null() & pl.col("destination").is_not_null() & pl.col("chip").is_not_null())
    controlled = dated.filter((pl.col("eccn") == "3A090.a") & (pl.col("date") >= "2023-11-17"))
    by_place = Counter(controlled.select("destination", "outcome").iter_rows())
    for place in ("DE", "FR", "JP", "GB"):
        assert by_place[place, "license_required"] == 0, place
    for place in ("AE", "SA"):
        assert by_place[place, "no_license_required"] == 0, place
    codified = controlled.filter(pl.col("destination").is_in(("DE", "FR", "JP", "GB")) & (pl.col("date") >= "2025-05-15"))
    assert "no_license_required" not in set(codified["codified_outcome"]), "the worldwide requirement stands in the text"
    print("\nclusters with a day, a chip and a place:", dated.height)
    for (outcome, via), count in sorted(Counter(dated.select("outcome", "via").iter_rows()).items()):
        print(f"  {count:>4}  {outcome} {via}")
    print("controlled since 2023-11-17, by place:", dict(sorted(by_place.items())))


def test_the_file_of_the_converter_is_answered_as_the_frame(orders: pl.DataFrame, tmp_path: object) -> None:
    from pathlib import Path

    dated = orders.filter(pl.col("date").is_not_null())
    rows = [{name: value or "" for name, value in row.items()} for row in dated.iter_rows(named=True)]
    ran = run("check", put_lines(Path(str(tmp_path)), *rows), "--csv", "--quiet", "--independent", *ORDINARY)
    assert ran.status in (1, 3) and len(ran.lines) == dated.height
    expected = licet.frame(dated, assume=["ordinary"]).select(ANSWER)
    found = pl.DataFrame(ran.lines).select(ANSWER)
    assert found.fill_null("").equals(expected.fill_null(""))


def test_the_bundled_book_frees_no_controlled_chip_for_china_either() -> None:
    ran = run("check", BOOK, "--csv", "--quiet", "--independent", *ORDINARY)
    for line in ran.lines:
        controlled = line["answer_eccn"].startswith(("3A090.a", "4A090.a"))
        if controlled and line["destination"] in ARMS_EMBARGO and line["date"] >= "2023-11-17" and line["action"] == "export":
            assert line["outcome"] not in FREE, line["line_id"]
