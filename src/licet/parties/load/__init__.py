"""Files of lists, each in its own form, as entries. A row that cannot be read is reported with its place; the others go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from licet.base.canonical import canonical_bytes, digest
from licet.base.errors import Complaint
from licet.parties.entry import Entry

FILE_BYTES_MAX = 2 * 1024**3
CELL_LENGTH_MAX = 200_000
ROWS_MAX = 3_333_333


@dataclass
class Read:
    """What a file gave.

    Attributes:
        form: csl-csv, csl-json, ecfr, ofac-advanced, ofac-legacy, ftm, licet.
        columns: names of the columns that the file had, where it has any.
        listed_on: the day the file says it is of; empty when it says none.
        rows: rows of data met, the broken ones included.
    """

    form: str
    entries: list[Entry] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    listed_on: str = ""
    rows: int = 0


def row_digest(row: object) -> str:
    """A short digest of a row as it stood in the file."""
    return digest(canonical_bytes(row))[7:23]


def clean_name(text: str) -> str:
    """A printed name without known damage: lost letters before an s, and the tail that nonproliferation rows carry.

    >>> clean_name("People?s Army and any successor, sub-unit, or subsidiary thereof")
    "People's Army"
    """
    text = re.sub(r"(?<=\w)\?(?=s\b)", "'", text)
    text = re.sub(r",?\s*and any successors?,? sub-?units?,? (?:or|and) subsidiar(?:y|ies) thereof\.?", "", text, flags=re.I)
    return " ".join(text.split()).strip(" ;,")


def clean_day(text: str) -> str:
    """A date as YYYY-MM-DD, or empty when it is none that a list can have.

    >>> clean_day("2024-12-05"), clean_day("3033-01-17"), clean_day("2019")
    ('2024-12-05', '', '')
    """
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return ""
    return day.isoformat() if YEAR_LEAST <= day.year <= YEAR_MOST else ""


YEAR_LEAST, YEAR_MOST = 1950, 2200  # not law: years that a date of a list can have at all


def footnotes_in(requirement: str) -> tuple[str, ...]:
    """Footnote marks of a license requirement printed as plain text.

    >>> footnotes_in("For all items subject to the EAR. (See §§ 734.9(e)(2) and 744.11 of the EAR) 4")
    ('4',)
    >>> footnotes_in("For all items subject to the EAR, see §§ 734.9(e) 1 and 744.11 of the EAR 2")
    ('1', '2')
    """
    found = re.findall(r"\([a-z]\),?\s?([1-9])\b(?!\()|\bEAR\.?\)?\.?\s*([1-9])\b", requirement)
    return tuple(sorted({one or other for one, other in found}))


def split_many(text: str) -> Iterator[str]:
    """Values of a cell that holds several, with `; ` between them."""
    return (part.strip() for part in text.split("; ") if part.strip())
