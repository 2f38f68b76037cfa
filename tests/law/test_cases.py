"""Every legal case, through the public verb and through columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import polars as pl
import pytest
from cases import LegalCase, Strict, _case, ask, cases, disagreements

import licet

GOES = {"no_license_required", "license_exception", "authorized", "not_subject"}
CASES_LEAST = 150


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_case(case: LegalCase) -> None:
    answer = ask(case)
    found = disagreements(case, answer)
    assert not found, f"{case.place}\n{case.title}\n{case.cite}\n" + "\n".join(found)


@pytest.mark.parametrize("folder", ["good", "bad"])
def test_good_cases_go_and_bad_ones_do_not(folder: str) -> None:
    """Each case stands in the folder of the outcome that heads its answer."""
    wrong = []
    for case in cases():
        if not case.place.startswith(folder):
            continue
        expected = {**case.layers()[case.layer], **case.expect.get("head", {})}.get("outcome")
        if expected is not None and (expected in GOES) != (folder == "good"):
            wrong.append(f"{case.place}: {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_cases_are_many_and_told_apart() -> None:
    known = cases()
    assert len(known) >= CASES_LEAST
    assert [name for name, times in Counter(case.id for case in known).items() if times > 1] == []
    folders = Counter(case.place.split("/")[0] for case in known)
    assert folders["bad"] >= folders["good"] > 0


def test_every_case_is_cited_and_expects_something() -> None:
    bad = [case.place for case in cases() if not (case.cite.strip() and "dossier" in case.cite and case.title and case.expect)]
    assert not bad
    two_cases_alike = Counter(
        (tuple(sorted(case.facts.items())), case.assume, case.blank, case.as_of, case.known_at, case.reading, case.layer)
        for case in cases()
    )
    assert [facts for facts, times in two_cases_alike.items() if times > 1] == []


def test_a_case_with_an_unknown_field_is_refused() -> None:
    entry = {"id": "x", "title": "x", "facts": {}, "cite": "x", "expect": {"outcomes": {}}}
    with pytest.raises(ValueError, match="unknown fields"):
        _case(entry, "bad/x.yaml")


def test_yaml_is_read_strictly() -> None:
    import yaml

    assert yaml.load("{destination: NO, tpp: 4799.999, held: yes}", Loader=Strict) == {
        "destination": "NO", "tpp": "4799.999", "held": "yes",
    }  # fmt: skip
    with pytest.raises(yaml.constructor.ConstructorError, match="stands twice"):
        yaml.load("{tpp: 1, tpp: 2}", Loader=Strict)


Settings = tuple[Any, ...]


def grouped() -> dict[Settings, list[LegalCase]]:
    """Cases that are asked in the same way can share a frame."""
    groups: dict[Settings, list[LegalCase]] = defaultdict(list)
    for case in cases():
        groups[case.assume, case.blank, case.as_of, case.known_at, case.reading, case.layer].append(case)
    return groups


def test_columns_answer_every_case_alike() -> None:
    """Both layers: the answer of the frame is the answer of the verb."""
    wrong = []
    for together in grouped().values():
        names = sorted({name for case in together for name in case.facts})
        lines = pl.DataFrame({name: [case.facts.get(name) for case in together] for name in names}, schema=dict.fromkeys(names, pl.String))
        words = {key: value for key, value in together[0].settings().items() if value}
        answers = licet.frame(lines, why="text", independent=True, **words)
        both = [answers, licet.frame(lines, why="text", independent=True, **(words | {"layer": "codified"}))]
        for index, case in enumerate(together):
            single = ask(case)
            for part in ("outcome", "via", "review"):
                one, column = getattr(single, part), both[0][part][index]
                codified, other = getattr(single.layers["codified"], part), both[1][part][index]
                twin = both[0][f"codified_{part}"][index]
                if one != column or not codified == other == twin:
                    wrong.append(f"{case.place} {part}: {one} / {column}; codified {codified} / {other} / {twin}")
    assert not wrong, "\n".join(wrong)
