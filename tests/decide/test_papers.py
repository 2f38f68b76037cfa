"""Duties with their days, and charges: counted exactly, named where they are open, only where an answer is made."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import licet
from licet.base.dates import day_number, day_of, months_later
from licet.decide.determination import ChargeEntry, Determination, DutyEntry
from licet.facts.profiles import PROFILES

LOW = {"item_kind": "ic", "tpp": "600", "applicable_die_area_mm2": "600", "datacenter": "yes", "quantity": "10"}
HIGH = {**LOW, "tpp": "5000"}
TO_MEXICO = {"destination": "MX", "consignee_hq": "MX", "date": "2025-06-02"}
TO_CHINA = {"destination": "CN", "consignee_hq": "CN", "date": "2025-06-02"}


def ask(*parts: dict[str, str], **more: str) -> Determination:
    facts: dict[str, Any] = {}
    for part in (*parts, more):
        facts |= part
    return licet.check(assume=["ordinary"], **facts)


def duty(answer: Determination, word: str, layer: str = "enforced") -> DutyEntry:
    (found,) = [one for one in answer.duties if word in one.what and one.layer == layer]
    return found


def charge(answer: Determination) -> ChargeEntry:
    (found,) = answer.charges
    return found


# Months


@pytest.mark.parametrize(
    ("start", "months", "early", "late"),
    [
        ("2024-02-29", 12, "2025-02-28", "2025-03-01"),
        ("2024-02-29", 48, "2028-02-29", "2028-02-29"),
        ("2024-02-29", 60, "2029-02-28", "2029-03-01"),
        ("2025-08-31", 6, "2026-02-28", "2026-03-01"),
        ("2025-12-31", 6, "2026-06-30", "2026-07-01"),
        ("2025-12-31", 12, "2026-12-31", "2026-12-31"),
        ("2025-01-13", 0, "2025-01-13", "2025-01-13"),
        ("2095-03-01", 60, "2100-03-01", "2100-03-01"),
        ("2096-02-29", 48, "2100-02-28", "2100-03-01"),
    ],
)
def test_months_end_on_the_same_day_or_at_the_end_of_a_short_one(start: str, months: int, early: str, late: str) -> None:
    day = day_number(date.fromisoformat(start))
    assert day_of(months_later(day, months)) == date.fromisoformat(early)
    assert day_of(months_later(day, months, is_late=True)) == date.fromisoformat(late)


def test_the_calendar_ends() -> None:
    with pytest.raises(ValueError, match="calendar"):
        months_later(day_number(date(9996, 1, 1)), 60)


def test_a_duty_beyond_the_calendar_has_no_day() -> None:
    answer = ask(LOW, TO_MEXICO, date="9997-01-01", value_usd="1")
    assert duty(answer, "Keep all records").due is None


# Duties


def test_each_duty_says_on_which_day() -> None:
    answer = ask(HIGH, TO_CHINA, value_usd="60000", application_registered_on="2025-03-01", license_issued_on="none")
    assert duty(answer, "BIS decides").due == "2025-05-30"
    assert duty(answer, "Apply for a license").due == "2025-06-02"
    assert duty(answer, "Keep all records").due == "2030-06-02"
    assert duty(answer, "PRC End-User Statement").part == "attachment"
    assert {one.layer for one in answer.duties} == {"codified", "enforced"}
    plain = answer.to_dict()["duties"][0]
    assert set(plain) == {"what", "when", "due", "cite", "layer", "applies", "confidence", "part", "asks"}


def test_what_is_not_known_leaves_a_duty_open_and_names_what_to_state() -> None:
    filing = duty(ask(LOW, TO_MEXICO), "Electronic Export Information")
    assert (filing.applies, filing.asks, filing.cite) == ("unknown", ("value_usd",), "15 CFR 758.1(b)(5)")
    assert duty(ask(LOW, TO_MEXICO, value_usd="3000"), "Electronic Export Information").applies == "yes"
    software = duty(ask(TO_MEXICO, item_kind="software", eccn="EAR99", quantity="1", value_usd="3000"), "Electronic Export Information")
    assert "sent_electronically" in software.asks


def test_one_duty_of_several_grounds_is_told_once_by_its_strongest() -> None:
    answer = ask(LOW, TO_MEXICO, value_usd="3000", consignee_listed="unverified_list")
    assert duty(answer, "Electronic Export Information").cite == "15 CFR 758.1(b)(8)"
    blank = ask(LOW, TO_MEXICO, consignee_listed="unverified_list")
    assert duty(blank, "Electronic Export Information").applies == "yes"


def test_a_letter_that_binds_brings_the_duties_of_a_license() -> None:
    facts = {"chip": "H20", "quantity": "10", "value_usd": "1", **TO_CHINA, "exporter_name": "NVIDIA", "exporter_hq": "US"}
    answer = ask(facts)
    assert answer.outcome == "license_required" and answer.layers["enforced"].outcome == "no_license_required"
    assert duty(answer, "Apply for a license").layer == "enforced"
    assert not [one for one in answer.duties if "Apply for a license" in one.what and one.layer == "codified"]


def test_a_letter_that_may_bind_leaves_the_duties_of_its_layer_open() -> None:
    facts = {"chip": "H20", "quantity": "10", "value_usd": "1", **TO_CHINA}
    ordinary = [f"{name}={value}" for name, value in PROFILES["ordinary"].items() if name != "exporter_informed"]
    answer = licet.check(assume=ordinary, **facts)
    assert answer.outcome == "undetermined"
    assert {one.layer for one in answer.duties} == {"codified"}


def test_an_undetermined_or_prohibited_line_lists_no_duties() -> None:
    assert licet.check(date="2025-06-02").duties == ()
    assert ask(LOW, TO_MEXICO, consignee_listed="denied_persons").duties == ()


def test_goods_not_subject_to_the_regulations_have_no_papers() -> None:
    answer = ask(LOW, TO_MEXICO, action="reexport", origin="TW", foreign_made="yes", subject_to_ear="no",
                 us_technology_direct_product="no", us_content_percent="0")  # fmt: skip
    assert answer.outcome == "not_subject" and answer.duties == ()


# Charges


IMPORT = {
    "item_kind": "ic", "tpp": "15000", "dram_bandwidth_gb_s": "4800", "applicable_die_area_mm2": "800", "datacenter": "yes",
    "quantity": "10", "action": "reexport", "origin": "TW", "destination": "US", "consignee_hq": "US", "date": "2026-02-02",
}  # fmt: skip


def test_a_charge_stands_beside_the_answer_and_does_not_change_it() -> None:
    owed = ask(IMPORT, value_usd="1000.01", hts_heading="8473.30", tariff_end_use="none")
    assert owed.outcome == "no_license_required"
    assert (charge(owed).applies, charge(owed).rate_percent, charge(owed).amount_usd) == ("yes", "25", "250.0025")
    before = ask(IMPORT, date="2026-01-14", value_usd="1000.01", hts_heading="8473.30", tariff_end_use="none")
    assert before.charges == () and before.outcome == owed.outcome


def test_an_open_charge_asks_and_counts_nothing() -> None:
    found = charge(ask(IMPORT, value_usd="1000"))
    assert (found.applies, found.amount_usd) == ("unknown", None)
    assert set(found.asks) == {"hts_heading", "tariff_end_use"}


def test_an_ordinary_export_says_nothing_of_tariffs() -> None:
    assert ask(HIGH, TO_MEXICO, date="2026-06-02").charges == ()
