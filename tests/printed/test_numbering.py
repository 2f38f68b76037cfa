"""Which paragraph a line is."""

from __future__ import annotations

import pytest

from licet.printed.numbering import LETTER, ROMAN, UPPER, marks_between, numbered, own_words, rank


def paths(*lines: str, **options: object) -> list[str]:
    return ["/".join(one.path) for one in numbered(lines, **options)]  # type: ignore[arg-type]


def test_levels() -> None:
    assert paths("Opening.", "(a) One.", "(1) Two.", "(i) Three.", "(A) Four.", "(1) Five.", "(i) Six.", "(2) Five again.", "(b) One.") == [
        "", "a", "a/1", "a/1/i", "a/1/i/A", "a/1/i/A/1", "a/1/i/A/1/i", "a/1/i/A/2", "b",
    ]  # fmt: skip


def test_several_designations_at_once_and_run_in_ones() -> None:
    assert paths("(a)(1)(i) One.", "(ii) Two.", "(b) Terms—(1) Lamp. Three.", "(2) Four.") == ["a/1/i", "a/1/ii", "b", "b/1", "b/2"]
    assert paths("(g) Reports. (1) One.", "(2) Two.") == ["g", "g/1", "g/2"]


def test_letter_or_roman_is_told_by_what_follows() -> None:
    assert paths("(h) One.", "(1) Two.", "(i) Three.", "(ii) Four.", "(i) Five.") == ["h", "h/1", "h/1/i", "h/1/ii", "i"]
    assert paths("(h) One.", "(1) Two.", "(i) Three.", "(j) Four.") == ["h", "h/1", "i", "j"]


def test_italics_tell_the_inner_numbers_from_the_outer() -> None:
    lines = ("(a) One.", "(1) Two.", "(i) Three.", "(A) Four.", "(*1*) Five.", "(2) Two again.")
    assert paths(*lines, knows_italics=True) == ["a", "a/1", "a/1/i", "a/1/i/A", "a/1/i/A/1", "a/2"]


def test_designations_that_were_left_out() -> None:
    assert paths("(a) One.", "(1) Two.", "(6) Three.", "(17) Four.") == ["a", "a/1", "a/6", "a/17"]
    assert paths("(a) * * *", "(6) * * *", "(iii)(A) One.", "(B) Two.", "* * * * *", "(13) Three.") == ["a/6/iii/A", "a/6/iii/B", "a/13"]


def test_parts_of_a_section() -> None:
    expected = [("a", "9", "ii"), ("a", "9", "ii", "A"), ("c", "1")]
    assert paths("(ii) One.", "(A) Two.", "(1) Three.", "(i) Four.", expected=expected) == ["a/9/ii", "a/9/ii/A", "c/1", "c/1/i"]


def test_lines_without_a_number() -> None:
    (whole,) = [one for one in numbered(["(a) One.", "Two."]) if one.path]
    assert whole.text == "One. Two."
    assert paths("One.", "Two.", "Three.") == ["", "¶1", "¶2"]
    assert paths("One.", "Two means:", "(1) This.", "Three.", defines=True) == ["", "¶1", "¶1/1", "¶2"]


def test_points_and_notes() -> None:
    assert paths("1. One.", "a. Two.", "i. Three.", "2. Four.") == ["1", "1/a", "1/a/i", "2"]
    assert paths("(a) One.", "Note 2 to paragraph (a): Two.", "(b) Three.") == ["a", "a/note 2", "b"]


@pytest.mark.parametrize(
    ("kind", "mark", "number"), [(ROMAN, "iv", 4), (LETTER, "dd", 30), (UPPER, "B", 2), (ROMAN, "", None), (LETTER, "ab", None)]
)  # fmt: skip
def test_rank(kind: str, mark: str, number: int | None) -> None:
    assert rank(kind, mark) == number


def test_ranges() -> None:
    assert marks_between("i", "iv") == ["ii", "iii", "iv"]
    assert marks_between("y", "bb") == ["z", "aa", "bb"]


def test_a_duplicate_is_told_apart_and_lost_nothing() -> None:
    found = numbered(["(a) One.", "(a) Two."])
    assert [one.text for one in found] == ["One.", "Two."]
    assert len({one.path for one in found}) == 2


def test_words_are_compared_alike() -> None:
    assert own_words("“A”  –\u00a0b (*1*)") == own_words('"A" - b (1)')
    assert own_words("4800") != own_words("4801")
