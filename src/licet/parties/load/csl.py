"""The Consolidated Screening List, as CSV or TSV by the names of its columns, or as JSON."""

from __future__ import annotations

import csv
import io
import json
import re

from licet.base.errors import Complaint, FileError
from licet.parties.entry import LIST_CODES, PRIMARY, STRONG, WEAK, Address, Entry, ListedName, key_of
from licet.parties.load import CELL_LENGTH_MAX, ROWS_MAX, Read, clean_day, clean_name, footnotes_in, row_digest, split_many
from licet.parties.place import country_code

NEEDED = ("name", "source")
CODE = re.compile(r"\(([A-Z0-9-]+)\)")
NAMED = {
    "Palestinian Legislative Council": "plc", "Capta": "capta", "Menu-Based": "ns_mbs", "Military-Industrial": "cmic",
    "Nonproliferation": "isn", "UFLPA": "uflpa", "1260H": "dod_1260h", "1286": "dod_1286", "Entity List": "entity_list",
    "Unverified": "unverified_list", "Denied Persons": "denied_persons", "Military End User": "meu_list", "Sectoral": "ssi",
    "Specially Designated": "sdn", "Foreign Sanctions Evaders": "fse", "ITAR Debarred": "itar_debarred",
}  # fmt: skip
WEAK_ALIAS = re.compile(r"a\.k\.a\. '([^']{2,80})'")


def list_of(source: str) -> str:
    """The list that a source label names; empty when it is none that is known.

    >>> list_of("Entity List (EL) - Bureau of Industry and Security")
    'entity_list'
    """
    code = CODE.search(source)
    if code and code[1] in LIST_CODES:
        return LIST_CODES[code[1]]
    return next((name for words, name in NAMED.items() if words in source), "")


def read_csv(text: str, place: str, separator: str = ",") -> Read:
    """Read the list as a table.

    Raises:
        FileError: LIC-S010 without a column for names or sources.
    """
    csv.field_size_limit(CELL_LENGTH_MAX)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [name.strip().lstrip("\ufeff") for name in next(lines, [])]
    except csv.Error as error:
        raise FileError("LIC-S010", f"The header cannot be read: {error}.", where=place) from None
    missing = [name for name in NEEDED if name not in header]
    twice = [name for name in NEEDED if header.count(name) > 1]
    if twice:
        raise FileError("LIC-S010", f"The header has the column {' and the column '.join(twice)} twice.", where=place)
    if missing:
        hint = "This is not the Consolidated Screening List, or its form has changed."
        raise FileError("LIC-S010", f"There is no column {' and no column '.join(missing)}.", where=place, hint=hint)
    read = Read("csl-csv", columns=tuple(header))
    while True:
        at = f"{place}:{lines.line_num + 1}"
        try:
            cells = next(lines, None)
        except csv.Error as error:
            read.rows += 1
            read.complaints.append(Complaint("LIC-S011", f"A row cannot be read: {error}.", at, "The other rows were read."))
            continue
        if cells is None or read.rows >= ROWS_MAX:
            return read
        if not any(cells):
            continue
        read.rows += 1
        if len(cells) != len(header):
            what = f"A row has {len(cells)} cells where the header has {len(header)}."
            read.complaints.append(Complaint("LIC-S011", what, at, "The other rows were read."))
            continue
        _take(read, dict(zip(header, cells, strict=True)), at)


def read_json(text: str, place: str) -> Read:
    """Read the list as JSON: an object with `results`, or the bare list.

    Raises:
        FileError: LIC-S010 when it is not that.
    """
    try:
        told = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise FileError("LIC-S010", f"The file is not JSON: {error}.", where=place, hint="Was the download cut off?") from None
    rows = told.get("results") if isinstance(told, dict) else told
    if not isinstance(rows, list):
        raise FileError(
            "LIC-S010", "The file holds no `results`.", where=place, hint="It should be the consolidated.json of the list."
        )
    read = Read("csl-json", columns=tuple(sorted({name for row in rows if isinstance(row, dict) for name in row})))
    for number, row in enumerate(rows[:ROWS_MAX]):
        read.rows += 1
        if isinstance(row, dict):
            _take(read, row, f"{place}: results[{number}]")
        else:
            read.complaints.append(Complaint("LIC-S011", "A row is not an object.", f"{place}: results[{number}]"))
    return read


def _take(read: Read, row: dict[str, object], at: str) -> None:
    """One row as an entry, or a complaint about it."""
    try:
        read.entries.append(_entry(row, at))
    except (ValueError, TypeError, AttributeError) as error:
        read.complaints.append(Complaint("LIC-S011", f"A row cannot be used: {error}", at, "The other rows were read."))


def _entry(row: dict[str, object], at: str) -> Entry:
    name, source = clean_name(_text(row, "name")), _text(row, "source")
    if not name:
        raise ValueError("it has no name.")
    list_name = list_of(source)
    if not list_name:
        raise ValueError(f"its source is not known: {source[:80]!r}.")
    names = [ListedName(name, PRIMARY)]
    names += [ListedName(alias, STRONG) for alias in map(clean_name, _many(row, "alt_names")) if alias and alias != name]
    names += [ListedName(alias, WEAK) for alias in WEAK_ALIAS.findall(_text(row, "remarks"))]
    addresses = tuple(_addresses(row.get("addresses")))
    countries = {address.country for address in addresses} | {country_code(c) for c in _many(row, "nationalities")}
    countries |= {country_code(c) for c in _many(row, "citizenships")} | {country_code(_text(row, "country"))}
    found = tuple(sorted(countries - {""}))
    requirement = _text(row, "license_requirement")
    return Entry(
        key_of(list_name, _text(row, "entity_number"), name, found), list_name, tuple(dict.fromkeys(names)), _text(row, "type").lower(),
        addresses, found, tuple(_many(row, "programs")), requirement, _text(row, "license_policy"), footnotes_in(requirement) or None,
        _text(row, "federal_register_notice"), clean_day(_text(row, "start_date")), clean_day(_text(row, "end_date")),
        _text(row, "source_list_url") or _text(row, "source_information_url"), row_digest(row), at,
    )  # fmt: skip


def _text(row: dict[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()[:CELL_LENGTH_MAX]


def _many(row: dict[str, object], name: str) -> list[str]:
    value = row.get(name)
    if isinstance(value, list):
        return [str(one).strip() for one in value if one]
    return list(split_many(str(value))) if value else []


def _addresses(value: object) -> list[Address]:
    if isinstance(value, list):
        found = []
        for one in value:
            parts = [str(one.get(part) or "") for part in ("address", "city", "state", "postal_code")]
            country = country_code(str(one.get("country") or ""))
            found.append(Address(", ".join(part for part in parts if part), country))
        return found
    found = []
    for text in split_many(str(value or "")):
        head, _, tail = text.rpartition(", ")
        country = country_code(tail)
        found.append(Address(head if country and head else text, country))
    return found
