"""Russian names, so that Cyrillic, every romanisation and the English of lists meet in one reading.

Three steps, each of use alone: letters of another standard as lists romanise them; romanised Russian words by their meaning; and kinds of
institutes, which names shorten, write out and translate at will, as one word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

from licet.parties.script import CYRILLIC, CYRILLIC_LETTERS, lexicon

STEM_SHORTEST = 5
"""Letters of a stem that is looked for in Latin script: shorter ones are beginnings of English words."""

OTHER_STANDARD = re.compile(r"[`ʹʺʼčšžŝèëûâ]|(?<=b)[”″](?=[ejy])|(?:ij|yj|ej|[^aeiou ]oj)\b|cz|shh")
"""Signs of GOST 7.79, ISO 9 and scientific romanisation, which write `x` or `h`, `c` and `j` where lists write `kh`, `ts` and `y`."""
RUSSIAN_FORM = re.compile(r"\b(?:ooo|oao|zao|pao|ao|nao|fgup)\b")
LETTERS = (
    ("shh", "shch"), ("cz", "ts"), ("y`", "y"), ("e`", "e"), ("`", ""), ("ʹ", ""), ("ʺ", ""), ("ʼ", ""), ("”", ""), ("″", ""), ("šč", "shch"),
    ("č", "ch"), ("š", "sh"), ("ž", "zh"), ("ŝ", "shch"), ("è", "e"), ("ë", "e"), ("û", "yu"), ("â", "ya"), ("x", "kh"),
)  # fmt: skip
ENDINGS = frozenset(
    (
        "",
        "a",
        "e",
        "i",
        "o",
        "u",
        "ai",
        "ei",
        "oi",
        "ui",
        "ih",
        "im",
        "om",
        "em",
        "am",
        "ami",
        "ah",
        "ogo",
        "ego",
        "omu",
        "ov",
        "ev",
    )
)
"""What may stand behind a stem, by sound."""


def as_lists_romanise(text: str) -> str:
    """A name romanised by another standard, as lists would write it; the text itself where it bears no sign of one.

    >>> as_lists_romanise("xabarovskij sudostroitel`ny`j zavod")
    'khabarovskiy sudostroitelnyy zavod'
    """
    if OTHER_STANDARD.search(text) is None and not (RUSSIAN_FORM.search(text) and re.search(r"x|j|c(?!h)", text)):
        return text
    for written, kept in LETTERS:
        text = text.replace(written, kept)
    text = re.sub(r"(?<![sczkpt])h", "kh", text)
    return re.sub(r"c(?!h)", "ts", text).replace("j", "y")


def by_meaning(words: str, sound: Callable[[str], str]) -> str | None:
    """Romanised Russian words as the English that lists print, other words as they are; None when no word is a known one.

    Args:
        sound: how a word is folded, so that romanisations of one word are equal.
    """
    found = [(word, _english_of(word, sound)) for word in words.split()]
    if all(english is None for _, english in found):
        return None
    return " ".join(word if english is None else english for word, english in found)


@lru_cache(maxsize=60_000)
def _english_of(word: str, sound: Callable[[str], str]) -> str | None:
    """A romanised word by its longest known stem."""
    if len(word) < STEM_SHORTEST or not word.isalpha():
        return None
    known, folded = _stems(sound), sound(word)
    for size in range(len(folded), STEM_SHORTEST - 1, -1):
        if folded[size:] in ENDINGS and folded[:size] in known:
            return known[folded[:size]]
    return None


@cache
def _stems(sound: Callable[[str], str]) -> dict[str, str]:
    """Stems and words of the lexicon as they sound, with their first meaning."""
    read = lexicon(CYRILLIC)
    found: dict[str, str] = {}
    for word, english in (*read.stems.items(), *read.words.items()):
        folded = sound("".join(CYRILLIC_LETTERS.get(c, c) for c in word))
        if len(folded) >= STEM_SHORTEST and " " not in word and english[:1] not in ("=", "-") and word not in read.brands:
            found.setdefault(folded, english.partition("|")[0])
    return found


def kinds(tokens: tuple[str, ...], folded: Callable[[list[str]], tuple[str, ...]]) -> tuple[str, ...]:
    """Words of a name with kinds of institutes, however they are told, as one word each, and other words for one thing as one.

    Args:
        folded: how the words of a phrase are folded, so that they are as those of the name.
    """
    known, found, at = _kinds(folded), [], 0
    while at < len(tokens):
        for phrase, kept in known.get(tokens[at], ()):
            if tokens[at : at + len(phrase)] == phrase:
                found += [kept] if kept else []
                at += len(phrase)
                break
        else:
            found.append(tokens[at])
            at += 1
    return tuple(found) or tokens


@cache
def _kinds(folded: Callable[[list[str]], tuple[str, ...]]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First word to the phrases that begin with it, the longest first, and the word kept."""
    by_first: dict[str, dict[tuple[str, ...], str]] = {}
    for line in files("licet.parties").joinpath("lexicon", "kinds.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kept, _, variants = line.partition(":")
            for variant in variants.split(","):
                phrase = folded(variant.split())
                by_first.setdefault(phrase[0], {})[phrase] = "" if kept == "-" else kept
    return {first: tuple(sorted(phrases.items(), key=lambda one: -len(one[0]))) for first, phrases in by_first.items()}


@cache
def kind_words() -> frozenset[str]:
    """The words kept: they tell what somebody is, not who."""
    lines = files("licet.parties").joinpath("lexicon", "kinds.txt").read_text("utf-8").splitlines()
    return frozenset(line.partition(":")[0] for line in lines if line and not line.startswith(("#", "-")))
