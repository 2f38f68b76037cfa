"""From a line at the door to its determination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from licet import __version__
from licet.backends.scalar import Row
from licet.base.dates import day_of
from licet.base.quantities import GRAIN, show, show_grains
from licet.decide.accounts import PERCENT, accounts_of, touched
from licet.decide.case import FREE, Case, LayerCase, case_of, summary
from licet.decide.determination import (
    ConflictEntry,
    Determination,
    ExceptionAnswer,
    FailedCondition,
    Flip,
    LayerAnswer,
    LetterAnswer,
    QuotaEntry,
)  # fmt: skip
from licet.decide.engine import INFORMED, Codes, Engine
from licet.decide.needs import needs_of
from licet.decide.papers import charge_entries, duty_entries
from licet.decide.proof import WORDS
from licet.decide.words import show_fact
from licet.facts.intake import Admitted
from licet.language.provision import CODIFIED, ENFORCED, LAYERS


@dataclass(frozen=True)
class Question:
    """From where the law is seen, and how open texts are read."""

    as_of: int
    known_at: int | None = None
    layer: str = ENFORCED
    readings: Mapping[str, str] = field(default_factory=dict)


def determine(engine: Engine, admitted: Admitted, question: Question, flips: tuple[Flip, ...] = ()) -> Determination:
    """Answer one line in full: outcome, both layers, letters, exceptions, quotas, duties, needs, conflicts, proof."""
    row = engine.row(admitted.values, question.readings)
    case = case_of(engine, row, question.as_of, question.known_at)
    return fill(engine, case, row, admitted, question, flips)


def fill(
    engine: Engine, case: Case, row: Row, admitted: Admitted, question: Question, flips: tuple[Flip, ...] = ()
) -> Determination:
    """Put a row's own numbers into its case."""
    codes = tuple(layer.codes for layer in case.layers)
    outcome, via, review = headline(engine, codes, question.layer)
    return Determination(
        line_id=str(admitted.values.get("line_id") or ""),
        outcome=outcome, via=via, review=review, headed_by=question.layer,
        classification=_classification(engine, case, row, admitted),
        layers={layer.layer: _layer_answer(layer, admitted) for layer in case.layers},
        due=case.layers[0].is_due,
        informed=tuple(_letters(engine, case)),
        exceptions=tuple(_exceptions(case.layers[0], engine, row)),
        quotas=tuple(quotas_of(engine, case, row, admitted, question)),
        duties=tuple(duty_entries(engine, row, ((layer.layer, layer.duties) for layer in case.layers))),
        charges=tuple(charge_entries(engine, row, case.charges, question.as_of)),
        needs=needs_of(engine, {layer.layer: layer.unknown for layer in case.layers}, case.letters, row, question.layer),
        conflicts=(*_statement_conflicts(engine, case, admitted), *_reading_conflicts(engine, case, question)),
        assumed=(
            *({"fact": a.fact, "value": a.value, "by": a.by} for a in admitted.assumed),
            *({"fact": o.instrument, "value": o.words(), "by": o.source or "--instrument"} for o in engine.corpus.overrides),
        ),
        flip=flips,
        path=path_of(codes),
        proof={
            "facts": {name: show_fact(name, row, engine.where) for name in case.facts},
            **{layer.layer: layer.proof for layer in case.layers},
        },
        law=law_line(engine, question),
    )  # fmt: skip


def headline(engine: Engine, codes: Codes, layer: str) -> tuple[str, str, str]:
    """Outcome, via and review at the head of the answer; a letter that binds the exporter makes the enforced one a license."""
    place = LAYERS.index(layer)
    outcome, via, review = summary(engine, codes)[place]
    if layer == CODIFIED or outcome not in FREE:
        return outcome, via, review
    informed = codes[place][INFORMED]
    if informed < 0:
        return "undetermined", "none", "undetermined"
    if engine.corpus.chains["informed"].step(informed).outcome == "license_required":
        return "license_required", "none", "undetermined" if review == "none" else review
    return outcome, via, review


def path_of(codes: Codes) -> str:
    """The reason code of the whole answer: the code of each chain in each layer."""
    return "/".join(".".join(str(code) if code >= 0 else f"~{~code}" for code in layer) for layer in codes)


def law_line(engine: Engine, question: Question) -> dict[str, Any]:
    """Which law, in which version, seen from where."""
    corpus = engine.corpus
    return {
        "corpus": f"{corpus.name} {corpus.version}",
        "digest": corpus.digest,
        "as_of": day_of(question.as_of).isoformat(),
        "known_at": None if question.known_at is None else day_of(question.known_at).isoformat(),
        "licet": __version__,
        "readings": dict(question.readings),
        "instruments": [
            {"instrument": o.instrument, "status": o.status, "from": day_of(o.day).isoformat(), "source": o.source}
            for o in corpus.overrides
        ],
    }


def _layer_answer(layer: LayerCase, admitted: Admitted) -> LayerAnswer:
    destination = admitted.values.get("destination") or "?"
    counts = tuple(f"country:{destination}" if name == "country" else name for name in layer.counts_against)
    return LayerAnswer(layer.outcome, layer.license_required, layer.via, layer.review, counts, layer.decided_by, layer.confidence)


def _classification(engine: Engine, case: Case, row: Row, admitted: Admitted) -> dict[str, str]:
    eccn = str(admitted.values.get("eccn") or "") if case.eccn == "as claimed" else case.eccn
    found = {"eccn": eccn, "paragraph": case.paragraph}
    for fact in ("tpp", "ic_tpp"):
        value = row[engine.where[fact]]
        if isinstance(value, int) and not (fact == "ic_tpp" and value == row[engine.where["tpp"]]):
            found[fact] = show_grains(value)
    for name, key in (("ic_performance_density", "performance_density"), ("memory_bandwidth_density",) * 2):
        top, bottom = row[engine.where[f"{name}:top"]], row[engine.where[f"{name}:bottom"]]
        if isinstance(top, int) and isinstance(bottom, int) and bottom > 0:
            found[key] = show_grains(top * 1000 // bottom)
    return found


def _letters(engine: Engine, case: Case) -> Iterator[LetterAnswer]:
    letters = {letter.id: letter for letter in engine.corpus.letters}
    for name, binds in case.letters:
        letter = letters[name]
        yield LetterAnswer(letter.id, letter.addressee, binds, letter.cite, letter.confidence)


def _exceptions(layer: LayerCase, engine: Engine, row: Row) -> Iterator[ExceptionAnswer]:
    for entry in layer.exceptions:
        failed = tuple(
            FailedCondition(c.cite, c.fact, show_fact(c.fact, row, engine.where) if c.fact else "", c.op, c.bound, c.holds)
            for c in entry.because
        )
        yield ExceptionAnswer(entry.via, WORDS[entry.eligible], layer.layer, entry.cite, failed)


def quotas_of(engine: Engine, case: Case, row: Row, admitted: Admitted, question: Question) -> Iterator[QuotaEntry]:
    """The accounts that the line eats into, with what is left."""
    accounts = accounts_of(admitted.values) if any(layer.counts_against for layer in case.layers) else {}
    for layer in case.layers:
        book = engine.book(question.as_of, question.known_at, layer.layer)
        for account in touched(accounts, layer.counts_against):
            limit = engine.corpus.row(engine.corpus.amounts, account.limit, book.view)
            state = [row[engine.where[column]] for column in account.columns()]
            line = row[engine.where["line_tpp"]]
            known = [value for value in (*state, line) if isinstance(value, int)]
            if limit is None or limit.value is None or len(known) <= len(state):
                continue
            after, bound = Fraction(known[0]), limit.value * GRAIN
            if account.is_share:
                after, bound = after / PERCENT, limit.value * known[1] / PERCENT
            used, left = (show(value / GRAIN) for value in (bound, bound - after))
            yield QuotaEntry(account.key, layer.layer, show_grains(known[-1]), used, left, limit.cite)


def _statement_conflicts(engine: Engine, case: Case, admitted: Admitted) -> Iterator[ConflictEntry]:
    for conflict in admitted.conflicts:
        yield ConflictEntry("statement", ", ".join(conflict.facts), conflict.what)
    claimed = str(admitted.values.get("eccn") or "")
    computed = case.eccn
    if claimed and computed not in ("as claimed", "undetermined") and not _agree(engine, claimed, computed):
        yield ConflictEntry("statement", "eccn", f"{claimed} is claimed; the parameters give {computed}, which the answer uses.")


def _agree(engine: Engine, claimed: str, computed: str) -> bool:
    """Whether a claimed entry is the computed one, or a paragraph of it, or no more than the heading above it."""
    if computed == engine.corpus.chains["eccn"].default.outcome or computed.startswith("not "):
        return not any(claimed in row.members for rows in engine.corpus.parties.values() for row in rows)
    plain = computed.partition(" ")[0]
    return claimed == plain or claimed.startswith(f"{plain}.") or plain.startswith(claimed)


def _reading_conflicts(engine: Engine, case: Case, question: Question) -> Iterator[ConflictEntry]:
    for reading in case.readings:
        known = engine.corpus.readings[reading.name]
        words = dict(known.choices)
        answers = {
            choice: {
                f"{layer}_{part}": value
                for layer, found in zip(LAYERS, answer, strict=True)
                for part, value in zip(("outcome", "via", "review"), found, strict=True)
            }
            | {"words": words[choice]}
            for choice, answer in reading.answers.items()
        }
        chosen = question.readings.get(reading.name, known.default)
        yield ConflictEntry("reading", reading.name, known.question, chosen, answers, known.cite)
