"""`licet explain`: the whole proof of one line, by itself or beside the lines before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from running import BOOK, MEXICO, ORDINARY, Line, Ran, put, put_lines, run

SECTIONS = ("BOTH LAYERS", "CLASSIFICATION", "PROOF, ENFORCED", "PROOF, CODIFIED")


def explain(path: Path, line: str, *options: str) -> Ran:
    """Explain one line of a book with the ordinary assumptions."""
    return run("explain", path, "--line", line, *ORDINARY, *options)


def of_one_line(line: Line, *options: str) -> Ran:
    """Explain a line given on the command line."""
    return run("explain", *(f"{name}={value}" for name, value in line.items()), *ORDINARY, *options)


def three(folder: Path) -> Path:
    """Three orders of one group: the second finds its limit used, the third fits the rest."""
    return put_lines(folder, *({"line_id": f"order-{n}", **MEXICO, "quantity": str(n)} for n in (1000, 1001, 699)))


def test_the_worked_example_is_explained_in_full() -> None:
    ran = explain(BOOK, "17", "--layer", "codified")
    assert ran.status == 1 and ran.err == ""
    assert ran.out.startswith("Line 17\nAs codified on 2025-06-02: license exception LPP")
    for section in SECTIONS:
        assert section in ran.out, section
    assert "26897208.8 TPP" in ran.out and "2791.2 left" in ran.out and "quantity 1700" in ran.out
    assert "15 CFR 740.29" in ran.out and "37" not in ran.out.splitlines()[0]


def test_every_line_of_the_order_book_can_be_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    from licet.batch.lines import determinations
    from licet.batch.read import open_book
    from licet.decide.settings import engine, read_settings
    from licet.report.text import full_text

    found = list(determinations(open_book(str(BOOK)), engine(), read_settings(assume=["ordinary"], as_of="2026-06-15")))
    assert len(found) == 159
    for line in found:
        assert line.determination is not None
        text = full_text(line.determination)
        assert all(section in text for section in SECTIONS)
        assert max(map(len, text.splitlines())) <= 110 or "http" in text, line.line_id


def test_a_line_is_explained_beside_those_before_it(tmp_path: Path) -> None:
    book = three(tmp_path)
    found = {n: explain(book, f"order-{n}", "--layer", "codified", "--json").json for n in (1000, 1001, 699)}
    assert [found[n]["outcome"] for n in found] == ["license_exception", "license_required", "license_exception"]
    assert found[1000]["quotas"][0]["left_after"] == "11068800"
    assert found[699]["quotas"][0]["left_after"] == "2791.2"
    assert {"fact": "quantity", "to": "700", "outcome": "license_required", "via": "none"} in found[699]["flip"]
    alone = explain(book, "order-1001", "--layer", "codified", "--json", "--independent").json
    assert alone["outcome"] == "license_exception"


def test_a_line_is_found_by_its_id_or_its_row(tmp_path: Path) -> None:
    book = three(tmp_path)
    assert explain(book, "row:4", "--json").json["line_id"] == "order-699"
    assert explain(book, "order-699").out == explain(book, "row:4").out
    nameless = put_lines(tmp_path, MEXICO, {**MEXICO, "quantity": "1"}, name="nameless.csv")
    assert explain(nameless, "3", "--json").json["quotas"][0]["tpp"] == "15831.2"
    records = put(tmp_path, "records.json", json.dumps([MEXICO, {**MEXICO, "quantity": "1"}]))
    assert explain(records, "2", "--json").json == explain(nameless, "3", "--json").json


@pytest.mark.parametrize("line", ["order-2", "row:9", "", "2"])
def test_a_line_that_is_not_there_is_bad_usage(tmp_path: Path, line: str) -> None:
    ran = explain(three(tmp_path), line)
    assert (ran.status, ran.out, ran.codes) == (2, "", ["LIC-U007"]) and "row:N" in ran.err


def test_which_line_must_be_said() -> None:
    ran = run("explain", BOOK, *ORDINARY)
    assert (ran.status, ran.codes) == (2, ["LIC-U005"]) and "--line" in ran.err


def test_a_bad_line_is_told_and_those_after_it_are_explained(tmp_path: Path) -> None:
    bad = {"line_id": "bad", **MEXICO, "quantity": "x", "date": "03/04/2025"}
    book = put_lines(tmp_path, bad, {"line_id": "good", **MEXICO})
    ran = explain(book, "bad")
    assert (ran.status, ran.out, ran.codes) == (2, "", ["LIC-F002", "LIC-F005"]) and "row 2" in ran.err
    assert explain(book, "good").status == 0
    ragged = put(tmp_path, "ragged.csv", book.read_text() + "odd,row\n")
    found = explain(ragged, "row:4")
    assert (found.status, found.codes) == (2, ["LIC-R008"])


def test_standard_input_is_explained_too(tmp_path: Path) -> None:
    text = three(tmp_path).read_bytes()
    ran = run("explain", "-", "--line", "order-699", *ORDINARY, "--json", stdin=text)
    assert ran.json["line_id"] == "order-699"


def test_a_line_on_the_command_line_is_explained_as_one_of_a_book(tmp_path: Path) -> None:
    alone, in_book = of_one_line(MEXICO), explain(put_lines(tmp_path, MEXICO), "2")
    assert alone.out == in_book.out and (alone.status, in_book.status) == (0, 0)
    as_json: list[Any] = [of_one_line(MEXICO, "--json").json, explain(put_lines(tmp_path, MEXICO), "2", "--json").json]
    assert as_json[0] == as_json[1]


def test_an_explanation_says_what_is_missing_and_why() -> None:
    ran = run("explain", "chip=H100 SXM", "destination=MX", "date=2025-06-02", "quantity=1")
    assert ran.status == 3
    assert "undetermined" in ran.out and "MISSING" in ran.out
    assert "consignee_hq: In which country is the ultimate consignee headquartered?" in " ".join(ran.out.split())


def test_the_flips_of_a_determination_are_answers_that_differ() -> None:
    line = {**MEXICO, "quantity": "1700"}
    found = of_one_line(line, "--layer", "codified", "--json").json
    assert found["flip"]
    for flip in found["flip"]:
        changed = of_one_line({**line, flip["fact"]: flip["to"]}, "--layer", "codified", "--json").json
        assert changed["outcome"] == flip["outcome"] != found["outcome"], flip


def test_proofs_cite_what_decided() -> None:
    found = of_one_line(MEXICO, "--json").json
    for layer in ("codified", "enforced"):
        graph = found["proof"][layer]
        cites = {node["cite"] for node in graph["nodes"].values()}
        assert set(found["layers"][layer]["decided_by"]) <= cites, layer
    assert found["proof"]["facts"]["destination"] == "MX"
