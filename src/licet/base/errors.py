"""Every error of licet, in one tree.

    LicetError
    ├── LawError         LIC-L…  the law's own source does not load
    ├── FactError        LIC-F…  a fact that came in cannot be used
    ├── FileError        LIC-R…  a file cannot be read or written (LIC-C… where it is the printed law, LIC-V… a company file)
    ├── UsageError       LIC-U…  a question that makes no sense
    ├── LedgerError      LIC-Q…  a ledger cannot do what is asked
    │   └── BusyError                not now: another process writes, or too much waits
    ├── GaveUp           LIC-T…  a solver did not come to its end in its time
    ├── IntegrityError   LIC-I…  stored bytes are not what they were
    └── Bug              LIC-B…  a broken promise of our own

An error carries one `Complaint`: what happened, where, what to do next. A complaint about one line of a file is not raised but
kept beside the answers of the good lines.
"""

from __future__ import annotations

from collections.abc import Iterable

from licet.base.values import frozen


@frozen
class Complaint:
    """One thing that is wrong: a stable code, what happened, where, what to do next."""

    code: str
    what: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        lines = [f"{self.code}  {self.what}"]
        if self.where:
            lines.append(f"  at      {self.where}")
        if self.hint:
            lines.append(f"  hint    {self.hint}")
        return "\n".join(lines)

    def at(self, where: str) -> Complaint:
        """The same complaint, at a place that only the caller knows."""
        return Complaint(self.code, self.what, f"{where}, {self.where}" if self.where else where, self.hint)


class LicetError(Exception):
    """Base of all errors; `exit_code` is the process's exit status."""

    exit_code = 2

    def __init__(self, code: str, what: str, *, where: str = "", hint: str = "") -> None:
        self.complaint = Complaint(code, what, where, hint)
        super().__init__(str(self.complaint))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (type(self), self.complaint))


def _rebuilt(kind: type[LicetError], complaint: Complaint) -> LicetError:
    error = kind.__new__(kind)
    error.complaint = complaint
    error.args = (str(complaint),)
    return error


class LawError(LicetError):
    """The law's source cannot be read: file, line and what is not allowed there."""

    exit_code = 4


class GaveUp(LicetError):
    """A solver did not come to its end in its time: nothing is proved either way."""

    exit_code = 3


class FactError(LicetError):
    """A fact is malformed, out of bounds, unknown by name, or contradicts another."""


class FileError(LicetError):
    """A file cannot be read or written."""


class UsageError(LicetError):
    """A question that cannot be asked this way."""


class LedgerError(LicetError):
    """A ledger cannot do what is asked; nothing was changed."""


class BusyError(LedgerError):
    """Not now: ask again later."""

    exit_code = 5


class IntegrityError(LicetError):
    """Stored bytes are not what they were."""

    exit_code = 4


class Bug(LicetError):
    """A promise of licet's own is broken."""

    exit_code = 70


def nearest(name: str, names: Iterable[str], most: int = 3) -> str:
    """A hint naming the known names that look most like `name`; empty when none does.

    >>> nearest("destinaton", ["destination", "origin"])
    'Did you mean destination?'
    """
    import difflib

    close = difflib.get_close_matches(name, list(names), n=most, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else ""
