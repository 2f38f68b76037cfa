"""The answers that a released version of the law gave to its cases, and how today's differ from them."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from cases import LAW, LegalCase, Strict, _case, ask, cases

from licet.decide.settings import engine
from licet.language.book import Corpus
from licet.language.provision import LAYERS
from licet.law import HOME

RECORD = Path(__file__).with_name("answers.csv")
COLUMNS = ("case", "question", *LAYERS)
ERRATA = LAW / HOME / "cases" / "errata.yaml"
OPEN = "undetermined"


@dataclass(frozen=True)
class Answered:
    """A case, a digest of what it asks, and per layer outcome, via and review."""

    case: str
    question: str
    layers: tuple[str, ...]

    def cells(self) -> tuple[str, ...]:
        return (self.case, self.question, *self.layers)


@dataclass(frozen=True)
class Label:
    """A version, the digest of the law it names, and that of its days and provisions alone."""

    version: str
    digest: str
    days: str

    def part(self) -> tuple[int, ...]:
        return tuple(int(number) for number in self.version.split("."))


def label() -> Label:
    """The law as it is."""
    version = tomllib.loads((LAW / HOME / "CORPUS.toml").read_text(encoding="utf-8"))["version"]
    return Label(version, engine().corpus.digest, days_of(engine().corpus))


def days_of(corpus: Corpus) -> str:
    """A digest of what is covered from when to when: provisions, tables and figures with their windows, no word of theirs."""
    windows = {
        name: [sorted(repr(window) for window in version.windows.values()) for version in provision.versions]
        for name, provision in corpus.provisions.items()
    }
    tables = {
        name: [repr(row.window) for row in rows]
        for table in (corpus.groups, corpus.parties, corpus.amounts)
        for name, rows in table.items()
    }
    return hashlib.sha256(repr((sorted(windows.items()), sorted(tables.items()))).encode()).hexdigest()[:16]


def answers(only: Container[str] | None = None) -> dict[str, Answered]:
    """What the law answers to its cases, or to some of them."""
    return {case.id: answered(case) for case in cases() if only is None or case.id in only}


def recorded() -> tuple[Label, dict[str, Answered]]:
    """The last released version, and what it answered."""
    with RECORD.open(encoding="utf-8", newline="") as file:
        version, digest, days = file.readline().split()[2:]
        rows = list(csv.reader(file))
    return Label(version, digest, days), {row[0]: Answered(row[0], row[1], tuple(row[2:])) for row in rows[1:]}


@dataclass(frozen=True)
class Erratum:
    """A past answer that a version changed: the case as it was asked, what was answered, what is."""

    version: str
    case: LegalCase
    was: tuple[str, ...]
    now: tuple[str, ...]


def errata() -> list[Erratum]:
    """What `cases/errata.yaml` holds."""
    found = []
    for entry in yaml.load(ERRATA.read_text(encoding="utf-8"), Loader=Strict):
        version, was, is_now, why = (entry.pop(name) for name in ("version", "was", "now", "why"))
        case = _case({**entry, "title": why, "expect": {}}, "errata.yaml")
        found.append(Erratum(version, case, tuple(was), tuple(is_now)))
    return found


def answered(case: LegalCase) -> Answered:
    asked = (sorted(case.facts.items()), case.assume, case.blank, case.as_of, case.known_at, case.reading)
    answer = ask(case)
    layers = (answer.layers[name] for name in LAYERS)
    words = tuple(f"{layer.outcome} {layer.via} {layer.review}" for layer in layers)
    return Answered(case.id, hashlib.sha256(repr(asked).encode()).hexdigest()[:8], words)


def changed(before: Mapping[str, Answered], after: Mapping[str, Answered]) -> list[str]:
    """Cases that ask what they asked and are answered otherwise. What was undetermined and is answered now is coverage, not a change."""
    return [
        f"{name}: {' / '.join(old.layers)} became {' / '.join(new.layers)}"
        for name, old in before.items()
        if (new := after.get(name)) is not None and new.question == old.question
        and any(_differs(one, other) for one, other in zip(old.layers, new.layers, strict=True))
    ]  # fmt: skip


def _differs(old: str, new: str) -> bool:
    (outcome, via, review), (outcome_now, via_now, review_now) = old.split(), new.split()
    if outcome == OPEN:
        return False
    return (outcome, via) != (outcome_now, via_now) or review not in (OPEN, review_now)
