"""A chain: ordered steps, each a provision and what follows when it is yes.

Two kinds of order. In a *ranked* part the order is the law's own: a step is reached only when those before it are no, and
an unknown one stops the chain. *Alternatives* are permissions of which any one is enough: the first that is yes wins,
whatever is unknown beside it; only when none is yes does an unknown one stop the chain.
"""

from __future__ import annotations

from collections.abc import Sequence

from licet.base.values import frozen


@frozen
class Step:
    """One provision of a chain and the values that its yes gives."""

    provision: str
    outcome: str
    via: str = ""
    counts: tuple[str, ...] = ()
    alternative: int = 0
    """0 in a ranked part; steps of one group of alternatives share a number."""


@frozen
class Chain:
    """Steps in order, and what holds when none is yes."""

    name: str
    question: str
    steps: tuple[Step, ...]
    default: Step

    def step(self, code: int) -> Step:
        """The step behind a reason code: `k` decided at k (the default is the last), `~k` stopped unknown at k."""
        index = code if code >= 0 else ~code
        return self.steps[index] if index < len(self.steps) else self.default

    def parts(self) -> list[tuple[int, list[int]]]:
        """Runs of step indices: (0, ranked ones) or (n, alternatives of group n)."""
        runs: list[tuple[int, list[int]]] = []
        for index, step in enumerate(self.steps):
            if runs and runs[-1][0] == step.alternative:
                runs[-1][1].append(index)
            else:
                runs.append((step.alternative, [index]))
        return runs

    def code(self, values: Sequence[bool | None]) -> int:
        """The reason code for the steps' truth values: the meaning that every engine must reproduce."""
        for alternative, indices in self.parts():
            if not alternative:
                for index in indices:
                    if values[index] is not False:
                        return index if values[index] else ~index
                continue
            for index in indices:
                if values[index] is True:
                    return index
            for index in indices:
                if values[index] is None:
                    return ~index
        return len(self.steps)


def chain(question: str, *steps: object, default: object) -> None:
    """Mark an ordered list of steps in a module of law; read from source, not run."""


def step(*what: object, via: str = "", counts: str = "") -> None:
    """One step: a provision and what follows when it is yes."""


def any_of(*steps: object) -> None:
    """Alternatives, of which any one is enough."""
