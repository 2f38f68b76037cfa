"""`check --screen`: where the parties of a line or a book are looked up."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from licet.base.errors import UsageError

if TYPE_CHECKING:
    from licet.ask.desk import Desk
    from licet.ask.screened import ScreenedLine
    from licet.decide.settings import Settings


def desk_of(screen: bool, lists: str | None, allow: str | None, audit: str | None, owners: Sequence[str] | None) -> Desk | None:
    """Where parties are looked up; None without `--screen`.

    Raises:
        UsageError: LIC-S075 when lists or owners are given and no screening is asked for.
    """
    if not screen:
        if lists or allow or audit or owners:
            raise UsageError("LIC-S075", "--lists, --allow, --audit and --owners go with --screen.", hint="Add --screen.")
        return None
    from licet.ask.desk import open_desk

    desk = open_desk(lists, allow, audit, owners or ())
    for complaint in desk.complaints:
        print(complaint, file=sys.stderr)
    return desk


def screened_words(
    facts: Mapping[str, str], flags: set[str], options: Mapping[str, Sequence[str]], settings: Settings
) -> ScreenedLine | None:
    """The screening of one line of words; None without `--screen`."""
    lists, allow, audit = ((options.get(option) or ("",))[-1] or None for option in ("--lists", "--allow", "--audit"))
    desk = desk_of("--screen" in flags, lists, allow, audit, options.get("--owners"))
    if desk is None:
        return None
    from licet.ask.screened import screen_line, screening_day
    from licet.facts.intake import admit

    plain = {name: text.strip() for name, text in facts.items()}
    return screen_line(desk, plain, screening_day(admit(plain, {}), settings))
