"""The drawing: well formed, self-contained, the same bytes twice, a word beside every colour, names that do not overlap."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import combinations
from xml.etree import ElementTree

import pytest

from licet.base.dates import day_number
from licet.decide.chip_life import Paragraph, Plane
from licet.faces.chips import View, Wanted, drawing, select
from licet.report.chart import Chart, Panel, Point, draw
from licet.report.chips import short_name
from licet.report.labels import Taken, around, clusters, place_labels, text_box, text_length

DAYS = (date(2022, 10, 10), date(2023, 5, 1), date(2026, 10, 2))
SVG = "{http://www.w3.org/2000/svg}"


@cache
def catalogue(day: date) -> str:
    view = View(day_number(day))
    return drawing(select(Wanted(), view), view)


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def texts(text: str) -> list[str]:
    return [node.text or "" for node in parsed(text).iter(f"{SVG}text")]


@pytest.mark.parametrize("day", DAYS)
def test_the_file_stands_alone(day: date) -> None:
    text = catalogue(day)
    assert parsed(text).tag == f"{SVG}svg"
    assert not re.search(r"href|<script|<style|<image|font-face|@import", text)
    assert re.findall(r"https?://[^\"<]+", text) == ["http://www.w3.org/2000/svg"]


def test_the_same_input_gives_the_same_bytes() -> None:
    view = View(day_number(DAYS[2]))
    assert drawing(select(Wanted(), view), view) == catalogue(DAYS[2])


@pytest.mark.parametrize("day", DAYS)
def test_title_day_law_and_footnote(day: date) -> None:
    words = texts(catalogue(day))
    assert words[0].endswith(day.isoformat())
    assert "us-ear" in words[1]
    assert words[-1] == "Information, not legal advice."


def test_every_point_has_a_title() -> None:
    titles = [node.text or "" for node in parsed(catalogue(DAYS[2])).iter(f"{SVG}title")][1:]
    assert len(titles) > 100
    assert any(title.startswith("NVIDIA L20: TPP 1912, performance density 3.139; none") for title in titles)


def test_regions_have_a_pattern_and_a_word() -> None:
    text = catalogue(DAYS[2])
    used = set(re.findall(r'fill="url\(#(\w+)\)"', text))
    assert used == set(re.findall(r'<pattern id="(\w+)"', text))
    hatches = re.findall(r'<path d="([^"]+)" stroke="[^"]+" stroke-width="0.8" stroke-opacity', text)
    assert len(set(hatches)) == len(hatches) == 5
    for paragraph in ("3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2", "3A090 note 2"):
        assert texts(text).count(paragraph) >= 2  # in the region and in the legend


def test_edges_of_the_law_are_written_at_the_axes() -> None:
    assert {"1600", "2400", "4800", "1.6", "3.2", "5.92"} <= set(texts(catalogue(DAYS[2])))
    assert {"4800", "600"} <= set(texts(catalogue(DAYS[1])))


def test_a_name_is_escaped() -> None:
    plane = Plane("tpp", "performance_density", (1_000,), (1_000,), {(0, 0): "a&b"}, (Paragraph("a&b", "<says>", True),))
    point = Point("<chip>", Fraction(5), Fraction(5), 'a "title" & more', (0,), 0)
    chart = Chart("<t>", "s", "x", "y", (Panel("p", plane, (1_000, 10_000, 1_000, 10_000)),), (point,), ())
    assert {"<t>", "<chip>", "a&b", "<says>"} <= set(texts(draw(chart)))


def test_notable_names_are_there() -> None:
    words = " | ".join(texts(catalogue(DAYS[2])))
    for name in ("H100", "A100", "A800", "H20", "L20", "L40", "RTX 4090", "RTX 4090 D", "B200"):
        assert re.search(rf"\b{name}\b", words), name


def test_labels_do_not_overlap() -> None:
    places = [(50.0 + 9 * number % 120, 60.0 + 7 * number % 90, f"chip {number}", number) for number in range(24)]
    taken = Taken((0, 0, 400, 300), [around(x, y) for x, y, _, _ in places])
    placed = list(place_labels(clusters(places), taken, 11))
    boxes = [text_box(one.x, one.y, text_length(one.text, 11), 11) for one in placed]
    assert len(boxes) > 12
    for a, b in combinations([*boxes, *(around(x, y) for x, y, _, _ in places)], 2):
        if a in boxes or b in boxes:
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_points_in_one_place_share_a_label() -> None:
    found = clusters([(10, 10, "H800", 7), (11, 10, "H100", 0), (10, 11, "H100", None), (90, 10, "L4", None)])
    assert [(one.text, one.rank) for one in found] == [("H100, H800", 0), ("L4", None)]


def test_short_names() -> None:
    names = {"GB200 (per GPU)": "GB200", "Instinct MI300X": "MI300X", "A800 40GB Active": "A800", "GeForce RTX 4090": "RTX 4090"}
    assert {name: short_name(name) for name in names} == names
