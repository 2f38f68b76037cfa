"""Theorems and regions of change as plain text and as records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from licet.decide.words import leaf_bound, leaf_fact
from licet.facts.countries import COUNTRIES
from licet.facts.vocabulary import vocabulary
from licet.language.book import Book
from licet.language.tree import In, Ref
from licet.report.words import WIDTH, counted, outcome_words, section, wrapped

if TYPE_CHECKING:  # the solver is an extra: printing loads nothing of it
    from licet.prove.loopholes import Pair
    from licet.prove.region import Answer, Changes, Condition
    from licet.prove.theorems import Theorem
    from licet.prove.witness import Witness

NAMED_MOST = 12
"""Countries that are named; where a condition leaves more, they are counted."""
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "in": "not in"}


def theorem_lines(theorem: Theorem, width: int = WIDTH) -> Iterator[str]:
    """One theorem: its result, what it says, and the transaction that shows or breaks it."""
    surprise = "" if theorem.is_as_expected else "  <- not as expected"
    yield from wrapped(f"{theorem.result:<8} {theorem.says} [{theorem.cite}]{surprise}", width, 0, 9)
    if theorem.result in ("refuted", "open") and theorem.why:
        yield from wrapped(theorem.why, width, 9, 0)
    if theorem.witness is not None and theorem.result == "refuted":
        yield from _transaction(theorem.witness, width)
        if theorem.witness.beside is not None:
            other = theorem.witness.beside
            changed = ", ".join(f"{name}={text}" for name, text in other.facts.items() if theorem.witness.facts.get(name) != text)
            yield from wrapped(f"with {changed}: {outcome_words(other.outcome, other.via)}", width, 9, 2)


def _transaction(witness: Witness, width: int) -> Iterator[str]:
    words = " ".join(f"{name}={_quoted(text)}" for name, text in witness.facts.items())
    yield from wrapped(f"licet check {words}", width, 9, 2)
    yield from wrapped(f"answers: {outcome_words(witness.outcome, witness.via)}", width, 9, 2)


def _quoted(text: str) -> str:
    return f"'{text}'" if not text or set(text) & set(" |&;<>()$`\\\"*?#~") else text


def pair_lines(pair: Pair, width: int = WIDTH) -> Iterator[str]:
    """A free transaction, what changes in it, and the paragraphs that make the difference."""
    mark = "odd" if pair.is_odd else "step"
    before, after = (witness.facts.get(pair.fact, "unknown") for witness in (pair.free, pair.shut))
    yield from wrapped(
        f"{mark:<5} {pair.fact} {before}: {outcome_words(pair.free.outcome, pair.free.via)}; "
        f"{after}: {outcome_words(pair.shut.outcome, pair.shut.via)} [{', '.join(pair.parted_by)}]", width, 0, 6,
    )  # fmt: skip
    said = {name: text for name, text in pair.free.facts.items() if name in pair.told}
    yield from wrapped(" ".join(f"{name}={_quoted(text)}" for name, text in said.items()), width, 6, 2)


# Regions of change


def changes_lines(found: Changes, book: Book, head: str, assumed: Mapping[str, str], seconds: float) -> Iterator[str]:
    """Every region, the answers before and after, and whether nothing else changes."""
    width = WIDTH
    yield f"Where the answer changes: {head}"
    by_answers: dict[tuple[Answer, Answer], list[tuple[Condition, ...]]] = defaultdict(list)
    for region in found.regions:
        by_answers[region.before, region.after].append(region.conditions)
    for (before, after), regions in by_answers.items():
        yield ""
        yield from wrapped(f"{_answer(before)} -> {_answer(after)}", width)
        for conditions in regions:
            yield from wrapped("if " + " and ".join(condition_words(one) for one in conditions), width, 2, 3)
    named = dict.fromkeys(one.leaf.name for region in found.regions for one in region.conditions if isinstance(one.leaf, Ref))
    yield from section("words", (line for name in named for line in _provision(book, name, width)))
    yield from section("assumed of every line", wrapped(", ".join(f"{name}={text}" for name, text in assumed.items()), width, 2, 0))
    yield ""
    count = counted(len(found.regions), "region")
    if found.complete:
        yield f"{count} in {seconds:.1f} s. It is proved that no other line changes its answer."
    else:
        yield f"{count}. Unknown after {seconds:.1f} s: whether there are more. Give it longer with --seconds."


def _answer(answer: Answer) -> str:
    outcome, via, review = answer
    words = outcome_words(outcome, via)
    return words if review in ("none", "undetermined") else f"{words} ({review.replace('_', ' ')})"


def _provision(book: Book, name: str, width: int) -> list[str]:
    version = book.versions.get(name)
    return wrapped(f"{name}: {version.text} ({version.cite})" if version else f"{name}: not in force", width, 2, 4)


def condition_words(condition: Condition) -> str:
    """One condition as a person would say it."""
    leaf, holds = condition.leaf, condition.holds
    if isinstance(leaf, Ref):
        return leaf.name if holds else f"not {leaf.name}" if holds is False else f"{leaf.name} is unknown"
    name = leaf_fact(leaf)  # type: ignore[arg-type]
    if holds is None:
        return f"{name} is unknown"
    sign, bound = leaf_bound(leaf)  # type: ignore[arg-type]
    if sign == "is":
        return f"{name} is {'yes' if holds else 'no'}"
    if isinstance(leaf, In) and not leaf.table and len(leaf.members) == 1:
        return f"{name} {'is' if holds else 'is not'} {bound}"
    if isinstance(leaf, In) and vocabulary()[name].kind == "country" and len(leaf.members) <= NAMED_MOST:
        bound += f" ({', '.join(sorted(leaf.members & set(COUNTRIES)))})"
    return f"{name} {sign if holds else OPPOSITE[sign]} {bound}"


def changes_record(found: Changes, assumed: Mapping[str, str]) -> dict[str, Any]:
    """The same as a record for JSON."""
    names = ("outcome", "via", "review")
    return {
        "regions": [
            {
                "if": [condition_words(one) for one in region.conditions],
                "before": dict(zip(names, region.before, strict=True)),
                "after": dict(zip(names, region.after, strict=True)),
            }
            for region in found.regions
        ],
        "complete": found.complete,
        "assumed": dict(assumed),
    }
