"""And, or, not, if and comparisons of z3 that fold what is known already: a line of which one fact is open becomes a small formula.

A number that is known is a whole number of Python; a truth that is known is one of the two constants here.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

import z3

from licet.base.errors import GaveUp

Term = Any
"""A term of z3; or a whole number."""

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)

_COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne}


def every(*parts: Term) -> Term:
    """All of them hold."""
    return _joined(parts, TRUE, FALSE, z3.And)


def some(*parts: Term) -> Term:
    """One of them holds."""
    return _joined(parts, FALSE, TRUE, z3.Or)


def _joined(parts: Iterable[Term], idle: Term, settles: Term, join: Any) -> Term:
    kept: list[Term] = []
    for part in parts:
        if part is settles:
            return settles
        if part is not idle:
            kept.append(part)
    return idle if not kept else kept[0] if len(kept) == 1 else join(kept)


def negated(part: Term) -> Term:
    """It does not hold."""
    return FALSE if part is TRUE else TRUE if part is FALSE else z3.Not(part)


def chosen(condition: Term, then: Term, other: Term) -> Term:
    """The one value where the condition holds, else the other."""
    if condition is TRUE or then is other:
        return then
    return other if condition is FALSE else z3.If(condition, then, other)


def compared(op: str, left: Term, right: Term) -> Term:
    """A comparison of two numbers."""
    found = _COMPARED[op](left, right)
    return TRUE if found is True else FALSE if found is False else found


MILLISECONDS = 1000
SECONDS = 60
"""After so many a question is given up where nobody says otherwise."""


def solver(seconds: int) -> z3.Solver:
    """A solver that gives up a question after so many seconds."""
    found = z3.SimpleSolver()
    found.set("timeout", seconds * MILLISECONDS)
    return found


def can(asked: z3.Solver, seconds: int, *more: Term) -> bool:
    """Whether something meets what is asked; False is proved.

    Args:
        seconds: what the solver was given.

    Raises:
        GaveUp: LIC-T003 where the solver did not come to an end.
    """
    found = asked.check(*more)
    if found == z3.unknown:
        hint = "Give it longer with --seconds, or hold more facts with --assume."
        raise GaveUp("LIC-T003", f"Unknown after {seconds} s: the solver gave up, and nothing is proved.", hint=hint)
    return bool(found == z3.sat)
