"""Hits that people have cleared: an allow-list kept by hand, and releases by two persons in a file that only grows."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import re
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from licet.base.canonical import canonical_bytes, digest
from licet.base.errors import Complaint, FileError, IntegrityError, UsageError
from licet.base.values import frozen
from licet.parties.entry import Entry
from licet.parties.match import Party
from licet.parties.normal import cleaned

REASON_LEAST = 8
"""Letters of a reason, at least: a dash is none."""
FIRST = "sha256:" + "0" * 64


@frozen
class Release:
    """One hit that was cleared for one party.

    Attributes:
        entry, content: key of the entry and digest of what it said; it holds only as long as both stay.
        author, second: who cleared it. Without a second person it quiets the hit on the screen, and decides nothing.
        until: last day on which it holds.
    """

    party: str
    country: str
    entry: str
    content: str
    reason: str
    author: str
    second: str
    until: date
    where: str

    def problem(self, party: Party, entry: Entry, day: date) -> str:
        """Why it does not hold for this hit: `other` when it is about another one, empty when it holds."""
        if self.entry != entry.key or as_written(self.party) != as_written(party.name) or self.country != party.country:
            return "other"
        if day > self.until:
            return f"the release of {self.author} ended on {self.until}"
        if self.content != entry.content():
            return f"the entry has changed since {self.author} released it"
        return ""

    @property
    def by_two(self) -> bool:
        """Whether two persons stand behind it."""
        return bool(self.second) and self.second.casefold() != self.author.casefold()


def as_written(name: str) -> str:
    """What must be equal for a release to be about the same party: its words as written, whatever stands between them.

    >>> as_written("Haige  Technical G.m.b.H.") == as_written("HAIGE Technical, G.m.b.H")
    True
    """
    return " ".join(re.sub(r"[\W_]+", " ", cleaned(name)).split())


def read_allowed(path: str) -> tuple[list[Release], list[Complaint]]:
    """An allow-list: TOML with `[[allow]]`, or CSV, with party, country, entry, content, reason, author, until, and perhaps second.

    Raises:
        FileError: LIC-S001 when it cannot be read, LIC-S050 when it is neither.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError("LIC-S001", f"The file cannot be read: {error}.", where=path) from None
    try:
        if path.endswith(".toml"):
            rows = [{name: str(value) for name, value in row.items()} for row in tomllib.loads(text).get("allow", [])]
        else:
            rows = [{str(k): v or "" for k, v in row.items()} for row in csv.DictReader(io.StringIO(text, newline=""))]
    except (tomllib.TOMLDecodeError, csv.Error, AttributeError) as error:
        hint = "Write TOML with [[allow]], or CSV with a header."
        raise FileError("LIC-S050", f"The allow-list cannot be read: {error}.", where=path, hint=hint) from None
    found, complaints = [], []
    for number, row in enumerate(rows, 1):
        try:
            found.append(_release(row, f"{Path(path).name}, entry {number}"))
        except (KeyError, ValueError) as error:
            what = f"An entry of the allow-list cannot be used: {error}."
            complaints.append(Complaint("LIC-S051", what, f"{path}, entry {number}", "It hides nothing until it is mended."))
    return found, complaints


def _release(row: dict[str, str], where: str) -> Release:
    for needed in ("party", "entry", "content", "reason", "author", "until"):
        if not row.get(needed, "").strip():
            raise ValueError(f"{needed} is missing")
    if sum(c.isalpha() for c in row["reason"]) < REASON_LEAST:
        raise ValueError("the reason says nothing")
    return Release(
        row["party"], row.get("country", ""), row["entry"], row["content"], row["reason"], row["author"], row.get("second", ""),
        date.fromisoformat(row["until"].strip()), where,
    )  # fmt: skip


# The audit file: JSON lines, each with the digest of the one before it


def append(path: Path, told: dict[str, object]) -> str:
    """Add one line to the audit file, under a lock, on disk before it is answered.

    Returns:
        The digest of the line.

    Raises:
        IntegrityError: LIC-S060 when the file is not as it was written.
        FileError: LIC-S001 when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.seek(0)
            lines = _checked(stream.read(), path)
            before = str(lines[-1]["digest"]) if lines else FIRST
            body = {**told, "number": len(lines) + 1, "before": before}
            line = {**body, "digest": digest(canonical_bytes(body))}
            stream.write(canonical_bytes(line) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
            return str(line["digest"])
    except OSError as error:
        raise FileError("LIC-S001", f"The audit file cannot be written: {error}.", where=str(path)) from None


def audit_lines(path: Path) -> list[dict[str, object]]:
    """The lines of an audit file, checked one against the other; none when there is no file.

    Raises:
        IntegrityError: LIC-S060 when one is not as it was written.
    """
    return _checked(path.read_bytes(), path) if path.exists() else []


def _checked(data: bytes, path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    before = FIRST
    for number, raw in enumerate(data.split(b"\n"), 1):
        if not raw:
            continue
        try:
            line = json.loads(raw)
            body = {name: value for name, value in line.items() if name != "digest"}
            sound = (
                line["digest"] == digest(canonical_bytes(body)) and line["before"] == before and line["number"] == len(found) + 1
            )
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            hint = "Keep the file as it is, and find out who changed it."
            raise IntegrityError("LIC-S060", "The audit file is not as it was written.", where=f"{path}:{number}", hint=hint)
        before = line["digest"]
        found.append(line)
    return found


def propose(path: Path, party: Party, entry: Entry, reason: str, author: str, until: date, today: date, vintage: str) -> str:
    """First of two persons: propose to release a hit.

    Raises:
        UsageError: LIC-S061 when reason, author or day are not enough.
    """
    if sum(c.isalpha() for c in reason) < REASON_LEAST or not author.strip():
        raise UsageError("LIC-S061", "A release needs a reason in words and the name of its author.")
    if until <= today:
        raise UsageError("LIC-S061", f"A release needs a day after {today} until which it holds.")
    return append(path, {
        "act": "propose", "party": party.name, "country": party.country, "entry": entry.key, "entry_name": entry.name,
        "content": entry.content(), "reason": reason, "by": author, "until": until.isoformat(), "on": today.isoformat(), "vintage": vintage,
    })  # fmt: skip


def confirm(path: Path, number: int, second: str, today: date) -> str:
    """Second person: confirm what another one proposed.

    Raises:
        UsageError: LIC-S062 when there is no such proposal, it is confirmed or withdrawn already, or the person is the same.
    """
    lines = audit_lines(path)
    proposal = next((line for line in lines if line["number"] == number and line["act"] == "propose"), None)
    if proposal is None:
        raise UsageError(
            "LIC-S062", f"There is no proposal with number {number}.", where=str(path), hint="licet release list shows them."
        )
    if any(line["act"] in ("confirm", "withdraw") and line["of"] == number for line in lines):
        raise UsageError("LIC-S062", f"Proposal {number} has been answered already.", where=str(path))
    if not second.strip() or second.strip().casefold() == str(proposal["by"]).strip().casefold():
        raise UsageError(
            "LIC-S062", "A release needs a second person.", hint=f"{proposal['by']} proposed it; somebody else confirms."
        )
    return append(path, {"act": "confirm", "of": number, "by": second, "on": today.isoformat()})


def withdraw(path: Path, number: int, who: str, reason: str, today: date) -> str:
    """Take a proposal or a release back.

    Raises:
        UsageError: LIC-S062 when there is no such proposal, or it has been taken back already.
    """
    lines = audit_lines(path)
    if not any(line["number"] == number and line["act"] == "propose" for line in lines):
        raise UsageError("LIC-S062", f"There is no proposal with number {number}.", where=str(path))
    if any(line["act"] == "withdraw" and line["of"] == number for line in lines):
        raise UsageError("LIC-S062", f"Proposal {number} has been taken back already.", where=str(path))
    return append(path, {"act": "withdraw", "of": number, "by": who, "reason": reason, "on": today.isoformat()})


def released(path: Path) -> list[Release]:
    """Releases that two persons stand behind and nobody took back."""
    lines = audit_lines(path)
    return list(_standing(lines, path))


def _standing(lines: list[dict[str, object]], path: Path) -> Iterable[Release]:
    gone = {line["of"] for line in lines if line["act"] == "withdraw"}
    second = {line["of"]: str(line["by"]) for line in lines if line["act"] == "confirm"}
    for line in lines:
        number = line["number"]
        if line["act"] == "propose" and number in second and number not in gone:
            yield Release(
                str(line["party"]), str(line["country"]), str(line["entry"]), str(line["content"]), str(line["reason"]), str(line["by"]),
                second[number], date.fromisoformat(str(line["until"])), f"{path.name}, number {number}",
            )  # fmt: skip
