"""Small wrongs done to the tables of duties: the count of days, the fact they are counted from, when and under what a duty arises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from mutants import OUTSIDE, Mutant

from licet.language.book import Corpus
from licet.language.papers import DueRule, Duty


def paper_mutants(corpus: Corpus) -> list[Mutant]:
    """Every wrong done to a duty, in the order of the table."""
    seen: Counter[str] = Counter()
    found = []
    for index, duty in enumerate(corpus.duties):
        for what, changed in _changes(duty):
            key = f"duty {duty.cite} {duty.what[:40]} {what}"
            seen[key] += 1
            key = key if seen[key] == 1 else f"{key} ({seen[key]})"
            day = duty.window.since if what == "since +1" else None
            found.append(Mutant(key, "duty", _with_duty(corpus, index, changed), day=day))
    return found


def _changes(duty: Duty) -> Iterator[tuple[str, Duty]]:
    if duty.window.since not in OUTSIDE:
        yield "since +1", replace(duty, window=replace(duty.window, since=duty.window.since + 1))
    if duty.given:
        yield f"always, not {duty.given}", replace(duty, given="")
    for member in duty.via:
        yield f"not via {member}", replace(duty, via=tuple(other for other in duty.via if other != member))
    for member in duty.on:
        yield f"not on {member}", replace(duty, on=tuple(other for other in duty.on if other != member))
    if duty.due:
        for what, rule in _days(duty.due):
            yield what, replace(duty, due=rule)


def _days(rule: DueRule) -> Iterator[tuple[str, DueRule]]:
    for step in (1, -1):
        yield f"{rule.days} days {step:+d}", replace(rule, days=rule.days + step)
    if rule.months:
        yield f"{rule.months} months +1", replace(rule, months=rule.months + 1)
    for fact in rule.of[1:]:
        yield f"not from {fact}", replace(rule, of=tuple(other for other in rule.of if other != fact))
    if rule.less:
        yield f"without {rule.less}", replace(rule, less="")
    if rule.is_kept:
        yield "a short month ends early", replace(rule, is_kept=False)


def _with_duty(corpus: Corpus, index: int, changed: Duty) -> Callable[[], Corpus]:
    def make() -> Corpus:
        return replace(corpus, duties=(*corpus.duties[:index], changed, *corpus.duties[index + 1 :]), _books={})

    return make
