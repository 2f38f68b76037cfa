"""`licet quota`: what was promised and what is left, on a ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from licet.base import clock
from licet.base.dates import parse_day
from licet.base.errors import UsageError

if TYPE_CHECKING:
    from licet.ledger.ledger import Ledger
    from licet.ledger.limit import Limit, Limits
    from licet.ledger.writer import Reply

quota_app = typer.Typer(no_args_is_help=True, help="Quotas: what was promised, what was used, what is left.")

Address = Annotated[str, typer.Argument(metavar="LEDGER", help="A file, or postgresql://user@host/database.")]
Legs = Annotated[list[str], typer.Argument(metavar="ACCOUNT=AMOUNT...", help="For example country:MX=1250000, in the account's unit.")]
Day = Annotated[str | None, typer.Option("--date", help="Day whose law governs, YYYY-MM-DD (default: today).")]
Received = Annotated[str, typer.Option("--received", help="Day of receipt, where it differs: yearly accounts follow it.")]
Layer = Annotated[str, typer.Option("--layer", help="enforced or codified: whose limits refuse.")]
Expires = Annotated[str | None, typer.Option("--expires", help="When a reservation lapses: days from now (14d) or a day.")]
Id = Annotated[str | None, typer.Option("--id", help="The request's id: the same id and request get the same answer for ever.")]
Why = Annotated[str, typer.Option("--why", help="The determination that allows it, or any other reason.")]
By = Annotated[str, typer.Option("--by", help="The desk that asks; no person's name: the record is for ever.")]
At = Annotated[str | None, typer.Option("--at", help="As of a past moment, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, UTC.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
DAYS_LONG = len("99999d")
Hold = Annotated[str, typer.Argument(metavar="HOLD", help="The id of the reservation.")]
Out = Annotated[str | None, typer.Option("--out", "-o", help="Write a file; its ending says how: csv, jsonl, parquet, xlsx ...")]


def opened(address: str, *, create: bool = False) -> Ledger:
    """The ledger; its libraries are loaded now and not before."""
    from licet.ledger.ledger import open_ledger

    return open_ledger(address, create=create)


def moment_of(text: str | None, option: str = "--at") -> int | None:
    """Microseconds of a moment; a day alone is its last moment.

    Raises:
        UsageError: LIC-U001.
    """
    if text is None:
        return None
    try:
        if len(text) == 10:
            day = parse_day(text)
            return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + 86_400) * 1_000_000 - 1
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()) * 1_000_000 + 999_999
    except ValueError as error:
        raise UsageError("LIC-U001", f"{option}: {error}.", hint="Write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS.") from None


def lapse_of(text: str | None) -> int:
    """Microseconds at which a reservation lapses; 0: never.

    Raises:
        UsageError: LIC-U001.
    """
    if text is None:
        return 0
    if text.endswith("d") and text[:-1].isdecimal():
        if len(text) > DAYS_LONG:
            raise UsageError("LIC-U001", f"--expires: {text} is beyond any date.", hint="Days from now, for example 14d, or a day.")
        return clock.now() + timedelta(days=int(text[:-1])) // timedelta(microseconds=1)
    return (moment_of(text, "--expires") or 0) + 1


def tell(reply: Reply, limits: Limits, as_json: bool) -> int:
    """Print an answer.

    Returns:
        0 done, 1 refused or done with a breach.
    """
    from licet.batch.booking import over_by, room_words, why
    from licet.ledger.request import encode

    if as_json:
        content = {"seq": reply.seq, "at": reply.at, "again": reply.again, "granted": reply.granted, "id": reply.request.id}
        print(json.dumps(content | {"answer": json.loads(encode(reply.answer))}, indent=1, ensure_ascii=False))
    elif not reply.granted:
        print(f"refused  {why(reply.answer, limits)}")
    else:
        done = {"reserve": "reserved", "post": "posted", "void": "voided", "move": "moved", "reverse": "reversed", "retire": "retired"}
        words = room_words(limits, dict(zip((k for k, _ in reply.request.legs), reply.answer.after, strict=False)), reply.request)
        print(f"{done.get(reply.request.kind, 'recorded')}{' before' if reply.again else ''}  {reply.request.id}")
        if words or reply.request.kind in ("reserve", "move"):
            print(f"  {words or 'no figure bounds it on that day'}")
        for breach in reply.answer.breaches:
            print(f"  BREACH {breach.limit} on {breach.account}: over by {over_by(breach, limits)} ({breach.layer}; {breach.cite})")
        for notice in reply.answer.notices:
            print(f"  NOTICE {notice.limit} on {notice.account} ({notice.cite})")
    return 0 if reply.granted and not reply.answer.breaches else 1


def _asked(address: str, kind: str, legs: Sequence[str] | None, as_json: bool, **content: Any) -> int:
    """Ask one thing of a ledger and print the answer."""
    from licet.ledger.legs import read_legs

    with opened(address) as ledger:
        limits = ledger.limits()
        if legs is not None:
            content["legs"] = read_legs(legs, limits)
        return tell(getattr(ledger, kind)(**content), limits, as_json)


@quota_app.command("open")
def open_(address: Address, as_json: Json = False) -> int:
    """Make a ledger, or let one count by the law as it is now; list what is then in breach. Nothing that was booked changes."""
    from licet.law import corpus
    from licet.ledger.law import law_name

    with opened(address, create=True) as ledger:
        breaches = ledger.breaches(day=clock.today().isoformat())
        limits = ledger.limits()
        if as_json:
            print(json.dumps({"law": law_name(corpus()), "limits": len(limits.all), "breaches": [b.account for b in breaches]}, indent=1))
        else:
            print(f"{address} counts by {law_name(corpus())}: {len(limits.all)} limits in all versions")
            for breach in breaches:
                print(f"  BREACH {breach.limit} ({breach.layer}) on {breach.account} ({breach.cite})")
        return 1 if breaches else 0


@quota_app.command("license")
def license_(
    address: Address,
    number: Annotated[str, typer.Argument(help="The license's number, for example D1234567.")],
    quantity: Annotated[int, typer.Option("--quantity", help="Units granted.")],
    value_usd: Annotated[str | None, typer.Option("--value-usd", help="Value granted.")] = None,
    since: Annotated[str, typer.Option("--since", help="First day on which it is valid.")] = "",
    until: Annotated[str, typer.Option("--until", help="First day on which it is no longer valid.")] = "",
    conditions: Annotated[str, typer.Option("--conditions", help="Kept and shown with every refusal.")] = "",
    id: Id = None, why: Why = "", by: By = "", as_json: Json = False,
) -> int:  # fmt: skip
    """Enter an individual license: accounts license_units:NUMBER and license_value:NUMBER."""
    from licet.base.quantities import parse_quantity, to_grains
    from licet.ledger.license import CENTS, license_limits

    try:
        cents = to_grains(parse_quantity(value_usd), CENTS) if value_usd else 0
    except ValueError as error:
        raise UsageError("LIC-U005", f"--value-usd: {error}.") from None
    made = license_limits(number, quantity=quantity, value_cents=cents, since=since, until=until, conditions=conditions)
    with opened(address) as ledger:
        return _entered(ledger, made, as_json, id=id, why=why, by=by)


@quota_app.command("limit")
def limit_(
    address: Address,
    name: Annotated[str, typer.Argument(help="What you call it.")],
    account: Annotated[str, typer.Option("--account", help="A kind of account (lpp), or one subject of it (lpp:acme).")],
    bound: Annotated[str, typer.Option("--bound", help="In the account's unit; for a new kind in --unit.")],
    every: Annotated[str, typer.Option("--every", help="once, or year where each year has its account.")] = "once",
    unit: Annotated[str, typer.Option("--unit", help="For a new kind of account.")] = "TPP",
    since: Annotated[str, typer.Option("--since", help="First day.")] = "",
    until: Annotated[str, typer.Option("--until", help="First day on which it no longer holds.")] = "",
    words: Annotated[str, typer.Option("--words", help="Shown with every refusal.")] = "",
    id: Id = None, why: Why = "", by: By = "", as_json: Json = False,
) -> int:  # fmt: skip
    """Enter a limit of your own; one of the same name is replaced. It binds in both layers, beside what the law says."""
    from licet.base.quantities import GRAIN, parse_quantity, to_grains
    from licet.ledger.license import own_limit

    with opened(address) as ledger:
        limits = ledger.limits()
        kind = account.partition(":")[0]
        known = [limit for limit in limits.all if any(term.kind == kind for term in limit.terms)]
        unit, grain = (known[0].unit, known[0].grain) if known else (unit, GRAIN)
        every = known[0].every if known else every
        try:
            grains = to_grains(parse_quantity(bound), grain)
        except ValueError as error:
            raise UsageError("LIC-U005", f"--bound: {error}.") from None
        made = own_limit(name, account, grains, every=every, unit=unit, grain=grain, since=since, until=until, words=words)
        return _entered(ledger, [made], as_json, id=id, why=why, by=by)


def _entered(ledger: Ledger, made: Sequence[Limit], as_json: bool, **content: Any) -> int:
    """Enter limits; what they put in breach, today or on their first day, is listed. Nothing that was booked changes."""
    from licet.base.quantities import show_grains
    from licet.ledger.legs import spaced

    status = tell(ledger.limit(made, **content), ledger.limits(), as_json)
    today, names = clock.today().isoformat(), {limit.name for limit in made}
    days = sorted({today, *(limit.since for limit in made if limit.since > today)})
    found = {(one.account, one.limit): one for day in days for one in ledger.breaches(day=day) if one.limit in names}
    for one in found.values():
        if not as_json:
            print(f"  BREACH {one.limit} on {one.account}: over by {spaced(show_grains(-one.room, one.grain))} {one.unit} ({one.cite})")
    return 1 if found else status


@quota_app.command()
def reserve(
    address: Address, legs: Legs, date: Day = None, received: Received = "", layer: Layer = "enforced", expires: Expires = None,
    id: Id = None, why: Why = "", by: By = "", as_json: Json = False,
) -> int:  # fmt: skip
    """Promise room on some accounts: all of it or nothing. Exit 1 and every failing limit when it does not fit."""
    day = date or clock.today().isoformat()
    content = {"day": day, "received": received, "layer": layer, "expires": lapse_of(expires)}
    return _asked(address, "reserve", legs, as_json, id=id, why=why, by=by, **content)


@quota_app.command()
def post(
    address: Address, hold: Hold,
    amounts: Annotated[list[str] | None, typer.Argument(metavar="ACCOUNT=AMOUNT...", help="What left, where it was less.")] = None,
    part: Annotated[str | None, typer.Option("--part", help="The share that left, for example 3/8; the rest is free again.")] = None,
    id: Id = None, why: Why = "", by: By = "", as_json: Json = False,
) -> int:  # fmt: skip
    """The shipment left, wholly or in part."""
    from licet.ledger.legs import read_legs

    with opened(address) as ledger:
        limits = ledger.limits()
        left: tuple[int, ...] = ()
        if part or amounts:
            held = ledger.hold(hold).legs
            given = dict(read_legs(amounts or (), limits))
            left = _part_of(held, part) if part else tuple(given.pop(key, 0) for key, _ in held)
            if given and not part:
                raise UsageError("LIC-U005", f"The hold has no account {next(iter(given))}.")
        return tell(ledger.post(hold, amounts=left, id=id, why=why, by=by), limits, as_json)


def _part_of(held: Sequence[tuple[str, int]], part: str) -> tuple[int, ...]:
    try:
        share = Fraction(part)
        amounts = [amount * share for _, amount in held]
    except (ValueError, ZeroDivisionError):
        raise UsageError("LIC-U005", f"--part: {part!r} is no share.", hint="For example 3/8.") from None
    if not 0 < share <= 1 or any(amount.denominator != 1 for amount in amounts):
        hint = "Name the amounts: ACCOUNT=AMOUNT for each account."
        raise UsageError("LIC-U005", f"{part} of the hold is more than all of it, or no whole number of grains.", hint=hint)
    return tuple(int(amount) for amount in amounts)


@quota_app.command()
def void(address: Address, hold: Hold, id: Id = None, why: Why = "", by: By = "", as_json: Json = False) -> int:
    """Give a reservation back."""
    return _asked(address, "void", None, as_json, hold=hold, id=id, why=why, by=by)


@quota_app.command()
def reverse(address: Address, hold: Hold, id: Id = None, why: Why = "", by: By = "", as_json: Json = False) -> int:
    """Take a posting back: a counter-entry, nothing is edited."""
    return _asked(address, "reverse", None, as_json, hold=hold, id=id, why=why, by=by)


@quota_app.command()
def move(
    address: Address, hold: Hold, legs: Legs, date: Day = None, received: Received = "", layer: Layer = "enforced",
    expires: Expires = None, id: Id = None, why: Why = "", by: By = "", as_json: Json = False,
) -> int:  # fmt: skip
    """Put other accounts in the place of a reservation's, as over a year's end: all or nothing."""
    day = date or clock.today().isoformat()
    content = {"day": day, "received": received, "layer": layer, "expires": lapse_of(expires)}
    return _asked(address, "move", legs, as_json, hold=hold, id=id, why=why, by=by, **content)


@quota_app.command()
def record(
    address: Address, legs: Legs, date: Day = None, received: Received = "",
    hold: Annotated[str, typer.Option("--hold", help="The reservation under which it left.")] = "",
    id: Id = None, why: Why = "", by: By = "", as_json: Json = False,
) -> int:  # fmt: skip
    """A shipment that happened. Never refused for want of room; exit 1 and the breaches when it went too far."""
    day = date or clock.today().isoformat()
    return _asked(address, "record", legs, as_json, day=day, received=received, hold=hold, id=id, why=why, by=by)


@quota_app.command()
def retire(
    address: Address, legs: Legs, date: Day = None, received: Received = "", id: Id = None, why: Why = "", by: By = "",
    as_json: Json = False,
) -> int:  # fmt: skip
    """Stock that is gone: lost, failed, moved away, sold."""
    day = date or clock.today().isoformat()
    return _asked(address, "retire", legs, as_json, day=day, received=received, id=id, why=why, by=by)
