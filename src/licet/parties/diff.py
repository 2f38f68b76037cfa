"""Two vintages side by side: entries that came, went or changed, and parties whose answer changed with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.base.values import frozen
from licet.parties.entry import Entry
from licet.parties.match import Party
from licet.parties.screen import Screener, Screening


@frozen
class Flip:
    """A party whose answer is another one now."""

    party: Party
    before: str
    after: str
    why: str

    def to_dict(self) -> dict[str, str]:
        """Plain values."""
        return {"id": self.party.id, "name": self.party.name, "before": self.before, "after": self.after, "why": self.why}


def changed_entries(before: Iterable[Entry], after: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by what became of them: added, removed, changed."""
    old, new = {entry.key: entry for entry in before}, {entry.key: entry for entry in after}
    return {
        "added": [entry for key, entry in new.items() if key not in old],
        "removed": [entry for key, entry in old.items() if key not in new],
        "changed": [entry for key, entry in new.items() if key in old and old[key].content() != entry.content()],
    }


def changed_parties(before: Screener, after: Screener, parties: Sequence[Party]) -> list[Flip]:
    """Parties that are hit by other entries now, or stand otherwise."""
    found = []
    for party, old, new in zip(parties, before.screen_all(parties), after.screen_all(parties), strict=True):
        gone, come = _hits(old) - _hits(new), _hits(new) - _hits(old)
        if gone or come or old.answer != new.answer:
            words = [f"newly {key}" for key in sorted(come)] + [f"no longer {key}" for key in sorted(gone)]
            found.append(Flip(party, old.answer, new.answer, ", ".join(words) or "the lists bear another answer"))
    return found


def _hits(screening: Screening) -> set[str]:
    return {f"{one.hit.entry.name} ({one.hit.entry.key}, {one.hit.level})" for one in screening.judged}
