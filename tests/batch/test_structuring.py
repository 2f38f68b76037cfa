"""Lines that stay clear of a rule one by one and meet it together are flagged with the law's own figures; others are left in peace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from licet.ask.flags import near_days
from licet.batch.read import open_book
from licet.batch.structuring import GROUP, Split, splits
from licet.decide.settings import engine, read_settings
from licet.faces.cli import run
from licet.language.book import Corpus

NAMES = ("line_id", "chip", "quantity", "destination", "consignee_hq", "consignee_name", "consignee_parent", "date")
H100 = Fraction("15831.2")


def amount(name: str) -> Fraction:
    corpus: Corpus = engine().corpus
    value = corpus.amounts[name][0].value
    assert value is not None
    return Fraction(value)


def line(name: str, quantity: int, day: str, who: str = "Nopal", place: str = "MX") -> tuple[str, ...]:
    return (name, "H100 SXM", str(quantity), place, place, who, "none", day)


def written(folder: Path, rows: Sequence[Sequence[str]], names: Sequence[str] = NAMES) -> str:
    file = folder / "book.csv"
    file.write_text("\n".join(",".join(row) for row in (names, *rows)) + "\n", encoding="utf-8")
    return str(file)


def found(folder: Path, *rows: Sequence[str], names: Sequence[str] = NAMES, **more: Sequence[str]) -> list[Split]:
    settings = read_settings(layer="codified", assume=["ordinary"], **more)
    return splits(open_book(written(folder, rows, names)), engine(), settings)


def test_a_notice_that_neither_shipment_needs(tmp_path: Path) -> None:
    """740.29(g)(3): a shipment of the printed TPP is told to BIS; two that stay under it and pass it together are flagged."""
    each = int(amount("lpp_shipment_notice") / H100)
    (one,) = found(tmp_path, line("a", each, "2025-06-02"), line("b", each, "2025-06-03"))
    assert one.lines == ("a", "b") and one.shared == GROUP and one.alone == one.together
    assert one.meets[0].startswith("15 CFR 740.29(g)(3): ") and one.flag.cite.startswith("15 CFR 764.2(h)")
    assert not found(tmp_path, line("a", each // 2, "2025-06-02"), line("b", each // 2, "2025-06-03"))


def test_a_cap_that_each_stays_under(tmp_path: Path) -> None:
    """740.29(d): one group, one year, one cap; across the turn of a year each line has a year of its own."""
    each = int(amount("lpp_cap") / H100)
    (one,) = found(tmp_path, line("a", each, "2025-12-30"), line("b", each, "2026-01-05"))
    assert (one.alone[:2], one.together[:2]) == (("license_exception", "LPP"), ("license_required", "none"))
    assert "15 CFR 740.29(a), (d)" in one.meets


def test_a_filing_that_neither_needs(tmp_path: Path) -> None:
    """740.27(c), read as asking from its floor on: the floor is passed by both together alone."""
    each = int(amount("aia_filing_floor") / H100)
    (one,) = found(
        tmp_path, line("a", each, "2025-06-02", "Bahn", "DE"), line("b", each, "2025-06-02", "Bahn", "DE"), reading=["aia_filing=floor"]
    )
    assert one.alone[1] == "AIA" and any(cite.startswith("15 CFR 740.27(a), (c): ") for cite in one.meets)


def test_far_apart_is_not_near(tmp_path: Path) -> None:
    each = int(amount("lpp_shipment_notice") / H100)
    assert near_days() == 30
    assert found(tmp_path, line("a", each, "2025-06-02"), line("b", each, "2025-07-02"))
    assert not found(tmp_path, line("a", each, "2025-06-02"), line("b", each, "2025-07-03"))


def test_a_run_of_orders_is_one_flag(tmp_path: Path) -> None:
    """Ten orders, a week apart: every month of them passes the notice, and they are told once."""
    each = int(amount("lpp_shipment_notice") / H100)
    days = [f"2025-0{month}-{day:02d}" for month in (6, 7) for day in (2, 9, 16, 23, 30)]
    (one,) = found(tmp_path, *(line(day, each // 3, day) for day in days))
    assert one.lines == tuple(days) and (one.first, one.last) == (days[0], days[-1])


def test_one_address_under_two_names(tmp_path: Path) -> None:
    each = int(amount("lpp_shipment_notice") / H100)
    names = (*NAMES, "consignee_address")
    rows = [(*line("a", each, "2025-06-02", "Nopal"), "Calle 1"), (*line("b", each, "2025-06-03", "Agave"), "calle 1")]
    (one,) = found(tmp_path, *rows, names=names)
    assert one.shared == "one address" and one.who == "calle 1"


def test_one_item_under_many_names_is_flagged_as_the_item(tmp_path: Path) -> None:
    each = int(amount("lpp_shipment_notice") / H100)
    (one,) = found(tmp_path, *(line(str(number), each, "2025-06-02", f"Customer {number}") for number in range(3)))
    assert one.shared == "one item to one country" and len(one.lines) == 3


def test_lines_that_need_a_license_anyway_are_left_alone(tmp_path: Path) -> None:
    assert not found(tmp_path, *(line(str(number), 5000, "2025-06-02", place="CN") for number in range(3)))


def test_the_command_flags_and_decides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    each = int(amount("lpp_shipment_notice") / H100)
    file = written(tmp_path, [line("a", each, "2025-06-02"), line("b", each, "2025-06-03"), line("c", 1, "2025-06-03", "Rose", "JP")])
    words = [file, "--assume", "ordinary", "--layer", "codified"]
    assert run(["flip", *words]) == 1
    printed = capsys.readouterr().out
    assert "lines a, b" in printed and "a flag decides nothing" in printed and "764.2(h)" in printed
    assert run(["flip", *words, "--line", "a", "--json"]) == 0
    assert [one["lines"] for one in json.loads(capsys.readouterr().out)["together"]] == [["a", "b"]]
    assert run(["flip", *words, "--line", "c", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["together"] == []


def test_nothing_tells_how_to_stay_under(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed of a line beyond a cap says what turns its answer, and that a part is looked at with the rest: no word of a split."""
    each = int(amount("lpp_cap") / H100) + 1
    file = written(tmp_path, [line("a", each, "2025-06-02")])
    run(["flip", file, "--line", "a", "--assume", "ordinary", "--layer", "codified"])
    printed = " ".join(capsys.readouterr().out.split())
    assert "what is left of it is looked at with it" in printed
    assert not [word for word in ("split", "instead ship", "two shipments", "in parts", "stay under") if word in printed.lower()]
