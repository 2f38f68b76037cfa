"""Days as integers, and half-open windows of days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from licet.base.values import frozen

EPOCH = date(1970, 1, 1)
FOREVER = (date.max - EPOCH).days
NEVER = FOREVER
"""The day number of `none`: it did not happen, so it lies after every day."""
BEGINNING = (date.min - EPOCH).days


def day_number(day: date) -> int:
    """Days since 1970-01-01; what every engine stores for a date.

    >>> day_number(date(2025, 1, 13))
    20101
    """
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The calendar day behind a day number."""
    return EPOCH + timedelta(days=number)


def parse_day(text: str) -> date:
    """Read an ISO day, `2025-06-02` and nothing else.

    Raises:
        ValueError: any other form; 03/04/2025 has two readings, so it has none here.
    """
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError(f"{text!r} is not a date of the form YYYY-MM-DD")
    return date.fromisoformat(text)


@lru_cache(maxsize=4096)
def months_later(day: int, months: int, *, is_late: bool = False) -> int:
    """The day number of the same day of the month, `months` later (twelve are a year).

    Where the month is too short for it, its last day; or the first of the next month if `is_late`.

    Raises:
        ValueError: the calendar ends before it.

    >>> leap = day_number(date(2024, 2, 29))
    >>> day_of(months_later(leap, 60)), day_of(months_later(leap, 60, is_late=True))
    (datetime.date(2029, 2, 28), datetime.date(2029, 3, 1))
    """
    start = day_of(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError("the calendar ends before that day")
    last = 31 if month == 11 else (date(year, month + 2, 1) - timedelta(days=1)).day
    if start.day <= last:
        return day_number(date(year, month + 1, start.day))
    return day_number(date(year, month + 1, last)) + int(is_late)


@frozen
class Window:
    """Days from `since` up to, not including, `until` (day numbers)."""

    since: int = BEGINNING
    until: int = FOREVER

    def holds(self, day: int) -> bool:
        return self.since <= day < self.until

    def overlaps(self, other: Window) -> bool:
        return self.since < other.until and other.since < self.until

    def __str__(self) -> str:
        end = "open" if self.until == FOREVER else day_of(self.until).isoformat()
        start = "always" if self.since == BEGINNING else day_of(self.since).isoformat()
        return f"{start} to {end}"
