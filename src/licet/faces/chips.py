"""`licet chips`: the catalogue under the law of a day, one chip through all of it, and a drawing of both."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from licet import __version__
from licet.base import clock
from licet.base.dates import day_of
from licet.base.errors import FactError, FileError, UsageError, nearest
from licet.base.quantities import GRAIN, parse_quantity, show
from licet.decide.chip_life import Plane, Sight, chip_life, classify_item, fact_asked, plane
from licet.decide.determination import Need
from licet.decide.determine import Question, determine
from licet.decide.engine import Engine
from licet.decide.settings import engine, read_settings
from licet.facts.catalogue import Chip, assumed_datacenter, chips, density_of, match, performance_of
from licet.facts.intake import Admitted, admit, with_values
from licet.facts.profiles import assumptions
from licet.report.chart import Chart, Panel, Point, draw
from licet.report.chips import (
    DISCLAIMER,
    ChipAccount,
    ChipLine,
    account_record,
    account_text,
    chip_record,
    csv_text,
    life_records,
    short_name,
    table_text,
)

DESTINATIONS = "CN,VN,MX,DE"
"""Asked about where nobody says otherwise."""
ORIGIN, PROFILE = "US", "ordinary"

DENSITY, LINKS = "performance_density", "io_bandwidth_gb_s"
UP_LABELS = {
    DENSITY: "Performance density (TPP per mm²)",
    LINKS: "Transfer rate other than to volatile memories (GB/s)",
}
"""What may stand on the upward axis, the law's later test first."""
CREDIT = "Chip data: the catalogue of licet (facts/CHIPS.md); in part from Epoch AI, CC BY 4.0, changed."

NOTABLE = (
    "nvidia-h100-sxm-80gb", "nvidia-a100-sxm-80gb", "nvidia-h20-sxm-96gb", "nvidia-h200-sxm-141gb",
    "nvidia-b200-sxm-hgx", "nvidia-a800-sxm-80gb", "nvidia-h800-sxm-80gb", "nvidia-geforce-rtx-4090",
    "nvidia-geforce-rtx-4090-d", "nvidia-l20", "nvidia-l40", "nvidia-l40s", "nvidia-l4", "nvidia-l2",
    "nvidia-gb300-per-gpu", "nvidia-v100-sxm2-32gb", "nvidia-a30", "nvidia-a10", "nvidia-t4", "amd-instinct-mi300x",
    "amd-instinct-mi250x", "amd-instinct-mi210", "intel-gaudi-2-hl-225h", "biren-br100", "huawei-ascend-910-2019",
    "google-tpu-v5e", "cerebras-wse-3", "microsoft-maia-200", "nvidia-geforce-rtx-5090",
    "nvidia-geforce-rtx-5090-d", "nvidia-geforce-rtx-3090", "nvidia-geforce-rtx-4080", "nvidia-rtx-5880-ada",
    "nvidia-rtx-pro-6000-blackwell-workstation", "amd-radeon-rx-7900-xtx", "intel-arc-b580",
)  # fmt: skip
"""Chips whose names the drawing should carry, the most wanted first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which chips of the catalogue."""

    vendor: str | None = None
    market: str | None = None
    above: str | None = None
    below: str | None = None
    is_controlled_only: bool = False


def register(app: typer.Typer) -> None:
    """Add `chips` to a command line."""
    app.command(name="chips")(chips_command)


def chips_command(
    name: Annotated[str | None, typer.Argument(help="A chip by key, name or alias: its facts and its time line.")] = None,
    vendor: Annotated[str | None, typer.Option("--vendor", help="Only chips of this designer.")] = None,
    market: Annotated[str | None, typer.Option("--market", help="Only chips sold for it, for example datacenter.")] = None,
    above: Annotated[str | None, typer.Option("--above", metavar="TPP", help="Only chips of this TPP or more.")] = None,
    below: Annotated[str | None, typer.Option("--below", metavar="TPP", help="Only chips of less TPP than this.")] = None,
    controlled: Annotated[bool, typer.Option("--controlled", help="Only chips in a controlled paragraph on the day.")] = False,
    to: Annotated[str, typer.Option("--to", help="Destinations that the time line asks about.")] = DESTINATIONS,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of the law, YYYY-MM-DD (default: today).")] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="Only what was published by this day counts.")] = None,
    reading: Annotated[list[str] | None, typer.Option("--reading", help="NAME=CHOICE where the text has two readings.")] = None,
    instrument: Annotated[list[str] | None, typer.Option("--instrument", help="NAME=STATUS@DAY[:SOURCE], see docs/enduse.md.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
    plot: Annotated[str | None, typer.Option("--plot", metavar="FILE.svg", help="Draw the chips against the law.")] = None,
) -> int:
    """The chip catalogue: TPP, density, entry on a day; one chip through all stretches of law; a drawing of the thresholds."""
    settings = read_settings(as_of or clock.today(), known_at, reading=reading or (), instruments=instrument or ())
    view = View(settings.as_of or 0, Sight(settings.known_at, settings.readings), settings.engine)
    form = "json" if as_json else "csv" if as_csv else "text"
    if name is not None and not plot:
        print(one_chip(name, to.split(","), view, form), end="")
        return 0
    lines = select(Wanted(vendor, market, above, below, controlled), view)
    if plot:
        _write(plot, drawing(lines, view, match(name).chip.chip_id.split("|") if name else ()))
        print(f"Wrote {plot}.", file=sys.stderr)
    if form != "text" or not plot:
        print(table(lines, view, form), end="")
    return 0


@dataclass(frozen=True, slots=True)
class View:
    """From where the law is seen: a day and the rest."""

    day: int
    sight: Sight = field(default_factory=Sight)
    engine: Engine = field(default_factory=engine)

    @property
    def law(self) -> str:
        """The line that names engine, law and view."""
        corpus = self.engine.corpus
        known = f", known at {day_of(self.sight.known_at)}" if self.sight.known_at is not None else ""
        chosen = "".join(f", {name}={choice}" for name, choice in self.sight.readings.items())
        version = f"licet {__version__}, {corpus.name} {corpus.version} ({corpus.digest[:19]})"
        return f"{version}, as of {day_of(self.day)}{known}{chosen}"


# The table


def select(wanted: Wanted, view: View) -> list[ChipLine]:
    """The chips that are wanted, most TPP first, unknown TPP last.

    Raises:
        UsageError: LIC-U005 for a designer or market that no chip has, or a TPP that is no number.
    """
    vendor = _known(wanted.vendor, {chip.vendor for chip in chips()}, "--vendor")
    market = _known(wanted.market, {chip.market for chip in chips()}, "--market")
    least, most = _tpp(wanted.above, "--above"), _tpp(wanted.below, "--below")
    lines = []
    for chip in chips():
        if vendor not in (None, chip.vendor) or market not in (None, chip.market):
            continue
        line = _line(chip, view)
        in_range = line.tpp is not None and (least is None or line.tpp >= least) and (most is None or line.tpp < most)
        if (in_range or least is most is None) and (line.classification.is_controlled or not wanted.is_controlled_only):
            lines.append(line)
    return sorted(lines, key=lambda line: (line.tpp is None, -(line.tpp or 0), line.chip.chip_id))


def table(lines: Sequence[ChipLine], view: View, form: str = "text") -> str:
    """The table as text, JSON or CSV."""
    if form == "text":
        return table_text(lines, view.day, view.law) + "\n"
    records = [chip_record(line) for line in lines]
    if form == "csv":
        return csv_text(records, list(chip_record(_line(chips()[0], view))))
    return _json({"law": view.law, "notice": DISCLAIMER, "chips": records})


def _line(chip: Chip, view: View) -> ChipLine:
    return _line_of(chip, _admitted({"chip": chip.chip_id}), view)


def _line_of(chip: Chip, item: Admitted, view: View) -> ChipLine:
    found = classify_item(view.engine, item.values, view.day, view.sight)
    return ChipLine(chip, performance_of(chip), density_of(chip), found)


def _known(asked: str | None, names: Iterable[str], option: str) -> str | None:
    """The name as the catalogue writes it."""
    if asked is None:
        return None
    by_fold = {name.casefold(): name for name in sorted(names)}
    if asked.casefold() not in by_fold:
        hint = nearest(asked.casefold(), by_fold) or f"One of {', '.join(by_fold.values())}."
        raise UsageError("LIC-U005", f"{option}: the catalogue has no {asked!r}.", hint=hint)
    return by_fold[asked.casefold()]


def _tpp(text: str | None, option: str) -> Fraction | None:
    try:
        return None if text is None else parse_quantity(text)
    except ValueError as error:
        raise UsageError("LIC-U005", f"{option}: {error}.", hint="Write a plain number.") from None


def _admitted(texts: dict[str, str]) -> Admitted:
    """Facts at the door, with the ordinary profile.

    Raises:
        FactError: the first complaint.
    """
    admitted = admit(texts, assumptions([PROFILE]))
    for complaint in admitted.complaints:
        raise FactError(complaint.code, complaint.what, where=complaint.where, hint=complaint.hint)
    return admitted


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


# One chip


def one_chip(name: str, destinations: Sequence[str], view: View, form: str = "text") -> str:
    """One chip's facts, its standing on the day and its time line, as text, JSON or CSV (the time line alone)."""
    account = account_of(name, destinations, view)
    if form == "text":
        return account_text(account, view.day, view.law) + "\n"
    if form == "csv":
        return csv_text(life_records(account))
    return _json({"law": view.law, "notice": DISCLAIMER, **account_record(account)})


def account_of(name: str, destinations: Sequence[str], view: View) -> ChipAccount:
    """Everything that is said of one chip.

    Raises:
        FactError: the name is of no chip or of several, or a destination is no country code.
    """
    found = match(name)
    item = _admitted({"chip": name})
    questions = {code: standard_question(name, found.chip.vendor, code) for code in _codes(destinations)}
    life = chip_life(view.engine, item.values, {code: asked.values for code, asked in questions.items()}, view.sight)
    needs = {code: missing for code, asked in questions.items() if (missing := _needs(asked, view))}
    return ChipAccount(_line_of(found.chip, item, view), found.note, found.chip.vendor, life, needs)


def standard_question(name: str, exporter: str, destination: str) -> Admitted:
    """One unit, exported by its designer from the United States to an ordinary private party headquartered at the destination."""
    return _admitted(
        {
            "chip": name, "exporter_name": exporter, "origin": ORIGIN, "destination": destination, "consignee_country": destination,
            "consignee_hq": destination, "quantity": "1",
        }
    )  # fmt: skip


def _codes(destinations: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(code for word in destinations if (code := word.strip().upper())))


def _needs(asked: Admitted, view: View) -> tuple[Need, ...]:
    question = Question(view.day, view.sight.known_at, readings=view.sight.readings)
    return determine(view.engine, with_values(asked, date=view.day), question).needs


# The drawing


def drawing(lines: Sequence[ChipLine], view: View, highlighted: Sequence[str] = ()) -> str:
    """The chips against the paragraphs of the day, as the text of an SVG file.

    The upward axis is what the law of the day sorts by beside TPP. Two panels where it matters whether a chip is for datacenters.
    """
    up = fact_asked(view.engine, tuple(UP_LABELS), view.day, view.sight) or DENSITY
    every = [place for chip in chips() if (place := _place(chip, up))]
    xs, ys = zip(*every, strict=True)
    bounds = int(min(xs) * GRAIN), int(max(xs) * GRAIN), int(min(ys) * GRAIN), int(max(ys) * GRAIN)
    circuits = (_admitted({"item_kind": "ic", "datacenter": answer}).values for answer in ("yes", "no"))
    planes = [plane(view.engine, circuit, "tpp", up, bounds, view.day, view.sight) for circuit in circuits]
    is_one = planes[0] == planes[1]
    titles = ("All chips",) if is_one else ("Designed or marketed for datacenters", "Neither designed nor marketed for datacenters")
    points = [point for line in lines if (point := _point(line, up, is_one, highlighted))]
    panels = tuple(
        _panel(title, found, [point for point in points if index in point.panels])
        for index, (title, found) in enumerate(zip(titles, planes, strict=False))
    )
    beyond = sum(not any(_is_within(point, panels[index]) for index in point.panels) for point in points)
    counts = f"{len(points) - beyond} of {len(lines)} chips are drawn; {len(lines) - len(points)} lack a published figure"
    counts += f", {beyond} lie beyond the axes." if beyond else "."
    return draw(
        Chart(
            f"AI chips under the export-control law of {day_of(view.day)}",
            f"{view.law}. Regions and edges are asked from the law itself.",
            "Total processing performance (TPP) of one circuit",
            UP_LABELS[up],
            panels,
            tuple(points),
            (f"{counts} Markets are labels of the compiler. {CREDIT}", DISCLAIMER),
        )
    )


def _place(chip: Chip, up: str) -> tuple[Fraction, Fraction] | None:
    """TPP of one circuit, and the fact on the upward axis; None where either is unknown or nothing."""
    performance, density = performance_of(chip), density_of(chip)
    if performance is None or performance.tpp <= 0:
        return None
    if up == DENSITY:
        return (performance.tpp / chip.ics_summed, density.tpp / density.area_mm2) if density else None
    # The links of a board are not those of one circuit.
    links = parse_quantity(chip.facts.get(up, "0")) if chip.ics_summed == 1 else Fraction(0)
    return (performance.tpp, links) if links > 0 else None


def _panel(title: str, found: Plane, points: Sequence[Point]) -> Panel:
    """A plane cut to what is worth drawing: from well under its first edges to a little over the last chip."""
    low_x, high_x = _span(found.x_edges, [point.x for point in points], 6)
    low_y, high_y = _span(found.y_edges, [point.y for point in points], 3)
    cut = replace(found, x_edges=(low_x, *found.x_edges[1:]), y_edges=(low_y, *found.y_edges[1:]))
    return Panel(title, cut, (low_x, high_x, low_y, high_y))


def _span(edges: Sequence[int], values: Sequence[Fraction], room: int) -> tuple[int, int]:
    """Least and most of an axis in grains; chips lie beyond it that are more than `room` times under the first edge."""
    grains = [int(value * GRAIN) for value in values] + list(edges[1:]) or list(edges)
    low = min(grains) * 4 // 5
    if len(edges) > 1:
        low = max(low, edges[1] // room)
    return _two_digits(low), max(grains) * 5 // 4


def _two_digits(grains: int) -> int:
    """Rounded down to two significant digits."""
    unit = int(10 ** max(len(str(grains)) - 2, 0))
    return grains // unit * unit


def _is_within(point: Point, panel: Panel) -> bool:
    low_x, high_x, low_y, high_y = panel.bounds
    return low_x <= point.x * GRAIN <= high_x and low_y <= point.y * GRAIN <= high_y


def _point(line: ChipLine, up: str, is_one: bool, highlighted: Sequence[str]) -> Point | None:
    chip, place = line.chip, _place(line.chip, up)
    if place is None:
        return None
    label = assumed_datacenter(chip)
    panels = (0,) if is_one or (label and label[0] == "yes") else (1,) if label else (0, 1)
    ranked = (*highlighted, *NOTABLE)
    rank = ranked.index(chip.chip_id) if chip.chip_id in ranked else len(ranked) if chip.china_specific == "yes" else None
    figure = line.density.rounded() if up == DENSITY and line.density else show(place[1])
    words = f"{chip.vendor} {chip.name}: TPP {show(place[0])}, {up.replace('_', ' ')} {figure}; {line.classification.paragraph}, "
    return Point(
        short_name(chip.name), *place, f"{words}{line.classification.entry}; confidence {chip.confidence}", panels, rank,
        line.classification.is_controlled is True,
        chip.china_specific == "yes", chip.confidence == "low" or chip.market_contested,
    )  # fmt: skip


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        hint = "Name a file in a folder that exists."
        raise FileError("LIC-R020", f"Cannot be written: {error.strerror}.", where=path, hint=hint) from None
