"""The law as data: one folder per corpus, read from source, never imported by the engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from licet.facts.vocabulary import grains, vocabulary
from licet.language.book import Corpus
from licet.language.corpus import load_corpus


@cache
def corpus(name: str = "us_ear") -> Corpus:
    """A corpus that ships with licet, read once per process."""
    return load_corpus(Path(__file__).parent / name, vocabulary(), grains())
