"""An application package: the files that stand for one license application. Equal lines under equal law make equal bytes."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from licet.base.errors import FileError
from licet.decide.application import Application, Entry
from licet.decide.determination import DutyEntry
from licet.facts.vocabulary import ROLE_FACTS
from licet.report.text import full_text
from licet.report.words import WIDTH, printable, section, wrapped

PARTY_COLUMNS = ("role", "same_as", *(spec.name.removeprefix("{}_") for spec in ROLE_FACTS), "address")

def package_files(application: Application) -> dict[str, bytes]:
    """All files of the package by name; `receipt.json` names the digests of the others and what the answer rests on."""
    answer = application.determination
    files = {
        "form.json": _json({"form": "license application (SNAP-R, BIS-748P)", "fields": [_plain(e) for e in application.entries]}),
        "form.txt": _text(_form(application)),
        "sheets.xlsx": _sheets(application),
        "proof.json": _json(answer.to_dict()),
        "proof.txt": _text(full_text(answer).split("\n")),
        "checklist.json": _json(_checklist(application)),
        "checklist.txt": _text(_checklist_lines(application)),
    }
    if application.duties("certification"):
        files["certifications.txt"] = _text(_certifications(application))
    digests = {name: f"sha256:{hashlib.sha256(content).hexdigest()}" for name, content in files.items()}
    receipt = {
        "line_id": answer.line_id, "outcome": answer.outcome, "via": answer.via, "review": answer.review, "headed_by": answer.headed_by,
        "path": answer.path, "law": answer.law, "stated": application.stated, "assumed": list(answer.assumed), "files": digests,
    }  # fmt: skip
    return {**files, "receipt.json": _json(receipt)}


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode(errors="replace")


def _text(lines: Iterable[str]) -> bytes:
    """Lines of text; what a stranger typed can neither steer a terminal nor begin a line of its own."""
    return "".join(f"{printable(line)}\n" for line in lines).encode(errors="replace")


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "label": entry.label, "block": entry.block or None, "value": entry.value or None, "basis": entry.basis,
        "optional": entry.is_optional, "cite": entry.cite, "confidence": entry.confidence,
    }  # fmt: skip


def _head(application: Application, title: str) -> list[str]:
    answer, law = application.determination, application.determination.law
    line = f", line {printable(answer.line_id)}" if answer.line_id else ""
    return [
        f"{title}{line}",
        f"Drawn up by licet {law['licet']}, {law['corpus']} ({law['digest'][:19]}), as of {law['as_of']}. Information, not legal advice.",
    ]


def _form(application: Application) -> Iterator[str]:
    yield from _head(application, "LICENSE APPLICATION: FIELDS OF THE FORM")
    yield ""
    for entry in application.entries:
        block = f"Block {entry.block}" if entry.block else ""
        value = printable(entry.value) or ("(if any)" if entry.is_optional else "(missing)")
        basis = f"  [{entry.basis}]" if entry.value else ""
        yield from wrapped(f"{block:<12}{entry.label}: {value}{basis}", WIDTH, 0, 12)
    yield from section("item", (f"  {name:<28}{printable(value)}" for name, value in application.item.items()))
    for role, facts in application.parties.items():
        yield from section(role.replace("_", " "), (f"  {name:<28}{printable(value)}" for name, value in facts.items()))


def _checklist(application: Application) -> dict[str, Any]:
    answer = application.determination
    return {
        "attachments": [_duty(duty) for duty in application.duties("attachment")],
        "certifications": [_duty(duty) for duty in application.duties("certification")],
        "statements": [_duty(duty) for duty in application.duties("statement")],
        "unknown": [{"fact": need.name, "question": need.question, "cite": need.cite} for need in answer.needs],
        "blank_fields": [entry.label for entry in application.blanks],
        "assumed": list(answer.assumed),
        "conflicts": [{"name": conflict.name, "what": conflict.what} for conflict in answer.conflicts],
        "options": [_duty(duty) for duty in application.duties("option")],
    }


def _duty(duty: DutyEntry) -> dict[str, Any]:
    return {
        "what": duty.what, "when": duty.when, "due": duty.due, "applies": duty.applies, "asks": list(duty.asks), "cite": duty.cite,
        "confidence": duty.confidence, "done": False,
    }  # fmt: skip


def _checklist_lines(application: Application) -> Iterator[str]:
    yield from _head(application, "CHECKLIST")
    found = _checklist(application)
    for part in ("attachments", "certifications", "statements"):
        yield from section(part, _boxes(_duty_words(duty) for duty in found[part]))
    asked = (f"{need['fact']}: {need['question']} ({need['cite']})" for need in found["unknown"])
    yield from section("unknown facts that decide something", _boxes(asked))
    yield from section("fields of the form without a value", _boxes(found["blank_fields"]))
    yield from section("assumed: to be confirmed", _boxes(f"{a['fact']}={a['value']} ({a['by']})" for a in found["assumed"]))
    yield from section("statements that clash, texts with two readings", _boxes(f"{c['name']}: {c['what']}" for c in found["conflicts"]))
    yield from section("other ways", _boxes(_duty_words(duty) for duty in found["options"]))


def _duty_words(duty: dict[str, Any]) -> str:
    day = f", by {duty['due']}" if duty["due"] else ""
    open_words = f" [open: {'; '.join(duty['asks'])}]" if duty["applies"] == "unknown" else ""
    mark = "" if duty["confidence"] == "P" else f" [{duty['confidence']}]"
    return f"{duty['when']}{day}: {duty['what']}{open_words} ({duty['cite']}){mark}"


def _boxes(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from wrapped(f"[ ] {printable(text)}", WIDTH, 2, 4)


def _certifications(application: Application) -> Iterator[str]:
    yield from _head(application, "CERTIFICATIONS FOR CASE-BY-CASE REVIEW")
    yield ""
    warning = "The rule text was not read: the wording below is a paraphrase and must be checked against it before anyone signs."
    yield from wrapped(warning, WIDTH)
    for duty in application.duties("certification"):
        yield ""
        yield from _boxes([f"{duty.what} ({duty.cite}) [{duty.confidence}]"])
    yield ""
    yield "Signed ______________________    Name and title ______________________    Date ______________"


def _sheets(application: Application) -> bytes:
    """A workbook: the item, the parties, the form. Every cell is text, so that none is ever a formula."""
    import xlsxwriter  # type: ignore[import-untyped]

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime.datetime(1980, 1, 1)})
        bold = book.add_format({"bold": True})
        item = [("fact", "value"), *application.item.items()]
        parties = [PARTY_COLUMNS, *(
            [role, *(facts.get(name, "") for name in PARTY_COLUMNS[1:])] for role, facts in application.parties.items()
        )]  # fmt: skip
        form = [("block", "field", "value", "basis", "cite"), *((e.block, e.label, e.value, e.basis, e.cite) for e in application.entries)]
        for name, rows in (("Item", item), ("Parties", parties), ("Form", form)):
            _fill(book.add_worksheet(name), rows, bold)
    return content.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[str]], bold: object) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(rows[0]) - 1, 24)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell and sheet.write_string(row, column, printable(cell), bold if row == 0 else None):
                what = f"A text of {len(cell):,} characters is longer than a cell of a workbook holds."
                raise FileError("LIC-R022", what, where=f"{rows[0][column]}, sheet {sheet.name}", hint="Shorten it.")
