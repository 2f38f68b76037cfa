"""What decided: the paragraphs to cite for an answer, the weakest confidence among them, and whether compliance was due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from licet.decide.evaluate import Evaluation
from licet.decide.proof import ProofNode

CONFIDENCE_ORDER = "PSU"
CITES_MOST = 8


def decided_by(
    evaluation: Evaluation, nodes: Mapping[str, ProofNode], roots: Sequence[str], day: int
) -> tuple[tuple[str, ...], str, bool]:
    """Citations nearest first, weakest confidence, whether all of it was due.

    A yes rests on the rules that are met. A no rests on all that are not; named are those that were met in part, so that the reader
    sees which rule the line escapes and by what.
    """
    queue, cites, weakest, is_due = list(roots), [], "P", True
    seen: set[str] = set()
    while queue:
        name = queue.pop(0)
        if name in seen or name not in nodes:
            continue
        seen.add(name)
        version, node = evaluation.book.versions[name], nodes[name]
        counts = node.outcome is not False or evaluation.nearly(name)
        if counts and not version.joins:
            cites.append(version.cite)
            weakest = max(weakest, version.confidence, key=CONFIDENCE_ORDER.index)
            is_due = is_due and not (node.outcome and version.due is not None and day < version.due)
        if version.joins:
            queue[:0] = node.children  # what only joins stands for its parts, where it stands
        elif counts:
            queue.extend(node.children)
    return tuple(list(dict.fromkeys(cites))[:CITES_MOST]), weakest, is_due
