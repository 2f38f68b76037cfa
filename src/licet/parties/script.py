"""Scripts: which one a name is written in, and how its words become Latin. Original words first, sounds for the rest."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from licet.base.values import frozen

HAN, HANGUL, CYRILLIC, ARABIC, LATIN = "zh", "ko", "ru", "ar", "latin"
RANGES = (
    (HAN, re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
    (HANGUL, re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]")),
    (CYRILLIC, re.compile(r"[\u0400-\u052f]")),
    (ARABIC, re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
)  # fmt: skip

LOOKALIKES = str.maketrans("аеорсухіјѕԁгвнкмтАЕОРСУХІЈЅВНКМТαορνικτ", "aeopcyxijsdrbhkmtaeopcyxijsbhkmtaopvikt")
"""Letters of another alphabet that look Latin: read as Latin inside a word that has Latin letters."""

LATIN_LOOKALIKES = str.maketrans("aeopcyxkmtbhr", "аеорсухкмтвнг")
"""Latin letters that look Cyrillic: read as Cyrillic inside a word that has Cyrillic letters no Latin one looks like."""

CYRILLIC_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye",
    "ґ": "g", "ў": "u", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
}  # fmt: skip
_CYRILLIC_TABLE = str.maketrans(CYRILLIC_LETTERS)
UNHEARD = str.maketrans("ё", "е", "ьъ")
"""Signs that names leave out at will, and the letter that is written in two ways."""


@frozen
class Lexicon:
    """Words of one script: whole words, stems, brands with their source, and the longest word in characters.

    What stands for a word may have several forms with `|` between them.
    """

    words: dict[str, str]
    stems: dict[str, str]
    brands: dict[str, str]
    longest: int


@cache
def lexicon(script: str) -> Lexicon:
    """The words of a script, as `lexicon/SCRIPT.txt` holds them."""
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    brands: dict[str, str] = {}
    for row in csv.DictReader(files("licet.parties").joinpath("gazetteer.csv").read_text("utf-8").splitlines()):
        if row["script"] == script:
            brand = row["original"].translate(UNHEARD) if script == CYRILLIC else row["original"]
            brands[brand] = row["source"]
            words[brand] = row["listed"]
    for line in files("licet.parties").joinpath("lexicon", f"{script}.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        word, english = _split(line)
        word = word.translate(UNHEARD) if script == CYRILLIC else word
        if word.endswith("*"):
            stems[word[:-1]] = english
        else:
            words.setdefault(word, english)
    return Lexicon(words, stems, brands, max(map(len, words), default=0))


def _split(line: str) -> tuple[str, str]:
    """The foreign word or words, and the English, which begins at the first Latin letter, digit, `=` or `-` after a blank."""
    found = re.search(r" (?=[a-z0-9=-])", line)
    if found is None:
        return line, ""
    return line[: found.start()], line[found.end() :]


def script_of(text: str) -> str:
    """The script that a name is to be read in: the first other than Latin that occurs.

    >>> script_of("Микрон")
    'ru'
    """
    return LATIN if text.isascii() else next((name for name, pattern in RANGES if pattern.search(text)), LATIN)


def has_lookalikes(text: str) -> bool:
    """Whether one word mixes Latin letters with letters that only look Latin."""
    return any(_is_mixed(word) for word in text.split())


def unmixed(text: str) -> str:
    """Words that mix alphabets, wholly in the one that they are of; other words untouched.

    >>> unmixed("huаwei kонструкторское") == "huawei конструкторское"
    True
    """
    if text.isascii():
        return text
    return " ".join(_in_one_alphabet(word) if _is_mixed(word) else word for word in text.split(" "))


def _in_one_alphabet(word: str) -> str:
    """By the letters that are of one alphabet alone; where there are none of them more than of the other, by all letters."""
    read = word.translate(LOOKALIKES)
    cyrillic, plain = re.findall(r"[\u0400-\u052f]", word), re.findall(r"[a-z]", word)
    only_cyrillic = re.findall(r"[\u0400-\u052f]", read)
    only_latin = [c for c in plain if ord(c) not in LATIN_LOOKALIKES]
    is_cyrillic = (len(only_cyrillic), len(cyrillic)) > (len(only_latin), len(plain))
    return word.translate(LATIN_LOOKALIKES) if is_cyrillic else read


def _is_mixed(word: str) -> bool:
    if word.isascii() or not any("a" <= c <= "z" for c in word.lower()):
        return False
    return word.translate(LOOKALIKES) != word


READ = ("LATIN", "CJK", "HANGUL", "CYRILLIC", "ARABIC", "MODIFIER", "MASCULINE", "FEMININE")
"""How Unicode names letters of the scripts that are read."""


def unread_script(text: str) -> str:
    """A script in which letters of a text are written that nothing here can read; empty when there is none.

    >>> unread_script("หัวเว่ย"), unread_script("Huawei 华为")
    ('Thai', '')
    """
    if text.isascii():
        return ""
    names = (unicodedata.name(c, "?").split(" ")[0] for c in unmixed(text) if c.isalpha() and not c.isascii())
    return next((name.capitalize() for name in names if name not in READ), "")


def latin(text: str) -> str:
    """Anything as plain lower-case ASCII, by its letters."""
    if text.isascii():
        return text
    from anyascii import anyascii

    return anyascii(text).lower().replace("'", "").replace("`", "")


READINGS = {"长": "chang", "厦": "xia", "乐": "le", "曾": "zeng", "沈": "shen", "晟": "sheng", "仇": "qiu", "单": "shan"}
"""Characters whose sound in names is another than the one the tables give first."""


def syllables(text: str) -> str:
    """Chinese or Korean characters by their sound, one word for a run of them."""
    from anyascii import anyascii

    return "".join(" " if c.isspace() else READINGS.get(c) or re.sub(r"[^a-z0-9 ]", "", anyascii(c).lower()) for c in text)


def in_words(text: str, script: str) -> list[str]:
    """A name in another script as Latin texts: by the meaning of its business words, and by sound alone.

    `=` begins a legal form, which ends with the next word.
    """
    if script == HAN:
        return _chosen(_segmented(text, HAN, True), _segmented(text, HAN, False))
    if script == HANGUL:
        return _chosen(_segmented(text, HANGUL, True), _segmented(text, HANGUL, False))
    if script == CYRILLIC:
        return _chosen(_cyrillic(text, True), _cyrillic(text, False))
    if script == ARABIC:
        return _chosen(_arabic(text, True), _arabic(text, False))
    return [latin(text)]


def _chosen(*texts: str) -> list[str]:
    """The texts, those with choices once for each place in the list of choices, three at most."""
    found = []
    for text in texts:
        parts = [part.split("|") for part in text.split("\1")]
        for number in range(min(max(map(len, parts)), CHOICES_MOST)):
            found.append(" ".join(choices[min(number, len(choices) - 1)] for choices in parts))
    return list(dict.fromkeys(text for text in found if text.strip()))


CHOICES_MOST = 3


def _segmented(text: str, script: str, by_meaning: bool) -> str:
    """Chinese and Korean: the longest known word at each place, sounds for what lies between."""
    known, out, run, at = lexicon(script), [], "", 0
    while at < len(text):
        for size in range(min(known.longest, len(text) - at), 0, -1):
            english = known.words.get(text[at : at + size])
            if english is not None and (size > 1 or english == "-" or len(run) != 1):
                break
        else:
            english, size = None, 1
        if english is None:
            run += text[at]
        else:
            if run:
                out.append(_sound(run, script))
                run = ""
            word = text[at : at + size]
            if english.startswith("=") or "=" in english or by_meaning or _is_place(english) or word in known.brands:
                out.append(f" \1{english}\1 ")
            else:
                out.append(f" {_sound(word, script)} ")
        at += size
    out.append(_sound(run, script))
    return " ".join(out)


@cache
def _places() -> frozenset[str]:
    """English of the lexicon's places: always written by meaning, since their sounds have irregular spellings."""
    words = list(lexicon(HAN).words.values())
    return frozenset(words[words.index("beijing") : words.index("=co ltd")])


def _is_place(english: str) -> bool:
    return english in _places()


@cache
def place_words() -> frozenset[str]:
    """Words of the lexicon's places, which tell where somebody is and not who."""
    return frozenset(word for name in _places() for word in name.split())


def _sound(run: str, script: str) -> str:
    """A run of characters by sound; Latin pieces in it stand by themselves."""
    pieces = re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", run)
    return " ".join(piece if piece.isascii() else syllables(piece) for piece in pieces)


def _cyrillic(text: str, by_meaning: bool) -> str:
    known = lexicon(CYRILLIC)
    text = " ".join(re.sub(r"[\"«»„“”'.,()\[\]/]", " ", text.translate(UNHEARD)).split())
    for phrase in _phrases():
        if phrase in text:
            text = text.replace(phrase, f" {_kept(known.words[phrase])} ")
    words = []
    for word in text.replace("-", " - ").split() if not by_meaning else _whole_words(text, known):
        if "\0" in word or word.startswith("="):
            words.append(f"\1{word.replace(chr(0), ' ')}\1")
            continue
        english = known.words.get(word) or (_by_stem(word, known) if by_meaning else None)
        if english and (by_meaning or english.startswith("=") or english == "-" or word in known.brands):
            words.append("" if english == "-" else f"\1{english}\1")
        else:
            words.append(latin(word.translate(_CYRILLIC_TABLE)))
    return " ".join(words)


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(sorted((word for word in lexicon(CYRILLIC).words if " " in word), key=len, reverse=True))


def _kept(english: str) -> str:
    """The English of a phrase as one piece, which later steps leave alone."""
    return "\0" + english.replace(" ", "\0")


def _whole_words(text: str, known: Lexicon) -> list[str]:
    """Words; one with a hyphen stays whole only where the lexicon knows it so."""
    found = []
    for word in text.split():
        found += [word] if "-" not in word or _by_stem(word, known) else word.split("-")
    return found


def _by_stem(word: str, known: Lexicon) -> str | None:
    """A word by its longest known stem; endings are at most four letters."""
    for size in range(len(word), max(len(word) - 5, 3), -1):
        english = known.stems.get(word[:size])
        if english is not None:
            return english
    return _misspelt(word) if len(word) > MISSPELT_SHORTEST else None


MISSPELT_SHORTEST = 8
"""Letters of a word that is looked for with one slip: a shorter one is too near to others."""


@lru_cache(maxsize=60_000)
def _misspelt(word: str) -> str | None:
    """A long word by the one stem that is one slip from its beginning."""
    from rapidfuzz.distance import OSA

    stems = lexicon(CYRILLIC).stems
    for size in range(len(word), len(word) - 5, -1):
        for stem in _stems_of(size):
            if abs(len(stem) - size) < 2 and OSA.distance(stem, word[:size], score_cutoff=1) <= 1:
                return stems[stem]
    return None


@cache
def _stems_of(size: int) -> tuple[str, ...]:
    return tuple(stem for stem in lexicon(CYRILLIC).stems if abs(len(stem) - size) < 2 and len(stem) >= MISSPELT_SHORTEST - 1)


def _arabic(text: str, by_meaning: bool) -> str:
    known = lexicon(ARABIC)
    text = re.sub("[\u064b-\u065f\u0670\u0640]", "", text)
    for phrase in (word for word in known.words if " " in word and word in text):
        text = text.replace(phrase, f" {_kept(known.words[phrase])} ")
    words = []
    for word in re.sub(r"[\"«»()،,/-]", " ", text).split():
        english = known.words.get(word) if by_meaning or word in known.brands else None
        if english == "-":
            continue
        words.append(word.replace("\0", " ") if "\0" in word else f"\1{english}\1" if english else _arabic_sound(word))
    return " ".join(words)


ARABIC_LETTERS = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ء": "", "ؤ": "u", "ئ": "i", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h",
    "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ک": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "w", "ي": "y",
    "ی": "y", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g",
}  # fmt: skip
_ARABIC_TABLE = str.maketrans(ARABIC_LETTERS)


def _arabic_sound(word: str) -> str:
    if word.startswith("ال") and len(word) > 4:
        word = word[2:]
    return latin(word.translate(_ARABIC_TABLE))
