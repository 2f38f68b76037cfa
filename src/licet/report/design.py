"""The best chip under a book, and the frontier, as plain text and as records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from licet.base.quantities import GRAIN, show, show_grains
from licet.decide.chip_life import Paragraph, Plane
from licet.decide.words import show_column
from licet.report.chart import Chart, Panel, Point, draw
from licet.report.words import WIDTH, outcome_words, section, wrapped

if TYPE_CHECKING:  # the solver is an extra: printing loads nothing of it
    from licet.prove.design import Answered, Best, Cut, Limit
    from licet.prove.gaps import Gap, Span

NAME = 26
COLUMNS, ROWS = 64, 16
FREE, SOME, SHUT, OWN = "·", "-", "#", "X"
ROOM = 4
"""How far a drawing goes beyond the first and the last bound, as a factor."""


def design_lines(best: Best | None, frontier: Sequence[Gap], cuts: Sequence[Cut], wanted: str) -> Iterator[str]:
    """The best chip, what stops it, the frontier, and what a named chip would have to give up."""
    if best is None:
        yield from wrapped("No circuit goes free here, whatever its figures: that is proved.", WIDTH)
    else:
        yield f"Best chip by {wanted}: {outcome_words(best.answer.outcome, best.answer.via)}"
        for limit in best.limits:
            yield from _limit(limit)
    yield from section("free circuits", _frontier(frontier))
    if cuts:
        yield from section("the named chip, one figure changed and all others kept", (line for cut in cuts for line in _cut(cut)))


def _limit(limit: Limit) -> Iterator[str]:
    yield from wrapped(f"{limit.dial:<{NAME}} {limit.words}{_stopped(limit.stop)}", WIDTH, 2, NAME + 1)


def _stopped(stop: Answered | None) -> str:
    if stop is None:
        return ""
    met = f"{stop.paragraph}: " if stop.paragraph != "none" else ""
    return f"; there {met}{outcome_words(stop.outcome, stop.via)} ({', '.join(stop.decided_by[:3])})"


def _frontier(frontier: Sequence[Gap]) -> Iterator[str]:
    for one in frontier:
        yield from wrapped(one.words() + ("" if one.is_whole else ", in part: more than these figures decides"), WIDTH, 2, 2)


def _cut(cut: Cut) -> Iterator[str]:
    own = show_column(cut.dial, cut.own)
    if cut.free == cut.own:
        yield f"  {cut.dial:<{NAME}} {own}: free as it is"
    elif cut.free is None:
        yield f"  {cut.dial:<{NAME}} {own}: frees nothing by itself"
    else:
        share = show(Fraction(cut.share or 0, 10))
        yield from wrapped(f"{cut.dial:<{NAME}} {own} -> {cut.words} ({share} %){_stopped(cut.stop)}", WIDTH, 2, NAME + 1)


def design_record(best: Best | None, frontier: Sequence[Gap], cuts: Sequence[Cut]) -> dict[str, Any]:
    """The same as a record for JSON."""
    return {
        "best": None if best is None else {
            "figures": {dial: show_column(dial, value) for dial, value in best.figures.items()},
            "outcome": best.answer.outcome, "via": best.answer.via,
            "limits": [{"fact": one.dial, "bound": one.words, "stop": _answered(one.stop)} for one in best.limits],
        },
        "frontier": [{"tpp": _span(one.tpp), one.name: _span(one.other), "whole": one.is_whole} for one in frontier],
        "cuts": [
            {"fact": one.dial, "own": show_grains(one.own), "free": None if one.free is None else one.words,
             "stop": _answered(one.stop)} for one in cuts
        ],
    }  # fmt: skip


def _answered(found: Answered | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"outcome": found.outcome, "via": found.via, "paragraph": found.paragraph, "decided_by": list(found.decided_by)}


def _span(span: Span) -> list[str | None]:
    return [None if bound is None else show(bound) for bound in (span.low, span.high)]


# The drawing


def frontier_chart(frontier: Sequence[Gap], place: tuple[Fraction, Fraction] | None) -> Iterator[str]:
    """The plane of throughput and the other fact as characters, both axes in equal ratios; nothing where the law draws no line.

    Args:
        place: where a named chip stands.
    """
    name = frontier[0].name if frontier else ""
    xs = _axis([one.tpp for one in frontier], place and place[0], COLUMNS)
    ys = _axis([one.other for one in frontier], place and place[1], ROWS)
    if not frontier or not xs:
        return
    yield f"{name.removeprefix('ic_').replace('_', ' ')}, against TPP: {FREE} free, {SHUT} not{', ' + OWN + ' the named chip' if place else ''}"
    own = (_nearest(xs, place[0]), _nearest(ys, place[1]) if ys else 0) if place else None
    for row in reversed(range(len(ys) or 1)):
        marks = (OWN if own == (column, row) else _mark(frontier, x, ys[row] if ys else None) for column, x in enumerate(xs))
        yield f"{show(Fraction(round(ys[row] * 100), 100)) if ys and row % 3 == 0 else '':>9} |{''.join(marks)}".rstrip()
    ticks = [f"{round(xs[column]):<16}" for column in range(0, COLUMNS, 16)]
    yield f"{'':>9} +{'-' * COLUMNS}"
    yield f"{'':>11}{''.join(ticks)}".rstrip()


def _axis(spans: Sequence[Span], own: Fraction | None, steps: int) -> list[Fraction]:
    """Values in equal ratios from under the first bound to over the last; none where there is no bound."""
    bounds = [bound for span in spans for bound in (span.low, span.high) if bound]
    if not bounds:
        return []
    wide = [*bounds, own] if own else bounds
    low, high = min(wide) / ROOM, max(wide) * ROOM
    values, unit = [], GRAIN * GRAIN
    for step in range(steps):
        # The root is taken in whole numbers: low^(steps-1-step) * high^step, to the power 1/(steps-1).
        product = (low * unit) ** (steps - 1 - step) * (high * unit) ** step
        values.append(Fraction(_root(product.numerator // product.denominator, steps - 1), unit))
    return values


def _root(number: int, degree: int) -> int:
    """The whole part of a root."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle)
    return low


def _nearest(values: Sequence[Fraction], own: Fraction) -> int:
    return min(range(len(values)), key=lambda place: abs(values[place] - own))


def _mark(frontier: Sequence[Gap], x: Fraction, y: Fraction | None) -> str:
    for one in frontier:
        if _holds(one.tpp, x) and (y is None or _holds(one.other, y)):
            return FREE if one.is_whole else SOME
    return SHUT


def _holds(span: Span, value: Fraction) -> bool:
    return (span.low is None or value >= span.low) and (span.high is None or value < span.high)


# The drawing as SVG

LICENSE, IN_PART = "license", "in part"
REGIONS = (
    Paragraph(LICENSE, "No circuit here goes free.", True),
    Paragraph(IN_PART, "What is not drawn decides: more than these two figures.", None),
)
BEST, NAMED = "the best free circuit", "the named chip"


def frontier_svg(frontier: Sequence[Gap], best: Best | None, own: Mapping[str, int], title: str, chip: str) -> str:
    """The whole frontier as an SVG file; empty where the law of the day draws no line in it.

    Args:
        own: the figures of a named chip in grains, empty without one; `chip` is its name.
    """
    name = frontier[0].name if frontier else ""
    spans = {"x": [one.tpp for one in frontier], "y": [one.other for one in frontier]}
    edges = {axis: sorted({int(bound * GRAIN) for span in found for bound in (span.low, span.high) if bound}) for axis, found in spans.items()}
    if not edges["x"]:
        return ""
    marked = [(BEST, best.figures if best else {}, False), (chip or NAMED, own, True)]
    points = tuple(point for words, figures, is_own in marked if (point := _point(words, figures, name, is_own)))
    bounds = {
        axis: _bounds(found, [int(at * GRAIN) for point in points for at in ((point.x,) if axis == "x" else (point.y,))])
        for axis, found in edges.items()
    }
    xs, ys = ((bounds[axis][0], *edges[axis]) for axis in ("x", "y"))
    cells = {(i, j): _region(frontier, Fraction(x, GRAIN), Fraction(y, GRAIN)) for i, x in enumerate(xs) for j, y in enumerate(ys)}
    met = tuple(region for region in REGIONS if region.name in cells.values())
    plane = Plane("tpp", name, xs, ys, cells, met)
    up = name.removeprefix("ic_").replace("_", " ")
    marks = tuple(Point("", point.x, point.y, NAMED if is_own else BEST, (), is_controlled=True, is_made_for_china=is_own)
                  for point in points for is_own in (point.is_made_for_china,))  # fmt: skip
    panel = Panel("Where circuits go free", plane, (*bounds["x"], *bounds["y"]))
    words = "Each edge is a bound of the law; a solver proved each region. Both axes are logarithmic."
    white = Paragraph("free", "White: every circuit here goes free.", False)
    across, note = "total processing performance (TPP)", "Information, not legal advice."
    return draw(Chart(title, words, across, up, (panel,), points, (note,), marks, white))


def _region(frontier: Sequence[Gap], x: Fraction, y: Fraction) -> str:
    return {FREE: "", SOME: IN_PART, SHUT: LICENSE}[_mark(frontier, x, y)]


def _bounds(edges: Sequence[int], points: Sequence[int]) -> tuple[int, int]:
    wide = [*(edges or (GRAIN,)), *(point for point in points if point > 0)]
    return max(min(wide) // ROOM, 1), max(wide) * ROOM


def _point(words: str, figures: Mapping[str, int], up: str, is_own: bool) -> Point | None:
    """A circuit on the plane; none where a figure that places it is not known or has no bound."""
    tpp, area = figures.get("tpp"), figures.get("applicable_die_area_mm2")
    if not tpp or (up not in figures and not area):
        return None
    y = Fraction(figures[up], GRAIN) if up in figures else Fraction(tpp, area or 1)
    shown = f"{words}: TPP {show_grains(tpp)}, {up.removeprefix('ic_').replace('_', ' ')} {show(y, 3)}"
    return Point(words, Fraction(tpp, GRAIN), y, shown, (0,), 0, is_controlled=True, is_made_for_china=is_own)
