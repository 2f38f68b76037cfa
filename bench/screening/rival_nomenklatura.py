"""nomenklatura's LogicV1 and LogicV2 over labelled pairs; runs in an interpreter that has it. usage: rival_nomenklatura.py PAIRS.csv"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

from followthemoney import EntityProxy, model
from nomenklatura.matching import LogicV1, LogicV2


def entity(schema: str, name: str, number: int) -> EntityProxy:
    """An entity with a name alone."""
    made = model.make_entity(schema)
    made.id = f"n{number}"
    made.add("name", name)
    return made


def main(path: str) -> None:
    """Score every pair and print a line of JSON for each matcher."""
    with Path(path).open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for matcher in (LogicV1, LogicV2):
        config = matcher.default_config()
        sides = [(entity(r["schema"], r["name1"], 2 * n), entity(r["schema"], r["name2"], 2 * n + 1)) for n, r in enumerate(rows)]
        begun = time.process_time()
        scores = [matcher.compare(one, other, config).score for one, other in sides]
        spent = time.process_time() - begun
        labels = [row["is_match"] == "true" for row in rows]
        by_bound = {bound / 100: f1(scores, labels, bound / 100) for bound in range(50, 100, 5)}
        best = max(by_bound, key=lambda bound: by_bound[bound])
        told = {
            "name": matcher.__name__, "version": version("nomenklatura"), "f1": f1(scores, labels, 0.70), "best": by_bound[best], "bound": best,
            "us": spent / len(rows) * 1e6, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }  # fmt: skip
        print(json.dumps(told))


def f1(scores: list[float], labels: list[bool], bound: float) -> float:
    """The F1 at a bound."""
    true = sum(1 for score, label in zip(scores, labels, strict=True) if label and score >= bound)
    wrong = sum(1 for score, label in zip(scores, labels, strict=True) if label != (score >= bound))
    return 2 * true / max(2 * true + wrong, 1)


if __name__ == "__main__":
    main(sys.argv[1])
