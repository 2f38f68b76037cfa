"""The words every verb understands, read once: from where the law is seen, how it is read, what is assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from licet.base.dates import day_number, day_of, parse_day
from licet.base.errors import FactError, UsageError, nearest
from licet.decide.determine import Question
from licet.decide.engine import Engine
from licet.facts.intake import Admitted, Assumed, with_values
from licet.facts.profiles import assumptions
from licet.language.provision import ENFORCED, LAYERS
from licet.language.standing import STATUSES, Override, makers, with_overrides
from licet.law import HOME, corpora, corpus

EXAMPLE = "affiliates=in_force@YYYY-MM-DD"
"""What an override looks like."""


def engine(regime: str = HOME, instruments: tuple[Override, ...] = ()) -> Engine:
    """The engine of a law that ships with licet, with its instruments standing as a user says."""
    known = corpus(regime).instruments
    return _engine(regime, tuple(one for one in instruments if one.instrument in known))


@cache
def _engine(regime: str, instruments: tuple[Override, ...]) -> Engine:
    return Engine(with_overrides(corpus(regime), instruments))


@dataclass(frozen=True)
class Settings:
    """How a question is asked.

    Attributes:
        as_of: day number of the law to use for every line; None: each line's own date.
        today: the day for lines without a date, when `as_of` is None; None: such a line lacks a fact.
        known_at: day number; only what was published by then counts.
        layer: which layer heads the answer.
        readings: reading name to choice.
        assume: fact to (text, who chose it).
        instruments: what the user says of the standing of instruments.
    """

    as_of: int | None = None
    today: int | None = None
    known_at: int | None = None
    layer: str = ENFORCED
    readings: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    instruments: tuple[Override, ...] = ()

    @property
    def engine(self) -> Engine:
        """The engine of the home law."""
        return self.engine_of(HOME)

    def engine_of(self, regime: str) -> Engine:
        """The engine of a law that is asked."""
        return engine(regime, self.instruments)


def read_settings(
    as_of: str | date | None = None,
    known_at: str | date | None = None,
    layer: str = ENFORCED,
    reading: Sequence[str] = (),
    assume: Sequence[str] = (),
    today: date | None = None,
    regimes: Sequence[str] = (HOME,),
    instruments: Sequence[str] | Mapping[str, str] = (),
) -> Settings:
    """Settings from typed words.

    Args:
        instruments: `NAME=STATUS@DAY[:SOURCE]` words, or a mapping from the name to the rest.

    Raises:
        UsageError: LIC-U001 for a day, LIC-U003 for a layer, LIC-U004 for a reading, LIC-U002 for an assumption that
            makes no sense, LIC-U009 for an instrument or status.
    """
    if layer not in LAYERS:
        raise UsageError("LIC-U003", f"There is no layer {layer!r}.", hint=f"One of {', '.join(LAYERS)}.")
    return Settings(
        _day(as_of, "--as-of"), None if today is None else day_number(today), _day(known_at, "--known-at"), layer,
        dict(_reading(word, regimes) for word in reading), assumptions(list(assume)), _overrides(instruments, regimes),
    )  # fmt: skip


def _overrides(instruments: Sequence[str] | Mapping[str, str], regimes: Sequence[str]) -> tuple[Override, ...]:
    if isinstance(instruments, str):
        instruments = [instruments]
    words = [f"{name}={rest}" for name, rest in instruments.items()] if isinstance(instruments, Mapping) else instruments
    return tuple(dict.fromkeys(_override(word, regimes) for word in words))


def _override(word: str, regimes: Sequence[str]) -> Override:
    """`affiliates=in_force@2026-11-10:90 FR 50857`."""
    name, equals, rest = word.partition("=")
    status, at, dated = rest.partition("@")
    if not equals or not at:
        raise UsageError("LIC-U009", f"--instrument {word!r} is not NAME=STATUS@DAY[:SOURCE].", hint=f"For example {EXAMPLE}.")
    iso, _, source = dated.partition(":")
    if status not in STATUSES:
        raise UsageError("LIC-U009", f"--instrument {word!r}: there is no status {status!r}.", hint=f"One of {', '.join(STATUSES)}.")
    day = _day(iso, f"--instrument {name}")
    assert day is not None
    return Override(_instrument(name, regimes), status, day, source.strip())


def _instrument(name: str, regimes: Sequence[str]) -> str:
    """The id of an instrument from its id or the end of it, `affiliates` for `us-2025-affiliates`.

    Raises:
        UsageError: LIC-U009 for a name that none or several have, or on whose standing nothing in the law turns.
    """
    known = [one for regime in regimes for one in corpus(regime).instruments]
    found = [name] if name in known else [one for one in known if name and one.endswith(f"-{name}")]
    if len(found) != 1:
        hint = f"One of {', '.join(found)}." if found else nearest(name, known) or "See licet law timeline --json."
        raise UsageError("LIC-U009", f"There is no one instrument named {name!r}.", hint=hint)
    made = sorted(one for regime in regimes for one in makers(corpus(regime)))
    if found[0] not in made:
        raise UsageError(
            "LIC-U009", f"No rule here rests on {found[0]}: no answer turns on whether it stands.",
            hint=f"Rules rest on {', '.join(made)}.",
        )  # fmt: skip
    return found[0]


def _day(value: str | date | None, option: str) -> int | None:
    if value is None or isinstance(value, date):
        return None if value is None else day_number(value)
    try:
        return day_number(parse_day(value))
    except ValueError as error:
        raise UsageError("LIC-U001", f"{option}: {error}.", hint="Write it as YYYY-MM-DD.") from None


def regimes_named(words: Sequence[str]) -> tuple[str, ...]:
    """The regimes that a question is put to: those named, joined by commas or said one by one; `all`; the home one where none is.

    Raises:
        UsageError: LIC-U034 for a regime that does not ship with licet.
    """
    if not words:
        return (HOME,)
    names = [name.strip().replace("-", "_") for word in words for name in word.split(",") if name.strip()]
    if "all" in names:
        return corpora()
    for name in names:
        if name not in corpora():
            hint = nearest(name, corpora()) or f"One of {', '.join(corpora())}, or all."
            raise UsageError("LIC-U034", f"There is no regime named {name!r}.", hint=hint)
    return tuple(dict.fromkeys(names))


def _reading(word: str, regimes: Sequence[str]) -> tuple[str, str]:
    known = {name: reading for regime in regimes for name, reading in corpus(regime).readings.items()}
    name, _, choice = word.partition("=")
    if name not in known:
        raise UsageError("LIC-U004", f"There is no reading named {name!r}.", hint=nearest(name, known) or ", ".join(known))
    choices = [option for option, _ in known[name].choices]
    if choice not in choices:
        raise UsageError("LIC-U004", f"{name} has no choice {choice!r}.", hint=f"One of {', '.join(choices)}.")
    return name, choice


def place_in_time(admitted: Admitted, settings: Settings) -> tuple[Admitted, Question]:
    """The line with its date settled, and the question's day: `as_of`, else the line's own date, else today.

    Raises:
        FactError: LIC-F016 when none of the three is there.
    """
    own = admitted.values.get("date")
    day = settings.as_of if settings.as_of is not None else own if isinstance(own, int) else settings.today
    if day is None:
        raise FactError("LIC-F016", "The line has no date.", hint="State `date`, or ask with --as-of.")
    if own is None:
        dated = with_values(admitted, date=day)
        by = "--as-of" if settings.as_of is not None else "today"
        admitted = Admitted(
            dated.values, (*dated.assumed, Assumed("date", day_of(day).isoformat(), by)), dated.conflicts, dated.complaints
        )
    return admitted, Question(day, settings.known_at, settings.layer, settings.readings)
