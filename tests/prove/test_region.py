"""Regions of change are exact: a line changes its answer when, and only when, one of them holds of it."""

from __future__ import annotations

import random

import pytest

from licet.base.dates import day_number, parse_day
from licet.decide.case import summary
from licet.decide.evaluate import Evaluation
from licet.decide.settings import engine
from licet.facts.intake import admit
from licet.language.book import View
from licet.language.tree import Node, Ref
from licet.law import corpus
from licet.prove.region import Changes, Comparison, assumed_for

PLACES = ("MX", "DE", "GB", "CN", "MO", "VN", "AE", "KH", "SG", "IL", "RU", "US", "KP", "SA", "TW", "AE", "AE", "AE")
DAYS = [("2025-01-12", "2025-01-13"), ("2026-07-09", "2026-07-10")]


def compared(days: tuple[str, str], layer: str = "codified") -> tuple[Comparison, Changes]:
    numbers = day_number(parse_day(days[0])), day_number(parse_day(days[1]))
    books = corpus().book(View(numbers[0], None, layer)), corpus().book(View(numbers[1], None, layer))
    comparison = Comparison(corpus(), books, numbers, assumed_for({}), {})
    return comparison, comparison.changes()


def lines(count: int) -> list[dict[str, str]]:
    chance = random.Random(11)
    found = []
    for _ in range(count):
        kind = chance.choice(("ic", "ic", "computer", "memory"))
        own = "ic_" if kind == "computer" else ""
        of_a_circuit = {
            f"{own}tpp": chance.choice(("1599.999", "1600", "2399.999", "2400", "4799.999", "4800", "15831.2", "21000")),
            f"{own}applicable_die_area_mm2": chance.choice(("270.27", "405.4", "500", "814", "1500")),
            "datacenter": chance.choice(("yes", "no")),
        }
        of_a_kind = {
            "ic": {**of_a_circuit, "dram_bandwidth_gb_s": chance.choice(("6499.999", "6500")), "us_available_since": "2024-01-01"},
            "computer": {**of_a_circuit, "ic_count": chance.choice(("1", "8"))},
            "memory": {"memory_bandwidth_density": chance.choice(("2", "2.001", "3.3"))},
        }[kind]
        found.append({
            "destination": chance.choice(PLACES), "consignee_hq": chance.choice(PLACES), "item_kind": kind,
            "quantity": chance.choice(("1", "1699", "1700", "60000")), **of_a_kind,
        })  # fmt: skip
    return found


@pytest.mark.parametrize("days", DAYS)
def test_a_line_changes_exactly_where_a_region_says_so(days: tuple[str, str]) -> None:
    comparison, found = compared(days)
    assert found.complete and found.regions
    by, numbers = engine(), [day_number(parse_day(day)) for day in days]
    changed = 0
    for line in lines(200):
        answers = []
        rows = []
        for number, day in zip(numbers, days, strict=True):
            admitted = admit({**assumed_for({}), **line, "date": day}, {})
            assert not admitted.complaints
            rows.append(by.row(admitted.values, {}))
            answers.append(summary(by, by.codes(rows[-1], number))[0])
        evaluation = Evaluation(comparison.laws[0].book, rows[0], by.where)
        held = [region for region in found.regions if all(_holds(evaluation, one.leaf) is one.holds for one in region.conditions)]
        assert bool(held) == (answers[0] != answers[1]), (line, answers)
        assert all((region.before, region.after) == tuple(answers) for region in held)
        changed += bool(held)
    assert changed > 5


def _holds(evaluation: Evaluation, leaf: Node) -> bool | None:
    return evaluation.value(leaf.name) if isinstance(leaf, Ref) else evaluation.truth(leaf)


def test_nothing_changes_within_a_stretch() -> None:
    _, found = compared(("2025-02-03", "2025-02-04"))
    assert found.complete and not found.regions


def test_when_time_runs_out_it_is_said() -> None:
    numbers = day_number(parse_day("2025-01-12")), day_number(parse_day("2025-01-13"))
    books = corpus().book(View(numbers[0], None, "codified")), corpus().book(View(numbers[1], None, "codified"))
    found = Comparison(corpus(), books, numbers, assumed_for({}), {}).changes(lambda: False)
    assert not found.complete
