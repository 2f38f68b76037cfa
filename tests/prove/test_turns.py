"""Each turn turns, nothing nearer does, and of what is said to turn nothing no value turns anything: the engine is asked, value by value."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import z3

import licet
from licet.base.dates import NEVER, day_number, parse_day
from licet.decide.determine import Question
from licet.decide.flip import DATE, Line
from licet.decide.settings import engine, read_settings
from licet.faces.cli import run
from licet.faces.verbs import admitted_line
from licet.facts.intake import Admitted
from licet.facts.values import parse_value
from licet.facts.vocabulary import ROLE_FACTS, ROLES, stored_columns, vocabulary
from licet.prove.flip import FactTurns, Flips
from licet.prove.solver import bounds

SECONDS = 60
SEED = 20261129
PROBES = 12
MEXICO = {"chip": "H100 SXM", "quantity": "1699", "destination": "MX", "consignee_hq": "MX", "consignee_parent": "none", "date": "2025-06-02"}
NAC = {
    "chip": "RTX 4090", "quantity": "1000", "destination": "CN", "consignee_hq": "CN", "date": "2024-07-01", "nac_notified_on": "2024-06-10",
    "nac_confirmed": "yes",
}  # fmt: skip
POOLS = {
    "tpp": ("1200", "1600", "2399.999", "4799.999", "4800", "15831.2"), "applicable_die_area_mm2": ("270.28", "814", "3000"),
    "io_bandwidth_gb_s": ("400", "600"), "quantity": ("1", "1699", "100000"), "destination": ("MX", "CN", "AE", "DE"),
    "consignee_hq": ("MX", "CN"), "datacenter": ("yes", "no"), "lpp_received_tpp": ("0", "26000000"),
    "nac_notified_on": ("none", "2024-05-01"), "license_issued_on": ("none", "2024-05-20"), "license_valid_until": ("2026-08-01",),
    "date": ("2022-11-01", "2024-05-25", "2025-01-20", "2026-08-01"),
}  # fmt: skip


def asked(layer: str = "codified", **facts: str) -> tuple[Admitted, Question]:
    return admitted_line(facts, read_settings(layer=layer, assume=["ordinary"]))


def found_of(admitted: Admitted, question: Question) -> dict[str, FactTurns]:
    return {one.fact: one for one in Flips(engine(), admitted, question, SECONDS).facts()}


def answer(admitted: Admitted, question: Question, column: str, value: object) -> tuple[str, str] | None:
    line = Line(engine(), admitted.values, question)
    return line.answer(line.row(**{column: value}), question.as_of)  # type: ignore[arg-type]


def assert_true(admitted: Admitted, question: Question, chance: random.Random) -> int:
    """Everything that is said of a line's turns, tried on the engine."""
    found = found_of(admitted, question)
    line = Line(engine(), admitted.values, question)
    now, turns = line.answer(line.row(), question.as_of), 0
    for one in found.values():
        assert one.is_proved
        turns += len(one.turns)
        if one.fact not in (DATE, "as_of"):
            assert_fact(admitted, question, one, now, chance)
    return turns


def assert_fact(admitted: Admitted, question: Question, one: FactTurns, now: tuple[str, str] | None, chance: random.Random) -> None:
    spec = vocabulary()[one.fact]
    column = stored_columns(spec)[0]
    at = {parse_value(spec, turn.to)[column]: (turn.outcome, turn.via) for turn in one.turns}
    for value, said in at.items():
        assert answer(admitted, question, column, value) == said != now, (one.fact, value)
    own = parse_value(spec, one.now)[column]
    if isinstance(own, bool | str):
        for value in (True, False) if isinstance(own, bool) else spec.values:
            assert (value in at) is (answer(admitted, question, column, value) != now), (one.fact, value)
        return
    assert isinstance(own, int)
    low, high = bounds(column)
    below = max((value for value in at if value < own), default=low - 1)  # type: ignore[type-var, operator]
    above = min((value for value in at if value > own), default=high + 1)  # type: ignore[type-var, operator]
    assert len(at) <= 2
    lowest = max(below + 1, low, 1 if one.fact == "quantity" else low)  # type: ignore[operator, type-var]
    near = [lowest, above - 1, *(chance.randint(lowest, above - 1) for _ in range(PROBES))]  # type: ignore[operator]
    for value in near:
        if own < NEVER or value > own - 4000:
            assert answer(admitted, question, column, value) == now, (one.fact, value)


@pytest.mark.parametrize("layer", ["codified", "enforced"])
@pytest.mark.parametrize("facts", [MEXICO, NAC], ids=["lpp", "nac"])
def test_what_is_said_of_known_lines_is_so(facts: dict[str, str], layer: str) -> None:
    turns = assert_true(*asked(layer, **facts), random.Random(SEED))
    assert turns > 1 or (facts is MEXICO and layer == "enforced")  # what goes there was never stopped


@pytest.mark.parametrize("number", range(3))
def test_what_is_said_of_lines_by_chance_is_so(number: int) -> None:
    chance = random.Random(SEED + number)
    facts = {name: chance.choice(pool) for name, pool in POOLS.items()}
    print(SEED + number, facts)
    assert_true(*asked(chance.choice(("codified", "enforced")), item_kind="ic", **facts), chance)


def test_the_last_h100_and_the_paragraph_that_parts_it() -> None:
    found = found_of(*asked(**MEXICO))
    (turn,) = found["quantity"].turns
    assert (turn.to, turn.outcome, turn.parted_by) == ("1700", "license_required", ("15 CFR 740.29(a), (d)",))
    (other,) = found["datacenter"].turns
    assert (other.to, other.via) == ("no", "ACA") and "note 2" in other.parted_by[0] and found["datacenter"].by
    assert found["claimed_exception"].turns == () and found["claimed_exception"].is_proved


def test_the_notice_that_was_five_days_late() -> None:
    found = found_of(*asked("enforced", **NAC))
    assert [(turn.to, turn.via) for turn in found["nac_notified_on"].turns] == [("2024-06-06", "NAC")]
    assert [(turn.to, turn.via) for turn in found[DATE].turns] == [("2023-11-16", "NLR"), ("2024-07-05", "NAC")]


def test_between_the_days_no_day_turns_it() -> None:
    admitted, question = asked("enforced", **NAC)
    line = Line(engine(), admitted.values, question)
    now = line.answer(line.row(), question.as_of)
    before, after = (day_number(parse_day(turn.to)) for turn in found_of(admitted, question)[DATE].turns)
    for day in range(before, after + 1):
        assert (line.answer(line.row(date=day), day) == now) is (before < day < after), day


def test_where_the_law_of_another_day_is_asked_the_day_of_the_law_turns() -> None:
    admitted, question = admitted_line(MEXICO, read_settings("2025-01-20", layer="codified", assume=["ordinary"]))
    found = found_of(admitted, question)
    assert [turn.to for turn in found["as_of"].turns] == ["2025-01-12"] and DATE in found


def test_nobody_is_ever_exchanged() -> None:
    """Whatever is stated: no party, place, parent, list, purpose or name is among what is moved."""
    roles = {spec.name.format(role): "5" for role in ROLES for spec in ROLE_FACTS if spec.kind == "quantity"}
    texts = {f"{role}_{name}": "CN" for role in ROLES for name in ("country", "hq", "parent")}
    listed = {f"{role}_listed": "none" for role in ROLES} | {f"{role}_kind": "government" for role in ROLES if role != "designer"}
    found = found_of(*asked(**MEXICO | {**roles, **texts, **listed, "end_use": "military", "action": "reexport", "origin": "DE"}))
    for name in found:
        if name not in (DATE, "as_of"):
            spec = vocabulary()[name]
            assert spec.group != "parties" and spec.kind not in ("country", "text", "set")
    assert not set(found) & {"destination", "destination_region", "end_use", "item_kind", "action", "origin", "acm_purpose", "intermediate_role"}


def test_a_question_that_takes_too_long_is_unknown_and_never_proved(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda self, *more: z3.unknown)
    words = [f"{name}={text}" for name, text in MEXICO.items()]
    assert run(["flip", *words, "--assume", "ordinary", "--layer", "codified", "--seconds", "7"]) == 3
    printed = capsys.readouterr().out
    assert "UNKNOWN AFTER 7 S" in printed and "quantity" in printed.partition("UNKNOWN AFTER 7 S")[2].partition("\n\n")[0]
    assert "The rest is proved" in printed and "All of it is proved" not in printed


def test_the_verb_and_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"{name}={text}" for name, text in MEXICO.items()]
    assert run(["flip", *words, "--assume", "ordinary", "--layer", "codified", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["proved"] and record["via"] == "LPP" and record["missing"] is None
    found = licet.flip(**MEXICO, layer="codified", assume=["ordinary"])  # type: ignore[arg-type]
    assert found.is_proved and [one.fact for one in found.facts] == [one["fact"] for one in record["facts"]]


def test_a_line_of_a_book_is_turned_beside_those_before_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "book.csv"
    names = list(MEXICO)
    rows = [[number, *({**MEXICO, "quantity": text}[name] for name in names), "Nopal"] for number, text in ((1, "1000"), (2, "600"))]
    book.write_text("\n".join(",".join(map(str, row)) for row in (["line_id", *names, "consignee_name"], *rows)), encoding="utf-8")
    run(["flip", str(book), "--line", "2", "--assume", "ordinary", "--layer", "codified", "--json"])
    record = json.loads(capsys.readouterr().out)
    quantity = next(one for one in record["facts"] if one["fact"] == "quantity")
    assert [turn["to"] for turn in quantity["turns"]] == ["700"]
