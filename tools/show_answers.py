"""Print the head of a file of answers and how many lines came out which way.

python tools/show_answers.py demo/answers.csv
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

ROWS_SHOWN = 10
SHOWN = ("line_id", "date", "destination", "chip", "quantity", "outcome", "via", "codified_outcome", "answer_eccn", "path", "needs")
CELL_WIDTH_MAX = 26


def cell(text: str) -> str:
    return text if len(text) <= CELL_WIDTH_MAX else text[: CELL_WIDTH_MAX - 1] + "…"


def table(columns: list[str], rows: list[dict[str, str]]) -> str:
    """Columns as wide as their widest cell."""
    cells = [columns, *([cell(row.get(name) or "") for name in columns] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cells)


def main() -> int:
    path = Path(sys.argv[1])
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        columns = [name for name in SHOWN if name in (reader.fieldnames or ())]
    print(f"\nThe first {min(ROWS_SHOWN, len(rows))} of {len(rows)} answers:\n")
    print(table(columns, rows[:ROWS_SHOWN]))
    print("\nlines  outcome")
    for outcome, count in Counter(row.get("outcome") or "(blank)" for row in rows).most_common():
        print(f"{count:5}  {outcome}")
    print(f"\nAll answers: {path.resolve()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
