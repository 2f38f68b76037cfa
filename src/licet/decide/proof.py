"""The proof as a value: a graph of provisions, each with the comparisons that decided it. The row's own values stand
beside it, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from licet.base.dates import FOREVER, day_of
from licet.base.values import frozen
from licet.decide.evaluate import Evaluation, Seen
from licet.decide.words import leaf_bound, leaf_columns, leaf_fact
from licet.language.book import Book
from licet.language.tree import Hole, Ref

WORDS = {True: "yes", False: "no", None: "unknown"}


@frozen
class ProofNode:
    """A provision on the deciding path: how it came out, the leaves that made it so, the provisions below."""

    outcome: bool | None
    leaves: tuple[Seen, ...]
    children: tuple[str, ...]


def prove(evaluation: Evaluation, roots: Iterable[str]) -> dict[str, ProofNode]:
    """The provisions that decide the roots, each once."""
    nodes: dict[str, ProofNode] = {}
    queue = list(roots)
    while queue:
        name = queue.pop(0)
        if name in nodes or name not in evaluation.book.trees:
            continue
        leaves, children = [], []
        for node in evaluation.decisive(evaluation.book.trees[name]):
            if isinstance(node, Ref):
                children.append(node.name)
            else:
                leaves.append(Seen(node, evaluation.truth(node), name))  # type: ignore[arg-type]
        nodes[name] = ProofNode(evaluation.value(name), tuple(dict.fromkeys(leaves)), tuple(dict.fromkeys(children)))
        queue.extend(nodes[name].children)
    return nodes


def graph_of(
    book: Book, layer: str, nodes: Mapping[str, ProofNode], roots: Sequence[str], facts: dict[str, None]
) -> dict[str, Any]:
    """Plain values of a proof: `roots`, and `nodes` by provision name. The columns it reads are entered in `facts`."""
    graph = {}
    for name, node in nodes.items():
        version = book.versions[name]
        window = version.windows[layer]
        until = None if window.until == FOREVER else day_of(window.until).isoformat()
        graph[name] = {
            "cite": version.cite,
            "says": version.text,
            "in_force": [day_of(window.since).isoformat(), until],
            "by": version.by,
            "confidence": version.confidence,
            "outcome": WORDS[node.outcome],
            "facts": [_leaf(seen) for seen in node.leaves],
            "children": list(node.children),
        }
        for seen in node.leaves:
            facts.update(dict.fromkeys(leaf_columns(seen.leaf)))
    return {"roots": [name for name in roots if name in graph], "nodes": graph}


def _leaf(seen: Seen) -> dict[str, str]:
    if isinstance(seen.leaf, Hole):
        return {"law": seen.leaf.reason, "holds": "unknown"}
    op, bound = leaf_bound(seen.leaf)
    return {"fact": leaf_fact(seen.leaf), "op": op, "bound": bound, "holds": WORDS[seen.holds]}
