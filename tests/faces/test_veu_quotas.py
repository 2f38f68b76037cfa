"""Lines of one file share what a validated end user may hold: the national figure by company and country, the universal shares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from running import run

import licet

COMMON = {"item_kind": "ic", "tpp": "5000", "applicable_die_area_mm2": "600", "datacenter": "yes", "lpp_received_tpp": "26900000",
          "veu_necessary": "yes", "veu_use": "own_facility", "date": "2025-10-02"}  # fmt: skip
NATIONAL = COMMON | {"consignee_name": "Palash", "consignee_hq": "IN", "destination": "IN", "consignee_veu": "national",
                     "consignee_veu_country": "IN", "nveu_installed_tpp": "0"}  # fmt: skip
UNIVERSAL = COMMON | {"consignee_name": "Kestrel", "consignee_hq": "US", "destination": "MY", "consignee_veu": "universal",
                      "uveu_site_listed": "yes", "uveu_total_tpp": "1000000000", "uveu_share_outside": "20", "uveu_share_country": "2",
                      "uveu_share_outside_us": "40"}  # fmt: skip
ASKED = {"assume": ["ordinary"], "layer": "codified"}


def book(*lines: Mapping[str, str]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for line in lines for name in line))
    return pl.DataFrame({name: [line.get(name) for line in lines] for name in names}, schema=dict.fromkeys(names, pl.String))


def answers(*lines: Mapping[str, str], independent: bool = False) -> list[str]:
    return licet.frame(book(*lines), independent=independent, **ASKED)["codified_via"].to_list()


def test_the_national_figure_is_used_up_line_by_line() -> None:
    """1,582,500,000 TPP in the last quarter of 2025: 316,500 chips of 5,000."""
    first, second, one = (NATIONAL | {"quantity": quantity} for quantity in ("300000", "16500", "1"))
    assert answers(first, second, one) == ["NVEU", "NVEU", "none"]
    assert answers(first, second, one, independent=True) == ["NVEU"] * 3
    assert answers(first, second, one | {"consignee_name": "Another"}) == ["NVEU"] * 3, "per company"
    elsewhere = {"destination": "BR", "consignee_veu_country": "BR"}
    assert answers(first, second, one | elsewhere) == ["NVEU"] * 3, "per country"
    assert answers(first, second, one | {"date": "2026-01-02"}) == ["NVEU"] * 3, "the next quarter has room"
    assert answers(first, second | {"quantity": "16501"}, second) == ["NVEU", "none", "NVEU"], "what does not go takes nothing"


def test_an_open_line_makes_the_next_one_wait() -> None:
    opened = {name: value for name, value in NATIONAL.items() if name != "veu_necessary"} | {"quantity": "300000"}
    found = licet.frame(book(opened, NATIONAL | {"quantity": "16501"}, NATIONAL | {"quantity": "16500"}), independent=False, **ASKED)
    assert found["codified_outcome"].to_list() == ["undetermined", "undetermined", "undetermined"]
    alone = licet.frame(book(opened, NATIONAL | {"quantity": "16500"}), independent=False, **ASKED)
    assert alone["codified_outcome"].to_list() == ["undetermined", "authorized"], "it fits beside the open one"


@pytest.mark.parametrize(
    ("place", "quantity", "vias"),
    [
        # 20 % of 1,000M TPP, then (200 + x) of (1000 + x): 25 % at x = 66.67M, 13,333 chips; 7 % in one country at x = 53.76M, 10,752.
        ("MY", ("10752",), ["UVEU"]), ("MY", ("10753",), ["none"]),
        ("MY", ("10000", "752", "1"), ["UVEU", "UVEU", "none"]),
        ("TH", ("6000", "6000"), ["UVEU", "none"]),
    ],
)  # fmt: skip
def test_the_shares_of_a_group_grow_line_by_line(place: str, quantity: tuple[str, ...], vias: list[str]) -> None:
    assert answers(*(UNIVERSAL | {"destination": place, "quantity": one} for one in quantity)) == vias


def test_the_share_outside_grows_whatever_the_country() -> None:
    places = ("MY", "TH", "BR")
    assert answers(*(UNIVERSAL | {"destination": place, "quantity": "5000"} for place in places)) == ["UVEU", "UVEU", "none"]


def test_full_answers_and_the_answered_book_agree(tmp_path: Path) -> None:
    lines = [UNIVERSAL | {"destination": place, "quantity": "5000", "line_id": place} for place in ("MY", "TH", "BR")]
    lines += [NATIONAL | {"quantity": quantity, "line_id": quantity} for quantity in ("300000", "16500", "1")]
    file = tmp_path / "book.csv"
    book(*lines).write_csv(file)
    ran = run("check", str(file), "--assume", "ordinary", "--layer", "codified", "--jsonl", "--quiet")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["layers"]["codified"]["via"] for one in found] == answers(*lines)
    quotas = [{q["account"]: q["left_after"] for q in one["quotas"] if q["layer"] == "codified"} for one in found]
    # After 50M TPP to two places: 25 % of 1,050M less 250M; 7 % of 1,025M less 45M, for the account of one place knows of no other.
    assert quotas[1]["uveu:kestrel:outside"] == "12500000" and quotas[1]["uveu:kestrel:TH"] == "26750000"
    assert quotas[4]["nveu:palash:IN"] == "0" and found[1]["layers"]["codified"]["counts_against"] == ["uveu_shares"]
