"""The 50 percent rules: a cascade of listed owners, once with the least and once with the most that they may hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping

from licet.base.values import frozen
from licet.parties.stake import UNKNOWN, WHOLE, Graph, Share, Stake, percent

RESTRICTED, UNRESOLVED, MINORITY, CLEAR = "RESTRICTED", "UNRESOLVED", "MINORITY", "CLEAR"
PATH_LONGEST = 40


@frozen
class Held:
    """What listed parties hold of a company.

    Attributes:
        answer: RESTRICTED, UNRESOLVED, MINORITY or CLEAR.
        share: the aggregate of listed owners and of those they make restricted, from the surest to the widest.
        path: for each owner that counts, the steps from a listed party to the company.
        see_through: the same shares multiplied along the path, lower bounds, in thousandths of a percent: information only.
    """

    answer: str
    share: Share
    path: tuple[tuple[Stake, ...], ...]
    see_through: int
    why: str


@frozen
class Cascade:
    """The result of both runs over a graph."""

    graph: Graph
    owners: Mapping[str, list[Stake]]
    half: int
    least: Mapping[str, int]
    most: Mapping[str, int]
    surely: Mapping[str, Stake | None]
    perhaps: Mapping[str, Stake | None]
    listed: frozenset[str]
    doubted: frozenset[str]


def run(graph: Graph, listed: Collection[str], perhaps: Collection[str], half: int) -> Cascade:
    """Carry the restriction of listed owners down the graph.

    Args:
        listed: ids of parties that are listed for certain.
        perhaps: ids of parties that may be: hits nobody has decided.
        half: the share from which an owned company is restricted, in thousandths of a percent.
    """
    least, surely = spread(graph, listed, half, low=True)
    most, may = spread(graph, {*listed, *perhaps}, half, low=False)
    return Cascade(graph, graph.owners_of(), half, least, most, surely, may, frozenset(listed), frozenset(perhaps))


def spread(graph: Graph, listed: Collection[str], half: int, *, low: bool) -> tuple[dict[str, int], dict[str, Stake | None]]:
    """Least fixed point, linear in the number of shares.

    # INVARIANT: monotone. A company enters once, and what it holds is counted once; circles among companies that no listed party
    # reaches lift nobody, and a company's own shares are ignored.

    Returns:
        What listed and restricted owners hold of each company, and each restricted company with the share that made it so.
    """
    reached: dict[str, Stake | None] = dict.fromkeys(listed)
    held: dict[str, int] = {}
    waiting = deque(listed)
    while waiting:
        owner = waiting.popleft()
        for stake in graph.stakes.get(owner, ()):
            if stake.owned == owner:
                continue
            held[stake.owned] = held.get(stake.owned, 0) + (stake.share.low if low else stake.share.high)
            if stake.owned not in reached and held[stake.owned] >= half:
                reached[stake.owned] = stake
                waiting.append(stake.owned)
        if not low:
            for child in graph.parents.get(owner, ()):  # control without a share: perhaps more than half
                if child not in reached:
                    reached[child] = None
                    held[child] = max(held.get(child, 0), half)
                    waiting.append(child)
    return held, reached


def held_of(cascade: Cascade, company: str) -> Held:
    """What the cascade says of one company, with the paths that prove it."""
    least, most = cascade.least.get(company, 0), cascade.most.get(company, 0)
    share = Share(min(least, WHOLE), min(max(most, least), WHOLE))
    counted = [stake for stake in cascade.owners.get(company, ()) if stake.owner in cascade.perhaps and stake.owner != company]
    paths = tuple(_path(cascade, stake) for stake in counted)
    through = min(sum(_multiplied(path) for path in paths), WHOLE)
    if company in cascade.listed or company in cascade.doubted:
        answer = (
            RESTRICTED
            if share.low >= cascade.half
            else UNRESOLVED
            if share.high >= cascade.half
            else MINORITY
            if share.high
            else CLEAR
        )
        itself = "it is listed itself" if company in cascade.listed else "it may be listed itself, which is another question"
        return Held(answer, share, paths, through, f"listed owners hold {share}; {itself}")
    if company in cascade.surely:
        return Held(RESTRICTED, share, paths, through, f"listed owners hold {share}, {cascade.half // 1000} % or more for certain")
    if company in cascade.perhaps:
        return Held(
            UNRESOLVED, share, paths, through, f"listed owners hold {share}: on which side of {cascade.half // 1000} % is not known"
        )
    if most:
        return Held(MINORITY, share, paths, through, f"listed owners hold {share}, less than {cascade.half // 1000} %: a red flag")
    if company in cascade.graph.silent:
        return Held(UNRESOLVED, UNKNOWN, (), 0, "its owners were not told")
    told = sum(stake.share.low for stake in cascade.owners.get(company, ()) if stake.owner != company)
    return Held(CLEAR, share, (), 0, f"no listed owner in the file, which tells who holds {percent(min(told, WHOLE))} %")


def _path(cascade: Cascade, last: Stake) -> tuple[Stake, ...]:
    """Steps from a listed party down to a share, by the share that made each owner restricted."""
    steps, at, seen = [last], last.owner, {last.owned}
    while at not in seen and len(steps) < PATH_LONGEST:
        seen.add(at)
        step = cascade.surely.get(at) or cascade.perhaps.get(at)
        if step is None:
            break
        steps.append(step)
        at = step.owner
    return tuple(reversed(steps))


def _multiplied(path: tuple[Stake, ...]) -> int:
    total = WHOLE
    for stake in path:
        total = total * stake.share.low // WHOLE
    return total
