"""The dated tables of the law: every row cited, windows clean, members as the sources count them."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

Row = dict[str, Any]

LAW = Path(__file__).resolve().parents[2] / "src" / "licet" / "law" / "us_ear"
COVERAGE_BEGINS = date(2022, 10, 7)
CONFIDENCE = {"P", "S", "U"}
GROUPS = {"A:1", "A:5", "A:6", "B", "D:1", "D:2", "D:3", "D:4", "D:5", "E:1", "E:2"}
EVENT_KINDS = {
    "published", "effective", "compliance_due", "comments_close", "suspended", "reimposed_by_text", "not_enforced",
    "rescinded", "overtaken", "last_day", "lapses", "review_due", "savings_until", "announced", "guidance",
}  # fmt: skip
ISO_TEXT = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR "
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO "
    "JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR "
    "MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO "
    "RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV "
    "TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
ISO_CODES = set(ISO_TEXT.split())


def read(name: str) -> dict[str, list[Row]]:
    return tomllib.loads((LAW / name).read_text(encoding="utf-8"))


COUNTRIES = read("countries.toml")
INSTRUMENTS = read("instruments.toml")["instrument"]
PARTIES = read("parties.toml")["party_table"]
TABLES = COUNTRIES["table"]


def day(row: Row, key: str) -> date:
    value = row.get(key, date.max if key == "until" else None)
    assert type(value) is date, f"{row}: `{key}` is not a TOML date"
    return value


def named(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row)
    return {name: sorted(versions, key=lambda row: day(row, "since")) for name, versions in found.items()}


def members(name: str, on: str, rows: list[Row] = TABLES) -> set[str]:
    """Members of a table on a day; exactly one row holds."""
    when = date.fromisoformat(on)
    (row,) = [row for row in rows if row["name"] == name and day(row, "since") <= when < day(row, "until")]
    return set(row["members"])


def test_every_row_has_a_citation_and_a_confidence() -> None:
    rows = [*TABLES, *COUNTRIES["treated_as"], *COUNTRIES["press_tier"], *INSTRUMENTS, *PARTIES]
    bad = [row for row in rows if not row.get("cite") or row.get("confidence") not in CONFIDENCE]
    assert not bad


def test_windows_are_half_open_and_never_overlap() -> None:
    for rows in (TABLES, PARTIES):
        for name, versions in named(rows).items():
            assert all(day(row, "since") < day(row, "until") for row in versions), name
            assert all(day(row, "since") >= COVERAGE_BEGINS for row in versions), name
            assert all(day(one, "until") <= day(two, "since") for one, two in pairwise(versions)), name


def test_country_groups_hold_a_row_for_every_day_of_coverage() -> None:
    tables = named(TABLES)
    for name in GROUPS:
        assert day(tables[name][0], "since") == COVERAGE_BEGINS, name
        assert day(tables[name][-1], "until") == date.max, name
        assert all(day(one, "until") == day(two, "since") for one, two in pairwise(tables[name])), name


def test_equal_neighbours_differ_in_confidence() -> None:
    for name, versions in named(TABLES).items():
        for one, two in pairwise(versions):
            same = one["members"] == two["members"]
            assert not same or one["confidence"] != two["confidence"], name


def test_members_are_sorted_iso_codes() -> None:
    for row in TABLES:
        codes = row["members"]
        assert codes == sorted(set(codes)), row["name"]
        assert set(codes) <= ISO_CODES, set(codes) - ISO_CODES
    for row in COUNTRIES["treated_as"]:
        assert {row["place"], row["as"]} <= ISO_CODES
        day(row, "since")


def test_counts_of_the_groups_by_day() -> None:
    counts = {
        "2022-10-07": {"A:1": 40, "A:5": 37, "A:6": 8, "B": 174, "D:1": 23, "D:2": 10, "D:3": 37, "D:4": 22, "D:5": 22},
        "2024-03-14": {"B": 174, "D:1": 23, "D:5": 22},
        "2024-03-15": {"B": 173, "D:1": 24, "D:5": 23},
        "2025-01-15": {"A:1": 40, "A:5": 37, "A:6": 8, "B": 173, "D:1": 24, "D:2": 10, "D:3": 37, "D:4": 22, "D:5": 23},
        "2026-02-02": {"D:5": 23},
        "2026-02-03": {"D:5": 22},
        "2026-07-09": {"A:5": 37, "D:3": 37, "D:4": 22},
        "2026-07-10": {"A:5": 38, "D:3": 36, "D:4": 21},
        "2026-09-01": {"A:1": 40, "A:5": 38, "A:6": 8, "B": 173, "D:1": 24, "D:2": 10, "D:3": 36, "D:4": 21, "D:5": 22},
    }
    for on, expected in counts.items():
        assert {name: len(members(name, on)) for name in expected} == expected, on
        assert members("E:1", on) == {"IR", "KP", "SY"}
        assert members("E:2", on) == {"CU"}


def test_single_changes_fall_on_their_day() -> None:
    assert members("D:5", "2024-03-15") - members("D:5", "2024-03-14") == {"NI"}
    assert members("D:1", "2024-03-15") - members("D:1", "2024-03-14") == {"NI"}
    assert members("B", "2024-03-14") - members("B", "2024-03-15") == {"NI"}
    assert members("D:5", "2026-02-02") - members("D:5", "2026-02-03") == {"KH"}
    assert members("D:3", "2026-07-09") - members("D:3", "2026-07-10") == {"AE"}
    assert members("D:4", "2026-07-09") - members("D:4", "2026-07-10") == {"AE"}
    assert members("A:5", "2026-07-10") - members("A:5", "2026-07-09") == {"AE"}
    assert all("MO" not in row["members"] for row in TABLES if row["name"] == "D:5")


def test_destinations_of_advanced_computing_in_july_2026() -> None:
    on = "2026-07-23"
    reach = members("D:1", on) | members("D:4", on) | members("D:5", on)
    reach -= members("A:5", on) | members("A:6", on)
    assert len(reach) == 45
    assert {"AE", "IL", "TW", "CY"} & reach == set()
    assert {"MO", "VN", "SA", "QA", "KH"} <= reach


def test_lists_that_are_not_groups() -> None:
    assert len(members("supp5a", "2025-01-13")) == 19
    assert "US" in members("supp5a", "2025-01-13")
    assert members("supp5b", "2026-09-01") == set()
    assert len(members("remote_access_declared", "2026-01-15")) == 8
    assert members("meu_supp2_countries", "2024-03-15") - members("meu_supp2_countries", "2024-03-14") == {"NI"}
    assert "NI" not in members("military_intelligence_countries", "2024-03-15")
    assert [tier["name"] for tier in COUNTRIES["press_tier"]] == ["Tier 1", "Tier 2", "Tier 3"]


def test_counts_of_the_parties() -> None:
    counts = {
        "approved_designers": 33, "approved_designer_brands": 11, "approved_osat": 24, "supp8_g42": 2, "supp8_core42": 1, "supp8_us_company": 8,
        "general_veu_removed": 3,
        "products_general_prohibition_10": 6, "military_intelligence_end_users": 13,
    }  # fmt: skip
    assert {row["name"]: len(set(row["members"])) for row in PARTIES} == counts
    for name in ("supp8_g42", "supp8_core42"):
        assert members(name, "2027-04-05", PARTIES)
        (row,) = [row for row in PARTIES if row["name"] == name]
        assert day(row, "until") == date(2027, 4, 6)


def test_instruments_and_their_events() -> None:
    identities = [row["id"] for row in INSTRUMENTS]
    assert len(identities) == len(set(identities))
    for row in INSTRUMENTS:
        assert row["title"], row["id"]
        assert row["kind"], row["id"]
        assert row["event"], row["id"]
        for event in row["event"]:
            assert event["kind"] in EVENT_KINDS, row["id"]
            assert event["confidence"] in CONFIDENCE, row["id"]
            day(event, "date")


def test_an_instrument_without_publication_day_says_so() -> None:
    documents = [row for row in INSTRUMENTS if " FR " in row["cite"] or "RIN" in row["cite"]]
    silent = [row for row in documents if not any(event["kind"] == "published" for event in row["event"])]
    assert all("Publication day not in the sources." in row.get("note", "") for row in silent)


def test_rows_are_made_by_known_instruments() -> None:
    known = {row["id"] for row in INSTRUMENTS}
    used = {row["by"] for row in [*TABLES, *PARTIES] if "by" in row}
    assert used <= known


def test_the_diffusion_rule_is_suspended_in_practice_and_not_rescinded() -> None:
    (rule,) = [row for row in INSTRUMENTS if row["id"] == "us-2025-diffusion"]
    days = {(event["kind"], event["date"].isoformat()) for event in rule["event"]}
    assert {("effective", "2025-01-13"), ("published", "2025-01-15"), ("not_enforced", "2025-05-13")} <= days
    assert {("compliance_due", "2025-05-15"), ("compliance_due", "2026-01-15"), ("savings_until", "2025-06-16")} <= days
    assert not any(kind == "rescinded" for kind, _ in days)
