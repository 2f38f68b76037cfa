"""The answer: a value with everything a person must be able to defend. Printing it is somebody else's work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from licet.base.values import frozen


@frozen
class FailedCondition:
    """One condition that shuts a way out: the paragraph, the fact, its value, and what was asked of it."""

    cite: str
    fact: str
    value: str
    op: str
    bound: str
    holds: str = ""


@frozen
class ExceptionAnswer:
    """A license exception or other way out, with why not."""

    code: str
    eligible: str
    layer: str
    cite: str
    failed: tuple[FailedCondition, ...]


@frozen
class LayerAnswer:
    """What one layer says."""

    outcome: str
    license_required: bool | None
    via: str
    review: str
    counts_against: tuple[str, ...]
    decided_by: tuple[str, ...]
    confidence: str


@frozen
class LetterAnswer:
    """A letter of the day, and whether it binds this exporter for this line."""

    letter: str
    addressee: str
    binds: bool | None
    cite: str
    confidence: str


@frozen
class QuotaEntry:
    """What the line takes from an account, and what it leaves."""

    account: str
    layer: str
    tpp: str
    limit: str
    left_after: str
    cite: str


@frozen
class DutyEntry:
    """Something to do, keep or observe.

    Attributes:
        when: in the words of the law; due: the day that follows from the line, ISO; None where none does.
        applies: yes, or unknown where it depends on what nobody stated; `asks` names it.
        part: attachment, certification or statement of an application, an option; or empty.
    """

    what: str
    when: str
    due: str | None
    cite: str
    layer: str
    applies: str = "yes"
    confidence: str = "P"
    part: str = ""
    asks: tuple[str, ...] = ()


@frozen
class ChargeEntry:
    """Money asked for beside the answer: whether it is owed (yes, no, unknown), the rate in percent, the amount in USD where known."""

    what: str
    applies: str
    rate_percent: str
    amount_usd: str | None
    of: str
    cite: str
    confidence: str
    note: str = ""
    asks: tuple[str, ...] = ()


@frozen
class Need:
    """What is missing: a fact with its question, a reading nobody chose, or law that was not read."""

    kind: str
    name: str
    question: str
    decides: tuple[str, ...]
    cite: str


@dataclass(frozen=True, slots=True)
class ConflictEntry:
    """Two readings of the text that answer differently, or two statements that clash."""

    kind: str
    name: str
    what: str
    chosen: str = ""
    answers: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)
    cite: str = ""


@frozen
class Flip:
    """The nearest change of one fact that changes the outcome."""

    fact: str
    to: str
    outcome: str
    via: str


@frozen
class Determination:
    """The whole answer for one line."""

    line_id: str
    outcome: str
    via: str
    review: str
    headed_by: str
    classification: dict[str, str]
    layers: dict[str, LayerAnswer]
    due: bool
    informed: tuple[LetterAnswer, ...]
    exceptions: tuple[ExceptionAnswer, ...]
    quotas: tuple[QuotaEntry, ...]
    duties: tuple[DutyEntry, ...]
    charges: tuple[ChargeEntry, ...]
    needs: tuple[Need, ...]
    conflicts: tuple[ConflictEntry, ...]
    assumed: tuple[dict[str, str], ...]
    flip: tuple[Flip, ...]
    path: str
    proof: dict[str, Any]
    law: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The contract: plain values, quantities as decimal strings."""
        from dataclasses import asdict

        layers: dict[str, Any] = {name: _listed(asdict(answer)) for name, answer in self.layers.items()}
        layers["due"] = self.due
        layers["informed"] = [asdict(letter) for letter in self.informed]
        return {
            "line_id": self.line_id, "outcome": self.outcome, "via": self.via, "review": self.review, "headed_by": self.headed_by,
            "classification": self.classification, "layers": layers,
            "exceptions": [_listed(asdict(entry)) for entry in self.exceptions],
            "quotas": [asdict(entry) for entry in self.quotas], "duties": [_listed(asdict(entry)) for entry in self.duties],
            "charges": [_listed(asdict(entry)) for entry in self.charges],
            "needs": [_listed(asdict(need)) for need in self.needs],
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
            "assumed": list(self.assumed), "flip": [asdict(flip) for flip in self.flip],
            "path": self.path, "proof": self.proof, "law": self.law,
        }  # fmt: skip


def _listed(value: dict[str, Any]) -> dict[str, Any]:
    return {key: list(inner) if isinstance(inner, tuple) else inner for key, inner in value.items()}
