"""A provision in words: everything that a reader needs to check it against the book, and nothing lost on the way."""

from __future__ import annotations

import pytest

from licet.backends.text import provision_text
from licet.base.dates import day_number, parse_day
from licet.language.book import Book, View
from licet.language.provision import CODIFIED, ENFORCED, Version
from licet.language.tree import Amount, Compare, Const, Fact, Hole, In, Ref, walk
from licet.law import corpus


def book(iso: str, layer: str = ENFORCED) -> Book:
    return corpus().book(View(day_number(parse_day(iso)), None, layer))


def text_of(name: str, version: int = -1, law: Book | None = None) -> str:
    return provision_text(corpus().provisions[name].versions[version], law or corpus())


EVERY = [version for provision in corpus().provisions.values() for version in provision.versions]


def test_a_threshold_stands_with_its_unit_and_its_name() -> None:
    text = text_of("limb_a_1")
    assert "# limb_a_1\n\nECCN 3A090.a.1\n" in text
    assert "* ic_tpp at least 4800 TPP (tpp_floor)" in text
    assert "* Confidence: P, primary text read" in text
    assert "```python\nt.ic_tpp >= (tpp_floor := 4800)\n```" in text


def test_a_density_is_printed_as_the_law_prints_it() -> None:
    assert "ic_performance_density at least 5.92 TPP/mm2 (density_floor)" in text_of("limb_a_2")


def test_points_are_nested_as_the_condition_is() -> None:
    points = [line for line in text_of("within_lpp").splitlines() if line.lstrip().startswith("* ")]
    assert points[-5:] == [
        "* any of",
        "  * lpp_after_tpp at most the figure lpp_cap",
        "  * all of",
        "    * consignee_hq in supp5a",
        "    * operator_lpp_after_tpp at most the figure lpp_cap",
    ]


def test_a_book_fills_in_its_figures_and_its_tables() -> None:
    text = text_of("within_lpp", law=book("2025-06-02", CODIFIED))
    assert "at most the figure lpp_cap (26900000 TPP)" in text
    assert "consignee_hq in supp5a (19 named, supplement no. 5 to part 740 paragraph (a))" in text
    assert ": in force" in text


def test_days_are_days() -> None:
    text = text_of("saved_diffusion")
    assert "* en_route_since on or before 2025-05-15" in text
    assert "* Codified: 2025-05-15 to 2025-06-17" in text


def test_a_reference_brings_its_citation_and_its_purpose() -> None:
    text = text_of("saved_diffusion")
    assert "* not embargo (15 CFR part 746): Part 746 asks for a license." in text


def test_a_reference_that_is_not_in_force_says_so() -> None:
    assert "shut_for_headquarters (not in force: no)" in text_of("exception_tmp", law=book("2025-06-02"))


def test_both_layers_have_their_windows() -> None:
    text = text_of("exception_lpp", 0)
    assert "* Codified: 2025-01-13 to open" in text
    assert "* Enforced: 2025-01-13 to 2025-05-13" in text
    assert "not in force" in text_of("exception_lpp", 0, book("2025-06-02"))
    assert "* Codified: never" in text_of("exception_lpp", 1)


def test_law_that_was_not_read_says_why() -> None:
    assert "unknown: The savings clause of 88 FR 73458 was not read." in text_of("saved_2023_unread")


@pytest.mark.parametrize("version", EVERY, ids=lambda v: v.place)
def test_no_leaf_is_lost(version: Version) -> None:
    text = provision_text(version, corpus())
    condition = text.partition("## Condition")[2].partition("## Source")[0]
    for node in walk(version.tree):
        match node:
            case In(Fact(name), members, table):
                wanted = [name.removeprefix("reading:"), *members, *([table] if table else [])]
            case Compare(_, Fact(name), right):
                wanted = [name, *([right.name] if isinstance(right, Amount | Const | Fact) else [])]
            case Fact(name):
                wanted = name.split(":") if not name.startswith("reading:") else []
            case Hole(reason):
                wanted = [reason]
            case Ref(name):
                wanted = [name]
            case _:
                wanted = []
        missing = [word for word in wanted if word not in condition]
        assert not missing, f"{missing} in {condition}"
    assert version.cite in text
    assert version.text in text
