"""On which side of the law's figures a count of training operations falls: the law itself is asked, at both bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from licet.base.quantities import GRAIN, show, show_grains
from licet.base.values import frozen
from licet.decide.determine import Question, law_line
from licet.decide.engine import Engine
from licet.decide.evaluate import Evaluation
from licet.facts.training import Estimate, Span
from licet.language.provision import CODIFIED
from licet.language.tree import Compare, Const, Ratio, walk

UNIT = 10**18
"""Operations in one unit of the facts that count them."""

WHOLE = ("own_operations",)
FURTHER = ("many_further_operations", "much_of_the_original")
"""Provisions that a count is held against; the second ones where a published original was trained further."""

UNDER, OVER, STRADDLES, UNDER_SO_FAR, OPEN = "not met", "met", "straddles", "not met as far as counted", "open"
SETTLED = {(True, True): OVER, (False, False): UNDER}


@frozen
class Side:
    """One figure of the law and one count.

    Attributes:
        by: how it was counted. cite, says: the rule. bound: sign and figure, of operations or of a share.
        side: whether the count meets the rule: `met`, `not met`, `not met as far as counted` (something was left out that only
            adds), `straddles` (the bounds differ), `open` (a reading needs a fact that no count gives).
    """

    by: str
    cite: str
    says: str
    bound: str
    side: str


@frozen
class ModelAnswer:
    """Counts, the sides they fall on, and what to ask `licet check` with.

    `facts` holds one set of facts where all counts agree on every side, and the two ends where they do not.
    """

    name: str
    estimates: tuple[Estimate, ...]
    original: Span | None
    sides: tuple[Side, ...]
    facts: tuple[dict[str, str], ...]
    law: dict[str, object]

    def to_dict(self) -> dict[str, object]:
        """Plain values; operations are texts, exact, in single operations."""
        return {
            "name": self.name,
            "estimates": [
                {
                    "by": one.by, **_ends(one.operations), "uncounted": list(one.uncounted),
                    "steps": [
                        {"stage": s.stage, "what": s.what, "arithmetic": s.arithmetic, **_ends(s.operations)} for s in one.steps
                    ],
                }
                for one in self.estimates
            ],
            "original": _ends(self.original) if self.original else None,
            "sides": [{"by": s.by, "cite": s.cite, "says": s.says, "bound": s.bound, "side": s.side} for s in self.sides],
            "facts": list(self.facts),
            "law": self.law,
        }  # fmt: skip


def _ends(span: Span) -> dict[str, str]:
    return {"low": show(span.low), "high": show(span.high)}


def answer_model(
    engine: Engine, name: str, estimates: tuple[Estimate, ...], original: Span | None, question: Question
) -> ModelAnswer:
    """Hold every count against the codified law of a day.

    Args:
        estimates: counts of the model's training, or, where `original` is given, of what was added to a published one.
        original: operations that trained the published original.
    """
    sides = tuple(side for one in estimates for side in _sides(engine, one, original, question))
    return ModelAnswer(name, estimates, original, sides, _facts(estimates, original, sides), law_line(engine, question))


def stored(operations: Fraction, *, up: bool = False) -> int:
    """Operations as the facts store them, in thousandths of 10^18.

    Cut off to whole grains, or up to the next. The law's figures are whole grains: cut off, a number reaches one exactly where it did
    before; up, it exceeds one exactly where it did before.
    """
    grains = operations * GRAIN / UNIT
    return -(-grains.numerator // grains.denominator) if up else grains.numerator // grains.denominator


def _ends_of(operations: Span, original: Span | None) -> tuple[dict[str, int], dict[str, int]]:
    """The facts that count operations, at the low end and at the high end."""
    if original is None:
        return {"training_operations": stored(operations.low)}, {"training_operations": stored(operations.high)}
    # The share is largest where much was added to little: for it the original's bounds change places.
    low = {"additional_training_operations": stored(operations.low, up=True), "original_training_operations": stored(original.high)}
    high = {"additional_training_operations": stored(operations.high, up=True), "original_training_operations": stored(original.low)}
    return low, high


def _sides(engine: Engine, one: Estimate, original: Span | None, question: Question) -> Iterator[Side]:
    book = engine.book(question.as_of, question.known_at, CODIFIED)
    whole = one.operations + original if original else one.operations
    checked = [(name, _ends_of(whole, None)) for name in WHOLE]
    checked += [(name, _ends_of(one.operations, original)) for name in FURTHER if original]
    for name, ends in checked:
        if not book.in_force(name):
            continue
        held = [Evaluation(book, engine.row(values, question.readings), engine.where).value(name) for values in ends]
        side = OPEN if None in held else SETTLED.get((held[0], held[1]), STRADDLES)  # type: ignore[arg-type]
        if side == UNDER and one.uncounted:
            side = UNDER_SO_FAR
        version = book.versions[name]
        yield Side(one.by, version.cite, version.text, _bound(engine, name, question), side)


def _bound(engine: Engine, name: str, question: Question) -> str:
    """Sign and figure of the comparison that a provision makes."""
    book = engine.book(question.as_of, question.known_at, CODIFIED)
    for node in walk(book.trees[name]):
        match node:
            case Ratio(op, _, limit, _):
                return f"{op} {show(limit * 100)} %"
            case Compare(op, _, Const(int() as limit)):
                return f"{op} {scientific(Fraction(limit, GRAIN) * UNIT)} operations"
            case _:
                pass
    return ""


def _facts(estimates: tuple[Estimate, ...], original: Span | None, sides: tuple[Side, ...]) -> tuple[dict[str, str], ...]:
    """What `licet check` is to be asked with: the stricter end where nothing straddles, else both ends."""
    low = Span(*(min(one.operations.low for one in estimates),) * 2)
    high = Span(*(max(one.operations.high for one in estimates),) * 2)
    agreed = {(side.cite, side.says): set[str]() for side in sides}
    for side in sides:
        agreed[side.cite, side.says].add(side.side)
    is_settled = all(len(found) == 1 and not found & {STRADDLES, OPEN} for found in agreed.values())
    ends = (_ends_of(high, original)[1],) if is_settled else (_ends_of(low, original)[0], _ends_of(high, original)[1])
    return tuple(_stated(values, original is not None) for values in ends)


def _stated(values: Mapping[str, int], is_derived: bool) -> dict[str, str]:
    stated = {"item_kind": "model_weights"} | {name: show_grains(value) for name, value in values.items()}
    return stated | ({"derived_from_published": "yes"} if is_derived else {})


def scientific(number: Fraction, digits: int = 4, *, up: bool = False) -> str:
    """A number for people: so many digits and a power of ten, cut off or rounded up; `1e26`, `3.791e25`.

    >>> scientific(Fraction(10**26))
    '1e26'
    """
    if number == 0:
        return "0"
    power = len(str(number.numerator // number.denominator)) - 1
    scaled = number * 10 ** (digits - 1) / 10**power
    kept = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    if kept == 10**digits:
        kept, power = kept // 10, power + 1
    mantissa = f"{kept // 10 ** (digits - 1)}.{kept % 10 ** (digits - 1):0{digits - 1}d}".rstrip("0").rstrip(".")
    return f"{mantissa}e{power}"
