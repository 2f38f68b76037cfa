"""What a lake would take on a cluster, worked out from what was measured on one machine. A calculation, not a measurement.

    python bench/plan.py --rate 140000 --rows 1e9 --cores 64 --price 0.05

One stage reads, joins small constant tables that are broadcast, and writes: nothing is exchanged between executors, so time is
core-seconds over cores, with a share lost to starting, planning, and the last tasks.
"""

from __future__ import annotations

import argparse
import math

PARTITION_BYTES = 128 * 2**20


def plan(rows: float, rate: float, cores: int, price: float, bytes_in: float, bytes_out: float, lost: float) -> list[tuple[str, str]]:
    """Lines of the plan.

    Args:
        rate: rows per core-second, measured.
        price: of a core for an hour.
        bytes_in, bytes_out: Parquet bytes for each row, measured.
        lost: the share of the cores' time that is lost.
    """
    seconds = rows / rate
    tasks = math.ceil(rows * bytes_in / PARTITION_BYTES)
    wall = seconds / (1 - lost) / min(cores, tasks)
    return [
        ("rows", f"{rows:,.0f}"),
        ("read", f"{rows * bytes_in / 1e9:,.1f} GB"),
        ("written", f"{rows * bytes_out / 1e9:,.1f} GB"),
        ("exchanged between executors", "nothing; constant tables of some 100 KB are broadcast"),
        ("stages", "1 to answer, 2 to collect the distinct chips, 2 to collect the distinct paths"),
        ("tasks of 128 MB", f"{tasks:,}" + (" (fewer than cores: set spark.sql.files.maxPartitionBytes lower)" if tasks < cores else "")),
        ("core-hours", f"{seconds / 3600 / (1 - lost):,.2f}"),
        (f"time on {cores} cores", f"{wall / 60:,.1f} min"),
        ("cost", f"{seconds / 3600 / (1 - lost) * price:,.2f} at {price} for a core-hour"),
    ]  # fmt: skip


def main() -> None:
    """Print the plan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, required=True, help="rows per core-second: bench/lake.py")
    parser.add_argument("--rows", type=float, default=1e9)
    parser.add_argument("--cores", type=int, default=64)
    parser.add_argument("--price", type=float, default=0.05)
    parser.add_argument("--bytes-in", type=float, default=13, help="Parquet bytes of a row read: tools/stream_parquet.py")
    parser.add_argument("--bytes-out", type=float, default=20)
    parser.add_argument("--lost", type=float, default=0.2)
    asked = parser.parse_args()
    print("| what | |\n|---|---|")
    for what, value in plan(asked.rows, asked.rate, asked.cores, asked.price, asked.bytes_in, asked.bytes_out, asked.lost):
        print(f"| {what} | {value} |")


if __name__ == "__main__":
    main()
