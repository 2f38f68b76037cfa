"""The header of a book: which of its columns are facts, which look as if they were meant to be, which are missing."""

from __future__ import annotations

from collections.abc import Sequence

from licet.base.errors import Complaint, FileError
from licet.facts.vocabulary import vocabulary

NEEDED_ITEM = ("chip", "tpp", "ic_tpp", "eccn", "item_kind", "hbm_bandwidth_gb_s", "memory_bandwidth_density")


def normal_header(name: str) -> str:
    """`Consignee HQ` as `consignee_hq`."""
    return "_".join(name.strip().casefold().replace("-", " ").split())


def fact_columns(columns: Sequence[str], where: str) -> dict[str, str]:
    """Column as written to fact, for those that are facts.

    Raises:
        FileError: LIC-F017 when two columns are the same fact.
    """
    found: dict[str, str] = {}
    known = vocabulary()
    for column in columns:
        name = normal_header(column)
        if name in known and not known[name].derived:
            if name in found.values():
                raise FileError("LIC-F017", f"Two columns are {name}.", where=where, hint="Leave one of them out.")
            found[column] = name
    return found


def header_complaints(columns: Sequence[str], where: str) -> list[Complaint]:
    """What a book cannot be answered without, and columns whose name is nearly a fact's."""
    facts = set(fact_columns(columns, where).values())
    others = [normal_header(column) for column in columns if normal_header(column) not in facts]
    complaints = []
    if "destination" not in facts:
        hint = f"Is it the column {close!r}? Name it destination." if (close := _closest("destination", others)) else ""
        complaints.append(
            Complaint("LIC-F015", "The book has no column named destination.", where, hint or "Add it: ISO codes, for example MX.")
        )
    if not facts & set(NEEDED_ITEM):
        complaints.append(
            Complaint(
                "LIC-F015", "The book has no column that says what the item is.", where, f"Add one of {', '.join(NEEDED_ITEM)}."
            )
        )
    return complaints


def header_hints(columns: Sequence[str], where: str) -> list[str]:
    """Columns that are no facts and are nearly named like one: kept, not read."""
    facts = fact_columns(columns, where)
    known = [name for name, spec in vocabulary().items() if not spec.derived and name not in facts.values()]
    hints = []
    for column in columns:
        if column not in facts and (hint := _resembles(normal_header(column), known)):
            hints.append(f"Column {column!r} is no fact and is not read. {hint}")
    return hints


def _resembles(name: str, known: Sequence[str]) -> str:
    """A hint only for what is a slip of the fingers away."""
    import difflib

    close = difflib.get_close_matches(name, known, 1, 0.85)
    return f"Did you mean {close[0]}?" if close else ""


def _closest(name: str, others: Sequence[str]) -> str:
    import difflib

    for other in others:
        if name in other or other in name:
            return other
    return next(iter(difflib.get_close_matches(name, others, 1, 0.6)), "")
