"""`check --screen`: names become facts, each with its source; what nobody decided stays unknown, whatever is assumed."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from licet.__main__ import main
from licet.parties.entry import DECISIVE, PRIMARY, Address, Entry, ListedName
from licet.parties.load.any import read_any
from licet.parties.vintage import take

LISTED = "entity_list"


def entry(name: str, list_name: str = LISTED, country: str = "CN", **rest: object) -> Entry:
    footnotes = ("4",) if list_name == LISTED else ()
    return Entry(f"{list_name}:{name}", list_name, (ListedName(name, PRIMARY),), countries=(country,), footnotes=footnotes, **rest)  # type: ignore[arg-type]


ENTRIES = (
    entry("Harbin Orchid Microsystems Co., Ltd.", addresses=(Address("77 Xuefu Road, Nangang District, Harbin", "CN"),)),
    *(entry(f"Placeholder {name} Works", name, "RU") for name in DECISIVE if name != LISTED),
)  # fmt: skip


def keep(root: Path, entries: tuple[Entry, ...], day: date) -> None:
    data = "\n".join(json.dumps(one.to_dict()) for one in entries).encode()
    take(root, "own", data, read_any(data, "own.jsonl"), day, "own.jsonl")


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "lists"
    root.mkdir()
    keep(root, ENTRIES, date(2026, 11, 1))
    monkeypatch.setenv("LICET_LISTS", str(root))
    monkeypatch.setenv("LICET_CACHE", "off")
    return root


def line(name: str, country: str = "DE", **facts: str) -> list[str]:
    stated = {
        "chip": "H100 SXM", "quantity": "10", "destination": country, "date": "2026-11-10", "action": "export", "consignee_name": name,
        "consignee_hq": country, "consignee_country": country, **facts,
    }  # fmt: skip
    return ["check", *(f"{fact}={text}" for fact, text in stated.items()), "--assume", "ordinary", "--json", "--exit-zero"]


def asked(capsys: pytest.CaptureFixture[str], words: list[str]) -> dict[str, object]:
    capsys.readouterr()
    assert main(words) == 0, capsys.readouterr().err
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def by(answer: dict[str, object], fact: str) -> str:
    return " ".join(one["by"] for one in answer["assumed"] if one["fact"] == fact)  # type: ignore[attr-defined]


def test_the_same_name_and_country_is_a_fact(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, [*line("Harbin Orchid Microsystems", "CN"), "--screen"])
    assert answer["outcome"] == "license_required"
    assert "EXACT" in by(answer, "consignee_listed") and "own of" in by(answer, "consignee_listed")
    assert {"fact": "consignee_footnote", "value": "4"}.items() <= next(
        o for o in answer["assumed"] if o["fact"] == "consignee_footnote"
    ).items()  # type: ignore[attr-defined]


def test_a_clear_name_is_a_fact_too(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, [*line("Siemens AG"), "--screen"])
    assert answer["outcome"] == "no_license_required"
    assert "screening" in by(answer, "consignee_listed") and answer["screening"]["parties"]["consignee"]["answer"] == "clear"  # type: ignore[index]


def test_an_undecided_hit_stays_unknown_whatever_is_assumed(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, line("Harbin Orchid Mikrosystems"))["outcome"] == "no_license_required"
    answer = asked(capsys, [*line("Harbin Orchid Mikrosystems"), "--screen"])
    assert answer["outcome"] == "undetermined"
    assert "consignee_listed" in {need["name"] for need in answer["needs"]}  # type: ignore[attr-defined]
    assert "profile" not in by(answer, "consignee_footnote")


def test_what_somebody_stated_and_a_hit_denies_is_a_clash(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, [*line("Harbin Orchid Mikrosystems", consignee_listed="none"), "--screen"])
    assert answer["outcome"] == "undetermined" and "consignee_listed" in str(answer["conflicts"])
    answer = asked(capsys, [*line("Siemens AG", consignee_listed="entity_list"), "--screen"])
    assert answer["outcome"] == "license_required", "a stated listing stands although nothing was found"


def test_stale_or_missing_lists_clear_nobody(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [word if word != "ordinary" else "action=export" for word in line("Siemens AG", date="2027-02-01")]
    answer = asked(capsys, [*words, "--screen"])
    assert not by(answer, "consignee_listed"), "nothing is stated; an assumption may still be made by name"
    assert "days old" in str(answer["screening"])


def test_a_parent_that_may_be_listed_leaves_the_share_unknown(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(
        capsys, [*line("Orchard Trading", consignee_parent="CN", consignee_parent_name="Harbin Orchid Microsystems"), "--screen"]
    )
    assert "may be Harbin Orchid" in by(answer, "consignee_listed_ownership")
    assert any(flag["name"] == "listed_owner" for flag in answer["screening"]["red_flags"])  # type: ignore[index]


def test_owners_and_headquarters_become_facts(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stakes, companies = tmp_path / "stakes.csv", tmp_path / "companies.csv"
    stakes.write_text(
        "owner,owned,share_min,share_max\nHarbin Orchid Microsystems,Orchard Trading,51,\nHarbin Orchid Microsystems,Pear Trading,40,60\n"
    )
    companies.write_text(
        "name,country,headquarters,parent,no_parent\nHarbin Orchid Microsystems,CN,CN,,yes\nOrchard Trading,DE,DE,Harbin Orchid Microsystems,\n"
    )
    files = ["--screen", "--owners", str(stakes), "--owners", str(companies)]
    words = line("Orchard Trading")
    answer = asked(capsys, [*words, *files])
    values = {one["fact"]: one["value"] for one in answer["assumed"]}  # type: ignore[attr-defined]
    assert (values["consignee_listed_ownership"], values["consignee_parent"]) == ("51 %", "CN")
    assert answer["outcome"] != "no_license_required"
    assert "RESTRICTED" in json.dumps(answer["screening"]) and "Harbin Orchid" in values["consignee_parent_name"]
    open_share = asked(capsys, [*line("Pear Trading"), *files])
    values = {one["fact"]: one["value"] for one in open_share["assumed"]}  # type: ignore[attr-defined]
    assert values["consignee_listed_ownership"].startswith("unknown") and values["consignee_parent"] == "unknown"
    assert open_share["outcome"] == "undetermined"


def test_red_flags_are_told_and_decide_nothing(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = {
        "consignee_address": "77 Xuefu Road, Nangang, Harbin", "consignee_buys_since": "2024-05-01", "site_power_kw": "5",
        "intermediate_country": "SG", "intermediate_hq": "SG",
    }  # fmt: skip
    plain = asked(capsys, line("Siemens AG", **flags))
    answer = asked(capsys, [*line("Siemens AG", **flags), "--screen"])
    found = {flag["name"]: flag for flag in answer["screening"]["red_flags"]}  # type: ignore[index]
    assert set(found) == {"new_customer", "shared_address", "site_power", "transit"}
    assert all(flag["cite"] and flag["confidence"] for flag in found.values())
    assert "7 kW" in found["site_power"]["what"]
    assert answer["outcome"] == plain["outcome"]
    harmless = {
        "consignee_buys_since": "2019-01-01",
        "site_power_kw": "5000",
        "intermediate_country": "DE",
        "intermediate_hq": "DE",
    }
    assert not asked(capsys, [*line("Siemens AG", **harmless), "--screen"])["screening"]["red_flags"]  # type: ignore[index]


def test_a_book_and_its_lines_are_screened_alike(lists: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    names = ["Harbin Orchid Microsystems", "Siemens AG", "Harbin Orchid Mikrosystems", "", "\u202eSiemens", "Siemens AG " * 80]
    with book.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["line_id", "date", "action", "chip", "quantity", "destination", "consignee_name", "consignee_country", "consignee_hq"])
        for number, name in enumerate(names):
            writer.writerow([number, "2026-11-10", "export", "H100 SXM", 10, "DE", name, "CN" if number == 0 else "DE", "DE"])
    words = [str(book), "--screen", "--assume", "ordinary", "--exit-zero", "--quiet"]
    main(["check", *words, "--out", str(tmp_path / "answers.csv")])
    rows = list(csv.DictReader(io.StringIO((tmp_path / "answers.csv").read_text("utf-8"))))
    main(["check", *words, "--jsonl", "--out", str(tmp_path / "answers.jsonl")])
    full = [json.loads(one) for one in (tmp_path / "answers.jsonl").read_text("utf-8").splitlines()]
    assert [row["outcome"] for row in rows] == [one["outcome"] for one in full]
    assert [row["outcome"] for row in rows[:3]] == ["license_required", "no_license_required", "undetermined"]
    assert rows[0]["screening"].startswith("consignee: listed, EXACT") and rows[1]["screening"] == "consignee: clear"
    assert rows[2]["screening"].startswith("consignee: review") and rows[3]["screening"] == ""
    assert rows[5]["screening"] == "consignee: not cleared", "a name too long to compare is told"


def test_lists_without_screening_are_refused(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line("Siemens AG"), "--lists", str(lists)]) == 2
    assert "LIC-S075" in capsys.readouterr().err


# The commands


def test_screen_lists_diff_and_release(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "Harbin Orchid Microsystems", "--country", "CN", "--as-of", "2026-11-10"]) == 1
    assert "footnote 4" in capsys.readouterr().out
    assert main(["screen", "Siemens AG", "--country", "DE", "--as-of", "2026-11-10"]) == 0
    assert main(["screen", "Siemens AG", "--country", "Nowhere"]) == 2
    keep(lists, (*ENTRIES, entry("Blue Heron Data Centers", "sdn", "SG")), date(2026, 11, 8))
    parties = tmp_path / "customers.csv"
    parties.write_text("id,name,country\n7,Blue Heron Data Centres,SG\n8,Siemens AG,DE\n9,Siemens AG,Nowhere\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["lists", "diff", "2026-11-02", "2026-11-09", str(parties)]) == 1
    told = capsys.readouterr().out
    assert "added: 1" in told and "Blue Heron Data Centres: clear -> listed" in told and "Siemens" not in told
    assert main(["screen", str(parties), "--as-of", "2026-11-10", "--out", str(tmp_path / "hits.jsonl")]) == 2
    assert "LIC-S070" in capsys.readouterr().err
    answers = [json.loads(one)["answer"] for one in (tmp_path / "hits.jsonl").read_text("utf-8").splitlines()]
    assert answers == ["listed", "clear", "clear"]
    release = ["--country", "FR", "--entry", "entity_list:Harbin Orchid Microsystems Co., Ltd.", "--until", "2099-01-01"]
    words = ["release", "propose", "Harbin Orchid Mikrosystems", *release, "--by", "anna"]
    assert main([*words, "--reason", "Another register number and address."]) == 0
    assert main(["release", "confirm", "1", "--by", "Anna"]) == 2
    assert main(["release", "confirm", "1", "--by", "ben"]) == 0
    capsys.readouterr()
    assert main(["screen", "Harbin Orchid Mikrosystems", "--country", "FR", "--as-of", "2026-11-10"]) == 0
    assert "anna and ben" in capsys.readouterr().out
    assert main(["release", "list"]) == 0 and main(["lists", "verify"]) == 0
    assert main(["lists", "status", "--as-of", "2026-11-10"]) == 0


def test_a_refused_file_leaves_the_others(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    good = tmp_path / "good.csv"
    good.write_text("list,name\nUVL,Gamma Trading\nNO,Broken\n", encoding="utf-8")
    assert main(["lists", "update", "--from", str(tmp_path / "bad.json"), "--from", str(good), "--may-shrink"]) == 2
    said = capsys.readouterr()
    assert "LIC-S010" in said.err and "LIC-S011" in said.err and "own of" in said.out
    assert main(["lists", "update", "--source", "nobody"]) == 2
