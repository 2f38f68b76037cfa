"""A user's word on whether an instrument stands: what it changes, what it leaves, how it is told and refused."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import licet
from licet.base.errors import UsageError
from licet.decide.settings import engine, read_settings
from licet.language.standing import makers

HELD: dict[str, Any] = {
    "item_kind": "ic", "tpp": "1000", "applicable_die_area_mm2": "400", "datacenter": "yes", "destination": "MY", "consignee_hq": "MY",
    "consignee_listed_ownership": "60", "consignee_listed_ownership_list": "entity_list",
}  # fmt: skip
H100: dict[str, Any] = {"chip": "H100 SXM", "quantity": "10", "consignee_hq": "MX", "destination": "MX"}


def outcome(day: str, instruments: object = (), line: dict[str, Any] = HELD, layer: str = "enforced", **words: Any) -> str:
    found = licet.check(date=day, assume=["ordinary"], instruments=instruments, **line, **words)  # type: ignore[arg-type]
    return found.layers[layer].outcome


@pytest.mark.parametrize(
    ("day", "word", "expected"),
    [
        ("2026-11-09", "in_force@2026-11-10", "no_license_required"),
        ("2026-11-10", "in_force@2026-11-10", "license_required"),
        ("2026-11-10", "suspended@2026-11-10", "no_license_required"),
        ("2027-06-01", "rescinded@2026-11-10", "no_license_required"),
        ("2026-11-10", "in_force@2026-11-11", "undetermined"),
        ("2026-12-01", "suspended@2026-10-01", "no_license_required"),
        ("2025-12-01", "in_force@2025-11-01", "license_required"),
        ("2025-10-15", "suspended@2025-10-15", "no_license_required"),
        ("2025-10-14", "suspended@2025-10-15", "license_required"),
    ],
)
def test_a_statement_holds_from_its_day_on(day: str, word: str, expected: str) -> None:
    assert outcome(day, {"affiliates": word}) == expected


def test_without_a_statement_the_law_says_what_it_knows() -> None:
    days = ("2025-09-28", "2025-09-29", "2025-11-09", "2025-11-10", "2026-11-09", "2026-11-10")
    assert [outcome(day) for day in days] == [
        "no_license_required", "license_required", "license_required", "no_license_required", "no_license_required", "undetermined",
    ]  # fmt: skip


def test_statements_follow_one_another() -> None:
    words = ["affiliates=suspended@2026-11-10", "us-2025-affiliates=in_force@2027-01-01"]
    assert [outcome(day, words) for day in ("2026-12-31", "2027-01-01")] == ["no_license_required", "license_required"]


def test_what_a_rescinded_rule_replaced_counts_again() -> None:
    """Without the diffusion rule Mexico needs no license on paper either."""
    assert outcome("2026-12-01", line=H100, layer="codified") == "license_exception"
    for status in ("rescinded", "suspended"):
        assert outcome("2026-12-01", {"diffusion": f"{status}@2026-12-01"}, H100, "codified") == "no_license_required"
    assert outcome("2026-11-30", {"diffusion": "rescinded@2026-12-01"}, H100, "codified") == "license_exception"


def test_not_enforced_touches_the_enforced_layer_alone() -> None:
    word = {"affiliates": "not_enforced@2025-10-15"}
    assert outcome("2025-10-15", word) == "no_license_required"
    assert outcome("2025-10-15", word, layer="codified") == "license_required"


def test_tables_follow_their_instrument() -> None:
    """Without the Emirates rule they are in D:4 again."""
    found = licet.country("AE", "2026-12-01", instruments={"us-2026-uae": "rescinded@2026-12-01"})
    assert "D:4" in {membership.table for membership in found.groups}
    assert "D:4" not in {membership.table for membership in licet.country("AE", "2026-12-01").groups}


def test_the_answer_tells_it() -> None:
    plain = licet.check(date="2026-12-01", assume=["ordinary"], **HELD)
    told = licet.check(date="2026-12-01", assume=["ordinary"], instruments=["affiliates=in_force@2026-11-10:a notice"], **HELD)
    assert told.law["instruments"] == [
        {"instrument": "us-2025-affiliates", "status": "in_force", "from": "2026-11-10", "source": "a notice"}
    ]
    assert {"fact": "us-2025-affiliates", "value": "in_force from 2026-11-10", "by": "a notice"} in told.assumed
    assert plain.law["instruments"] == []
    assert plain.law["digest"] != told.law["digest"]
    other = licet.check(date="2026-12-01", assume=["ordinary"], instruments=["affiliates=in_force@2026-11-10:another"], **HELD)
    assert other.law["digest"] != told.law["digest"]


def test_columns_follow_it_too() -> None:
    lines = pl.DataFrame({name: [value] * 2 for name, value in HELD.items()} | {"date": ["2026-11-09", "2026-11-10"]})
    found = licet.frame(lines, assume=["ordinary"], instruments=["affiliates=in_force@2026-11-10"])
    assert found["outcome"].to_list() == ["no_license_required", "license_required"]
    assert licet.frame(lines, assume=["ordinary"])["outcome"].to_list() == ["no_license_required", "undetermined"]


def test_what_was_known_counts_for_the_laws_own_events() -> None:
    assert outcome("2025-12-01", known_at="2025-11-11") == "license_required"
    assert outcome("2025-12-01", known_at="2025-11-12") == "no_license_required"


@pytest.mark.parametrize(
    "word",
    [
        "affiliates", "affiliates=in_force", "affiliates=inforce@2026-11-10", "affiliates=in_force@2026-13-10", "=in_force@2026-11-10",
        "affiliate=in_force@2026-11-10", "us-2025-eo-14320=in_force@2026-11-10", "us-2025-affiliates-stay=rescinded@2026-01-01",
    ],
)  # fmt: skip
def test_a_statement_that_makes_no_sense_is_refused(word: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_settings(instruments=[word])
    assert refused.value.complaint.code in ("LIC-U009", "LIC-U001")


def test_every_maker_can_be_named_by_its_id() -> None:
    for name in makers(engine().corpus):
        assert read_settings(instruments=[f"{name}=in_force@2026-11-10"]).instruments[0].instrument == name


def test_the_law_itself_is_left_alone() -> None:
    before = engine().corpus.digest
    outcome("2026-12-01", {"affiliates": "in_force@2026-11-10"})
    assert engine().corpus.digest == before
    assert engine().corpus.overrides == ()
