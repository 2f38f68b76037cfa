"""Random requests that crowd a few accounts, so that limits bind and holds meet."""

from __future__ import annotations

from random import Random

from licet.ledger.request import Request

DAYS = ("2025-01-20", "2025-03-31", "2025-04-01", "2025-05-31", "2025-06-01", "2025-12-31", "2026-01-01")
SUBJECTS = {
    "lpp": ("acme:2025", "acme:2026", "bolt:2025"),
    "country": ("MX", "IN"),
    "stock": ("acme:MX", "acme:IN"),
    "part": ("acme:MX", "acme:IN", "bolt:MX"),
    "whole": ("acme", "bolt"),
    "china": ("acme:chip",),
    "us": ("acme:chip",),
    "license": ("D1",),
}
ACCOUNTS = tuple(f"{kind}:{subject}" for kind, subjects in SUBJECTS.items() for subject in subjects)


def amount(random: Random, key: str) -> int:
    """Small where limits are small; large where they make room."""
    return random.randint(1, 400) if key.startswith(("whole", "us")) else random.choice((1, 1, 2, 5, 9, 20, random.randint(1, 70)))


def named(key: str, era: int) -> str:
    """The account in an era: the same crowd, on accounts that are still empty."""
    return key.replace("acme", f"acme{era}").replace("bolt", f"bolt{era}").replace("country:MX", f"country:M{era}") if era else key


def request(random: Random, number: int, holds: list[str], at: int, era: int = 0) -> Request:
    """One request; `holds` are ids that earlier ones made or tried to make."""
    kind = random.choices(("reserve", "post", "void", "move", "reverse", "record", "retire"), (60, 14, 8, 5, 3, 6, 4))[0]
    made = Request(id=f"r{number}", kind=kind)
    if kind in ("post", "void", "move", "reverse") and not holds:
        kind = "reserve"
    hold = random.choice(holds) if kind in ("post", "void", "move", "reverse") or (kind == "record" and holds and random.random() < 0.4) else ""
    expires = at + random.randint(1, 400) if random.random() < 0.3 else 0
    legs, day = (), ""
    if kind in ("reserve", "move", "record", "retire"):
        day = random.choice(DAYS)
        keys = [named(key, era) for key in random.sample(ACCOUNTS, random.randint(1, 3))]
        legs = tuple((key, amount(random, key)) for key in sorted(keys))
    amounts = tuple(random.randint(0, 30) for _ in range(random.randint(1, 3))) if kind == "post" and random.random() < 0.3 else ()
    received = random.choice(DAYS) if legs and random.random() < 0.2 else ""
    layer = random.choice(("codified", "enforced")) if kind in ("reserve", "move") else ""
    expires = expires if kind in ("reserve", "move") else 0
    return Request(id=made.id, kind=kind, hold=hold, legs=legs, day=day, received=received, layer=layer, expires=expires, amounts=amounts)
