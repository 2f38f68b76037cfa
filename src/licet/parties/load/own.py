"""licet's own forms: entries as JSON lines, and a plain table of names with a header."""

from __future__ import annotations

import csv
import io
import json

from licet.base.errors import Complaint, FileError
from licet.parties.entry import LIST_CODES, PRIMARY, STRONG, TITLES, WEAK, Address, Entry, ListedName, entry_of, key_of
from licet.parties.load import CELL_LENGTH_MAX, Read, clean_day, clean_name, footnotes_in, row_digest, split_many
from licet.parties.place import country_code


def read_lines(text: str, place: str) -> Read:
    """Entries as `Entry.to_dict` gives them, one JSON object a line. Lines of FollowTheMoney go to `ftm.py`."""
    read = Read("licet")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        read.rows += 1
        try:
            entry = entry_of(json.loads(line))
            if entry.list not in TITLES or not entry.name.strip():
                raise ValueError("it has no name, or its list is not known")
            read.entries.append(entry)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            what = f"A line is not an entry: {type(error).__name__} {error}."
            read.complaints.append(Complaint("LIC-S011", what, f"{place}:{number}", "The other lines were read."))
    return read


def read_table(text: str, place: str) -> Read:
    """A table with at least the columns `list` and `name`.

    Other columns that are read: id, type, alt_names, weak_alt_names, addresses, countries, programs, federal_register_notice, start_date,
    remarks or license_requirement, footnotes, asof.

    Raises:
        FileError: LIC-S010 without those columns.
    """
    csv.field_size_limit(CELL_LENGTH_MAX)
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="licet_rest")
    columns = tuple(rows.fieldnames or ())
    if not {"list", "name"} <= set(columns):
        raise FileError(
            "LIC-S010", "There is no column list or no column name.", where=place, hint="Name the columns in the first line."
        )
    read = Read("table", columns=columns)
    while True:
        at = f"{place}:{rows.line_num + 1}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            read.rows += 1
            read.complaints.append(Complaint("LIC-S011", f"A row cannot be read: {error}.", at, "The other rows were read."))
            continue
        if row is None:
            return read
        read.rows += 1
        list_name = LIST_CODES.get(row["list"] or "", row["list"] or "")
        if list_name not in TITLES or not clean_name(row["name"] or "") or "licet_rest" in row or None in row.values():
            what = f"A row has no name, too many or too few cells, or a list that is not known: {str(row['list'])[:40]!r}."
            read.complaints.append(Complaint("LIC-S011", what, at, "The other rows were read."))
            continue
        read.entries.append(_entry({name: value or "" for name, value in row.items()}, list_name, at))
        read.listed_on = max(read.listed_on, clean_day(row.get("asof") or ""))


def _entry(row: dict[str, str], list_name: str, at: str) -> Entry:
    names = [ListedName(clean_name(row["name"]), PRIMARY)]
    names += [ListedName(clean_name(name), STRONG) for name in split_many(row.get("alt_names", "")) if clean_name(name)]
    names += [ListedName(clean_name(name), WEAK) for name in split_many(row.get("weak_alt_names", "")) if clean_name(name)]
    countries = tuple(sorted({country_code(name) for name in split_many(row.get("countries", ""))} - {""}))
    addresses = tuple(Address(text, "") for text in split_many(row.get("addresses", "")) if not country_code(text))
    requirement = row.get("license_requirement") or row.get("remarks", "")
    footnotes: tuple[str, ...] | None = ()
    if list_name == "entity_list":
        footnotes = tuple(row["footnotes"].split("|")) if row.get("footnotes") else footnotes_in(requirement)
        footnotes = footnotes if requirement or footnotes else None
    kind = row.get("type", "").lower()
    return Entry(
        row.get("id") or key_of(list_name, "", row["name"], countries), list_name, tuple(dict.fromkeys(names)),
        kind if kind in ("entity", "individual", "vessel", "aircraft") else "", addresses, countries,
        tuple(split_many(row.get("programs", "").replace("] [", "; "))), requirement if list_name == "entity_list" else "", "",
        footnotes, row.get("federal_register_notice", ""), clean_day(row.get("start_date", "")), "", row.get("source", ""),
        row_digest(row), at,
    )  # fmt: skip
