"""Codes of an answer as sentences and headings: the same words wherever an answer is printed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 100
"""Columns of a page of text when nobody says otherwise."""

LAYERS = {"enforced": "As enforced", "codified": "As codified"}
REVIEWS = {
    "presumption_of_approval": "an application meets a presumption of approval",
    "case_by_case": "an application is reviewed case by case",
    "presumption_of_denial": "an application meets a presumption of denial",
    "policy_of_denial": "an application meets a policy of denial",
    "undetermined": "which policy an application meets is undetermined",
}
HOME_LAW = "us-ear"
"""The law whose subject has a name of its own in these words."""
AUTHORIZED = {
    "NOTICE": "authorized after notice",
    "LICENSE": "authorized by an individual license",
    "SAVINGS": "authorized by a savings clause",
    "VEU": "authorized as to a validated end user",
    "UVEU": "authorized as to a universal validated end user",
    "NVEU": "authorized as to a national validated end user",
}
OUTCOMES = {
    "license_required": "a license is required",
    "not_subject": "the item is not subject to the EAR",
    "prohibited": "prohibited",
    "undetermined": "undetermined",
}
MET = {"yes": "is met", "no": "is not met", "unknown": "is open"}
CONFIDENCE = {"P": "primary text read", "S": "secondary source", "U": "unclear"}


def outcome_words(outcome: str, via: str, corpus: str = HOME_LAW) -> str:
    """An outcome and its authorization as a clause; `corpus` names the law that answers.

    >>> outcome_words("license_exception", "LPP")
    'license exception LPP is available'
    """
    match outcome:
        case "not_subject" if not corpus.startswith(HOME_LAW):
            return "this law does not reach it"
        case "license_exception" if via == "claimed":
            return "the license exception that is claimed is available"
        case "license_exception":
            return f"license exception {via} is available"
        case "no_license_required":
            return f"no license is required ({via})"
        case "authorized":
            return AUTHORIZED.get(via, f"authorized ({via})")
        case _:
            return OUTCOMES.get(outcome, outcome.replace("_", " "))


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "duty", "duties"), counted(3, "fact")
    ('1 duty', '3 facts')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text begun with a capital and ended with a stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def wrapped(text: str, width: int, indent: int = 0, hang: int = 2) -> list[str]:
    """The text in lines of at most `width` columns; lines after the first stand `hang` columns deeper."""
    return textwrap.wrap(
        text, max(width, indent + 30), initial_indent=" " * indent, subsequent_indent=" " * (indent + hang),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def section(title: str, lines: Iterable[str]) -> list[str]:
    """A heading and its lines, after an empty one; nothing when there are none."""
    body = list(lines)
    return ["", title.upper(), *body] if body else []


def printable(cell: str) -> str:
    """A cell of a stranger's file: no character of it may steer the terminal, nor break a line."""
    return "".join(c if c.isprintable() else "\ufffd" for c in cell)
