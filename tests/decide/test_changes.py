"""What changed in the law between two days: the diff that people look at on the morning after a rule."""

from __future__ import annotations

from datetime import date

import pytest

from licet.base.dates import day_number, day_of
from licet.base.errors import UsageError
from licet.decide.changes import LawChanges, ProvisionChange, law_changes
from licet.language.book import View
from licet.language.provision import LAYERS
from licet.law import corpus


def between(first: tuple[int, int, int], second: tuple[int, int, int], layer: str | None = None) -> LawChanges:
    return law_changes(corpus(), day_number(date(*first)), day_number(date(*second)), layer)


DIFFUSION = between((2025, 1, 12), (2025, 1, 13))


def of(changes: LawChanges, provision: str) -> dict[str, ProvisionChange]:
    return {change.layer: change for change in changes.provisions if change.provision == provision}


def test_worldwide_requirement_is_codified_and_not_enforced() -> None:
    found = of(DIFFUSION, "requires_a")
    assert set(found) == {"codified"}
    change = found["codified"]
    assert change.kind == "reworded" and change.before and change.after
    assert change.before.cite == "15 CFR 742.6(a)(6)(iii)"
    assert change.after.cite == "15 CFR 742.6(a)(6)(iii)(A)"
    assert change.after.by == "us-2025-diffusion" and "90 FR 4544" in change.after.instrument
    assert change.after.due == "2025-05-15"
    assert change.before.source != change.after.source and change.before.text != change.after.text
    assert set(of(DIFFUSION, "requires_a_headquarters")) == {"enforced"}


def test_layer_narrows_the_diff() -> None:
    enforced = between((2025, 1, 12), (2025, 1, 13), "enforced")
    assert not of(enforced, "requires_a") and of(enforced, "requires_a_headquarters")
    assert {change.layer for change in enforced.provisions} == {"enforced"}
    with pytest.raises(UsageError, match="LIC-U003"):
        between((2025, 1, 12), (2025, 1, 13), "printed")


def test_figures_and_tables_begin() -> None:
    figures = {figure.figure: (figure.before, figure.after) for figure in DIFFUSION.figures}
    assert figures["lpp_cap"] == ("", "26900000")
    table = next(table for table in DIFFUSION.tables if table.table == "supp5a")
    assert len(table.added) == 19 and not table.removed and "90 FR 4544" in table.instrument
    assert any(event.kind == "effective" and event.instrument == "us-2025-diffusion" for event in DIFFUSION.events)


def test_emirates_move() -> None:
    changes = between((2026, 7, 9), (2026, 7, 10))
    tables = {table.table: (table.added, table.removed) for table in changes.tables}
    assert tables["A:5"] == (("AE",), ()) and tables["D:4"] == ((), ("AE",))
    assert of(changes, "freed_by_supplement_8")["enforced"].kind == "added"


def test_repealed_rule_has_ended() -> None:
    changes = between((2023, 11, 16), (2023, 11, 17))
    ended = of(changes, "requires_2022")["codified"]
    assert ended.kind == "ended" and ended.after is None and ended.before


def test_letters_begin_and_end() -> None:
    changes = between((2025, 4, 1), (2025, 7, 2))
    letters = {(letter.letter, letter.kind): letter.day for letter in changes.letters}
    assert letters["nvidia-h20", "began"] == "2025-04-09"
    assert letters["eda-2025", "began"] == "2025-05-23" and letters["eda-2025", "ended"] == "2025-07-02"


def test_duties_begin() -> None:
    changes = between((2024, 4, 3), (2024, 4, 4))
    assert [duty.via for duty in changes.duties] == [("NAC",), ("license_required",)]


def test_guidance_moves_what_is_enforced_and_adds_what_it_says_itself() -> None:
    changes = between((2025, 5, 12), (2025, 5, 13))
    codified = [change for change in changes.provisions if change.layer == "codified"]
    assert {change.kind for change in changes.provisions if change.layer == "enforced"} >= {"reworded"}
    assert codified and all(change.after and change.after.by == "us-2025-guidance-0513" for change in codified)


def test_same_day_is_no_change_and_order_does_not_matter() -> None:
    nothing = between((2025, 6, 2), (2025, 6, 2))
    assert not nothing and not nothing.events
    assert between((2025, 1, 13), (2025, 1, 12)) == DIFFUSION


def test_rows_that_differ_in_confidence_alone_are_no_change() -> None:
    assert not between((2025, 1, 14), (2025, 1, 15)).tables


def test_diff_agrees_with_the_books_on_every_boundary() -> None:
    law = corpus()
    for day in law.boundaries:
        if not 2022 <= day_of(day).year < 2028:
            continue
        changes = law_changes(law, day - 1, day)
        for layer in LAYERS:
            before, after = law.book(View(day - 1, None, layer)), law.book(View(day, None, layer))
            names = {**before.versions, **after.versions}
            doubtful = {name for name, version in after.versions.items() if law.doubt(version.by, after.view)}
            differ = {name for name in names if before.versions.get(name) is not after.versions.get(name)} - doubtful
            named = {change.provision for change in changes.provisions if change.layer == layer}
            assert named <= differ
            gone_as_text = {name for name in differ - named if name in after.versions and "False" in after.versions[name].source}
            assert differ - named == gone_as_text
