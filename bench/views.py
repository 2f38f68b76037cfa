"""One order book before many books of law: seconds for a number of lines and views. Prints the machine's load beside them.

python bench/views.py [--rows N] [--days N]
"""

from __future__ import annotations

import argparse
import os
import resource
import time

import licet
from full_law import order_book
from licet.base.dates import day_of
from licet.decide.settings import engine

READING = "cyprus"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=25, help="how many of the days on which the law changed; each gives four books")
    asked = parser.parse_args()
    days = [day_of(day).isoformat() for day in engine().corpus.boundaries[-asked.days :]]
    print("| lines | views | each line has a date | seconds of processor | seconds passed | load before | memory at most |")
    print("|---:|---:|---|---:|---:|---:|---:|")
    for dated in (True, False):
        lines = order_book(asked.rows, dated, likely=True)
        load, start, spent = os.getloadavg()[0], time.perf_counter(), time.process_time()
        found = licet.books(lines, days=days, layers=["enforced", "codified"], readings=[READING], assume=["ordinary"])
        views = found.width - lines.width
        passed, spent = time.perf_counter() - start, time.process_time() - spent
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {asked.rows:,} | {views} | {'yes' if dated else 'no'} | {spent:.1f} | {passed:.1f} | {load:.1f} | {peak:,} MiB |")


if __name__ == "__main__":
    main()
