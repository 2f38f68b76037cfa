"""A provision: one rule of law with its dated versions; and the decorators that mark it in source.

The decorators exist so that a module of law is plain, importable Python which editors and type checkers understand. Nothing is
registered when they run: `read.py` reads the same lines from source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from licet.base.dates import Window
from licet.base.values import frozen
from licet.language.tree import Node

CODIFIED = "codified"
ENFORCED = "enforced"
LAYERS = (CODIFIED, ENFORCED)


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a provision: where it stands, when it holds in each layer, what it says."""

    provision: str
    cite: str
    confidence: str
    by: str
    tree: Node
    text: str
    source: str
    place: str
    windows: dict[str, Window] = field(hash=False)
    published: int | None
    due: int | None
    exclusion: bool = False
    joins: bool = False
    """It only joins other provisions: an answer names those, not this one."""
    refs: tuple[str, ...] = ()
    """The provisions it refers to."""

    def window(self, layer: str) -> Window | None:
        return self.windows.get(layer)


@frozen
class Provision:
    """A rule by its name, all versions oldest first."""

    name: str
    module: str
    versions: tuple[Version, ...]


class _Marked:
    """What a decorated function becomes when a module of law is imported by Python: callable, amendable."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__

    def __call__(self, t: Any) -> Any:
        return self.function(t)

    def amended(self, cite: str, **_: Any) -> Callable[[Callable[..., Any]], _Marked]:
        return _Marked

    repealed = amended


def provision(
    cite: str,
    *,
    since: str,
    by: str,
    confidence: str,
    until: str = "",
    layer: str = "",
    exclusion: bool = False,
    joins: bool = False,
) -> Callable[[Callable[..., Any]], _Marked]:
    """Mark a function as a provision.

    Args:
        cite: the paragraph, as the regulation numbers it.
        since: first day, ISO. until: first day no longer, ISO; open when empty.
        by: id of the instrument that made it (instruments.toml).
        confidence: P primary text read, S secondary, U unclear.
        layer: `codified` or `enforced` when it holds in that layer only.
        exclusion: this rule frees; where it is not in force, its negation is meant to be yes.
        joins: it only joins other provisions, and is not named where an answer lists what decided.
    """
    return _Marked


def definition(cite: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function as a definition: a phrase of law that is read into the place where it is used."""
    return lambda function: function


def group(name: str) -> frozenset[str]:
    """Members of a dated table of countries."""
    raise TypeError("group() is read from source, not run")


def party(name: str) -> frozenset[str]:
    """Names in a dated table of parties or products."""
    raise TypeError("party() is read from source, not run")


def entries(name: str) -> frozenset[str]:
    """Paragraphs of the Commerce Control List in a dated table."""
    raise TypeError("entries() is read from source, not run")


def amount(name: str) -> int:
    """A dated figure."""
    raise TypeError("amount() is read from source, not run")


def reading(name: str, choice: str) -> bool:
    """Whether the text is read this way; an open reading without a default is unknown."""
    raise TypeError("reading() is read from source, not run")


def unread(reason: str) -> bool:
    """Law that exists but is not known here: always unknown."""
    raise TypeError("unread() is read from source, not run")


def day(iso: str) -> int:
    """A calendar day as a constant."""
    raise TypeError("day() is read from source, not run")
