"""The only door to the system clock."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime


def today() -> date:
    """The calendar day in UTC. Callers pass it on as a parameter; nothing below a face asks for it."""
    return datetime.now(UTC).date()


def now() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1000
