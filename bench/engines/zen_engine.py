"""GoRules zen-engine: Rust, exact decimals.

Fastest idiom: one compiled expression (no reason), or a loaded graph with an expression node and a decision table, run
with ``trace`` for the reason. A loaded key is precompiled; ``create_decision`` compiles on each call, 20 times slower.
``evaluate_batch`` costs more CPU than a loop of ``evaluate``; the loop is used.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import zen
from fixture import STRICT, WATCHED

NAME = "zen-engine"
DISTRIBUTION = "zen-engine"
UNIT = "rows"
EXPLAINS = "values of named expressions, index of the table row that fired, the cells of that row"

Context = dict[str, Any]


def _names(codes: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{code}'" for code in codes) + "]"


ITEM = (
    "not datacenter and tpp < 4800 ? '' : tpp >= 4800 or (tpp >= 1600 and tpp / area >= 5.92) ? 'A' : "
    "tpp >= 1600 and (tpp / area >= 3.2 or (tpp >= 2400 and tpp / area >= 1.6)) ? 'B' : ''"
)
PLACE = (
    f"destination in {_names(STRICT)} or hq in {_names(STRICT)} ? 'strict' : "
    f"destination in {_names(WATCHED)} or hq in {_names(WATCHED)} ? 'watched' : 'free'"
)
STRICT_TEST, WATCHED_TEST = PLACE.split(" : ")[0].split(" ? ")[0], PLACE.split(" : ")[1].split(" ? ")[0]
ONE = (
    "not datacenter and tpp < 4800 ? 0 : tpp >= 4800 or (tpp >= 1600 and tpp / area >= 5.92) ? "
    f"(datacenter ? ({STRICT_TEST} ? 4 : {WATCHED_TEST} ? 3 : 0) : ({STRICT_TEST} ? 1 : {WATCHED_TEST} ? 2 : 0)) : "
    "tpp >= 1600 and (tpp / area >= 3.2 or (tpp >= 2400 and tpp / area >= 1.6)) ? "
    f"({STRICT_TEST} ? 1 : {WATCHED_TEST} ? 2 : 0) : 0"
)
RULES = (  # item, datacenter, place, decision; first hit
    ("''", "", "", "0"),
    ("", "", "'free'", "0"),
    ("'B'", "", "'strict'", "1"),
    ("", "false", "'strict'", "1"),
    ("'B'", "", "'watched'", "2"),
    ("", "false", "'watched'", "2"),
    ("", "", "'watched'", "3"),
    ("", "", "'strict'", "4"),
)


def _graph() -> dict[str, Any]:
    names = ("item", "datacenter", "place")
    expressions = [{"id": key, "key": key, "value": value} for key, value in (("item", ITEM), ("place", PLACE))]
    expressions.append({"id": "datacenter", "key": "datacenter", "value": "datacenter"})
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": "out", "name": "decision", "field": "decision"}],
        "rules": [
            {"_id": f"rule{number}", **dict(zip((*names, "out"), cells, strict=True))}
            for number, cells in enumerate(RULES)
        ],
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "facts", "name": "facts", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "end", "name": "end", "type": "outputNode", "content": {}},
    ]
    path = ("in", "facts", "table", "end")
    edges = [{"id": a + b, "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairwise(path)]
    return {"nodes": nodes, "edges": edges}


def setup() -> None:
    """Compile the expression and load the graph."""
    global _expression, _engine
    _expression = zen.compile_expression(ONE)
    _engine = zen.ZenEngine({"loader": {"type": "static", "content": {"license": _graph()}}})


def shape(row: dict[str, Any]) -> Context:
    """Return the context: decimals, as the engine is exact on them."""
    return {name: row[name] for name in ("tpp", "area", "datacenter", "destination", "hq")}


def single(context: Context) -> int:
    """Decide one order."""
    return _expression.evaluate(context)


def single_explain(context: Context) -> tuple[int, dict[str, Any]]:
    """Decide one order with the engine's trace."""
    response = _engine.evaluate("license", context, {"trace": True})
    return response["result"]["decision"], response["trace"]


def prepare(rows: list[dict[str, Any]]) -> list[Context]:
    """Return ready-made contexts."""
    return [shape(row) for row in rows]


def batch(contexts: list[Context]) -> list[int]:
    """Decide all orders."""
    evaluate = _expression.evaluate
    return [evaluate(context) for context in contexts]


def batch_explain(contexts: list[Context]) -> tuple[list[int], list[dict[str, Any]]]:
    """Decide all orders, keeping each trace."""
    evaluate, trace = _engine.evaluate, {"trace": True}
    responses = [evaluate("license", context, trace) for context in contexts]
    return [response["result"]["decision"] for response in responses], [response["trace"] for response in responses]


def reason(explained: list[dict[str, Any]], index: int) -> object:
    """Return what is known about one row, without evaluating."""
    trace = explained[index]
    return {"facts": trace["facts"]["traceData"], "input": trace["in"]["output"], "table": trace["table"]["traceData"]}


def probe(tpp: str, area: str, datacenter: bool, destination: str, hq: str) -> int:
    """Decide on decimal text, handed over as JSON so that no float stands between."""
    truth = "true" if datacenter else "false"
    document = f'{{"tpp":{tpp},"area":{area},"datacenter":{truth},"destination":"{destination}","hq":"{hq}"}}'
    return _engine.evaluate("license", document)["result"]["decision"]
