"""One line: names in, party facts out, each with what it rests on. What is not decided stays unknown, whatever is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from licet.ask.desk import Desk
from licet.ask.flags import Flag, flag, line_flags
from licet.base.dates import day_of
from licet.decide.settings import Settings
from licet.facts.intake import Admitted, Assumed, Conflict, admit
from licet.facts.values import Value
from licet.facts.vocabulary import ROLES
from licet.parties.lists import Lists
from licet.parties.match import Party
from licet.parties.owner import MINORITY, UNRESOLVED
from licet.parties.parent import TOP
from licet.parties.place import country_code
from licet.parties.screen import CONFIRMED, QUIETED, UNDECIDED, Screening, listed_facts
from licet.parties.standing import Ownership, one_share

ROLE_TEXTS = ("name", "country", "hq", "kind", "parent_name", "listed", "footnote", "listed_ownership", "parent")
LINE_TEXTS = ("consignee_buys_since", "consignee_address", "site_power_kw", "chip", "quantity", "intermediate_country", "destination")
READS = frozenset((*(f"{role}_{text}" for role in ROLES for text in ROLE_TEXTS), *LINE_TEXTS))
"""Facts that a screening reads: lines that are equal in them are screened once."""


@dataclass
class ScreenedLine:
    """What screening adds to a line.

    Attributes:
        values: stored columns that are known now; None for those that must stay unknown.
        parties: each role's screening; ownership: of those that files of owners know.
    """

    lists: Lists
    values: dict[str, Value] = field(default_factory=dict)
    assumed: list[Assumed] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    parties: dict[str, Screening] = field(default_factory=dict)
    ownership: dict[str, Ownership] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)

    def words(self) -> str:
        """The screenings on one line of text."""
        return "; ".join(f"{role}: {_word(screening)}" for role, screening in self.parties.items())


def _word(screening: Screening) -> str:
    first = next((one for one in screening.judged if one.standing in (CONFIRMED, UNDECIDED, QUIETED)), None)
    if first is None:
        return screening.answer
    return f"{screening.answer}, {first.hit.level} {first.hit.entry.name} ({first.hit.entry.title})"


def screen_line(desk: Desk, texts: Mapping[str, str], day: date) -> ScreenedLine:
    """Look up every party that a line names."""
    screener = desk.screener(day)
    line = ScreenedLine(screener.lists)
    for role in ROLES:
        name = texts.get(f"{role}_name", "").strip()
        if name:
            place = country_code(texts.get(f"{role}_country", "") or texts.get(f"{role}_hq", ""))
            address = texts.get("consignee_address", "") if role == "consignee" else ""
            kind = "individual" if texts.get(f"{role}_kind") == "individual" else ""
            line.parties[role] = desk.screen(Party(name, place, address, kind), day)
            _take_lists(line, role, texts, day)
            _take_owners(line, role, name, texts, desk, day)
    line.flags += line_flags(texts, day, screener)
    return line


def _take_lists(line: ScreenedLine, role: str, texts: Mapping[str, str], day: date) -> None:
    screening, gaps = line.parties[role], line.lists.gaps
    listed, marks, by = listed_facts(screening, footnotes_told=line.lists.of_the_day, gaps=gaps)
    open_lists = {entry.list for entry in screening.entries(UNDECIDED, QUIETED)}
    source = f"screening: {by}; {line.lists.named()}"
    open_marks = set(marks) if "entity_list" in open_lists or listed["entity_list"] else set()
    for fact, found, held in ((f"{role}_listed", listed, open_lists), (f"{role}_footnote", marks, open_marks)):
        stated = {part.strip() for part in texts.get(fact, "").split("|") if part.strip()}
        told = []
        for member, value in found.items():
            column = f"{fact}:{member}"
            if stated and (member in stated or (value is False) or (value is None and member not in held)):
                continue  # what somebody stated stands
            if stated:
                line.conflicts.append(Conflict((fact,), f"{fact} is stated as {texts[fact]}; the screening finds {member}: {by}."))
                line.values[column] = None
            elif value is not None:
                line.values[column] = value
                told += [member] if value else []
            elif member in held:
                line.values[column] = None
                told.append(f"{member} unknown")
        if not stated and any(column.startswith(f"{fact}:") for column in line.values):
            line.assumed.append(Assumed(fact, "|".join(told) or "none", source))


def _take_owners(line: ScreenedLine, role: str, name: str, texts: Mapping[str, str], desk: Desk, day: date) -> None:
    fact = f"{role}_listed_ownership"
    _doubt_parent(line, role, name, texts, desk, day)
    found = desk.ownership(name, day)
    if found is None:
        return
    line.ownership[role] = found
    title, held = found.held[0]
    if not texts.get(fact):
        share = one_share(held, desk.half(day))
        line.values[fact] = None if share is None or held.answer == UNRESOLVED else share.low
        value = f"{held.share}" if line.values[fact] is not None else f"unknown: {held.share}"
        line.assumed.append(Assumed(fact, value, f"files of owners: {held.why}; {title}"))
    if held.answer in (MINORITY, UNRESOLVED) and held.share.high:
        line.flags += [one for one in (flag("listed_owner", role, f"{held.why}.", day),) if one]
    climb = found.climb
    if climb.headquarters and not texts.get(f"{role}_hq"):
        line.values[f"{role}_hq"] = climb.headquarters
        line.assumed.append(Assumed(f"{role}_hq", climb.headquarters, f"files of owners: headquarters of {found.company}"))
    if not texts.get(f"{role}_parent"):
        line.values[f"{role}_parent"] = climb.top if climb.answer == TOP else None
        line.assumed.append(Assumed(f"{role}_parent", climb.top or "unknown", f"files of owners: {climb.why}"))
        if climb.top_name and not texts.get(f"{role}_parent_name"):
            line.values[f"{role}_parent_name"] = climb.top_name
            line.assumed.append(Assumed(f"{role}_parent_name", climb.top_name, f"files of owners: {climb.why}"))


def _doubt_parent(line: ScreenedLine, role: str, name: str, texts: Mapping[str, str], desk: Desk, day: date) -> None:
    """A parent that may be listed leaves the share of listed owners unknown."""
    parent, fact = texts.get(f"{role}_parent_name", "").strip(), f"{role}_listed_ownership"
    if not parent or parent == name:
        return
    screening = desk.screen(Party(parent, country_code(texts.get(f"{role}_parent", ""))), day)
    hits = screening.entries(CONFIRMED, UNDECIDED, QUIETED)
    if not hits:
        return
    if not texts.get(fact):
        line.values[fact] = None
        line.assumed.append(Assumed(fact, "unknown", f"screening: the parent {parent} may be {hits[0].name} ({hits[0].title})"))
    line.flags += [one for one in (flag("listed_owner", role, f"Its parent {parent} may be {hits[0].name} ({hits[0].title}).", day),) if one]


def screening_day(admitted: Admitted, settings: Settings) -> date:
    """The day for which the parties of a line are looked up: that of the law, else the line's own, else today."""
    own = admitted.values.get("date")
    number = settings.as_of if settings.as_of is not None else own if isinstance(own, int) else settings.today
    return date.min if number is None else day_of(number)


def admit_screened(record: Mapping[str, str], assume: Mapping[str, tuple[str, str]], line: ScreenedLine) -> Admitted:
    """Type a line with what screening says of its parties: known facts are filled, open ones stay unknown whatever is assumed."""
    said = {column.partition(":")[0] for column in line.values}
    admitted = admit(record, {fact: told for fact, told in assume.items() if fact not in said})
    partly = {fact: told for fact, told in assume.items() if fact in said}
    filled = admit(record, partly).values if partly else {}
    values = {**admitted.values, **{column: value for column, value in filled.items() if column.partition(":")[0] in said}}
    kept = [Assumed(fact, text, by) for fact, (text, by) in partly.items() if _still_assumed(fact, values, line)]
    return replace(
        admitted, values={**values, **line.values}, assumed=(*admitted.assumed, *kept, *line.assumed),
        conflicts=(*admitted.conflicts, *line.conflicts),
    )  # fmt: skip


def _still_assumed(fact: str, values: Mapping[str, Value], line: ScreenedLine) -> bool:
    """Whether some column of a fact comes from the assumption after all."""
    return any(column.partition(":")[0] == fact and column not in line.values for column in values)


