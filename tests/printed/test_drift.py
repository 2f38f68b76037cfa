"""What changed between two editions, and who must look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from samples import SECTION, SUPPLEMENT, part, write

from licet.faces.cli import run
from licet.law import corpus, folder_of
from licet.printed.drift import APPEARED, CHANGED, VANISHED, Drift, cases_of, drift_of
from licet.printed.ecfr import read_edition

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "law" / "sources"
LPP = """<DIV8 N="740.29" TYPE="SECTION"><HEAD>x</HEAD><P>(a) Scope.</P><P>(d) {}</P><P>(z) Nothing cites this.</P></DIV8>"""


def compared(folder: Path, old: str, new: str) -> Drift:
    first, second = (write(folder, f"p-2026-0{n}-01.xml", text) for n, text in ((1, old), (2, new)))
    return drift_of(read_edition(first), read_edition(second), corpus(), cases_of(folder_of("us_ear")))


def kinds(drift: Drift) -> dict[str, str]:
    return {str(change.place): change.kind for change in drift.changes}


def test_alike_but_for_typography(tmp_path: Path) -> None:
    new = SECTION.replace("All lanterns.", "All  <I>lanterns</I>.")
    assert kinds(compared(tmp_path, part(SECTION), part(new))) == {}


def test_changed_appeared_vanished(tmp_path: Path) -> None:
    new = SECTION.replace("Blue ones", "Yellow ones").replace("<P>(2) <I>Lamp.</I> No light.</P>", "<P>(3) Torch.</P>")
    found = compared(tmp_path, part(SECTION), part(new))
    assert kinds(found) == {"999.1(a)(2)": CHANGED, "999.1(b)(2)": VANISHED, "999.1(b)(3)": APPEARED}
    assert found.same == 10


def test_a_line_put_into_a_list_moves_no_other(tmp_path: Path) -> None:
    new = SUPPLEMENT.replace("<FP-1>Beta</FP-1>", "<FP-1>Aleph</FP-1><FP-1>Beta</FP-1>")
    assert list(kinds(compared(tmp_path, part(SUPPLEMENT), part(new))).values()) == [APPEARED]
    assert list(kinds(compared(tmp_path, part(new), part(SUPPLEMENT))).values()) == [VANISHED]


def test_who_must_look(tmp_path: Path) -> None:
    found = compared(tmp_path, part(LPP.format("26,900,000 TPP")), part(LPP.format("53,800,000 TPP")))
    (change,) = found.changes
    assert "within_lpp" in change.provisions and "figure lpp_cap" in change.others
    assert any(case.startswith("lpp-") for case in change.cases)


def test_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = write(tmp_path, "a-2026-01-01.xml", part(SECTION, LPP.format("x")))
    uncited = write(tmp_path, "b-2026-02-01.xml", part(SECTION.replace("Red", "Pink"), LPP.format("x")))
    cited = write(tmp_path, "c-2026-03-01.xml", part(SECTION, LPP.format("y")))
    assert run(["law", "drift", old, old]) == 0
    assert run(["law", "drift", old, uncited]) == 0
    assert "1 changed" in capsys.readouterr().out
    assert run(["law", "drift", old, cited, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["cite"] for one in found["changes"]] == ["740.29(d)"]
    with pytest.raises(Exception, match="LIC-U032"):
        run(["law", "drift", cited, old])


def test_every_case_is_found() -> None:
    found = list(cases_of(folder_of("us_ear")))
    text = "".join(path.read_text(encoding="utf-8") for path in (folder_of("us_ear") / "cases").glob("*/*.yaml"))
    assert len(found) == text.count("\n- id: ") + text.startswith("- id: ")
    assert all(name and cite for name, cite in found)


@pytest.mark.skipif(not SOURCES.exists(), reason="the source texts are not here")
def test_the_two_issues_of_part_740() -> None:
    """90 FR 5309 corrected 740.27(a)(1) and 740.28(b); elsewhere a capital letter."""
    old, new = (read_edition(str(path)) for path in sorted(SOURCES.glob("ecfr-15cfr-740-extract-*.xml")))
    found = drift_of(old, new, corpus(), ())
    assert {"740.27(a)(1)", "740.28(b)"} <= kinds(found).keys()
    assert set(kinds(found).values()) == {CHANGED}
    assert len(found.changes) <= 5
