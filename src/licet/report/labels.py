"""Names beside points without overlap: greedily, the most wanted first, each in the first free place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
Leader = tuple[float, float, float, float]
"""A line from a point (x, y) to its label (x, y)."""

MARK = 5.5
"""Half of the square that a marker keeps free."""
TOGETHER = 3
"""Points nearer than so many pixels share a label."""
NAMES_MOST = 4
DISTANCES = (16, 24, 34, 46, 60, 76, 94, 114)
ANGLES = (30, -30, 150, -150, 60, -60, 120, -120, 90, -90, 0, 180, 45, -45, 135, -135)


@dataclass
class Taken:
    """Boxes that no further text may touch, within the bounds of a panel; and lines that it had better not cross."""

    within: Box
    boxes: list[Box]
    lines: list[Box] = field(default_factory=list)

    def is_free(self, box: Box, crosses_lines: bool = False) -> bool:
        left, top, right, bottom = self.within
        if not (left + 2 <= box[0] and box[2] <= right - 2 and top + 2 <= box[1] and box[3] <= bottom - 2):
            return False
        others = self.boxes if crosses_lines else (*self.boxes, *self.lines)
        return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)

    def is_clear(self, leader: Leader) -> bool:
        """Whether a leader meets no box but those in which it begins."""
        start, *rest = _steps(leader)
        return not any(_holds(box, step) for box in self.boxes if not _holds(box, start) for step in rest)

    def enter(self, label: Label, size: float) -> None:
        """Take the place of a label and of its leader."""
        self.boxes.append(text_box(label.x, label.y, text_length(label.text, size), size))
        if label.leader:
            self.boxes += [(x - 1, y - 1, x + 1, y + 1) for x, y in _steps(label.leader)[1:]]


def _steps(leader: Leader) -> list[tuple[float, float]]:
    x1, y1, x2, y2 = leader
    return [(x1 + (x2 - x1) * share / 16, y1 + (y2 - y1) * share / 16) for share in range(17)]


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Points that share a place, and so a label; `rank` says how much it is wanted (0 first, None: only if easy)."""

    x: float
    y: float
    names: tuple[str, ...]
    rank: int | None

    @property
    def text(self) -> str:
        rest = len(self.names) - NAMES_MOST
        return ", ".join(self.names[:NAMES_MOST]) + (f" +{rest}" if rest > 0 else "")


@dataclass(frozen=True, slots=True)
class Label:
    """A text at its baseline; with a line to its point when it stands apart."""

    x: float
    y: float
    text: str
    leader: Leader | None


def clusters(points: Iterable[tuple[float, float, str, int | None]]) -> list[Cluster]:
    """Points (x, y, name, rank) by place, those whose names are wanted most first."""
    groups: list[tuple[float, float, list[tuple[str, int | None]]]] = []
    for x, y, name, rank in points:
        near = [group for group in groups if max(abs(group[0] - x), abs(group[1] - y)) < TOGETHER]
        if not near:
            groups.append((x, y, []))
        (near or groups[-1:])[0][2].append((name, rank))
    found = []
    for x, y, members in groups:
        members.sort(key=lambda member: _urgency(member[1]))
        found.append(Cluster(x, y, tuple(dict.fromkeys(name for name, _ in members)), members[0][1]))
    return sorted(found, key=lambda cluster: (_urgency(cluster.rank), -cluster.x, cluster.names))


def _urgency(rank: int | None) -> int:
    return 10**6 if rank is None else rank


def place_labels(wanted: Iterable[Cluster], taken: Taken, size: float) -> Iterator[Label]:
    """The labels that found a place; each is entered in `taken`."""
    for cluster in wanted:
        label = _label(cluster, taken, size)
        if label is not None:
            taken.enter(label, size)
            yield label


def _label(cluster: Cluster, taken: Taken, size: float) -> Label | None:
    """The first free place that crosses no line; else, for a name that is wanted, the first free one."""
    width = text_length(cluster.text, size)
    for crosses_lines in (False, True) if cluster.rank is not None else (False,):
        for x, y, is_apart in _places(cluster, width, size):
            box = text_box(x, y, width, size)
            if not taken.is_free(box, crosses_lines):
                continue
            if not is_apart:
                return Label(x, y, cluster.text, None)
            leader = (cluster.x, cluster.y, min(max(cluster.x, box[0]), box[2]), min(max(cluster.y, box[1]), box[3]))
            if taken.is_clear(leader):
                return Label(x, y, cluster.text, leader)
    return None


def _places(cluster: Cluster, width: float, size: float) -> Iterator[tuple[float, float, bool]]:
    """Where the baseline may begin, best first, and whether that is apart; places apart only for names that are wanted."""
    x, y, half = cluster.x, cluster.y, size / 2 - 1.5
    beside = ((7, half), (-7 - width, half), (5, -6), (5, size + 4), (-width / 2, -8), (-width / 2, size + 6))
    for dx, dy in (*beside, (-5 - width, -6), (-5 - width, size + 4)):
        yield x + dx, y + dy, False
    if cluster.rank is None:
        return
    for distance, angle in product(DISTANCES, ANGLES):
        dx, dy = distance * math.cos(math.radians(angle)), -distance * math.sin(math.radians(angle))
        yield x + dx - (0 if dx > 1 else width if dx < -1 else width / 2), y + dy + half, True


def place_word(word: str, size: float, cells: Sequence[Box], taken: Taken) -> tuple[float, float]:
    """A free place for a region's name: in a corner of its largest cell, else anywhere in its cells, else where it must."""
    width = text_length(word, size)
    corners, anywhere = [], []
    for left, top, right, bottom in sorted(cells, key=lambda cell: (cell[0] - cell[2]) * (cell[3] - cell[1])):
        columns = (right - width - 6, left + 6, (left + right - width) / 2)
        corners += [(x, y) for y, x in product((top + size + 4, bottom - 6, (top + bottom) / 2), columns)]
        rows = range(int(top + size + 2), int(bottom - 2), 3)
        anywhere += [(x, float(y)) for y in rows for x in (columns[2], left + 3, right - width - 3)]
    places = corners + anywhere
    place = next((p for p in places if taken.is_free(text_box(*p, width, size), True)), places[0])
    taken.boxes.append(text_box(*place, width, size))
    return place


def text_length(words: str, size: float) -> float:
    """About how wide the words are: exact would need the font."""
    return size * sum(_letter_width(letter) for letter in words)


def _letter_width(letter: str) -> float:
    if letter in " .,:;'()ijl|It/-":
        return 0.32
    if letter in "MWmw@":
        return 0.87
    return 0.71 if letter.isupper() else 0.57


def text_box(x: float, y: float, width: float, size: float) -> Box:
    """The box of a text that begins at (x, y) on its baseline."""
    return x - 1, y - size * 0.82, x + width + 1, y + size * 0.24


def around(x: float, y: float) -> Box:
    """The box of a marker."""
    return x - MARK, y - MARK, x + MARK, y + MARK
