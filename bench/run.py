"""Run every engine on this machine, each in a process of its own, and write results.json and results.md.

python run.py [--rows N ...] [--seconds S] [--only ENGINE ...] [--environments DIR] [--python ENGINE=PATH] [--out DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from table import document

HERE = Path(__file__).resolve().parent
GAUGE = "plain_python"  # runs first and last
ENGINES = (
    "licet_rules",
    "numpy_table",
    "polars_by_hand",
    "openfisca",
    "policyengine",
    "zen_engine",
    "cedar",
)
CHILD_SECONDS_MAX = 900
# Keep freed memory in the process: page faults on large columns would halve the rate of every numpy engine.
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "1000000000", "MALLOC_TRIM_THRESHOLD_": "1000000000"}


def child(python: str, script: str, *arguments: str) -> dict[str, Any]:
    """Run one script; return its JSON, or why there is none."""
    command = [python, str(HERE / script), *arguments]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=CHILD_SECONDS_MAX,
            check=False,
            cwd=HERE,
            env=os.environ | ALLOCATOR,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"skipped": f"{type(error).__name__}: {error}"}
    if done.returncode:
        return {"skipped": (done.stderr.strip().splitlines() or ["no message"])[-1]}
    report: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return report


def measured(engine: str, python: str, sizes: list[int], seconds: float) -> dict[str, Any]:
    """Return everything about one engine: start, each size, probes, depth."""
    if not (HERE / "engines" / f"{engine}.py").exists():
        return {"engine": engine, "skipped": "no adapter yet"}
    starts = [child(python, "one.py", engine, "--start-only") for _ in range(3)]
    if "skipped" in starts[-1]:
        return {"engine": engine, "skipped": starts[-1]["skipped"]}
    by_size = {
        str(rows): child(python, "one.py", engine, "--rows", str(rows), "--seconds", str(seconds)) for rows in sizes
    }
    start = min(starts, key=lambda each: each["cpu_ms"])  # the first may find cold files
    return {
        "engine": engine,
        "start": start,
        "sizes": by_size,
        "probes": child(python, "probes.py", engine),
        "depth": child(python, "depth.py", engine),
    }


def interpreters(options: argparse.Namespace) -> dict[str, str]:
    """Return the Python of each engine: told by hand, else found in the environments, else this one."""
    told = dict(each.split("=", 1) for each in options.python)
    found: dict[str, str] = {}
    for engine in (GAUGE, *ENGINES):
        inside = Path(options.environments).resolve() / engine / "bin" / "python"
        found[engine] = told.get(engine, str(inside) if inside.exists() else sys.executable)
    return found


def main() -> int:
    """Run all and write the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU seconds for each batch measurement")
    parser.add_argument("--environments", default=str(HERE.parent / ".bench"))
    parser.add_argument("--python", action="append", default=[], metavar="ENGINE=PATH")
    parser.add_argument("--only", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--out", default=str(HERE))
    options = parser.parse_args()
    pythons = interpreters(options)
    results: dict[str, Any] = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()},
        "rows": options.rows,
        "engines": [],
    }
    for engine in (GAUGE, *options.only, GAUGE):
        print(f"{engine} ...", file=sys.stderr, flush=True)
        results["engines"].append(measured(engine, pythons[engine], options.rows, options.seconds))
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    text = document(results)
    (out / "results.md").write_text(text)
    print(text)
    faulty = [engine for engine in results["engines"] if "skipped" not in engine and _wrong(engine)]
    return 1 if faulty else 0


def _wrong(engine: dict[str, Any]) -> bool:
    verbs = (part for size in engine["sizes"].values() for part in size.values() if isinstance(part, dict))
    return any(part.get("wrong") for part in verbs)


if __name__ == "__main__":
    sys.exit(main())
