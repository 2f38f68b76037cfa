"""Clearing a hit: two persons, a reason, a day; void when the entry changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import SMALL

from licet.base.errors import IntegrityError, UsageError
from licet.parties.index import Index
from licet.parties.lists import Lists
from licet.parties.match import Party
from licet.parties.release import append, audit_lines, confirm, propose, read_allowed, released, withdraw
from licet.parties.screen import CLEAR, LISTED, NOT_CLEARED, REVIEW, Screener, listed_facts

DAY = date(2026, 11, 22)
PARTY = Party("Guangzhou Haige Kommunication Group", "DE")
REASON = "Another company: different register number and address."
WHOLE = Lists(None, (), (), (), "test", True)


def screener(*releases: object, lists: Lists = WHOLE, entries: object = SMALL) -> Screener:
    made = Screener.__new__(Screener)
    made.lists, made.day, made.releases, made.index = lists, DAY, tuple(releases), Index(entries)  # type: ignore[arg-type, assignment]
    return made


def entry_hit() -> object:
    return screener().screen(PARTY).judged[0].hit.entry


def proposed(path: Path) -> None:
    propose(path, PARTY, entry_hit(), REASON, "Anna", date(2027, 6, 1), DAY, "test")  # type: ignore[arg-type]


def test_two_persons_clear_a_hit_and_a_day_ends_it(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    assert screener().screen(PARTY).answer == REVIEW
    proposed(path)
    assert not released(path), "one person is not enough"
    confirm(path, 1, "Ben", DAY)
    found = released(path)
    answer = screener(*found).screen(PARTY)
    assert answer.answer == CLEAR and answer.judged[0].standing == "released" and "Anna and Ben" in answer.judged[0].why
    late = screener(*found)
    late.day = date(2027, 6, 2)
    assert late.screen(PARTY).answer == REVIEW
    assert screener(*found).screen(replace(PARTY, country="FR")).answer == REVIEW, "it is for that party alone"
    withdraw(path, 1, "Ben", "Not so sure any more.", DAY)
    assert not released(path)
    assert [line["act"] for line in audit_lines(path)] == ["propose", "confirm", "withdraw"]


def test_a_changed_entry_is_never_hidden(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    proposed(path)
    confirm(path, 1, "Ben", DAY)
    key = entry_hit().key  # type: ignore[attr-defined]
    changed = tuple(replace(one, footnotes=("4", "5")) if one.key == key else one for one in SMALL)
    answer = screener(*released(path), entries=changed).screen(PARTY)
    assert answer.answer == REVIEW and "changed" in answer.judged[0].why


@pytest.mark.parametrize(
    ("reason", "by", "until"), [("ok", "Anna", date(2027, 1, 1)), (REASON, " ", date(2027, 1, 1)), (REASON, "Anna", DAY)]
)
def test_a_release_needs_reason_author_and_day(tmp_path: Path, reason: str, by: str, until: date) -> None:
    with pytest.raises(UsageError, match="LIC-S061"):
        propose(tmp_path / "a", PARTY, entry_hit(), reason, by, until, DAY, "test")  # type: ignore[arg-type]


def test_the_second_person_is_another_one_and_answers_once(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    proposed(path)
    for number, who in ((1, "anna "), (1, ""), (7, "Ben")):
        with pytest.raises(UsageError, match="LIC-S062"):
            confirm(path, number, who, DAY)
    confirm(path, 1, "Ben", DAY)
    with pytest.raises(UsageError, match="LIC-S062"):
        confirm(path, 1, "Carla", DAY)


def test_an_audit_file_that_was_touched_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    proposed(path)
    confirm(path, 1, "Ben", DAY)
    path.write_bytes(path.read_bytes().replace(b"Anna", b"Eva "))
    with pytest.raises(IntegrityError, match="LIC-S060"):
        released(path)
    with pytest.raises(IntegrityError, match="LIC-S060"):
        append(path, {"act": "propose"})


def test_an_allow_list_by_one_person_quiets_and_decides_nothing(tmp_path: Path) -> None:
    entry = entry_hit()
    row = f'party = "{PARTY.name}"\ncountry = "DE"\nentry = "{entry.key}"\ncontent = "{entry.content()}"\n'  # type: ignore[attr-defined]
    row += f'reason = "{REASON}"\nauthor = "Anna"\nuntil = 2027-01-01\n'
    (tmp_path / "allow.toml").write_text(f"[[allow]]\n{row}\n[[allow]]\n{row}second = 'Ben'\n[[allow]]\nparty = 'x'\n", encoding="utf-8")
    found, complaints = read_allowed(str(tmp_path / "allow.toml"))
    assert [release.by_two for release in found] == [False, True] and complaints[0].code == "LIC-S051"
    one, two = (screener(release).screen(PARTY) for release in found)
    assert one.judged[0].standing == "quieted" and listed_facts(one, footnotes_told=True, gaps=())[0]["entity_list"] is None
    assert two.judged[0].standing == "released" and listed_facts(two, footnotes_told=True, gaps=())[0]["entity_list"] is False


def test_what_lists_bear() -> None:
    gappy = Lists(None, (), ("a list is missing",), (), "test", True)
    assert screener().screen(Party("Siemens", "DE")).answer == CLEAR
    assert screener(lists=gappy).screen(Party("Siemens", "DE")).answer == NOT_CLEARED
    assert screener(lists=gappy).screen(Party("Huawei Technologies", "CN")).answer == LISTED, "a list with gaps still hits"
    assert screener().screen(Party("Siemens", kind="individual")).answer == NOT_CLEARED, "a person with nothing but a name"
    assert screener().screen(Party("Sergei Borisovich Ivanov", "RU")).answer == REVIEW, "a name and a country do not make a person"


def test_facts_of_a_hit() -> None:
    listed, marks, by = listed_facts(screener().screen(Party("Huawei Technologies", "CN")), footnotes_told=True, gaps=())
    assert listed == {"entity_list": True, "meu_list": False, "unverified_list": False, "denied_persons": False, "sdn": False}
    assert marks == {"1": False, "4": True, "5": False} and "confirmed" in by
    listed, marks, _ = listed_facts(screener().screen(Party("Huawei Technologies", "BR")), footnotes_told=True, gaps=())
    assert listed["entity_list"] is None and marks["4"] is None and listed["sdn"] is False


def test_an_entry_does_not_hit_before_its_day() -> None:
    later = (replace(SMALL[0], since="2027-01-01"),)
    answer = screener(entries=later).screen(Party("Huawei Technologies", "CN"))
    assert answer.answer == CLEAR and "since 2027-01-01" in answer.notes[0]
