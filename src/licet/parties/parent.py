"""Where is the top: from a company to its ultimate parent, and every headquarters on the way."""

from __future__ import annotations

from licet.base.values import frozen
from licet.parties.stake import Company, Graph, Stake

TOP, UNRESOLVED = "TOP", "UNRESOLVED"
CLIMB_LONGEST = 200


@frozen
class Climb:
    """The way up.

    Attributes:
        answer: TOP when the ultimate parent is known, else UNRESOLVED.
        steps: the company and each parent above it.
        headquarters: country of the company's own headquarters; empty when not told.
        top: country of the ultimate parent's headquarters, `none` for a company without a parent; empty when unresolved.
    """

    answer: str
    steps: tuple[Company, ...]
    headquarters: str
    top: str
    top_name: str
    why: str


def climb(graph: Graph, company: str, children: dict[str, list[str]], owners: dict[str, list[Stake]], half: int) -> Climb:
    """Climb by told parents, else by the one owner with more than half for certain.

    Args:
        children: told parents by child (the reverse of `graph.parents`).
        owners: shares by company owned.
        half: half of a company in thousandths of a percent.
    """
    steps: list[Company] = []
    at, seen = company, set[str]()
    while True:
        known = graph.companies.get(at)
        if known is None:
            return _open(steps, "it is not in the file")
        if at in seen or len(steps) >= CLIMB_LONGEST:
            return _open(steps, "the parents go round in a circle")
        seen.add(at)
        steps.append(known)
        above = _parents(at, children, owners, half)
        if len(above) > 1:
            return _open(steps, f"{known.name} has more than one parent in the file")
        if above:
            at = above[0]
        elif known.no_parent:
            return _closed(steps)
        else:
            return _open(steps, f"the file does not say who stands above {known.name}, nor that nobody does")


def _parents(company: str, children: dict[str, list[str]], owners: dict[str, list[Stake]], half: int) -> list[str]:
    told = children.get(company, [])
    return told or [stake.owner for stake in owners.get(company, ()) if stake.share.low > half and stake.owner != company]


def _open(steps: list[Company], why: str) -> Climb:
    return Climb(UNRESOLVED, tuple(steps), steps[0].headquarters if steps else "", "", "", why)


def _closed(steps: list[Company]) -> Climb:
    own, top = steps[0], steps[-1]
    if len(steps) == 1:
        return Climb(TOP, tuple(steps), own.headquarters, "none", "", f"{own.name} is said to have no parent")
    if not top.headquarters:
        return _open(steps, f"the headquarters of {top.name} is not told")
    return Climb(TOP, tuple(steps), own.headquarters, top.headquarters, top.name, f"{len(steps) - 1} steps up to {top.name}")
