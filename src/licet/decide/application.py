"""A license application for one line, as a value: the fields of the form, the item, the parties, what is to be attached, certified and
stated, and what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

from licet.backends.scalar import Row
from licet.base.errors import UsageError
from licet.base.values import frozen
from licet.decide.determination import Determination, DutyEntry
from licet.decide.determine import Question
from licet.decide.engine import Engine
from licet.decide.words import show_fact
from licet.facts.intake import Admitted
from licet.facts.vocabulary import OPTIONAL_ROLES, ROLE_FACTS, ROLES, stored_columns, vocabulary

NEEDS_A_LICENSE = ("license_required", "undetermined")
"""Outcomes for which an application is drawn up unasked; of an undetermined one it shows what is missing."""

ITEM_FACTS = (
    "line_id", "item_kind", "chip", "eccn", "base_eccn", "ic_tpp", "tpp", "ic_performance_density", "ic_count", "dram_bandwidth_gb_s",
    "quantity", "line_tpp", "purchase_order_quantity", "value_usd", "designer_name", "designer_status",
)  # fmt: skip
UNKNOWN = "unknown"


@frozen
class Entry:
    """A field of the form with its value, and what the value rests on: stated, computed, assumed by whom, or missing."""

    label: str
    block: str
    value: str
    basis: str
    is_optional: bool
    cite: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that goes into an application package.

    Attributes:
        item: facts of the item by name. parties: for each role that there is, its facts by name.
    """

    determination: Determination
    entries: tuple[Entry, ...]
    item: dict[str, str]
    parties: dict[str, dict[str, str]]
    stated: dict[str, str]

    def duties(self, part: str) -> tuple[DutyEntry, ...]:
        """The duties of one part, each once for both layers."""
        found = {duty.what: duty for duty in reversed(self.determination.duties) if duty.part == part}
        return tuple(reversed(found.values()))

    @property
    def blanks(self) -> tuple[Entry, ...]:
        """Fields that an application needs and the line does not fill."""
        return tuple(entry for entry in self.entries if not entry.value and not entry.is_optional)


def application_of(
    engine: Engine, admitted: Admitted, question: Question, determination: Determination, *, anyway: bool = False, where: str = ""
) -> Application:
    """Draw an application up.

    Raises:
        UsageError: LIC-P001 for a line that needs no license, unless `anyway`.
    """
    if not anyway and determination.outcome not in NEEDS_A_LICENSE:
        said = determination.outcome.replace("_", " ")
        hint = "Ask with --anyway to draw one up all the same, or with --layer codified if that layer is meant."
        raise UsageError("LIC-P001", f"This line needs no license as {determination.headed_by}: {said}.", where=where, hint=hint)
    row = engine.row(admitted.values, question.readings)
    by = {entry.fact: entry.by for entry in admitted.assumed}
    drawn = Application(determination, (), _item(engine, row, determination), _parties(engine, row), _stated(engine, admitted, by))
    entries = []
    for field in engine.corpus.form:
        if not field.window.holds(question.as_of):
            continue
        value, basis = "", "missing"
        if field.fact and (shown := show_fact(field.fact, row, engine.where)) != UNKNOWN:
            value, basis = shown, f"assumed: {by[field.fact]}" if field.fact in by else _basis(field.fact, drawn.stated)
        elif field.answer == "eccn" and determination.classification["eccn"]:
            value, basis = determination.classification["eccn"], "computed"
        elif field.answer == "attachments":
            value, basis = "; ".join(duty.what for duty in drawn.duties("attachment")), "computed"
        elif field.answer == "other_parties":
            value, basis = _other_parties(engine, drawn.parties), "computed"
        entries.append(Entry(field.label, field.block, value, basis, field.is_optional, field.cite, field.confidence))
    return Application(determination, tuple(entries), drawn.item, drawn.parties, drawn.stated)


def _other_parties(engine: Engine, parties: dict[str, dict[str, str]]) -> str:
    """The receiving parties that no field of the form names, with what they do."""
    named = {field.fact for field in engine.corpus.form}
    others = [role for role in OPTIONAL_ROLES if f"{role}_name" not in named and "name" in parties.get(role, {})]
    return "; ".join(f"{role}: {parties[role]['name']}" for role in others if "same_as" not in parties[role])


def _basis(fact: str, stated: dict[str, str]) -> str:
    return "stated" if fact in stated else "computed"


def _stated(engine: Engine, admitted: Admitted, by: dict[str, str]) -> dict[str, str]:
    """What was stated, as it is shown, before anything was computed from it."""
    row: list[object] = [None] * len(engine.where)
    for column, value in admitted.values.items():
        row[engine.where[column]] = value
    found = {}
    for name, spec in vocabulary().items():
        if not spec.derived and name not in by and any(column in admitted.values for column in stored_columns(spec)):
            found[name] = show_fact(name, row, engine.where)  # type: ignore[arg-type]
    return found


def _item(engine: Engine, row: Row, determination: Determination) -> dict[str, str]:
    shown = {name: show_fact(name, row, engine.where) for name in ITEM_FACTS}
    found = {"eccn_computed": determination.classification["eccn"], "paragraph": determination.classification["paragraph"]}
    return {name: value for name, value in {**shown, **found}.items() if value != UNKNOWN}


def _parties(engine: Engine, row: Row) -> dict[str, dict[str, str]]:
    """The roles of which something is known; a role that is the consignee says so."""
    parties = {}
    for role in ROLES:
        names = [spec.name.format(role) for spec in ROLE_FACTS]
        facts = {name[len(role) + 1 :]: show_fact(name, row, engine.where) for name in names}
        known = {name: value for name, value in facts.items() if value != UNKNOWN}
        if f"{role}:is_absent" in engine.where and row[engine.where[f"{role}:is_absent"]] is True:
            continue
        if f"{role}:is_consignee" in engine.where and row[engine.where[f"{role}:is_consignee"]] is True:
            known = {"same_as": "consignee", **known}
        if known:
            parties[role] = known
    return parties
