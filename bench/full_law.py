"""licet on the full chip law: one verdict, one proof, columns, start. Prints markdown; nothing here is compared with anybody.

python bench/full_law.py [--rows N] [--out FILE]
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from licet.batch.run import Runner
from licet.decide.determine import Question, determine
from licet.decide.settings import engine, read_settings
from licet.facts.countries import COUNTRIES
from licet.facts.intake import admit
from licet.facts.profiles import assumptions

CHIPS = (
    "H100 SXM",
    "H200 SXM",
    "H20 SXM 96GB",
    "A100 SXM 80GB",
    "A800 SXM 80GB",
    "B200",
    "RTX 4090",
    "L40S",
    "MI300X",
    "MI210",
    "L20",
    "RTX 3060",
)
PLACES = ("CN", "MX", "DE", "VN", "IN", "AE", "SA", "SG", "JP", "FR", "MO", "RU", "BR", "MY", "IL", "TW")
DAYS = (
    "2022-11-15",
    "2023-12-04",
    "2024-06-03",
    "2024-12-16",
    "2025-03-03",
    "2025-06-02",
    "2025-10-15",
    "2026-03-02",
    "2026-08-03",
)
ORDINARY = assumptions(["ordinary"])


def quantiles(call: Callable[[Any], Any], things: list[Any], times: int = 4000) -> tuple[float, float]:
    """p50 and p99 in microseconds over different things, the first tenth warming up."""
    spent = []
    for index in range(times + times // 10):
        thing = things[index % len(things)]
        start = time.perf_counter_ns()
        call(thing)
        spent.append(time.perf_counter_ns() - start)
    spent = sorted(spent[times // 10 :])
    return spent[len(spent) // 2] / 1000, spent[len(spent) * 99 // 100] / 1000


def single() -> list[tuple[str, str]]:
    """One line at a time, over chips, places and days."""
    law, lines = engine(), []
    for chip in CHIPS:
        for place in PLACES:
            for day in DAYS:
                record = {
                    "chip": chip,
                    "quantity": "1000",
                    "destination": place,
                    "consignee_hq": place,
                    "date": day,
                    "consignee_name": "A",
                }
                admitted = admit(record, ORDINARY)
                lines.append((admitted, int(admitted.values["date"] or 0), law.row(admitted.values, {}), record))
    gc.disable()
    verdict = quantiles(lambda line: law.codes(line[2], line[1]), lines)
    door = quantiles(lambda line: law.row(line[0].values, {}), lines)
    started = time.perf_counter()
    for admitted, day, _, _ in lines:
        determine(law, admitted, Question(day))
    first = (time.perf_counter() - started) / len(lines) * 1e6
    proof = quantiles(lambda line: determine(law, line[0], Question(line[1])), lines)
    printed = quantiles(lambda line: json.dumps(determine(law, line[0], Question(line[1])).to_dict()), lines, 1000)
    whole = quantiles(lambda line: determine(law, admit(line[3], ORDINARY), Question(line[1])), lines, 1000)
    gc.enable()
    return [
        ("one verdict, both layers, from a finished row, p50 / p99", f"{verdict[0]:.1f} / {verdict[1]:.1f} µs"),
        ("the door's formulas on one line, p50", f"{door[0]:.1f} µs"),
        ("one full determination with proof, its case met before, p50 / p99", f"{proof[0]:.0f} / {proof[1]:.0f} µs"),
        ("the same the first time a line is seen, mean", f"{first:.0f} µs"),
        ("texts in, determination out, p50", f"{whole[0]:.0f} µs"),
        ("determination and its JSON text, p50", f"{printed[0]:.0f} µs"),
    ]


def order_book(rows: int, dated: bool, likely: bool) -> pl.DataFrame:
    """Ready-typed lines. `likely`: a few countries make most of the trade and most buyers are at home; else everything
    at random.
    """
    rng = np.random.default_rng(7)
    codes = [code for code in COUNTRIES if code != "US"]
    weights = 1 / np.arange(1, len(codes) + 1) if likely else np.ones(len(codes))
    place = rng.choice(len(codes), rows, p=weights / weights.sum())
    at_home = rng.random(rows) < (0.95 if likely else 0.5)
    quarters = np.where(at_home, place, rng.integers(0, len(codes), rows))
    orphan = rng.random(rows) < (0.9 if likely else 0.5)
    parent = np.where(orphan, len(codes), rng.integers(0, len(codes), rows))
    tpp = rng.choice(np.array([1600, 2368, 2399, 2400, 4799, 4800, 15831, 20999, 21000, 36000, 3000]), rows)
    area = rng.choice(np.array([294, 379, 609, 628, 750, 814, 826, 1628]), rows) if likely else rng.integers(1, 1700, rows)
    names = pl.Series([*codes, "none"], dtype=pl.Enum([*codes, "none"]))
    frame = pl.DataFrame(
        {
            "item_kind": pl.Series(["ic"] * rows, dtype=pl.Enum(["ic"])),
            "tpp": tpp, "ic_applicable_die_area_mm2": area, "quantity": rng.integers(1, 3000, rows), "datacenter": rng.random(rows) < 0.7,
            "destination": names.gather(pl.Series(place)), "consignee_hq": names.gather(pl.Series(quarters)),
            "consignee_parent": names.gather(pl.Series(parent)),
        }
    )  # fmt: skip
    if dated:
        days = np.datetime64("2022-10-21") + rng.integers(0, 1500, rows).astype("timedelta64[D]")
        frame = frame.with_columns(date=pl.Series(days).cast(pl.Date))
    return frame


def columns(rows: int) -> list[tuple[str, str]]:
    """Reason codes for whole columns, rows per core-second of CPU; the door included."""
    found = []
    for likely, words in ((True, "an order book"), (False, "everything at random")):
        for dated, day in ((False, "one day"), (True, "a day per row")):
            frame = order_book(rows, dated, likely)
            runner = Runner(engine(), read_settings(None if dated else "2026-03-02", assume=["ordinary"]), independent=True)
            spent = []
            for _ in range(6):
                gc.collect()
                start = time.process_time()
                runner.codes_of(runner.answer(frame))
                spent.append(time.process_time() - start)
            warm = sorted(spent[1:])[len(spent[1:]) // 2]
            found.append(
                (f"{words}, {day}: reason codes, {len(runner.cases.codes):,} distinct cases",
                 f"{rows / warm / 1e6:.1f} M rows per core-second; {rows / spent[0] / 1e6:.2f} M when every case is new")
            )  # fmt: skip
    return found


def started() -> list[tuple[str, str]]:
    """Wall time of whole processes, best of five after one to warm the caches."""
    python = sys.executable
    line = ["chip=H100 SXM", "quantity=1700", "destination=MX", "consignee_hq=MX", "date=2025-06-02", "--assume", "ordinary"]
    found = []
    for words, command in (
        ("python -c pass", [python, "-c", "pass"]), ("licet --version", [python, "-m", "licet", "--version"]),
        ("licet check, one line, proof included", [python, "-m", "licet", "check", *line, "--exit-zero"]),
    ):  # fmt: skip
        times = []
        for _ in range(6):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - start)
        found.append((words, f"{min(times[1:]) * 1000:.0f} ms"))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    corpus = engine().corpus
    versions = sum(len(provision.versions) for provision in corpus.provisions.values())
    lines = [
        f"Full chip law: {corpus.name} {corpus.version}, {len(corpus.provisions)} provisions, {versions} versions, "
        f"{len(corpus.boundaries)} days on which something changes; columns over {options.rows:,} rows.", "",
        "| what | measured |", "|---|---|",
    ]  # fmt: skip
    for what, measured in (*started(), *single(), *columns(options.rows)):
        lines.append(f"| {what} | {measured} |")
        print(lines[-1], file=sys.stderr)
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
