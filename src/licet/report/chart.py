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
from itertools import product

from licet.base.quantities import GRAIN, show
from licet.decide.chip_life import Paragraph, Plane
from licet.report.words import wrapped

WIDTH, LEFT, RIGHT, TOP = 1000, 62, 58, 92
PANEL_HEIGHTS = {1: (620,), 2: (470, 330)}
PANEL_GAP = 84
LINE = 17
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
INK, MADE_FOR_CHINA = "#1a1a1a", "#a3123a"

STYLES = (
    ("#f6d5c6", "#b5451b", "M0,8 L8,0"),
    ("#fbe7bf", "#a87400", "M0,0 L8,8"),
    ("#cfe3f3", "#23669e", "M4,0 V8 M0,4 H8"),
    ("#d5ecdf", "#1f7a54", "M0,4 H8"),
    ("#ead9ef", "#7a3f8f", "M4,0 V8"),
    ("#e6e2d3", "#6d6233", "M0,8 L8,0 M0,0 L8,8"),
)
"""Tint, stroke and hatch of the controlled paragraphs, in the order of the law."""
OUT_STYLE = ("#f4f4f4", "#9a9a9a", "M2,2 h1")
OPEN_STYLE = ("#ffffff", "#6b6b6b", "M1,4 h5")

CLUSTER_PIXELS = 3
NAMES_MOST = 4


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
    is_made_for_china: bool = False
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One plane with its heading and the bounds of its axes in grains: least and most across, least and most up."""

    title: str
    plane: Plane
    bounds: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn."""

    title: str
    subtitle: str
    x_label: str
    y_label: str
    panels: tuple[Panel, ...]
    points: tuple[Point, ...]
    footnotes: tuple[str, ...]


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


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
    bottom = top - PANEL_GAP + 62
    body += _legend(styles, any(point.is_made_for_china for point in chart.points), bottom)
    bottom += LINE * max(len(styles) + 1, 5) + 8
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
            _text(LEFT, 32, chart.title, 21, INK, "bold"),
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
    yield _text(left, top - 10, panel.title, 14, INK, "bold")
    for (i, j), name in plane.cells.items():
        if name in styles:
            place = _rectangle((xs[i], ys[j + 1], xs[i + 1], ys[j]))
            yield f'<rect {place} fill="url(#{styles[name].id})" shape-rendering="crispEdges"/>'
    lines = []
    for (i, j), name in plane.cells.items():
        if plane.cells.get((i + 1, j), name) != name:
            lines.append(f"M{xs[i + 1]:.1f},{ys[j]:.1f}V{ys[j + 1]:.1f}")
        if plane.cells.get((i, j + 1), name) != name:
            lines.append(f"M{xs[i]:.1f},{ys[j + 1]:.1f}H{xs[i + 1]:.1f}")
    if lines:
        yield f'<path d="{"".join(lines)}" stroke="{INK}" stroke-width="1.3" fill="none"/>'
    yield f'<rect {_rectangle(frame.box)} fill="none" stroke="{INK}" stroke-width="1"/>'
    taken = Taken(frame.box, [_around(frame.x(p.x * GRAIN), frame.y(p.y * GRAIN)) for p in points])
    for name, style in styles.items():
        cells = [(xs[i], ys[j + 1], xs[i + 1], ys[j]) for (i, j), met in plane.cells.items() if met == name]
        if cells:
            yield _region_word(style, cells, taken)
    yield from _labels(_clusters(points, frame), taken)
    yield from (_marker(point, frame) for point in points)


def _region_word(style: Style, cells: Sequence[Box], taken: Taken) -> str:
    """The paragraph's name in the first free corner of its largest cell that has one."""
    name = style.paragraph.name
    size = 13.0 if any(right - left > _length(name, 13) + 12 for left, _, right, _ in cells) else 10.0
    width = _length(name, size)
    by_area = sorted(cells, key=lambda cell: (cell[0] - cell[2]) * (cell[3] - cell[1]))
    places = []
    for left, top, right, bottom in by_area:
        columns = (right - width - 6, left + 6, (left + right - width) / 2)
        places += [(x, y) for y, x in product((top + size + 4, bottom - 6, (top + bottom) / 2), columns)]
    x, y = next((place for place in places if taken.is_free(_text_box(*place, width, size))), places[0])
    taken.boxes.append(_text_box(x, y, width, size))
    return _text(x, y, name, size, style.stroke, "bold", halo=3.5)


# Markers and names


@dataclass
class Taken:
    """Boxes that no further text may touch, within the bounds of a panel."""

    within: Box
    boxes: list[Box]

    def is_free(self, box: Box) -> bool:
        left, top, right, bottom = self.within
        inside = left + 2 <= box[0] and box[2] <= right - 2 and top + 2 <= box[1] and box[3] <= bottom - 2
        return inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.boxes)

    def is_clear(self, x1: float, y1: float, x2: float, y2: float, start: Box) -> bool:
        """Whether a line from the middle of `start` meets no box but that one."""
        steps = [(x1 + (x2 - x1) * share / 12, y1 + (y2 - y1) * share / 12) for share in range(13)]
        return not any(b[0] < x < b[2] and b[1] < y < b[3] for b in self.boxes if b != start for x, y in steps)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Points that share a place: one label."""

    x: float
    y: float
    names: tuple[str, ...]
    rank: int | None


def _clusters(points: Iterable[Point], frame: Frame) -> list[Cluster]:
    """Points by place, those whose names are wanted most first."""
    groups: list[tuple[float, float, list[Point]]] = []
    for point in points:
        x, y = frame.x(point.x * GRAIN), frame.y(point.y * GRAIN)
        near = [group for group in groups if max(abs(group[0] - x), abs(group[1] - y)) < CLUSTER_PIXELS]
        if not near:
            groups.append((x, y, []))
        (near or groups[-1:])[0][2].append(point)
    found = []
    for x, y, members in groups:
        members.sort(key=lambda point: _urgency(point.rank))
        names = tuple(dict.fromkeys(point.name for point in members))
        found.append(Cluster(x, y, names, members[0].rank))
    return sorted(found, key=lambda cluster: (_urgency(cluster.rank), -cluster.x, cluster.names))


def _urgency(rank: int | None) -> int:
    return 10**6 if rank is None else rank


def _labels(clusters: Iterable[Cluster], taken: Taken) -> Iterator[str]:
    """Names beside points, greedily: whoever comes first takes the first free place."""
    size = 11.0
    for cluster in clusters:
        rest = len(cluster.names) - NAMES_MOST
        text = ", ".join(cluster.names[:NAMES_MOST]) + (f" +{rest}" if rest > 0 else "")
        width = _length(text, size)
        own = _around(cluster.x, cluster.y)
        for x, y, distance in _places(cluster, width, size):
            box = _text_box(x, y, width, size)
            end = min(max(cluster.x, box[0]), box[2]), min(max(cluster.y, box[1]), box[3])
            if not taken.is_free(box) or (distance and not taken.is_clear(cluster.x, cluster.y, *end, own)):
                continue
            taken.boxes.append(box)
            if distance:
                yield f'<path d="M{cluster.x:.1f},{cluster.y:.1f}L{end[0]:.1f},{end[1]:.1f}" stroke="#555" stroke-width="0.7"/>'
            yield _text(x, y, text, size, INK, halo=2.6)
            break


def _places(cluster: Cluster, width: float, size: float) -> Iterator[tuple[float, float, int]]:
    """Where the baseline of a label may begin, best first, and how far off; far ones only for names that are wanted."""
    x, y, half = cluster.x, cluster.y, size / 2 - 1.5
    beside = ((7, half), (-7 - width, half), (5, -6), (5, size + 4), (-width / 2, -8), (-width / 2, size + 6))
    for dx, dy in (*beside, (-5 - width, -6), (-5 - width, size + 4)):
        yield x + dx, y + dy, 0
    if cluster.rank is None:
        return
    for distance in (16, 24, 34, 46, 60, 76):
        for angle in (30, -30, 150, -150, 60, -60, 120, -120, 90, -90, 0, 180):
            dx, dy = distance * math.cos(math.radians(angle)), -distance * math.sin(math.radians(angle))
            yield x + dx - (0 if dx > 1 else width if dx < -1 else width / 2), y + dy + half, distance


def _marker(point: Point, frame: Frame) -> str:
    x, y = frame.x(point.x * GRAIN), frame.y(point.y * GRAIN)
    look = _marker_look(point.is_made_for_china, point.is_uncertain)
    return _shape(x, y, point.is_made_for_china, f"{look}><title>{escape(point.words)}</title></path>")


def _marker_look(is_made_for_china: bool, is_uncertain: bool) -> str:
    ink = MADE_FOR_CHINA if is_made_for_china else INK
    fill, stroke, width = ("#fff", ink, 1.4) if is_uncertain else (ink, "#fff", 0.8)
    return f'fill="{fill}" stroke="{stroke}" stroke-width="{width}"'


def _shape(x: float, y: float, is_diamond: bool, rest: str) -> str:
    outline = "m0,-5.2l5.2,5.2l-5.2,5.2l-5.2,-5.2z" if is_diamond else "m-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z"
    return f'<path d="M{x:.1f},{y:.1f}{outline}" {rest}'


# Axes and legend


def _axes(panel: Panel, frame: Frame, chart: Chart) -> Iterator[str]:
    """Ticks at 1, 2 and 5 on the left and below; the law's own edges in bold on the right and below those."""
    left, top, right, bottom = frame.box
    for value in _ticks(*frame.bounds[:2]):
        yield f'<path d="M{frame.x(value):.1f},{bottom}v5" stroke="{INK}"/>'
        yield _text(frame.x(value), bottom + 17, _amount(value), 11, INK, anchor="middle")
    for value in _ticks(*frame.bounds[2:]):
        yield f'<path d="M{left},{frame.y(value):.1f}h-5" stroke="{INK}"/>'
        yield _text(left - 8, frame.y(value) + 4, _amount(value), 11, INK, anchor="end")
    for value in panel.plane.x_edges[1:]:
        yield f'<path d="M{frame.x(value):.1f},{bottom}v20" stroke="{INK}" stroke-width="1.3"/>'
        yield _text(frame.x(value), bottom + 32, _amount(value), 11.5, INK, "bold", "middle")
    for value in panel.plane.y_edges[1:]:
        yield f'<path d="M{right},{frame.y(value):.1f}h6" stroke="{INK}" stroke-width="1.3"/>'
        yield _text(right + 9, frame.y(value) + 4, _amount(value), 11.5, INK, "bold")
    yield _text(right, bottom + 46, chart.x_label, 12, INK, anchor="end")
    middle = (top + bottom) / 2
    turned = f' transform="rotate(-90 16 {middle:.1f})"'
    yield _text(16, middle, chart.y_label, 12, INK, anchor="middle").replace("<text", f"<text{turned}", 1)


def _ticks(low: int, high: int) -> list[int]:
    values = (digit * 10**exponent for exponent in range(len(str(high))) for digit in (1, 2, 5))
    return [value for value in values if low <= value <= high]


def _amount(grains: int) -> str:
    value = Fraction(grains, GRAIN)
    return f"{value.numerator:,}" if value.denominator == 1 and value >= 10**4 else show(value)


def _legend(styles: dict[str, Style], has_diamonds: bool, top: float) -> Iterator[str]:
    rows = [(f"url(#{style.id})", style.stroke, style.paragraph) for style in styles.values()]
    rows.append(("#fff", INK, Paragraph("no paragraph", "White: the parameters meet none.", False)))
    for number, (fill, stroke, paragraph) in enumerate(rows):
        y = top + LINE * number
        yield f'<rect x="{LEFT}" y="{y - 10:.1f}" width="24" height="13" fill="{fill}" stroke="{stroke}"/>'
        yield _text(LEFT + 31, y + 1, paragraph.name, 11.5, INK, "bold")
        yield _text(LEFT + 130, y + 1, paragraph.says or "A fact that decides it is open.", 11, "#333")
    x = WIDTH - RIGHT - 235
    marks = [(False, False, "a chip"), (True, False, "made for China"), (False, True, "low confidence, or market disputed")]
    for number, (is_diamond, is_uncertain, words) in enumerate(mark for mark in marks if has_diamonds or not mark[0]):
        yield _shape(x, top + LINE * number - 4, is_diamond, f"{_marker_look(is_diamond, is_uncertain)}/>")
        yield _text(x + 12, top + LINE * number, words, 11, "#333")


# Text


def _text(x: float, y: float, words: str, size: float, colour: str, weight: str = "", anchor: str = "", halo: float = 0) -> str:
    extra = f' font-weight="{weight}"' if weight else ""
    extra += f' text-anchor="{anchor}"' if anchor else ""
    extra += f' paint-order="stroke" stroke="#fff" stroke-width="{halo:g}" stroke-linejoin="round"' if halo else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{extra}>{escape(words)}</text>'


def _length(words: str, size: float) -> float:
    """About how wide the words are: exact would need the font."""
    narrow = sum(letter in " .,:;'()ijl1I" for letter in words)
    return size * (0.62 * (len(words) - narrow) + 0.34 * narrow)


def _text_box(x: float, y: float, width: float, size: float) -> Box:
    return x - 1, y - size * 0.82, x + width + 1, y + size * 0.24


def _around(x: float, y: float, half: float = 5.5) -> Box:
    return x - half, y - half, x + half, y + half


def _rectangle(box: Box) -> str:
    left, top, right, bottom = box
    return f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'
