"""The answers of several laws to one transaction, a line each."""

from __future__ import annotations

from collections.abc import Iterator

from licet.decide.determination import Determination
from licet.decide.regimes import Regimes
from licet.report.words import REVIEWS, WIDTH, outcome_words, wrapped

NAMED_MOST = 2


def regimes_text(found: Regimes, width: int = WIDTH) -> str:
    """The gravest outcome, then each law's own: outcome, what decided, what is missing, which version."""
    head = f"{found.outcome.replace('_', ' ')}, by {', '.join(found.decided_by)}"
    return "\n".join([head, *(line for name, answer in found.answers.items() for line in _lines(name, answer, width))])


def _lines(name: str, answer: Determination, width: int) -> Iterator[str]:
    words = outcome_words(answer.outcome, answer.via, answer.law["corpus"])
    if answer.outcome == "license_required" and answer.review in REVIEWS:
        words += f"; {REVIEWS[answer.review]}"
    cites = answer.layers[answer.headed_by].decided_by
    parts = [words, f"by {'; '.join(cites[:NAMED_MOST])}" if cites else "", _missing(answer)]
    law = f"{answer.law['corpus']}, {answer.law['digest'][:19]}"
    yield from wrapped(f"{name:<12}{'. '.join(part for part in parts if part)} ({law})", width, 2, 12)


def _missing(answer: Determination) -> str:
    names = list(dict.fromkeys(f"not read: {need.name.rstrip('.')}" if need.kind == "law" else need.name for need in answer.needs))
    if not names:
        return ""
    more = f" and {len(names) - NAMED_MOST} more" if len(names) > NAMED_MOST else ""
    return f"missing {', '.join(names[:NAMED_MOST])}{more}"
