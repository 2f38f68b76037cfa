"""Small eCFR files in the official form, with words of our own."""

from __future__ import annotations

from pathlib import Path

HEAD = '<?xml version="1.0"?>\n'
SECTION = """
<DIV8 N="999.1" TYPE="SECTION" hierarchy_metadata="{}">
<HEAD>&#xA7; 999.1 Lanterns.</HEAD>
<P>Opening words.</P>
<P>(a) <I>Scope.</I> All lanterns.</P>
<P>(1)(i) Green ones;</P>
<P>(ii) Red ones:</P>
<P>(A) Large; and</P>
<P>(<I>1</I>) Very large.</P>
<P>(<I>2</I>) Enormous.</P>
<P>(2) Blue ones.</P>
<NOTE><HED>Note 1 to paragraph (<E T="01">a</E>)(2):</HED><P>Blue is blue.</P></NOTE>
<P>(b) <I>Terms</I>&#x2014;(1) <I>Lantern.</I> A light.</P>
<P>(2) <I>Lamp.</I> No light.</P>
<CITA TYPE="N">[1 FR 1, Jan. 1, 2001]</CITA>
</DIV8>
"""
SUPPLEMENT = """
<DIV9 N="Supplement No. 6 to Part 999" TYPE="APPENDIX"><HEAD>Supplement No. 6 to Part 999&#x2014;Makers</HEAD>
<FP-1>Alpha</FP-1><FP-1>Beta</FP-1><FP-1>Gamma</FP-1></DIV9>
"""


def part(*bodies: str, attributes: str = "") -> str:
    return f'{HEAD}<DIV5 N="999" TYPE="PART" VOLUME="2"{attributes}>\n<HEAD>PART 999</HEAD>{"".join(bodies)}</DIV5>\n'


def write(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)
