"""What openfisca-core and policyengine-core share: they are forks of one another, so one set of formulas serves both.

Two forms. The exact one holds int32 thousandths and cross-multiplies: speed is measured with it. The natural one has
float variables and a density, and both libraries store floats as float32: the probes use it. Fastest idiom: countries
arrive encoded, populations get a ready-made range of identities, few variables.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy
from fixture import COUNTRIES, STRICT, WATCHED

PERIOD = "2024-01"
Columns = dict[str, Any]
_CODES = {code: index for index, code in enumerate(COUNTRIES)}
_PLACES = numpy.array([2 if code in STRICT else 1 if code in WATCHED else 0 for code in COUNTRIES], dtype=numpy.int32)


def _formulas(natural: bool) -> dict[str, tuple[type, Any]]:
    """Return each computed variable's type and formula."""
    one = numpy.float32(1) if natural else 1000
    low, middle, high = (limit * one for limit in (1600, 2400, 4800))

    def density(order: Any, period: Any) -> Any:
        return order("tpp", period) / order("area", period)

    def at_least(order: Any, period: Any, limit: float, top: int, bottom: int) -> Any:
        if natural:
            return order("density", period) >= numpy.float32(limit)
        return order("tpp", period) * top >= order("area", period) * bottom

    def item_a(order: Any, period: Any) -> Any:
        tpp = order("tpp", period)
        dense = (tpp >= low) & at_least(order, period, 5.92, 25, 148) & order("datacenter", period)
        return (tpp >= high) | dense

    def item_b(order: Any, period: Any) -> Any:
        tpp = order("tpp", period)
        thin = (tpp >= middle) & at_least(order, period, 1.6, 5, 8)
        dense = (tpp >= low) & at_least(order, period, 3.2, 5, 16)
        return (thin | dense) & order("datacenter", period) & ~order("item_a", period)

    def place(order: Any, period: Any) -> Any:
        return numpy.maximum(_PLACES[order("destination", period)], _PLACES[order("hq", period)])

    def decision(order: Any, period: Any) -> Any:
        item, where = order("item_a", period), order("place", period)
        light = order("item_b", period) | (item & ~order("datacenter", period))
        answer = numpy.where(where == 2, numpy.where(light, 1, 4), numpy.where(light, 2, 3))
        return answer * ((item | light) & (where > 0))

    formulas = {"item_a": (bool, item_a), "item_b": (bool, item_b), "place": (int, place), "decision": (int, decision)}
    return formulas | ({"density": (float, density)} if natural else {})


class Form:
    """One of the two libraries with the rules loaded in one form."""

    def __init__(self, package: str, natural: bool) -> None:
        model = import_module(f"{package}.model_api")
        entities = import_module(f"{package}.entities")
        systems = import_module(f"{package}.taxbenefitsystems")
        self.simulation_class = import_module(f"{package}.simulations").Simulation
        self.period = import_module(f"{package}.periods").period(PERIOD)
        self.number = numpy.dtype(numpy.float32 if natural else numpy.int32)
        order = entities.Entity("order", "orders", "Order line", "")
        self.system = systems.TaxBenefitSystem([order])
        number = float if natural else int
        inputs = {"tpp": number, "area": number, "datacenter": bool, "destination": int, "hq": int}
        formulas = _formulas(natural)
        for name, kind in (inputs | {name: kind for name, (kind, _) in formulas.items()}).items():
            body = {"value_type": kind, "entity": order, "definition_period": model.MONTH, "label": name}
            if name in formulas:
                body["formula"] = formulas[name][1]
            self.system.add_variable(type(name, (model.Variable,), body))

    def run(self, columns: Columns, trace: bool) -> tuple[Any, Any]:
        """Decide the columns; return the decisions and the tracer."""
        populations = self.system.instantiate_entities()
        count = len(columns["tpp"])
        populations["order"].count = count
        populations["order"].ids = numpy.arange(count)
        simulation = self.simulation_class(tax_benefit_system=self.system, populations=populations)
        simulation.trace = trace
        for name, column in columns.items():
            simulation.set_input(name, self.period, column)
        return simulation.calculate("decision", self.period), simulation.tracer

    def one_row(self, tpp: float, area: float, datacenter: bool, destination: str, hq: str) -> Columns:
        """Return columns of length one."""
        return {
            "tpp": numpy.array([tpp], dtype=self.number),
            "area": numpy.array([area], dtype=self.number),
            "datacenter": numpy.array([datacenter]),
            "destination": numpy.array([_CODES[destination]], dtype=numpy.int32),
            "hq": numpy.array([_CODES[hq]], dtype=numpy.int32),
        }


class Vectors:
    """The engine functions of one of the two libraries."""

    EXPLAINS = "the tree of computed vectors: every variable with its inputs, one vector each"

    def __init__(self, package: str) -> None:
        self.package = package
        self.exact: Form | None = None
        self.natural: Form | None = None

    def setup(self) -> None:
        """Import the library and register the rules."""
        self.exact = Form(self.package, natural=False)

    def shape(self, row: dict[str, Any]) -> tuple[Any, ...]:
        """Return the arguments of one decision."""
        return row["tpp_thousandths"], row["area_thousandths"], row["datacenter"], row["destination"], row["hq"]

    def single(self, row: tuple[Any, ...]) -> int:
        """Decide one order: a population of one."""
        return int(self.exact.run(self.exact.one_row(*row), trace=False)[0][0])

    def single_explain(self, row: tuple[Any, ...]) -> tuple[int, Any]:
        """Decide one order with the full tracer."""
        decisions, tracer = self.exact.run(self.exact.one_row(*row), trace=True)
        return int(decisions[0]), tracer

    def prepare(self, book: Columns) -> Columns:
        """Return columns in the library's own types, so that it does not convert."""
        kinds = {"datacenter": bool} | dict.fromkeys(("destination", "hq"), numpy.int32)
        columns = {name: book[name].astype(kind) for name, kind in kinds.items()}
        return columns | {name: book[f"{name}_thousandths"].astype(numpy.int32) for name in ("tpp", "area")}

    def batch(self, columns: Columns) -> Any:
        """Decide all orders."""
        return self.exact.run(columns, trace=False)[0]

    def batch_explain(self, columns: Columns) -> tuple[Any, Any]:
        """Decide all orders; the tracer keeps every vector."""
        return self.exact.run(columns, trace=True)

    def reason(self, tracer: Any, index: int) -> object:
        """Return the tree of values of one row, without evaluating."""
        return [self._node(tree, index) for tree in tracer.trees]

    def _node(self, tree: Any, index: int) -> dict[str, Any]:
        node = {"variable": tree.name, "value": tree.value[index].item()}
        if tree.children:
            node["from"] = [self._node(child, index) for child in tree.children]
        return node

    def probe(self, tpp: str, area: str, datacenter: bool, destination: str, hq: str) -> int:
        """Decide on decimals as a user of the library would: float variables."""
        self.natural = self.natural or Form(self.package, natural=True)
        columns = self.natural.one_row(float(tpp), float(area), datacenter, destination, hq)
        return int(self.natural.run(columns, trace=False)[0][0])
