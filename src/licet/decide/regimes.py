"""One transaction put to several laws: each answers for itself, in its own version, with its own proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licet.base.values import frozen
from licet.decide.determination import Determination

GRAVITY = (
    "prohibited", "license_required", "undetermined", "license_exception", "authorized", "no_license_required", "not_subject",
)  # fmt: skip
"""Outcomes, the gravest first: a line may go only where every law lets it."""


@frozen
class Regimes:
    """The answers by regime, in the order in which they were asked."""

    answers: Mapping[str, Determination]

    @property
    def outcome(self) -> str:
        """The gravest of the outcomes."""
        return min((found.outcome for found in self.answers.values()), key=GRAVITY.index)

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The regimes that answer so."""
        return tuple(name for name, found in self.answers.items() if found.outcome == self.outcome)

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the gravest outcome, and the whole determination of each regime."""
        return {
            "outcome": self.outcome, "decided_by": list(self.decided_by),
            "regimes": [{"regime": name, **found.to_dict()} for name, found in self.answers.items()],
        }  # fmt: skip
