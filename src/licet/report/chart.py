"""The catalogue against the law of a day as a drawing: one self-contained SVG, readable in print and without colour.

Where a region begins and ends comes with the plane; nothing here knows a figure of the law. Both axes are logarithmic. Every
colour has a pattern and a word beside it, every point a title, and the same input gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from licet.base.quantities import GRAIN, show
from licet.decide.chip_life import Paragraph, Plane
from licet.report.labels import Box, Taken, around, clusters, place_labels, place_word, text_length
from licet.report.words import wrapped

WIDTH, LEFT, RIGHT, TOP = 1000, 62, 58, 92
PANEL_HEIGHTS = {1: (620,), 2: (520, 330)}
PANEL_GAP = 84
LINE = 17
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
INK, MADE_FOR_CHINA = ("#1a1a1a", "#7d7d7d"), ("#a3123a", "#d9839b")
"""Colours of markers: with a controlled paragraph, without."""
BLACK = INK[0]

STYLES = (
    ("#f6d5c6", "#b5451b", "M0,8 L8,0"),
    ("#fbe7bf", "#a87400", "M0,0 L8,8"),
    ("#cfe3f3", "#23669e", "M4,0 V8 M0,4 H8"),
    ("#d5ecdf", "#1f7a54", "M0,4 H8"),
    ("#ead9ef", "#7a3f8f", "M4,0 V8"),
    ("#e6e2d3", "#6d6233", "M0,8 L8,0 M0,0 L8,8"),
)
"""Tint, stroke and hatch of the controlled paragraphs, in the order of the law."""
OUT_STYLE = ("#f4f4f4", "#666666", "M2,2 h1")
OPEN_STYLE = ("#ffffff", "#6b6b6b", "M1,4 h5")

LABEL_SIZE = 11.0
EDGE_ROOM = 26
"""Pixels beside an edge of the law in which no other tick is written."""


@dataclass(frozen=True, slots=True)
class Point:
    """A chip on the plane: where, on which panels, and how much its name is wanted beside it (0 first; None: only if easy).

    `words` is the title that a reader gets on pointing at it.
    """

    name: str
    x: Fraction
    y: Fraction
    words: str
    panels: tuple[int, ...]
    rank: int | None = None
    is_controlled: bool = False
    is_made_for_china: bool = False
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One plane with its heading and the bounds of its axes in grains: least and most across, least and most up."""

    title: str
    plane: Plane
    bounds: tuple[int, int, int, int]


MARKS = (
    Point("", Fraction(0), Fraction(0), "meets a controlled paragraph", (), is_controlled=True),
    Point("", Fraction(0), Fraction(0), "paler: meets none", ()),
    Point("", Fraction(0), Fraction(0), "made for China", (), is_controlled=True, is_made_for_china=True),
    Point("", Fraction(0), Fraction(0), "hollow: low confidence, or market disputed", (), is_controlled=True, is_uncertain=True),
)  # fmt: skip
NO_PARAGRAPH = Paragraph("no paragraph", "White: the parameters meet none.", False)


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn; `marks` and `white` are what the legend says of the markers and of what has no colour."""

    title: str
    subtitle: str
    x_label: str
    y_label: str
    panels: tuple[Panel, ...]
    points: tuple[Point, ...]
    footnotes: tuple[str, ...]
    marks: tuple[Point, ...] = MARKS
    white: Paragraph = NO_PARAGRAPH


@dataclass(frozen=True, slots=True)
class Frame:
    """A panel's place on the page."""

    box: Box
    bounds: tuple[int, int, int, int]

    def x(self, grains: Fraction | int) -> float:
        low, high = self.bounds[:2]
        return self.box[0] + (self.box[2] - self.box[0]) * _share(grains, low, high)

    def y(self, grains: Fraction | int) -> float:
        low, high = self.bounds[2:]
        return self.box[3] - (self.box[3] - self.box[1]) * _share(grains, low, high)

    def holds(self, point: Point) -> bool:
        low_x, high_x, low_y, high_y = self.bounds
        return low_x <= point.x * GRAIN <= high_x and low_y <= point.y * GRAIN <= high_y


def _share(grains: Fraction | int, low: int, high: int) -> float:
    return math.log(grains / low) / math.log(high / low)


def draw(chart: Chart) -> str:
    """The chart as the text of an SVG file."""
    styles = _styles(chart.panels)
    body: list[str] = []
    top = TOP
    for index, panel in enumerate(chart.panels):
        height = PANEL_HEIGHTS[len(chart.panels)][index]
        frame = Frame((LEFT, top, WIDTH - RIGHT, top + height), panel.bounds)
        points = [point for point in chart.points if index in point.panels and frame.holds(point)]
        body += _panel(panel, frame, points, styles)
        body += _axes(panel, frame, chart)
        top += height + PANEL_GAP
    bottom = top - PANEL_GAP + 68
    body += _legend(styles, bottom, chart)
    bottom += LINE * max(len(styles) + 1, 4) + 8
    notes = [line for note in chart.footnotes for line in wrapped(note, 165, 0, 0)]
    body += [_text(LEFT, bottom + 15 * number, note, 10.5, "#444") for number, note in enumerate(notes)]
    height = bottom + 15 * len(notes) + 6
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'font-family="{FONT}" role="img" aria-labelledby="chart-title chart-words">',
            f'<title id="chart-title">{escape(chart.title)}</title>',
            f'<desc id="chart-words">{escape(chart.subtitle)}</desc>',
            *_patterns(styles),
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            _text(LEFT, 32, chart.title, 21, BLACK, "bold"),
            _text(LEFT, 52, chart.subtitle, 12.5, "#444"),
            *body,
            "</svg>\n",
        )
    )


# Regions


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is told apart."""

    id: str
    paragraph: Paragraph
    tint: str
    stroke: str
    hatch: str


def _styles(panels: Sequence[Panel]) -> dict[str, Style]:
    found = {paragraph.name: paragraph for panel in panels for paragraph in panel.plane.paragraphs}
    controlled = [name for name, paragraph in found.items() if paragraph.is_controlled]
    styles = {}
    for number, (name, paragraph) in enumerate(found.items()):
        look = STYLES[controlled.index(name) % len(STYLES)] if paragraph.is_controlled else OUT_STYLE
        styles[name] = Style(f"r{number}", paragraph, *(OPEN_STYLE if paragraph.is_controlled is None else look))
    return styles


def _patterns(styles: dict[str, Style]) -> Iterator[str]:
    yield "<defs>"
    for style in styles.values():
        yield (
            f'<pattern id="{style.id}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{style.tint}"/><path d="{style.hatch}" stroke="{style.stroke}" '
            'stroke-width="0.8" stroke-opacity="0.45" fill="none"/></pattern>'
        )
    yield "</defs>"


def _panel(panel: Panel, frame: Frame, points: Sequence[Point], styles: dict[str, Style]) -> Iterator[str]:
    plane, (left, top, right, _) = panel.plane, frame.box
    xs = [*(frame.x(edge) for edge in plane.x_edges), right]
    ys = [*(frame.y(edge) for edge in plane.y_edges), top]
    yield _text(left, top - 10, panel.title, 14, BLACK, "bold")
    for (i, j), name in plane.cells.items():
        if name in styles:
            place = _rectangle((xs[i], ys[j + 1], xs[i + 1], ys[j]))
            yield f'<rect {place} fill="url(#{styles[name].id})" shape-rendering="crispEdges"/>'
    lines: list[Box] = []
    for (i, j), name in plane.cells.items():
        if plane.cells.get((i + 1, j), name) != name:
            lines.append((xs[i + 1], ys[j + 1], xs[i + 1], ys[j]))
        if plane.cells.get((i, j + 1), name) != name:
            lines.append((xs[i], ys[j + 1], xs[i + 1], ys[j + 1]))
    outline = "".join(f"M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}" for x1, y1, x2, y2 in lines)
    yield f'<path d="{outline}" stroke="{BLACK}" stroke-width="1.3" stroke-linecap="square"/>'
    yield f'<rect {_rectangle(frame.box)} fill="none" stroke="{BLACK}" stroke-width="1"/>'
    taken = Taken(frame.box, [around(frame.x(p.x * GRAIN), frame.y(p.y * GRAIN)) for p in points], lines)
    for name, style in styles.items():
        cells = [(xs[i], ys[j + 1], xs[i + 1], ys[j]) for (i, j), met in plane.cells.items() if met == name]
        if cells:
            yield _region_word(style, cells, taken)
    yield from _names(points, frame, taken)
    yield from (_marker(frame.x(point.x * GRAIN), frame.y(point.y * GRAIN), point) for point in points)


def _region_word(style: Style, cells: Sequence[Box], taken: Taken) -> str:
    """The paragraph's name inside its region, smaller where the region is narrow."""
    name = style.paragraph.name
    size = 13.0 if any(right - left > text_length(name, 13) + 12 for left, _, right, _ in cells) else 9.5
    return _text(*place_word(name, size, cells, taken), name, size, style.stroke, "bold", halo=3.5)


# Markers and names


def _names(points: Iterable[Point], frame: Frame, taken: Taken) -> Iterator[str]:
    placed = [(frame.x(point.x * GRAIN), frame.y(point.y * GRAIN), point.name, point.rank) for point in points]
    for label in place_labels(clusters(placed), taken, LABEL_SIZE):
        if label.leader:
            x1, y1, x2, y2 = label.leader
            yield f'<path d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}" stroke="#444" stroke-width="0.8"/>'
        yield _text(label.x, label.y, label.text, LABEL_SIZE, BLACK, halo=2.6)


def _marker(x: float, y: float, point: Point) -> str:
    """A circle or a diamond; paler without a controlled paragraph, hollow where it is uncertain."""
    ink = (MADE_FOR_CHINA if point.is_made_for_china else INK)[0 if point.is_controlled else 1]
    fill, stroke, width = ("#fff", ink, 1.5) if point.is_uncertain else (ink, "#fff", 0.8)
    outline = "m0,-5.2l5.2,5.2l-5.2,5.2l-5.2,-5.2z" if point.is_made_for_china else "m-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z"
    look = f'fill="{fill}" stroke="{stroke}" stroke-width="{width}"'
    return f'<path d="M{x:.1f},{y:.1f}{outline}" {look}><title>{escape(point.words)}</title></path>'


# Axes and legend


def _axes(panel: Panel, frame: Frame, chart: Chart) -> Iterator[str]:
    """Ticks at 1, 2 and 5 on the left and below; the law's own edges in bold on the right and below those."""
    left, top, right, bottom = frame.box
    edges = [frame.x(edge) for edge in panel.plane.x_edges[1:]]
    for value in _ticks(*frame.bounds[:2]):
        yield f'<path d="M{frame.x(value):.1f},{bottom}v5" stroke="{BLACK}"/>'
        if all(abs(frame.x(value) - edge) > EDGE_ROOM for edge in edges):
            yield _text(frame.x(value), bottom + 17, _amount(value), 11, BLACK, anchor="middle")
    for value in _ticks(*frame.bounds[2:]):
        yield f'<path d="M{left},{frame.y(value):.1f}h-5" stroke="{BLACK}"/>'
        yield _text(left - 8, frame.y(value) + 4, _amount(value), 11, BLACK, anchor="end")
    for value in panel.plane.x_edges[1:]:
        yield f'<path d="M{frame.x(value):.1f},{bottom}v6" stroke="{BLACK}" stroke-width="1.3"/>'
        yield _text(frame.x(value), bottom + 18, _amount(value), 11.5, BLACK, "bold", "middle")
    for value in panel.plane.y_edges[1:]:
        yield f'<path d="M{right},{frame.y(value):.1f}h6" stroke="{BLACK}" stroke-width="1.3"/>'
        yield _text(right + 9, frame.y(value) + 4, _amount(value), 11.5, BLACK, "bold")
    yield _text(right, bottom + 46, chart.x_label, 12, BLACK, anchor="end")
    middle = (top + bottom) / 2
    turned = f' transform="rotate(-90 16 {middle:.1f})"'
    yield _text(16, middle, chart.y_label, 12, BLACK, anchor="middle").replace("<text", f"<text{turned}", 1)


def _ticks(low: int, high: int) -> list[int]:
    values = (digit * 10**exponent for exponent in range(len(str(high))) for digit in (1, 2, 5))
    return [value for value in values if low <= value <= high]


def _amount(grains: int) -> str:
    value = Fraction(grains, GRAIN)
    return f"{value.numerator:,}" if value.denominator == 1 and value >= 10**4 else show(value)


def _legend(styles: dict[str, Style], top: float, chart: Chart) -> Iterator[str]:
    rows = [(f"url(#{style.id})", style.stroke, style.paragraph) for style in styles.values()]
    rows.append(("#fff", BLACK, chart.white))
    for number, (fill, stroke, paragraph) in enumerate(rows):
        y = top + LINE * number
        yield f'<rect x="{LEFT}" y="{y - 10:.1f}" width="24" height="13" fill="{fill}" stroke="{stroke}"/>'
        yield _text(LEFT + 31, y + 1, paragraph.name, 11.5, BLACK, "bold")
        yield _text(LEFT + 130, y + 1, paragraph.says or "A fact that decides it is open.", 11, "#333")
    x = WIDTH - RIGHT - 235
    for number, mark in enumerate(chart.marks):
        yield _marker(x, top + LINE * number - 4, mark)
        yield _text(x + 12, top + LINE * number, mark.words, 11, "#333")


# Text


def _text(x: float, y: float, words: str, size: float, colour: str, weight: str = "", anchor: str = "", halo: float = 0) -> str:
    extra = f' font-weight="{weight}"' if weight else ""
    extra += f' text-anchor="{anchor}"' if anchor else ""
    extra += f' paint-order="stroke" stroke="#fff" stroke-width="{halo:g}" stroke-linejoin="round"' if halo else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{extra}>{escape(words)}</text>'


def _rectangle(box: Box) -> str:
    left, top, right, bottom = box
    return f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'
