"""Conditions left out: each part of an `and` or an `or`, and each `not`, taken away in turn.

A definition stands in many provisions, read into place with other facts each time; there it is one condition.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from mutants import Mutant, name_of, with_node, with_tree

from licet.language.book import Corpus
from licet.language.tree import And, Node, Not, Or, walk

OFTEN = 4
"""What is asked of so many different facts in the same words is a definition, or as good as one."""
_FACT = re.compile(r"Fact\(name='((?!reading:)[^']+)'\)")


def limb_mutants(corpus: Corpus) -> Iterator[Mutant]:
    """Every condition of every provision, left out."""
    defined = _definitions(corpus)
    for provision in corpus.provisions.values():
        for place, version in enumerate(provision.versions):
            for what, number, changed in _limbs(version.tree, defined):
                tree = with_node(version.tree, number, changed)
                key = f"limb {name_of(version, corpus)} {what}"
                yield Mutant(key, "limb", with_tree(corpus, provision, place, tree), frozenset([provision.name]))


def _words(node: Node) -> tuple[str, tuple[str, ...]]:
    """A tree without the names of its facts, and those names."""
    text = repr(node)
    return _FACT.sub("#", text), tuple(_FACT.findall(text))


def _definitions(corpus: Corpus) -> frozenset[str]:
    asked: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for provision in corpus.provisions.values():
        for version in provision.versions:
            for node in walk(version.tree):
                if isinstance(node, And | Or):
                    words, facts = _words(node)
                    asked[words].add(facts)
    return frozenset(words for words, facts in asked.items() if len(facts) >= OFTEN)


def _limbs(tree: Node, defined: frozenset[str]) -> Iterator[tuple[str, int, Node]]:
    inside = 0
    for number, node in enumerate(walk(tree)):
        if number < inside:
            continue
        if isinstance(node, And | Or) and _words(node)[0] in defined:
            inside = number + sum(1 for _ in walk(node))
            continue
        match node:
            case And(parts) | Or(parts):
                for index in range(len(parts)):
                    left = parts[:index] + parts[index + 1 :]
                    yield f"{number}.{index}", number, type(node)(left) if len(left) > 1 else left[0]
            case Not(inner):
                yield f"{number} not", number, inner
