"""`licet law prove` and `licet law diff --prove`, as a person runs them."""

from __future__ import annotations

from running import run


def test_theorems_are_printed_with_the_gaps() -> None:
    ran = run("law", "prove", "--as-of", "2022-12-01", "--layer", "codified")
    assert ran.status == 0, ran.out
    assert "proved" in ran.out and "TPP < 4800 and any performance density" in ran.out
    assert "as expected" in ran.out.splitlines()[-1]


def test_theorems_as_json() -> None:
    found = run("law", "prove", "--as-of", "2022-12-01", "--layer", "enforced", "--json").json
    assert {one["result"] for one in found["theorems"]} <= {"proved", "found", "none"}
    assert all(one["witness"]["outcome"] for one in found["theorems"] if one["result"] == "found")
    assert found["holes"] == []


def test_regions_of_change_are_printed_with_their_proof() -> None:
    ran = run("law", "diff", "2026-07-09", "2026-07-10", "--prove", "--layer", "codified", "--assume", "destination=AE")
    assert ran.status == 1
    assert "It is proved that no other line changes its answer." in ran.out and "license exception" in ran.out
    found = run("law", "diff", "2026-07-09", "2026-07-10", "--prove", "--layer", "codified", "--assume", "destination=MX", "--json")
    assert found.status == 0 and found.json["complete"] and found.json["regions"] == []


def test_time_that_runs_out_proves_nothing() -> None:
    ran = run("law", "diff", "2025-01-12", "2025-01-13", "--prove", "--seconds", "0")
    assert ran.status == 3 and "Unknown after" in ran.out and "It is proved" not in ran.out


def test_a_layer_that_is_none_is_refused() -> None:
    assert run("law", "prove", "--layer", "lived").codes == ["LIC-U003"]
