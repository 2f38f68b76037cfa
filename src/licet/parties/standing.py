"""Ownership and headquarters of a party named by a customer: the graph of owners, with its listed owners found by their names."""

from __future__ import annotations

from datetime import date

from licet.base.values import frozen
from licet.parties.match import Party
from licet.parties.normal import forms_of
from licet.parties.owner import Cascade, Held, held_of, run
from licet.parties.parent import Climb, climb
from licet.parties.rule import OwnershipRule, rule_for_counting, rule_on
from licet.parties.score import EXACT
from licet.parties.screen import CONFIRMED, QUIETED, UNDECIDED, Screener
from licet.parties.stake import UNKNOWN, Graph, Share, Stake

RULES = ("bis", "ofac")
ABOVE_MOST = 3_000  # not law: companies
"""Owners above one company that are looked up by name."""
SAME_NAME_MOST = 8
"""Companies of one name that are looked at."""


@frozen
class Ownership:
    """What the files of owners say of one party.

    Attributes:
        held: for each rule its title with where it stands on that day, and what listed owners hold under it.
        share: of the first rule, listed owners' share in thousandths of a percent, where one value answers for all of it; else None.
    """

    company: str
    held: tuple[tuple[str, Held], ...]
    climb: Climb
    in_force: bool

    def to_dict(self) -> dict[str, object]:
        """Plain values; shares in percent as text."""
        return {
            "company": self.company,
            "rules": [
                {"rule": title, "answer": held.answer, "share": str(held.share), "why": held.why,
                 "paths": [[[s.owner, s.owned, str(s.share), s.source] for s in path] for path in held.path]}
                for title, held in self.held
            ],
            "parents": {"answer": self.climb.answer, "headquarters": self.climb.headquarters, "top": self.climb.top,
                        "top_name": self.climb.top_name, "why": self.climb.why, "steps": [one.name for one in self.climb.steps]},
        }  # fmt: skip


class Ownerships:
    """A graph of owners and the lists; it answers for any company in it.

    Args:
        before: the same graph on another day: what does not hang on the day is taken over.
    """

    def __init__(self, graph: Graph, screener: Screener, day: date, before: Ownerships | None = None) -> None:
        self.graph = graph
        self.screener = screener
        self.day = day
        self.children: dict[str, list[str]] = before.children if before else {}
        self.owners: dict[str, list[Stake]] = before.owners if before else graph.owners_of()
        self.by_name: dict[tuple[str, ...], list[str]] = before.by_name if before else {}
        if before is None:
            for parent, children in graph.parents.items():
                for child in children:
                    self.children.setdefault(child, []).append(parent)
            for company in graph.companies.values():
                self.by_name.setdefault(_same_name(company.name), []).append(company.id)
        self.rules = {name: rule_for_counting(name, day) for name in RULES}
        self._lists: dict[str, dict[str, bool]] = {}

    def of(self, name: str) -> Ownership | None:
        """What the files say of a party; None when they do not know it."""
        found = [self._of(company) for company in self.by_name.get(_same_name(name), ())[:SAME_NAME_MOST]]
        return _one_of(found) if found else None

    def _of(self, company: str) -> Ownership:
        above = self._above(company)
        held = []
        for rule in RULES:
            title = _title(self.rules[rule], rule, self.day)
            if above is None:
                why = f"more than {ABOVE_MOST:,} owners stand above it; they were not all looked up"
                held.append((title, Held("UNRESOLVED", UNKNOWN, (), 0, why)))
            else:
                held.append((title, held_of(self._cascade(above, self.rules[rule]), company)))
        way = climb(self.graph, company, self.children, self.owners, self.rules["bis"].half)
        return Ownership(self.graph.companies[company].name, tuple(held), way, rule_on("bis", self.day) is not None)

    def _above(self, company: str) -> set[str] | None:
        """The company and everybody above it; None when they are too many."""
        found, waiting = {company}, [company]
        while waiting:
            at = waiting.pop()
            for owner in (*(stake.owner for stake in self.owners.get(at, ())), *self.children.get(at, ())):
                if owner not in found:
                    found.add(owner)
                    waiting.append(owner)
            if len(found) > ABOVE_MOST:
                return None
        return found

    def _cascade(self, above: set[str], rule: OwnershipRule) -> Cascade:
        """The 50 percent rule among some companies: whoever of them is listed, or may be, is found by name."""
        part = Graph({one: self.graph.companies[one] for one in above if one in self.graph.companies})
        for one in above:
            part.stakes[one] = [stake for stake in self.graph.stakes.get(one, ()) if stake.owned in above]
            part.parents[one] = [child for child in self.graph.parents.get(one, ()) if child in above]
        part.silent = self.graph.silent & above
        surely: set[str] = set()
        perhaps: set[str] = set()
        for one in above:
            certain = [is_certain for name, is_certain in self._listed(one).items() if name in rule.lists]
            if certain:
                (surely if any(certain) else perhaps).add(one)
        return run(part, surely, perhaps, rule.half)

    def _listed(self, company: str) -> dict[str, bool]:
        """Lists that an owner may stand on, and whether for certain: the same name, and no country that could speak against it."""
        if company not in self._lists:
            known = self.graph.companies[company]
            found: dict[str, bool] = {}
            for judged in self.screener.screen(Party(known.name, known.country or known.headquarters)).judged:
                if judged.standing in (CONFIRMED, UNDECIDED, QUIETED):
                    is_person = judged.hit.entry.kind == "individual"  # of whom a name says nothing for certain
                    same = judged.hit.level == EXACT and not known.country and not is_person
                    certain = judged.standing == CONFIRMED or same
                    found[judged.hit.entry.list] = found.get(judged.hit.entry.list, False) or certain
            self._lists[company] = found
        return self._lists[company]


def _same_name(name: str) -> tuple[str, ...]:
    forms = forms_of(name)
    return (*forms[0].tokens, *forms[0].legal) if forms else (name,)


def _one_of(found: list[Ownership]) -> Ownership:
    """What is so for every company of one name; where they stand differently, nobody knows which of them the party is."""
    first, why = found[0], f"{len(found)} companies of the files have this name, and they stand differently"
    held = []
    for at, (title, one) in enumerate(first.held):
        others = [ownership.held[at][1] for ownership in found]
        if any((other.answer, other.share) != (one.answer, one.share) for other in others):
            widest = Share(min(other.share.low for other in others), max(other.share.high for other in others))
            paths = tuple(path for other in others for path in other.path)
            one = Held("UNRESOLVED", widest, paths, min(other.see_through for other in others), why)
        held.append((title, one))
    way = first.climb
    if any((o.climb.answer, o.climb.headquarters, o.climb.top) != (way.answer, way.headquarters, way.top) for o in found):
        way = Climb("UNRESOLVED", way.steps, "", "", "", why)
    return Ownership(first.company, tuple(held), way, first.in_force)


def _title(rule: OwnershipRule, name: str, day: date) -> str:
    state = f"in force on {day}" if rule_on(name, day) is not None else f"not in force on {day}"
    return f"{rule.title} ({rule.cite}, {rule.confidence}; {state})"


def one_share(held: Held, half: int) -> Share | None:
    """The share that answers for the whole interval: any value of it lies on the same side of the half, and of nothing."""
    share = held.share
    if share.low == share.high:
        return share
    if share.low >= half:
        return Share(share.low, share.low)
    if share.low > 0 and share.high < half:
        return Share(share.high, share.high)
    return None
