"""What the SELECT promises at its edges: column types, names, catalogue spellings, blanks."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

import licet
from licet.base.errors import UsageError

LINES = pl.DataFrame(
    {
        "line_id": [1, 2, 3, 4],
        "date": [date(2025, 6, 2), date(2024, 6, 3), None, date(2026, 3, 1)],
        "tpp": [Decimal("4799.999"), Decimal("4800.000"), Decimal("1600.000"), None],
        "applicable_die_area_mm2": [814.5, 270.2702, 300.0, 814.0],
        "quantity": pl.Series([10, 20, 30, -1], dtype=pl.Int32),
        "datacenter": [True, True, None, False],
        "item_kind": ["ic", "ic", "IC ", "ic"],
        "destination": ["cn", "MX", "DE", "ZZ"],
        "consignee_hq": ["CN", "MX", "DE", "FR"],
    },
    schema_overrides={"tpp": pl.Decimal(18, 3)},
)
TYPES = {
    "line_id": "BIGINT", "date": "DATE", "tpp": "DECIMAL(18,3)", "applicable_die_area_mm2": "DOUBLE", "quantity": "INTEGER",
    "datacenter": "BOOLEAN", "item_kind": "VARCHAR", "destination": "VARCHAR", "consignee_hq": "VARCHAR",
}  # fmt: skip


def ask(text: str, lines: pl.DataFrame = LINES) -> pl.DataFrame:
    with duckdb.connect() as con:
        con.register("lines", lines.to_arrow())
        return con.sql(text).pl()


def test_typed_columns_are_answered_as_a_frame_is() -> None:
    found = ask(licet.sql("lines", TYPES, keep=["line_id"], assume=["ordinary"])).sort("line_id")
    answered = licet.frame(LINES, assume=["ordinary"])
    for name in ("outcome", "via", "review", "eccn", "path", "codified_outcome", "codified_via", "codified_review"):
        assert found[name].to_list() == answered[name].to_list(), name
    assert found["complaints"].to_list() == [
        "", "LIC-F004 applicable_die_area_mm2", "LIC-F016 date", "LIC-F003 quantity; LIC-F006 destination",
    ]  # fmt: skip


def test_rows_with_complaints_have_no_codes() -> None:
    found = ask(licet.sql("lines", TYPES, keep=["line_id"], codes=True, assume=["ordinary"])).sort("line_id")
    assert found["enforced_outcome"].is_null().to_list() == [False, True, True, True]
    assert licet.frame(LINES, why="code", assume=["ordinary"])["enforced_outcome"][0] == found["enforced_outcome"][0]


def test_one_day_of_law_for_all_rows() -> None:
    found = ask(licet.sql("lines", TYPES, keep=["line_id"], as_of="2025-06-02", assume=["ordinary"])).sort("line_id")
    answered = licet.frame(LINES, as_of="2025-06-02", assume=["ordinary"])
    assert found["path"].to_list() == answered["path"].to_list()
    assert found["complaints"][2] == ""  # a blank date is the day of the law


def test_what_the_catalogue_calls_a_chip_is_found_whatever_its_case() -> None:
    lines = pl.DataFrame({"chip": ["H100 SXM", "nvidia h100 SXM", "nvidia-h20-sxm-96gb", "RTX 4090 D", "an H100", "H100 SXM  5"]})
    lines = lines.with_columns(destination=pl.lit("MX"), consignee_hq=pl.lit("MX"), quantity=pl.lit("1"), n=pl.int_range(6))
    columns = ["chip", "destination", "consignee_hq", "quantity", "n=BIGINT"]
    found = ask(licet.sql("lines", columns, keep=["n"], as_of="2025-06-02", assume=["ordinary"]), lines).sort("n")
    assert found["complaints"].to_list() == ["", "", "", "", "LIC-F120 chip", "LIC-F120 chip"]
    answered = licet.frame(lines[:4], as_of="2025-06-02", assume=["ordinary"])
    assert found["path"].to_list()[:4] == answered["path"].to_list()


@pytest.mark.parametrize("name", ["NVIDIA", "nvidia corp.", "Nvidia  Inc., Ltd", "NVIDIA\u00ae", "Someone Else"])
def test_a_letter_finds_its_addressee_or_a_complaint(name: str) -> None:
    line = {"chip": "H20 SXM 96GB", "quantity": "10", "destination": "CN", "consignee_hq": "CN", "exporter_name": name, "date": "2025-05-01"}
    lines = pl.DataFrame([line])
    found = ask(licet.sql("lines", list(line), assume=["ordinary"]), lines)
    if name.isascii():
        assert found["path"][0] == licet.check(**line, assume=["ordinary"]).path
        assert found["complaints"][0] == ""
    else:
        assert (found["outcome"][0], found["complaints"][0]) == ("undetermined", "LIC-F023 exporter_name")


def test_no_columns_said_means_every_fact_as_text() -> None:
    text = licet.sql(as_of="2025-06-02")
    assert "t.compute_received_under" in text
    assert not re.search(r'["`]', re.sub(r"'[^']*'", "", text))


@pytest.mark.parametrize(
    ("columns", "keep", "code"),
    [
        ({"tpp": "BLOB"}, (), "LIC-U050"),
        ({"date": "TIMESTAMP"}, (), "LIC-U050"),
        ({"destination": "DOUBLE"}, (), "LIC-U050"),
        ({"Consignee HQ": "VARCHAR"}, (), "LIC-U051"),
        ({"destination": "VARCHAR"}, ("Order No.",), "LIC-U051"),
        ("destination", (), "LIC-U052"),
    ],
)
def test_what_sql_cannot_read_exactly_is_refused(columns: dict[str, str], keep: tuple[str, ...], code: str) -> None:
    with pytest.raises(UsageError) as refused:
        licet.sql("lines", columns, keep=keep)
    assert refused.value.complaint.code == code


def test_columns_that_are_no_facts_may_be_anything() -> None:
    lines = LINES.with_columns(note=pl.Series([[1], [2], [3], [4]]))
    assert ask(licet.sql("lines", {**TYPES, "note": "INTEGER[]"}, keep=["note"]), lines).height == 4


@pytest.mark.parametrize(
    ("clash", "assumed"),
    [
        ({"chip": "H100 SXM", "tpp": "100"}, "tpp=100"),
        ({"chip": "H100 SXM", "applicable_die_area_mm2": "5000"}, "applicable_die_area_mm2=100000"),
        ({"tpp": "5000", "item_kind": "memory"}, "item_kind=memory"),
        ({"eccn": "4E091", "weights_published": "yes"}, "weights_published=yes"),
    ],
)
def test_a_statement_that_was_not_taken_is_no_blank_for_an_assumption(clash: dict[str, str], assumed: str) -> None:
    line = {**clash, "quantity": "10", "destination": "CN", "consignee_hq": "CN", "date": "2025-06-02"}
    assume = [assumed, "ordinary"]
    one = licet.check(**line, assume=assume)
    assert [conflict.kind for conflict in one.conflicts if conflict.kind == "statement"]
    lines = pl.DataFrame([line])
    assert licet.frame(lines, assume=assume)["path"].to_list() == [one.path]
    assert ask(licet.sql("lines", list(line), assume=assume), lines)["path"].to_list() == [one.path]
