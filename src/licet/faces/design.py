"""`licet design`: the best chip that goes free to a destination under the law of a day."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from licet.base import clock
from licet.base.dates import day_of
from licet.base.errors import FileError, UsageError
from licet.base.quantities import GRAIN, parse_quantity, to_grains
from licet.decide.settings import Settings, engine, read_settings
from licet.facts.profiles import assumptions
from licet.report.design import design_lines, design_record, frontier_chart, frontier_svg

GOALS = ("tpp", "io_bandwidth_gb_s", "dram_bandwidth_gb_s")
PROFILE = "ordinary"


def register(app: typer.Typer) -> None:
    """Add `design` to a command line."""
    app.command(name="design")(design_command)


def design_command(
    destination: Annotated[str, typer.Option("--destination", metavar="XX", help="Where it goes, and where the customer's headquarters are.")],
    hq: Annotated[str | None, typer.Option("--hq", metavar="XX", help="Headquarters elsewhere.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of the law, YYYY-MM-DD (default: today).")] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="Only what was published by this day counts.")] = None,
    layer: Annotated[str, typer.Option("--layer", help="enforced or codified.")] = "enforced",
    reading: Annotated[list[str] | None, typer.Option("--reading", help="NAME=CHOICE where the text has two readings.")] = None,
    assume: Annotated[list[str] | None, typer.Option("--assume", help="FACT=VALUE of the line, beside the ordinary case.")] = None,
    maximise: Annotated[str, typer.Option("--maximise", help=f"One of {', '.join(GOALS)}.")] = GOALS[0],
    tpp_at_area: Annotated[str | None, typer.Option("--tpp-at-area", metavar="MM2", help="The most TPP on a die area.")] = None,
    chip: Annotated[str | None, typer.Option("--from", metavar="CHIP", help="A chip of the catalogue: what would free it.")] = None,
    consumer: Annotated[bool, typer.Option("--consumer", help="Neither designed nor marketed for datacenters.")] = False,
    exceptions: Annotated[bool, typer.Option("--exceptions", help="A license exception is free enough.")] = False,
    svg: Annotated[str | None, typer.Option("--svg", metavar="FILE.svg", help="Draw the whole frontier.")] = None,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="Give up a question of the solver after so long.")] = 60,
    plot: Annotated[bool, typer.Option("--plot", help="Draw the frontier in characters.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> int:
    """The best chip that goes free to a destination, the paragraph that stops it from being better, and the whole frontier."""
    from licet.faces.proofs import needs_solver

    if maximise not in GOALS:
        raise UsageError("LIC-U005", f"--maximise: there is no figure {maximise!r} to choose.", hint=f"One of {', '.join(GOALS)}.")
    needs_solver()
    settings = read_settings(as_of or clock.today(), known_at, layer, reading or ())
    assumed = assumptions([PROFILE, *(assume or ())])
    where = {"destination": destination, "hq": hq or destination, "chip": chip}
    return _design(settings, assumed, where, maximise, _area(tpp_at_area), (consumer, exceptions, plot, as_json), svg, seconds)


def _area(text: str | None) -> int | None:
    """
    Raises:
        UsageError: LIC-U005 for an area that is none.
    """
    try:
        grains = None if text is None else to_grains(parse_quantity(text))
    except ValueError as error:
        raise UsageError("LIC-U005", f"--tpp-at-area: {error}.", hint="Write square millimetres as a plain number.") from None
    if grains is not None and grains <= 0:
        raise UsageError("LIC-U005", "--tpp-at-area: an area is more than nothing.", hint="Write square millimetres as a plain number.")
    return grains


def _design(
    settings: Settings, assumed: dict[str, tuple[str, str]], where: dict[str, str | None], wanted: str, area: int | None,
    flags: tuple[bool, ...], svg: str | None, seconds: int,
) -> int:  # fmt: skip
    from licet.prove.design import Designer, line_facts

    consumer, exceptions, plot, as_json = flags
    day, chip = settings.as_of or 0, where["chip"]
    datacenter = "no" if consumer else None if chip else "yes"
    facts = line_facts(where["destination"] or "", where["hq"] or "", datacenter, chip)
    book = engine().book(day, settings.known_at, settings.layer)
    designer = Designer(engine(), book, day, facts, assumed, settings.readings, exceptions, seconds)
    best = designer.best("tpp" if area else wanted, {"applicable_die_area_mm2": area} if area else None)
    frontier, cuts = designer.frontier(), designer.cuts() if chip else []
    title = f"Circuits {'free or under an exception' if exceptions else 'free of a license'} to {where['destination']}"
    title += f", {settings.layer} law of {day_of(day)}"
    if svg is not None:
        _draw(svg, frontier_svg(frontier, best, designer.own, title, chip or ""))
    if as_json:
        print(json.dumps(design_record(best, frontier, cuts), indent=1))
        return 0 if best else 1
    print(title)
    print("\n".join(design_lines(best, frontier, cuts, wanted)))
    if plot:
        own = designer.own
        up = frontier[0].name if frontier else ""
        place = (Fraction(own["tpp"], GRAIN), Fraction(own["tpp"], own["applicable_die_area_mm2"])) if len(own) > 1 else None
        if place and up in own:
            place = (place[0], Fraction(own[up], GRAIN))
        print("\n".join(("", *frontier_chart(frontier, place))))
    return 0 if best else 1


def _draw(file: str, drawing: str) -> None:
    """Write the drawing, if the law of the day draws a line at all.

    Raises:
        FileError: LIC-R020 where it cannot be written.
    """
    if not drawing:
        print("Nothing to draw: no figure of a circuit decides here.", file=sys.stderr)
        return
    try:
        Path(file).write_text(drawing, encoding="utf-8")
    except OSError as error:
        raise FileError("LIC-R020", f"Cannot be written: {error.strerror}.", where=file, hint="Name a file in a folder that exists.") from None
    print(f"Wrote {file}.", file=sys.stderr)
