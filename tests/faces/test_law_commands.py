"""`licet law`, `country`, `facts`, `classify`: what the law and the vocabulary say of themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import BOOK, MEXICO, ORDINARY, put_lines, run, spawn

from licet.facts.profiles import PROFILES
from licet.facts.vocabulary import vocabulary

# law


def test_the_law_in_force_on_a_day_is_listed() -> None:
    ran = run("law", "list", "--as-of", "2025-06-02", "--json")
    names = {row["name"] for row in ran.json}
    assert ran.status == 0 and len(names) > 50
    assert all(row["cite"] and row["since"] <= "2025-06-02" and row["confidence"] in "PSU" for row in ran.json)
    before = {row["name"] for row in run("law", "list", "--as-of", "2022-10-20", "--json").json}
    assert len(before) < len(names)
    text = run("law", "list", "--as-of", "2025-06-02")
    assert "2025-06-02" in text.out.splitlines()[0] and f"{len(names)} provisions" in text.out


def test_layers_of_the_law_differ_where_a_rule_is_not_enforced() -> None:
    codified, enforced = (
        {
            (row["name"], row["cite"], row["says"])
            for row in run("law", "list", "--as-of", "2025-06-02", "--layer", layer, "--json").json
        }
        for layer in ("codified", "enforced")
    )
    assert any("742.6(a)(6)(iii)(A)" in cite for _, cite, _ in codified ^ enforced)
    assert run("law", "list", "--layer", "both").codes == ["LIC-U003"]


def test_a_list_is_searched_by_name_citation_or_words() -> None:
    by_cite = run("law", "list", "740.29", "--as-of", "2025-06-02", "--json").json
    assert by_cite and all("740.29" in f"{row['cite']} {row['says']} {row['name']}" for row in by_cite)
    assert run("law", "list", "no such words").status == 2


def test_one_thing_of_the_law_is_shown() -> None:
    cap = run("law", "show", "lpp_cap")
    assert cap.status == 0 and "26900000 TPP" in cap.out and "740.29" in cap.out
    for row in run("law", "list", "--as-of", "2025-06-02", "--json").json:
        shown = run("law", "show", row["name"])
        assert shown.status == 0 and row["cite"].removeprefix("15 CFR ") in shown.out, row["name"]


def test_letters_and_instruments_are_shown_with_their_confidence() -> None:
    assert "NVIDIA" in run("law", "show", "nvidia-h20").out
    names = {row["instrument"] for row in run("law", "timeline", "--json").json}
    assert len(names) > 10
    for name in names:
        assert run("law", "show", name).status == 0, name


def test_what_is_not_there_is_told_with_what_is_near() -> None:
    wrong, paragraph = run("law", "show", "lpp_cup"), run("law", "show", "3A090.a.1")
    assert (wrong.status, wrong.codes) == (2, ["LIC-U008"]) and "lpp_cap" in wrong.err
    assert paragraph.codes == ["LIC-U008"] and "Provisions that cite it" in paragraph.err


def test_the_timeline_is_in_order_and_searchable() -> None:
    rows = run("law", "timeline", "--json").json
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert rows[0]["day"] < "2022-11-01" < "2025-05-01" < rows[-1]["day"]
    found = run("law", "timeline", "nvidia", "--json").json
    assert found and len(found) < len(rows)
    text = run("law", "timeline", "nvidia")
    assert text.status == 0 and all(row["day"] in text.out for row in found)
    assert run("law", "timeline", "no such words").status == 2


def test_two_days_are_compared() -> None:
    ran = run("law", "diff", "2025-01-12", "2025-01-13", "--json")
    assert ran.status == 0 and "740.27" in ran.out
    assert run("law", "diff", "2025-01-13", "2025-01-12", "--json").stdout == ran.stdout, "the order of the days does not matter"
    same = run("law", "diff", "2024-06-03", "2024-06-04")
    assert same.status == 0
    assert run("law", "diff", "June", "2025-01-13").codes == ["LIC-U001"]


def test_a_book_under_two_days_shows_the_lines_that_change(tmp_path: Path) -> None:
    lines = [
        {"line_id": "a", "chip": "A800 SXM 80GB", "destination": "CN", "consignee_hq": "CN", "quantity": "1"},
        {"line_id": "b", "chip": "RTX 3060", "destination": "DE", "consignee_hq": "DE", "quantity": "1"},
    ]
    book = put_lines(tmp_path, *lines)
    ran = run("law", "diff", "2023-11-16", "2023-11-17", book, *ORDINARY)
    assert ran.status == 1 and "1 line" in ran.out
    assert any(line.split()[0] == "a" for line in ran.out.splitlines() if line.startswith("  "))
    rows = run("law", "diff", "2023-11-16", "2023-11-17", book, "--json", *ORDINARY).json
    assert {row["line"] for row in rows} == {"a"}
    none = run("law", "diff", "2023-11-17", "2023-11-18", book, *ORDINARY)
    assert none.status == 0
    whole = run("law", "diff", "2025-01-30", "2025-06-01", BOOK, "--json", *ORDINARY)
    assert whole.status == 1 and 0 < len({row["line"] for row in whole.json}) < 159


def test_the_law_can_be_piped_into_head() -> None:
    ran = spawn("law", "list", "--json")
    assert ran.status == 0 and json.loads(ran.stdout)


# country


@pytest.mark.parametrize(
    ("code", "day", "inside", "outside"),
    [
        ("CN", "2024-06-03", {"D:1", "D:5"}, {"A:5"}),
        ("DE", "2024-06-03", {"A:5"}, {"D:1", "D:5"}),
        ("IL", "2024-06-03", {"A:6"}, {"A:5"}),
        ("VN", "2024-06-03", {"D:1"}, {"A:5", "D:5"}),
    ],
)
def test_a_country_has_its_groups_of_the_day(code: str, day: str, inside: set[str], outside: set[str]) -> None:
    ran = run("country", code, "--as-of", day, "--json")
    tables = {group["table"] for group in ran.json["groups"]}
    assert ran.status == 0 and inside <= tables and not outside & tables
    assert all(group["cite"] for group in ran.json["groups"])
    text = run("country", code.lower(), "--as-of", day)
    assert f"({code}) on {day}" in text.out


@pytest.mark.parametrize(("code", "hint"), [("UK", "GB"), ("Vietnam", "VN"), ("XX", "ISO 3166")])
def test_a_country_that_is_none_is_told(code: str, hint: str) -> None:
    ran = run("country", code)
    assert (ran.status, ran.out, ran.codes) == (2, "", ["LIC-F006"]) and hint in ran.err


def test_every_country_can_be_asked() -> None:
    from licet.facts.countries import COUNTRIES

    for code in COUNTRIES:
        assert run("country", code, "--as-of", "2025-06-02").status == 0, code


# facts


def test_the_vocabulary_prints_every_fact_a_person_may_state() -> None:
    stated = [spec for spec in vocabulary().values() if not spec.derived]
    ran = run("facts", "--json")
    assert [row["name"] for row in ran.json] == [spec.name for spec in stated]
    assert all(row["question"].endswith("?") for row in ran.json)
    text = run("facts")
    assert text.status == 0 and all(spec.name in text.out for spec in stated)
    assert all("lpp" in row["name"] for row in run("facts", "lpp", "--json").json)
    assert run("facts", "nosuchfact").status == 2


def test_a_profile_prints_what_it_assumes() -> None:
    assert run("facts", "--profile", "ordinary", "--json").json == PROFILES["ordinary"]
    assert "end_use" in run("facts", "--profile", "ordinary").out
    assert run("facts", "--profile", "usual").codes == ["LIC-U002"]


# classify


@pytest.mark.parametrize(
    ("words", "eccn", "paragraph"),
    [
        (["chip=H100 SXM", "date=2025-06-02"], "3A090.a", "3A090.a.1"),
        (["chip=H20", "--as-of", "2025-06-02"], "3A991.p", "none"),
        (
            ["item_kind=ic", "tpp=4800", "applicable_die_area_mm2=814", "datacenter=yes", "--as-of", "2024-06-03"],
            "3A090.a",
            "3A090.a.1",
        ),
        (["item_kind=ic", "tpp=1600", "performance_density=5.92", "datacenter=yes", "date=2024-06-03"], "3A090.a", "3A090.a.2"),
        (["item_kind=ic", "tpp=1600", "performance_density=5.919", "datacenter=yes", "date=2024-06-03"], "3A090.b", "3A090.b.2"),
    ],
)
def test_items_are_classified(words: list[str], eccn: str, paragraph: str) -> None:
    ran = run("classify", *words, "--json")
    assert ran.status == 0
    assert (ran.json["eccn"], ran.json["paragraph"]) == (eccn, paragraph)
    assert eccn in run("classify", *words).out


def test_what_is_not_known_of_an_item_is_undetermined() -> None:
    ran = run("classify", "item_kind=ic", "tpp=1600", "date=2024-06-03", "--json")
    assert (ran.status, ran.json["eccn"]) == (3, "undetermined")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["chip=H100"], "LIC-F121"),
        (["chipp=H100"], "LIC-F001"),
        (["tpp=NaN"], "LIC-F002"),
        (["H100"], "LIC-U005"),
        (["chip=H20", "chip=H20"], "LIC-U006"),
        ([], "LIC-U005"),
    ],
)
def test_bad_items_are_refused(words: list[str], code: str) -> None:
    ran = run("classify", *words)
    assert (ran.status, ran.codes, ran.out) == (2, [code], "")


def test_an_answer_rests_on_the_law_that_is_listed() -> None:
    words = [f"{name}={value}" for name, value in MEXICO.items()]
    law = run("check", *words, "--json", *ORDINARY).json["law"]
    assert run("law", "list").out.startswith(f"{law['corpus']} ({law['digest'][:19]})")
    version = run("--version")
    assert version.status == 0 and law["corpus"] in version.out and law["digest"][:19] in version.out
