"""Boundary-heavy lines as a user's table holds them: texts, decimals, days; and what one line at a time is answered."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "backends"))

from rows import Raw, pools_of, raw_rows

from licet.base.errors import FactError
from licet.decide.case import step_outcome, summary
from licet.decide.determine import headline, path_of
from licet.decide.engine import ECCN
from licet.decide.settings import Settings, place_in_time
from licet.facts.intake import admit, known_fact
from licet.facts.values import parse_value, show_value
from licet.facts.vocabulary import FactSpec, stored_columns, vocabulary
from licet.law import corpus

WORDS = ("outcome", "via", "review", "eccn", "path", "codified_outcome", "codified_via", "codified_review")
UNREADABLE = 0.01
"""The share of cells kept that no fact can hold."""
BAD_CELLS = ("=1+1", "n/a", "1,000", "0.00001", "-1", "2025-02-30", "UK", "maybe", "entity_list|none", "3A09", "99999999999999999999")

Line = dict[str, str]


def table_lines(count: int, seed: int) -> Iterator[Line]:
    """Lines by fact name."""
    rng = random.Random(seed)
    facts = [spec for spec in vocabulary().values() if not spec.derived]
    for raw in raw_rows(pools_of(corpus), count, seed):
        line = {spec.name: text for spec in facts if (text := _text(spec, raw)) and _fits(spec, text, rng)}
        if rng.random() < 0.02:
            line[rng.choice(facts).name] = rng.choice(BAD_CELLS)
        if rng.random() < 0.01:
            line.pop("date", None)
        if "chip" in line and rng.random() < 0.1:
            line["chip"] = rng.choice((line["chip"].upper(), f" {line['chip']} ", "No Such Chip", "H100"))
        yield line


def _text(spec: FactSpec, raw: Raw) -> str:
    values = [raw.get(column) for column in stored_columns(spec)]
    if spec.kind == "set":
        if all(value is None for value in values):
            return ""
        return "|".join(c.partition(":")[2] for c, value in zip(stored_columns(spec), values, strict=True) if value) or "none"
    if spec.kind == "ratio":
        return show_value(spec, values[0]) if values[1] == 1000 else ""
    return show_value(spec, values[0])


def _fits(spec: FactSpec, text: str, rng: random.Random) -> bool:
    try:
        parse_value(spec, text)
    except FactError:
        return rng.random() < UNREADABLE
    return True


def answer_of(line: Mapping[str, str], settings: Settings) -> tuple[tuple[str, ...], set[str]]:
    """The words of the answer to one line, and the codes of its complaints."""
    admitted, engine = admit(line, settings.assume), settings.engine
    complaints = {complaint.code for complaint in admitted.complaints}
    try:
        admitted, question = place_in_time(admitted, settings)
    except FactError as error:
        if "date" not in line:
            complaints |= {error.complaint.code}
    if complaints:
        return ("undetermined", "none", "undetermined", "", "", "undetermined", "none", "undetermined"), complaints
    row = engine.row(admitted.values, question.readings)
    codes = engine.codes(row, question.as_of, question.known_at)
    outcome, via, review = headline(engine, codes, settings.layer)
    code = codes[0][ECCN]
    eccn = step_outcome(engine.corpus.chains["eccn"].step(code), code)
    if eccn == "as claimed":
        eccn = str(row[engine.where["eccn"]] or "")
    return (outcome, via, review, eccn, path_of(codes), *summary(engine, codes)[0]), complaints


@cache
def lines_of(count: int, seed: int) -> tuple[Line, ...]:
    print(f"seed {seed}, {count} lines")
    return tuple(table_lines(count, seed))


def fact_names() -> list[str]:
    return [spec.name for spec in vocabulary().values() if not spec.derived]


__all__ = ["WORDS", "answer_of", "fact_names", "known_fact", "lines_of", "table_lines"]
