"""How many operations trained a model: counted from the model, and from the hardware, exactly and with bounds.

The count from the model follows technical note 2 to the entry for weights: 2N operations forward and 4N backward for each data
point, 6ND in all, N being the parameters that take part (of a mixture of experts the active ones). Attention between tokens comes on top
where the architecture is stated. The count from the hardware is peak rate times time times the share that did useful work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from licet.base.errors import FactError, nearest
from licet.base.quantities import parse_quantity, show
from licet.base.values import frozen
from licet.facts.catalogue import find
from licet.facts.performance import RATES

PER_PARAMETER = 6
"""Operations for each parameter and data point: two forward, four backward (technical note 2)."""

ATTENTION = (6, 12)
"""Operations for each layer, unit of width, token and token of context: scores and weighted sums, two operations each, forward once and
backward twice. Twelve where every token looks at all others, half of it where each looks only at those before it."""

TERA = 10**12
SECONDS_PER_HOUR = 3600
HOURS_PER_DAY = 24
LARGEST = 10**30

ENTRIES = {
    "parameters": "parameters of the model", "active_parameters": "parameters that take part for one token (mixture of experts)",
    "tokens": "tokens trained on, every pass counted", "layers": "layers with attention", "width": "width of attention, heads times head size",
    "sequence": "tokens of context", "chip": "the chip, by its name in the catalogue", "chips": "how many chips", "days": "days of training",
    "chip_hours": "hours of one chip, in place of chips and days", "utilization": "percent of the peak rate that did useful work",
    "format": "number format: fp64, fp32, tf32, fp16, bf16, fp8, fp6, fp4, int8, int4",
    "rate_tflops": "peak dense rate of one chip, in place of chip and format",
}  # fmt: skip
"""What one stage of training may state, and what it means. Numbers may be ranges, `35..45`."""

WORDS = ("chip", "format")
BF16_AS_FP16 = {"rate_bf16_dense_tflops": "rate_fp16_dense_tflops"}
"""The catalogue keeps one column for the two 16-bit formats: the higher of their rates."""


@frozen
class Span:
    """A number that lies between two others, both exact."""

    low: Fraction
    high: Fraction

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def __mul__(self, other: Span) -> Span:
        return Span(self.low * other.low, self.high * other.high)

    def __str__(self) -> str:
        return show(self.low) if self.low == self.high else f"{show(self.low)} to {show(self.high)}"


NOTHING = Span(Fraction(0), Fraction(0))


def exactly(value: int | Fraction) -> Span:
    """A number without doubt."""
    return Span(Fraction(value), Fraction(value))


@frozen
class Step:
    """One product of a count: what was multiplied, and what came out, in operations."""

    stage: str
    what: str
    arithmetic: str
    operations: Span


@frozen
class Estimate:
    """One way of counting.

    Attributes:
        by: `model` or `hardware`.
        operations: the sum of the steps; its bounds are those of what was stated.
        uncounted: what belongs to the count and was not stated, in words: the true number is no lower than the low bound.
    """

    by: str
    steps: tuple[Step, ...]
    operations: Span
    uncounted: tuple[str, ...] = ()


def read_span(name: str, text: str, where: str = "") -> Span:
    """A number, or two with `..` between them; exact.

    Raises:
        FactError: LIC-M002 where it is no number, is not above zero, is beyond bounds, or runs backwards.
    """
    low, dots, high = text.partition("..")
    try:
        span = Span(parse_quantity(low.strip()), parse_quantity((high if dots else low).strip()))
    except ValueError:
        hint = "Write a plain number such as 70e9, or a range such as 35..45, without separators or units."
        raise FactError("LIC-M002", f"{name} is not a number or a range: {text!r}.", where=where, hint=hint) from None
    if span.low > span.high:
        raise FactError("LIC-M002", f"{name} runs backwards: {text!r}.", where=where, hint="Write the lower bound first.")
    most = 100 if name == "utilization" else LARGEST
    if span.low <= 0 or span.high > most:
        hint = "Utilization is in percent, 40 means 40 %." if name == "utilization" else "Operations, parameters and tokens are plain counts."
        raise FactError("LIC-M002", f"{name} is {text}; it must lie above 0 and not above {show(Fraction(most))}.", where=where, hint=hint)
    return span


def read_stage(stated: Mapping[str, str], name: str = "training", where: str = "") -> tuple[Estimate, ...]:
    """Both counts of one stage, as far as it states what they need.

    Raises:
        FactError: LIC-M001 to LIC-M005, each saying where and what to write.
    """
    for key in stated:
        if key not in ENTRIES:
            hint = nearest(key, ENTRIES) or f"One of {', '.join(ENTRIES)}."
            raise FactError("LIC-M001", f"A stage of training has nothing called {key!r}.", where=where, hint=hint)
    spans = {key: read_span(key, text, where) for key, text in stated.items() if key not in WORDS}
    found = [count for count in (_by_model(spans, name, where), _by_hardware(stated, spans, name, where)) if count]
    if not found:
        hint = "State parameters and tokens, or chip, chips, days, utilization and format, or both."
        raise FactError("LIC-M003", f"There is nothing to count in the stage {name!r}.", where=where, hint=hint)
    return tuple(found)


def _needs(spans: Mapping[str, object], wanted: Sequence[str], together: str, where: str) -> None:
    missing = [name for name in wanted if name not in spans]
    if missing:
        raise FactError("LIC-M004", f"To count from {together}, {' and '.join(missing)} must be stated too.", where=where)


def _by_model(spans: Mapping[str, Span], name: str, where: str) -> Estimate | None:
    architecture = ("layers", "width", "sequence")
    if not {"parameters", "active_parameters", "tokens", *architecture} & spans.keys():
        return None
    active = "active_parameters" if "active_parameters" in spans else "parameters"
    _needs(spans, (active, "tokens"), "the model", where)
    if active != "parameters" and "parameters" in spans and spans["parameters"].high < spans[active].high:
        raise FactError("LIC-M002", "active_parameters are more than parameters.", where=where, hint="Of all parameters, some are active.")
    dense = exactly(PER_PARAMETER) * spans[active] * spans["tokens"]
    steps = [Step(name, "parameters", f"{PER_PARAMETER} x {spans[active]} {active} x {spans['tokens']} tokens", dense)]
    if not set(architecture) & spans.keys():
        return Estimate("model", tuple(steps), dense, ("attention between tokens: state layers, width and sequence",))
    _needs(spans, architecture, "attention", where)
    low, high = ATTENTION
    factors = " x ".join(f"{spans[part]} {part}" for part in (*architecture, "tokens"))
    attention = Span(Fraction(low), Fraction(high)) * spans["layers"] * spans["width"] * spans["sequence"] * spans["tokens"]
    steps.append(Step(name, "attention", f"{low} to {high} x {factors}", attention))
    return Estimate("model", tuple(steps), dense + attention)


def _by_hardware(stated: Mapping[str, str], spans: Mapping[str, Span], name: str, where: str) -> Estimate | None:
    if not {"chip", "chips", "days", "chip_hours", "utilization", "format", "rate_tflops"} & stated.keys():
        return None
    if "chip_hours" in spans and {"chips", "days"} & spans.keys():
        raise FactError("LIC-M002", "chip_hours stand in place of chips and days.", where=where, hint="State one or the other.")
    _needs(stated, ("chip_hours", "utilization") if "chip_hours" in spans else ("chips", "days", "utilization"), "the hardware", where)
    rate, of = _rate(stated, spans, where)
    hours = spans["chip_hours"] if "chip_hours" in spans else spans["chips"] * spans["days"] * exactly(HOURS_PER_DAY)
    amount = f"{spans['chip_hours']} chip-hours" if "chip_hours" in spans else f"{spans['chips']} chips x {spans['days']} days"
    share = spans["utilization"] * exactly(Fraction(1, 100))
    operations = exactly(TERA * SECONDS_PER_HOUR) * rate * hours * share
    arithmetic = f"{rate} x 10^12 a second ({of}) x {amount} x {spans['utilization']} %"
    return Estimate("hardware", (Step(name, "hardware", arithmetic, operations),), operations)


def _rate(stated: Mapping[str, str], spans: Mapping[str, Span], where: str) -> tuple[Span, str]:
    """Peak dense rate of one chip in tera-operations a second, and whose it is."""
    if "rate_tflops" in spans:
        if {"chip", "format"} & stated.keys():
            raise FactError("LIC-M002", "rate_tflops stands in place of chip and format.", where=where, hint="State one or the other.")
        return spans["rate_tflops"], "as stated"
    _needs(stated, ("chip", "format"), "the hardware", where)
    formats = {fact.split("_")[1]: fact for fact in RATES}
    fact = formats.get(stated["format"].strip().casefold())
    if fact is None:
        raise FactError("LIC-M005", f"There is no format {stated['format']!r}.", where=where, hint=f"One of {', '.join(formats)}.")
    chip = find(stated["chip"])
    text = chip.facts.get(fact) or chip.facts.get(BF16_AS_FP16.get(fact, ""))
    if text is None:
        known = ", ".join(name for name, one in formats.items() if one in chip.facts)
        hint = f"It knows {known}. Or state rate_tflops." if known else "State rate_tflops in place of chip and format."
        raise FactError("LIC-M005", f"The catalogue has no {stated['format']} rate of {chip.name}.", where=where, hint=hint)
    return exactly(parse_quantity(text)), f"{chip.vendor} {chip.name}, {stated['format'].strip().casefold()}, dense"


def total(counts: Sequence[tuple[Estimate, ...]]) -> tuple[Estimate, ...]:
    """The counts of all stages together: a way of counting stands only where every stage was counted in it.

    Where no way reaches all stages, each stage gives the count it has, from the model first.
    """
    by = {way: [one for stage in counts for one in stage if one.by == way] for way in ("model", "hardware")}
    whole = [way for way, found in by.items() if len(found) == len(counts)]
    if whole:
        return tuple(_joined(way, by[way]) for way in whole)
    return (_joined("model and hardware", [stage[0] for stage in counts]),)


def _joined(by: str, parts: Sequence[Estimate]) -> Estimate:
    operations = sum((part.operations for part in parts), NOTHING)
    uncounted = tuple(dict.fromkeys(word for part in parts for word in part.uncounted))
    return Estimate(by, tuple(step for part in parts for step in part.steps), operations, uncounted)
