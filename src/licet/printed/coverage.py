"""What of the printed law this corpus answers: each paragraph of the index modelled, left open, out of scope with a reason, or unclaimed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from licet.base.errors import LawError
from licet.base.values import frozen
from licet.language.book import Corpus
from licet.language.table import read_toml, rows_of
from licet.language.tree import Hole, walk
from licet.law.requirements import requirements
from licet.printed.citation import Place, parse
from licet.printed.index import Index, part_of

MODELLED, OPEN, OUT, UNCLAIMED = "modelled", "open", "out_of_scope", "unclaimed"
STATUSES = (MODELLED, OPEN, OUT, UNCLAIMED)


@frozen
class Claim:
    """Something of the corpus that cites a place.

    Attributes:
        kind: provision, table, figure, reading, duty, requirement or letter. is_open: it answers undetermined there, for law not read.
    """

    place: Place
    kind: str
    name: str
    is_open: bool = False


@frozen
class Exclusion:
    """Places that the corpus leaves out on purpose."""

    places: tuple[Place, ...]
    because: str


@frozen
class Scope:
    """What the corpus says of its own bounds (`printed/scope.toml`).

    Attributes:
        exclusions: places left out on purpose. spoken: places that a provision models beyond the words of its citation.
        in_part: sections of which the index holds some paragraphs only.
    """

    exclusions: tuple[Exclusion, ...] = ()
    spoken: tuple[tuple[str, Place], ...] = ()
    in_part: frozenset[str] = frozenset()


@frozen
class Covered:
    """One paragraph of the index, with what became of it."""

    place: Place
    status: str
    by: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True)
class Coverage:
    """The whole account.

    Attributes:
        paragraphs: every paragraph of the index, in the order of the regulation.
        dangling: citations of paragraphs that stand in no edition of the index, though it holds their section or supplement.
        unread: cited places of which the index holds nothing, since the texts behind it lack them.
        idle: exclusions that exclude no paragraph.
    """

    paragraphs: tuple[Covered, ...]
    dangling: tuple[Claim, ...]
    unread: tuple[str, ...]
    idle: tuple[Exclusion, ...]

    def counts(self) -> Counter[str]:
        return Counter(one.status for one in self.paragraphs)

    def unclaimed_share(self) -> tuple[int, int]:
        """Unclaimed paragraphs, and all of them."""
        return self.counts()[UNCLAIMED], len(self.paragraphs)


def claims_of(corpus: Corpus) -> Iterator[Claim]:
    """Everything in a corpus that cites a place, one claim for each place."""
    for name, provision in corpus.provisions.items():
        for version in provision.versions:
            is_open = any(isinstance(node, Hole) for node in walk(version.tree))
            yield from (Claim(place, "provision", name, is_open) for place in parse(version.cite).places)
    for kind, table in (("table", corpus.groups), ("table", corpus.parties), ("figure", corpus.amounts)):
        for name, rows in table.items():
            yield from (Claim(place, kind, name) for row in rows for place in parse(row.cite).places)
    for reading in corpus.readings.values():
        yield from (Claim(place, "reading", reading.name) for place in parse(reading.cite).places)
    for duty in corpus.duties:
        yield from (Claim(place, "duty", f"{'/'.join(duty.via)}: {duty.what}") for place in parse(duty.cite).places)
    for row in requirements(corpus.name.replace("-", "_")):
        yield from (Claim(place, "requirement", row.id) for place in parse(row.cite).places)
    for letter in corpus.letters:
        yield from (Claim(place, "letter", letter.id) for place in parse(letter.cite).places)


def read_scope(folder: Path) -> Scope:
    """The bounds that a corpus gives itself; empty where it gives none.

    Raises:
        LawError: LIC-C021 for a row without a reason, or whose citation names no place.
    """
    path = folder / "printed" / "scope.toml"
    spoken = [(name, place) for name, places in rows_of(path, "speaks_of", _spoken) for place in places]
    in_part = rows_of(path, "held_in_part", lambda row, place: _cited(row, place))
    return Scope(
        tuple(rows_of(path, "out_of_scope", lambda row, place: Exclusion(_cited(row, place), row["because"]))),
        tuple(spoken), frozenset(place.unit for places in in_part for place in places),
    )  # fmt: skip


def _spoken(row: Mapping[str, str], place: str) -> tuple[str, tuple[Place, ...]]:
    return row["provision"], _cited(row, place)


def _cited(row: Mapping[str, str], place: str) -> tuple[Place, ...]:
    found = parse(row["cite"])
    if not found.places or found.rest or not row["because"].strip():
        raise LawError("LIC-C021", "A row needs a citation that names places, and a reason.", where=place)
    return found.places


def read_ratchet(folder: Path) -> tuple[int, int]:
    """The share of unclaimed paragraphs that must not be passed: (paragraphs, of all)."""
    row = read_toml(folder / "printed" / "ratchet.toml")
    return int(row["unclaimed_most"]), int(row["paragraphs"])


def coverage_of(index: Index, corpus: Corpus, scope: Scope) -> Coverage:
    """The account of an index.

    A citation of a numbered paragraph claims it and all under it. A citation of a whole section, supplement or entry claims its
    opening words and whatever in it carries no number, for such lines cannot be cited by themselves. The opening words of a
    paragraph are claimed with any paragraph under it. An exclusion holds for what nothing claims, and for all under its place.
    """
    claims = list(dict.fromkeys([*claims_of(corpus), *_spoken_claims(corpus, scope)]))
    by_place: dict[Place, list[Claim]] = {}
    for claim in claims:
        by_place.setdefault(_known(index, claim.place), []).append(claim)
    led_to = {above: claim for place, found in by_place.items() for claim in found for above in list(place.up())[1:]}
    excluded = {place: one for one in scope.exclusions for place in one.places}
    used: set[Exclusion] = set()
    paragraphs = []
    for place in index.places:
        found = [claim for above in place.up() if _reaches(above, place) for claim in by_place.get(above, ())]
        found = found or ([led_to[place]] if place in led_to else [])
        if found:
            status = OPEN if all(claim.is_open for claim in found) else MODELLED
            paragraphs.append(Covered(place, status, tuple(dict.fromkeys(claim.name for claim in found))))
            continue
        around = (*place.up(), Place(f"part {part_of(place.unit)}"))
        reason = next((excluded[above] for above in around if above in excluded), None)
        if reason is not None:
            used.add(reason)
            paragraphs.append(Covered(place, OUT, because=reason.because))
        else:
            paragraphs.append(Covered(place, UNCLAIMED))
    missing = [claim for claim in claims if not _stands(index, claim.place)]
    unheld = {claim.place.unit for claim in missing if claim.place.unit not in index.units}
    parts = {unit for unit in unheld if unit.startswith("part ")}
    return Coverage(
        tuple(paragraphs), tuple(claim for claim in missing if claim.place.unit in index.units - scope.in_part),
        tuple(sorted({str(claim.place) for claim in missing if claim.place.unit in scope.in_part} | unheld - parts)),
        tuple(one for one in scope.exclusions if one not in used),
    )  # fmt: skip


def _spoken_claims(corpus: Corpus, scope: Scope) -> Iterator[Claim]:
    for name, place in scope.spoken:
        if name not in corpus.provisions:
            raise LawError("LIC-C022", f"`{name}` is no provision.", where="printed/scope.toml, [[speaks_of]]")
        holes = (isinstance(node, Hole) for version in corpus.provisions[name].versions for node in walk(version.tree))
        yield Claim(place, "provision", name, any(holes))


def _reaches(cited: Place, place: Place) -> bool:
    """Whether a citation of `cited` speaks of a paragraph within it."""
    return bool(cited.path) or not place.path or is_unnumbered(place.path[0])


def is_unnumbered(mark: str) -> bool:
    """Whether a designation is none that is printed: an unnumbered line, a row of a table."""
    return mark.startswith(("¶", "row ")) or " #" in mark


def _stands(index: Index, place: Place) -> bool:
    return _known(index, place) in index.around


def _known(index: Index, place: Place) -> Place:
    """The place, without a note that the copies do not tell apart from the text around it."""
    while place.path and " " in place.path[-1] and place not in index.around:
        place = Place(place.unit, place.path[:-1])
    return place
