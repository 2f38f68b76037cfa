"""The case behind a row: everything about its answer that does not depend on the numbers themselves, only on how each
comparison came out.

Rows whose comparisons come out alike are one case. A case is worked out once, leaf by leaf, and kept; a row then only fills in its
values. So a proof hangs on every line of an order book at the price of a few.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from licet.backends.scalar import Row
from licet.base.values import frozen
from licet.decide.engine import CHAINS, ECCN, INFORMED, OUTCOME, PARAGRAPH, REVIEW, Codes, Engine
from licet.decide.evaluate import Evaluation, Seen
from licet.decide.grounds import decided_by
from licet.decide.papers import ChargeCase, DutyCase, charge_cases, duty_cases
from licet.decide.proof import WORDS, graph_of, prove
from licet.decide.words import leaf_bound, leaf_fact
from licet.language.chain import Step
from licet.language.provision import CODIFIED, LAYERS
from licet.language.tree import And, Hole

FREE = ("no_license_required", "license_exception", "not_subject")
"""Outcomes that a letter turns into a license requirement."""


@frozen
class ConditionCase:
    """One condition that shuts a way out or leaves it open: all but the row's own value. Law that was not read has no fact."""

    cite: str
    fact: str
    op: str
    bound: str
    holds: str


@frozen
class ExceptionCase:
    """A way out of the license requirement: open, shut or unknown, with the conditions that make it so."""

    via: str
    cite: str
    eligible: bool | None
    because: tuple[ConditionCase, ...]


@frozen
class LayerCase:
    """The answer of one layer, without numbers."""

    layer: str
    codes: tuple[int, ...]
    outcome: str
    via: str
    license_required: bool | None
    review: str
    counts_against: tuple[str, ...]
    decided_by: tuple[str, ...]
    confidence: str
    is_due: bool
    exceptions: tuple[ExceptionCase, ...]
    duties: tuple[DutyCase, ...]
    unknown: tuple[tuple[str, Seen, str], ...]
    """(what it decides, the leaf that is unknown, the citation of who asks)"""
    proof: dict[str, Any]


@frozen
class ReadingCase:
    """A reading on which the answer turns: choice to (outcome, via, review) of each layer."""

    name: str
    answers: dict[str, tuple[tuple[str, str, str], ...]]


@frozen
class Case:
    """The whole case."""

    layers: tuple[LayerCase, ...]
    paragraph: str
    eccn: str
    letters: tuple[tuple[str, bool | None], ...]
    charges: tuple[ChargeCase, ...]
    readings: tuple[ReadingCase, ...]
    facts: tuple[str, ...]
    """Stored columns that the proof shows."""


def case_of(engine: Engine, row: Row, day: int, known_at: int | None) -> Case:
    """The case of a row, from memory when its comparisons came out so before."""
    return engine.remembered(row, day, known_at, lambda: work_out(engine, row, day, known_at))


def step_outcome(step: Step, code: int) -> str:
    """The outcome a code stands for: an unknown stop is undetermined whatever the step would give."""
    return step.outcome if code >= 0 else "undetermined"


def summary(engine: Engine, codes: Codes) -> tuple[tuple[str, str, str], ...]:
    """Outcome, via and review of each layer behind reason codes."""
    chains = engine.corpus.chains
    found = []
    for layer_codes in codes:
        outcome = chains["outcome"].step(layer_codes[OUTCOME])
        review = chains["review"].step(layer_codes[REVIEW])
        via = outcome.via if layer_codes[OUTCOME] >= 0 else "none"
        found.append((step_outcome(outcome, layer_codes[OUTCOME]), via, step_outcome(review, layer_codes[REVIEW])))
    return tuple(found)


def work_out(engine: Engine, row: Row, day: int, known_at: int | None) -> Case:
    """Work a case out from one of its rows."""
    codes = engine.codes(row, day, known_at)
    evaluations = [Evaluation(engine.book(day, known_at, layer), row, engine.where) for layer in LAYERS]
    facts: dict[str, None] = {}
    layers = tuple(
        _layer_case(engine, layer, evaluation, layer_codes, found, day, facts)
        for layer, evaluation, layer_codes, found in zip(LAYERS, evaluations, codes, summary(engine, codes), strict=True)
    )
    chains = engine.corpus.chains
    paragraph, eccn = codes[0][PARAGRAPH], codes[0][ECCN]
    return Case(
        layers,
        step_outcome(chains["paragraph"].step(paragraph), paragraph),
        step_outcome(chains["eccn"].step(eccn), eccn),
        _letters(engine, evaluations[1], day),
        charge_cases(evaluations[0], day),
        tuple(_readings(engine, row, codes, day, known_at)),
        tuple(facts),
    )


def _layer_case(
    engine: Engine, layer: str, evaluation: Evaluation, codes: tuple[int, ...], found: tuple[str, str, str], day: int,
    facts: dict[str, None],
) -> LayerCase:  # fmt: skip
    book = evaluation.book
    outcome, via, review = found
    roots = tuple(_roots(evaluation, codes[OUTCOME]))
    nodes = prove(evaluation, roots)
    required = evaluation.value("license_required") if outcome not in ("no_license_required", "not_subject") else False
    cites, confidence, is_due = decided_by(evaluation, nodes, roots, day)
    return LayerCase(
        layer, codes, outcome, via, required, review, counts_of(engine, codes), cites, confidence, is_due,
        (*(_exceptions(evaluation) if required is not False else ()), *_applications(evaluation)),
        duty_cases(evaluation, *_acted_on(engine, layer, codes, outcome, via), day), tuple(unknown_leaves(evaluation, codes)),
        graph_of(book, layer, nodes, roots, facts),
    )  # fmt: skip


def counts_of(engine: Engine, codes: tuple[int, ...]) -> tuple[str, ...]:
    """The accounts that a line of this outcome eats into: the exception's own, or an application's."""
    chains = engine.corpus.chains
    outcome, review = chains["outcome"].step(codes[OUTCOME]), chains["review"].step(codes[REVIEW])
    if codes[OUTCOME] >= 0 and outcome.counts:
        return outcome.counts
    is_licensed = outcome.outcome == "license_required" or outcome.via == "LICENSE"
    return review.counts if is_licensed and codes[OUTCOME] >= 0 and codes[REVIEW] >= 0 else ()


def _roots(evaluation: Evaluation, code: int) -> Iterator[str]:
    """The provisions that carry an outcome: the step that decided or stopped, and the license requirement."""
    chain = evaluation.book.chains["outcome"]
    step = chain.step(code)
    names = [step.provision]
    if code < 0 and step.alternative:
        names = [s.provision for s in chain.steps if s.alternative == step.alternative and evaluation.value(s.provision) is None]
    yield from (name for name in names if name not in ("", "license_required", "free_to_go"))
    yield "license_required"
    if not evaluation.value("subject_by_origin") and evaluation.value("caught_abroad"):
        yield "caught_abroad"


def _exceptions(evaluation: Evaluation) -> Iterator[ExceptionCase]:
    """Each way out once: of the steps that give it, the one that comes nearest to a yes."""
    book = evaluation.book
    found: dict[str, tuple[bool | None, str]] = {}
    for step in book.chains["outcome"].steps:
        if step.alternative and book.in_force(step.provision) and step.via not in ("VEU", "claimed", "NLR", "none"):
            eligible = evaluation.value(step.provision)
            if step.via not in found or _NEARNESS[eligible] > _NEARNESS[found[step.via][0]]:
                found[step.via] = (eligible, step.provision)
    for via, (_, provision) in found.items():
        yield _exception(evaluation, via, provision)


_NEARNESS = {False: 0, None: 1, True: 2}


def _exception(evaluation: Evaluation, via: str, provision: str) -> ExceptionCase:
    eligible = evaluation.value(provision)
    terms = () if eligible else evaluation.terms(provision)
    because = tuple(dict.fromkeys(_condition(evaluation.book.versions[seen.provision].cite, seen) for seen in terms))
    return ExceptionCase(via, evaluation.book.versions[provision].cite, eligible, because)


def _condition(cite: str, seen: Seen) -> ConditionCase:
    if isinstance(seen.leaf, Hole):
        return ConditionCase(cite, "", "not read", seen.leaf.reason, WORDS[None])
    return ConditionCase(cite, leaf_fact(seen.leaf), *leaf_bound(seen.leaf), WORDS[seen.holds])


def _applications(evaluation: Evaluation) -> Iterator[ExceptionCase]:
    """What the line asks to apply for: the first condition of such a provision says whether it asks."""
    book = evaluation.book
    chain = book.chains.get("application")
    for step in chain.steps if chain else ():
        tree = book.trees.get(step.provision)
        if isinstance(tree, And) and evaluation.truth(tree.parts[0]):
            yield _exception(evaluation, step.via, step.provision)


def _acted_on(engine: Engine, layer: str, codes: tuple[int, ...], outcome: str, via: str) -> tuple[str, str]:
    """Outcome and authorization that a person acts on: a letter that binds turns a free way into a license, one that may leaves it open."""
    if layer == CODIFIED or outcome not in FREE:
        return outcome, via
    if codes[INFORMED] < 0:
        return "undetermined", "none"
    bound = engine.corpus.chains["informed"].step(codes[INFORMED]).outcome == "license_required"
    return ("license_required", "none") if bound else (outcome, via)


def unknown_leaves(evaluation: Evaluation, codes: tuple[int, ...]) -> Iterator[tuple[str, Seen, str]]:
    """The unknown leaves at which a chain stopped."""
    book = evaluation.book
    for index, name in ((OUTCOME, "outcome"), (REVIEW, "review"), (ECCN, "eccn")):
        code = codes[index]
        if code >= 0 or (index == ECCN and codes[OUTCOME] >= 0):
            continue  # an open entry is asked about only while the answer is open too
        chain = book.chains[CHAINS[index]]
        step = chain.step(code)
        group = [s for s in chain.steps if s.alternative == step.alternative] if step.alternative else [step]
        for member in group:
            if evaluation.value(member.provision) is None:
                for seen in evaluation.seen(member.provision):
                    if seen.holds is None:
                        yield name, seen, book.versions[seen.provision].cite


def _letters(engine: Engine, evaluation: Evaluation, day: int) -> tuple[tuple[str, bool | None], ...]:
    return tuple((letter.id, evaluation.value(letter.provision)) for letter in engine.corpus.letters if letter.window.holds(day))


def _readings(engine: Engine, row: Row, codes: Codes, day: int, known_at: int | None) -> Iterator[ReadingCase]:
    """The readings whose choice changes outcome, via or review in some layer."""
    open_row = engine.varied(row, dict.fromkeys(engine.reading_columns))
    if engine.codes(open_row, day, known_at) == codes and all(code >= 0 for layer in codes for code in layer):
        return  # nothing changes even when no reading is chosen, so no choice can matter
    for name in engine.readings_asked(day, known_at):
        answers = {}
        for choice, _ in engine.corpus.readings[name].choices:
            varied = engine.varied(row, {f"reading:{name}": choice})
            answers[choice] = summary(engine, engine.codes(varied, day, known_at))
        if len(set(answers.values())) > 1:
            yield ReadingCase(name, answers)
