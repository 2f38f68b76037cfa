"""The proof as an indented tree: each provision in plain words, where it stands, what was compared, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from licet.report.words import wrapped

Graph = Mapping[str, Any]
Node = Mapping[str, Any]

STEP = 2
DEEPEST = 20
"""Columns of indentation at most: beyond, the tree goes on without moving right."""


class Printed:
    """What of the proofs was printed already: a provision that several rest on is written once and then referred to."""

    def __init__(self) -> None:
        self.graphs: dict[str, tuple[Graph, str]] = {}

    def place_of(self, name: str, graph: Graph) -> str | None:
        """Where the provision was written, if it was, with all below it just the same."""
        if name not in self.graphs:
            return None
        other, layer = self.graphs[name]
        return layer if other is graph or _alike(name, graph, other, set()) else None

    def enter(self, name: str, graph: Graph, layer: str) -> None:
        self.graphs[name] = (graph, layer)


def _alike(name: str, graph: Graph, other: Graph, visited: set[str]) -> bool:
    if name in visited:
        return True
    visited.add(name)
    node = graph["nodes"].get(name)
    return node == other["nodes"].get(name) and all(_alike(child, graph, other, visited) for child in node["children"])


def tree_lines(proof: Mapping[str, Any], layer: str, width: int, printed: Printed) -> list[str]:
    """The tree of one layer.

    Args:
        proof: the `proof` of a determination.
        layer: which layer's.
        width: columns.
        printed: what stands on the page already; this tree is added to it.
    """
    graph: Graph = proof[layer]
    return [
        line for root in graph["roots"] for line in _branch(root, graph, proof["facts"], layer, width, printed, STEP)
    ]


def _branch(
    name: str, graph: Graph, facts: Mapping[str, str], layer: str, width: int, printed: Printed, indent: int
) -> Iterator[str]:
    node: Node = graph["nodes"][name]
    head = f"{node['outcome']:<8}"
    place = printed.place_of(name, graph)
    says = node["says"] or name.replace("_", " ")
    if place is not None:
        where = "above" if place == layer else f"above, under {place}"
        yield from wrapped(f"{head}{name} ({node['cite']}): see {where}", width, indent, len(head))
        return
    printed.enter(name, graph, layer)
    yield from wrapped(f"{head}{says}", width, indent, len(head))
    deeper = indent + len(head)
    yield from wrapped(f"{node['cite']} [{node['confidence']}] {_window(node['in_force'])}, {name}", width, deeper)
    for line in leaf_lines(node["facts"], facts):
        yield from wrapped(line, width, deeper, 4)
    for child in node["children"]:
        if child in graph["nodes"]:
            yield from _branch(child, graph, facts, layer, width, printed, min(indent + STEP, DEEPEST))


def _window(days: list[str | None]) -> str:
    since, until = days
    return f"since {since}" if until is None else f"{since} to {until}"


def leaf_lines(leaves: list[dict[str, str]], facts: Mapping[str, str]) -> list[str]:
    """Comparisons as lines, `ic_tpp 15831.2 >= 4800 yes`; those that differ in the bound or the fact alone are joined."""
    lines: list[str] = []
    bounds: dict[tuple[str, str], list[str]] = {}
    plain: dict[tuple[str, str], list[str]] = {}
    for leaf in leaves:
        if "law" in leaf:
            lines.append(f"not read: {leaf['law']}")
        elif leaf["op"] == "in":
            bounds.setdefault((leaf["fact"], leaf["holds"]), []).append(leaf["bound"])
        elif leaf["op"] == "is":
            plain.setdefault((facts.get(leaf["fact"], "unknown"), leaf["holds"]), []).append(leaf["fact"])
        else:
            bound = leaf["bound"]
            bound = f"{bound} {facts[bound]}" if bound in facts else bound
            lines.append(f"{leaf['fact']} {facts.get(leaf['fact'], 'unknown')} {leaf['op']} {bound} {leaf['holds']}")
    lines += [f"{', '.join(names)}: {value}" for (value, _), names in plain.items()]
    joined: dict[tuple[str, str, str], list[str]] = {}
    for (fact, holds), tested in bounds.items():
        joined.setdefault((facts.get(fact, "unknown"), " or ".join(tested), holds), []).append(fact)
    for (value, tested_words, holds), names in joined.items():
        if names[0].startswith("reading:"):
            lines.append(f"the text is read {names[0].removeprefix('reading:')}={value}, asked is {tested_words}: {holds}")
        else:
            lines.append(f"{', '.join(names)} {value} in {tested_words} {holds}")
    return lines
