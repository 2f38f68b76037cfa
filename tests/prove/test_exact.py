"""What is said to be unable to change an answer changes none; what can is a part of what was asked; few facts settle it, the engine agrees."""

from __future__ import annotations

import json
import random
from functools import cache

import pytest

from licet.backends.scalar import Value
from licet.decide.determination import Determination
from licet.decide.determine import Question, determine, headline
from licet.decide.settings import engine, read_settings
from licet.faces.flip import exact_of
from licet.faces.single import run_single
from licet.faces.verbs import admitted_line
from licet.facts.countries import COUNTRIES
from licet.facts.intake import Admitted, admit
from licet.facts.vocabulary import vocabulary
from licet.prove.exact import ExactNeeds

LINE = {"tpp": "4000", "item_kind": "ic", "destination": "CN", "date": "2025-06-02"}
LINES = (
    (LINE, "enforced", True),
    ({"item_kind": "computer", "destination": "AE", "date": "2025-06-02"}, "codified", True),
    ({"chip": "H100 SXM", "quantity": "100", "destination": "MX", "date": "2025-06-02"}, "codified", True),
    ({"item_kind": "model_weights", "destination": "IN", "date": "2025-02-01"}, "codified", True),
    ({"item_kind": "memory", "destination": "CN", "date": "2025-06-02"}, "enforced", True),
)
SEED, TRIES = 7, 60


@cache
def found_of(number: int) -> tuple[Admitted, Question, Determination, ExactNeeds]:
    facts, layer, ordinary = LINES[number]
    settings = read_settings(layer=layer, assume=["ordinary"] if ordinary else [])
    admitted, question = admitted_line(facts, settings)
    answer = determine(engine(), admitted, question)
    found = exact_of(settings, admitted, question, answer, 60)
    assert found is not None
    return admitted, question, answer, found


def said(name: str, chance: random.Random) -> dict[str, Value]:
    """A value of a fact that somebody could state."""
    spec = vocabulary()[name]
    pools = {"country": COUNTRIES, "truth": ("yes", "no"), "choice": spec.values, "set": spec.values, "date": ("2024-01-01", "2026-01-01")}
    texts = ("3A090.a", "Nobody", "EAR99") if spec.kind == "text" else ("0", "1", "50", "1600", "6000")
    return admit({name: chance.choice(list(pools.get(spec.kind, texts)))}, {}).values


@pytest.mark.parametrize("number", range(len(LINES)))
def test_what_cannot_matter_does_not(number: int) -> None:
    """With all else said, an idle fact may be anything: the head of the answer stays."""
    admitted, question, answer, found = found_of(number)
    assert {need.name for need in found.needs} <= {need.name for need in answer.needs}
    assert not found.open and found.is_whole
    chance = random.Random(SEED)
    others = [need.name for need in answer.needs if need.kind == "fact" and need.name not in (*found.idle, "chip", "exporter_name")]
    for name in found.idle:
        for _ in range(TRIES // len(found.idle)):
            rest = {column: value for other in others for column, value in said(other, chance).items()}
            heads = set()
            for _ in range(3):
                row = engine().row({**admitted.values, **rest, **said(name, chance)}, question.readings)
                heads.add(headline(engine(), engine().codes(row, question.as_of, question.known_at), question.layer))
            assert len(heads) == 1, (name, rest)


@pytest.mark.parametrize("number", range(len(LINES)))
def test_few_facts_settle_it_and_no_fewer_of_them(number: int) -> None:
    """Each way is answered so; and with any one of its facts left out it is settled no more, where it is said to be the fewest."""
    admitted, question, _, found = found_of(number)
    assert found.ways
    for way in found.ways:
        for left_out in (None, *way.facts):
            values = admit({name: text for name, text in way.facts.items() if name != left_out}, {}).values
            row = engine().row({**admitted.values, **values}, question.readings)
            head = headline(engine(), engine().codes(row, question.as_of, question.known_at), question.layer)[:2]
            assert (way.outcome, way.via) in found.possible
            if left_out is None:
                assert head == (way.outcome, way.via), way
            elif way.is_fewest:
                assert head != (way.outcome, way.via), (way, left_out)


def test_kleene_asks_too_much_and_this_does_not() -> None:
    *_, answer, found = found_of(0)
    asked, exact = ({need.name for need in needs if need.kind == "fact"} for needs in (answer.needs, found.needs))
    assert exact < asked and "consignee_hq" in asked - exact and "datacenter" in exact
    assert found.idle == ("consignee_hq",)


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"{name}={text}" for name, text in LINE.items()]
    assert run_single("explain", [*words, "--assume", "ordinary", "--exact", "--json"]) == 3
    record = json.loads(capsys.readouterr().out)
    assert record["exact"]["cannot"] == ["consignee_hq"]
    assert "consignee_hq" not in [need["name"] for need in record["needs"]]
