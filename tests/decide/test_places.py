"""A country's groups, standing and history, for the places where people get it wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from licet.base.dates import Window, day_number
from licet.base.errors import FactError
from licet.decide.places import INFORMAL, CountryAnswer, Standing, country_answer
from licet.law import corpus


def on(code: str, year: int, month: int, day: int) -> CountryAnswer:
    return country_answer(corpus(), code, day_number(date(year, month, day)))


def standing(answer: CountryAnswer) -> Standing:
    found = answer.standings[0]
    assert found.name == "advanced computing destination"
    return found


def groups(answer: CountryAnswer) -> set[str]:
    return {membership.table for membership in answer.groups}


def test_israel_is_in_d4_and_taken_out_by_a6() -> None:
    answer = on("IL", 2025, 6, 2)
    assert {"D:4", "A:6"} <= groups(answer)
    found = standing(answer)
    assert found.holds == "no"
    assert "D:4" in found.why and "A:6" in found.why and "takes it out" in found.why


def test_macau_is_tested_by_name_and_never_in_d5() -> None:
    answer = on("MO", 2025, 6, 2)
    assert "D:5" not in groups(answer)
    other = answer.standings[1]
    assert other.name == "macau or D:5"
    assert (other.holds, other.why) == ("yes", "In macau (by name).")
    named = next(one for one in answer.lists if one.table == "macau")
    assert named.by_name and named.asked_by


def test_hong_kong_reads_as_china() -> None:
    answer, china = on("HK", 2025, 6, 2), on("CN", 2025, 6, 2)
    assert groups(answer) == groups(china) >= {"D:1", "D:5"}
    assert [(change.what, change.day) for change in answer.treated_as] == [("treated as China (CN)", "2020-12-23")]
    assert standing(answer).holds == "yes"
    assert not china.treated_as


def test_vietnam_is_in_d1_alone_of_the_tested_groups() -> None:
    answer = on("vn", 2025, 6, 2)
    assert (answer.code, answer.name) == ("VN", "Vietnam")
    assert "D:1" in groups(answer) and not groups(answer) & {"D:4", "D:5", "A:5", "A:6"}
    assert standing(answer).why.startswith("In D:1, and in none of")


def test_emirates_change_groups_on_2026_07_10() -> None:
    before, after = on("AE", 2026, 7, 9), on("AE", 2026, 7, 10)
    assert "D:4" in groups(before) and standing(before).holds == "yes"
    assert "A:5" in groups(after) and "D:4" not in groups(after) and standing(after).holds == "no"
    moved = {change.what for change in after.changes if change.day == "2026-07-10"}
    assert {"into A:5", "out of D:3", "out of D:4"} <= moved
    assert any("yes before, no from this day" in what for what in moved)
    by_name = next(one for one in after.lists if one.by_name)
    assert any("742.6(a)(6)(iii)(B)" in cite for cite in by_name.asked_by), "the groups alone would hide the requirement by name"


def test_nicaragua_enters_and_says_who_did_it() -> None:
    answer = on("NI", 2024, 3, 15)
    entered = [change for change in answer.changes if change.what == "into D:5"]
    assert [(change.day, change.confidence) for change in entered] == [("2024-03-15", "S")]
    assert "89 FR 18780" in entered[0].cite
    assert groups(on("NI", 2024, 3, 14)) == {"B"}


def test_readings_are_shown_where_they_decide() -> None:
    ethiopia = standing(on("ET", 2025, 6, 2))
    assert ethiopia.holds == "yes" and ethiopia.confidence == "U"
    assert {(turn.choice, turn.holds) for turn in ethiopia.turns} == {("state_list", "yes"), ("table", "no")}
    cambodia = on("KH", 2026, 1, 1).standings[1]
    assert {(turn.choice, turn.holds) for turn in cambodia.turns} == {("table", "yes"), ("state_list", "no")}
    assert not on("KH", 2026, 3, 1).standings[1].turns
    assert not standing(on("MX", 2025, 6, 2)).turns


def test_no_day_is_the_newest_stretch_of_the_tables() -> None:
    answer = country_answer(corpus(), "AE")
    assert answer.as_of >= "2026-07-10" and "A:5" in groups(answer)


def test_a_day_without_a_book_leaves_the_standing_open() -> None:
    answer = on("VN", 2030, 1, 1)
    assert "D:1" in groups(answer)
    assert standing(answer).holds in ("yes", "unknown")


@pytest.mark.parametrize("code", ["ZZ", "UK", "", "none", "Mexico"])
def test_unknown_code_says_what_to_write(code: str) -> None:
    with pytest.raises(FactError) as caught:
        country_answer(corpus(), code)
    assert caught.value.complaint.code == "LIC-F006"
    assert caught.value.complaint.hint


@dataclass(frozen=True)
class _Tier:
    name: str
    words: str
    window: Window
    legal_set: str


def test_press_tiers_say_that_they_are_informal() -> None:
    tiers = (
        _Tier("Tier 1", "allies", Window(day_number(date(2025, 1, 13))), "supp5a"),
        _Tier("Tier 2", "the rest", Window(day_number(date(2025, 1, 13))), "not supp5a and not D:5 and not macau"),
        _Tier("Tier 3", "D:5 and Macau", Window(day_number(date(2025, 1, 13))), "D:5 or macau"),
    )
    law = replace(corpus(), tiers=tiers)  # type: ignore[arg-type]
    day = day_number(date(2025, 6, 2))
    found = {code: country_answer(law, code, day).tier for code in ("DE", "MX", "IL", "CN", "HK", "MO")}
    names = {code: tier.name if tier else "" for code, tier in found.items()}
    assert names == {"DE": "Tier 1", "MX": "Tier 2", "IL": "Tier 2", "CN": "Tier 3", "HK": "Tier 3", "MO": "Tier 3"}
    assert all(tier and tier.notice == INFORMAL for tier in found.values())
    assert country_answer(law, "MX", day - 365).tier is None


def test_history_is_in_order_and_every_entry_is_cited() -> None:
    for code in ("AE", "NI", "KH", "CY", "HK", "US"):
        changes = country_answer(corpus(), code).changes
        assert [change.day for change in changes] == sorted(change.day for change in changes)
        assert all(change.cite and change.confidence in "PSU" for change in changes)
