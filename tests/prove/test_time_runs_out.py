"""A question that the solver does not finish is unknown after so many seconds, everywhere: never proved, never left out."""

from __future__ import annotations

import pytest
import z3

from licet.faces.cli import run
from licet.faces.guard import guarded
from licet.prove.logic import SECONDS


@pytest.fixture(autouse=True)
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda self, *more: z3.unknown)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = guarded(lambda: run(list(words)))
    shown = capsys.readouterr()
    return status, shown.out + shown.err


def test_no_theorem_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = asked(capsys, "law", "prove", "--as-of", "2026-09-15", "--layer", "codified", "--seconds", "5")
    assert status == 3 and "Unknown after 5 s" in told
    assert not [line for line in told.splitlines() if line.startswith(("proved", "found", "none", "refuted"))]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (("law", "diff", "2026-07-09", "2026-07-10", "--prove", "--layer", "codified"), 0),
        (("loopholes", "--as-of", "2026-07-10", "--layer", "codified", "--seconds", "5"), 5),
        (("design", "--destination", "CN", "--as-of", "2023-12-01"), SECONDS),
        (("flip", "tpp=4000", "item_kind=ic", "destination=CN", "date=2025-06-02", "--assume", "ordinary", "--seconds", "5"), 5),
    ],
    ids=["diff", "loopholes", "design", "flip"],
)  # fmt: skip
def test_every_verb_says_unknown(words: tuple[str, ...], seconds: int, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = asked(capsys, *words)
    assert status == 3 and f"unknown after {seconds}" in told.lower()
    assert "It is proved that no other" not in told and "All of it is proved" not in told
