"""Names by the pieces they are made of: from a name to the few listed names that could be it."""

from __future__ import annotations

import ctypes
import gc
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import zip_longest

import numpy as np

from licet.parties.entry import WEAK, Entry
from licet.parties.normal import Form, consonants_of, forms_of, korean_of, plain_words, sound_of
from licet.parties.script import ARABIC, HANGUL
from licet.parties.words import Words

COMMON_SHARE = 0.06
"""Grams that stand in more than this share of names say nothing."""
CUT = 0.28
"""Cosine below which a listed name is not looked at."""
BEST = 16
"""Listed names looked at for one reading of a name."""
PLAIN_MOST = 4_400
"""Rarity of a business word, at most: however few names have it here, it tells little."""
WORDS_MOST = 60_000
"""Words asked for whose grams are kept."""
UNSEEN = 12_000
"""Rarity of a word that no listed name has, at most, in thousandths of a nat."""


class Index:
    """Listed names, ready to be searched. It does not change once made; processes that fork share it.

    Attributes:
        entries: all entries, in the order given.
        owner: for each name its entry's place.
        label: for each name its place among the names of its entry.
        forms: for each name one reading. A name with several readings stands several times.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.owner = array("i")
        self.label = array("i")
        self.forms: list[Form] = []
        self.weak = bytearray()
        words: dict[str, str] = {}
        for place, entry in enumerate(self.entries):
            for number, name in enumerate(entry.names):
                for form in forms_of.__wrapped__(name.text):
                    tokens = tuple(words.setdefault(token, token) for token in form.tokens)
                    self.forms.append(Form(tokens, form.legal, form.joined, form.path))
                    self.owner.append(place)
                    self.label.append(number)
                    self.weak.append(name.kind == WEAK)
        self._count_words()
        self.total = array("i", [sum(map(self.weigh, form.tokens)) for form in self.forms])
        self._by_words: dict[tuple[str, ...], list[int]] = {}
        for place, form in enumerate(self.forms):
            self._by_words.setdefault(tuple(sorted(form.tokens)), []).append(place)
        rows = [form.tokens for form in self.forms]
        self._grams = Postings(rows, sound_of)
        self._whole = Words(rows, self.weigh, self.total)
        self._skeletons = {
            ARABIC: Postings(rows, consonants_of, across=False),
            HANGUL: Postings(rows, korean_of, across=False),
        }
        trim_memory()
        gc.freeze()  # the index lives as long as the process: the collector need not walk it again and again

    def _count_words(self) -> None:
        """Rarity of each word, by the number of entries that have it."""
        seen: Counter[str] = Counter()
        last = -1
        words: set[str] = set()
        for place, form in zip(self.owner, self.forms, strict=True):
            if place != last:
                seen.update(words)
                words, last = set(), place
            words.update(form.tokens)
        seen.update(words)
        total = max(len(self.entries), 1000)
        self._weights = {word: max(round(math.log(total / count) * 1000), 400) for word, count in seen.items()}
        self._weights |= {word: weight * 2 // 5 for word, weight in self._weights.items() if len(word) == 1 and not word.isdigit()}
        self._weights |= {word: min(self._weights.get(word, PLAIN_MOST), PLAIN_MOST) for word in plain_words()}
        self._unseen = min(round(math.log(total) * 1000) + 700, UNSEEN)

    def weigh(self, word: str) -> int:
        """How much a word tells, in thousandths of a nat: its rarity among the entries, of which single letters keep a part."""
        found = self._weights.get(word)
        if found is not None:
            return found
        return self._unseen * 2 // 5 if len(word) == 1 and not word.isdigit() else self._unseen

    def has_word(self, word: str) -> bool:
        """Whether some listed name has the word."""
        return word in self._weights

    def same_words(self, form: Form) -> list[int]:
        """Listed names with exactly these words."""
        return self._by_words.get(tuple(sorted(form.tokens)), [])

    def near(self, form: Form, script: str = "") -> list[int]:
        """Listed names that share enough with a reading: the nearest by grams, the nearest by words, the next ones, and so on."""
        ways = [self._grams.near(form.tokens), self._whole.near(form.tokens)]
        if script in self._skeletons:
            ways.insert(0, self._skeletons[script].near(form.tokens))
        return list(dict.fromkeys(place for rank in zip_longest(*ways) for place in rank if place is not None))


def trim_memory() -> None:
    """Hand memory that building left unused back to the system, where the C library can: processes that fork need not carry it."""
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class Postings:
    """Grams to the names that have them, weighted; all rows in one piece of memory.

    A gram is three letters of a word with its borders, or four of the name without blanks. Those within one word are worked out once a word.

    Args:
        fold: how a word is folded before it is cut.
        across: whether four letters may reach from one word into the next, which finds names that are spaced differently.
    """

    def __init__(self, rows: Iterable[tuple[str, ...]], fold: Callable[[str], str], *, across: bool = True) -> None:
        self._fold = fold
        self._across = across
        self._words: dict[str, tuple[str, list[int], int]] = {}
        self._number: dict[str, int] = {}
        number = self._number
        within: dict[str, tuple[str, list[int]]] = {}
        flat, sizes = array("i"), array("i")
        for words in rows:
            folded, row = [], set[int]()
            for word in words:
                if word not in within:
                    sound = fold(word)
                    within[word] = (sound, [number.setdefault(gram, len(number)) for gram in grams_within(sound)])
                folded.append(within[word][0])
                row.update(within[word][1])
            if across:
                row.update([number.setdefault(gram, len(number)) for gram in grams_between(folded)])
            sizes.append(len(row))
            flat.extend(row)
        self.size = len(sizes)
        grams = np.frombuffer(flat, dtype=np.int32) if len(flat) else np.zeros(0, dtype=np.int32)
        names = np.repeat(np.arange(self.size, dtype=np.int32), np.frombuffer(sizes, dtype=np.int32) if self.size else 0)
        counts = np.bincount(grams, minlength=len(number))
        weight = np.log((self.size + 1) / np.maximum(counts, 1)).astype(np.float32)
        weight[counts > max(COMMON_SHARE * self.size, 50)] = 0
        norm = np.sqrt(np.bincount(names, weights=weight[grams] ** 2, minlength=self.size))
        norm[norm == 0] = 1
        order = np.argsort(grams, kind="stable")
        self._names = names[order]
        self._adds = (weight[grams[order]] ** 2 / norm[self._names]).astype(np.float32)
        self._bounds = array("i", np.concatenate(([0], np.cumsum(counts))).tolist())
        self._square = array("d", (weight.astype(np.float64) ** 2).tolist())
        self._unknown = math.log(self.size + 1) ** 2

    def near(self, words: tuple[str, ...]) -> list[int]:
        """Names by falling cosine, those above the cut."""
        known, unknown = self._known(words)
        square, bounds = self._square, self._bounds
        used = [gram for gram in known if square[gram]]
        if not used:
            return []
        length = math.sqrt(sum([square[gram] for gram in used]) + unknown * self._unknown)
        names = np.concatenate([self._names[bounds[gram] : bounds[gram + 1]] for gram in used])
        adds = np.concatenate([self._adds[bounds[gram] : bounds[gram + 1]] for gram in used])
        total = np.bincount(names, weights=adds, minlength=self.size)
        found = np.flatnonzero(total > CUT * length)
        if len(found) > BEST:
            found = found[np.argpartition(-total[found], BEST)[:BEST]]
        best: list[int] = found[np.argsort(-total[found], kind="stable")].tolist()
        return best

    def _known(self, words: tuple[str, ...]) -> tuple[set[int], int]:
        """The numbers of the grams that some listed name has, and how many grams none has."""
        if len(self._words) > WORDS_MOST:
            self._words.clear()
        folded, known, unknown, number = [], set[int](), 0, self._number
        for word in words:
            if word not in self._words:
                sound = self._fold(word)
                grams = dict.fromkeys(grams_within(sound))
                found = [number[gram] for gram in grams if gram in number]
                self._words[word] = (sound, found, len(grams) - len(found))
            sound, found, missing = self._words[word]
            folded.append(sound)
            known.update(found)
            unknown += missing
        for gram in grams_between(folded) if self._across else ():
            if gram in number:
                known.add(number[gram])
            else:
                unknown += 1
        return known, unknown


def grams_within(word: str) -> tuple[str, ...]:
    """Three letters with the borders of the word, and four without."""
    bordered = f"_{word}_"
    return (*[bordered[at : at + 3] for at in range(len(word))], *[word[at : at + 4] for at in range(len(word) - 3)])


def grams_between(words: Sequence[str]) -> list[str]:
    """Four letters that reach from one word into the next."""
    joined, found, border = "".join(words), [], 0
    last = len(joined) - 3
    for word in words[:-1]:
        border += len(word)
        found += [joined[at : at + 4] for at in range(max(border - 3, 0), min(border, last))]
    return found
