"""Certificates: an independent program accepts every answer's, and none in which a value, an operator or a digest was changed."""

from __future__ import annotations

import ast
import copy
import csv
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import licet_checker.check
from licet.base.canonical import canonical_bytes, digest
from licet.base.dates import day_number, parse_day
from licet.base.errors import IntegrityError
from licet.decide.certificate import FORMAT, Certificate, certificate_of, records, unlike_the_law
from licet.decide.determine import determine
from licet.decide.settings import engine, read_settings
from licet.faces.cli import run
from licet.faces.verbs import admitted_line
from licet.facts.vocabulary import vocabulary
from licet_checker.check import Rejected, check_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "law"))
from cases import cases

BOOK = Path(__file__).parents[2] / "src" / "licet" / "examples" / "order_book.csv"
LINE = {
    "item_kind": "ic", "tpp": "15831.2", "applicable_die_area_mm2": "814", "datacenter": "yes", "quantity": "1699", "destination": "MX",
    "consignee_country": "MX", "consignee_hq": "MX", "origin": "US",
}  # fmt: skip


def every(sample: int) -> pytest.MarkDecorator:
    """Each `sample`-th one here, every one in the soak."""
    return pytest.mark.parametrize("step", [sample, pytest.param(1, marks=pytest.mark.soak)])


def certified(texts: dict[str, str], **settings: Any) -> Certificate:
    asked = read_settings(**settings)
    admitted, question = admitted_line(texts, asked)
    found, answer = certificate_of(engine(), admitted, question), determine(engine(), admitted, question)
    assert found.structure["answer"] == {"outcome": answer.outcome, "via": answer.via, "review": answer.review}
    return found


@pytest.fixture(scope="module")
def one() -> Certificate:
    return certified(LINE, as_of="2025-06-02", layer="codified", assume=["ordinary"])


@every(sample=9)
def test_lines_of_the_order_book_verify(step: int) -> None:
    with BOOK.open(newline="") as file:
        rows = [{n: text for n, text in row.items() if text and n in vocabulary()} for row in islice(csv.DictReader(file), 0, None, step)]
    found = [certified(row, today=parse_day("2026-09-15"), assume=["ordinary"]) for row in rows]
    structures, lines = check_bytes(b"".join(records(found)))
    assert lines == len(rows) and 1 < structures <= lines


@every(sample=71)
@pytest.mark.parametrize("layer", ["codified", "enforced"])
def test_legal_cases_verify_and_are_as_the_law_has_them(layer: str, step: int) -> None:
    found = []
    for case in islice((case for case in cases() if case.regime == "us_ear"), 0, None, step):
        texts = {name: str(value) for name, value in case.facts.items()}
        found.append(certified(texts, **{**case.settings(), "layer": layer}))
        law = found[-1].structure["law"]
        known_at = None if law["known_at"] is None else day_number(parse_day(law["known_at"]))
        assert not unlike_the_law(engine(), found[-1].structure, day_number(parse_day(found[-1].as_of)), known_at)
    assert check_bytes(b"".join(records(found)))[1] == len(found) > 8


@every(sample=29)
def test_an_unsealed_change_is_rejected(one: Certificate, step: int) -> None:
    """Each digest, each fact, each name: whatever is changed, the seal notices."""
    data = b"".join(records([one]))
    check_bytes(data)
    parts = [json.loads(record) for record in data.splitlines()]
    count = 0
    for place, path in [(place, path) for place, part in enumerate(parts) for path in places(part)][::step]:
        changed = copy.deepcopy(parts)
        change(changed[place], path)
        with pytest.raises(Rejected):
            check_bytes(b"".join(canonical_bytes(part) + b"\n" for part in changed))
        count += 1
    for cut in (data[:-1], data[: len(data) // 2], data + data, b""):
        with pytest.raises(Rejected):
            check_bytes(cut)
    assert count > 20


@every(sample=60)
def test_a_resealed_change_is_rejected_too(one: Certificate, step: int) -> None:
    """A forger seals again: then the proof no longer follows, or its provisions are not the law's."""
    day = day_number(parse_day(one.as_of))
    by_logic = by_law = 0
    operators = [path for path in places(one.structure) if path[-1] == 0 or path[-2:] in ((1, 1), (1, 2))]
    for path in [*list(places(one.structure))[::step], *operators[:: max(step // 2, 1)]]:
        structure = copy.deepcopy(one.structure)
        change(structure, path)
        try:
            check_bytes(b"".join(records([Certificate(structure, one.line, one.as_of, one.facts)])))
        except Rejected:
            by_logic += 1
            continue
        is_other_law = structure["law"] != one.structure["law"]
        assert is_other_law or unlike_the_law(engine(), structure, day, None), (path, structure)
        by_law += 1
    assert by_logic > 5 and by_law > 5


@pytest.mark.parametrize(
    "changed",
    [{"ic_tpp": 1_599_999}, {"consignee_hq": "CN"}, {"lpp_after_tpp": 26_900_000_001},
     {"ic_tpp": None}, {"ic_tpp": "15831200"}, {"more": 1}, {"ic_tpp": True}],
    ids=str,
)  # fmt: skip
def test_facts_under_which_it_does_not_hold(one: Certificate, changed: dict[str, Any]) -> None:
    assert set(changed) - {"more"} <= set(one.facts)
    with pytest.raises(Rejected, match="facts"):
        check_bytes(b"".join(records([Certificate(one.structure, one.line, one.as_of, {**one.facts, **changed})])))


@pytest.mark.parametrize("day", ["2025-01-12", "2026-09-15", "soon"])
def test_a_day_of_other_law(one: Certificate, day: str) -> None:
    with pytest.raises(Rejected):
        check_bytes(b"".join(records([Certificate(one.structure, one.line, day, one.facts)])))


def test_what_is_not_shown_proves_nothing(one: Certificate) -> None:
    """Without its outcome a leaf may be anything, and without its tree a provision."""
    structure = copy.deepcopy(one.structure)
    structure["provisions"] = [entry for entry in structure["provisions"] if entry["name"] != "license_required"]
    with pytest.raises(Rejected, match="comes out hidden"):
        check_bytes(b"".join(records([Certificate(structure, one.line, one.as_of, one.facts)])))


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "one.jsonl"
    words = [f"{name}={text}" for name, text in LINE.items()]
    assert run(["certify", *words, "--as-of", "2025-06-02", "--assume", "ordinary", "-o", str(file)]) == 0
    assert run(["verify", str(file)]) == 0
    assert capsys.readouterr().out == "Accepted: 1 lines on 1 structures.\n"
    file.write_bytes(file.read_bytes().replace(b'"value":true', b'"value":null', 1))
    with pytest.raises(IntegrityError, match="LIC-T010") as caught:
        run(["verify", str(file)])
    assert caught.value.exit_code == 4


def test_a_certificate_of_another_text_is_refused(one: Certificate, tmp_path: Path) -> None:
    structure = copy.deepcopy(one.structure)
    structure["provisions"][0]["cite"] = "15 CFR 1.1"
    file = tmp_path / "other.jsonl"
    file.write_bytes(b"".join(records([Certificate(structure, one.line, one.as_of, one.facts)])))
    with pytest.raises(IntegrityError, match="LIC-T011"):
        run(["verify", str(file)])


def test_the_checker_is_independent() -> None:
    folder = Path(licet_checker.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(name.split(".")[0] in {*sys.stdlib_module_names, "licet_checker"} for name in names), file
        assert file.read_text().count("\n") < 300
    assert FORMAT == licet_checker.check.FORMAT
    assert digest(b"") == licet_checker.check.digest(b"")


Path_ = tuple[int | str, ...]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every scalar in a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield path
        return
    for key, part in inside:
        yield from places(part, (*path, key))


def change(value: Any, path: Path_) -> None:
    """Make one scalar another of its kind."""
    for key in path[:-1]:
        value = value[key]
    old = value[path[-1]]
    others = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "and": "or", "or": "and"}
    value[path[-1]] = (
        not old if isinstance(old, bool) else True if old is None else old + 1 if isinstance(old, int) else others.get(old, old + "x")
    )
