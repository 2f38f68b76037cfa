"""Tell the form of a file from what it holds, and read it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from licet.base.errors import FileError
from licet.parties.load import FILE_BYTES_MAX, Read
from licet.parties.load.csl import read_csv, read_json
from licet.parties.load.ecfr import read_xml
from licet.parties.load.ftm import read_ftm
from licet.parties.load.ofac import read_advanced, read_legacy
from licet.parties.load.own import read_lines, read_table

SOURCES = ("csl", "ecfr", "ofac")
"""What is downloaded; a file of another kind is kept under the source `own`."""
SOURCE_OF = {
    "csl-csv": "csl", "csl-json": "csl", "ecfr": "ecfr", "ofac-advanced": "ofac", "ofac-legacy": "ofac", "licet": "own", "table": "own",
    "ftm": "ftm",
}  # fmt: skip


def file_bytes(path: str | Path) -> bytes:
    """The bytes of a file; what was packed with gzip is unpacked.

    Raises:
        FileError: LIC-S001 when it is not there, cannot be read or unpacked, or is larger than a list can be.
    """
    try:
        data = Path(path).read_bytes()
        if data[:2] == b"\x1f\x8b":
            with gzip.open(path) as stream:
                data = stream.read(FILE_BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(
            "LIC-S001", f"The file cannot be read: {error}.", where=str(path), hint="Check the path, and that it is whole."
        ) from None
    if len(data) > FILE_BYTES_MAX:
        raise FileError("LIC-S001", f"The file is larger than {FILE_BYTES_MAX:,} bytes.", where=str(path))
    return data


def read_any(data: bytes, place: str) -> Read:
    """Read a list in whatever form it has.

    Raises:
        FileError: LIC-S010 when the form is not known, or the file is not what its form says.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", errors="replace").encode()  # as spreadsheets save "Unicode text"
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:4096]
    if start.startswith(b"<"):
        return read_advanced(data, place) if b"DistinctPart" in data or b"Sanctions" in start else read_xml(data, place)
    text = _text(data, place)
    if start.startswith((b"{", b"[")):
        first = text.lstrip("\ufeff \r\n\t").split("\n", 1)[0]
        if '"schema"' in first and '"properties"' in first:
            return read_ftm(text, place)
        if '"names"' in first and '"key"' in first:
            return read_lines(text, place)
        return read_json(text, place)
    header = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    names = [name.strip().strip('"') for name in header.replace("\t", ",").split(",")]
    if {"list", "name"} <= set(names):
        return read_table(text.lstrip("\ufeff"), place)
    if names and names[0].isdigit():
        return read_legacy(text, place)
    return read_csv(text, place, "\t" if "\t" in header and "," not in header else ",")


def _text(data: bytes, place: str) -> str:
    """UTF-8; what is not is told once and read as Windows Latin, in which older agency files are written."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
