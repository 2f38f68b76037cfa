"""The calendar of the law, read back by a parser that is not ours."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from running import run

from licet.decide.settings import engine
from licet.faces.law import timeline_rows
from licet.report.calendar import calendar_text, folded

Entries = dict[str, tuple[date, date, str, str]]


def entries(content: bytes) -> Entries:
    """UID to first day, day after the last, summary, description."""
    calendar = Calendar.from_ical(content)
    found: Entries = {}
    for event in calendar.walk("VEVENT"):
        uid = str(event["UID"])
        assert uid not in found
        found[uid] = (event.decoded("DTSTART"), event.decoded("DTEND"), str(event["SUMMARY"]), str(event["DESCRIPTION"]))
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("calendar") / "law.ics"
    assert run("law", "timeline", "--ics", file).status == 0
    return file.read_bytes()


def test_every_event_of_the_law_is_an_entry(written: bytes) -> None:
    found, rows = entries(written), timeline_rows(engine().corpus)
    assert len(found) == len(rows) + sum("opened" in row for row in rows) > 100
    for row in rows:
        first, after, title, told = found[f"{row['uid']}@licet"]
        assert (first.isoformat(), after) == (row["day"], first + timedelta(days=1))
        assert row["title"] in title and row["cite"] in told and row["what"] in told


def test_the_days_that_people_wait_for(written: bytes) -> None:
    days = {first.isoformat() for first, _, _, _ in entries(written).values()}
    assert {"2025-05-15", "2026-01-15", "2026-11-09", "2026-11-10", "2026-12-31", "2027-04-06", "2025-06-16"} <= days


def test_a_comment_period_is_a_span_of_120_days(written: bytes) -> None:
    periods = {uid: one for uid, one in entries(written).items() if uid.endswith("-period@licet")}
    assert periods
    for first, after, title, _ in periods.values():
        assert (after - timedelta(days=1) - first).days == 120 and "120 days" in title


def test_no_line_is_longer_than_75_octets_and_all_end_as_they_should(written: bytes) -> None:
    assert written.endswith(b"END:VCALENDAR\r\n") and b"\n" not in written.replace(b"\r\n", b"")
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) == 75
    for line in lines:
        line.decode()  # no character is cut in two


def test_the_same_law_gives_the_same_bytes_and_a_second_import_changes_nothing(written: bytes, tmp_path: Path) -> None:
    again = tmp_path / "again.ics"
    run("law", "timeline", "--ics", again)
    assert again.read_bytes() == written
    once = entries(written)
    assert {**once, **entries(again.read_bytes())} == once


def test_a_part_of_it_has_the_same_entries(written: bytes) -> None:
    part = entries(run("law", "timeline", "diffusion", "--ics", "-").stdout)
    whole = entries(written)
    assert 5 < len(part) < len(whole) and all(whole[uid] == one for uid, one in part.items())


def test_the_stamp_is_a_parameter(written: bytes) -> None:
    assert b"DTSTAMP:20261002T000000Z" in written
    assert b"DTSTAMP:20270101T000000Z" in run("law", "timeline", "--ics", "-", "--stamp", "2027-01-01").stdout
    assert run("law", "timeline", "--ics", "-", "--stamp", "1/2/2027").codes == ["LIC-U001"]


def test_words_that_no_event_holds_write_nothing(tmp_path: Path) -> None:
    ran = run("law", "timeline", "no such words", "--ics", tmp_path / "x.ics")
    assert ran.status == 2 and ran.codes == ["LIC-U008"] and not list(tmp_path.iterdir())


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert run("law", "timeline", "--ics", tmp_path / "no" / "x.ics").codes == ["LIC-R020"]


PRINTABLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)


@given(PRINTABLE, PRINTABLE)
def test_any_words_come_back_as_they_were(title: str, what: str) -> None:
    row = {"uid": "a-b", "day": "2026-02-28", "event": "effective", "instrument": "a", "title": f"x{title}", "cite": "c;,\\n",
           "confidence": "P", "what": f"x{what}\nsecond line"}  # fmt: skip
    content = calendar_text([row], date(2026, 1, 1), "about").encode()
    assert max(map(len, content.split(b"\r\n"))) <= 75
    _, after, summary, told = entries(content)["a-b@licet"]
    assert summary == f"Effective: x{title}" and told.startswith(f"x{what}\nsecond line\nc;,\\n\n") and after == date(2026, 3, 1)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_folding_loses_nothing(line: str) -> None:
    parts = list(folded(line))
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(len(part.encode()) <= 75 for part in parts) and all(part[0] == " " for part in parts[1:])
