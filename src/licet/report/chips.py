"""The chip catalogue as text, plain values and CSV: a table under the law of a day, and one chip through all of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Any

from licet.base.dates import day_of
from licet.base.quantities import parse_quantity, show
from licet.decide.chip_life import ANSWER_TO, ENTRY_OF, LETTER_FOR, PARAGRAPH_OF, Aspect, Change, Classification, Stretch
from licet.decide.determination import Need
from licet.facts.chip_tables import Chip
from licet.facts.performance import BITS, TF32_BITS, Density, Performance
from licet.report.words import WIDTH, counted, outcome_words, section, wrapped

DISCLAIMER = "Information, not legal advice."
CITES_MOST = 2
"""Paragraphs shown beside a change; the plain values hold all."""

FORM_WORDS = re.compile(r"^(SXM\d?|PCIe|NVL|OAM|\d+GB|\(.*|converged)$")
BRAND_WORDS = {"GeForce", "Instinct", "Radeon", "Data", "Center", "GPU", "Colossus"}

ABSENT = "unknown"
TRUTH = {True: "yes", False: "no", None: ABSENT}
KINDS = {PARAGRAPH_OF: "paragraph", ENTRY_OF: "entry"}
MISSING_KINDS = {"reading": "the reading {}", "law": "law that was not read"}


@dataclass(frozen=True, slots=True)
class ChipLine:
    """A chip with what was computed of it and how it is classified on the day."""

    chip: Chip
    performance: Performance | None
    density: Density | None
    classification: Classification

    @property
    def tpp(self) -> Fraction | None:
        return self.performance.tpp if self.performance else None


@dataclass(frozen=True, slots=True)
class ChipAccount:
    """Everything that is said of one chip.

    Attributes:
        note: the remark of the alias by which it was named.
        exporter: who is taken to send it in the questions.
        needs: question to what is missing for its answer on the day.
    """

    line: ChipLine
    note: str
    exporter: str
    stretches: tuple[Stretch, ...]
    needs: Mapping[str, tuple[Need, ...]] = field(hash=False)


# The table


COLUMNS = ("name", "vendor", "market", "TPP", "density", "I/O GB/s", "DRAM GB/s", "paragraph", "entry", "confidence")
RIGHT = ("TPP", "density", "I/O GB/s", "DRAM GB/s")


def table_text(lines: Sequence[ChipLine], day: int, law: str) -> str:
    """Chips one a row, in the order given, with the law's view of the day."""
    rows = [_cells(line) for line in lines]
    widths = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(COLUMNS)]

    def printed(cells: Sequence[str]) -> str:
        padded = (c.rjust(w) if n in RIGHT else c.ljust(w) for c, w, n in zip(cells, widths, COLUMNS, strict=True))
        return "  ".join(padded).rstrip()

    text = [printed(COLUMNS), *(printed(row) for row in rows), ""]
    boards = sum(line.chip.ics_summed > 1 for line in lines)
    text.append(f"{counted(len(lines), 'chip')}; classification by parameters alone, on {day_of(day)}. ? is unknown.")
    if boards:
        text.append("(n) after a name: a board of n circuits; TPP is of the board, paragraph and entry go by one circuit.")
    return "\n".join([*text, f"{law}. {DISCLAIMER}"])


def _cells(line: ChipLine) -> list[str]:
    chip, found = line.chip, line.classification
    name = f"{chip.name} ({chip.ics_summed})" if chip.ics_summed > 1 else chip.name
    return [
        name, chip.vendor, chip.market, show(line.tpp) if line.tpp is not None else "?",
        line.density.rounded() if line.density else "?", _number(chip, "io_bandwidth_gb_s") or "?",
        _number(chip, "dram_bandwidth_gb_s") or "?", found.paragraph, found.entry, chip.confidence,
    ]  # fmt: skip


def chip_record(line: ChipLine) -> dict[str, Any]:
    """One row of the table as plain values; stable names, unknown is null."""
    chip, found = line.chip, line.classification
    return {
        "chip_id": chip.chip_id, "name": chip.name, "vendor": chip.vendor, "market": chip.market or None,
        "circuits": chip.ics_summed,
        "tpp": show(line.tpp) if line.tpp is not None else None,
        "performance_density": line.density.rounded() if line.density else None,
        **{name: _number(chip, name) or None for name in ("io_bandwidth_gb_s", "interconnect_gb_s", "dram_bandwidth_gb_s")},
        "paragraph": found.paragraph, "eccn": found.entry, "controlled": TRUTH[found.is_controlled], "confidence": chip.confidence,
    }  # fmt: skip


def csv_text(records: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    """Records as CSV; null is blank."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(records[0]) if records else list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return stream.getvalue()


def short_name(name: str) -> str:
    """A product's name without brand, form factor and memory size.

    >>> short_name("GeForce RTX 4090 D"), short_name("H100 SXM 80GB")
    ('RTX 4090 D', 'H100')
    """
    words = [word for word in name.split() if word not in BRAND_WORDS]
    ends = [index for index, word in enumerate(words) if index and FORM_WORDS.match(word)]
    return " ".join(words[: ends[0]] if ends else words)


def _number(chip: Chip, name: str) -> str:
    return show(parse_quantity(chip.facts[name])) if name in chip.facts else ""


# One chip


def account_text(account: ChipAccount, day: int, law: str) -> str:
    """One chip: facts and sources, the law of the day, the time line."""
    line = account.line
    chip, found = line.chip, line.classification
    text = [f"{chip.vendor} {chip.name}  ({chip.chip_id})", *_lines("note", account.note)]
    text += section("facts", (*_about(chip), *_performance(line), *_facts(chip)))
    text += section("sources", _sources(chip))
    text += section(
        f"on {day_of(day)}",
        (*_lines("paragraph", found.paragraph), *_lines("entry", found.entry), *_today(account, day)),
    )
    text += section("time line", _timeline(account, day))
    return "\n".join([*text, "", f"{law}. {DISCLAIMER}"])


def _lines(label: str, text: str, width: int = WIDTH) -> list[str]:
    if not text:
        return []
    first, *rest = wrapped(text, width - 28, 0, 0)
    return [f"  {label:<26}{first}", *(f"{'':<28}{more}" for more in rest)]


def _about(chip: Chip) -> Iterator[str]:
    contested = ", disputed" if chip.market_contested else ""
    yield from _lines("market", f"{chip.market} (label of the compiler{contested})" if chip.market else "differs within the family")
    yield from _lines("status", " ".join(filter(None, (chip.status, chip.release_date))))
    yield from _lines("made for China", chip.china_specific)
    if chip.ics_summed > 1:
        yield from _lines("circuits", f"{chip.ics_summed}, added up below; the classification goes by one")


def _performance(line: ChipLine) -> Iterator[str]:
    performance = line.performance
    if performance is None:
        yield from _lines("TPP", "unknown: no dense rate is published")
        return
    won = performance.won_by
    rate = line.chip.facts[won]
    yield from _lines("TPP", f"{show(performance.tpp)}, won by {won}: {show(parse_quantity(rate))} x {BITS[won]} bit")
    others = [f"{name} {show(tpp)}" for name, tpp in performance.by_format.items() if name != won]
    yield from _lines("  beside", ", ".join(others))
    if performance.is_exceeded_by_tf32 and performance.tf32_at_19 is not None:
        yield from _lines("  not counted", f"TF32 at {TF32_BITS} bit would give {show(performance.tf32_at_19)}: not settled")
    density = f"{line.density.rounded()} TPP/mm2" if line.density else "unknown: no applicable die area"
    yield from _lines("performance density", density)


def _facts(chip: Chip) -> Iterator[str]:
    for name, text in chip.facts.items():
        if name not in BITS:
            yield from _lines(name, show(parse_quantity(text)) if text[0].isdigit() else text)


def _sources(chip: Chip) -> Iterator[str]:
    yield from _lines("confidence", chip.confidence)
    yield from _lines("rates", chip.rate_basis)
    yield from _lines("die area", chip.die_area_basis)
    yield from _lines("notes", chip.notes)
    yield from (f"  {source}" for source in chip.sources)


def _today(account: ChipAccount, day: int) -> Iterator[str]:
    stretch = next((one for one in reversed(account.stretches) if one.since <= day), None)
    if stretch is None:
        yield "  The corpus of law begins later."
        return
    for question, found in groupby(stretch.standing.items(), key=lambda one: one[0].question):
        answers = {aspect: value for aspect, value in found if aspect.kind == ANSWER_TO}
        if not question:
            continue
        if len(set(answers.values())) == 1:
            yield from _lines(f"to {question}", answer_words(next(iter(answers.values()))))
        else:
            for aspect, value in answers.items():
                yield from _lines(f"to {question}, {aspect.name}", answer_words(value))
        if needs := account.needs.get(question):
            named = (MISSING_KINDS.get(need.kind, "{}").format(need.name) for need in needs)
            yield from _lines("  missing", ", ".join(dict.fromkeys(named)))
    for aspect, value in stretch.standing.items():
        if aspect.kind == LETTER_FOR:
            yield from _lines(f"to {aspect.question}, by letter", f"{aspect.name} {_letter_words(value, account.exporter)}")


def answer_words(answer: Sequence[str]) -> str:
    """Outcome, authorization and review as a clause.

    >>> answer_words(("license_required", "none", "presumption_of_denial"))
    'a license is required; review: presumption of denial'
    """
    outcome, via, review = answer
    words = outcome_words(outcome, via)
    return words if review == "none" else f"{words}; review: {review.replace('_', ' ')}"


def _letter_words(value: Sequence[str], exporter: str) -> str:
    known = {"binds": f"binds {exporter}", "unknown": f"may bind {exporter}"}
    return known[value[0]] if value else "is no longer there"


# The time line


def _timeline(account: ChipAccount, day: int) -> Iterator[str]:
    questions = dict.fromkeys(aspect.question for one in account.stretches for aspect in one.standing if aspect.question)
    if questions:
        yield from wrapped(
            "Asked: one unit, from the United States, to an ordinary private party headquartered at the destination "
            f"({', '.join(questions)}); letters as they bind {account.exporter}.",
            WIDTH, 2, 0,
        )  # fmt: skip
    for number, stretch in enumerate(account.stretches):
        mark = "  (to come)" if stretch.since > day else ""
        if not number:
            yield f"  {day_of(stretch.since)}  the corpus begins{mark}"
            yield from _changed(_beginnings(stretch), account.exporter)
            continue
        yield f"  {day_of(stretch.since)}{mark}"
        for line in _grounds(stretch):
            yield from wrapped(line, WIDTH, 4, 4)
        yield from _changed(stretch.changes, account.exporter)


def _grounds(stretch: Stretch) -> list[str]:
    """What made the changes; instruments of which no paragraph bears on the chip only where there is no other."""
    grounds = [ground for change in stretch.changes for ground in change.grounds]
    telling = [ground for ground in grounds if ground.paragraphs] or grounds
    return list(dict.fromkeys(f"{f'by {g.instrument}, ' if g.instrument else ''}{g.title} ({g.cite})" for g in telling))


def _beginnings(stretch: Stretch) -> tuple[Change, ...]:
    return tuple(Change(aspect, (), value, ()) for aspect, value in stretch.standing.items())


def _changed(changes: Iterable[Change], exporter: str) -> Iterator[str]:
    """Changes, those that read alike on one line; a layer is named where the other did not change so too."""
    layers: dict[tuple[str, str], list[str]] = {}
    cites: dict[str, dict[str, None]] = {}
    for change in changes:
        aspect, words = change.aspect, _change_words(change, exporter)
        subject = KINDS.get(aspect.kind, aspect.question)
        layers.setdefault((subject, words), []).append(f" {aspect.name}" if aspect.kind == ANSWER_TO else "")
        cites.setdefault(words, {}).update(dict.fromkeys(cite for ground in change.grounds for cite in ground.paragraphs))
    subjects: dict[tuple[str, str], list[str]] = {}
    for (subject, words), found in layers.items():
        subjects.setdefault((words, found[0] if len(found) == 1 else ""), []).append(subject)
    for (words, layer), names in subjects.items():
        shown, rest = list(cites[words])[:CITES_MOST], len(cites[words]) - CITES_MOST
        cited = f"  [{'; '.join(shown)}{f'; {rest} more' if rest > 0 else ''}]" if shown else ""
        yield from wrapped(f"{', '.join(names)}{layer}: {words}{cited}", WIDTH, 6, 4)


def _change_words(change: Change, exporter: str) -> str:
    if change.aspect.kind == LETTER_FOR:
        return f"the letter {change.aspect.name} {_letter_words(change.after, exporter)}"
    before, after = (_value_words(change.aspect, value) for value in (change.before, change.after))
    return f"{before} -> {after}" if before else after


def _value_words(aspect: Aspect, value: Sequence[str]) -> str:
    return "" if not value else answer_words(value) if aspect.kind == ANSWER_TO else value[0]


def life_records(account: ChipAccount) -> list[dict[str, str]]:
    """The time line as plain rows: a day, what is so from then on, by what."""
    records = []
    for number, stretch in enumerate(account.stretches):
        for change in stretch.changes if number else _beginnings(stretch):
            records.append(
                {
                    "day": day_of(stretch.since).isoformat(), "what": change.aspect.kind, "to": change.aspect.question,
                    "name": change.aspect.name, "before": " / ".join(change.before), "after": " / ".join(change.after),
                    "by": "; ".join(ground.instrument for ground in change.grounds),
                    "cite": "; ".join(ground.cite for ground in change.grounds),
                    "paragraphs": "; ".join(cite for ground in change.grounds for cite in ground.paragraphs),
                }
            )  # fmt: skip
    return records


def account_record(account: ChipAccount) -> dict[str, Any]:
    """One chip as plain values."""
    chip, performance = account.line.chip, account.line.performance
    return {
        **chip_record(account.line),
        "note": account.note, "market_contested": TRUTH[chip.market_contested], "china_specific": chip.china_specific,
        "status": chip.status, "release_date": chip.release_date, "facts": dict(chip.facts),
        "tpp_won_by": performance.won_by if performance else None,
        "tpp_by_format": {name: show(tpp) for name, tpp in performance.by_format.items()} if performance else {},
        "rate_basis": chip.rate_basis, "die_area_basis": chip.die_area_basis, "sources": list(chip.sources), "notes": chip.notes,
        "exporter": account.exporter,
        "missing": {question: [need.name for need in needs] for question, needs in account.needs.items()},
        "life": life_records(account),
    }  # fmt: skip
