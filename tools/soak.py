"""Run the long checks and write down what was run: the agreement of all engines on many rows, and every test marked `soak`.

python tools/soak.py --rows 1000000 --seed 1 --date 2026-01-31 --out bench/soak-last.md
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

REPOSITORY = Path(__file__).resolve().parents[1]
AGREEMENT = ("tests/backends/test_agreement.py",)
NOTHING_COLLECTED = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of pytest came to; the time is on the wall."""

    tests: int
    differences: int
    skipped: int
    seconds: int
    status: int


def run(arguments: tuple[str, ...], environment: dict[str, str]) -> Outcome:
    """Run pytest and count. Each test that does not pass is a difference."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", *arguments, f"--junitxml={report}"]
        begun = time.monotonic()
        status = subprocess.run(command, cwd=REPOSITORY, env=os.environ | environment, check=False).returncode
        seconds = round(time.monotonic() - begun)
        tests = differences = skipped = 0
        if report.exists():
            for suite in ElementTree.parse(report).iter("testsuite"):
                tests += int(suite.get("tests", 0))
                differences += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                skipped += int(suite.get("skipped", 0))
    return Outcome(tests, differences, skipped, seconds, 0 if status == NOTHING_COLLECTED else status)


def commit() -> str:
    """The commit that was run; says so when the checkout had changes on top of it."""
    try:
        name, changes = git("rev-parse", "--short=12", "HEAD"), git("status", "--porcelain")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{name} with changes not committed" if changes else name


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()


def record(day: str, rows: int, seed: int, at: str, runs: dict[str, Outcome]) -> str:
    """The page that is kept."""
    lines = [
        "# The last long run",
        "",
        "Written by `make soak`: every engine decides the same random rows; a test that does not pass counts as a difference.",
        "",
        "| what | value |",
        "|---|---|",
        f"| date | {day} |",
        f"| commit | {at} |",
        f"| rows | {rows:,} |",
        f"| first seed | {seed} |",
        f"| machine | Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores |",
        f"| **differences** | **{sum(one.differences for one in runs.values())}** |",
        "",
        "| run | tests | differences | skipped | seconds | finished |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {one.tests} | {one.differences} | {one.skipped} | {one.seconds} | {'yes' if one.status in (0, 1) else 'no'} |"
        for name, one in runs.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run both and write the record, whatever came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--date", required=True, help="the day that the record bears")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    environment = {"LICET_ROWS": str(given.rows), "LICET_SEED": str(given.seed)}
    at = commit()
    runs = {
        f"agreement of the engines on {given.rows:,} rows": run(AGREEMENT, environment),
        "tests marked soak": run(("-m", "soak"), environment),
    }
    given.out.write_text(record(given.date, given.rows, given.seed, at, runs), encoding="utf-8")
    print(f"{given.out} was written")
    return max(one.status for one in runs.values())


if __name__ == "__main__":
    raise SystemExit(main())
