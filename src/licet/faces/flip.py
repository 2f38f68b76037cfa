"""`licet flip`: the nearest change of each fact that turns one line's answer, proved; and lines of a book that together meet a rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from licet.base import clock
from licet.base.errors import UsageError
from licet.decide.determination import Determination
from licet.decide.determine import Question, determine
from licet.decide.settings import Settings, read_settings
from licet.facts.intake import Admitted
from licet.report.text import headline_lines
from licet.report.words import WIDTH, section, wrapped

if TYPE_CHECKING:
    from licet.batch.structuring import Split
    from licet.prove.exact import ExactNeeds
    from licet.prove.flip import FactTurns

SECONDS = 10
"""After so many the solver gives up a question, when nobody says otherwise."""


@dataclass(frozen=True)
class Flipped:
    """One line's answer, what turns it, and what of the missing facts can still change it (None where nothing is missing)."""

    answer: Determination
    facts: tuple[FactTurns, ...]
    exact: ExactNeeds | None

    @property
    def is_proved(self) -> bool:
        """Whether the solver came to an end with everything."""
        return all(one.is_proved for one in self.facts) and (self.exact is None or (self.exact.is_whole and not self.exact.open))


def register(app: typer.Typer) -> None:
    """Add `flip` to a command line."""
    app.command(name="flip")(flip_command)


def flip_command(
    words: Annotated[list[str], typer.Argument(help="name=value words of one line; or an order book.")],
    line: Annotated[str | None, typer.Option("--line", help="The line's id in the book, or row:N for its row.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of the law (default: the line's own date, else today).")] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="Only what was published by this day counts.")] = None,
    layer: Annotated[str, typer.Option("--layer", help="Whose answer is turned: enforced or codified.")] = "enforced",
    reading: Annotated[list[str] | None, typer.Option("--reading", help="NAME=CHOICE where the text has two readings.")] = None,
    assume: Annotated[list[str] | None, typer.Option("--assume", help="FACT=VALUE, or a profile such as ordinary, for blanks.")] = None,
    instrument: Annotated[list[str] | None, typer.Option("--instrument", help="NAME=STATUS@DAY[:SOURCE], see docs/enduse.md.")] = None,
    form_in: Annotated[str | None, typer.Option("--format-in", help="csv, tsv, jsonl, json, parquet or xlsx.")] = None,
    independent: Annotated[bool, typer.Option("--independent", help="Lines do not share quotas.")] = False,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="Give up a question after so long.")] = SECONDS,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> int:
    """The nearest change of each fact that turns an answer, proved nearest; of a whole book, lines that together meet a rule."""
    settings = read_settings(as_of, known_at, layer, reading or (), assume or (), clock.today(), instruments=instrument or ())
    is_book = len(words) == 1 and "=" not in words[0]
    if is_book and line is None:
        return _book(words[0], settings, form_in, as_json)
    if is_book:
        admitted, question, answer, near = _line_of(words[0], line or "", settings, form_in, independent)
    else:
        from licet.faces.single import read_words
        from licet.faces.verbs import admitted_line

        admitted, question = admitted_line(read_words(words).facts, settings)
        answer, near = determine(settings.engine, admitted, question), []
    found = flipped(settings, admitted, question, answer, seconds)
    if as_json:
        print(json.dumps(_record(found, near), indent=1, ensure_ascii=False))
    else:
        print("\n".join(_page(found, near, seconds)))
    return 0 if found.is_proved else 3


def flipped(settings: Settings, admitted: Admitted, question: Question, answer: Determination, seconds: int = SECONDS) -> Flipped:
    """What turns one line's answer."""
    from licet.faces.proofs import needs_solver

    needs_solver()
    from licet.prove.flip import Flips

    facts = tuple(Flips(settings.engine, admitted, question, seconds).facts())
    return Flipped(answer, facts, exact_of(settings, admitted, question, answer, seconds))


def exact_of(settings: Settings, admitted: Admitted, question: Question, answer: Determination, seconds: int = SECONDS) -> ExactNeeds | None:
    """Which of the missing facts can still change the answer at the head; None where none is missing."""
    from licet.faces.proofs import needs_solver

    needs_solver()
    from licet.prove.exact import Exact

    if not any(need.kind == "fact" for need in answer.needs):
        return None
    return Exact(settings.engine, admitted, question, answer.needs, seconds).found()


def exactly(answer: Determination, found: ExactNeeds | None) -> Determination:
    """The answer that lists as missing only what can still change it."""
    return answer if found is None else replace(answer, needs=found.needs)


def _line_of(
    file: str, line: str, settings: Settings, form_in: str | None, independent: bool
) -> tuple[Admitted, Question, Determination, list[Split]]:
    """One line of a book beside those before it, and the flags that it stands in.

    Raises:
        UsageError: LIC-U007 when the book has no such line.
        FactError: the complaint about it.
    """
    from licet.base.errors import FactError
    from licet.batch.lines import determinations
    from licet.batch.read import open_book
    from licet.batch.structuring import splits
    from licet.decide.settings import place_in_time

    book = open_book(file, form_in)
    for found in determinations(book, settings.engine, settings, independent=independent, only=line):
        if found.determination is None or found.head is None:
            first = found.complaints[0]
            raise FactError(first.code, first.what, where=f"{book.name}, row {found.row}", hint=first.hint)
        name = found.line_id or f"row {found.row}"
        near = [] if file == "-" else [split for split in splits(open_book(file, form_in), settings.engine, settings) if name in split.lines]
        return *place_in_time(found.head, settings), found.determination, near
    raise UsageError("LIC-U007", f"{book.name} has no line {line!r}.", hint="Give the line's id, or row:N for its row in the file.")


def _book(file: str, settings: Settings, form_in: str | None, as_json: bool) -> int:
    """Flag lines of a book that together meet a rule that each stays clear of.

    Returns:
        0 when none does, 1 when some do.
    """
    from licet.batch.read import open_book
    from licet.batch.structuring import splits
    from licet.report.structuring import split_lines

    found = splits(open_book(file, form_in), settings.engine, settings)
    if as_json:
        print(json.dumps([asdict(split) for split in found], indent=1, ensure_ascii=False))
    else:
        print("\n".join(split_lines(found)))
    return 1 if found else 0


def _page(found: Flipped, near: Sequence[Split], seconds: int) -> list[str]:
    from licet.report.flip import exact_lines, turns_lines
    from licet.report.structuring import split_lines

    lines = [part for line in headline_lines(exactly(found.answer, found.exact)) for part in wrapped(line, WIDTH)]
    lines += turns_lines(found.facts, seconds)
    if found.exact is not None:
        lines += exact_lines(found.exact, seconds)
    if near:
        lines += section("together with other lines", split_lines(near))
    return lines


def _record(found: Flipped, near: Sequence[Split]) -> dict[str, object]:
    from licet.report.flip import exact_record, turns_record

    head = found.answer
    return {
        "outcome": head.outcome, "via": head.via, "headed_by": head.headed_by, "as_of": head.law["as_of"],
        "facts": turns_record(found.facts), "proved": found.is_proved,
        "missing": None if found.exact is None else exact_record(found.exact), "together": [asdict(split) for split in near],
    }  # fmt: skip
