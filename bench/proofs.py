"""What the solver's verbs cost: theorems of a book, one question, a diff of two days, flips, exact needs. `python bench/proofs.py`"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import z3

from licet.base.dates import day_number, parse_day
from licet.decide.determine import determine
from licet.decide.flip import flips_of
from licet.decide.settings import engine, read_settings
from licet.faces.verbs import admitted_line
from licet.law import HOME, folder_of
from licet.prove.exact import Exact
from licet.prove.flip import Flips
from licet.prove.region import Comparison, assumed_for
from licet.prove.theorems import Prover, claims

TODAY = "2026-09-15"
PAIRS = (("2025-01-12", "2025-01-13"), ("2025-05-12", "2025-05-13"), ("2026-07-09", "2026-07-10"))
LINE = {"chip": "H100 SXM", "quantity": "1699", "destination": "MX", "consignee_hq": "MX", "consignee_parent": "none", "date": "2025-06-02"}
BLANK = {"tpp": "4000", "item_kind": "ic", "destination": "CN", "date": "2025-06-02"}


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds, and what came of it."""
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def counted() -> list[float]:
    """From now on the CPU seconds of each question to the solver."""
    taken: list[float] = []
    check = z3.Solver.check

    def timed(self: z3.Solver, *more: Any) -> Any:
        spent, found = seconds(lambda: check(self, *more))
        taken.append(spent)
        return found

    z3.Solver.check = timed
    return taken


def told(what: str, spent: float, taken: list[float]) -> None:
    ordered = sorted(taken) or [0.0]
    rest = f"{len(taken)} questions, median {1000 * statistics.median(ordered):.1f} ms, p95 {1000 * ordered[int(len(ordered) * 0.95)]:.1f} ms"
    print(f"{what:<52}{spent:7.2f} s   {rest}, longest {1000 * ordered[-1]:.0f} ms", flush=True)
    taken.clear()


def main() -> None:
    by, taken = engine(), counted()
    day = day_number(parse_day(TODAY))
    for layer in ("codified", "enforced"):
        book = by.book(day, None, layer)
        spent, found = seconds(lambda book=book: list(Prover(by, book, day, {}).theorems(claims(folder_of(HOME)))))
        told(f"{len(found)} theorems of {TODAY}, {layer}", spent, taken)
    for pair in PAIRS:
        days = day_number(parse_day(pair[0])), day_number(parse_day(pair[1]))
        for layer in ("codified", "enforced"):
            books = by.book(days[0], None, layer), by.book(days[1], None, layer)
            spent, found = seconds(lambda books=books, days=days: Comparison(by.corpus, books, days, assumed_for({}), {}).changes())
            told(f"diff {pair[0]} {pair[1]}, {layer}: {len(found.regions)} regions", spent, taken)
    settings = read_settings(layer="codified", assume=["ordinary"])
    admitted, question = admitted_line(LINE, settings)
    flips_of(by, admitted, question)
    spent, _ = seconds(lambda: flips_of(by, admitted, question))
    told("the changes that licet explain shows, no solver", spent, taken)
    flips = Flips(by, admitted, question, 60)
    spent, facts = seconds(lambda: list(flips.facts()))
    told(f"flip of one line: {len(facts)} facts and the days", spent, taken)
    settings = read_settings(assume=["ordinary"])
    admitted, question = admitted_line(BLANK, settings)
    needs = determine(by, admitted, question).needs
    spent, _ = seconds(lambda: Exact(by, admitted, question, needs, 60).found())
    told(f"exact needs: {len(needs)} asked for, ordinary case", spent, taken)
    admitted, question = admitted_line(BLANK, read_settings())
    needs = determine(by, admitted, question).needs
    spent, _ = seconds(lambda: Exact(by, admitted, question, needs, 60).found())
    told(f"exact needs: {len(needs)} asked for, nothing assumed", spent, taken)


if __name__ == "__main__":
    main()
