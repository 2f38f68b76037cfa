"""The laws beside the home one: their cases, whether the cases bite, and one transaction put to all."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from cases import LegalCase, ask, cases, disagreements
from mutants import mutants
from replay import killer, replay

import licet
from licet.__main__ import main
from licet.base.errors import UsageError
from licet.batch.run import answer_frame
from licet.decide.engine import CHAINS
from licet.decide.regimes import GRAVITY
from licet.decide.settings import engine, read_settings
from licet.law import HOME, corpora, corpus, folder_of

COMPANIONS = tuple(name for name in corpora() if name != HOME)
ALL = [case for name in COMPANIONS for case in cases(name)]
GOES = {"no_license_required", "license_exception", "authorized", "not_subject"}
LINE = {"chip": "H200 SXM", "quantity": "8", "origin": "MY", "destination": "CN", "consignee_hq": "CN", "date": "2026-01-20",
        "my_high_performance_ai_chip": "yes", "permits_held": "none"}  # fmt: skip


EQUIVALENT = {
    "day military_use_in_the_united_states@2024-12-03 since 2024-12-03 +1": "on that day section 2 bans all of it to the United States",
    "row day materials_of_46@2024-12-03 since +1": "on that day section 2 bans all of it to the United States",
    "day other_rules_unread@2024-12-03 since 2024-12-03 +1": "the chain's default is undetermined too; only the reason is lost",
}
"""Wrongs that change no answer, with the reason."""


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_case(case: LegalCase) -> None:
    found = disagreements(case, ask(case))
    assert not found, f"{case.regime}/{case.place}\n{case.title}\n" + "\n".join(found)


def test_cases_stand_where_they_belong() -> None:
    assert {case.regime for case in ALL} == set(COMPANIONS)
    assert len({case.id for case in ALL}) == len(ALL)
    for case in ALL:
        outcome = case.layers()[case.layer]["outcome"]
        assert (outcome in GOES) == case.place.startswith("good"), case.place
        assert "dossier" in case.cite


@pytest.mark.parametrize("regime", COMPANIONS)
def test_every_wrong_is_noticed_by_a_case(regime: str) -> None:
    """Every figure, sign, day and member of a companion law, each table's members one by one."""
    law = engine(regime)
    found = mutants(law.corpus)
    assert found
    unnoticed = {mutant.key for mutant in found if not killer(mutant, replay(regime), law)}
    assert unnoticed == EQUIVALENT.keys() & {mutant.key for mutant in found}, "\n".join(sorted(unnoticed))


@pytest.mark.parametrize("regime", COMPANIONS)
def test_a_companion_answers_the_same_questions_and_says_how_sure_it_is(regime: str) -> None:
    law = corpus(regime)
    assert set(CHAINS) == set(law.chains)
    assert law.name == regime.replace("_", "-")
    assert all(v.confidence in ("S", "U") for p in law.provisions.values() for v in p.versions)
    assert (folder_of(regime) / "README.md").exists()


@pytest.mark.parametrize("regime", COMPANIONS)
def test_columns_answer_alike(regime: str) -> None:
    known = [case for case in cases(regime) if not case.reading]
    names = sorted({name for case in known for name in case.facts})
    lines = pl.DataFrame({name: [case.facts.get(name) for case in known] for name in names}, schema=dict.fromkeys(names, pl.String))
    answers = answer_frame(lines, read_settings(assume=["ordinary"], regimes=(regime,)), engine(regime))
    assert answers["outcome"].to_list() == [ask(case).outcome for case in known]


# One transaction, all laws


def test_the_gravest_answer_stands_at_the_head() -> None:
    found = licet.regimes(assume=["ordinary"], **LINE)
    assert list(found.answers) == list(corpora())
    assert {name: one.outcome for name, one in found.answers.items()} == {
        "us_ear": "license_required", "cn_mofcom": "prohibited", "my_sta": "license_required",
        "nl_duv": "not_subject", "tw_shtc": "not_subject",
    }  # fmt: skip
    assert found.outcome == "prohibited" and found.decided_by == ("cn_mofcom",)


def test_each_regime_has_its_own_version_digest_and_proof(capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"{name}={value}" for name, value in LINE.items()]
    assert main(["check", *words, "--assume", "ordinary", "--regime", "all", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["outcome"] == "prohibited" and found["decided_by"] == ["cn_mofcom"]
    assert [one["regime"] for one in found["regimes"]] == list(corpora())
    assert len({one["law"]["digest"] for one in found["regimes"]}) == len(corpora())
    assert all(one["proof"]["enforced"]["nodes"] for one in found["regimes"])


def test_text_has_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"{name}={value}" for name, value in LINE.items()]
    assert main(["check", *words, "--assume", "ordinary", "--regime", "us_ear,cn_mofcom"]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("prohibited, by cn_mofcom\n")
    assert "cn-mofcom 1.0.0" in shown and "us-ear" in shown and "my-sta" not in shown


def test_the_home_law_alone_is_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", *(f"{name}={value}" for name, value in LINE.items()), "--assume", "ordinary", "--json"]
    main(words)
    plain = capsys.readouterr().out
    main([*words, "--regime", "us-ear"])
    assert capsys.readouterr().out == plain
    assert json.loads(plain)["law"]["corpus"].startswith("us-ear ")


def test_explain_prints_each_proof(capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"{name}={value}" for name, value in LINE.items()]
    assert main(["explain", *words, "--assume", "ordinary", "--regime", "my_sta"]) == 1
    shown = capsys.readouterr().out
    assert "STA 2010 s.12; Directive 1/2025" in shown and "the EAR" not in shown
    main(["explain", *words, "--assume", "ordinary", "--regime", "my_sta,nl_duv"])
    assert "this law does not reach it" in capsys.readouterr().out


def test_a_reading_belongs_to_its_regime() -> None:
    notified = LINE | {"my_notified_on": "2025-12-01", "destination": "TH", "consignee_hq": "TH"}
    assert licet.check(regime="my_sta", reading=["my_notice=notice"], assume=["ordinary"], **notified).via == "NOTICE"
    with pytest.raises(UsageError, match="LIC-U004"):
        licet.check(reading=["my_notice=notice"], **notified)


def test_a_regime_that_is_not_there() -> None:
    with pytest.raises(UsageError, match=r"LIC-U034[\s\S]*my_sta"):
        licet.check(regime="my_stb", **LINE)


def test_a_book_under_each_law(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "book.csv"
    book.write_text("line_id,chip,origin,destination,date\n1,H200 SXM,TW,CN,2026-01-20\n2,H200 SXM,US,MX,2026-01-20\n", encoding="utf-8")
    assert main(["check", str(book), "--assume", "ordinary", "--regime", "us_ear,cn_mofcom"]) in (1, 3)
    shown = capsys.readouterr().out
    assert "us_ear" in shown and "cn_mofcom" in shown and "1  PROHIBITED" in shown
    assert main(["check", str(book), "--regime", "cn_mofcom", "--csv", "--quiet"]) == 1
    assert "prohibited" in capsys.readouterr().out
    assert main(["check", str(book), "--regime", "all", "--json"]) == 2
    assert "LIC-U033" in capsys.readouterr().err


def test_gravity_knows_every_outcome() -> None:
    outcomes = {step.outcome for name in corpora() for step in (*corpus(name).chains["outcome"].steps, corpus(name).chains["outcome"].default)}
    assert outcomes <= set(GRAVITY)
