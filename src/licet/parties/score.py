"""How alike two readings of names are: words aligned by rarity, in thousandths."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from licet.base.values import frozen
from licet.parties.normal import Form, consonants_of, korean_of, plain_words, sound_of
from licet.parties.script import place_words

EXACT, STRONG, REVIEW, NONE = "EXACT", "STRONG", "REVIEW", "NONE"
LEVELS = ((EXACT, 980), (STRONG, 850), (REVIEW, 750))
"""A level and the thousandths from which it begins."""
AT_MOST_WEAK = 850
AT_MOST_ONE_WORD = 800
DISTINCTIVE = 11
"""Rarity that a contained part needs in order to stand for the whole."""
JOINED_COST = 40
TELLING = 5500
"""Rarity, in thousandths, from which a word tells something."""
BRAND = 755
LOOKED_AT = 700
"""Scores below this are not told apart."""

Match = tuple[str, str, int, int, str]
"""The parts of a `Pair` while they are being worked out."""


FREE, ONE_WORD, NEEDS_PLACE = 0, 1, 2
"""What holds a score down: nothing; the only telling word is not the same; too little unless the place agrees."""


@frozen
class Pair:
    """Two words that were set against each other: how alike in thousandths, how rare, and how they were found alike."""

    asked: str
    listed: str
    alike: int
    weight: int
    how: str


@frozen
class Alignment:
    """The score of one listed name in thousandths, with everything that made it."""

    score: int
    way: str
    pairs: tuple[Pair, ...]
    only_asked: tuple[str, ...]
    only_listed: tuple[str, ...]
    hold: int = FREE


def level_of(score: int) -> str:
    """The level of a score in thousandths.

    >>> level_of(860)
    'STRONG'
    """
    return next((name for name, bound in LEVELS if score >= bound), NONE)


@lru_cache(maxsize=30_000)
def word_likeness(asked: str, listed: str) -> tuple[int, str]:
    """How alike two words are, in thousandths, and why; digits are alike only when equal."""
    if asked == listed:
        return 1000, "same"
    if asked in plain_words() and listed in plain_words():
        return 0, ""
    if asked.isdigit() or listed.isdigit():
        return 0, ""
    if len(asked) == 1 or len(listed) == 1:
        return (500, "initial") if asked[0] == listed[0] else (0, "")  # not law: thousandths of a match
    longest, shortest = (len(asked), len(listed)) if len(asked) > len(listed) else (len(listed), len(asked))
    if longest - shortest > longest // 4 + 2 and not (listed.startswith(asked) or asked.startswith(listed)):
        return 0, ""
    allowed = max(longest // 4, 1) if longest > 2 else 0
    edits = OSA.distance(asked, listed, score_cutoff=allowed)
    sound_asked, sound_listed = sound_of(asked), sound_of(listed)
    if sound_asked == sound_listed and min(len(sound_asked), len(sound_listed)) > 3:
        return 960, "same sound"
    best = (0, "")
    if edits <= allowed:
        best = (1000 - 1000 * edits // (longest + 1), f"{edits} edit{'s' if edits > 1 else ''}")
    longest = max(len(sound_asked), len(sound_listed))
    allowed = longest // 4 if longest > 4 else 0
    edits = OSA.distance(sound_asked, sound_listed, score_cutoff=allowed)
    if edits <= allowed:
        best = max(best, (970 - 1000 * edits // (longest + 1), f"sound, {edits} edit{'s' if edits > 1 else ''}"))
    shorter, longer = sorted((asked, listed), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter) and len(longer) - len(shorter) <= 8:
        best = max(best, (700 if len(shorter) < 5 else 800, "beginning"))
    return best


@lru_cache(maxsize=20_000)
def folded_likeness(asked: str, listed: str, fold: Callable[[str], str]) -> tuple[int, str]:
    """Words of a script that tells less than Latin: alike when what it tells is alike."""
    plain = word_likeness(asked, listed)
    if plain[0] >= 950 or asked.isdigit() or listed.isdigit():
        return plain
    one, other = fold(asked), fold(listed)
    shortest = min(len(one), len(other))
    if one == other and shortest >= 2:
        return (930 if shortest > 2 else 850), "same letters"
    longest = max(len(one), len(other))
    edits = Levenshtein.distance(one, other, score_cutoff=longest // 4)
    if longest > 3 and edits <= longest // 4:
        return max(plain, (930 - 1000 * edits // (longest + 1), "letters nearly the same"))
    return plain


FOLDS = {"ar": consonants_of, "ko": korean_of}


def align(
    asked: Form, listed: Form, weigh: Callable[[str], int], script: str = "", totals: tuple[int, int] | None = None
) -> Alignment | None:
    """Set two readings against each other; None when they have too little in common to be looked at.

    Args:
        weigh: how much a word tells, in thousandths of a nat.
        script: the script that the asked reading came from; empty for Latin.
        totals: the weights of both readings, where they are known already.
    """
    one, other = asked.tokens, listed.tokens
    if one == other or (len(one) == len(other) and sorted(one) == sorted(other)):
        pairs = tuple(Pair(token, token, 1000, weigh(token), "same") for token in one)
        return Alignment(1000 if one == other else 985, "all words" if one == other else "all words, other order", pairs, (), ())
    right = list(other)
    left, equal, both = [], [], 0
    for token in one:
        if token in right:
            right.remove(token)
            weight = weigh(token)
            both += weight
            equal.append((token, token, 1000, weight, "same"))
        else:
            left.append(token)
    total_asked, total_listed = totals or (sum(map(weigh, one)), sum(map(weigh, other)))
    enough = LOOKED_AT * (total_asked + total_listed)
    settled = bool(left and right) and len(one) == len(other)
    if settled and 2000 * min(total_asked, total_listed) < enough:  # not even if every word left had one like it
        return None
    matched, left, right = _merged(equal, left, right, weigh)
    matched, left, right = _alike(matched, left, right, weigh, FOLDS.get(script))
    if settled and left and right and len(matched) == len(equal) and 2000 * both < enough:
        return None
    return _summed(asked, listed, matched, left, right, weigh)


def _summed(
    asked: Form, listed: Form, matched: list[Match], left: list[str], right: list[str], weigh: Callable[[str], int]
) -> Alignment | None:
    """The score from what was matched and what was not."""
    both = sum(match[3] for match in matched)
    weight_left, weight_right = sum(map(weigh, left)), sum(map(weigh, right))
    gained = sum(match[3] * match[2] for match in matched) // 1000
    score, way = 2000 * gained // max(2 * both + weight_left + weight_right, 1), "words by rarity"
    hold = _hold(matched)
    if not (left and right):
        contained = _contained(matched, len(left) + len(right), both + min(weight_left, weight_right), gained)
        if contained > score:
            score, way = contained, "one name within the other"
    joined = _joined(asked, listed, left, right)
    if joined > score:
        score, way, hold = joined, "written together", FREE
    if score < BRAND and _is_brand(matched, left, right):
        score, way, hold = BRAND, "a listed name begins it", NEEDS_PLACE
    if score < LOOKED_AT:
        return None
    return Alignment(min(score, 979), way, tuple(Pair(*match) for match in matched), tuple(left), tuple(right), hold)


def _hold(matched: list[Match]) -> int:
    """Whether the score hangs on one telling word that is not the same, and how far from it that is."""
    telling = [alike for _, _, alike, weight, _ in matched if weight >= TELLING]
    if len(telling) != 1 or telling[0] > 960:
        return FREE
    return ONE_WORD if telling[0] >= 825 else NEEDS_PLACE


def _is_brand(matched: list[Match], left: list[str], right: list[str]) -> bool:
    """The listed name is one rare word, and what the asked one has besides are plain business words."""
    if right or len(matched) != 1 or matched[0][2] < 1000 or matched[0][3] < 8000:
        return False
    return all(word in plain_words() for word in left)


def _alike(
    matched: list[Match], left: list[str], right: list[str], weigh: Callable[[str], int], fold: Callable[[str], str] | None
) -> tuple[list[Match], list[str], list[str]]:
    """Words that are not the same, the most alike first."""
    if not left or not right:
        return matched, left, right
    found = []
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            alike, how = folded_likeness(one, other, fold) if fold else word_likeness(one, other)
            if alike:
                found.append((alike, -i, -j, how))
    if not found:
        return matched, left, right
    taken_left, taken_right = set(), set()
    for alike, i, j, how in sorted(found, reverse=True):
        if -i in taken_left or -j in taken_right:
            continue
        taken_left.add(-i)
        taken_right.add(-j)
        one, other = left[-i], right[-j]
        # A listed word that was misspelt is as rare as the listed word; a word that only looks like a common one is not.
        weight = max(weigh(other), min(weigh(one), 6000) if alike < 950 else 0)
        matched.append((one, other, alike, weight, how))
    return matched, [t for n, t in enumerate(left) if n not in taken_left], [t for n, t in enumerate(right) if n not in taken_right]


def _merged(
    matched: list[Match], left: list[str], right: list[str], weigh: Callable[[str], int]
) -> tuple[list[Match], list[str], list[str]]:
    """Words that the other side writes as one: `hai ge` and `haige`."""
    for many, one, is_left in ((left, right, True), (right, left, False)):
        if len(many) < 2:
            continue
        for whole in one:
            for at, first in enumerate(many[:-1]):
                if first[0] != whole[0] or len(first) >= len(whole):
                    continue
                piece, end = first, at + 1
                while end < len(many) and len(piece) < len(whole):
                    piece += many[end]
                    end += 1
                if abs(len(piece) - len(whole)) > 1 or len(piece) < 4:
                    continue
                alike, how = word_likeness(piece, whole)
                if alike >= 850:
                    words = " ".join(many[at:end])
                    weight = weigh(whole) if is_left else sum(map(weigh, many[at:end]))
                    pair = (words, whole) if is_left else (whole, words)
                    matched.append((*pair, min(alike, 980), weight, f"written together, {how}"))
                    del many[at:end]
                    one.remove(whole)
                    return _merged(matched, left, right, weigh)
    return matched, left, right


def _contained(matched: list[Match], unmatched: int, inside: int, gained: int) -> int:
    """One name wholly within the other, when what they share is distinctive."""
    if gained < DISTINCTIVE * 1000 or any(match[2] < 800 for match in matched):
        return 0
    if max((match[3] for match in matched if match[1] not in place_words()), default=0) < 6000:
        return 0
    return min(1000 * gained // max(inside, 1), 1000) * 93 // 100 - 20 * max(unmatched - 3, 0)


def _joined(asked: Form, listed: Form, left: list[str], right: list[str]) -> int:
    """Names that differ in how they are spaced, and in little else."""
    one, other = asked.joined, listed.joined
    if len(asked.tokens) == len(listed.tokens) or abs(len(one) - len(other)) > 2:
        return 0
    longest = max(len(one), len(other))
    if longest < 5 or any(token.isdigit() for token in (*left, *right)):
        return 0
    allowed = max(longest // 8, 1)
    edits = OSA.distance(one, other, score_cutoff=allowed)
    return 0 if edits > allowed else 1000 - 1000 * edits // longest - JOINED_COST
