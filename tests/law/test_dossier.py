"""Every fact of the notes on the sources lives somewhere in the law, or it is said why not: `dossier.toml` holds the map."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from cases import LAW, cases

from licet.base.dates import day_number
from licet.decide.settings import engine
from licet.facts.vocabulary import vocabulary
from licet.law.requirements import requirements

MAP: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(Path(__file__).with_name("dossier.toml").read_text(encoding="utf-8"))
TESTS = Path(__file__).resolve().parents[1]
NOTES = TESTS.parent / ".." / "shared" / "law"
NOT_LAW = "not law: "
needs_notes = pytest.mark.skipif(not NOTES.is_dir(), reason="the notes on the sources are not here")
HELD = {"P", "S", "U"}


def facts(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Whatever has a confidence, by its path; of a list by id, citation or place in it. A second of one name is numbered."""
    if isinstance(node, dict):
        if node.get("confidence") in HELD:
            yield ".".join(path), node
        for key, inner in node.items():
            yield from facts(inner, (*path, str(key)))
    elif isinstance(node, list):
        seen: Counter[str] = Counter()
        for index, inner in enumerate(node):
            name = str(inner.get("id") or inner.get("cite") or index) if isinstance(inner, dict) else str(index)
            seen[name] += 1
            yield from facts(inner, (*path, name if seen[name] == 1 else f"{name}#{seen[name]}"))


@cache
def noted(name: str) -> dict[str, dict[str, Any]]:
    found = list(facts(yaml.safe_load((NOTES / f"{name}.yaml").read_text(encoding="utf-8"))))
    assert len(dict(found)) == len(found)
    return dict(found)


def places(name: str, fact: str) -> list[str]:
    """Where a fact lives: the places of the first pattern that fits it."""
    return next((found for pattern, found in MAP[name].items() if fact == pattern or fnmatchcase(fact, pattern)), [])


@cache
def known() -> dict[str, set[str]]:
    """All names of each kind of place."""
    law = engine().corpus
    tables = {kind: {row["name"] for row in tomllib.loads((LAW / "us_ear" / file).read_text(encoding="utf-8"))[key]}
              for kind, file, key in (("quota", "quotas.toml", "quota"), ("ownership", "ownership.toml", "rule"))}  # fmt: skip
    return {
        "": set(law.provisions), "amount": set(law.amounts), "group": set(law.groups), "table": set(law.parties),
        "duty": {duty.cite for duty in law.duties}, "charge": {charge.given for charge in law.charges},
        "instrument": set(law.instruments), "letter": {letter.id for letter in law.letters}, "reading": set(law.readings),
        "requirement": {row.id for row in requirements()}, "formula": set(vocabulary()),
        "regime": {path.parent.name for path in LAW.glob("*/CORPUS.toml")}, "case": {case.id for case in cases()}, **tables,
    }  # fmt: skip


def is_there(place: str) -> bool:
    kind, _, name = place.rpartition(":") if place.startswith("test:") else place.partition(":")
    if place.startswith("test:"):
        file, _, test = place.removeprefix("test:").partition("::")
        return f"\ndef {test}(" in (TESTS / file).read_text(encoding="utf-8")
    return place in known()[""] or (bool(name) and name in known().get(kind, ()))


def told(place: str, fact: str) -> str:
    """`@instrument` stands for the instrument of the fact's own name."""
    return f"{place[1:]}:{fact.rpartition('.')[2]}" if place.startswith("@") else place


def test_every_place_on_the_map_is_there() -> None:
    """A provision, table, duty, case or test that is renamed takes the map with it."""
    lost = [f"{name} {pattern}: {place}" for name, rows in MAP.items() for pattern, found in rows.items() for place in found
            if not place.startswith(("@", NOT_LAW)) and not is_there(place)]  # fmt: skip
    assert not lost, "\n".join(lost)


@needs_notes
@pytest.mark.parametrize("name", MAP)
def test_every_fact_of_the_notes_lives_somewhere(name: str) -> None:
    left = [fact for fact in noted(name) if not places(name, fact)]
    assert not left, "Facts that live nowhere; encode them, or say why they are no law:\n" + "\n".join(left)
    lost = [f"{fact}: {place}" for fact in noted(name) for place in places(name, fact)
            if place.startswith("@") and not is_there(told(place, fact))]  # fmt: skip
    assert not lost, "\n".join(lost)


@needs_notes
@pytest.mark.parametrize("name", MAP)
def test_every_line_of_the_map_speaks_of_a_fact(name: str) -> None:
    idle = [pattern for pattern, found in MAP[name].items() if not any(places(name, fact) is found for fact in noted(name))]
    assert not idle, "\n".join(idle)


@needs_notes
@pytest.mark.parametrize("name", MAP)
def test_figures_and_groups_are_those_of_the_notes(name: str) -> None:
    """Where a fact is a figure or a list of places of a table, the table says the same on the fact's first day."""
    law = engine().corpus
    wrong, compared = [], 0
    for fact, content in noted(name).items():
        value, found = content.get("value"), places(name, fact)
        for place in found:
            kind, _, row = place.partition(":")
            if kind == "amount" and isinstance(value, int) and not isinstance(value, bool):
                compared += 1
                if not any(one.value == value for one in law.amounts[row]):
                    wrong.append(f"{fact}: {value} stands in no row of {row}")
            elif kind == "group" and isinstance(value, list) and fact.startswith(("country_groups", "supp5_a")):
                compared += 1
                day = day_number(content["from"]) if not isinstance(content["from"], str) else None
                rows = [one for one in law.groups[row] if day is None or one.window.holds(day)]
                if not any(one.members == frozenset(value) for one in rows):
                    wrong.append(f"{fact}: {row} has other members")
    assert not wrong, "\n".join(wrong)
    assert compared or name != "diffusion-2025"


@needs_notes
def test_what_is_only_recalled_is_no_law() -> None:
    """A fact of confidence U is a reading, a hole, or no law: no place of it alone may be a provision of confidence P."""
    law = engine().corpus
    marks = [
        f"{name} {fact}: {place}"
        for name in MAP
        for fact, content in noted(name).items()
        if content["confidence"] == "U" and content.get("kind") == "recall"
        for place in (told(place, fact) for place in places(name, fact))
        if place in law.provisions and place != "bound_by_letter" and any(v.confidence != "U" for v in law.provisions[place].versions)
    ]
    assert not marks, "\n".join(marks)
