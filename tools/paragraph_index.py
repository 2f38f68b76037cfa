"""Rebuild the index of paragraph numbers and digests from source texts that are kept elsewhere.

python tools/paragraph_index.py SOURCES             print how many paragraphs each file gives
python tools/paragraph_index.py SOURCES --write     write src/licet/law/us_ear/printed/index.csv
python tools/paragraph_index.py SOURCES --check     exit 1 if the file is not what would be written

SOURCES is a folder of eCFR XML, and of the copies in other forms that stand in for XML where none was to be had: the control list
and the country tables as JSON, sections as Markdown, the amendatory text of a rule. Only numbers and digests are written.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "src"))

from licet.printed.citation import Place, parse  # noqa: E402
from licet.printed.ecfr import read_edition  # noqa: E402
from licet.printed.index import Entry, digest, index_text  # noqa: E402
from licet.printed.numbering import numbered  # noqa: E402

INDEX = REPOSITORY / "src" / "licet" / "law" / "us_ear" / "printed" / "index.csv"
Found = Iterator[tuple[date, Place, str]]


def from_xml(path: Path) -> Found:
    edition = read_edition(str(path))
    yield from ((edition.day, place, text) for place, text in edition.paragraphs.items())


def from_control_list(path: Path) -> Found:
    """Entries with their items; a line without a number of its own belongs to the item above it."""
    book = json.loads(path.read_text(encoding="utf-8"))
    day = date.fromisoformat(book["ecfr_issue_date"])
    for entry in book["entries"]:
        unit = f"ECCN {entry['eccn']}"
        controls = [f"{row['control']}: {row['countryChart']}" for row in entry["countryChart"]]
        flags = [f"{name}: {words}" for name, words in entry["licenceExceptionFlags"].items()]
        heads = list(filter(None, [entry["heading"], entry["reasonForControl"], *controls, *flags, entry["relatedControls"]]))
        found: dict[tuple[str, ...], list[str]] = {(): heads}
        here: tuple[str, ...] = ()
        for item in entry["items"]:
            designation, text = item["paragraph"], item["text"]
            bare = re.match(r"(z(?:\.[0-9a-z]{1,2})+)\.?\s+", text)
            if designation is None and bare:
                designation, text = bare[1], text[bare.end() :]
            if designation and item["kind"] == "note":
                # A note stands beside the items: its own lettered lines come out as copies of them, told apart by a number.
                here = (f"technical note {designation}",)
            elif designation:
                here = tuple(designation.split("."))
            if designation:
                here = fresh(here, found)
            found.setdefault(here, []).append(text)
        for marks, texts in found.items():
            yield day, Place(unit, marks), " ".join(texts)


def fresh(path: tuple[str, ...], found: dict[tuple[str, ...], list[str]]) -> tuple[str, ...]:
    number, name = 2, path
    while name in found:
        name = (*path[:-1], f"{path[-1]} #{number}")
        number += 1
    return name


def from_table(path: Path) -> Found:
    """A table of countries: each row is a paragraph without a number."""
    book = json.loads(path.read_text(encoding="utf-8"))
    day = date.fromisoformat(book.get("ecfrIssueDate") or book["ecfr_issue_date"])
    (place,) = parse("supplement no. 1 to part " + re.findall(r"Part (\d{3})", book["citation"])[0]).places
    rows: dict[str, Any] = {}
    if "countries" in book:
        rows = {name: [*row["marks"], *map(str, row["footnotes"])] for name, row in book["countries"].items()}
    for letter, countries in book.get("byCountry", {}).items():
        rows |= {f"{letter} {name}": marks for name, marks in countries.items()}
    rows |= {f"B {name}": ["B"] for name in book.get("groups", {}).get("B", ())}
    yield day, place, book["citation"]
    for name, marks in rows.items():
        yield day, Place(place.unit, (f"row {name}".replace(",", ""),)), f"{name}: {' '.join(marks)}"


def from_sections(day: date) -> Callable[[Path], Found]:
    """Markdown with a heading for each section; italics and supplements are lost in it."""

    def read(path: Path) -> Found:
        text = path.read_text(encoding="utf-8")
        for part in re.split(r"(?m)^#{4} § ?§? ?(?=\d{3}\.\d+$)", text)[1:]:
            number, _, body = part.partition("\n")
            lines = [line.strip() for line in body.split("\n") if line.strip()]
            lines = [line for line in lines if not line.startswith((">", "§", "#", "PART", "**"))]
            for one in numbered(lines, defines=number == "772.1"):
                yield day, Place(number, one.path), one.text

    return read


def from_states(days: dict[str, date], first: date | None = None) -> Callable[[Path], Found]:
    """Paragraphs under headings that say which they are, in several states of the text."""

    def read(path: Path) -> Found:
        day = first
        for part in re.split(r"(?m)^(?=#{1,2} )", path.read_text(encoding="utf-8")):
            head, _, body = part.partition("\n")
            if head.startswith("# "):
                day = days.get(next((name for name in days if name in head), ""))
                continue
            issued = re.search(r"(\d{4}-\d\d-\d\d), lexbuild", head)
            when = date.fromisoformat(issued[1]) if issued else day
            title = re.split(r" \([a-zGH]{4,}", head.lstrip("# "))[0]
            if when is None or not head.startswith("##"):
                continue
            lines = [line.strip() for line in body.split("\n") if line.strip()]
            yield from _stated(when, title, lines)

    return read


def _stated(day: date, title: str, lines: list[str]) -> Found:
    for piece in re.split(r";(?=\s*\d{3}\.)|$", title):
        places = parse(piece).places
        if places and not places[0].unit.startswith(("ECCN", "part", "supplement")):
            expected = [place.path for place in places if place.path]
            for one in numbered(lines, expected=expected):
                yield day, Place(places[0].unit, one.path), one.text
            return


def from_rule(day: date) -> Callable[[Path], Found]:
    """Amendatory text: sections and supplements as revised, `* * *` where words stay as they were."""

    def read(path: Path) -> Found:
        unit, lines = "", list[str]()
        for line in [*path.read_text(encoding="utf-8").split("\n"), "§ 0.0"]:
            line = line.replace("\u2009", " ").strip()
            section = re.match(r"§ (\d{1,3}\.\d+)\b(?![^\[]{0,3}\()", line) if len(line) < 120 else None
            supplement = re.match(r"(Supplement No\. \d+ to Part \d+)—", line)
            if section or supplement or re.match(r"PART \d+—", line):
                yield from _revised(day, unit, lines)
                lines = []
                unit = section[1] if section else parse(supplement[1]).places[0].unit if supplement else ""
                continue
            instruction = re.match(
                r"\d+\. (?:The authority|Section|Supp|Part|Add|Amend|Revise)|[a-z]\. (?:Revising|Adding)|(?:The )?(?:revis|addit)ions? ", line
            )
            if line and not instruction and not line.startswith("Authority:"):
                lines.append(line)
        return

    return read


def _revised(day: date, unit: str, lines: list[str]) -> Found:
    if unit:
        is_first_title = bool(lines) and not re.match(r"\(|\*|\d+\.|[A-Z].{150}", lines[0])
        for one in numbered(lines[1:] if is_first_title and " " not in unit else lines, defines=unit == "772.1"):
            yield day, Place(unit, one.path), one.text


READERS: tuple[tuple[str, Callable[[Path], Found]], ...] = (
    (r"ecfr-15cfr-.*\.xml", from_xml),
    (r"ecfr-15cfr-774-.*\.json", from_control_list),
    (r"ecfr-15cfr-7(38|40)-.*\.json", from_table),
    # The copy was made by 2025-01-24 and holds a rule of 2025-01-16: the later day is taken.
    (r"ecfr-15cfr-74[68]-.*2025-01\.md", from_sections(date(2025, 1, 24))),
    (r"ecfr-15cfr-extracts-2023-11-to-2025-01\.md", from_states(
        {"State A": date(2023, 11, 17), "State B": date(2024, 12, 2), "State C": date(2025, 1, 13)})),
    (r"ecfr-15cfr-extract-2023-01-17-.*\.md", from_states({}, date(2023, 1, 17))),
    (r"fr-90-4544-.*\.txt", from_rule(date(2025, 1, 15))),
)  # fmt: skip
"""Which file is read how. A file of openings cut short is left out: a digest of half a paragraph says nothing."""


def build(sources: Path) -> dict[str, list[Entry]]:
    """The entries by file; of two copies of one paragraph on one day the first file's counts, XML before any other form."""
    taken: set[tuple[date, Place]] = set()
    found: dict[str, list[Entry]] = {}
    for pattern, read in READERS:
        for path in sorted(sources.iterdir()):
            if re.fullmatch(pattern, path.name):
                rows = found.setdefault(path.name, [])
                for day, place, text in read(path):
                    if (day, place) not in taken:
                        taken.add((day, place))
                        rows.append(Entry(day, place, digest(text)))
    return found


def main(arguments: list[str]) -> int:
    """Print, write or check."""
    if not arguments:
        print(__doc__)
        return 2
    found = build(Path(arguments[0]))
    text = index_text(entry for rows in found.values() for entry in rows)
    if "--write" in arguments:
        INDEX.write_text(text, encoding="utf-8")
    for name, rows in found.items():
        print(f"{len(rows):>6}  {name}")
    return int("--check" in arguments and INDEX.read_text(encoding="utf-8") != text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
