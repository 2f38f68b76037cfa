"""Show what one engine's explanation contains.

python depth.py ENGINE     prints one JSON object

Three orders are explained in one batch. The questions are answered by looking for the thing in the printed text, which
is crude and generous: a number counts as named wherever it stands.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from array import array
from typing import Any

from fixture import COUNTRIES, GRAIN, OrderBook, decide
from one import native

CASES = {  # tpp, area, datacenter, destination, hq
    "denied": (5200.5, 814, True, "CN", "US"),
    "just under": (4799.999, 1000, True, "CN", "US"),
    "free": (989.5, 300, True, "FR", "FR"),
}
QUESTIONS = {
    "input values": r"5200\.?5|4799\.?999",
    "threshold values": r"\b(4800|1600|5\.92|148)(000)?\b",
    "truth values": r"(?i)true|false",
    "first failing condition": r"(?i)fail|refuted|unmet",
    "distance to flip": r"(?i)distance|short_by|short by|flip",
    "citation": r"(?i)CFR|§|citation",
    "date of the rule": r"\b20\d\d-\d\d-\d\d\b",
    "rule or path id": r"(?i)rule\d|policy|path|\"\d\"|_id",
}


def cases() -> OrderBook:
    """Return the three orders as a book."""
    book = OrderBook(array("q"), array("q"), array("b"), array("b"), array("b"), array("b"))
    for tpp, area, datacenter, destination, hq in CASES.values():
        numbers = round(tpp * GRAIN), round(area * GRAIN)
        book.tpp_thousandths.append(numbers[0])
        book.area_thousandths.append(numbers[1])
        book.datacenter.append(datacenter)
        book.destination.append(COUNTRIES.index(destination))
        book.hq.append(COUNTRIES.index(hq))
        book.expected.append(decide(*numbers, datacenter, destination, hq))
    return book


def depth(name: str) -> dict[str, Any]:
    """Return the printed reasons, their sizes and what they contain."""
    engine = importlib.import_module(f"engines.{name}")
    engine.setup()
    if not hasattr(engine, "batch_explain"):
        return {"explains": "", "reasons": {}, "contains": []}
    book = cases()
    _, explained = engine.batch_explain(engine.prepare(native(book, engine.UNIT)))
    reasons = {
        title: json.dumps(engine.reason(explained, index), default=str, ensure_ascii=False)
        for index, title in enumerate(CASES)
    }
    text = "\n".join(reasons.values())
    contains = [question for question, pattern in QUESTIONS.items() if re.search(pattern, text)]
    sizes = {title: len(reason.encode()) for title, reason in reasons.items()}
    return {"explains": engine.EXPLAINS, "contains": contains, "bytes": sizes, "reasons": reasons}


if __name__ == "__main__":
    print(json.dumps(depth(sys.argv[1])))
