"""One chip under every stretch of law, and the plane of thresholds: known days, known neighbours, and the law asked twice."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from licet.base.dates import day_number, day_of
from licet.base.quantities import GRAIN
from licet.decide.chip_life import (
    ANSWER_TO,
    ENTRY_OF,
    LETTER_FOR,
    PARAGRAPH_OF,
    Aspect,
    Change,
    Plane,
    Sight,
    Stretch,
    chip_life,
    classify_item,
    fact_asked,
    plane,
    steps_between,
)
from licet.decide.settings import engine
from licet.facts.catalogue import assumed_datacenter, chips, density_of, performance_of
from licet.facts.intake import admit
from licet.facts.profiles import assumptions

CONTROLLED_SINCE = date(2023, 11, 17)
DENSITY, LINKS = "performance_density", "io_bandwidth_gb_s"
BOUNDS = {DENSITY: (100 * GRAIN, 10**6 * GRAIN, 300, 100 * GRAIN), LINKS: (100 * GRAIN, 10**6 * GRAIN, GRAIN, 10**4 * GRAIN)}


def values(**texts: str) -> dict[str, object]:
    admitted = admit(texts, assumptions(["ordinary"]))
    assert not admitted.complaints
    return dict(admitted.values)


@cache
def life(chip: str, exporter: str = "NVIDIA", destinations: tuple[str, ...] = ("CN", "DE")) -> tuple[Stretch, ...]:
    line = {"chip": chip, "exporter_name": exporter, "origin": "US", "quantity": "1"}
    questions = {code: values(**line, destination=code, consignee_country=code, consignee_hq=code) for code in destinations}
    return chip_life(engine(), values(chip=chip), questions)  # type: ignore[arg-type]


def at(stretches: tuple[Stretch, ...], day: date) -> Stretch:
    return next(one for one in reversed(stretches) if one.since <= day_number(day))


def changes_of(stretches: tuple[Stretch, ...], kind: str) -> list[tuple[date, Change]]:
    return [(day_of(one.since), change) for one in stretches for change in one.changes if change.aspect.kind == kind]


# Known days


def test_the_a800_is_free_to_china_for_a_day_less_than_controlled() -> None:
    for day, outcome in ((date(2023, 11, 16), "no_license_required"), (CONTROLLED_SINCE, "license_required")):
        for layer in ("codified", "enforced"):
            assert at(life("A800 SXM"), day).standing[Aspect(ANSWER_TO, "CN", layer)][0] == outcome


def test_what_controlled_the_a800_is_named() -> None:
    changes = changes_of(life("A800 SXM"), PARAGRAPH_OF)
    (day, change), *later = changes
    assert (day, change.before, change.after) == (CONTROLLED_SINCE, ("none",), ("3A090.a.1",))
    assert [(ground.instrument, ground.paragraphs) for ground in change.grounds] == [("us-2023-acs", ("ECCN 3A090.a.1",))]
    assert not later


def test_the_h20_meets_no_paragraph_in_any_stretch() -> None:
    assert {stretch.standing[Aspect(PARAGRAPH_OF)] for stretch in life("H20")} == {("none",)}


def test_the_h20_is_reached_by_a_letter() -> None:
    begun = {(day, change.aspect.name) for day, change in changes_of(life("H20"), LETTER_FOR) if change.after == ("binds",)}
    assert begun == {(date(2025, 4, 9), "nvidia-h20")}


def test_a_letter_binds_its_addressee_alone() -> None:
    assert not changes_of(life("H20", "Somebody Else"), LETTER_FOR)


@pytest.mark.parametrize(
    ("chip", "paragraph", "is_controlled"),
    [
        ("RTX 4090", "3A090.a.1", True),
        ("RTX 4090 D", "3A090 note 2", False),
        ("L40", "3A090.b.1", True),
        ("L20", "none", False),
        ("L4", "3A090.a.2", True),
        ("A40", "3A090.b.2", True),
        ("H200 SXM", "3A090.a.1", True),
        ("RTX PRO 6000D Server", "undetermined", None),
    ],
)
def test_neighbours_since_november_2023(chip: str, paragraph: str, is_controlled: bool | None) -> None:
    found = classify_item(engine(), values(chip=chip), day_number(CONTROLLED_SINCE))  # type: ignore[arg-type]
    assert (found.paragraph, found.is_controlled) == (paragraph, is_controlled)


def test_the_h200_has_been_in_the_list_ever_since_there_is_one() -> None:
    (day, _), *later = changes_of(life("H200 SXM"), ENTRY_OF)
    assert day == date(2022, 10, 21)
    assert not later


# The shape of a life


def test_stretches_follow_each_other_without_a_gap() -> None:
    found = life("A800 SXM")
    assert day_of(found[0].since) == date(2022, 10, 7)
    assert [one.until for one in found] == [*(one.since for one in found[1:]), None]
    assert all(one.changes for one in found[1:])
    assert not found[0].changes


@pytest.mark.parametrize("chip", ["A800 SXM", "RTX 4090", "H200 SXM", "H20"])
def test_every_change_has_a_ground_and_is_one(chip: str) -> None:
    for stretch in life(chip)[1:]:
        for change in stretch.changes:
            assert change.before != change.after
            assert change.grounds, (day_of(stretch.since), change)
            assert all(ground.cite for ground in change.grounds)


def test_the_life_is_what_the_compiled_law_says() -> None:
    """Leaf by leaf and compiled: two readings of one law agree on every first day."""
    asked = values(chip="RTX 4090")
    for stretch in life("RTX 4090"):
        found = classify_item(engine(), asked, stretch.since)  # type: ignore[arg-type]
        assert (found.paragraph,) == stretch.standing[Aspect(PARAGRAPH_OF)]
        assert (found.entry,) == stretch.standing[Aspect(ENTRY_OF)]


def test_what_was_not_yet_published_is_not_seen() -> None:
    before = Sight(known_at=day_number(date(2023, 10, 1)))
    found = classify_item(engine(), values(chip="A800 SXM"), day_number(CONTROLLED_SINCE), before)  # type: ignore[arg-type]
    assert found.paragraph == "none"


# The plane


@cache
def drawn(day: date, datacenter: str, up: str) -> Plane:
    item = values(item_kind="ic", datacenter=datacenter)
    return plane(engine(), item, "tpp", up, BOUNDS[up], day_number(day))  # type: ignore[arg-type]


def test_the_law_says_what_to_draw() -> None:
    days = {date(2022, 10, 10): None, date(2023, 5, 1): LINKS, CONTROLLED_SINCE: DENSITY, date(2026, 10, 2): DENSITY}
    assert {day: fact_asked(engine(), (DENSITY, LINKS), day_number(day)) for day in days} == days


def test_edges_are_those_of_the_text() -> None:
    found = drawn(CONTROLLED_SINCE, "yes", DENSITY)
    assert found.x_edges[1:] == (1_600_000, 2_400_000, 4_800_000)
    assert found.y_edges[1:] == (1_600, 3_200, 5_920)
    assert [one.name for one in found.paragraphs] == ["3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2"]


def test_edges_of_october_2022() -> None:
    found = drawn(date(2023, 5, 1), "yes", LINKS)
    assert (found.x_edges[1:], found.y_edges[1:]) == ((4_800_000,), (600_000,))
    assert drawn(date(2023, 5, 1), "no", LINKS) == found


def test_a_note_that_takes_out_is_no_control() -> None:
    found = drawn(CONTROLLED_SINCE, "no", DENSITY)
    assert [(one.name, one.is_controlled) for one in found.paragraphs] == [("3A090.a.1", True), ("3A090 note 2", False)]


@pytest.mark.parametrize("datacenter", ["yes", "no"])
def test_the_law_agrees_with_the_plane_off_the_grid(datacenter: str) -> None:
    found = drawn(CONTROLLED_SINCE, datacenter, DENSITY)
    item = values(item_kind="ic", datacenter=datacenter)
    for x in (*found.x_edges, *(edge - 1 for edge in found.x_edges[1:]), 123_457, 3_333_333, 99_999_999):
        for y in (*found.y_edges, *(edge - 1 for edge in found.y_edges[1:]), 301, 4_567, 77_777):
            line = {**item, "tpp": x, "performance_density:top": y, "performance_density:bottom": GRAIN}
            assert classify_item(engine(), line, day_number(CONTROLLED_SINCE)).paragraph == found.at(x, y)  # type: ignore[arg-type]


def test_every_chip_lies_in_the_region_of_its_paragraph() -> None:
    """By performance and area on one side, by the drawn plane on the other."""
    checked = 0
    for chip in chips():
        performance, density, label = performance_of(chip), density_of(chip), assumed_datacenter(chip)
        if performance is None or density is None or label is None:
            continue
        x = int(performance.tpp * GRAIN / chip.ics_summed)
        y = int(density.tpp * GRAIN / density.area_mm2)
        day = date(2026, 10, 2)
        found = classify_item(engine(), values(chip=chip.chip_id), day_number(day))  # type: ignore[arg-type]
        assert drawn(day, label[0], DENSITY).at(x, y) == found.paragraph, chip.chip_id
        checked += 1
    assert checked > 100


def test_steps_lie_within_their_bounds() -> None:
    steps = steps_between(250, 7_000)
    assert steps[0] == 250
    assert steps[-1] == 7_000
    assert all(high * 5 <= low * 6 for low, high in pairwise(steps))
