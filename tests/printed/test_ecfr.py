"""Official XML, and what comes instead of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import HEAD, SECTION, SUPPLEMENT, part, write

from licet.base.errors import FileError
from licet.printed import ecfr
from licet.printed.ecfr import read_edition

NAME = "part-2026-09-01.xml"


def test_a_part(tmp_path: Path) -> None:
    edition = read_edition(write(tmp_path, NAME, part(SECTION, SUPPLEMENT)))
    assert edition.day.isoformat() == "2026-09-01"
    found = {str(place): words for place, words in edition.paragraphs.items()}
    assert list(found) == [
        "999.1", "999.1(a)", "999.1(a)(1)(i)", "999.1(a)(1)(ii)", "999.1(a)(1)(ii)(A)", "999.1(a)(1)(ii)(A)(1)",
        "999.1(a)(1)(ii)(A)(2)", "999.1(a)(2)", "999.1(a)(2) note 1", "999.1(b)", "999.1(b)(1)", "999.1(b)(2)",
        "supplement no. 6 to part 999", "supplement no. 6 to part 999 ¶1", "supplement no. 6 to part 999 ¶2",
    ]  # fmt: skip
    assert found["999.1(a)"] == "Scope. All lanterns."
    assert "1 FR 1" not in " ".join(found.values())


def test_a_title_in_bulk_form(tmp_path: Path) -> None:
    body = f"<TEXT><BODY><ECFRBRWS><AMDDATE>Jan. 6, 2026\n</AMDDATE><DIV1 N='1'><DIV3 N='VII'><DIV5 N='999'>{SECTION}</DIV5></DIV3></DIV1>"
    text = f"{HEAD}<DLPSTEXTCLASS><HEADER/>{body}</ECFRBRWS></BODY></TEXT></DLPSTEXTCLASS>"
    edition = read_edition(write(tmp_path, "title.xml", text))
    assert edition.day.isoformat() == "2026-01-06"
    assert len(edition.paragraphs) == 12


def test_the_day_may_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, "part.xml", part(SECTION))
    assert read_edition(f"{path}@2025-03-04").day.isoformat() == "2025-03-04"
    with pytest.raises(FileError, match="LIC-C006"):
        read_edition(path)


def test_entries_of_the_control_list(tmp_path: Path) -> None:
    body = """<DIV9 N="Supplement No. 1 to Part 774" TYPE="APPENDIX"><HEAD>The Commerce Control List</HEAD>
    <P><B>3A999 Lanterns.</B></P><P><B>License Requirements</B></P><P><I>Reason for Control:</I> RS</P>
    <P>a. Green ones:</P><P>a.1. Large.</P><P><I>Note 2 to 3A999.a:</I> Not small ones.</P><P>b. Red ones.</P>
    <P><B>3A998 Lamps.</B></P><P>a. All.</P></DIV9>"""
    edition = read_edition(write(tmp_path, NAME, part(body)))
    assert [str(place) for place in edition.paragraphs] == [
        "ECCN 3A999", "ECCN 3A999.a", "ECCN 3A999.a.1", "ECCN 3A999.a note 2", "ECCN 3A999.b", "ECCN 3A998", "ECCN 3A998.a",
    ]  # fmt: skip


BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
WHOLE = part(SECTION)
REFUSED = {
    "entity bomb": (f'<?xml version="1.0"?>{BOMB}<DIV5 N="999"><DIV8 N="999.1"><P>&b;</P></DIV8></DIV5>', "LIC-C004"),
    "entity outside": (f'<?xml version="1.0"?>{OUTSIDE}<DIV5 N="999"><DIV8 N="999.1"><P>&a;</P></DIV8></DIV5>', "LIC-C004"),
    "document type": (WHOLE.replace("<DIV5", '<!DOCTYPE DIV5 SYSTEM "http://127.0.0.1:1/x.dtd"><DIV5', 1), "LIC-C004"),
    "web page": ("<!DOCTYPE html><html><body>Request Access</body></html>", "LIC-C003"),
    "web page without a type": ("\n <html><head></head></html>", "LIC-C003"),
    "another XML": ('<?xml version="1.0"?><rss><channel/></rss>', "LIC-C003"),
    "truncated": (WHOLE[: len(WHOLE) // 2], "LIC-C005"),
    "empty": ("", "LIC-C005"),
    "no XML": ("PK\x03\x04 a workbook", "LIC-C005"),
    "unknown encoding": ('<?xml version="1.0" encoding="klingon"?><DIV5/>', "LIC-C005"),
    "wrong encoding": ('<?xml version="1.0" encoding="UTF-8"?><DIV5 N="\xa7"/>'.encode("latin-1"), "LIC-C005"),
    "unknown entity": (WHOLE.replace("Green", "&green;"), "LIC-C005"),
    "nothing in it": (part(""), "LIC-C007"),
    "nested": (part(f"<DIV8 N='999.1'>{'<EXTRACT>' * 100}<P>(a) x</P>{'</EXTRACT>' * 100}</DIV8>"), "LIC-C008"),
    "nested in a line": (part(f"<DIV8 N='999.1'><P>{'<I>' * 100}x{'</I>' * 100}</P></DIV8>"), "LIC-C008"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused(tmp_path: Path, content: str | bytes, code: str) -> None:
    path = write(tmp_path, NAME, content)
    with pytest.raises(FileError) as caught:
        read_edition(path)
    complaint = caught.value.complaint
    assert complaint.code == code
    assert path in complaint.where
    assert "hostname" not in str(complaint)


def test_a_truncated_file_is_located(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"line 9, column \d+"):
        read_edition(write(tmp_path, NAME, "\n".join(WHOLE.split("\n")[:9])))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name in (str(tmp_path / NAME), str(tmp_path)):
        with pytest.raises(FileError, match="LIC-C001"):
            read_edition(name)


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecfr, "BYTES_MAX", 100)
    with pytest.raises(FileError, match="LIC-C002"):
        read_edition(write(tmp_path, NAME, WHOLE))


def test_too_many_paragraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecfr, "PARAGRAPHS_MAX", 5)
    with pytest.raises(FileError, match="LIC-C008"):
        read_edition(write(tmp_path, NAME, WHOLE))
