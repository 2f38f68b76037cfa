"""`licet law coverage` and `licet law drift`: the law here beside the law as printed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any

import typer

from licet.base.errors import UsageError
from licet.law import corpus, folder_of
from licet.printed.coverage import UNCLAIMED, Coverage, coverage_of, read_ratchet, read_scope
from licet.printed.drift import Drift, cases_of, drift_of
from licet.printed.ecfr import read_edition
from licet.printed.index import part_of, read_index
from licet.report.printed import coverage_text, drift_text

Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


def register(law_app: typer.Typer) -> None:
    """Add the verbs that look at the printed text."""
    law_app.command("coverage")(coverage)
    law_app.command("drift")(drift)


def coverage(
    part: Annotated[str | None, typer.Option("--part", help="One part, for example 740.")] = None,
    unclaimed: Annotated[bool, typer.Option("--unclaimed", help="Name every paragraph that nothing claims.")] = False,
    as_json: Json = False,
) -> int:
    """Which paragraphs of the regulation are modelled, which are out of scope and why, and which nobody has claimed."""
    folder = folder_of("us_ear")
    index = read_index(folder)
    whole = coverage_of(index, corpus(), read_scope(folder))
    if part is not None and part not in index.parts:
        raise UsageError("LIC-U031", f"The index holds nothing of part {part}.", hint=f"It holds {', '.join(sorted(index.parts))}.")
    shown = replace(whole, paragraphs=tuple(one for one in whole.paragraphs if part in (None, part_of(one.place.unit))))
    most = read_ratchet(folder)
    print(json.dumps(_plain(shown, most, unclaimed), indent=1) if as_json else coverage_text(shown, most, unclaimed))
    number, total = whole.unclaimed_share()
    return 1 if number * most[1] > most[0] * total or whole.dangling else 0


def _plain(found: Coverage, most: tuple[int, int], unclaimed: bool) -> dict[str, Any]:
    number, total = found.unclaimed_share()
    return {
        "paragraphs": total, "counts": dict(found.counts()), "unclaimed": number,
        "allowed": {"unclaimed": most[0], "of": most[1]},
        "places": [
            {"cite": str(one.place), "status": one.status, "by": list(one.by), "because": one.because}
            for one in found.paragraphs
            if not unclaimed or one.status == UNCLAIMED
        ],
        "dangling": [{"cite": str(one.place), "kind": one.kind, "name": one.name} for one in found.dangling],
        "not_held": list(found.unread), "idle": [str(place) for one in found.idle for place in one.places],
    }  # fmt: skip


def drift(
    old: Annotated[str, typer.Argument(help="eCFR XML of the earlier edition; PATH@YYYY-MM-DD says its day.")],
    new: Annotated[str, typer.Argument(help="eCFR XML of the later edition.")],
    show_all: Annotated[bool, typer.Option("--all", help="Also what nothing here cites, and every case.")] = False,
    as_json: Json = False,
) -> int:
    """What changed between two editions of the regulation, and which provisions and cases must be looked at again."""
    first, second = read_edition(old), read_edition(new)
    if first.day > second.day:
        raise UsageError("LIC-U032", f"{old} is of {first.day}, after {second.day}.", hint="Name the earlier edition first.")
    found = drift_of(first, second, corpus(), cases_of(folder_of("us_ear")))
    print(json.dumps(_drift_plain(found), indent=1) if as_json else drift_text(found, show_all))
    return 1 if found.cited else 0


def _drift_plain(found: Drift) -> dict[str, Any]:
    return {
        "old": {"edition": found.old.day.isoformat(), "source": found.old.source},
        "new": {"edition": found.new.day.isoformat(), "source": found.new.source},
        "changes": [
            {"cite": str(one.place), "kind": one.kind, "provisions": list(one.provisions), "others": list(one.others),
             "cases": list(one.cases)}
            for one in found.changes
        ],
        "alike": found.same, "only_old": list(found.only_old), "only_new": list(found.only_new),
    }  # fmt: skip
