"""The time line of the law as a calendar that other programs read (RFC 5545): a day for each event, a span for each comment period.

The same law gives the same bytes. An entry keeps its UID as long as its instrument, kind and day stay, so that a second import
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from licet.report.words import CONFIDENCE

LINE_OCTETS_MAX = 75
"""Octets of a content line at most, its line end not counted; longer ones are folded."""

Row = Mapping[str, str]


def calendar_text(rows: Iterable[Row], stamp: date, about: str) -> str:
    """A calendar.

    Args:
        rows: `uid`, `day`, `event`, `instrument`, `title`, `cite`, `confidence`, `what`; `opened` where a period ends on the day.
        stamp: the day on which what is told was last looked at.
        about: what the calendar rests on.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//licet//{_text(about)}//EN", "CALSCALE:GREGORIAN", "X-WR-CALNAME:licet: law"]
    for row in rows:
        day = date.fromisoformat(row["day"])
        words = row["event"].replace("_", " ")
        lines += _entry(row, row["uid"], day, day, f"{words.capitalize()}: {row['title']}", stamp, about)
        if row.get("opened"):
            opened = date.fromisoformat(row["opened"])
            told = f"Comment period, {(day - opened).days} days: {row['title']}"
            lines += _entry(row, f"{row['uid']}-period", opened, day, told, stamp, about)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in folded(line))


def _entry(row: Row, uid: str, first: date, last: date, title: str, stamp: date, about: str) -> list[str]:
    told = [row["what"], row["cite"], f"Confidence {row['confidence']}: {CONFIDENCE[row['confidence']]}", about]
    description = "\n".join(part for part in told if part)
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@licet",
        f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(description)}",
        f"CATEGORIES:{_text(row['event'].replace('_', ' '))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """A text value: what means something to the format is escaped, other control characters are dropped."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return "".join(c for c in value if c >= " " and c != "\x7f")


def folded(line: str) -> Iterator[str]:
    """A content line in pieces of at most `LINE_OCTETS_MAX` octets; all but the first begin with a space. No character is split.

    >>> [len(part.encode()) for part in folded("SUMMARY:" + "é" * 60)]
    [74, 55]
    """
    rest, room, lead = line.encode(), LINE_OCTETS_MAX, ""
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        yield lead + rest[:cut].decode()
        rest, room, lead = rest[cut:], LINE_OCTETS_MAX - 1, " "
    yield lead + rest.decode()
