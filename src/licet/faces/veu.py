"""`licet veu`: a company against the requirements on validated data centers, and the figures of national ones by quarter."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from licet.base import clock
from licet.base.dates import day_of
from licet.base.errors import Complaint, FileError, UsageError
from licet.base.quantities import show
from licet.decide.determine import Question, law_line
from licet.decide.settings import engine, read_settings

if TYPE_CHECKING:
    from licet.decide.validated import VeuReport

BYTES_MOST = 4 * 1024 * 1024
FIRST, FIGURE = "uveu_party", "nveu_installed_base"
"""The provision whose first day is that of the requirements; the figure that changes by quarter."""

AsOf = Annotated[str | None, typer.Option("--as-of", help="Day asked about, YYYY-MM-DD (default: today).")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


def register(app: typer.Typer) -> None:
    """Add `veu` to a command line."""
    veu_app = typer.Typer(no_args_is_help=True, help="Validated data centers: what a company must meet, and what it may install.")
    veu_app.command("check")(check_command)
    veu_app.command("schedule")(schedule_command)
    app.add_typer(veu_app, name="veu")


def check_command(
    file: Annotated[str, typer.Argument(help="A company file (TOML), - for stdin; an example ships with licet.")],
    as_of: AsOf = None,
    reading: Annotated[list[str] | None, typer.Option("--reading", help="NAME=CHOICE where the text has two readings.")] = None,
    out: Annotated[str | None, typer.Option("--out", "-o", help="Write the report here: .json, or text.")] = None,
    as_json: Json = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Plain text.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 also for unmet and unknown requirements.")] = False,
) -> int:
    """Is each requirement of supplement no. 10 to part 748 met, unmet, unknown or not yet due?"""
    from licet.report.veu import record

    day = as_of or clock.today()
    found, complaints = answered(file, day, reading or ())
    if found is None:
        print("\n".join(str(complaint) for complaint in complaints), file=sys.stderr)
        return 2
    law = law_line(engine(), Question(found.as_of, None, readings=found.readings))
    as_text = json.dumps(record(found, law), indent=1, ensure_ascii=False) if as_json else ""
    if out is not None:
        _write(out, found, law)
    elif as_json:
        print(as_text)
    elif sys.stdout.isatty() and not no_color:
        _print_rich(found, law)
    else:
        print(_page(found, law))
    counts = found.counted()
    return 0 if exit_zero else 1 if counts["unmet"] else 3 if counts["unknown"] else 0


def answered(
    file: str, as_of: str | date, reading: Sequence[str] = ()
) -> tuple[VeuReport | None, tuple[Complaint, ...]]:
    """A company file, read and judged; or everything that is wrong with it.

    Raises:
        FileError: LIC-R001 when it cannot be read at all.
        UsageError: LIC-V014 for a day before the requirements, LIC-U001 and LIC-U004 for words that make no sense.
    """
    from licet.decide.measures import misplaced_sites
    from licet.decide.validated import asked_of, check_company
    from licet.facts.company import read_company
    from licet.law.requirements import requirements, statements

    settings = read_settings(as_of, reading=reading)
    day, law = settings.as_of or 0, engine()
    first = min(window.since for window in law.corpus.provisions[FIRST].versions[0].windows.values())
    if day < first:
        raise UsageError("LIC-V014", f"On {day_of(day)} there were no such requirements.", hint=f"They begin on {day_of(first)}.")
    company, complaints = read_company(_text(file), file, day_of(day), statements())
    if company is None:
        return None, complaints
    misplaced = misplaced_sites(asked_of(company, day, law, settings.readings))
    if misplaced:
        return None, misplaced
    return check_company(company, day, law, requirements(), settings.readings), ()


def veu(file: str | Path, *, as_of: str | date, reading: Sequence[str] = ()) -> VeuReport:
    """A company file against the requirements on validated data centers.

    Args:
        as_of: the day asked about.
        reading: `NAME=CHOICE` where the text has two readings.

    Returns:
        The report: `findings`, each with `requirement`, `status`, `numbers`, `missing`, `due` (a day number); `counted()`.

    Raises:
        FileError: LIC-R001 when it cannot be read, LIC-V001 to LIC-V013 for the first thing that is wrong with it.
        UsageError: LIC-V014 for a day before the requirements.
    """
    found, complaints = answered(str(file), as_of, reading)
    if found is None:
        first = complaints[0]
        more = f" ({len(complaints) - 1} more)" if len(complaints) > 1 else ""
        raise FileError(first.code, first.what + more, where=first.where, hint=first.hint)
    return found


def _text(file: str) -> str:
    try:
        content = sys.stdin.buffer.read(BYTES_MOST + 1) if file == "-" else _bytes(file)
        if len(content) > BYTES_MOST:
            raise FileError("LIC-V015", f"The file is larger than {BYTES_MOST} bytes.", where=file, hint="A company file is a few pages.")
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"{file}, byte {error.start}"
        raise FileError("LIC-V001", "Not readable as TOML: not UTF-8.", where=where, hint="Save it as UTF-8.") from None
    except OSError as error:
        raise FileError("LIC-R001", f"Cannot read it: {error.strerror}.", where=file, hint="Check the name.") from None


def _bytes(file: str) -> bytes:
    with Path(file).open("rb") as stream:
        return stream.read(BYTES_MOST + 1)


def _law_words(law: dict[str, Any]) -> str:
    return f"licet {law['licet']}, {law['corpus']} ({law['digest'][:19]}), as of {law['as_of']}. Information, not legal advice."


def _page(found: VeuReport, law: dict[str, Any]) -> str:
    from licet.report.veu import lines_of

    return "\n".join(lines_of(found, _law_words(law)))


def _print_rich(found: VeuReport, law: dict[str, Any]) -> None:
    from rich.console import Console

    from licet.report.veu import CAVEAT, bars, head, table

    console = Console(highlight=False)
    for line in (*head(found), "", *bars(found), ""):
        console.print(line, markup=False)
    console.print(table(found))
    console.print(f"{CAVEAT}\n{_law_words(law)}", style="dim", markup=False)


def _write(out: str, found: VeuReport, law: dict[str, Any]) -> None:
    from licet.report.veu import record

    is_json = out.endswith(".json")
    text = json.dumps(record(found, law), indent=1, ensure_ascii=False) if is_json else _page(found, law)
    try:
        Path(out).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise FileError("LIC-R002", f"Cannot write it: {error.strerror}.", where=out, hint="Choose another place.") from None


def schedule_command(as_of: AsOf = None, as_json: Json = False) -> int:
    """The installed base of one company in one country that national authorization allows, quarter by quarter."""
    day = read_settings(as_of or clock.today()).as_of or 0
    rows = engine().corpus.amounts[FIGURE]
    if as_json:
        found = [
            {"since": day_of(row.window.since).isoformat(), "until": day_of(row.window.until).isoformat(),
             "tpp": "" if row.value is None else show(row.value), "cite": row.cite, "note": row.note}
            for row in rows
        ]  # fmt: skip
        print(json.dumps(found, indent=1))
        return 0
    print("TPP that one company may have installed in one country under national authorization (cumulative, not additive)")
    most = max((row.value for row in rows if row.value is not None), default=None)
    for row in rows:
        if row.value is None or most is None:
            continue
        sign = "->" if row.window.holds(day) else "  "
        bar = "#" * int(40 * row.value / most)
        print(f"{sign} {row.note.partition(';')[0]:<10}{int(row.value):>16,}  {bar}")
    print(f"{rows[0].cite}. Attrition does not count. The arrow is on {day_of(day)}.")
    if day >= rows[-1].window.until:
        print("For that day the law prints no figure.")
    return 0
