"""licet on the reference rules: the compiled law for one order, sorting into cases for many, proofs by reference.

The rules stand in ../rules, in licet's language, and are read from source like any law. Blanks are handled throughout.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fixture import COUNTRIES, DECISIONS
from licet.backends.scalar import compile_books, compile_leaves, loaded
from licet.base.quantities import parse_quantity, show_grains, to_grains
from licet.decide.evaluate import Evaluation
from licet.decide.proof import graph_of, prove
from licet.decide.words import show_fact
from licet.facts.derive import position
from licet.facts.vocabulary import grains, vocabulary
from licet.language.book import View
from licet.language.corpus import read_corpus

NAME = "licet"
DISTRIBUTION = "licet"
UNIT = "frame"
EXPLAINS = "proof graph: every provision with citation and dates, each comparison with value, bound and truth; refuted ones too"
DAY = 20000  # a day on which the rules are in force

Row = list[Any]
Proof = tuple[dict[str, Any], tuple[str, ...]]
"""The graph of a case, and the facts that it shows."""


def setup() -> None:
    """Read the rules, bind them to a day, compile them."""
    global _book, _where, _decide, _leaves, _decision_of, _sorter, _proofs, _kept
    corpus = read_corpus(Path(__file__).parent.parent / "rules", vocabulary(), grains())
    _book = corpus.book(View(DAY))
    _where = position()
    _decide = loaded(compile_books([_book], ["decision"], _where), "decide")
    _leaves = compile_leaves([_book], _where)
    chain = corpus.chains["decision"]
    _decision_of = [DECISIONS.index(step.outcome) for step in (*chain.steps, chain.default)]
    _sorter, _proofs, _kept = None, [], {}


def shape(row: dict[str, Any]) -> Row:
    """A row of facts, as the door makes it."""
    made: Row = [None] * len(_where)
    for name, value in (
        ("ic_tpp", row["tpp_thousandths"]), ("ic_performance_density:top", row["tpp_thousandths"]),
        ("ic_performance_density:bottom", row["area_thousandths"]), ("datacenter", row["datacenter"]),
        ("destination", row["destination"]), ("consignee_hq", row["hq"]),
    ):  # fmt: skip
        made[_where[name]] = value
    return made


def single(row: Row) -> int:
    """One decision."""
    return _decision_of[_decide(row)[0][0]]


def single_explain(row: Row) -> tuple[int, Any]:
    """One decision with its proof by reference: the case, from memory or worked out, and the row. `printed` joins them."""
    key = _leaves(row)
    kept = _kept.get(key)
    if kept is None:
        kept = _kept[key] = (_decision_of[_decide(row)[0][0]], _proved(row))
    return kept[0], (kept[1], row)


def printed(explanation: tuple[Proof, Row]) -> dict[str, Any]:
    """A proof by reference in full: the case's graph with the row's own values."""
    (graph, facts), row = explanation
    return {"facts": {name: show_fact(name, row, _where) for name in facts}, **graph}


def _proved(row: Row) -> Proof:
    evaluation = Evaluation(_book, row, _where)
    roots = [step.provision for step in _book.chains["decision"].steps]
    facts: dict[str, None] = {}
    graph = graph_of(_book, "codified", prove(evaluation, roots), roots, facts)
    return graph, tuple(facts)


def prepare(frame: Any) -> dict[str, Any]:
    """Columns as the door hands them on: thousandths, labels by position. Nothing is decided here."""
    import numpy

    from licet.backends.columns import Vector

    tpp = frame["tpp_thousandths"].cast(int).to_numpy()
    area = frame["area_thousandths"].cast(int).to_numpy()
    places = [frame[name].to_physical().to_numpy().astype(numpy.int64) for name in ("destination", "hq")]
    return {
        "ic_tpp": Vector(tpp), "ic_performance_density:top": Vector(tpp), "ic_performance_density:bottom": Vector(area),
        "datacenter": Vector(frame["datacenter"].to_numpy().astype(numpy.int64), is_truth=True),
        "destination": Vector(places[0], COUNTRIES), "consignee_hq": Vector(places[1], COUNTRIES),
    }  # fmt: skip


def _sorted(columns: dict[str, Any]) -> Any:
    """The case of every order; new cases are decided."""
    global _sorter
    import numpy

    from licet.backends.columns import Constant
    from licet.backends.signature import Sorter

    if _sorter is None:
        _sorter = (Sorter([[_book]], ["decision"], _where, together=False), [])
    sorter, decided = _sorter
    case, new = sorter.sort(columns, Constant(0), len(columns["ic_tpp"].data))
    decided.extend(single(sorter.rows[number]) for number in new)
    return case, numpy.array(decided, dtype=numpy.int8)


def batch(columns: dict[str, Any]) -> Any:
    """All decisions."""
    case, decided = _sorted(columns)
    return decided.take(case)


def batch_explain(columns: dict[str, Any]) -> tuple[Any, Any]:
    """All decisions; of every case the proof, of every order the number of its case."""
    case, decided = _sorted(columns)
    for number in range(len(_proofs), len(decided)):
        _proofs.append(_proved(_sorter[0].rows[number]))
    return decided.take(case), (case, _proofs, columns)


def reason(explained: Any, index: int) -> Any:
    """The proof of one order with its own numbers, from what was kept."""
    case, proofs, columns = explained
    row: Row = [None] * len(_where)
    for name, cells in columns.items():
        row[_where[name]] = cells.value_at(index)
    return printed((proofs[int(case[index])], row))


def probe(tpp: str, area: str, datacenter: bool, destination: str, hq: str) -> int | str:
    """A question in decimal text. What is finer than a thousandth is refused, not rounded."""
    try:
        numbers = [to_grains(parse_quantity(text)) for text in (tpp, area)]
    except ValueError as error:
        return f"refused: {error}"
    assert show_grains(numbers[0])
    row = {
        "tpp_thousandths": numbers[0],
        "area_thousandths": numbers[1],
        "datacenter": datacenter,
        "destination": destination,
        "hq": hq,
    }
    return single(shape(row))
