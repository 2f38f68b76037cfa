"""Never a silent yes, as a theorem: what goes free with a fact left unknown goes free whatever that fact is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from licet.facts.vocabulary import optional_role, stored_columns, vocabulary
from licet.language.table import read_toml
from licet.language.tree import Fact, Node, Ratio, walk
from licet.prove.logic import negated
from licet.prove.theorems import FREE, PROVED, REFUTED, Prover, Theorem, growing

LEFT = ("line_id", "date", "chip")
"""Names and the day itself: no line can be asked without them, or no law reads them."""


def explained(folder: Path) -> dict[str, str]:
    """Facts whose blank is no unknown, with the reason: the corpus says so in `claims.toml`."""
    rows = read_toml(folder / "claims.toml").get("blank", ()) if (folder / "claims.toml").exists() else ()
    return {fact: row["why"] for row in rows for fact in row["facts"]}


def facts_asked(trees: Iterable[Node]) -> list[str]:
    """Facts that the law reads and that somebody may leave blank.

    Roles of which nothing is said are the consignee, and duties are taken as done: both are listed in the answer as assumed.
    """
    read = {node.name.partition(":")[0] for tree in trees for node in walk(tree) if isinstance(node, Fact | Ratio)}
    return [
        name for name, spec in vocabulary().items()
        if name in read and not spec.derived and not spec.duty and name not in LEFT and not optional_role(name)
    ]  # fmt: skip


def blanks(prover: Prover, why: dict[str, str], facts: Iterable[str] | None = None) -> Iterator[Theorem]:
    """One theorem for each fact.

    Args:
        why: facts whose blank is no unknown, with the reason.
        facts: only these; all that the law reads when not said.
    """
    for name in facts_asked(prover.book.trees.values()) if facts is None else facts:
        columns = [column for column in stored_columns(vocabulary()[name]) if column in prover.world.stated]
        law = prover.beside(columns)
        stated = law.world
        rules = [*stated.rules, *growing(prover.world, stated), law.comes_out("informed", "none")]
        for column in columns:
            rules += [negated(prover.world.stated[column].known), stated.stated[column].known]
        rules += [prover.law.comes_out("outcome", *FREE), law.comes_out("outcome", "license_required", "prohibited")]
        yield prover.shown(
            f"blank:{name}", f"What goes free with {name} unknown goes free whatever it is.", "licet's first promise", rules,
            lambda blank, said: blank.outcome in FREE and said.outcome not in FREE, beside=stated,
            expected=(PROVED, REFUTED) if name in why else (PROVED,), why=why.get(name, ""),
        )  # fmt: skip
