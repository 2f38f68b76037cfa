"""Where parties are looked up: lists of each day, releases, owners. Opened once for a book; equal parties are searched once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from licet.base.errors import Complaint
from licet.parties.lists import lists_folder, lists_on
from licet.parties.load.owners import read_owners
from licet.parties.match import Party
from licet.parties.release import Release, read_allowed, released
from licet.parties.rule import rule_for_counting
from licet.parties.screen import Screener, Screening
from licet.parties.standing import Ownership, Ownerships


@dataclass
class Desk:
    """Lists, releases and owners, ready to be asked about a party on a day."""

    root: Path
    releases: tuple[Release, ...] = ()
    owners: tuple[str, ...] = ()
    complaints: list[Complaint] = field(default_factory=list)
    _screeners: dict[date, Screener] = field(default_factory=dict)
    _ownerships: dict[date, Ownerships] = field(default_factory=dict)
    _known: dict[tuple[Party, date], Screening] = field(default_factory=dict)

    def screener(self, day: date) -> Screener:
        """The lists of a day; days with the same lists share their index."""
        if day not in self._screeners:
            lists = lists_on(self.root, day)
            same = next((one.index for one in self._screeners.values() if one.lists.identity == lists.identity), None)
            self._screeners[day] = Screener(lists, day, self.releases, index=same)
        return self._screeners[day]

    def half(self, day: date) -> int:
        """The share from which owners restrict, in thousandths of a percent."""
        return rule_for_counting("bis", day).half

    def screen(self, party: Party, day: date) -> Screening:
        """Screen a party."""
        if (party, day) not in self._known:
            self._known[party, day] = self.screener(day).screen(party)
        return self._known[party, day]

    def ownership(self, name: str, day: date) -> Ownership | None:
        """What the files of owners say of a party; None without files, or when they do not know it."""
        if not self.owners:
            return None
        if day not in self._ownerships:
            before = next(iter(self._ownerships.values()), None)
            graph = before.graph if before else read_owners(self.owners)
            if before is None:
                self.complaints += graph.complaints
            self._ownerships[day] = Ownerships(graph, self.screener(day), day, before)
        return self._ownerships[day].of(name)


def open_desk(lists: str | None = None, allow: str | None = None, audit: str | None = None, owners: Sequence[str] = ()) -> Desk:
    """A desk over the lists in a folder.

    Raises:
        FileError: LIC-S001 and LIC-S050 when a file cannot be read.
        IntegrityError: LIC-S060 when the audit file is not as it was written.
    """
    root = lists_folder(lists)
    allowed, complaints = read_allowed(allow) if allow else ([], [])
    cleared = (*released(Path(audit) if audit else root / "audit.jsonl"), *allowed)
    return Desk(root, cleared, tuple(owners), list(complaints))
