"""Official eCFR XML, read safely: an edition of a title or part as numbered paragraphs.

Both official forms are read: the bulk file of a title, and what the eCFR's versioner gives for a part (`DIV5` part, `DIV8`
section, `DIV9` supplement). A file that declares entities or a document type is refused before anything in it is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from licet.base.dates import parse_day
from licet.base.errors import FileError
from licet.base.values import frozen
from licet.printed.citation import Place, parse
from licet.printed.numbering import NOTE, numbered

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BYTES_MAX = 256 * 1024 * 1024
"""The largest title in bulk form is a quarter of this."""
DEPTH_MAX = 60
PARAGRAPHS_MAX = 500_000

ROOTS = re.compile(r"(DLPSTEXTCLASS|ECFR\w*|DIV[1-9])$")
LEFT_OUT = frozenset(
    {"HEAD", "CITA", "AUTH", "SOURCE", "EDNOTE", "XREF", "EFFDNOT", "SECAUTH", "APPRO", "PARAUTH", "CROSSREF", "THEAD", "STARS"}
)
"""Elements that are not the text of a paragraph: headings, credits, editors' notes."""
ROWS = frozenset({"TR"})
HEADLINES = re.compile(r"HD\d|HED\d?$")
ENTRY = re.compile(r"([0-9][A-E][0-9]{3})(?=[\s.:])")
ITEM = re.compile(r"([a-z]{1,2}(?:\.[0-9a-z]{1,3})*)\.\s")
CONTROL_LIST = "supplement no. 1 to part 774"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@frozen
class Edition:
    """The text of one day, as one file gives it.

    Attributes:
        day: the day of the edition. source: the file's name. paragraphs: each place with its own words. partial: sections of which
            the file says that it holds a part only.
    """

    day: date
    source: str
    paragraphs: Mapping[Place, str]
    partial: frozenset[str] = frozenset()


def read_edition(name: str) -> Edition:
    """Read a file of official XML.

    Args:
        name: path of the file; `PATH@YYYY-MM-DD` says the day of the edition where neither file nor name does.

    Raises:
        FileError: LIC-C001 it cannot be opened, LIC-C002 too large, LIC-C003 a web page or something else, LIC-C004 it declares
            entities or a document type, LIC-C005 no well-formed XML, with line and column, LIC-C006 no day, LIC-C007 no
            paragraph, LIC-C008 nested too deep or too long.
    """
    stem, _, stated = name.rpartition("@")
    path = Path(stem if stem and re.fullmatch(r"\d{4}-\d\d-\d\d", stated) else name)
    root = _root(path)
    day = _day(root, path, stated if str(path) == stem else "")
    paragraphs: dict[Place, str] = {}
    knows_italics = root.find(".//I") is not None
    for element in root.iter():
        if element.tag in ("DIV8", "DIV9"):
            for place, text in _unit(element, knows_italics, path):
                paragraphs.setdefault(place, text)
            if len(paragraphs) > PARAGRAPHS_MAX:
                raise FileError("LIC-C008", f"More than {PARAGRAPHS_MAX} paragraphs.", where=str(path))
    if not paragraphs:
        hint = "Give the XML of a title or part, with its DIV8 sections or DIV9 supplements."
        raise FileError("LIC-C007", "No section and no supplement with text in it.", where=str(path), hint=hint)
    partial = {element.get("N", "") for element in root.iter() if element.get("PARTIAL")}
    return Edition(day, path.name, paragraphs, frozenset(place.unit for name in partial for place in parse(name).places))


def _root(path: Path) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        if path.stat().st_size > BYTES_MAX:
            raise FileError("LIC-C002", f"Larger than {BYTES_MAX >> 20} MiB.", where=str(path), hint="Take the XML of one part.")
        content = path.read_bytes()
    except OSError as error:
        raise FileError("LIC-C001", f"It cannot be read: {error.strerror or error}.", where=str(path)) from None
    if re.match(rb"(?is)[\s\xef\xbb\xbf]*(<!doctype\s+html|<html)", content[:1000]):
        hint = "Take the XML, not the page: ecfr.gov/api/versioner/v1/full/DAY/title-15.xml?part=740."
        raise FileError("LIC-C003", "This is a web page.", where=str(path), hint=hint)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        hint = "Official eCFR XML declares none. Get the file again from its source."
        raise FileError("LIC-C004", "It declares a document type or entities.", where=str(path), hint=hint) from None
    except ParseError as error:
        line, column = error.position
        hint = "Is it whole? Get the file again." if line > 1 or content.lstrip()[:1] == b"<" else "Is it XML at all?"
        raise FileError(
            "LIC-C005", f"No well-formed XML: {str(error).partition(':')[0]}.",
            where=f"{path}, line {line}, column {column + 1}", hint=hint,
        ) from None  # fmt: skip
    except (LookupError, ValueError) as error:
        raise FileError("LIC-C005", f"No well-formed XML: {error}.", where=f"{path}, line 1", hint="Its encoding is unknown.") from None
    if not ROOTS.match(root.tag):
        raise FileError("LIC-C003", f"It begins with <{root.tag[:40]}>, which eCFR XML does not.", where=str(path))
    return root


def _day(root: Element, path: Path, stated: str) -> date:
    """The day of the edition: as stated, in the file, or in its name."""
    written = root.find(".//AMDDATE")
    found = [stated, root.get("ISSUE_DATE", ""), *re.findall(r"\d{4}-\d\d-\d\d", path.name)]
    for text in filter(None, found):
        try:
            return parse_day(text)
        except ValueError:
            continue
    words = re.match(r"\s*([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),\s+(\d{4})", "" if written is None else written.text or "")
    if words and words[1].lower() in MONTHS:
        return date(int(words[3]), MONTHS.index(words[1].lower()) + 1, int(words[2]))
    raise FileError("LIC-C006", "The day of the edition is not to be found.", where=str(path), hint=f"Say it: {path}@YYYY-MM-DD.")


def _unit(element: Element, knows_italics: bool, path: Path) -> Iterator[tuple[Place, str]]:
    name = element.get("N", "").replace("§", "").strip()
    places = parse(name).places
    if not places or places[0].path:
        return
    unit = places[0].unit
    lines = list(_lines(element, path, 0))
    if unit == CONTROL_LIST:
        yield from entries(lines)
        return
    head = " ".join("".join(element.find("HEAD").itertext()).split()) if element.find("HEAD") is not None else ""  # type: ignore[union-attr]
    expected = [place.path for place in parse(f"{unit} {element.get('PARTIAL', '')}").places if place.path]
    words = [line.removeprefix(BOLD) for line in lines]
    for found in numbered(words, knows_italics=knows_italics, defines="efinitions" in head, expected=expected):
        yield Place(unit, found.path), found.text


BOLD = "\x01"
"""Stands before a line that is printed in bold: the heading of an entry."""


def _lines(element: Element, path: Path, depth: int) -> Iterator[str]:
    if depth > DEPTH_MAX:
        raise FileError("LIC-C008", f"Nested more than {DEPTH_MAX} deep.", where=f"{path}, {element.tag}")
    for child in element:
        if child.tag in LEFT_OUT or not isinstance(child.tag, str):
            continue
        if child.tag in ("NOTE", "FTNT"):
            yield " ".join(_lines(child, path, depth + 1))
        elif child.tag in ROWS:
            yield " | ".join(_text(cell, path, depth) for cell in child)
        elif child.tag in ("P", "PSPACE") or child.tag.startswith("FP") or HEADLINES.match(child.tag):
            first = child[0].tag if len(child) and not (child.text or "").strip() else ""
            yield (BOLD if first == "B" else "") + _text(child, path, depth)
        else:
            yield from _lines(child, path, depth + 1)


def _text(element: Element, path: Path, depth: int) -> str:
    if depth > DEPTH_MAX:
        raise FileError("LIC-C008", f"Nested more than {DEPTH_MAX} deep.", where=f"{path}, {element.tag}")
    parts = [element.text or ""]
    for child in element:
        inner = _text(child, path, depth + 1)
        is_mark = child.tag == "I" and parts[-1].endswith("(") and re.fullmatch(r"\d{1,3}|[ivx]{1,6}", inner.strip())
        parts += [f"*{inner.strip()}*" if is_mark else inner, child.tail or ""]
    return " ".join("".join(parts).split())


def entries(lines: list[str]) -> Iterator[tuple[Place, str]]:
    """The entries of the Commerce Control List, whose items print their whole designation: `a.1.`."""
    unit = ""
    path: tuple[str, ...] = ()
    texts: list[str] = []
    seen: dict[Place, int] = {}

    def done() -> Iterator[tuple[Place, str]]:
        if unit and texts:
            place = Place(unit, path)
            seen[place] = seen.get(place, 0) + 1
            if seen[place] > 1:
                place = Place(unit, (*path[:-1], f"{path[-1] if path else '¶'} #{seen[place]}"))
            yield place, " ".join(texts)

    for line in lines:
        bold, text = line.startswith(BOLD), line.removeprefix(BOLD)
        heading = ENTRY.match(text) if bold else None
        item, note = ITEM.match(text), NOTE.match(text)
        if heading or item or (note and unit):
            yield from done()
            texts = []
            if heading:
                unit, path = f"ECCN {heading[1]}", ()
            elif item:
                path, text = tuple(item[1].split(".")), text[item.end() :]
            elif note:
                to = re.match(r"[^:]*?\b[0-9][A-E][0-9]{3}((?:\.[a-z0-9]+)*)", text)
                of = tuple(part for part in to[1].split(".") if part) if to else tuple(part for part in path if " " not in part)
                path = (*of, " ".join(filter(None, (note[1].lower(), note[2]))))
        texts.append(text)
    yield from done()
