"""What is missing: from unknown leaves back to the facts a person can state, the readings one can choose, and the law
that was not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from licet.backends.scalar import Row
from licet.decide.determination import Need
from licet.decide.engine import Engine
from licet.decide.evaluate import Seen
from licet.decide.words import leaf_columns, leaf_fact
from licet.facts.derive import formulas
from licet.facts.intake import READ_OFF
from licet.facts.vocabulary import COPIED_ROLES, vocabulary
from licet.language.tree import Given, Hole, facts_of, walk


@cache
def sources_of(column: str) -> tuple[str, ...]:
    """The columns that a derived column is computed from."""
    found: list[str] = []
    for formula in formulas():
        if formula.column == column:
            guards = {node.name for node in walk(formula.tree) if isinstance(node, Given)}
            found += sorted(facts_of(formula.tree) - guards) or sorted(guards)
    return tuple(dict.fromkeys(found))


def missing_facts(engine: Engine, row: Row, fact: str, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The facts to state so that `fact` becomes known: itself, or the blanks that it is computed or copied from."""
    if fact in seen:
        return ()
    seen = seen | {fact}
    if fact in READ_OFF:
        return (READ_OFF[fact],)
    for role in COPIED_ROLES:
        if fact.startswith(f"{role}_") and row[engine.where[f"{role}:is_consignee"]] is True:
            return missing_facts(engine, row, f"consignee{fact[len(role) :]}", seen)
    spec = vocabulary().get(fact.partition(":")[0])
    if spec is not None and not spec.derived:
        return (spec.name,)
    columns = [f"{fact}:top", f"{fact}:bottom"] if spec is not None and spec.kind == "ratio" else [fact]
    blanks = [source for column in columns for source in sources_of(column) if row[engine.where[source]] is None and source != fact]
    found = [name for blank in blanks for name in missing_facts(engine, row, blank, seen)]
    return tuple(dict.fromkeys(found))


Letters = tuple[tuple[str, bool | None], ...]
Unknown = tuple[tuple[str, Seen, str], ...]
"""(what it decides, the leaf that is unknown, the citation of who asks)"""


def needs_of(engine: Engine, unknown: Mapping[str, Unknown], letters: Letters, row: Row, layer: str) -> tuple[Need, ...]:
    """What is missing, the layer that heads the answer first, most decisive first.

    Args:
        unknown: layer to its unknown leaves. letters: letters of the day and whether they bind.
    """
    collected: dict[tuple[str, str], Need] = {}
    for name in sorted(unknown, key=lambda found: found != layer):
        for need in _needs_of_layer(engine, name, unknown[name], row):
            key = (need.kind, need.name)
            if key in collected:
                decides = tuple(dict.fromkeys((*collected[key].decides, *need.decides)))
                collected[key] = Need(need.kind, need.name, need.question, decides, collected[key].cite)
            else:
                collected[key] = need
    for name, binds in letters:
        if binds is None and not row[engine.where["addressee"]]:
            need = Need("fact", "exporter_name", vocabulary()["exporter_name"].question, ("informed",), name)
            collected.setdefault(("fact", "exporter_name"), need)
    return tuple(collected.values())


def _needs_of_layer(engine: Engine, layer: str, unknown: Unknown, row: Row) -> list[Need]:
    needs = []
    for decides, seen, cite in unknown:
        what = f"{layer} {decides}"
        if isinstance(seen.leaf, Hole):
            needs.append(Need("law", seen.leaf.reason, "", (what,), cite))
            continue
        fact = leaf_fact(seen.leaf)
        if fact.startswith("reading:"):
            reading = engine.corpus.readings[fact.removeprefix("reading:")]
            needs.append(Need("reading", reading.name, reading.question, (what,), reading.cite))
            continue
        for asked in leaf_columns(seen.leaf):
            if asked not in engine.where or row[engine.where[asked]] is None:
                for name in missing_facts(engine, row, asked):
                    needs.append(Need("fact", name, vocabulary()[name].question, (what,), cite))
    return needs
