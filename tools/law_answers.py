"""Write down what the law answers to its cases, when a version of the law is released: the next label is judged by it.

python tools/law_answers.py --write

Run it at a release alone, after the version in CORPUS.toml was set. `tests/law/test_label.py` holds label and answers together.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "law"))

import labels  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace the record")
    is_written = parser.parse_args().write
    label, rows = labels.label(), labels.answers()
    print(f"us-ear {label.version}: {len(rows)} answers, {len(labels.changed(labels.recorded()[1], rows))} others than in the record")
    if is_written:
        with labels.RECORD.open("w", encoding="utf-8", newline="") as file:
            file.write(f"# us-ear {label.version} {label.digest} {label.days}\n")
            csv.writer(file, lineterminator="\n").writerows([labels.COLUMNS, *(row.cells() for row in rows.values())])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
