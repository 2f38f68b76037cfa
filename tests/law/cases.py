"""The legal cases: read strictly from YAML, asked through the front door, compared with what a lawyer would expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import licet
from licet.decide.determination import ChargeEntry, Determination
from licet.facts.profiles import PROFILES
from licet.language.provision import LAYERS
from licet.law import HOME

LAW = Path(__file__).resolve().parents[2] / "src" / "licet" / "law"

FIELDS = {"id", "title", "facts", "assume", "blank", "as_of", "known_at", "reading", "layer", "expect", "cite"}
EXPECTED = {
    "head", "both", *LAYERS, "classification", "due", "informed", "conflicts", "needs", "exceptions", "duties", "no_duties",
    "due_days", "charges", "quotas",
}  # fmt: skip
OF_A_LAYER = {"outcome", "via", "review", "license_required", "counts_against", "confidence"}
WORDS = {True: "yes", False: "no", None: "unknown"}


class Strict(yaml.BaseLoader):
    """YAML in which every scalar is a text, so that NO stays Norway and 5.92 stays 5.92, and no key stands twice."""


def _mapping(loader: Strict, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)  # type: ignore[no-untyped-call]
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)  # type: ignore[no-untyped-call]
    return found


Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


@dataclass(frozen=True)
class LegalCase:
    """One line of facts, from where the law is seen, and the answer that the text gives."""

    id: str
    title: str
    facts: Mapping[str, str]
    assume: tuple[str, ...]
    blank: tuple[str, ...]
    as_of: str | None
    known_at: str | None
    reading: tuple[str, ...]
    layer: str
    expect: Mapping[str, Any]
    cite: str
    place: str
    regime: str = HOME

    def layers(self) -> dict[str, dict[str, Any]]:
        """What is expected of each layer; `both` is said of the two of them."""
        return {name: {**self.expect.get("both", {}), **self.expect.get(name, {})} for name in LAYERS}

    def settings(self) -> dict[str, Any]:
        """How it is asked, besides the facts."""
        return {
            "as_of": self.as_of, "known_at": self.known_at, "reading": list(self.reading), "layer": self.layer,
            "assume": [word for name in self.assume for word in self._words(name)],
        }  # fmt: skip

    def _words(self, name: str) -> list[str]:
        """A profile, without the facts that the case leaves blank."""
        if not self.blank or name not in PROFILES:
            return [name]
        return [f"{fact}={value}" for fact, value in PROFILES[name].items() if fact not in self.blank]


def _case(entry: Mapping[str, Any], place: str, regime: str = HOME) -> LegalCase:
    where = f"{place}, case {entry.get('id', '?')}"
    strange = set(entry) - FIELDS
    missing = {"id", "title", "facts", "expect", "cite"} - set(entry)
    expect = entry.get("expect", {})
    strange |= set(expect) - EXPECTED
    for name in ("both", "head", *LAYERS):
        strange |= set(expect.get(name, {})) - OF_A_LAYER
    if strange or missing:
        raise ValueError(f"{where}: unknown fields {sorted(strange)}, missing fields {sorted(missing)}")
    return LegalCase(
        entry["id"], entry["title"], entry["facts"], tuple(entry.get("assume", ("ordinary",))),
        tuple(entry.get("blank", ())), entry.get("as_of"),
        entry.get("known_at"), tuple(entry.get("reading", ())), entry.get("layer", "enforced"), expect, entry["cite"], where, regime,
    )  # fmt: skip


@cache
def cases(regime: str = HOME) -> tuple[LegalCase, ...]:
    """All cases of a law, good and bad, in the order of their files.

    Raises:
        ValueError: a case holds a field that no case has, or lacks one that every case has.
    """
    found = []
    folder = LAW / regime / "cases"
    for path in sorted(folder.glob("*/*.yaml")):
        place = path.relative_to(folder).as_posix()
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=Strict)
        found.extend(_case(entry, place, regime) for entry in entries)
    return tuple(found)


def ask(case: LegalCase) -> Determination:
    """The case through the public verb."""
    return licet.check(regime=case.regime, **case.settings(), **case.facts)


def disagreements(case: LegalCase, answer: Determination) -> list[str]:
    """Where the answer differs from what the case expects, in words."""
    return [f"{what}: expected {wanted!r}, found {got!r}" for what, wanted, got in _compared(case, answer) if wanted != got]


def _compared(case: LegalCase, answer: Determination) -> Iterator[tuple[str, object, object]]:
    for name, expected in case.layers().items():
        layer = answer.layers[name]
        for part, wanted in expected.items():
            got: object = getattr(layer, part)
            if part == "license_required":
                got = WORDS[layer.license_required]
            yield f"{name} {part}", wanted, list(got) if isinstance(got, tuple) else got
    for part, wanted in case.expect.get("head", {}).items():
        yield f"head {part}", wanted, getattr(answer, part)
    for part, wanted in case.expect.get("classification", {}).items():
        yield f"classification {part}", wanted, answer.classification.get(part)
    if "due" in case.expect:
        yield "due", case.expect["due"], WORDS[answer.due]
    binds = {letter.letter: WORDS[letter.binds] for letter in answer.informed}
    for letter, wanted in case.expect.get("informed", {}).items():
        yield f"letter {letter}", wanted, binds.get(letter, "not of this day")
    if "conflicts" in case.expect:
        yield "conflicts", sorted(case.expect["conflicts"]), sorted({conflict.name for conflict in answer.conflicts})
    for need in case.expect.get("needs", ()):
        names = [found.name for found in answer.needs]
        yield "needs", need, need if any(need in name for name in names) else names
    yield from _compared_papers(case, answer)


def _charge_words(charge: ChargeEntry) -> str:
    """`yes 25% 7500`: whether it is owed, the rate, the amount where known."""
    return f"{charge.applies} {charge.rate_percent}%" + (f" {charge.amount_usd}" if charge.amount_usd is not None else "")


def is_meant(wanted: str, cite: str, what: str) -> bool:
    """Whether a case means this duty: by its citation, or `citation: first words` where several have the same."""
    return wanted == cite or (f"{cite}: {what}".startswith(wanted) and len(wanted) > len(cite))


def _compared_papers(case: LegalCase, answer: Determination) -> Iterator[tuple[str, object, object]]:
    eligible = {entry.code: entry.eligible for entry in answer.exceptions}
    for code, wanted in case.expect.get("exceptions", {}).items():
        yield f"exception {code}", wanted, eligible.get(code, "not in force")
    for wanted in case.expect.get("duties", ()):
        is_there = any(is_meant(wanted, duty.cite, duty.what) for duty in answer.duties)
        yield "duties", wanted, wanted if is_there else sorted({duty.cite for duty in answer.duties})
    for wanted in case.expect.get("no_duties", ()):
        is_there = any(is_meant(wanted, duty.cite, duty.what) for duty in answer.duties)
        yield "duties", f"without {wanted}", wanted if is_there else f"without {wanted}"
    for meant, wanted in case.expect.get("due_days", {}).items():
        yield f"day of {meant}", wanted, next((duty.due for duty in answer.duties if is_meant(meant, duty.cite, duty.what)), "no such duty")
    if "charges" in case.expect:
        yield "charges", list(case.expect["charges"]), [_charge_words(charge) for charge in answer.charges]
    quotas = {(entry.account, entry.layer): entry.left_after for entry in answer.quotas}
    for quota in case.expect.get("quotas", ()):
        key = (quota["account"], quota["layer"])
        yield f"quota {key}", quota["left_after"], quotas.get(key)
