"""CPython as an independent judge: each provision's own source, run as Python with exact numbers, against the compiled law.

The reader, the trees, the binding of tables and the fold have no part in what is expected here. Whatever Python touches must be
known; a row on which it touches a blank is left out for that provision.
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from rows import DATE, Raw, Value, pools_of, raw_rows

import licet.law
from licet.base.dates import day_number, parse_day
from licet.decide import engine as engine_module
from licet.decide.engine import Engine
from licet.facts.vocabulary import vocabulary
from licet.language.chain import Chain, Step
from licet.language.provision import LAYERS, Version
from licet.language.table import Row
from licet.law import corpus

ROWS = max(int(os.environ.get("LICET_ROWS", "20000")) // 10, 1000)
SEED = int(os.environ.get("LICET_SEED", "1")) + 1000
LAW = Path(licet.law.__file__).parent / "us_ear"
READING = "reading:"


class Unknown(Exception):
    """Python touched something that is not known."""


class Exact(ast.NodeTransformer):
    """Numbers as they are printed, sets of texts as the law's sets, names for literals left out."""

    def __init__(self, source: str) -> None:
        self.source = source

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, bool | str) or node.value is None:
            return node
        text = ast.get_source_segment(self.source, node) or ""
        return ast.Call(ast.Name("Fraction", ast.Load()), [ast.Constant(text.replace("_", ""))], [])

    def visit_NamedExpr(self, node: ast.NamedExpr) -> Any:
        return self.visit(node.value)

    def visit_Set(self, node: ast.Set) -> ast.expr:
        return ast.Call(ast.Name("literal_set", ast.Load()), [ast.List(node.elts, ast.Load())], [])


def compiled(source: str, expression: ast.expr, name: str) -> CodeType:
    tree = ast.fix_missing_locations(ast.Expression(Exact(source).visit(expression)))
    return compile(tree, name, "eval")


@cache
def code_of(source: str) -> CodeType:
    """The program of a provision, from the text that the corpus keeps of it."""
    bracketed = f"({source}\n)"
    return compiled(bracketed, ast.parse(bracketed, mode="eval").body, "<provision>")


@cache
def definitions() -> dict[str, tuple[list[str], CodeType]]:
    """Parameters and program of every definition, straight from the files."""
    found = {}
    for path in sorted(LAW.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and any(ast.unparse(one).startswith("definition(") for one in node.decorator_list):
                returned = node.body[-1]
                assert isinstance(returned, ast.Return)
                assert returned.value is not None
                parameters = [argument.arg for argument in node.args.args]
                found[node.name] = (parameters, compiled(source, returned.value, f"<{node.name}>"))
    return found


@dataclass
class Members:
    """The members of a set-valued fact: one truth column each."""

    name: str
    line: Line

    def __contains__(self, member: str) -> bool:
        return bool(self.line.known(f"{self.name}:{member}"))


class Line:
    """One line as the law's functions see it: attributes give exact values, blanks stop the run."""

    def __init__(self, row: list[Value], where: Mapping[str, int]) -> None:
        self.row = row
        self.where = where
        self.found: dict[str, bool | None] = {}

    def known(self, column: str) -> bool | int | str:
        value = self.row[self.where[column]]
        if value is None:
            raise Unknown(column)
        return value

    def __getattr__(self, name: str) -> object:
        spec = vocabulary()[name]
        if spec.kind == "set":
            return Members(name, self)
        if spec.kind == "ratio":
            top, bottom = int(self.known(f"{name}:top")), int(self.known(f"{name}:bottom"))
            if bottom <= 0:
                raise Unknown(name)
            return Fraction(top, bottom)
        value = self.known(name)
        return Fraction(int(value), spec.grain) if spec.kind == "quantity" else value


class Law:
    """What the names in a provision's source stand for on a day in a layer."""

    def __init__(self, day: int, layer: str) -> None:
        self.day = day
        self.layer = layer
        self.line: Line
        self.scope: dict[str, Any] = {
            "Fraction": Fraction, "literal_set": self.with_treated_as, "day": lambda iso: day_number(parse_day(iso)),
            "group": cache(lambda name: self.with_treated_as(self.row(corpus().groups, name))),
            "party": cache(lambda name: self.row(corpus().parties, name)),
            "entries": cache(lambda name: self.row(corpus().parties, name)),
            "amount": self.amount,
            "reading": lambda name, choice: self.line.known(READING + name) == choice, "unread": self.unread,
        }  # fmt: skip
        for name in corpus().provisions:
            self.scope[name] = self.provision(name)
        for name, (parameters, code) in definitions().items():
            self.scope[name] = self.definition(parameters, code)

    def unread(self, reason: str) -> bool:
        raise Unknown(reason)

    def amount(self, name: str) -> Fraction:
        held = self.held(corpus().amounts[name])
        if held is None or held.value is None:
            raise Unknown(name)
        return held.value

    def held(self, rows: tuple[Row, ...]) -> Row | None:
        return next((row for row in rows if row.window.since <= self.day < row.window.until), None)

    def row(self, table: Mapping[str, tuple[Row, ...]], name: str) -> frozenset[str]:
        held = self.held(table[name])
        return held.members if held else frozenset()

    def with_treated_as(self, members: frozenset[str] | list[str]) -> frozenset[str]:
        places = {r.name for r in corpus().treated_as if r.members & set(members) and r.window.holds(self.day)}
        return frozenset(members) | places

    def version(self, name: str) -> Version | None:
        versions = corpus().provisions[name].versions
        holding = [v for v in versions if (window := v.windows.get(self.layer)) and window.since <= self.day < window.until]
        assert len(holding) <= 1, f"{name} has {len(holding)} versions on one day"
        if holding and self.stands(holding[0].by) is False:
            assert versions[0] is holding[0], f"{name}: what a suspended version replaced counts again, which this judge does not know"
            return None
        return holding[0] if holding else None

    def stands(self, instrument: str) -> bool | None:
        """Whether what an instrument made counts on the day, from the last event that decides it; None where that is not known."""
        life = corpus().instruments.get(instrument)
        last = [event for event in (life.events if life else ()) if event.decides and event.day <= self.day][-1:]
        kind = last[0].kind if last else "in_force"
        if kind == "reimposed_by_text":
            return None
        return kind == "in_force" or (kind == "not_enforced" and self.layer == "codified")

    def provision(self, name: str) -> Callable[[Line], bool]:
        version = self.version(name)
        if version is None:
            return lambda line: False
        code = code_of(version.source)
        is_sure = self.stands(version.by) is not None

        def judged(line: Line) -> bool:
            if name not in line.found:
                try:
                    value = eval(code, self.scope, {"t": line})
                    line.found[name] = value if is_sure or not value else None
                except Unknown:
                    line.found[name] = None
            if (value := line.found[name]) is None:
                raise Unknown(name)
            return value

        return judged

    def definition(self, parameters: list[str], code: CodeType) -> Callable[..., bool]:
        def read(*arguments: object) -> bool:
            return bool(eval(code, self.scope, dict(zip(parameters, arguments, strict=True))))

        return read

    def judge(self, name: str, line: Line) -> bool | None:
        """What Python makes of a provision; None where it touched a blank."""
        self.line = line
        try:
            value = self.scope[name](line)
        except Unknown:
            return None
        assert isinstance(value, bool), f"{name} gave {value!r}"
        return value


TRUTH = {0: True, -1: None, 1: False}


def days_of_trial() -> list[int]:
    """The first and the last day of every stretch that the sample knows."""
    first = day_number(parse_day("2022-10-07"))
    bounds = [day for day in corpus().boundaries if day in pools_of(corpus).days and day >= first]
    return sorted({day for since in bounds for day in (since - 1, since)})


def rows_known(count: int, seed: int) -> list[Raw]:
    """Sample rows; in a fourth of them the facts that are still blank are filled, so that Python gets to the end more often."""
    pools = pools_of(corpus)
    rows = list(raw_rows(pools, count, seed))
    for number, row in enumerate(rows[::4]):
        for column, values in pools.values.items():
            if row.get(column) is None and ":is_" not in column:
                row[column] = values[(number * 7919 + len(column) * 31) % len(values)]
    return rows


def test_python_itself_agrees_with_the_compiled_law(monkeypatch: pytest.MonkeyPatch) -> None:
    names = tuple(corpus().provisions)
    chains = {name: Chain(name, "", (Step(name, "yes"),), Step("", "no")) for name in names}
    monkeypatch.setattr(engine_module, "CHAINS", names)
    engine = Engine(replace(corpus(), chains=chains, _books={}))
    print(f"seed {SEED}, {ROWS} rows")
    rows = rows_known(ROWS, SEED)
    days = days_of_trial()
    judged: Counter[tuple[str, bool]] = Counter()
    laws: dict[tuple[int, str], Law] = {}
    for number, row in enumerate(rows):
        if number % 2:
            row[DATE] = days[number // 2 % len(days)]
        day = row[DATE]
        assert isinstance(day, int)
        values = {column: value for column, value in row.items() if not column.startswith(READING)}
        chosen = {column.removeprefix(READING): value for column, value in row.items() if column.startswith(READING)}
        finished = engine.row(values, chosen)  # type: ignore[arg-type]
        codes = engine.codes(finished, day)
        for layer, layer_name in enumerate(LAYERS):
            law = laws.setdefault((day, layer_name), Law(day, layer_name))
            line = Line(finished, engine.where)
            for name, code in zip(names, codes[layer], strict=True):
                expected = law.judge(name, line)
                if expected is None:
                    continue
                judged[name, expected] += 1
                assert TRUTH[code] is expected, (
                    f"seed {SEED}, row {number}, day {day}, {layer_name}, {name}: Python says {expected}, the compiled law "
                    f"{TRUTH[code]}\n{ {k: v for k, v in sorted(row.items()) if v is not None} }"
                )
    never = sorted(name for name in names if not judged[name, True] and not judged[name, False])
    one_sided = sorted(name for name in names if bool(judged[name, True]) != bool(judged[name, False]))
    print(f"{sum(judged.values())} judgements; never judged: {never}; judged one way only: {one_sided}")
    assert not set(never) - {"before_the_corpus"}


def test_a_float_would_be_wrong_at_the_threshold() -> None:
    """Why the numbers are wrapped: 296 to 50 is 5.92 exactly, and Python's own 5.92 is another number."""
    assert eval(code_of("Fraction(296, 50) >= 5.92"), {"Fraction": Fraction})
    assert Fraction(296, 50) != 5.92
