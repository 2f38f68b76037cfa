"""`licet law sql`: the law as one SELECT. `licet check FILES --engine ... --out FOLDER`: one question to the files of a lake."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from licet.base.dates import day_of
from licet.base.errors import UsageError
from licet.base.files import write_whole
from licet.decide.settings import Settings
from licet.lake.files import Answers, LakeFile, lake_files
from licet.lake.run import ENGINES, answer_lake, answerer
from licet.lake.tables import parquet_columns, said_columns
from licet.lake.text import CODES, WORDS, law_text
from licet.report.book import print_sums

COMPLAINTS_SHOWN = 20


def print_sql(
    table: str, settings: Settings, *, like: str | None, columns: Sequence[str], keep: Sequence[str], chips: Sequence[str],
    as_codes: bool, out: str | None,
) -> int:  # fmt: skip
    """Print the SELECT, or write it."""
    known = parquet_columns(like) if like is not None else {}
    said = {**known, **said_columns(columns)} if columns or like is not None else said_columns(None)
    text = law_text(
        table, said, settings.engine, settings, keep=keep, chips=chips or None, show=CODES if as_codes else WORDS
    )
    if out is None or out == "-":
        print(text)
    else:
        write_whole(out, text.encode() + b"\n")
    return 0


def is_lake(files: Sequence[str], engine: str | None) -> bool:
    """Whether a question is put to the files of a lake: an engine is named, or several files, a folder or a pattern are."""
    (first, *others) = files
    return bool(engine or others or Path(first).is_dir() or (glob.has_magic(first) and not Path(first).exists()))


def check_lake(
    files: Sequence[str], settings: Settings, engine: str | None, out: str | None, *, independent: bool, given: Mapping[str, object],
    quiet: bool, no_color: bool,
) -> int:  # fmt: skip
    """Answer every file into a folder.

    Args:
        given: options that make no sense here, and whether they were given.

    Raises:
        UsageError: LIC-U053 where lines would have to share quotas or there is no folder to write to, LIC-U054, LIC-U055.
    """
    name = engine or "polars"
    if name not in ENGINES:
        raise UsageError("LIC-U053", f"There is no engine {name!r}.", hint=f"One of {', '.join(ENGINES)}.")
    if others := [option for option, is_given in given.items() if is_given]:
        raise UsageError("LIC-U053", f"Files of a lake are answered without {', '.join(others)}.", hint="Ask one file at a time.")
    if not independent:
        hint = "Say --independent: each line then stands alone. One file, asked by itself, shares its quotas."
        raise UsageError("LIC-U053", "Lines of several files, or on another engine, cannot share quotas.", hint=hint)
    if out is None or out == "-":
        raise UsageError("LIC-U053", "The answers need a folder.", hint="Name it with --out.")
    chosen = lake_files(files)
    answers = Answers(out, _question(settings, name))
    words = Console(stderr=True, no_color=no_color or None, highlight=False)
    answer = answerer(name, settings)
    if quiet or not words.is_terminal:
        summary = answer_lake(chosen, answers, answer)
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=words, transient=True) as progress:
            task = progress.add_task("files", total=len(chosen))

            def advance(file: LakeFile, done: bool) -> None:
                progress.update(task, advance=1, description=file.name)

            summary = answer_lake(chosen, answers, answer, advance)
    for place, complaint in summary.complaints[:COMPLAINTS_SHOWN]:
        words.print(str(complaint if complaint.where else complaint.at(place)), markup=False, soft_wrap=True)
    if len(summary.complaints) > COMPLAINTS_SHOWN:
        words.print(f"... and {len(summary.complaints) - COMPLAINTS_SHOWN} more complaints.")
    if not quiet:
        print_sums(words, summary)
    return summary.exit_code


def _question(settings: Settings, engine: str) -> dict[str, str]:
    """What the answers of a folder depend on: a folder holds answers to one question."""
    corpus = settings.engine.corpus
    return {
        "law": corpus.digest, "engine": engine, "layer": settings.layer,
        "as of": "" if settings.as_of is None else day_of(settings.as_of).isoformat(),
        "known at": "" if settings.known_at is None else day_of(settings.known_at).isoformat(),
        "lines without a date": "" if settings.today is None or settings.as_of is not None else day_of(settings.today).isoformat(),
        "readings": ", ".join(f"{name}={choice}" for name, choice in sorted(settings.readings.items())),
        "assumed": ", ".join(f"{fact}={text}" for fact, (text, _) in sorted(settings.assume.items())),
        "instruments": ", ".join(f"{one.instrument} {one.words()}" for one in settings.instruments),
    }  # fmt: skip
