"""The words of the day beside an answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from samples import part, write

from licet.__main__ import main

TEXT = '<DIV8 N="740.29" TYPE="SECTION"><HEAD>x</HEAD><P>(a) Scope {0}.</P><P>(d) Lanterns {0}.</P><P>(1) Under it.</P></DIV8>'
LINE = ["chip=H100 SXM", "quantity=1699", "destination=MX", "consignee_hq=MX", "date=2025-06-02", "--assume", "ordinary", "--layer", "codified"]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    return [write(tmp_path, f"p-{day}.xml", part(TEXT.format(day))) for day in ("2025-01-15", "2025-05-01", "2026-09-01")]


def options(files: list[str]) -> list[str]:
    return [word for file in files for word in ("--ecfr", file)]


def test_explain_shows_the_newest_words_up_to_the_day(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *LINE, *options(files)]) == 1
    shown = capsys.readouterr().out
    assert "Lanterns 2025-05-01." in shown and "(1) Under it." in shown
    assert "2026-09-01." not in shown and "2025-01-15." not in shown


def test_json_carries_them(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", *LINE, "--json", *options(files)])
    printed = {one["cite"]: one for one in json.loads(capsys.readouterr().out)["printed"]}
    assert printed["740.29(d)"]["edition"] == "2025-05-01"
    assert printed["740.29(d)"]["paragraphs"][0] == {"cite": "740.29(d)", "words": "Lanterns 2025-05-01."}
    assert printed["742.6(a)(6)(iii)(A)"]["edition"] is None


def test_without_files_nothing_changes(
    files: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LICET_ECFR", raising=False)
    main(["explain", *LINE])
    plain = capsys.readouterr().out
    monkeypatch.setenv("LICET_ECFR", ":".join(files))
    main(["explain", *LINE])
    shown = capsys.readouterr().out
    assert shown.startswith(plain.rstrip("\n")) and "AS PRINTED" in shown
    assert "AS PRINTED" not in plain


def test_a_later_issue_is_no_word_of_the_day(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", *LINE, "--ecfr", files[2]])
    assert "the first edition given that prints it is of 2026-09-01, after this day" in " ".join(capsys.readouterr().out.split())


def test_show_takes_a_citation(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", "15 CFR 740.29(d)", "--as-of", "2026-10-01", "--ecfr", files[2]]) == 0
    assert "Lanterns 2026-09-01." in capsys.readouterr().out
    assert main(["law", "show", "within_lpp", "--as-of", "2025-02-01", *options(files)]) == 0
    assert "Lanterns 2025-01-15." in capsys.readouterr().out


def test_a_book_line(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = write(tmp_path, "book.csv", "line_id,chip,quantity,destination,consignee_hq,date\n1,H100 SXM,5,MX,MX,2025-06-02\n")
    main(["explain", book, "--line", "1", "--assume", "ordinary", *options(files)])
    assert "Lanterns 2025-05-01." in capsys.readouterr().out


def test_a_bad_file_is_a_located_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path, "p-2025-01-01.xml", "<html>")
    assert main(["explain", *LINE, "--ecfr", bad]) == 2
    assert "LIC-C003" in capsys.readouterr().err
