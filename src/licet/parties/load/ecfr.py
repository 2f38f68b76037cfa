"""Part 744 of the eCFR as XML: the Entity List, the Unverified List and the Military End-User List, with footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from licet.base.errors import Complaint, FileError
from licet.parties.entry import PRIMARY, STRONG, Address, Entry, ListedName, key_of
from licet.parties.load import Read, clean_day, clean_name, footnotes_in, row_digest
from licet.parties.place import country_code

SUPPLEMENTS = {"4": "entity_list", "6": "unverified_list", "7": "meu_list"}
HEADING = re.compile(r"Supplement No\.? ?(\d+) to Part (\d+)", re.I)
LEGAL_TAIL = re.compile(
    r"\s*(?:co|ltd|inc|llc|l\.l\.c|corp|jsc|limited|company|plc|gmbh|s\.?a|pte|pvt|pty|ooo|ao|oao|zao|pao|fze|dmcc|b\.v|n\.v|s\.r\.l|"
    r"incorporated|corporation|sdn|bhd|r&d|l\.p|lp|llp|s\.a\.r\.l|ad|as|kg|ag|spa|s\.p\.a)\b\.?", re.I,
)  # fmt: skip
ALIASES = re.compile(r",?\s*(?:a\.k\.a\.|f\.k\.a\.|also known as|d\.b\.a\.)\s*,?(?:\s*the following[^:]*:)?", re.I)
SUBORDINATE = re.compile(r"^(subordinate|affiliated|including the following|the following)", re.I)
RAISED = "51"
"""The typeface of raised figures in the files of the Government Publishing Office."""
BULLET = ("—", "–", "-", "•")


def read_xml(data: bytes, place: str) -> Read:
    """Read the supplements that the file holds.

    Raises:
        FileError: LIC-S010 when it is not XML, or holds none of them.
    """
    try:
        root = fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise FileError("LIC-S010", f"The file is not XML: {error}.", where=place, hint="Was the download cut off?") from None
    read = Read("ecfr")
    found = []
    for division in root.iter():
        match = HEADING.search(division.get("N") or "") if division.tag == "DIV9" else None
        if match and match[1] in SUPPLEMENTS:
            found.append(match[1])
            _read_supplement(read, division, SUPPLEMENTS[match[1]], f"{place}: supplement no. {match[1]}")
    if not found:
        hint = "Download title 15 with part=744; `current` is no date there."
        raise FileError("LIC-S010", "The file holds none of the supplements to part 744.", where=place, hint=hint)
    read.columns = tuple(f"supplement {number}" for number in found)
    for element in root.iter("AMDDATE"):
        read.listed_on = _day_of(element.text or "") or read.listed_on
    return read


MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _day_of(text: str) -> str:
    """`June 16, 2026` as 2026-06-16; a date already so stays."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
        return clean_day(text)
    found = re.search(r"([A-Za-z]{3})[a-z.]*\s+(\d{1,2}),?\s+(\d{4})", text)
    if not found or found[1].lower() not in MONTHS:
        return ""
    return clean_day(f"{found[3]}-{MONTHS.index(found[1].lower()) + 1:02}-{int(found[2]):02}")


def _read_supplement(read: Read, division: ElementTree.Element, list_name: str, place: str) -> None:
    country = ""
    for number, row in enumerate(division.iter("TR"), 1):
        cells = row.findall("TD")
        if not cells:
            continue
        at = f"{place}, row {number}"
        read.rows += 1
        try:
            texts = [_lines(cell) for cell in cells]
        except RecursionError:
            read.complaints.append(Complaint("LIC-S011", "A row is nested too deeply to be read.", at, "The other rows were read."))
            country = ""  # it may have stood in this row
            continue
        if texts[0]:
            country = " ".join(texts[0]).strip(" .")
        if len(cells) < 2 or not texts[1]:
            if len(cells) == 1 or not any(texts[1:]):
                read.rows -= 1  # a heading across the table
                continue
            read.complaints.append(
                Complaint("LIC-S011", f"A row has {len(cells)} cells and no entity.", at, "The other rows were read.")
            )
            continue
        if "[reserved]" in " ".join(texts[1]).lower():
            read.rows -= 1
            continue
        read.entries.append(_entry(list_name, country, cells, texts, at))


def _entry(list_name: str, country: str, cells: list[ElementTree.Element], texts: list[list[str]], at: str) -> Entry:
    names, addresses = names_and_addresses(texts[1])
    code = country_code(country)
    requirement = " ".join(texts[2]) if len(texts) > 4 else ""
    policy = " ".join(texts[3]) if len(texts) > 4 else ""
    marks = {mark for cell in cells[1:3] for mark in _marks(cell)} | set(footnotes_in(requirement))
    countries = tuple(sorted({code} - {""}))
    return Entry(
        key_of(list_name, "", names[0].text, countries), list_name, names, "", tuple(Address(text, code) for text in addresses), countries,
        (), requirement, policy, tuple(sorted(marks)) if list_name == "entity_list" else (), " ".join(texts[-1]) if len(texts) > 2 else "",
        _first_day(texts[-1]), "", "eCFR, title 15, part 744", row_digest([country, *texts]), at,
    )  # fmt: skip


def _marks(cell: ElementTree.Element) -> Iterator[str]:
    """Numbers of footnotes that are set as small raised figures."""
    for element in cell.iter():
        if element.tag in ("SU", "sup", "FTREF") or (element.tag == "E" and element.get("T") == RAISED):
            yield from re.findall(r"\d", (element.text or "") + (element.get("ID") or ""))


def _lines(cell: ElementTree.Element) -> list[str]:
    """The text of a cell, one line for each paragraph or line break; raised figures of names are left out."""
    out: list[str] = [""]

    def walk(element: ElementTree.Element) -> None:
        if element.tag in ("br", "BR", "P", "p", "FP"):
            out.append("")
        if element.text:
            raised = element.tag in ("SU", "sup") or (element.tag == "E" and element.get("T") == RAISED)
            out[-1] += f" {element.text}" if raised else element.text
        for inner in element:
            walk(inner)
            out[-1] += inner.tail or ""

    walk(cell)
    lines = [line for text in out for line in text.split("\n")]
    return [" ".join(line.split()) for line in lines if line.strip()]


def names_and_addresses(lines: list[str]) -> tuple[tuple[ListedName, ...], tuple[str, ...]]:
    """Take apart a cell in which a name, its aliases and its addresses stand together.

    >>> names_and_addresses(["Acme Co., Ltd., a.k.a., the following one alias:", "—Acme.", "1 Main Road, Beijing, China."])[0][1].text
    'Acme'
    """
    head, after = _split_head(lines[0])
    names = [ListedName(clean_name(re.sub(r"\s*\d$", "", head)), PRIMARY)]
    rest = ([after] if after else []) + lines[1:]
    addresses = []
    for line in rest:
        if line.startswith(BULLET):
            alias = clean_name(re.sub(r"[;.]?\s*(?:and)?\s*$", "", line.lstrip("—–-• ")))
            if ALIASES.search(alias):
                alias = ALIASES.split(alias)[0]
            if alias:
                names.append(ListedName(alias, STRONG))
        elif line.startswith("\0"):
            names += [ListedName(alias, STRONG) for alias in map(clean_name, line[1:].split(";")) if alias]
        elif not SUBORDINATE.match(line):
            addresses.append(line.strip())
    return tuple(dict.fromkeys(names)), tuple(addresses)


def _split_head(line: str) -> tuple[str, str]:
    """The name at the head of an entity cell, and what follows it on the same line; a `\\0` marks aliases."""
    found = ALIASES.search(line)
    if found:
        tail = line[found.end() :].strip()
        return line[: found.start()], f"\0{tail.rstrip('.')}" if tail else ""
    at = 0
    while (comma := line.find(",", at)) >= 0:
        if not LEGAL_TAIL.match(line, comma + 1):
            return line[:comma], line[comma + 1 :].strip()
        at = comma + 1
    return line.rstrip("."), ""


def _first_day(lines: list[str]) -> str:
    """The day of the first Federal Register notice in a citation such as `84 FR 22963, 5/21/19`."""
    found = re.search(r"(\d{1,2})/(\d{1,2})/(\d{2,4})", " ".join(lines))
    if not found:
        return ""
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    return clean_day(f"{year:04}-{int(found[1]):02}-{int(found[2]):02}")
