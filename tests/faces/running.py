"""How the tests of the faces run the command: in this process, which is quick, or as the installed script, which is the
real thing.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

import licet
from licet.__main__ import main

REPOSITORY = Path(__file__).resolve().parents[2]
BOOK = REPOSITORY / "src" / "licet" / "examples" / "order_book.csv"
SHARED = REPOSITORY.parent / "shared"
SCRIPT = Path(sys.executable).with_name("licet")
ORDINARY = ("--assume", "ordinary")

ANSWER = ("outcome", "via", "review", "eccn", "path", "codified_outcome", "codified_via", "codified_review", "needs", "conflicts")
"""The columns that an answered book has behind its own."""

WAITS = "an earlier line of this book that is undetermined"
"""What a line needs that waits for one before it."""

Line = dict[str, str]

MEXICO: Line = {
    "chip": "H100 SXM",
    "quantity": "1699",
    "destination": "MX",
    "consignee_hq": "MX",
    "consignee_parent": "none",
    "date": "2025-06-02",
}
"""1,699 H100s to one Mexican group: the last quantity that fits its yearly limit."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run left behind."""

    status: int
    stdout: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.stdout.decode()

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[Line]:
        """Standard output as CSV."""
        return read_csv(self.out)

    @property
    def first_words(self) -> list[str]:
        """The first word of each line of standard error: the codes of the complaints, among others."""
        return [line.split()[0] for line in self.err.splitlines() if line.strip()]

    @property
    def codes(self) -> list[str]:
        """Codes of the complaints on standard error, in order."""
        return [word for word in self.first_words if word.startswith("LIC-")]


def run(*words: str | Path, stdin: bytes | str = b"") -> Ran:
    """Run the command in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    taken = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin))
    with _streams(taken, out, err):
        status = main([str(word) for word in words])
    return Ran(status, _bytes(out), _bytes(err).decode())


@contextmanager
def _streams(*streams: io.TextIOWrapper) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _bytes(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


def spawn(*words: str | Path, stdin: bytes = b"", **settings: Any) -> Ran:
    """Run the installed script in a process of its own."""
    done = subprocess.run(command(*words), input=stdin, capture_output=True, timeout=120, check=False, **settings)
    return Ran(done.returncode, done.stdout, done.stderr.decode())


def command(*words: str | Path) -> list[str]:
    """The words that start the installed script, or the module where no script is installed beside this Python."""
    start = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "licet"]
    return [*start, *map(str, words)]


def read_csv(text: str) -> list[Line]:
    """Lines of a CSV text as dictionaries."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def csv_text(lines: Sequence[Mapping[str, object]]) -> str:
    """Lines as CSV; the columns are those of all lines in order of appearance."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return stream.getvalue()


def put(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def put_lines(folder: Path, *lines: Mapping[str, object], name: str = "book.csv") -> Path:
    """Write lines as a CSV file and return its path."""
    return put(folder, name, csv_text(lines))


def answers(line: Mapping[str, str]) -> tuple[str, ...]:
    """The answer's columns of an answered line, in order."""
    return tuple(line.get(f"answer_{name}", line.get(name, "")) or "" for name in ANSWER)


def scalar_answers(line: Mapping[str, str], assume: Sequence[str] = ("ordinary",), layer: str = "enforced") -> tuple[str, ...]:
    """What `licet.check` says of a line, as the answer's columns but the last; a refused line as a file shows it."""
    from licet.base.errors import FactError

    try:
        found = licet.check(**line, assume=list(assume), layer=layer)
    except FactError:
        return ("undetermined", "none", "undetermined", "", "", "undetermined", "none", "undetermined")
    codified = found.layers["codified"]
    head = (found.outcome, found.via, found.review, found.classification["eccn"], found.path)
    return (*head, codified.outcome, codified.via, codified.review)


def checked(path: Path | str, *options: str, **stdin: bytes) -> Ran:
    """Check a book with the ordinary assumptions; the answers as CSV."""
    return run("check", path, "--csv", "--quiet", *ORDINARY, *options, **stdin)


def mexican(*quantities: object, **more: str) -> list[Line]:
    """Lines that differ in quantity."""
    return [{"line_id": str(n), **MEXICO, **more, "quantity": str(q)} for n, q in enumerate(quantities, 1)]


def codified(ran: Ran) -> list[str]:
    """The way out that the text gives each line: the exception, else the outcome."""
    return [line["codified_via"] if line["codified_via"] != "none" else line["codified_outcome"] for line in ran.lines]


def order_book() -> pl.DataFrame:
    """The bundled book as text."""
    return pl.read_csv(BOOK, infer_schema=False)
