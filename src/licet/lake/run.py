"""One question put to every file of a lake: file by file, in constant memory, restartable; a bad file is told and the others go on."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from licet.base.errors import Complaint, FileError, LicetError
from licet.batch.check import Summary, answer_columns, check_book, run_through
from licet.batch.header import header_complaints
from licet.batch.read import open_book
from licet.batch.write import open_writer
from licet.decide.settings import Settings
from licet.lake.files import Answers, LakeFile

ENGINES = ("polars", "duckdb", "spark")

Answerer = Callable[[LakeFile, str], dict[str, Any]]
"""Answers one file into a part; gives its sums: `lines`, `bad_lines`, `ways` ([outcome, via, count]), `columns`."""


def answerer(engine: str, settings: Settings) -> Answerer:
    """The way one engine answers a file.

    Raises:
        UsageError: LIC-U055 where the engine is not installed.
    """
    match engine:
        case "duckdb":
            from licet.lake.duck import DuckAnswers

            return DuckAnswers(settings)
        case "spark":
            from licet.lake.spark import SparkAnswers

            return SparkAnswers(settings)
        case _:
            return lambda file, part: _by_polars(file, part, settings)


def answer_lake(
    files: Sequence[LakeFile], answers: Answers, answer: Answerer, progress: Callable[[LakeFile, bool], None] = lambda file, done: None
) -> Summary:
    """Answer every file that has no whole answer yet.

    Args:
        progress: called for each file, with whether it had been answered before.

    Returns:
        The sums of all files, those answered earlier included; a file that could not be answered is a complaint with its place.
    """
    summary = Summary("lake")
    for file in files:
        try:
            state = file.state()
            note = answers.note(file)
            progress(file, note is not None)
            if note is None:
                note = _answered(file, answers, answer, state)
        except LicetError as error:
            summary.complaints.append((file.path, error.complaint))
            continue
        except OSError as error:
            summary.complaints.append((file.path, Complaint("LIC-R003", f"The file cannot be read: {error}.", file.path, "Check rights.")))
            continue
        _add(summary, file, note)
    return summary


def _answered(file: LakeFile, answers: Answers, answer: Answerer, state: str) -> dict[str, Any]:
    part = answers.part(file)
    _removed(part)
    try:
        sums = answer(file, str(part))
        answers.finish(file, state, sums)
    finally:
        _removed(part)
    return sums


def _removed(part: Any) -> None:
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(part) if part.is_dir() else part.unlink()


def _add(summary: Summary, file: LakeFile, note: Mapping[str, Any]) -> None:
    summary.lines += note["lines"]
    summary.bad_lines += note["bad_lines"]
    for outcome, via, count in note["ways"]:
        summary.outcomes[outcome] += count
        summary.ways[outcome, via] += count
    summary.complaints += [(file.path, complaint) for complaint in header_complaints(note["columns"], file.path)]


def _by_polars(file: LakeFile, part: str, settings: Settings) -> dict[str, Any]:
    if not file.is_local:
        hint = "Use --engine duckdb or spark, which open addresses themselves."
        raise FileError("LIC-R001", "polars is given local files only.", where=file.path, hint=hint)
    book = open_book(file.path, "parquet")
    summary, frames = check_book(book, settings.engine, settings, independent=True)
    with open_writer(part, "parquet", answer_columns(book.columns)) as writer:
        run_through(frames, writer.write, lambda lines: None)
    return sums(summary.lines, summary.bad_lines, summary.ways, book.columns)


def sums(lines: int, bad_lines: int, ways: Mapping[tuple[str, str], int] | Counter[tuple[str, str]], columns: Sequence[str]) -> dict[str, Any]:
    """What is noted of an answered file."""
    return {
        "lines": lines, "bad_lines": bad_lines, "ways": [[outcome, via, count] for (outcome, via), count in sorted(ways.items())],
        "columns": list(columns),
    }  # fmt: skip
