"""A count of training operations as a page of text: every product, every sum with its bounds, the sides, and what to ask next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from licet.decide.model_sides import UNDER_SO_FAR, ModelAnswer, scientific
from licet.facts.training import Span

EXACT = 12
"""Digits of a number that has no bounds beside it."""

BY = {"model": "from the model", "hardware": "from the hardware", "model and hardware": "stage by stage"}


def span_text(span: Span) -> str:
    """Both bounds, rounded away from each other; a single number in more digits."""
    if span.low == span.high:
        return scientific(span.low, EXACT)
    return f"{scientific(span.low)} to {scientific(span.high, up=True)}"


def model_text(answer: ModelAnswer) -> str:
    """The page."""
    return "\n".join(_lines(answer))


def _lines(answer: ModelAnswer) -> Iterator[str]:
    yield f"Operations that trained {answer.name}" + (", added to a published original" if answer.original else "")
    for one in answer.estimates:
        yield ""
        yield f"Counted {BY[one.by]}: {span_text(one.operations)}"
        for step in one.steps:
            yield f"  {step.stage}, {step.what}: {step.arithmetic}"
            yield f"    = {span_text(step.operations)}"
        for word in one.uncounted:
            yield f"  not counted, and more by that: {word}"
    if answer.original:
        yield ""
        yield f"The published original: {span_text(answer.original)}"
    yield ""
    if not answer.sides:
        yield f"On {answer.law['as_of']} no rule that this corpus holds counts operations."
    for side in answer.sides:
        yield f"{side.bound} ({side.cite}), counted {BY[side.by]}: {side.side}"
        yield f"  {side.says}"
    yield ""
    if len(answer.facts) > 1:
        yield "The counts do not settle it. Ask at both ends:"
    if any(side.side == UNDER_SO_FAR for side in answer.sides):
        yield "What was left out only adds: the numbers are a floor, and a line that they let go is not cleared."
    for facts in answer.facts:
        yield "licet check " + " ".join(f"{name}={shlex.quote(text)}" for name, text in facts.items())
    yield ""
    yield f"{answer.law['corpus']}, as of {answer.law['as_of']}. An estimate is no count: state what you know."
