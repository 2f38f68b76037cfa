"""The front door for one line: typed texts in, a row of facts out, with everything that was assumed, filled and found to clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from licet.base.errors import Complaint, FactError, nearest
from licet.base.quantities import GRAIN, parse_quantity, show
from licet.base.values import frozen
from licet.facts.catalogue import assumed_datacenter, chip_facts, match, too_fast
from licet.facts.derive import WEIGHTS_ENTRY, layout, position
from licet.facts.performance import tpp_from_rates
from licet.facts.profiles import gives_way
from licet.facts.values import Value, parse_value
from licet.facts.vocabulary import COPIED_ROLES, OPTIONAL_ROLES, RATES, FactSpec, optional_role, vocabulary

RATE_NAMES = frozenset(spec.name for spec in RATES)

WITHOUT_PROCESSOR = ("memory", "model_weights", "other")
"""Kinds of items that have no processing performance: a processor's name or figures beside one of them clash with it."""
OF_A_PROCESSOR = ("chip", "tpp", "ic_tpp")


@frozen
class Assumed:
    """A fact that nobody stated: its value, and who or what chose it."""

    fact: str
    value: str
    by: str


@frozen
class Conflict:
    """Two things that were stated, or stated and computed, and do not agree."""

    facts: tuple[str, ...]
    what: str


@frozen
class Admitted:
    """One line at the door, before the door's formulas: stored values by column, and the account of where they came from."""

    values: dict[str, Value]
    assumed: tuple[Assumed, ...]
    conflicts: tuple[Conflict, ...]
    complaints: tuple[Complaint, ...]

    def row(self) -> list[Value]:
        """A row of facts in the order of the layout; the door's formulas fill it."""
        values: list[Value] = [None] * len(layout())
        where = position()
        for column, value in self.values.items():
            values[where[column]] = value
        return values


def admit(record: Mapping[str, str], assume: Mapping[str, tuple[str, str]]) -> Admitted:
    """Type one line.

    Args:
        record: fact name to text; blank texts are unknown. Names must be of the vocabulary.
        assume: fact name to (text, who chose it), for blanks.

    Returns:
        The typed line. What could not be typed is a complaint; its fact stays unknown.
    """
    stated = {name: text.strip() for name, text in record.items() if text and text.strip()}
    complaints: list[Complaint] = []
    values: dict[str, Value] = {}
    for name, text in stated.items():
        try:
            values |= parse_value(known_fact(name), text)
        except FactError as error:
            complaints.append(error.complaint)
    assumed: list[Assumed] = []
    conflicts: list[Conflict] = []
    if "chip" in stated:
        try:
            _fill_from_chip(stated, values, assumed, conflicts)
        except FactError as error:
            complaints.append(error.complaint)
    _fill_from_rates(stated, values, assumed)
    _doubt_kind(values, conflicts)
    _doubt_weights(values, conflicts)
    _fill_from_texts(stated, values)  # before the assumptions: a stated entry says what base_eccn is
    spoken_of = {optional_role(name) for name in stated}
    for name, (text, by) in assume.items():
        if optional_role(name) not in spoken_of | {""} or stated.keys() & set(gives_way(name, by)):
            continue
        if name not in stated and not any(column in values for column in parse_columns(name)):
            values |= parse_value(known_fact(name), text)
            assumed.append(Assumed(name, text, by))
    _fill_from_texts(stated, values)
    conflicts += _clashes(stated, values)
    assumed += _role_defaults(stated, values)
    return Admitted(values, tuple(assumed), tuple(conflicts), tuple(complaints))


def known_fact(name: str) -> FactSpec:
    """The fact of that name.

    Raises:
        FactError: LIC-F001 with the nearest names.
    """
    spec = vocabulary().get(name)
    if spec is None or spec.derived:
        raise FactError("LIC-F001", f"There is no fact named {name!r}.", hint=nearest(name, vocabulary()))
    return spec


@lru_cache(maxsize=1024)
def parse_columns(name: str) -> tuple[str, ...]:
    """The stored columns of a fact."""
    from licet.facts.vocabulary import stored_columns

    return stored_columns(known_fact(name))


@lru_cache(maxsize=4096)
def chip_values(name: str) -> tuple[dict[str, tuple[str, Value]], dict[str, str]]:
    """What a chip fills: column to (text, value); and its key, remark, and datacenter label with the source."""
    found = match(name)
    filled: dict[str, tuple[str, Value]] = {}
    for fact, text in chip_facts(found.chip).items():
        for column, value in parse_value(known_fact(fact), text).items():
            filled[column] = (text, value)
    label = assumed_datacenter(found.chip)
    notes = {"key": found.chip.chip_id, "note": found.note, "product": f"{found.chip.vendor} {found.chip.name}"}
    if label:
        notes |= {"datacenter": label[0], "label": label[1]}
    return filled, notes


def _fill_from_chip(stated: Mapping[str, str], values: dict[str, Value], assumed: list[Assumed], conflicts: list[Conflict]) -> None:
    """Fill blanks from the catalogue.

    Raises:
        FactError: LIC-F120 and LIC-F121 for unknown and ambiguous names, LIC-F012 for a sparse figure given as dense.
    """
    filled, notes = chip_values(stated["chip"])
    chip = match(stated["chip"]).chip
    for fact in (*RATE_NAMES, "tpp", "ic_tpp"):
        if fact in stated and isinstance(values.get(fact), int) and "ic_count" not in stated and too_fast(chip, fact, stated[fact]):
            raise FactError(
                "LIC-F012", f"{fact} is {stated[fact]}, more than any dense rate of {notes['product']} gives.",
                hint="The figure is probably the one with sparsity: halve it, or leave it blank.",
            )  # fmt: skip
    in_a_computer = values.get("item_kind") == "computer"
    for column, (text, value) in filled.items():
        target = column
        if in_a_computer and column in ("tpp", "applicable_die_area_mm2"):
            target = f"ic_{column}"
        if target not in values:
            values[target] = value
        elif values[target] != value and target in ("tpp", "ic_tpp", "applicable_die_area_mm2"):
            conflicts.append(Conflict((target, "chip"), f"{target} is stated as {stated.get(target)}; the catalogue has {text}."))
            values[target] = None  # neither is taken: to rest on one's own figure, leave the chip's name out
    values["chip"] = notes["key"].split("|")[0]
    if "datacenter" not in values and "datacenter" in notes:
        values["datacenter"] = notes["datacenter"] == "yes"
        assumed.append(Assumed("datacenter", notes["datacenter"], notes["label"]))
    if notes["note"]:
        assumed.append(Assumed("chip", notes["product"], f"chip catalogue: {notes['note']}"))


def _fill_from_rates(stated: Mapping[str, str], values: dict[str, Value], assumed: list[Assumed]) -> None:
    """TPP and the peak rate from the rates, where they are known."""
    rates = {name: Fraction(value, GRAIN) for name in RATE_NAMES if isinstance(value := values.get(name), int)}
    performance = tpp_from_rates(rates) if rates else None
    if performance is None:
        return
    values["peak_tops"] = int(max(rates.values()) * GRAIN)
    target = "ic_tpp" if values.get("item_kind") == "computer" else "tpp"
    if target not in values and (performance.tpp * GRAIN).denominator == 1:
        values[target] = int(performance.tpp * GRAIN)
        assumed.append(Assumed(target, show(performance.tpp), f"computed from {performance.won_by}, the rates stated taken as all"))


def _doubt_kind(values: dict[str, Value], conflicts: list[Conflict]) -> None:
    """An item that is said to be no processor and has a processor's name or performance is of unknown kind."""
    kind = values.get("item_kind")
    named = next((column for column in OF_A_PROCESSOR if values.get(column) is not None), None)
    if kind in WITHOUT_PROCESSOR and named:
        conflicts.append(Conflict(("item_kind", named), f"The item is stated as {kind}; {named} is that of a processor."))
        values["item_kind"] = None


def _doubt_weights(values: dict[str, Value], conflicts: list[Conflict]) -> None:
    """The entry for weights is claimed, and a statement beside it says that it cannot be: neither is taken."""
    if normal_eccn(str(values.get("eccn") or "")) != WEIGHTS_ENTRY:
        return
    kind = values.get("item_kind")
    if kind not in (None, "model_weights"):
        conflicts.append(Conflict(("eccn", "item_kind"), f"{WEIGHTS_ENTRY} holds model_weights alone; the item is stated as {kind}."))
        values["eccn"] = values["item_kind"] = None
    elif values.get("weights_published"):
        conflicts.append(
            Conflict(("eccn", "weights_published"), f"{WEIGHTS_ENTRY} is claimed, and it never holds published weights (its note 1).")
        )
        values |= {"eccn": None, "weights_published": None, "item_kind": "model_weights"}


def _fill_from_texts(stated: Mapping[str, str], values: dict[str, Value]) -> None:
    """What a stated ECCN and a stated exporter say besides."""
    if plant := values.get("trained_on_eccn"):
        values["trained_on_eccn"] = normal_eccn(str(plant))
    if eccn := values.get("eccn"):
        values["eccn"] = normal_eccn(str(eccn))
        if "base_eccn" not in values:
            base, z, _ = str(values["eccn"]).partition(".z")
            known = vocabulary()["base_eccn"].values
            values["base_eccn"] = base if z and base in known else "none"
        values |= levels_of(str(values["eccn"]))
    if commodity := values.get("technology_for"):
        values["technology_for_group"] = group_of(str(commodity))
    if name := values.get("exporter_name"):
        values["addressee"] = normal_name(str(name))


def normal_eccn(text: str) -> str:
    """`3a090.A.1` as `3A090.a.1`.

    >>> normal_eccn("5a992.Z.1")
    '5A992.z.1'
    """
    entry, dot, rest = text.strip().partition(".")
    return entry.upper() + dot + rest.lower()


READ_OFF = {"technology_for_group": "technology_for"} | dict.fromkeys(
    ("eccn_group", "eccn_heading", "eccn_paragraph", "eccn_item", "eccn_subitem"), "eccn"
)
"""What the door reads off another stated text."""

LEVELS = ("eccn_heading", "eccn_paragraph", "eccn_item", "eccn_subitem")


def levels_of(eccn: str) -> dict[str, Value]:
    """The entry, the paragraph, the item and the subitem above or at a stated ECCN; what lies below it is not known.

    >>> levels_of("3B001.f.1")
    {'eccn_group': '3B', 'eccn_heading': '3B001', 'eccn_paragraph': '3B001.f', 'eccn_item': '3B001.f.1'}
    """
    parts = eccn.split(".")
    levels = {name: ".".join(parts[: depth + 1]) for depth, name in enumerate(LEVELS) if depth < len(parts)}
    return {"eccn_group": group_of(eccn), **levels}


def group_of(eccn: str) -> str:
    """Category and product group of an entry.

    >>> group_of("3B001.a.4"), group_of("EAR99")
    ('3B', 'EAR99')
    """
    return eccn[:2] if eccn[:1].isdigit() else eccn


def normal_name(text: str) -> str:
    """A name in lower case, letters and figures only, single blanks: for comparing an exporter with the addressee of a letter."""
    kept = "".join(c if c.isalnum() else " " for c in text.casefold())
    words = kept.split()
    while len(words) > 1 and words[-1] in ("inc", "corp", "co", "ltd", "llc", "limited"):
        words.pop()
    return " ".join(words)


def _clashes(stated: Mapping[str, str], values: Mapping[str, Value]) -> list[Conflict]:
    """Statements that cannot both be true, or that differ."""
    found = []
    area, tpp = values.get("applicable_die_area_mm2"), values.get("tpp")
    if values.get("performance_density:top") is not None and isinstance(area, int) and isinstance(tpp, int) and area > 0:
        # A stated density is a rounded figure: it clashes when it is off by more than its last digit.
        digits = len(stated["performance_density"].partition(".")[2])
        if abs(Fraction(tpp, area) - parse_quantity(stated["performance_density"])) >= Fraction(1, 10**digits):
            found.append(
                Conflict(
                    ("performance_density", "tpp", "applicable_die_area_mm2"),
                    f"The stated density is {stated['performance_density']}; TPP over area is {show(Fraction(tpp, area), 3)}.",
                )
            )
    if values.get("non_planar") is False and isinstance(area, int) and area > 0:
        found.append(
            Conflict(("non_planar", "applicable_die_area_mm2"), "No die is non-planar, yet an applicable die area is stated.")
        )
    whole, original, added = (values.get(f"{name}training_operations") for name in ("", "original_", "additional_"))
    if isinstance(whole, int) and isinstance(original, int) and isinstance(added, int) and whole != original + added:
        what = "The operations that trained the model are not those of the original and the further training together."
        found.append(Conflict(("training_operations", "original_training_operations", "additional_training_operations"), what))
    for role in ("consignee", *OPTIONAL_ROLES):
        listed = values.get(f"{role}_listed:entity_list")
        if listed is False and f"{role}_listed" in stated and any(values.get(f"{role}_footnote:{n}") for n in ("1", "4", "5")):
            what = f"The {role} is said to stand on no Entity List, yet carries a footnote of it."
            found.append(Conflict((f"{role}_listed", f"{role}_footnote"), what))
    for stated_input in ("direct_product_of", "plant_product_of"):
        if values.get("us_technology_direct_product") is False and values.get(stated_input) not in (None, "none"):
            what = "The item is said to be no direct product of listed technology or plant, yet an ECCN of one is stated."
            found.append(Conflict(("us_technology_direct_product", stated_input), what))
    if values.get("consignee_supp8") is False and values.get("consignee_supp8_entry") not in (None, "none"):
        found.append(
            Conflict(("consignee_supp8", "consignee_supp8_entry"), "Not named in supplement no. 8, yet an entry of it is stated.")
        )
    return found


def _role_defaults(stated: Mapping[str, str], values: Mapping[str, Value]) -> list[Assumed]:
    """Roles of which nothing is said, for the answer to list."""
    listed = []
    for role in COPIED_ROLES:
        if not any(name.startswith(f"{role}_") and name != "end_user_same" for name in stated):
            listed.append(Assumed(role, "the consignee", "nothing is said of it"))
    if not any(name.startswith("intermediate_") for name in (*stated, *values)):
        listed.append(Assumed("intermediate", "none", "nothing is said of it"))
    return listed


def with_values(admitted: Admitted, **values: Value) -> Admitted:
    """The same line with some stored values replaced."""
    return replace(admitted, values={**admitted.values, **values})
