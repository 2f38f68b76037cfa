"""Names by the pieces they are made of: from a name to the few listed names that could be it."""

from __future__ import annotations

import gc
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from licet.parties.entry import WEAK, Entry
from licet.parties.normal import Form, consonants_of, forms_of, korean_of, plain_words, sound_of
from licet.parties.script import ARABIC, HANGUL

COMMON_SHARE = 0.06
"""Grams that stand in more than this share of names say nothing."""
CUT = 0.26
"""Cosine below which a listed name is not looked at."""
BEST = 24
"""Listed names looked at for one reading of a name."""
PLAIN_MOST = 4_400
"""Rarity of a business word, at most: however few names have it here, it tells little."""
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
        self._grams = Postings(grams_of(form) for form in self.forms)
        self._skeletons: dict[str, Postings] = {}
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
        """Listed names that share enough with a reading, the nearest first."""
        if script in (ARABIC, HANGUL):
            fold = consonants_of if script == ARABIC else korean_of
            if script not in self._skeletons:
                self._skeletons[script] = Postings(folded_grams(listed, fold) for listed in self.forms)
            both = dict.fromkeys(self._skeletons[script].near(folded_grams(form, fold)) + self._grams.near(grams_of(form)))
            return list(both)
        return self._grams.near(grams_of(form))


class Postings:
    """Grams to the names that have them, weighted; all rows in one piece of memory."""

    def __init__(self, rows: Iterable[set[str]]) -> None:
        number: dict[str, int] = {}
        flat, sizes = array("i"), array("i")
        for row in rows:
            sizes.append(len(row))
            flat.extend([number.setdefault(gram, len(number)) for gram in row])
        self._number = number
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
        self._bounds = np.concatenate(([0], np.cumsum(counts)))
        self._weight = weight
        self._share = (1 / norm).astype(np.float32)

    def near(self, grams: set[str]) -> list[int]:
        """Names by falling cosine, those above the cut."""
        known = [self._number[gram] for gram in grams if gram in self._number]
        used = [(gram, float(self._weight[gram])) for gram in known if self._weight[gram] > 0]
        if not used:
            return []
        missing = (len(grams) - len(known)) * math.log(self.size + 1) ** 2
        length = math.sqrt(sum(weight**2 for _, weight in used) + missing)
        parts = [self._names[self._bounds[gram] : self._bounds[gram + 1]] for gram, _ in used]
        weights = np.repeat([weight**2 for _, weight in used], [len(part) for part in parts])
        total = np.bincount(np.concatenate(parts), weights=weights, minlength=self.size) * self._share
        found = np.flatnonzero(total > CUT * length)
        if len(found) > BEST:
            found = found[np.argpartition(-total[found], BEST)[:BEST]]
        best: list[int] = found[np.argsort(-total[found], kind="stable")].tolist()
        return best


def grams_of(form: Form) -> set[str]:
    """Three letters with the borders of words, and four of the name without blanks; by sound."""
    return folded_grams(form, sound_of)


def folded_grams(form: Form, fold: object) -> set[str]:
    """The grams of a reading whose words are folded first."""
    words = [fold(token) for token in form.tokens]  # type: ignore[operator]
    found = {f"_{word}_"[at : at + 3] for word in words for at in range(len(word))}
    joined = "".join(words)
    found.update(joined[at : at + 4] for at in range(len(joined) - 3))
    return found
