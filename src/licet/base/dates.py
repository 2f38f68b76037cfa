"""Days as integers, and half-open windows of days."""

from __future__ import annotations

from datetime import date, timedelta

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
