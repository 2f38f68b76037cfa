"""Model weights and services through every door: one line, a book, the verb."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import ORDINARY, checked, put_lines, run

import licet

MODEL = {
    "item_kind": "model_weights", "training_operations": "1e8", "weights_published": "no", "derived_from_published": "no",
    "below_open_frontier": "no", "destination": "MX", "consignee_hq": "MX", "date": "2025-06-02",
}  # fmt: skip
CHANGES = (
    {},
    {"training_operations": "100000000.000"},
    {"training_operations": "99999999.999"},
    {"training_operations": "", "original_training_operations": "8e7", "additional_training_operations": "25000000.001",
     "derived_from_published": "yes"},
    {"eccn": "4e091"},
    {"eccn": "4E091", "weights_published": "yes"},
    {"eccn": "4E091", "item_kind": ""},
    {"eccn": "4E091", "item_kind": "ic"},
    {"tpp": "5000"},
    {"weights_published": ""},
    {"action": "deemed_export", "destination": "US", "permanent_regular_employee": "no"},
    {"destination": "FR", "consignee_hq": "FR", "facility_supp10_secure": "yes", "date": "2026-03-02"},
    {"action": "reexport", "foreign_made": "yes", "subject_to_ear": "no", "trained_on_eccn": "3a090.A", "trained_in": "BR",
     "trained_on_subject_to_ear": "yes"},
    {"action": "service", "service": "iaas_training", "compute_received_under": "AIA"},
    {"action": "service", "service": "iaas_inference"},
)  # fmt: skip


def test_a_book_answers_as_each_line_does(tmp_path: Path) -> None:
    lines = [{**dict.fromkeys({name for change in CHANGES for name in change}, ""), **MODEL, **change} for change in CHANGES]
    ran = checked(put_lines(tmp_path, *lines), *ORDINARY, "--layer", "codified")
    for line, answered in zip(lines, ran.lines, strict=True):
        single = licet.check(**{name: text for name, text in line.items() if text}, layer="codified", assume=["ordinary"])
        assert (answered["outcome"], answered["via"], answered["review"]) == (single.outcome, single.via, single.review), line
        assert answered["codified_outcome"] == single.layers["codified"].outcome
    assert {answered["outcome"] for answered in ran.lines} == {
        "license_required", "no_license_required", "license_exception", "undetermined"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("1e26", "LIC-F003", "counted in 10^18 operations"),
        ("99999999.9999", "LIC-F004", "thousandths of 10^18 operations"),
        ("-1", "LIC-F003", "cannot be negative"),
    ],
)
def test_a_number_of_operations_is_never_rounded_or_guessed(text: str, code: str, word: str) -> None:
    ran = run("check", *(f"{name}={value}" for name, value in {**MODEL, "training_operations": text}.items()), *ORDINARY)
    assert ran.status == 2 and code in ran.err and word in ran.err


def test_what_the_book_tells_of_contradictions(tmp_path: Path) -> None:
    ran = checked(
        put_lines(
            tmp_path,
            {**MODEL, "eccn": "4E091"},
            {**MODEL, "eccn": "4E091", "weights_published": "yes"},
            {**MODEL, "eccn": "4E091", "item_kind": "computer"},
        ),
        *ORDINARY,
    )
    told = [line["conflicts"] for line in ran.lines]
    assert told[0] == "" and "published" in told[1] and "model_weights alone" in told[2]
    three = {**MODEL, "eccn": "", "original_training_operations": "5e7", "additional_training_operations": "6e7"}
    (line,) = checked(put_lines(tmp_path, three), *ORDINARY).lines
    assert "further training together" in line["conflicts"]
