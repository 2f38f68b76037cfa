"""Tables of what surrounds a decision: duties with their days, charges on entry, the fields of an application."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any, Protocol

from licet.base.dates import Window
from licet.base.errors import LawError
from licet.base.values import frozen
from licet.language.table import cited, window_of

PARTS = ("", "attachment", "certification", "statement", "option")
"""What a duty asks of an application: a document beside it, a certification, words in it; or a way around it. Empty: none of these."""


class KindOf(Protocol):
    """Something that knows the kind of a fact."""

    @property
    def kind(self) -> str: ...


@frozen
class DueRule:
    """From which day of the line a duty's own day is counted, and how far.

    Attributes:
        of: facts that hold a day; the latest of those that are known counts. Without the first there is no day.
        days, months: how far to go, backwards where negative.
        less: a fact in days that is taken off.
        is_kept: something is to be kept until the day, so a month that is too short ends late, not early.
    """

    of: tuple[str, ...]
    days: int = 0
    months: int = 0
    less: str = ""
    is_kept: bool = False


@frozen
class Duty:
    """Something to do, keep or observe: listed, never blocking.

    Attributes:
        via, on: it arises where the line goes under one of these, or has one of these outcomes.
        given: a provision that must hold for it to arise; empty: always.
        part: what it asks of an application, one of `PARTS`.
    """

    via: tuple[str, ...]
    on: tuple[str, ...]
    what: str
    when: str
    cite: str
    confidence: str
    window: Window
    given: str = ""
    due: DueRule | None = None
    part: str = ""


@frozen
class Charge:
    """Money that the law asks for: `rate` percent (a figure of the law) of the fact `of`, where `given` holds.

    It is shown wherever `shown` holds, also to say that it is not owed.
    """

    what: str
    given: str
    shown: str
    rate: str
    of: str
    cite: str
    confidence: str
    window: Window
    note: str = ""


@frozen
class FormField:
    """A field of a license application.

    Attributes:
        block: its number, where a source names it.
        fact, answer: what fills it, a fact of the line or a part of the answer; neither: the applicant alone.
        is_optional: an application may be whole without it.
    """

    label: str
    block: str
    fact: str
    answer: str
    is_optional: bool
    cite: str
    confidence: str
    window: Window


def due_rule(row: Mapping[str, Any], place: str) -> DueRule | None:
    """The day rule of a duty: `of` a fact or several, and one of the counts below; none of them is the day itself.

    Raises:
        LawError: LIC-L020 for a rule that cannot be counted.
    """
    if "due" not in row:
        return None
    rule = dict(row["due"])
    of, less = rule.pop("of", ()), rule.pop("less", "")
    facts = (of,) if isinstance(of, str) else tuple(of)
    counts = {"days_before": (-1, 0), "days_after": (1, 0), "months_after": (0, 1), "years_after": (0, 12), "keep_years": (0, 12)}
    if not facts or len(rule) > 1 or set(rule) - set(counts) or any(type(n) is not int or n < 1 for n in rule.values()):
        hint = f"Name the facts in `of`, and at most one of {', '.join(counts)} with a whole number."
        raise LawError("LIC-L020", "The day of the duty cannot be counted.", where=place, hint=hint)
    for name, number in rule.items():
        days, months = counts[name]
        return DueRule(facts, days * number, months * number, less, name == "keep_years")
    return DueRule(facts, less=less)


def duty_row(row: Mapping[str, Any], place: str) -> Duty:
    """A duty of an authorization or of an outcome.

    Raises:
        LawError: LIC-L013 where nothing says when it arises, or it asks for something unheard of.
    """
    cite, confidence = cited(row, place)
    via, on, part = tuple(row.get("via", ())), tuple(row.get("on", ())), row.get("part", "")
    if not via and not on:
        raise LawError("LIC-L013", "The duty has neither `via` nor `on`.", where=place)
    if part not in PARTS:
        raise LawError("LIC-L013", f"There is no part {part!r} of an application.", where=place, hint=f"One of {', '.join(PARTS[1:])}.")
    due = due_rule(row, place)
    return Duty(via, on, row["what"], row["when"], cite, confidence, window_of(row, place), row.get("given", ""), due, part)


def charge_row(row: Mapping[str, Any], place: str) -> Charge:
    """A charge."""
    cite, confidence = cited(row, place)
    return Charge(
        row["what"], row["given"], row["shown"], row["rate"], row["of"], cite, confidence, window_of(row, place), row.get("note", "")
    )


def check_papers(
    duties: Iterable[Duty], charges: Iterable[Charge], form: Iterable[FormField], provisions: Container[str], amounts: Container[str],
    grains: Mapping[str, KindOf],
) -> None:  # fmt: skip
    """What the tables refer to must be there.

    Raises:
        LawError: LIC-L021 for a provision, a figure or a fact that is not.
    """
    for duty in duties:
        what = f"duties.toml, `{duty.what}`"
        _known(duty.given or None, provisions, "provision", what)
        if duty.due is not None:
            for fact in duty.due.of:
                _known(fact, [name for name, grain in grains.items() if grain.kind == "date"], "date", what)
            _known(duty.due.less or None, grains, "fact", what)
    for charge in charges:
        what = f"charges.toml, `{charge.what}`"
        for name, known, kind in (
            (charge.given, provisions, "provision"), (charge.shown, provisions, "provision"), (charge.rate, amounts, "figure"),
            (charge.of, grains, "fact"),
        ):  # fmt: skip
            _known(name, known, kind, what)
    for field in form:
        _known(field.fact or None, grains, "fact", f"forms.toml, `{field.label}`")


def _known(name: str | None, known: Container[str], kind: str, where: str) -> None:
    if name is not None and name not in known:
        raise LawError("LIC-L021", f"There is no {kind} named {name!r}.", where=where, hint="Correct the name, or write what it names.")


def field_row(row: Mapping[str, Any], place: str) -> FormField:
    """A field of the application."""
    cite, confidence = cited(row, place)
    filled = row.get("fact", ""), row.get("answer", "")
    return FormField(row["label"], row.get("block", ""), *filled, bool(row.get("optional")), cite, confidence, window_of(row, place))
