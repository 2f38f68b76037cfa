"""cedarpy (Cedar in Rust): integers only, so thousandths and cross-multiplication.

Cedar answers allow or deny. Four mutually exclusive permits stand for the outcomes 1 to 4; deny is 0. Headquarters are
the principal and the destination the resource, members of parsed groups; policies and entities are parsed once. Names
of the policies come back as ``@id`` annotations: that is the explanation, so the explained call is the plain call.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from cedarpy import Entities, PolicySet, is_authorized_batch
from fixture import COUNTRIES, STRICT, WATCHED

NAME = "cedarpy"
DISTRIBUTION = "cedarpy"
UNIT = "rows"
EXPLAINS = "the id of the policy that allowed; nothing when denied"

Request = dict[str, Any]
ITEM_A = "(context.tpp >= 4800000 || (context.tpp >= 1600000 && context.tpp * 25 >= context.area * 148))"
ITEM_B = (
    "(context.tpp >= 1600000 && context.tpp < 4800000 && context.tpp * 25 < context.area * 148 && "
    "(context.tpp * 5 >= context.area * 16 || (context.tpp >= 2400000 && context.tpp * 5 >= context.area * 8)))"
)
KEPT = "(context.datacenter || context.tpp >= 4800000)"
STRICT_TEST = '(principal in Group::"strict" || resource in Group::"strict")'
WATCHED_TEST = f'(!{STRICT_TEST} && (principal in Group::"watched" || resource in Group::"watched"))'
LIGHT = f"{KEPT} && ({ITEM_B} || (!context.datacenter && {ITEM_A}))"
HEAVY = f"context.datacenter && {ITEM_A}"
OUTCOMES = ((LIGHT, STRICT_TEST), (LIGHT, WATCHED_TEST), (HEAVY, WATCHED_TEST), (HEAVY, STRICT_TEST))


def setup() -> None:
    """Parse policies and entities once."""
    global _policies, _entities
    text = "\n".join(
        f'@id("{number}") permit(principal, action, resource) when {{ {place} && {item} }};'
        for number, (item, place) in enumerate(OUTCOMES, 1)
    )
    _policies = PolicySet.from_str(text)
    groups = {code: ["strict"] for code in STRICT} | {code: ["watched"] for code in WATCHED}
    entities = [
        {
            "uid": {"type": "Country", "id": code},
            "attrs": {},
            "parents": [{"type": "Group", "id": group} for group in groups.get(code, [])],
        }
        for code in COUNTRIES
    ]
    entities += [{"uid": {"type": "Group", "id": name}, "attrs": {}, "parents": []} for name in ("strict", "watched")]
    _entities = Entities.from_json_str(json.dumps(entities))


def shape(row: dict[str, Any]) -> Request:
    """Return a request in the cheapest form: structured names, context already rendered as JSON."""
    context = {"tpp": row["tpp_thousandths"], "area": row["area_thousandths"], "datacenter": row["datacenter"]}
    return {
        "principal": {"type": "Country", "id": row["hq"]},
        "action": {"type": "Action", "id": "export"},
        "resource": {"type": "Country", "id": row["destination"]},
        "context": json.dumps(context),
    }


def _explained(requests: list[Request]) -> tuple[list[int], list[dict[str, str]]]:
    results = is_authorized_batch(requests, _policies, _entities)
    named = [result.diagnostics.id_annotations_by_reason for result in results]
    for result in results:
        if result.diagnostics.errors:
            raise ValueError(result.diagnostics.errors)
    return [int(next(iter(names.values()))) if names else 0 for names in named], named


def single(request: Request) -> int:
    """Decide one order."""
    return _explained([request])[0][0]


def single_explain(request: Request) -> tuple[int, dict[str, str]]:
    """Decide one order; the same call already names the policy."""
    decisions, named = _explained([request])
    return decisions[0], named[0]


def prepare(rows: list[dict[str, Any]]) -> list[Request]:
    """Return ready-made requests."""
    return [shape(row) for row in rows]


def batch(requests: list[Request]) -> list[int]:
    """Decide all orders."""
    return _explained(requests)[0]


def batch_explain(requests: list[Request]) -> tuple[list[int], list[dict[str, str]]]:
    """Decide all orders; the same call already names the policies."""
    return _explained(requests)


def reason(explained: list[dict[str, str]], index: int) -> object:
    """Return what is known about one row, without evaluating."""
    return explained[index]


def probe(tpp: str, area: str, datacenter: bool, destination: str, hq: str) -> int | str:
    """Decide in whole thousandths; finer numbers are not ours to round."""
    numbers = Decimal(tpp) * 1000, Decimal(area) * 1000
    if any(number != int(number) for number in numbers):
        return "user must round"
    row = dict(zip(("tpp_thousandths", "area_thousandths"), map(int, numbers), strict=True))
    return single(shape(row | {"datacenter": datacenter, "destination": destination, "hq": hq}))
