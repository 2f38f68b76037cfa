"""A name as it is compared: words without legal forms, synonyms brought together, other scripts as Latin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from licet.base.values import frozen
from licet.parties.russian import as_lists_romanise, by_meaning, kind_words, kinds
from licet.parties.script import ARABIC, CYRILLIC, HAN, HANGUL, LATIN, in_words, latin, script_of, unmixed

NAME_LENGTH_MAX = 500  # not law: letters
"""Characters of a name that are compared; a longer one is told, and never clear."""

BRACKETS_OUT, KINDS, ONE_OF = "brackets left out", "kinds as one word", "one of several names"
"""How a reading came about that makes names alike which need not be one."""

DROPPED = frozenset(
    (
        "the",
        "of",
        "and",
        "for",
        "de",
        "la",
        "le",
        "du",
        "des",
        "und",
        "et",
        "y",
        "e",
        "al",
        "el",
        "da",
        "do",
        "di",
        "dba",
        "aka",
        "fka",
        "s",
    )
)
JOINED_TO_NEXT = frozenset(("abdul", "bin", "ibn", "abu"))
SEVERAL = re.compile(
    r"[;|]|(?<=\w\w\w)/(?=\w\w\w)|\s/\s|\bc/o\b|\b[afn][./]?k[./]?a\b\.?|\bd[./]?b[./]?a\b\.?|\bt/a\b|\bon behalf of\b|"
    r"\b(?:formerly|also|now)(?: known)? as\b|\bformerly\b|\btrading as\b|\bdoing business as\b"
)
"""What stands between two names in one field."""
PARTS_MOST = 6
ORDINAL = re.compile(r"^([0-9]+)(st|nd|rd|th)$")
NOT_WORD = re.compile(r"[^a-z0-9=]+")
BRACKETS = re.compile(r"[\(\[（【][^\)\]）】]{0,200}[\)\]）】]")


@frozen
class Form:
    """One way to read a name.

    Attributes:
        tokens: its words, folded, in order, without legal forms.
        legal: the legal forms taken off.
        joined: the words as one, for names that are spaced differently.
        path: how it came about, for the explanation.
    """

    tokens: tuple[str, ...]
    legal: tuple[str, ...]
    joined: str
    path: str


@cache
def _folds() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _lines("fold.txt"):
        kept, _, variants = line.partition(":")
        found |= dict.fromkeys((kept, *variants.split()), kept)
    return found


@cache
def _legal_forms() -> dict[str, dict[tuple[str, ...], str]]:
    """First word to the forms that begin with it, longest first."""
    by_first: dict[str, dict[tuple[str, ...], str]] = {}
    for line in _lines("legal.txt"):
        kept, _, written = line.partition(":")
        for form in written.split(","):
            words = tuple(form.split())
            by_first.setdefault(words[0], {})[words] = kept
    return {first: dict(sorted(forms.items(), key=lambda one: -len(one[0]))) for first, forms in by_first.items()}


def _lines(name: str) -> list[str]:
    text = files("licet.parties").joinpath("lexicon", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def cleaned(text: str) -> str:
    """Compatible characters as one, marks and invisible ones out, lower case, single blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn", "Co", "Cn", "Cs") or c == " ")
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
    return " ".join(text.casefold().split())


@lru_cache(maxsize=4096)
def forms_of(text: str) -> tuple[Form, ...]:
    """The ways to read a name, the likeliest first; none when it holds no letter or digit.

    >>> [form.tokens for form in forms_of("Huawei Technologies Co., Ltd.")]
    [('huawei', 'tech')]
    >>> forms_of("上海壁仞智能科技有限公司")[0].tokens
    ('shanghai', 'biren', 'intelligent', 'tech')
    """
    plain = unmixed(cleaned(text[: NAME_LENGTH_MAX * 2]))[:NAME_LENGTH_MAX]
    found: dict[tuple[str, ...], Form] = {}
    for form in _readings(plain):
        if form is not None:
            found.setdefault(form.tokens, form)
    for form in tuple(found.values()):
        tokens = kinds(form.tokens, _folded)
        if tokens != form.tokens:
            found.setdefault(tokens, Form(tokens, form.legal, "".join(tokens), f"{form.path}, {KINDS}"))
    return tuple(found.values())


def _readings(plain: str) -> Iterator[Form | None]:
    script = script_of(plain)
    for number, words in enumerate(in_words(plain, script)):
        yield _form(words, LATIN if script == LATIN else f"{script} by {'meaning' if number == 0 else 'sound'}")
        if script == LATIN:
            meant = by_meaning(words, sound_of)
            if meant is not None:
                yield _form(meant, "latin, Russian by meaning")
            respelt = as_lists_romanise(plain)
            if respelt != plain:
                yield _form(respelt, "latin, romanised by another standard")
                yield _form(by_meaning(respelt, sound_of) or respelt, "latin, romanised by another standard, by meaning")
    parts = SEVERAL.split(plain)[:PARTS_MOST]
    for part in parts if len(parts) > 1 else ():
        for words in in_words(part.strip(" ,:()[]"), script_of(part)) if sum(map(str.isalpha, part)) > 3 else ():
            yield _form(words, f"{script_of(part)}, {ONE_OF}")
    if "(" in plain or "[" in plain or "（" in plain:
        without = BRACKETS.sub(" ", plain)
        if without.strip() and without != plain:
            for words in in_words(without, script)[:1]:
                yield _form(words, f"{script}, {BRACKETS_OUT}")


@lru_cache(maxsize=8192)
def respelled(text: str, known: Callable[[str], bool]) -> Form | None:
    """One more reading of a Latin name that is asked for: slips in business words mended, words that ran together taken apart.

    Args:
        known: whether some listed name has the word; such words are left alone.
    """
    if not text.isascii():
        return None
    text = text[:NAME_LENGTH_MAX]
    apart = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z]{2})|(?<=[0-9](?:st|nd|rd|th))(?=[A-Z])", " ", text)
    words = re.sub(r"[^a-z0-9'&.]+", " ", apart.casefold()).split()
    mended = [_mended(word.strip("."), known) for word in words]
    if [one for many in mended for one in many] == cleaned(text).split():
        return None
    return _form(" ".join(one for many in mended for one in many), "latin, respelled")


DIGITS = (str.maketrans("01358", "olesb"), str.maketrans("01358", "oiesb"))
"""Digits that stand for the letters they look like."""


@cache
def _business_words() -> tuple[tuple[str, ...], frozenset[str]]:
    legal = {word for forms in _legal_forms().values() for form in forms for word in form if len(word) > 4}
    folds = {word for word in _folds() if len(word) > 4}
    return tuple(sorted(legal | folds)), frozenset(legal | folds)


@lru_cache(maxsize=10_000)
def _mended(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """A word no listed name has, as the business word it is a slip of, or as the two words it is made of."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    folds, legal = _folds(), _legal_forms()
    if len(word) > 3 and not word.isalpha() and not word.isdigit() and word.isalnum():
        return (next((read for read in (word.translate(table) for table in DIGITS) if read in folds or known(read)), word),)
    if len(word) < 6 or not word.isalpha() or word in folds or known(word):
        return (word,)
    listed, whole = _business_words()
    near = process.extractOne(word, listed, scorer=OSA.distance, score_cutoff=1)
    if near is not None:
        return (near[0],)
    for size in range(min(len(word) - 2, 18), 2, -1):
        head, tail = word[:-size], word[-size:]
        if tail in whole and len(head) > 2:
            return (head, tail)
    for size in range(2, min(len(word) - 3, 14)):
        head, tail = word[:size], word[size:]
        if (head in whole and (tail in folds or known(tail))) or (
            head in legal and (head,) in legal[head] and (known(tail) or size > 2)
        ):
            return (head, tail)
    return (word,)


def _form(words: str, path: str) -> Form | None:
    raw = words.replace("&", " and ").replace("'s ", " ").replace("’s ", " ")
    raw = re.sub(r"(?<=\w)['’`´ʹʺ](?=\w)|(?<=b)[”″](?=[ejy])", "", raw)
    raw = re.sub(r"\b(?:[a-z]\.){2,}", lambda dotted: dotted[0].replace(".", "") + " ", raw)
    tokens, legal = _without_legal(NOT_WORD.sub(" ", raw.replace("=", " =")).split())
    folded = _folded(tokens)
    if not folded:
        folded = _folded([token.lstrip("=") for token in NOT_WORD.sub(" ", raw).split()]) or tuple(legal)
    if not folded:
        return None
    return Form(folded, tuple(legal), "".join(folded), path)


def _without_legal(words: list[str]) -> tuple[list[str], list[str]]:
    """Words apart from legal forms, wherever those stand."""
    forms, kept, legal, at = _legal_forms(), [], [], 0
    while at < len(words):
        word = words[at]
        if word.startswith("="):
            size = 2 if word == "=co" and at + 1 < len(words) and words[at + 1] == "ltd" else 1
            legal.append(" ".join(words[at : at + size]).lstrip("="))
            at += size
            continue
        for form, name in forms.get(word, {}).items():
            if tuple(words[at : at + len(form)]) == form and (len(word) > 2 or at > 0 or word == "ao"):
                legal.append(name)
                at += len(form)
                break
        else:
            kept.append(word)
            at += 1
    return kept, legal


def _folded(words: list[str]) -> tuple[str, ...]:
    folds, found = _folds(), []
    for word in words:
        ordinal = ORDINAL.match(word)
        word = ordinal[1] if ordinal else word
        if word in DROPPED or word == "number":
            continue
        word = folds.get(word, word)
        if word != "number":
            found.append(word.lstrip("0") or "0" if word.isdigit() else word)
    return tuple(found) or tuple(folds.get(word, word) for word in words)


SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("ts", "c"), ("tz", "c"), ("zh", "j"), ("dzh", "j"), ("yu", "u"),
    ("ju", "u"), ("iu", "u"), ("ya", "a"), ("ja", "a"), ("ia", "a"), ("ye", "e"), ("je", "e"), ("ie", "e"), ("oe", "o"), ("ue", "u"),
    ("ae", "e"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("iy", "i"), ("ii", "i"), ("ij", "i"), ("yy", "i"), ("y", "i"), ("w", "v"),
    ("q", "k"), ("c", "k"), ("x", "ks"),
)  # fmt: skip


@lru_cache(maxsize=100_000)
def sound_of(token: str) -> str:
    """A word by how it may be romanised: spellings of one sound brought together, double letters single.

    >>> sound_of("tekhmash") == sound_of("tehmash")
    True
    """
    if token.isdigit():
        return token
    for written, sound in SOUNDS:
        if written in token:
            token = token.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", token)


@lru_cache(maxsize=10_000)
def consonants_of(token: str) -> str:
    """A word without vowels, for names whose script writes none."""
    sound = sound_of(token).replace("j", "g").replace("v", "u").replace("p", "b")
    kept = re.sub(r"[aeiou]", "", sound)
    return kept or sound


@lru_cache(maxsize=10_000)
def korean_of(token: str) -> str:
    """A romanised Korean word with the spellings of one letter brought together."""
    for written, kept in (
        ("eo", "o"),
        ("eu", "u"),
        ("ae", "e"),
        ("oo", "u"),
        ("ee", "i"),
        ("yu", "u"),
        ("r", "l"),
        ("g", "k"),
        ("d", "t"),
        ("b", "p"),
        ("j", "ch"),
        ("sh", "s"),
    ):
        token = token.replace(written, kept)
    return re.sub(r"(.)\1+", r"\1", token)


@cache
def plain_words() -> frozenset[str]:
    """Words that stand for a group of synonyms: two of them are different words, however alike they look."""
    return frozenset(_folds().values()) | kind_words()


def is_other_script(path: str) -> str:
    """The script that a form was read from, empty for Latin."""
    first = path.split(" ")[0].rstrip(",")
    return first if first in (HAN, HANGUL, CYRILLIC, ARABIC) else ""


def plain_latin(text: str) -> str:
    """A text for comparing addresses: ASCII, lower case, words and digits only.

    >>> plain_latin("No. 18 Xueqing Road")
    'no 18 xueqing road'
    """
    return " ".join(re.sub(r"[^a-z0-9]+", " ", latin(cleaned(text))).split())
