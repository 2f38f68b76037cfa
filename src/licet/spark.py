"""The same law on Spark: `licet.spark.answer(frame, settings)` in a program of yours, or a job for spark-submit.

    python -m licet.spark LAKE OUT [--assume ordinary] [--as-of DAY] [--known-at DAY] [--layer codified] [--reading NAME=CHOICE]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from licet.base.errors import LicetError
from licet.decide.settings import Settings, read_settings
from licet.lake.spark import answer, answer_lake, explained, spark_on

__all__ = ["Settings", "answer", "answer_lake", "explained", "main", "read_settings", "spark_on"]


def main(words: Sequence[str] | None = None) -> int:
    """Answer a lake and print the sums."""
    parser = argparse.ArgumentParser(prog="licet.spark", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", help="Parquet files as Spark names them: a folder, a pattern, s3a://...")
    parser.add_argument("out", help="a folder that is not there yet")
    parser.add_argument("--as-of")
    parser.add_argument("--known-at")
    parser.add_argument("--layer", default="enforced")
    parser.add_argument("--reading", action="append", default=[])
    parser.add_argument("--assume", action="append", default=[])
    parser.add_argument("--instrument", action="append", default=[])
    parser.add_argument("--master", help="for example local[2]; spark-submit says it otherwise")
    asked = parser.parse_args(words)
    try:
        settings = read_settings(asked.as_of, asked.known_at, asked.layer, asked.reading, asked.assume, instruments=asked.instrument)
        sums = answer_lake(spark_on(asked.master), asked.lake, asked.out, settings)
    except LicetError as error:
        print(error, file=sys.stderr)
        return 2
    for outcome, via, count in sorted(tuple(row) for row in sums.collect()):
        print(f"{count:>15,}  {outcome}  {via}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
