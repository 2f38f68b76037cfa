"""What was made to break: files that are not what they say, names that hide a party, owners in circles. Nothing is lost, nothing clears."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest
from conftest import SMALL, entry, index_of

from licet.base.errors import FileError, IntegrityError
from licet.parties.index import Index
from licet.parties.lists import Lists, lists_on
from licet.parties.load.any import read_any
from licet.parties.load.owners import read_owners
from licet.parties.match import Party, search
from licet.parties.release import as_written
from licet.parties.screen import CLEAR, Screener
from licet.parties.standing import Ownerships
from licet.parties.vintage import all_vintages, current, take

DAY = date(2026, 11, 12)
WHOLE = Lists(None, (), (), (), "test", True)
ENTITY = '"Entity List (EL)"'


def screener(*entries: object, index: Index | None = None) -> Screener:
    return Screener(WHOLE, DAY, index=index or index_of(entries or SMALL))  # type: ignore[arg-type]


# Names


@pytest.mark.parametrize(
    "asked",
    [
        "Orchard GmbH c/o Huawei Technologies Co., Ltd.", "on behalf of Huawei Technologies", "Orchard GmbH / Huawei Technologies",
        "Orchard GmbH; Huawei Technologies Co Ltd", "Orchard a/k/a Huawei Technologies", "Orchard, formerly known as Huawei Technologies",
        "Orchard|Huawei Technologies", "Orchard GmbH; ПАО «Микрон»", "Orchard d/b/a 华为技术有限公司",
    ],
)  # fmt: skip
def test_one_name_in_a_field_hides_no_other(small: Index, asked: str) -> None:
    hits = search(small, Party(asked, "CN")).hits
    assert hits, "the second name was not looked at"
    assert screener(index=small).screen(Party(asked, "CN")).answer == "review", "whose name it is, people decide"


@pytest.mark.parametrize("asked", ["Huawe1 Techno1ogies", "HUAWE1 TECHN0L0GIES CO LTD", "M1kron"])
def test_digits_that_look_like_letters(small: Index, asked: str) -> None:
    assert search(small, Party(asked)).hits


@pytest.mark.parametrize(
    ("asked", "why"),
    [("\u202eiewauH\u202c Systems", "another order"), ("หัวเว่ย", "Thai"), ("ファーウェイ", "Katakana"), ("Χουαγουέι", "Greek"),
     ("x" * 501, "501")],
)  # fmt: skip
def test_a_name_that_cannot_be_judged_is_never_clear(small: Index, asked: str, why: str) -> None:
    answer = screener(index=small).screen(Party(asked, "DE"))
    assert answer.answer != CLEAR and why in " ".join(answer.open)
    assert screener(index=small).screen(Party("Müller Söhne Çelik AŞ", "DE")).answer == CLEAR, "marks on Latin letters are read"


def test_a_release_is_for_the_name_as_written() -> None:
    assert as_written("HAIGE Technical, G.m.b.H") == as_written("Haige  technical g.m.b.h.")
    assert as_written("Haige Technical") != as_written("Haige Technology"), "both fold to one word, and are two companies"


# Files of lists


@pytest.mark.parametrize(
    ("data", "entries", "complaints"),
    [
        (b'<E><DIV9 N="Supplement No. 4 to Part 744"><TR><TD>CHINA</TD><TD>' + b"<I>" * 50_000 + b"</I>" * 50_000
         + b"</TD></TR><TR><TD></TD><TD>Acme</TD></TR></DIV9></E>", 1, 1),
        (b'{"id":1,"schema":"Company","properties":[]}\n{"id":2,"schema":"Company","properties":{"name":[7]}}', 0, 2),
        (b'{"key":"a","list":"sdn","names":[[5,"primary"]]}\n{"key":"b","list":"sdn","names":["abc"]}\n{"key":"c","list":"?","names":[["A","primary"]]}\n'
         b'{"key":"d","list":"sdn","names":[["A","primary"]],"countries":"CN"}\n{"key":"e","list":"sdn","names":[["A","primary"]]}', 1, 4),
        (f"name,source\nAcme,{ENTITY}\n".encode("utf-16"), 1, 0),
        (f'{{"results":[{{"name":"A","source":{ENTITY},"addresses":[null]}},{{"name":"B","source":{ENTITY}}}]}}'.encode(), 1, 1),
    ],
)  # fmt: skip
def test_broken_rows_are_told_and_the_others_read(data: bytes, entries: int, complaints: int) -> None:
    read = read_any(data, "x")
    assert (len(read.entries), len(read.complaints)) == (entries, complaints), read.complaints
    assert all(one.names[0].text for one in read.entries)


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(FileError, match="name twice"):
        read_any(f"name,name,source\nA,B,{ENTITY}\n".encode(), "x")


def test_days_that_are_none_are_left_out() -> None:
    part = '<E><AMDDATE>June 31, 2026</AMDDATE><DIV9 N="Supplement No. 4 to Part 744"><TR><TD>CHINA</TD><TD>Acme</TD><TD>r</TD><TD>p</TD>'
    read = read_any(f"{part}<TD>88 FR 1, 13/45/24.</TD></TR></DIV9></E>".encode(), "x")
    assert (read.listed_on, read.entries[0].since) == ("", "")


@pytest.mark.parametrize("mark", ["<SU>4</SU>", "<sup>4</sup>", '<E T="51">4</E>'])
def test_footnotes_however_they_are_raised(mark: str) -> None:
    row = f"<TD>CHINA</TD><TD>Acme</TD><TD>For all items subject to the EAR{mark}</TD><TD>p</TD><TD>88 FR 1, 1/2/24.</TD>"
    read = read_any(f'<E><DIV9 N="Supplement No. 4 to Part 744"><TR>{row}</TR></DIV9></E>'.encode(), "x")
    assert read.entries[0].footnotes == ("4",)


def own(count: int, **changes: object) -> bytes:
    rows = (entry(f"Company {n} Works", "Other name").to_dict() | changes for n in range(count))
    return "\n".join(json.dumps(row) for row in rows).encode()


@pytest.mark.parametrize(
    ("changes", "what"),
    [({"footnotes": []}, "with a footnote"), ({"names": [["X", "primary"]]}, "names"), ({"countries": []}, "with a country")],
)
def test_a_file_that_lost_what_its_rows_said_is_refused(tmp_path: Path, changes: dict[str, object], what: str) -> None:
    take(tmp_path, "own", own(20), read_any(own(20), "x"), DAY, "x")
    with pytest.raises(FileError, match=rf"LIC-S020.*{what}"):
        take(tmp_path, "own", own(20, **changes), read_any(own(20, **changes), "x"), DAY, "x")
    assert len(all_vintages(tmp_path, "own")) == 1


def test_a_small_list_that_is_gone_is_refused(tmp_path: Path) -> None:
    both = own(20) + b"\n" + json.dumps(entry("Delta", list_name="meu_list").to_dict()).encode()
    take(tmp_path, "own", both, read_any(both, "x"), DAY, "x")
    with pytest.raises(FileError, match=r"LIC-S020.*meu_list"):
        take(tmp_path, "own", own(21), read_any(own(21), "x"), DAY, "x")


def test_of_two_files_of_one_day_the_last_taken_is_in_use(tmp_path: Path) -> None:
    for count in (20, 21, 22, 23, 22):
        made, _ = take(tmp_path, "own", own(count), read_any(own(count), "x"), DAY, "x")
        assert lists_on(tmp_path, DAY).vintages == (made,), count


@pytest.mark.parametrize("text", ["[]", '{"own": 3}', '{"own": {}}', "", "nonsense"])
def test_a_damaged_pointer_is_told(tmp_path: Path, text: str) -> None:
    take(tmp_path, "own", own(3), read_any(own(3), "x"), DAY, "x")
    (tmp_path / "current.json").write_text(text)
    with pytest.raises(IntegrityError, match="LIC-S030"):
        current(tmp_path)


# Owners


def test_many_owners_in_circles_are_bounded(tmp_path: Path) -> None:
    rng = random.Random(7)
    lines = [f"C{rng.randrange(9_000)},C{rng.randrange(9_000)},{rng.randrange(1, 9)},x" if n % 1000 == 0 else
             f"C{rng.randrange(9_000)},C{rng.randrange(9_000)},{rng.randrange(1, 9)}," for n in range(20_000)]  # fmt: skip
    path = tmp_path / "owners.csv"
    path.write_text("owner,owned,share_min,share_max\n" + "\n".join(lines))
    graph = read_owners([str(path)])
    assert len([one for one in graph.complaints if one.code == "LIC-S042"]) == 20, "each broken row is told"
    found = Ownerships(graph, screener(), DAY).of("C1")
    assert found is not None
    assert {held.answer for _, held in found.held} <= {"CLEAR", "UNRESOLVED"} and found.climb.answer == "UNRESOLVED"


def test_statements_of_any_shape_are_told_and_the_others_read(tmp_path: Path) -> None:
    whole = [{"recordId": "a", "recordDetails": {"name": "A", "jurisdiction": {"code": "SG"}}},
             {"recordId": "r", "recordDetails": {"subject": "b", "interestedParty": "a", "interests": [{"share": {"exact": 51}}]}}]  # fmt: skip
    odd = [7, {"recordDetails": "x"}, {"recordDetails": {"jurisdiction": "SG"}}, {"recordDetails": {"names": ["x"]}},
           {"recordDetails": {"interests": 5, "subject": "a"}},
           {"recordDetails": {"interests": [{"share": 5}], "subject": "a", "interestedParty": "b"}}]  # fmt: skip
    (tmp_path / "bods.json").write_text(json.dumps([*odd, *whole]))
    graph = read_owners([str(tmp_path / "bods.json")])
    assert [stake.share.low for stake in graph.stakes["a"]] == [51_000]
    assert len(graph.complaints) == len(odd) - 1 and "b" not in graph.stakes, graph.complaints
    assert "a" in graph.silent, "an interest whose holder is not named leaves the owners unknown"


def owners(tmp_path: Path, text: str) -> Ownerships:
    path = tmp_path / "owners.csv"
    path.write_text(text)
    listed = (entry("Harbin Orchid Systems"), entry("IVANOV, Sergei Borisovich", list_name="sdn", country="RU", kind="individual"))
    return Ownerships(read_owners([str(path)]), screener(*listed), DAY)


def test_a_person_known_by_a_name_alone_restricts_nobody_for_certain(tmp_path: Path) -> None:
    found = owners(tmp_path, "owner,owned,share_min,share_max\nSergei Borisovich Ivanov,Pear Trading,80,\n").of("Pear Trading")
    assert found is not None and {held.answer for _, held in found.held} == {"UNRESOLVED"}


def test_two_companies_of_one_name_that_stand_differently(tmp_path: Path) -> None:
    lei = "LEI,Entity.LegalName,Entity.HeadquartersAddress.Country\n1,Pear Trading Ltd,SG\n2,Pear Trading Limited,DE\n"
    lei += "3,Harbin Orchid Systems,CN\n"
    shares = "owner,owned,share_min,share_max\n3,1,60,\n"
    (tmp_path / "lei.csv").write_text(lei)
    (tmp_path / "shares.csv").write_text(shares)
    graph = read_owners([str(tmp_path / "lei.csv"), str(tmp_path / "shares.csv")])
    found = Ownerships(graph, screener(entry("Harbin Orchid Systems")), DAY).of("Pear Trading Ltd")
    assert found is not None and found.held[0][1].answer == "UNRESOLVED" and "2 companies" in found.held[0][1].why


def test_a_company_that_may_be_listed_itself_is_asked_about_its_owners_alone(tmp_path: Path) -> None:
    shares = "owner,owned,share_min,share_max\nPlain Foods,Harbin Orchidd Systems,90,\nHarbin Orchid Systems,Harbin Orchidd Systems,5,\n"
    found = owners(tmp_path, shares).of("Harbin Orchidd Systems")
    assert found is not None
    held = found.held[0][1]
    assert (held.answer, str(held.share)) == ("MINORITY", "5 %") and "may be listed itself" in held.why
