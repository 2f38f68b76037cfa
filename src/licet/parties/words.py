"""Names by their whole words: those that share rare words with a name, or words one slip away from its own.

Grams find names that are alike all over; a short name with one slip, or one that stands within a longer one, shares too few of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from rapidfuzz.distance import OSA

COMMON = 400
"""Words that more readings have than this say too little to be looked up."""
SHORTEST, LONGEST = 4, 24
"""Letters of a word that is looked for with one slip."""
BEST = 12
"""Names taken for one reading of a name."""


class Words:
    """The words of listed names. It does not change once made.

    Args:
        rows: the words of each reading.
        weigh: how much a word tells.
        totals: what the words of each reading tell together.
    """

    def __init__(self, rows: Sequence[tuple[str, ...]], weigh: Callable[[str], int], totals: Sequence[int]) -> None:
        self._number: dict[str, int] = {}
        number, flat, sizes = self._number, array("i"), array("i")
        for row in rows:
            numbers = {number.setdefault(word, len(number)) for word in row}
            flat.extend(numbers)
            sizes.append(len(numbers))
        words = np.array(flat, dtype=np.int32)
        order = np.argsort(words, kind="stable")
        self._rows = np.repeat(np.arange(len(rows), dtype=np.int32), np.array(sizes, dtype=np.int32))[order]
        counts = np.bincount(words, minlength=len(number))
        self._bounds = array("i", np.concatenate(([0], np.cumsum(counts))).tolist())
        self._weights = array("i", map(weigh, number))
        self._root = np.sqrt(np.maximum(np.array(totals, dtype=np.float32), 1))
        self._words = list(number)
        keys, owners = array("I"), array("i")
        for place, word in enumerate(self._words):
            if SHORTEST <= len(word) <= LONGEST and not word.isdigit() and self._count(place) <= COMMON:
                found = slips(word)
                keys.extend(found)
                owners.extend([place] * len(found))
        plain = np.array(keys, dtype=np.uint32)
        order = np.argsort(plain, kind="stable")
        self._keys, self._owners = plain[order], np.array(owners, dtype=np.int32)[order]

    def _count(self, place: int) -> int:
        return int(self._bounds[place + 1] - self._bounds[place])

    def near(self, tokens: tuple[str, ...]) -> list[int]:
        """Readings that share the most with these words, for how much they hold."""
        chosen: list[int] = []
        for token in dict.fromkeys(tokens):
            place = self._number.get(token)
            chosen += [place] if place is not None else self._one_slip_from(token)
        chosen = [place for place in chosen if self._count(place) <= COMMON]
        if not chosen:
            return []
        rows = np.concatenate([self._rows[self._bounds[place] : self._bounds[place + 1]] for place in chosen])
        weights = np.repeat([self._weights[place] for place in chosen], [self._count(place) for place in chosen])
        found, at = np.unique(rows, return_inverse=True)
        shared = np.bincount(at, weights=weights) / self._root[found]
        if len(found) > BEST:
            best = np.argpartition(-shared, BEST)[:BEST]
            found, shared = found[best], shared[best]
        nearest: list[int] = found[np.argsort(-shared, kind="stable")].tolist()
        return nearest

    def _one_slip_from(self, token: str) -> list[int]:
        """Listed words that differ from a word in one letter lost, put in, changed, or exchanged with the next."""
        if not SHORTEST <= len(token) <= LONGEST or token.isdigit():
            return []
        asked = np.array(slips(token), dtype=np.uint32)
        first, last = np.searchsorted(self._keys, asked, "left").tolist(), np.searchsorted(self._keys, asked, "right").tolist()
        maybe = {place for at, end in zip(first, last, strict=True) if at < end for place in self._owners[at:end].tolist()}
        return [place for place in maybe if OSA.distance(token, self._words[place], score_cutoff=1) <= 1]


def slips(word: str) -> list[int]:
    """Keys of a word and of what is left when one letter is lost: words one slip apart share one."""
    data = word.encode()
    return [crc32(data), *{crc32(data[:at] + data[at + 1 :]) for at in range(len(data))}]
