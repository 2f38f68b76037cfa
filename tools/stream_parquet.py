"""Measure `licet check` on a Parquet book of any size: peak memory and lines per second.

    python tools/stream_parquet.py 10000000 --folder /tmp
    python tools/stream_parquet.py 1000000 --files 100 --engine duckdb --folder /tmp

Writes a book in pieces, answers it with `--independent` in a process of its own, reads that process's peak memory (VmHWM, Linux
only), and removes both files. With `--files` the book stands in a lake so many times, by links: the same lines in each file, and
no more disk. It is a measurement, not a test.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

PIECE_ROWS = 200_000
CHIPS = ("H100 SXM", "H200 SXM", "A100 SXM 80GB", "B200 SXM (HGX)", "L40S", "RTX 4090", "H20", "MI300X")
PLACES = ("CN", "DE", "IN", "JP", "MX", "MY", "PL", "SA", "SG", "TW", "VN")
PARENTS = ("none", "US", "CN", "DE")
FIRST_DAY = date(2023, 1, 1)
DAYS = 1400

SCHEMA = pa.schema(
    {
        "line_id": pa.int64(),
        "date": pa.date32(),
        "chip": pa.string(),
        "quantity": pa.int32(),
        "destination": pa.string(),
        "consignee_name": pa.string(),
        "consignee_hq": pa.string(),
        "consignee_parent": pa.string(),
        "io_bandwidth_gb_s": pa.float64(),
    }
)


def pieces(rows: int, seed: int, with_ids: bool) -> Iterator[pa.RecordBatch]:
    """Lines in pieces: the same ones for the same seed."""
    rng = random.Random(seed)
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    names = [f"Example Group {number}" for number in range(5_000)]
    for start in range(0, rows, PIECE_ROWS):
        size = min(PIECE_ROWS, rows - start)
        places = rng.choices(PLACES, k=size)
        columns: dict[str, list[Any]] = {
            "line_id": list(range(start, start + size)) if with_ids else [None] * size,
            "date": rng.choices(days, k=size),
            "chip": rng.choices(CHIPS, k=size),
            "quantity": [rng.randrange(1, 3_000) for _ in range(size)],
            "destination": places,
            "consignee_name": rng.choices(names, k=size),
            "consignee_hq": [place if rng.random() < 0.8 else None for place in places],
            "consignee_parent": rng.choices(PARENTS, k=size),
            "io_bandwidth_gb_s": [None] * size,
        }
        yield pa.RecordBatch.from_pydict(columns, schema=SCHEMA)


def write_book(path: Path, rows: int, seed: int, with_ids: bool) -> None:
    """Write the book, one row group per piece."""
    with pq.ParquetWriter(path, SCHEMA, compression="lz4") as writer:
        for piece in pieces(rows, seed, with_ids):
            writer.write_batch(piece)


def answered(book: Path, out: Path, options: list[str]) -> tuple[int, float, int]:
    """Answer the book in a process of its own: exit status, seconds, peak memory in KiB."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        words = ["check", str(book), "--out", str(out), "--assume", "ordinary", "--quiet", *options]
        os.execv(sys.executable, [sys.executable, "-m", "licet", *words])
    peak = 0
    while True:
        peak = max(peak, peak_kib(child))
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), time.perf_counter() - start, peak
        time.sleep(0.05)


def peak_kib(process: int) -> int:
    """The most memory that a process has held so far."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def main() -> int:
    """Write, answer, report, clean up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000)
    parser.add_argument("--folder", type=Path, default=None, help="where the two files may lie for a while")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-ids", action="store_true", help="leave line_id blank")
    parser.add_argument("--shared", action="store_true", help="let lines share quotas")
    parser.add_argument("--files", type=int, default=1, help="a lake of so many files of as many lines each")
    parser.add_argument("--engine", choices=["polars", "duckdb", "spark"], help="answer as a lake, on this engine")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        book, out = Path(folder) / "big.parquet", Path(folder) / "out.parquet"
        start = time.perf_counter()
        write_book(book, asked.rows, asked.seed, not asked.without_ids)
        print(f"wrote {asked.rows:,} lines, {book.stat().st_size / 2**20:,.0f} MiB, in {time.perf_counter() - start:.1f} s")
        options = [] if asked.shared else ["--independent"]
        if asked.files > 1 or asked.engine:
            lake = Path(folder) / "lake"
            lake.mkdir()
            for number in range(asked.files):
                (lake / f"{number:05}.parquet").hardlink_to(book)
            book, options = lake, [*options, "--engine", asked.engine or "polars"]
        status, seconds, peak = answered(book, out, options)
        size = sum(file.stat().st_size for file in [out, *out.rglob("*")] if file.is_file()) / 2**20
        lines = asked.rows * asked.files
        print(f"exit {status}; {seconds:.1f} s, {lines / seconds:,.0f} lines/s; VmHWM {peak / 1024:,.0f} MiB; answers {size:,.0f} MiB")
        return 0 if status in (0, 1, 3) else 1


if __name__ == "__main__":
    raise SystemExit(main())
