"""A company that runs validated data centers, as it stands in a TOML file: sites, chips, owners, notices, evidence.

Everything may be left out but a few names: what is left out is unknown. Whatever cannot be used is a complaint with its line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from licet.base.dates import day_number
from licet.base.errors import Complaint, FactError
from licet.base.values import frozen
from licet.facts.company_form import Reader, Table
from licet.facts.intake import admit
from licet.facts.values import Value

Stated = bool | int | Fraction | tuple[str, ...]


@frozen
class Lot:
    """Chips of one kind at a site: the facts of one, how many, how many of those are lost, failed, moved or sold."""

    name: str
    values: Mapping[str, Value]
    count: int
    gone: int

    def left(self) -> int:
        return self.count - self.gone


@frozen
class Site:
    """A data center. None is unknown; days are day numbers. `lots` is None where nothing is said of its chips."""

    id: str
    country: str
    lots: tuple[Lot, ...] | None
    operator: str | None
    operator_veu: str | None
    operator_headquarters: str | None
    operator_parent: str | None
    is_known_to_bis: bool | None
    notified_on: int | None
    construction_from: int | None
    first_shipment_on: int | None
    holds_weights: bool | None
    meets_14_15_18: bool | None
    place: str


@frozen
class Owner:
    """Who holds equity or debt: headquarters, percent, USD, whether on a list, whether reported to BIS."""

    name: str
    headquarters: str | None
    percent: Fraction | None
    value_usd: Fraction | None
    is_listed: bool | None
    is_reported: bool | None
    is_cleared: bool | None
    """Whether an assessment says why this owner has no control or influence."""


@frozen
class Move:
    """Chips to be moved between two sites."""

    what: str
    origin: str
    destination: str
    day: int | None
    notified_on: int | None


@frozen
class Incident:
    """Theft, loss or tampering."""

    what: str
    noticed_on: int
    reported_on: int | None


@frozen
class Company:
    """The company and everything that was stated of it; None is unknown."""

    name: str
    headquarters: str | None
    parent: str | None
    country: str | None
    veu: str
    veu_country: str | None
    granted_on: int | None
    traded_in: str | None
    lists_every_site: bool | None
    government_arrangement: bool | None
    owners: tuple[Owner, ...] | None
    sites: tuple[Site, ...]
    moves: tuple[Move, ...] | None
    incidents: tuple[Incident, ...] | None
    reports: Mapping[str, Mapping[int, int]]
    """Report name to (day it was due, day it was filed)."""
    evidence: Mapping[str, Stated]


def read_company(text: str, path: str, as_of: date, statements: Mapping[str, str]) -> tuple[Company | None, tuple[Complaint, ...]]:
    """Read a company file.

    Args:
        path: how the file is called in complaints.
        as_of: nothing that has happened may lie after it.
        statements: names that `[evidence]` may hold, with their kinds (truth, number, day, names).

    Returns:
        The company, or None when there are complaints; and those, each with file, line and place.
    """
    try:
        top = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return None, (Complaint("LIC-V001", f"Not readable as TOML: {error}.", path, "A day is written YYYY-MM-DD, without quotes."),)
    reader = Reader(text, path, as_of)
    company = _company(reader, Table(top, ()), statements)
    return (None if reader.complaints else company), tuple(reader.complaints)


def _company(reader: Reader, top: Table, statements: Mapping[str, str]) -> Company:
    reader.only(top, "company", "owner", "site", "move", "incident", "reports", "evidence")
    about = reader.table(top, "company")
    reader.only(about, "name", "headquarters", "parent", "country", "veu", "veu_country", "granted_on", "traded_in", "lists_every_site",
                "government_arrangement")  # fmt: skip
    sites = tuple(_site(reader, site) for site in reader.tables(top, "site") or ())
    reader.unique([(site.id, site.place) for site in sites if site.id], "site")
    known = [site.id for site in sites]
    owners = reader.tables(top, "owner")
    found = None if owners is None else tuple(_owner(reader, owner) for owner in owners)
    if owners and found and (held := sum((owner.percent or Fraction(0) for owner in found), Fraction(0))) > 100:
        reader.complain("LIC-V008", f"The owners hold {held} percent together.", owners[-1], "percent", "Together they hold 100 at most.")
    moves, incidents = reader.tables(top, "move"), reader.tables(top, "incident")
    return Company(
        reader.text(about, "name", needed=True) or "", reader.country(about, "headquarters"), reader.country(about, "parent", none=True),
        reader.country(about, "country"), reader.choice(about, "veu", ("universal", "national"), needed=True) or "",
        reader.country(about, "veu_country"), reader.past(about, "granted_on"), reader.country(about, "traded_in"),
        reader.truth(about, "lists_every_site"), reader.truth(about, "government_arrangement"), found, sites,
        None if moves is None else tuple(_move(reader, move, known) for move in moves),
        None if incidents is None else tuple(_incident(reader, incident) for incident in incidents),
        _reports(reader, reader.table(top, "reports")), _evidence(reader, reader.table(top, "evidence"), statements),
    )  # fmt: skip


def _site(reader: Reader, site: Table) -> Site:
    reader.only(site, "id", "country", "chips", "operator", "operator_veu", "operator_headquarters", "operator_parent", "known_to_bis",
                "notified_on", "construction_from", "first_shipment_on", "holds_4e091_weights", "meets_14_15_18")  # fmt: skip
    lots = reader.tables(site, "chips")
    return Site(
        reader.text(site, "id", needed=True) or "", reader.country(site, "country", needed=True) or "",
        None if lots is None else tuple(lot for table in lots if (lot := _lot(reader, table)) is not None),
        reader.text(site, "operator"), reader.choice(site, "operator_veu", ("none", "universal", "national")),
        reader.country(site, "operator_headquarters"), reader.country(site, "operator_parent", none=True),
        reader.truth(site, "known_to_bis"), reader.past(site, "notified_on"), reader.day(site, "construction_from"),
        reader.day(site, "first_shipment_on"), reader.truth(site, "holds_4e091_weights"), reader.truth(site, "meets_14_15_18"),
        reader.where(site, "id"),
    )  # fmt: skip


_OF_A_CHIP = ("chip", "tpp", "applicable_die_area_mm2", "performance_density", "item_kind", "datacenter", "ic_count")


def _lot(reader: Reader, lot: Table) -> Lot | None:
    """Chips by the names of the vocabulary; the catalogue fills what the name of a chip says."""
    reader.only(lot, *_OF_A_CHIP, "count", "gone")
    count, gone = reader.count(lot, "count", needed=True), reader.count(lot, "gone")
    name = reader.text(lot, "chip")
    if name is None and "tpp" not in lot.content:
        reader.complain("LIC-V009", "Chips without a kind.", lot, "count", "State `chip`, a name of the catalogue, or `tpp`.")
        return None
    if count is not None and gone is not None and gone > count:
        reader.complain("LIC-V010", f"Of {count} chips {gone} cannot be gone.", lot, "gone", "Count those lost, failed, moved or sold.")
    texts = {key: _as_text(lot.content[key]) for key in _OF_A_CHIP if key in lot.content}
    try:
        admitted = admit(texts if name else {"item_kind": "ic", **texts}, {})
    except FactError as error:
        complaints: tuple[Complaint, ...] = (error.complaint,)
    else:
        complaints = tuple(admitted.complaints)
    for complaint in complaints:
        reader.complain("LIC-V009", f"{complaint.what} ({complaint.code})", lot, "chip" if name else "tpp", complaint.hint)
    if complaints or count is None:
        return None
    return Lot(name or f"{texts['tpp']} TPP", admitted.values, count, gone or 0)


def _as_text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _owner(reader: Reader, owner: Table) -> Owner:
    reader.only(owner, "name", "headquarters", "percent", "value_usd", "listed", "reported", "influence_assessed")
    return Owner(
        reader.text(owner, "name", needed=True) or "", reader.country(owner, "headquarters"), reader.percent(owner, "percent"),
        reader.number(owner, "value_usd"), reader.truth(owner, "listed"), reader.truth(owner, "reported"),
        reader.truth(owner, "influence_assessed"),
    )  # fmt: skip


def _move(reader: Reader, move: Table, known: list[str]) -> Move:
    reader.only(move, "what", "from", "to", "on", "notified_on")
    origin, destination = (_end(reader, move, key, known) for key in ("from", "to"))
    return Move(reader.text(move, "what") or "chips", origin, destination, reader.day(move, "on"), reader.past(move, "notified_on"))


def _end(reader: Reader, move: Table, key: str, known: list[str]) -> str:
    end = reader.text(move, key, needed=True) or ""
    if end and end not in known:
        reader.complain("LIC-V011", f"No site is called {end!r}.", move, key, f"One of {', '.join(known)}." if known else "")
    return end


def _incident(reader: Reader, incident: Table) -> Incident:
    reader.only(incident, "what", "noticed_on", "reported_on")
    noticed, reported = reader.past(incident, "noticed_on", needed=True), reader.past(incident, "reported_on")
    if noticed is not None and reported is not None and reported < noticed:
        reader.complain("LIC-V004", "It was reported before it was noticed.", incident, "reported_on", "Look at both days.")
    return Incident(reader.text(incident, "what") or "incident", noticed or 0, reported)


def _reports(reader: Reader, reports: Table) -> dict[str, dict[int, int]]:
    reader.only(reports, "chip_accounting", "end_user_reports")
    found: dict[str, dict[int, int]] = {}
    for name in reports.content:
        filed = reader.table(reports, name)
        days = {}
        for due in filed.content:
            try:
                key = day_number(date.fromisoformat(due))
            except ValueError:
                reader.complain("LIC-V003", f"{due!r} is not a day.", filed, due, "Write the day it was due = the day it was filed.")
                continue
            day = reader.past(filed, due)
            if day is not None:
                days[key] = day
        found[name] = days
    return found


def _evidence(reader: Reader, evidence: Table, statements: Mapping[str, str]) -> dict[str, Stated]:
    reader.only(evidence, *statements)
    found: dict[str, Stated] = {}
    for name, kind in statements.items():
        read = {"truth": reader.truth, "number": reader.number, "day": reader.past, "names": reader.names}[kind]
        value: Stated | None = read(evidence, name)  # type: ignore[operator]
        if value is not None:
            found[name] = value
    return found
