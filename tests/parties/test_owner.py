"""The 50 percent rules: printed examples, intervals, circles, and a million shares."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from licet.base.errors import FileError
from licet.parties.load.owners import read_owners
from licet.parties.owner import held_of, run
from licet.parties.parent import climb
from licet.parties.rule import ownership_rules, rule_on
from licet.parties.stake import Graph, Stake, interval, share_of

HALF = rule_on("bis", date(2025, 10, 1)).half  # type: ignore[union-attr]


def graph_of(text: str) -> Graph:
    """`X 50 A` on a line: X holds 50 percent of A; `X 40-60 A` an interval, `X ? A` unknown."""
    graph = Graph()
    for line in text.strip().splitlines():
        owner, share, owned = line.split()
        low, _, high = ("", "", "") if share == "?" else share.partition("-")
        graph.add(Stake(owner, owned, interval(low, high)))
    return graph


def answer(text: str, company: str, listed: str = "X", perhaps: str = "") -> str:
    graph = graph_of(text)
    return held_of(run(graph, [one for one in listed.split() if one in graph.companies], perhaps.split(), HALF), company).answer


@pytest.mark.parametrize(
    ("stakes", "company", "listed", "expected"),
    [
        # The examples of OFAC's frequent question 401.
        ("X 50 A\nA 50 B", "B", "X", "RESTRICTED"),
        ("X 50 A\nX 50 B\nA 25 C\nB 25 C", "C", "X", "RESTRICTED"),
        ("X 25 A\nX 25 B\nA 25 C\nB 25 C\nX 10 A", "C", "X", "CLEAR"),
        ("X 50 A\nX 10 B\nA 40 C\nB 50 C", "C", "X", "MINORITY"),
        ("X 50 A\nX 25 B\nA 25 C\nB 25 C", "C", "X", "MINORITY"),
        # Aggregation over owners and lists.
        ("X 25 A\nY 25 A", "A", "X Y", "RESTRICTED"),
        ("X 16.67 A\nY 16.67 A\nZ 16.66 A", "A", "X Y Z", "RESTRICTED"),
        ("X 16.66 A\nY 16.66 A\nZ 16.66 A", "A", "X Y Z", "MINORITY"),
        ("X 49.99 A", "A", "X", "MINORITY"),
        ("X 49.999 A", "A", "X", "MINORITY"),
        ("X 50 A", "A", "X", "RESTRICTED"),
        # Circles lift nobody; with an outside owner they do.
        ("A 60 B\nB 60 A", "A", "X", "CLEAR"),
        ("A 60 B\nB 40 A\nX 10 A", "A", "X", "MINORITY"),
        ("A 60 B\nB 40 A\nX 55 A", "B", "X", "RESTRICTED"),
        ("A 30 A\nX 30 A", "A", "X", "MINORITY"),
        # Intervals.
        ("X 40-60 A", "A", "X", "UNRESOLVED"),
        ("X 40-50 A", "A", "X", "UNRESOLVED"),
        ("X 50-75 A", "A", "X", "RESTRICTED"),
        ("X 25-49.999 A", "A", "X", "MINORITY"),
        ("X ? A", "A", "X", "UNRESOLVED"),
        ("X ? A\nA 100 B", "B", "X", "UNRESOLVED"),
        ("Y 100 A", "A", "X", "CLEAR"),
        # Several tiers.
        ("X 51 A\nA 51 B\nB 51 C\nC 51 D", "D", "X", "RESTRICTED"),
        ("X 51 A\nA 49 B\nB 51 C", "C", "X", "CLEAR"),
    ],
)  # fmt: skip
def test_the_cascade(stakes: str, company: str, listed: str, expected: str) -> None:
    assert answer(stakes, company, listed) == expected


def test_an_owner_who_may_be_listed_leaves_it_open() -> None:
    assert answer("X 60 A", "A", "", "X") == "UNRESOLVED"
    assert answer("X 30 A", "A", "", "X") == "MINORITY"


def test_the_path_proves_it_and_the_see_through_share_is_told() -> None:
    held = held_of(run(graph_of("X 50 A\nA 50 B"), ["X"], [], HALF), "B")
    assert [[stake.owner, stake.owned] for stake in held.path[0]] == [["X", "A"], ["A", "B"]]
    assert held.see_through == 25_000


def test_shares_are_exact() -> None:
    assert share_of("16.667") == 16_667
    for bad in ("16.6667", "101", "-1", "NaN", "half"):
        with pytest.raises(ValueError):
            share_of(bad)
    with pytest.raises(ValueError, match="above"):
        interval("60", "40")


def test_the_rules_are_dated_and_cited() -> None:
    assert rule_on("bis", date(2025, 9, 28)) is None and rule_on("bis", date(2025, 9, 29)) is not None
    assert rule_on("bis", date(2025, 11, 10)) is None and rule_on("bis", date(2026, 11, 9)) is None
    back = rule_on("bis", date(2026, 11, 10))
    assert back is not None and back.confidence == "U" and back.note
    assert all(rule.cite and rule.confidence for rule in ownership_rules())
    assert "unverified_list" not in back.lists


# Files


def graph_from(tmp_path: Path, **files: str) -> Graph:
    paths = []
    for name, text in files.items():
        path = tmp_path / name.replace("_", ".")
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return read_owners(paths)


def test_a_plain_table_with_broken_rows(tmp_path: Path) -> None:
    graph = graph_from(
        tmp_path, own_csv="owner,owned,share_min,share_max,as_of,source\nX,A,50,,2026-01-01,register\n,B,1,2,,\nX,C,60,40,,\nX,D,,,,\n"
    )
    assert [str(stake.share) for stake in graph.stakes["X"]] == ["50 %", "0 to 100 %"]
    assert [complaint.where for complaint in graph.complaints] == ["own.csv:3", "own.csv:4"]


def test_more_than_the_whole_is_told(tmp_path: Path) -> None:
    graph = graph_from(tmp_path, own_csv="owner,owned,share_min,share_max\nX,A,60,60\nY,A,60,60\n")
    assert graph.complaints[0].code == "LIC-S041"


def test_gleif_proves_parents_and_no_share(tmp_path: Path) -> None:
    graph = graph_from(
        tmp_path,
        level1_csv="LEI,Entity.LegalName,Entity.LegalAddress.Country,Entity.HeadquartersAddress.Country\n"
        "L1,Child Ltd,GB,GB\nL2,Parent Co,KY,CN\nL3,Quiet,DE,DE\n",
        level2_csv="Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus\n"
        "L1,L2,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE\nL3,L2,IS_DIRECTLY_CONSOLIDATED_BY,INACTIVE\n",
        exceptions_csv="LEI,Exception.Category,Exception.Reason.1\n"
        "L2,ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT,NATURAL_PERSONS\n"
        "L3,ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT,NON_PUBLIC\n",
    )  # fmt: skip
    children = {child: [parent] for parent, found in graph.parents.items() for child in found}
    top = climb(graph, "L1", children, graph.owners_of(), HALF)
    assert (top.answer, top.headquarters, top.top, top.top_name) == ("TOP", "GB", "CN", "Parent Co")
    assert climb(graph, "L3", children, graph.owners_of(), HALF).answer == "UNRESOLVED", "a parent kept silent is not no parent"
    cascade = run(graph, ["L2"], [], HALF)
    assert held_of(cascade, "L1").answer == "UNRESOLVED", "consolidation is a majority, unproved"
    assert held_of(cascade, "L3").answer == "UNRESOLVED"


def test_bods_shares_become_intervals(tmp_path: Path) -> None:
    graph = graph_from(tmp_path, bods_json="""[
      {"recordId": "c", "recordType": "entity", "recordDetails": {"name": "Company", "jurisdiction": {"code": "GB"}}},
      {"recordId": "p", "recordType": "person", "recordDetails": {"names": [{"fullName": "Jo"}]}},
      {"recordId": "r", "recordType": "relationship", "recordDetails": {"subject": "c", "interestedParty": "p",
        "interests": [{"type": "shareholding", "share": {"minimum": 25, "maximum": 50}}, {"type": "votingRights", "share": {"exact": 60}}]}},
      {"recordType": "relationship", "recordDetails": {"subject": "c", "interestedParty": {"reason": "noBeneficialOwners"}, "interests": []}},
      7, {"recordType": "relationship", "recordDetails": {"interests": [{}]}}]""")  # fmt: skip
    assert [str(stake.share) for stake in graph.stakes["p"]] == ["60 %"], "the larger of votes and equity"
    assert graph.companies["c"].country == "GB" and "c" in graph.silent and len(graph.complaints) == 2


def test_headquarters_stay_open_where_nothing_is_told(tmp_path: Path) -> None:
    graph = graph_from(tmp_path, companies_csv="name,headquarters,parent,no_parent\nA,SG,B,\nB,CN,C,\nC,MO,,yes\nD,SG,,\nE,SG,F,\nF,SG,E,\n")
    children = {child: [parent] for parent, found in graph.parents.items() for child in found}
    assert climb(graph, "A", children, {}, HALF).top == "MO"
    assert climb(graph, "C", children, {}, HALF).top == "none"
    assert climb(graph, "D", children, {}, HALF).answer == "UNRESOLVED"
    assert "circle" in climb(graph, "E", children, {}, HALF).why
    assert climb(graph, "nobody", children, {}, HALF).answer == "UNRESOLVED"


def test_a_file_of_no_known_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="LIC-S040"):
        graph_from(tmp_path, some_csv="a,b\n1,2\n")


@pytest.mark.parametrize("size", [10_000, pytest.param(250_000, marks=pytest.mark.soak)])
def test_many_shares_in_circles_take_bounded_time(size: int) -> None:
    graph = Graph()
    share, small = interval("60", ""), interval("20", "60")
    stakes = graph.stakes
    for number in range(size):
        stakes[str(number)] = [
            Stake(str(number), str((number + 1) % size), share), Stake(str(number), str((number * 7 + 3) % size), small),
            Stake(str(number), str((number * 13 + 5) % size), small), Stake(str(number), str(number), share),
        ]  # fmt: skip
    graph.companies = {}
    begun = time.process_time()
    cascade = run(graph, ["0"], [], HALF)
    assert time.process_time() - begun < size / 10_000
    assert len(cascade.surely) == size
