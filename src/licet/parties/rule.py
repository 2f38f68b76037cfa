"""The 50 percent rules of a day, from the law's table."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from licet.base.values import frozen


@frozen
class OwnershipRule:
    """One rule in one window: lists whose owners count, and the share in thousandths of a percent from which they restrict."""

    name: str
    title: str
    lists: tuple[str, ...]
    half: int
    since: date
    until: date | None
    cite: str
    confidence: str
    note: str


@cache
def ownership_rules() -> tuple[OwnershipRule, ...]:
    """Every window of every rule."""
    rows = tomllib.loads(files("licet.law.us_ear").joinpath("ownership.toml").read_text("utf-8"))["rule"]
    return tuple(
        OwnershipRule(
            row["name"], row["title"], tuple(row["lists"]), row["half_percent"] * 1000, row["since"], row.get("until"), row["cite"],
            row["confidence"], row["note"],
        )
        for row in rows
    )  # fmt: skip


def rule_on(name: str, day: date) -> OwnershipRule | None:
    """The rule in force on a day; None when it is not."""
    fitting = [
        rule for rule in ownership_rules() if rule.name == name and rule.since <= day and (rule.until is None or day < rule.until)
    ]
    return fitting[-1] if fitting else None


def rule_for_counting(name: str, day: date) -> OwnershipRule:
    """The rule in force on a day, else the last one before it, else the first: what owners hold is a fact on any day."""
    in_force = rule_on(name, day)
    if in_force is not None:
        return in_force
    windows = [rule for rule in ownership_rules() if rule.name == name]
    return max((rule for rule in windows if rule.since <= day), key=lambda rule: rule.since, default=windows[0])
