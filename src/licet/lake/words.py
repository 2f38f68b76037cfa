"""Reason codes as words, in SQL: what `decide.determine.headline` and `path_of` say of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from licet.backends.sheet import BLANK, Known, Piece, Sheet, Value, term
from licet.backends.sql import choice_of, chosen, coalesced, compared, first_that_holds, within
from licet.decide.case import FREE
from licet.decide.engine import CHAINS
from licet.language.book import Corpus
from licet.language.chain import Step
from licet.language.provision import CODIFIED, LAYERS

OPEN = "undetermined"
ANSWER = ("outcome", "via", "review", "eccn", "path", "codified_outcome", "codified_via", "codified_review", "complaints")
"""The answer's columns, in order."""

Codes = Mapping[str, Mapping[str, Piece]]
"""Layer to chain to its reason code."""


def answer(sheet: Sheet, corpus: Corpus, codes: Codes, claimed: Piece, head: str) -> dict[str, Piece]:
    """The answer's columns in words, but what is missing and what conflicts.

    Args:
        claimed: the ECCN that is stated, for answers that take it.
        head: the layer that heads the answer.
    """
    found = {}
    for name, value in zip(("outcome", "via", "review"), _headline(sheet, corpus, codes[head], head), strict=True):
        found[name] = sheet.named(f"head_{name}", value)
    entry = _word(corpus, codes[LAYERS[0]], "eccn", lambda step: step.outcome, OPEN)
    found["eccn"] = chosen(compared("==", entry, Known("as claimed")), coalesced(claimed, Known("")), entry)
    found["path"] = _path(codes)
    for name, value in zip(("outcome", "via", "review"), _summary(corpus, codes[CODIFIED]), strict=True):
        found[f"{CODIFIED}_{name}"] = sheet.named(f"{CODIFIED}_{name}", value)
    return found


def _summary(corpus: Corpus, codes: Mapping[str, Piece]) -> tuple[Piece, Piece, Piece]:
    return (
        _word(corpus, codes, "outcome", lambda step: step.outcome, OPEN), _word(corpus, codes, "outcome", lambda step: step.via, "none"),
        _word(corpus, codes, "review", lambda step: step.outcome, OPEN),
    )  # fmt: skip


def _word(corpus: Corpus, codes: Mapping[str, Piece], chain: str, word: Callable[[Step], str], unknown: str) -> Piece:
    """What the step behind a code gives; `unknown` where the chain stopped at it."""
    steps = corpus.chains[chain]
    words: dict[Value, Value] = {index: word(step) for index, step in enumerate((*steps.steps, steps.default))}
    code = codes[chain]
    if isinstance(code, Known):
        return Known(words[code.value] if isinstance(code.value, int) and code.value >= 0 else unknown)
    most = max(set(words.values()), key=list(words.values()).count)
    return first_that_holds([(term("({} < 0)", code), Known(unknown))], choice_of(code, words, most))


def _headline(sheet: Sheet, corpus: Corpus, codes: Mapping[str, Piece], layer: str) -> tuple[Piece, Piece, Piece]:
    outcome, via, review = _summary(corpus, codes)
    if layer == CODIFIED:
        return outcome, via, review
    outcome, review = sheet.named(f"{layer}_outcome", outcome), sheet.named(f"{layer}_review", review)
    steps = corpus.chains["informed"]
    bound = [index for index, step in enumerate((*steps.steps, steps.default)) if step.outcome == "license_required"]
    letter = codes["informed"]
    state: Piece
    if isinstance(letter, Known):
        assert isinstance(letter.value, int)
        state = Known("open" if letter.value < 0 else "bound" if letter.value in bound else "none")
    else:
        state = first_that_holds(
            [(term("({} < 0)", letter), Known("open")), (within(letter, bound), Known("bound"))], Known("none")
        )
    free = term(f"({{}} IN ({', '.join('{}' for _ in FREE)}))", outcome, *map(Known, FREE)) if not isinstance(outcome, Known) else \
        Known(outcome.value in FREE)  # fmt: skip
    state = sheet.named(f"letter_{layer}", chosen(free, state, Known("none")))
    is_open, is_bound = compared("==", state, Known("open")), compared("==", state, Known("bound"))
    bound_review = chosen(compared("==", review, Known("none")), Known(OPEN), review)
    return (
        first_that_holds([(is_open, Known(OPEN)), (is_bound, Known("license_required"))], outcome),
        first_that_holds([(is_open, Known("none")), (is_bound, Known("none"))], via),
        first_that_holds([(is_open, Known(OPEN)), (is_bound, bound_review)], review),
    )


def _path(codes: Codes) -> Piece:
    """The reason code of the whole answer."""
    forms, pieces = [], []
    for layer in LAYERS:
        for number, chain in enumerate(CHAINS):
            code = codes[layer][chain]
            between = "." if number else "/" if layer != LAYERS[0] else ""
            if isinstance(code, Known):
                assert isinstance(code.value, int)
                shown = str(code.value) if code.value >= 0 else f"~{~code.value}"
                forms.append(f"'{between}{shown}'")
                continue
            forms.append(f"(CASE WHEN {{}} < 0 THEN '{between}~' || CAST((-1 - {{}}) AS VARCHAR(9)) "
                         f"ELSE '{between}' || CAST({{}} AS VARCHAR(9)) END)")  # fmt: skip
            pieces += [code] * 3
    return term(f"({' || '.join(forms)})", *pieces)


def with_complaints(sheet: Sheet, found: Mapping[str, Piece], complaints: list[Piece], *, is_coded: bool = False) -> dict[str, Piece]:
    """Rows that were complained about are answered undetermined: nothing half-read is decided. The complaints stand last, by code.

    Args:
        is_coded: the answers are reason codes, which are blank in such rows.
    """
    each = " || ".join(["COALESCE('; ' || {}, '')"] * len(complaints))
    is_bad: Piece = Known(False)
    if complaints:
        is_bad = sheet.named("is_bad", term(f"(COALESCE({', '.join('{}' for _ in complaints)}) IS NOT NULL)", *complaints))
    answered: dict[str, Piece] = {}
    for name, value in found.items():
        if is_coded:
            answered[name] = term("CAST({} AS SMALLINT)", chosen(is_bad, BLANK, value))
            continue
        word = OPEN if "outcome" in name or "review" in name else "none" if "via" in name else ""
        answered[name] = chosen(is_bad, Known(word), value)
    said = term(f"SUBSTR({each}, 3)", *complaints) if complaints else Known("")
    answered["complaints"] = chosen(is_bad, said, Known(""))
    return answered
