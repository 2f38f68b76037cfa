"""The only door to the system clock."""

from __future__ import annotations

from datetime import date, datetime, timezone


def today() -> date:
    """The calendar day in UTC. Callers pass it on as a parameter; nothing below a face asks for it."""
    return datetime.now(timezone.utc).date()
