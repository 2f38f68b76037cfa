"""The printed answer: three lines that name both layers, and below them what a person would have to defend."""

from __future__ import annotations

from datetime import date

import pytest

from licet.base.dates import day_number
from licet.decide.changes import law_changes
from licet.decide.determination import Determination
from licet.decide.determine import Question, determine
from licet.decide.flip import flips_of
from licet.decide.places import country_answer
from licet.decide.settings import engine
from licet.facts.intake import admit
from licet.facts.profiles import assumptions
from licet.law import corpus
from licet.report.law_text import changes_text, country_text
from licet.report.text import full_text, headline_lines, summary_text
from licet.report.tree import leaf_lines
from licet.report.words import WIDTH

MEXICO = {
    "line_id": "17", "chip": "H100 SXM", "quantity": "1699", "destination": "MX", "consignee_hq": "MX", "consignee_parent": "none",
    "consignee_name": "Nopal", "date": "2025-06-02",
}  # fmt: skip


def asked(layer: str = "enforced", assume: tuple[str, ...] = ("ordinary",), **facts: str) -> Determination:
    line = admit(facts, assumptions(list(assume)))
    assert not line.complaints
    day = line.values["date"]
    assert isinstance(day, int)
    question = Question(day, layer=layer)
    return determine(engine(), line, question, flips_of(engine(), line, question))


def flat(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


def test_three_lines_name_both_layers_the_rule_and_what_is_missing() -> None:
    first, rule, missing = headline_lines(asked(**MEXICO))
    assert first == "As enforced on 2025-06-02: no license is required (NLR). As codified: license exception LPP is available."
    assert rule.startswith("Rule: 15 CFR 742.6(a)(6)(iii) is not met: Country Groups D:1, D:4 and D:5")
    assert missing.startswith("Missing: nothing; ") and missing.endswith("facts are assumed.")


def test_codified_heads_when_asked() -> None:
    first, rule, _ = headline_lines(asked("codified", **MEXICO))
    assert first.startswith("As codified on 2025-06-02: license exception LPP is available. As enforced: no license is required")
    assert rule.startswith("Rule: 15 CFR 740.29 is met")


def test_not_yet_due_is_said() -> None:
    first = headline_lines(asked(**(MEXICO | {"date": "2025-02-01"})))[0]
    assert first.endswith("Compliance with what is codified was not yet due.")


def test_unknown_facts_are_named_first_and_asked_as_questions() -> None:
    answer = asked(assume=(), **MEXICO)
    first, _, missing = headline_lines(answer)
    assert "undetermined" in first
    assert answer.needs[0].name in missing and "more" in missing
    text = flat(full_text(answer))
    for need in answer.needs:
        assert need.name in text and need.question in text and need.cite in text


def test_reading_to_choose_is_shown_as_an_option() -> None:
    answer = asked(chip="A30", quantity="100", destination="CN", consignee_hq="CN", date="2026-06-02")
    assert "a choice of the reading enforced_review" in headline_lines(answer)[2]
    assert "--reading enforced_review=...: Which review policy does BIS apply" in flat(summary_text(answer))


def test_readings_of_a_conflict_are_shown_with_what_follows() -> None:
    answer = asked(chip="H100 SXM", quantity="100", destination="VN", consignee_hq="VN", date="2026-06-02")
    text = flat(summary_text(answer))
    assert "closed (chosen): The closed list governs" in text
    assert "open: 740.29(c) governs" in text
    assert "codified: license exception LPP is available" in text


def test_letter_that_binds_heads_the_answer() -> None:
    answer = asked(chip="H20", quantity="1000", destination="CN", consignee_hq="CN", date="2025-05-01", exporter_name="NVIDIA")
    first, rule, _ = headline_lines(answer)
    assert "a license is required" in first and "but for the letter" in first and "As codified: no license is required" in first
    assert rule.startswith("Rule: the letter nvidia-h20 to NVIDIA binds this exporter")
    assert "marked S (secondary source)" in rule


def test_full_text_holds_every_part_of_the_defence() -> None:
    answer = asked("codified", **MEXICO)
    text = flat(full_text(answer))
    for part in (
        "ECCN 3A090.a; parameters of 3A090 met: 3A090.a.1; tpp 15831.2",
        "ic_tpp 15831.2 >= 4800 yes",
        "lpp_after_tpp 26897208.8 <= 26900000 yes",
        "15 CFR 740.29(a), (d) [P] since 2025-01-13, within_lpp",
        "quantity 1700: a license is required (codified)",
        "AIA no 15 CFR 740.27 15 CFR 740.27(a): destination MX, tested in supp5a",
        "lpp:nopal:2025 (codified): this line 26897208.8 TPP, limit 26900000, 2791.2 left after it",
        "within 30 days of the export or reexport: Send a copy of the certification",
        "profile ordinary: action=export",
    ):
        assert part in text, part
    assert answer.law["digest"][:19] in text and "as of 2025-06-02" in text and answer.path in text


def test_every_deciding_provision_is_printed_once() -> None:
    answer = asked("codified", **MEXICO)
    text = flat(full_text(answer))
    names = {name for layer in answer.layers for name in answer.proof[layer]["nodes"]}
    for name in names:
        assert f", {name} " in text or f" {name} (" in text, name
    # Both layers rest on the same party test: written out for the first, referred to in the second.
    assert text.count(", party_of_macau_or_d5 ") == 1
    assert "party_of_macau_or_d5 (15 CFR 742.6(a)(6)(iii); 744.23(a)(3)(i)): see above, under codified" in text


@pytest.mark.parametrize("width", [80, WIDTH, 120])
def test_lines_fit_the_page(width: int) -> None:
    answers = [asked(**MEXICO), asked("codified", **MEXICO), asked(assume=(), **MEXICO)]
    pages = [full_text(answer, width) for answer in answers] + [summary_text(answer, width) for answer in answers]
    pages.append(country_text(country_answer(corpus(), "KH", day_number(date(2026, 1, 1))), width))
    pages.append(changes_text(law_changes(corpus(), day_number(date(2025, 1, 12)), day_number(date(2025, 1, 13))), width))
    for page in pages:
        assert "\x1b" not in page
        for line in page.splitlines():
            assert len(line) <= width, line
            assert line == line.rstrip()


def test_comparisons_that_differ_in_bound_or_fact_alone_are_joined() -> None:
    facts = {"destination": "MX", "a_hq": "MX", "b_hq": "MX", "x": "no", "y": "no", "n": "none", "date": "2025-06-02"}
    leaves = [
        {"fact": "a_hq", "op": "in", "bound": "D:5", "holds": "no"},
        {"fact": "b_hq", "op": "in", "bound": "D:5", "holds": "no"},
        {"fact": "destination", "op": "in", "bound": "A:5", "holds": "yes"},
        {"fact": "x", "op": "is", "bound": "yes", "holds": "no"},
        {"fact": "y", "op": "is", "bound": "yes", "holds": "no"},
        {"fact": "n", "op": "<=", "bound": "date", "holds": "no"},
        {"law": "The clause was not read.", "holds": "unknown"},
    ]
    assert leaf_lines(leaves, facts) == [
        "n none <= date 2025-06-02 no", "not read: The clause was not read.", "x, y: no", "a_hq, b_hq MX in D:5 no",
        "destination MX in A:5 yes",
    ]  # fmt: skip


def test_over_the_limit_is_said_as_such() -> None:
    answer = asked(chip="H100 SXM", quantity="60000", destination="BR", consignee_hq="BR", date="2025-06-02", layer="codified")
    assert any("over the limit" in line for line in full_text(answer).splitlines())


def test_country_text() -> None:
    israel = flat(country_text(country_answer(corpus(), "IL")))
    assert "Advanced computing destination: no. In D:4, but also in A:6, which takes it out." in israel
    hong_kong = flat(country_text(country_answer(corpus(), "HK")))
    assert "Treated as China (CN) since 2020-12-23 (85 FR 83765) [S]." in hong_kong
    emirates = flat(country_text(country_answer(corpus(), "AE")))
    assert "2026-07-10 out of D:4" in emirates and "uae: the law names it: " in emirates


def test_changes_text() -> None:
    text = changes_text(law_changes(corpus(), day_number(date(2025, 1, 12)), day_number(date(2025, 1, 13))))
    shown = flat(text)
    assert "requires_a: reworded, codified only; enforced unchanged" in shown
    assert "before 15 CFR 742.6(a)(6)(iii) [P] Country Groups D:1, D:4 and D:5" in shown
    assert "compliance due 2025-05-15, by Framework for Artificial Intelligence Diffusion, 90 FR 4544" in shown
    assert "lpp_cap: none before, 26900000 after" in shown
    same = changes_text(law_changes(corpus(), 20000, 20000))
    assert "The law is the same on both days." in same
