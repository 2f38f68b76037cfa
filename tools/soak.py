"""Run the long checks and write down what was run: the agreement of all engines on many rows, the ledger's worlds, and every other test
marked `soak`.

python tools/soak.py --rows 1000000 --seed 1 --date 2026-01-31 --out bench/soak-last.md
python tools/soak.py --ledger --date 2026-01-31 --out bench/soak-ledger-last.md
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

REPOSITORY = Path(__file__).resolve().parents[1]
AGREEMENT = ("tests/backends/test_agreement.py", "tests/lake/test_lake_agreement.py")
LEDGER = "tests/ledger"
NOTHING_COLLECTED = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of pytest came to; the time is on the wall."""

    tests: int
    differences: int
    skipped: int
    seconds: int
    status: int
    counts: Counter[str] = field(default_factory=Counter)
    """What the tests counted themselves, added up."""


def run(arguments: tuple[str, ...], environment: dict[str, str]) -> Outcome:
    """Run pytest and count. Each test that does not pass is a difference."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", *arguments, f"--junitxml={report}", "-o", "junit_family=xunit1"]
        begun = time.monotonic()
        status = subprocess.run(command, cwd=REPOSITORY, env=os.environ | environment, check=False).returncode
        seconds = round(time.monotonic() - begun)
        tests = differences = skipped = 0
        counts: Counter[str] = Counter()
        if report.exists():
            for suite in ElementTree.parse(report).iter("testsuite"):
                tests += int(suite.get("tests", 0))
                differences += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                skipped += int(suite.get("skipped", 0))
                for told in suite.iter("property"):
                    counts[told.get("name", "")] += int(told.get("value", 0))
    return Outcome(tests, differences, skipped, seconds, 0 if status == NOTHING_COLLECTED else status, counts)


def commit() -> str:
    """The commit that was run; says so when the checkout had changes on top of it."""
    try:
        name, changes = git("rev-parse", "--short=12", "HEAD"), git("status", "--porcelain")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{name} with changes not committed" if changes else name


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()


def record(title: str, about: dict[str, str], runs: dict[str, Outcome]) -> str:
    """The page that is kept."""
    lines = [f"# {title}", "", "Written by `make soak`: a test that does not pass counts as a difference.", "", "| what | value |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in about.items()]
    lines += [
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
    for name, one in runs.items():
        if one.counts:
            lines += ["", f"| counted in {name} | |", "|---|---:|"]
            lines += [f"| {what} | {count:,} |" for what, count in one.counts.items()]
    return "\n".join(lines) + "\n"


def engines(rows: int, seed: int) -> dict[str, Outcome]:
    """Every engine decides the same random rows; and the other long tests."""
    environment = {"LICET_ROWS": str(rows), "LICET_SEED": str(seed)}
    return {
        f"agreement of the engines on {rows:,} rows": run(AGREEMENT, environment),
        "tests marked soak": run(("-m", "soak", f"--ignore={LEDGER}"), environment),
    }


def ledger() -> dict[str, Outcome]:
    """Ten million requests among faults, writers killed a thousand times, long lives of holds."""
    return {
        "simulated worlds": run(("-m", "soak", f"{LEDGER}/test_ledger_simulation.py"), {}),
        "writers killed": run(("-m", "soak", f"{LEDGER}/test_ledger_processes.py"), {}),
        "lives of holds": run(("-m", "soak", f"{LEDGER}/test_ledger_state.py"), {}),
    }


def main() -> int:
    """Run what is asked and write the record, whatever came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", action="store_true", help="the ledger's long runs, in the place of the engines'")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--date", required=True, help="the day that the record bears")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    about = {"date": given.date, "commit": commit()}
    if given.ledger:
        title, runs = "The ledger's last long run", ledger()
    else:
        about |= {"rows": f"{given.rows:,}", "first seed": str(given.seed)}
        title, runs = "The last long run", engines(given.rows, given.seed)
    given.out.write_text(record(title, about, runs), encoding="utf-8")
    print(f"{given.out} was written")
    return max(one.status for one in runs.values())


if __name__ == "__main__":
    raise SystemExit(main())
