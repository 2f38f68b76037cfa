"""A zoo of broken law: each piece is refused with its code, at its file and line, in words that say what to do."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from licet.base.dates import day_number, parse_day
from licet.base.errors import LawError
from licet.facts.vocabulary import grains, vocabulary
from licet.language.book import Corpus, View
from licet.language.corpus import read_corpus
from licet.language.tree import Compare, Const, Ratio, walk

ZOO = Path(__file__).with_name("zoo")
EXPECT = re.compile(r"^# expect: (?P<code>LIC-L\d{3}) (?P<rest>.+)$", re.MULTILINE)
PLACES = re.compile(r"part001\.py(?::\d+){1,2}|[a-z]+\.toml(?:, \[\[\w+\]\] no\. \d+(?: \(\w+\))?)?")
BROKEN = sorted(path for path in ZOO.iterdir() if path.name != "tiny")


def load(folder: Path) -> Corpus:
    """Read a corpus and see it on every stretch of days: some wrongs show only then."""
    corpus = read_corpus(folder, vocabulary(), grains())
    for day in corpus.boundaries:
        corpus.book(View(day))
    return corpus


def laid_out(target: Path, *sources: Path) -> Path:
    """The tiny corpus with files of a broken one in place of its own. Modules rest as .law, out of the reach of linters."""
    for source in (ZOO / "tiny", *sources):
        for path in source.iterdir():
            name = path.with_suffix(".py").name if path.suffix == ".law" else path.name
            shutil.copyfile(path, target / name)
    return target


@pytest.mark.parametrize("piece", BROKEN, ids=lambda path: path.name)
def test_broken_law_is_refused(piece: Path, tmp_path: Path) -> None:
    (source,) = piece.iterdir()
    expected = EXPECT.search(source.read_text(encoding="utf-8"))
    assert expected, f"{source} does not say what it expects"
    with pytest.raises(LawError) as caught:
        load(laid_out(tmp_path, piece))
    complaint = caught.value.complaint
    assert complaint.code == expected["code"], complaint
    places = PLACES.findall(expected["rest"])
    assert places
    for place in places:
        assert place in complaint.where, complaint
    words = PLACES.sub("", expected["rest"]).removeprefix(" and ").strip()
    assert words in f"{complaint.what} {complaint.hint}", complaint
    assert len(complaint.what) < 250


def test_the_tiny_law_itself_is_good(tmp_path: Path) -> None:
    corpus = load(laid_out(tmp_path))
    assert set(corpus.provisions) == {"large", "goes_east", "required"}
    assert [step.provision for step in corpus.chains["outcome"].steps] == ["required"]


def test_a_number_is_what_is_printed(tmp_path: Path) -> None:
    """5.92 is 592 hundredths, never the binary float that is nearest to it."""
    corpus = load(laid_out(tmp_path))
    first, second = corpus.provisions["large"].versions
    limits = {node.right.value for node in walk(first.tree) if isinstance(node, Compare) and isinstance(node.right, Const)}
    assert limits == {Fraction(4800), Fraction(1600), Fraction(592, 100)}
    assert Fraction(592, 100) != Fraction(5.92)
    assert [node.right.value for node in walk(second.tree) if isinstance(node, Compare)] == [Fraction(5000001, 1000)]
    bound = corpus.book(View(day_number(parse_day("2024-02-01")))).trees["large"]
    assert [node.limit for node in walk(bound) if isinstance(node, Ratio)] == [Fraction(592, 100)]


def test_an_amendment_ends_the_text_before_it(tmp_path: Path) -> None:
    first, second = load(laid_out(tmp_path)).provisions["large"].versions
    day = day_number(parse_day("2024-06-01"))
    assert {window.until for window in first.windows.values()} == {day} == {window.since for window in second.windows.values()}


def test_a_finer_number_than_the_grain_is_refused(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    module = folder / "part001.py"
    module.write_text(module.read_text(encoding="utf-8").replace("5000.001", "5000.0001"), encoding="utf-8")
    with pytest.raises((LawError, ValueError)):
        load(folder)


def test_the_zoo_is_large() -> None:
    codes = {found["code"] for path in BROKEN for file in path.iterdir() if (found := EXPECT.search(file.read_text(encoding="utf-8")))}
    assert len(BROKEN) >= 50
    assert {"LIC-L001", "LIC-L002", "LIC-L003", "LIC-L010", "LIC-L011", "LIC-L012", "LIC-L013", "LIC-L014", "LIC-L015", "LIC-L017"} <= codes
