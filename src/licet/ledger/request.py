"""What is asked of a ledger and what it answered, as values and as the bytes that are kept.

Fields stand in alphabetical order and defaults are left out: what msgspec writes is then JSON in the canonical form of RFC 8785, for
texts, integers below 2**53, lists and objects are all there is. A test holds it against a second implementation of that form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

import msgspec

from licet.base.dates import parse_day
from licet.base.errors import IntegrityError, LedgerError
from licet.language.provision import LAYERS
from licet.ledger.limit import GRAINS_MOST, Limit

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}\Z")
LEGS_MOST = 64
TEXT_MOST = 400

UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Signs that steer a terminal, and halves of signs that no file can hold."""

REQUESTS = ("reserve", "post", "void", "move", "reverse", "record", "retire", "limit")
"""What people ask. The ledger itself writes `open`, `adopt` and `expire`."""
WITH_HOLD = ("post", "void", "move", "reverse")
WITH_LEGS = ("reserve", "move", "record", "retire")

Leg = tuple[str, Annotated[int, msgspec.Meta(ge=1, le=GRAINS_MOST)]]
"""An account and whole grains on it. What is read back from a record is held to the same bounds."""


class Request(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """One request.

    Attributes:
        amounts: for `post`: grains per leg of the hold, where less than all of it left.
        by: who asks; a desk or a program, never a person's name.
        day: ISO day whose law governs.
        expires: microseconds since 1970 UTC at which a hold lapses; 0: never.
        hold: id of the hold it is about.
        id: made by the client; the same id and bytes get the same answer for ever.
        law: for `adopt`: name, version and digest of the corpus.
        layer: from which layer of the law it is asked.
        legs: accounts by name, ascending, with whole grains.
        received: ISO day of receipt, where accounts by year follow another day than `day`.
        why: the determination that allowed it.
    """

    amounts: tuple[Annotated[int, msgspec.Meta(ge=0, le=GRAINS_MOST)], ...] = ()
    by: str = ""
    day: str = ""
    expires: int = 0
    hold: str = ""
    id: str
    kind: str
    law: str = ""
    layer: str = ""
    legs: tuple[Leg, ...] = ()
    limits: tuple[Limit, ...] = ()
    received: str = ""
    why: str = ""


class Reason(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """One limit that does not hold: grains of its inequality; or, with `what` alone, why a hold does not allow it."""

    account: str = ""
    asked: int = 0
    bound: int = 0
    cite: str = ""
    effect: str = ""
    layer: str = ""
    limit: str = ""
    short: int = 0
    used: int = 0
    what: str = ""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """What was answered. Without reasons to refuse it was done; `after` is what each leg's account then holds, pending and posted."""

    after: tuple[int, ...] = ()
    breaches: tuple[Reason, ...] = ()
    notices: tuple[Reason, ...] = ()
    refused: tuple[Reason, ...] = ()


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A line of the record: what was asked, what was answered, when, and its number."""

    answer: Answer
    at: int
    request: Request
    seq: int


class Stored(msgspec.Struct, gc=False, kw_only=True):
    """An event as the audit reads it, but for the answer: the audit compares its bytes with those of its own."""

    at: int
    request: Request
    seq: int


encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode
decode_stored = msgspec.json.Decoder(Stored).decode


def decode(body: bytes) -> Event:
    """An event from its bytes.

    Raises:
        IntegrityError: LIC-I001 where the bytes are none: they were damaged.
    """
    try:
        return _decode(body)
    except msgspec.DecodeError as error:
        hint = "licet audit verify says which. Restore a copy; change nothing by hand."
        raise IntegrityError("LIC-I001", f"Stored bytes are no event: {error}.", hint=hint) from None


BEFORE_ANSWER = len(b'{"answer":')


def body_of(seq: int, at: int, request: bytes, answer: Answer) -> bytes:
    """The bytes that are kept of an event. The request's own bytes stand in them as they came."""
    return b'{"answer":%b,"at":%d,"request":%b,"seq":%d}' % (encode(answer), at, request, seq)


def has_answer(body: bytes, answer: Answer) -> bool:
    """Whether an event's body holds this very answer."""
    return body.startswith(encode(answer) + b',"at":', BEFORE_ANSWER)


def request_in(body: bytes) -> bytes:
    """The request's bytes in an event's body."""
    start = body.index(b',"request":{"') + len(b',"request":')
    return body[start : body.rindex(b',"seq":')]


def checked_request(request: Request) -> Request:
    """A request as it may enter; its legs in ascending order.

    Raises:
        LedgerError: LIC-Q001 for an amount that is zero, negative or above the bound; LIC-Q002 for an id, LIC-Q003 for anything else.
            Nothing is recorded.
    """
    if not IDENTIFIER.match(request.id):
        hint = "1 to 80 letters, figures and . _ : / -, beginning with a letter or figure."
        raise LedgerError("LIC-Q002", f"{request.id!r} is no id for a request.", hint=hint)
    if request.kind not in REQUESTS:
        raise LedgerError("LIC-Q003", f"Nothing is known of a request {request.kind!r}.", hint=", ".join(REQUESTS))
    if request.kind in WITH_HOLD and not request.hold:
        raise LedgerError("LIC-Q003", f"{request.kind} needs the id of a hold.")
    if request.kind in WITH_LEGS:
        if not 0 < len(request.legs) <= LEGS_MOST:
            raise LedgerError("LIC-Q003", f"{request.kind} names {len(request.legs)} accounts; 1 to {LEGS_MOST} are allowed.")
        _check_days(request)
    for amount in request.amounts:
        check_amount(amount, request.hold, least=0)
    _check_texts(request)
    before, in_order = "", type(request.legs) is tuple
    for account, amount in request.legs:
        if type(amount) is not int or not 0 < amount <= GRAINS_MOST:
            check_amount(amount, account)
        in_order = in_order and before < account
        before = account
    return request if in_order else _ordered(request)


def _ordered(request: Request) -> Request:
    """The request with its legs in ascending order, each account once."""
    if len({account for account, _ in request.legs}) != len(request.legs):
        raise LedgerError("LIC-Q003", "An account is named twice.", hint="Add the amounts up: one leg for each account.")
    return msgspec.structs.replace(request, legs=tuple(sorted((account, amount) for account, amount in request.legs)))


def check_amount(amount: int, where: str, least: int = 1) -> None:
    """Refuse what is no amount.

    Raises:
        LedgerError: LIC-Q001.
    """
    if isinstance(amount, bool) or not isinstance(amount, int) or not least <= amount <= GRAINS_MOST:
        what = "zero or negative" if isinstance(amount, int) and amount < least else "above the largest amount, or no integer of grains"
        raise LedgerError("LIC-Q001", f"The amount {amount!r} is {what}.", where=where, hint="Nothing was recorded.")


@lru_cache(10_000)
def _day_complaint(text: str) -> str:
    """What is wrong with a day; nothing where it is one."""
    try:
        parse_day(text)
    except ValueError as error:
        return str(error)
    return ""


def _check_days(request: Request) -> None:
    for name, text in (("day", request.day), ("received", request.received or request.day)):
        if complaint := _day_complaint(text):
            raise LedgerError("LIC-Q003", f"{name}: {complaint}.", hint="Write it as YYYY-MM-DD.")
    if request.kind in ("reserve", "move") and request.layer not in LAYERS:
        raise LedgerError("LIC-Q003", f"There is no layer {request.layer!r}.", hint="codified or enforced.")
    if not 0 <= request.expires <= GRAINS_MOST:
        raise LedgerError("LIC-Q003", f"expires: {request.expires} is no moment.")


def _check_texts(request: Request) -> None:
    texts = [request.by, request.why, request.hold, request.law, *[account for account, _ in request.legs]]
    words = "".join(texts)
    if len(words) <= TEXT_MOST and words.isascii() and words.isprintable():
        return
    if UNFIT.search(words) or max(map(len, texts)) > TEXT_MOST:
        text = next(text for text in texts if len(text) > TEXT_MOST or UNFIT.search(text))
        raise LedgerError("LIC-Q003", f"A text is too long or holds signs that cannot be kept: {text[:40]!r}.")
