"""`licet screen`, `licet lists` and `licet release`: who may be listed, which lists are in use, who cleared what."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from licet.base import clock
from licet.base.errors import Complaint, UsageError

ListsDir = Annotated[
    str | None, typer.Option("--lists", help="Folder of the lists (default: LICET_LISTS, else the user's data folder).")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Day of the lists, YYYY-MM-DD (default: today).")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Allow = Annotated[str | None, typer.Option("--allow", help="Allow-list, TOML or CSV.")]
Audit = Annotated[str | None, typer.Option("--audit", help="Audit file of releases (default: audit.jsonl beside the lists).")]
Owners = Annotated[list[str] | None, typer.Option("--owners", help="File of owners or parents; may stand several times.")]

lists_app = typer.Typer(no_args_is_help=True, help="The lists of parties: take them, how old they are, what changed.")
release_app = typer.Typer(no_args_is_help=True, help="Clear a hit, by two persons, in a file that only grows.")


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    app.command("screen")(screen)
    app.add_typer(lists_app, name="lists")
    app.add_typer(release_app, name="release")


def day_of_option(text: str | None) -> date:
    """The day of an option, else today.

    Raises:
        UsageError: LIC-U001 when it is none.
    """
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise UsageError("LIC-U001", f"--as-of is not a date: {text!r}.", hint="Write it as YYYY-MM-DD.") from None


def tell(complaints: list[Complaint], most: int = 20) -> None:
    """Complaints on standard error."""
    for complaint in complaints[:most]:
        print(complaint, file=sys.stderr)
    if len(complaints) > most:
        print(f"... and {len(complaints) - most} more complaints of the same file.", file=sys.stderr)


def screen(
    what: Annotated[str, typer.Argument(help="A name, or a file of parties with a column `name` (CSV, TSV, JSON, JSON lines, Parquet, Excel).")],
    country: Annotated[str, typer.Option("--country", help="The party's country, ISO code.")] = "",
    address: Annotated[str, typer.Option("--address", help="The party's address.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="individual, for a person.")] = "",
    owners: Owners = None, allow: Allow = None, audit: Audit = None, lists: ListsDir = None, as_of: AsOf = None, as_json: AsJson = False,
    form_in: Annotated[str | None, typer.Option("--format-in", help="csv, tsv, jsonl, json, parquet or xlsx.")] = None,
    out: Annotated[str | None, typer.Option("--out", "-o", help="Write the answers of a file here, as JSON lines.")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 also for hits and parties that are not cleared.")] = False,
) -> int:  # fmt: skip
    """May this party, or one very like it, stand on a list? Every hit explains itself."""
    from licet.faces.parties import screen_file, screen_name

    day = day_of_option(as_of)
    if looks_like_file(what):
        status = screen_file(what, day, lists, allow, audit, owners or [], form_in, out, as_json)
    else:
        status = screen_name(what, country, address, kind, day, lists, allow, audit, owners or [], as_json)
    return 0 if exit_zero and status in (1, 3) else status


def looks_like_file(what: str) -> bool:
    """Whether a word names a file rather than a party."""
    endings = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx")
    return what == "-" or what.lower().endswith(endings) or (len(what) < 4096 and "\0" not in what and Path(what).is_file())


@lists_app.command("update")
def update(
    source: Annotated[str, typer.Option("--source", help="Comma between: csl, ecfr, ofac.")] = "csl,ecfr,ofac",
    given: Annotated[list[str] | None, typer.Option("--from", help="A file already here, not a download; may be repeated.")] = None,
    may_shrink: Annotated[bool, typer.Option("--may-shrink", help="Take a list also when it lost a tenth of its entries, or a column.")] = False,
    lists: ListsDir = None,
) -> int:  # fmt: skip
    """Take the official lists: download them, or read files already here. The old ones are kept."""
    from licet.faces.parties import update_lists

    return update_lists(source.split(","), given or [], may_shrink, lists, clock.today())


@lists_app.command("status")
def status(lists: ListsDir = None, as_of: AsOf = None, as_json: AsJson = False) -> int:
    """Which lists are in use, how old they are, and whether they can clear anybody."""
    from licet.faces.parties import show_status

    return show_status(lists, day_of_option(as_of), as_json)


@lists_app.command("verify")
def verify(lists: ListsDir = None) -> int:
    """Whether every list that was kept still has the bytes that were taken."""
    from licet.parties.lists import lists_folder
    from licet.parties.vintage import verify as verified

    bad = 0
    for vintage, is_sound in verified(lists_folder(lists)):
        print(f"{vintage.source} {vintage.name}: {'as taken' if is_sound else 'NOT AS TAKEN'}")
        bad += not is_sound
    return 4 if bad else 0


@lists_app.command("diff")
def diff(
    before: Annotated[str, typer.Argument(help="A day or vintage: 2026-10-01, or csl/2026-10-01-ab12cd34ef56.")],
    after: Annotated[str, typer.Argument(help="A later one.")],
    file: Annotated[str | None, typer.Argument(help="Parties of yours: who is newly hit, who no longer?")] = None,
    lists: ListsDir = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """What changed between two vintages; and, with a file of parties, whose answer changes."""
    from licet.faces.parties import show_diff

    return show_diff(before, after, file, lists, as_json)


@release_app.command("propose")
def propose(
    name: Annotated[str, typer.Argument(help="The party's name, as it was screened.")],
    entry: Annotated[str, typer.Option("--entry", help="Key of the entry, as the hit shows it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why the party is not the one that is listed.")],
    by: Annotated[str, typer.Option("--by", help="Who proposes.")],
    until: Annotated[str, typer.Option("--until", help="Last day on which it holds, YYYY-MM-DD.")],
    country: Annotated[str, typer.Option("--country", help="The party's country, ISO code.")] = "",
    lists: ListsDir = None, audit: Audit = None,
) -> int:  # fmt: skip
    """First of two persons: propose that a hit is not the party."""
    from licet.faces.parties import propose_release

    return propose_release(name, country, entry, reason, by, day_of_option(until), lists, audit, clock.today())


@release_app.command("confirm")
def confirm(
    number: Annotated[int, typer.Argument(help="Number of the proposal.")],
    by: Annotated[str, typer.Option("--by", help="Who confirms: another person.")],
    lists: ListsDir = None, audit: Audit = None,
) -> int:  # fmt: skip
    """Second person: confirm a proposal."""
    from licet.faces.parties import audit_path
    from licet.parties.release import confirm as confirmed

    print(f"Confirmed: {confirmed(audit_path(audit, lists), number, by, clock.today())}")
    return 0


@release_app.command("withdraw")
def withdraw(
    number: Annotated[int, typer.Argument(help="Number of the proposal.")],
    by: Annotated[str, typer.Option("--by", help="Who takes it back.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    lists: ListsDir = None, audit: Audit = None,
) -> int:  # fmt: skip
    """Take a proposal or a release back; the record of it stays."""
    from licet.faces.parties import audit_path
    from licet.parties.release import withdraw as withdrawn

    print(f"Taken back: {withdrawn(audit_path(audit, lists), number, by, reason, clock.today())}")
    return 0


@release_app.command("list")
def list_releases(lists: ListsDir = None, audit: Audit = None, as_json: AsJson = False) -> int:
    """Every line of the audit file, checked one against the other."""
    from licet.faces.parties import audit_path
    from licet.parties.release import audit_lines

    for line in audit_lines(audit_path(audit, lists)):
        if as_json:
            print(json.dumps(line, ensure_ascii=False))
        else:
            rest = (
                line.get("party")
                and f"{line['party']} is not {line['entry_name']} ({line['entry']}), until {line['until']}: {line['reason']}"
            )
            print(f"{line['number']:>4}  {line['on']}  {line['act']} by {line['by']}  {rest or 'of number ' + str(line['of'])}")
    return 0
