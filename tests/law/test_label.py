"""The version that the law gives itself, held against what it answers: the last part moves for wording, the middle for days and
coverage, the first when a past answer changes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import labels
from labels import Answered, Label

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"


@cache
def before() -> tuple[Label, dict[str, Answered]]:
    return labels.recorded()


def test_the_label_moves_as_the_law_does() -> None:
    old, now = before()[0], labels.label()
    changed = labels.changed(before()[1], labels.answers(before()[1]))
    changed += [erratum.case.id for erratum in labels.errata() if Label(erratum.version, "", "").part() > old.part()]
    rule = "major" if changed else "minor" if now.days != old.days else "patch" if now.digest != old.digest else "none"
    moved = {"major": 0, "minor": 1, "patch": 2}
    if rule == "none":
        assert now.version == old.version
        return
    parts = moved[rule] + 1
    told = f"A {rule} change since {old.version}; CORPUS.toml says {now.version}."
    assert now.part()[:parts] > old.part()[:parts], "\n".join((told, *changed))


def test_errata_hold_and_are_told() -> None:
    told = CHANGELOG.read_text(encoding="utf-8")
    for erratum in labels.errata():
        assert labels.answered(erratum.case).layers == erratum.now, erratum.case.id
        assert erratum.was != erratum.now
        assert f"`{erratum.case.id}`" in told, f"CHANGELOG.md does not name {erratum.case.id}."


def test_a_past_answer_that_changed_unnoticed_is_told() -> None:
    """The comparison itself: a changed outcome and a changed review count, an undetermined one that is answered now does not."""
    old = Answered("x", "q", ("license_required none presumption_of_denial", "undetermined none undetermined"))
    for layers, count in (
        (("license_required none case_by_case", "undetermined none undetermined"), 1),
        (("no_license_required NLR none", "undetermined none undetermined"), 1),
        (("license_required none presumption_of_denial", "no_license_required NLR none"), 0),
    ):
        assert len(labels.changed({"x": old}, {"x": Answered("x", "q", layers)})) == count
    assert labels.changed({"x": old}, {"x": Answered("x", "other", ("a b c", "d e f"))}) == []
    assert before()[1] and all(len(row.layers) == 2 for row in before()[1].values())
