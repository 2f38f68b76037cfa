"""One typed value from one text, or the reason why not."""

from __future__ import annotations

import re
from fractions import Fraction

from licet.base.dates import NEVER, day_number, day_of, parse_day
from licet.base.errors import FactError, nearest
from licet.base.quantities import parse_quantity, show_grains, to_grains
from licet.facts.countries import COUNTRIES
from licet.facts.vocabulary import OPERATIONS, FactSpec

ENTRY = re.compile(r"[0-9][A-Ea-e][0-9]{3}(\.[A-Za-z0-9]+)*|EAR99|ear99|none")
"""An ECCN with its paragraphs, or the word for items without one."""

NO_ENTRY = re.compile(r"undetermined|not 3A090 or 4A090|not 4E091|as claimed|.*\(half [ab]\)")
"""What an answered book writes in its column eccn where it found no single entry: read again, it claims nothing."""

SOMEWHERE = frozenset(
    ("destination", "origin", "designer_hq", "exporter_hq", "consignee_hq", "owner_hq", "operator_hq", "end_user_hq")
)
"""Places that are always some country: `none` is no answer."""

TRUTHS = {"yes": True, "no": False, "true": True, "false": False}

Value = bool | int | str | None


def parse_value(spec: FactSpec, text: str) -> dict[str, Value]:
    """Stored columns and values that one text gives.

    Raises:
        FactError: LIC-F002 to LIC-F009, each with what to write instead.
    """
    text = text.strip()
    if text.startswith("="):
        raise FactError("LIC-F009", f"{spec.name} holds a formula, {text!r}; licet never evaluates one.", hint="Paste the value.")
    match spec.kind:
        case "quantity":
            return {spec.name: _quantity(spec, text)}
        case "ratio":
            return {f"{spec.name}:top": _quantity(spec, text), f"{spec.name}:bottom": 1000}
        case "date":
            return {spec.name: _date(spec, text)}
        case "truth":
            return {spec.name: _truth(spec, text)}
        case "country":
            return {spec.name: _country(spec, text)}
        case "choice":
            return {spec.name: _choice(spec, text)}
        case "set":
            return _set(spec, text)
        case _ if spec.name in ("eccn", "trained_on_eccn"):
            return _entry(spec, text)
        case _:
            return {spec.name: text}


def show_value(spec: FactSpec, value: Value) -> str:
    """A stored value as a person writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if spec.kind == "date" and isinstance(value, int):
        return "none" if value >= NEVER else day_of(value).isoformat()
    if isinstance(value, int):
        return show_grains(value, spec.grain)
    return value


def _quantity(spec: FactSpec, text: str) -> int:
    try:
        value = parse_quantity(text)
    except ValueError:
        hint = "Write a plain number, without separators or units."
        if "," in text:
            hint = "Write the decimal point as a point and leave out thousands separators."
        raise FactError("LIC-F002", f"{spec.name} is not a number: {text!r}.", hint=hint) from None
    if not spec.low <= value <= spec.high:
        unit = f" {spec.unit}" if spec.unit else ""
        raise FactError(
            "LIC-F003", f"{spec.name} is {text}, outside {spec.low} to {spec.high}{unit}.", hint=_bound_hint(spec, value)
        )
    try:
        return to_grains(value, spec.grain)
    except ValueError:
        grain = "a whole number" if spec.grain == 1 else "thousandths"
        grain += f" of {spec.unit}" if spec.unit == OPERATIONS else ""
        raise FactError(
            "LIC-F004", f"{spec.name} is {text}, finer than {grain}.", hint="It is not rounded for you: write it coarser."
        ) from None


def _bound_hint(spec: FactSpec, value: Fraction) -> str:
    if value < spec.low:
        return "It cannot be negative."
    if spec.unit == OPERATIONS:
        return "It is counted in 10^18 operations: write 5 x 10^26 operations as 500000000 or 5e8."
    return f"Check the unit: {spec.unit or 'units'}."


def _date(spec: FactSpec, text: str) -> int:
    if text == "none" and spec.name != "date":
        return NEVER
    try:
        return day_number(parse_day(text))
    except ValueError:
        raise FactError("LIC-F005", f"{spec.name} is not a date: {text!r}.", hint="Write it as YYYY-MM-DD.") from None


def _truth(spec: FactSpec, text: str) -> bool:
    value = TRUTHS.get(text.casefold())
    if value is None:
        raise FactError("LIC-F008", f"{spec.name} is neither yes nor no: {text!r}.", hint="Write yes, no, or leave it blank.")
    return value


def _country(spec: FactSpec, text: str) -> str:
    code = text.upper()
    if code in COUNTRIES or (text == "none" and spec.name not in SOMEWHERE):
        return text if text == "none" else code
    by_name = {name.casefold(): known for known, name in COUNTRIES.items()}
    if text.casefold() in by_name:
        hint = f"Write the code: {by_name[text.casefold()]}."
    elif code == "UK":
        hint = "The United Kingdom is GB."
    else:
        hint = nearest(text.casefold(), by_name) or "Write the ISO 3166 alpha-2 code, for example MX."
    raise FactError("LIC-F006", f"{spec.name} is not a country code: {text!r}.", hint=hint)


def _entry(spec: FactSpec, text: str) -> dict[str, Value]:
    if NO_ENTRY.fullmatch(text):
        return {}
    if not ENTRY.fullmatch(text):
        raise FactError(
            "LIC-F019", f"{spec.name} is no entry of the Commerce Control List: {text!r}.",
            hint="Write it as 3A090.a, 5A992.z.1 or EAR99, or leave it blank where it is not known.",
        )  # fmt: skip
    return {spec.name: text}


def _choice(spec: FactSpec, text: str) -> str:
    value = text if text in spec.values else text.casefold()
    if value not in spec.values:
        hint = nearest(text, spec.values) or f"One of {', '.join(spec.values)}."
        raise FactError("LIC-F007", f"{spec.name} cannot be {text!r}.", hint=hint)
    return value


def _set(spec: FactSpec, text: str) -> dict[str, Value]:
    members = {_choice(spec, part.strip()) for part in text.split("|") if part.strip()}
    if "none" in members and len(members) > 1:
        raise FactError("LIC-F007", f"{spec.name} says none and something: {text!r}.", hint="Leave out `none`.")
    return {f"{spec.name}:{value}": value in members for value in spec.values if value != "none"}
