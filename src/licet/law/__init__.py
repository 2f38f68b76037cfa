"""The law as data: one folder per corpus, read from source, never imported by the engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from licet.facts.vocabulary import grains, vocabulary
from licet.language.book import Corpus
from licet.language.corpus import load_corpus

HOME = "us_ear"
"""The corpus that is asked when nobody names another."""


def folder_of(name: str) -> Path:
    """The folder of a corpus that ships with licet."""
    return Path(__file__).parent / name


@cache
def corpus(name: str = HOME) -> Corpus:
    """A corpus that ships with licet, read once per process."""
    return load_corpus(folder_of(name), vocabulary(), grains())


@cache
def corpora() -> tuple[str, ...]:
    """Names of the corpora that ship with licet, the home one first."""
    found = sorted(path.parent.name for path in Path(__file__).parent.glob("*/CORPUS.toml"))
    return (HOME, *(name for name in found if name != HOME))
