"""What is computed rather than stated: shares, allocations, notices, reports, owners, weights. All of it asks the law by name."""

from __future__ import annotations

from collections.abc import Mapping

from licet.base.dates import day_of
from licet.base.errors import Complaint
from licet.base.quantities import show
from licet.decide.evaluate import Evaluation
from licet.decide.validated import Judged, Measure, Question, days_each_year, every_one
from licet.facts.company import Owner, Site
from licet.facts.values import Value
from licet.language.provision import CODIFIED
from licet.law.requirements import Requirement

BEYOND = "to_macau_or_d5"
YEAR = 366


def asked(question: Question, provision: str, **facts: Value) -> bool | None:
    """A provision of the day on some facts."""
    row = question.engine.row({"date": question.as_of, **facts}, question.readings)
    return Evaluation(question.engine.book(question.as_of, None, CODIFIED), row, question.engine.where).value(provision)


def is_beyond(question: Question, country: str | None) -> bool | None:
    """Whether a place is Macau or in Country Group D:5."""
    return None if country is None else False if country == "none" else asked(question, BEYOND, destination=country)


def _owner_facts(question: Question) -> Mapping[str, Value]:
    company = question.company
    return {"consignee_hq": company.headquarters, "consignee_parent": company.parent, "consignee_country": company.country}


def _any_site(question: Question) -> list[Judged]:
    """Of a company without sites nothing about them is known."""
    return [] if question.company.sites else [Judged(None, missing=("site",))]


# Who


def party(row: Requirement, question: Question) -> Judged:
    name = {"universal": "uveu_party", "national": "nveu_party"}[question.company.veu]
    facts = _owner_facts(question)
    missing = tuple(
        key for key, value in zip(("company.headquarters", "company.parent", "company.country"), facts.values(), strict=True) if not value
    )
    holds = asked(question, name, **facts)
    numbers = tuple(f"{key.rpartition('_')[2]} {value}" for key, value in facts.items() if value)
    return Judged(holds, numbers, missing if holds is None else ())


def operators(row: Requirement, question: Question) -> Judged:
    """Each site that somebody else operates."""
    parts = _any_site(question)
    for site in question.company.sites:
        if site.operator is None:
            parts.append(Judged(None, missing=(f"site {site.id}: operator",)))
        elif site.operator.casefold() == question.company.name.casefold():
            parts.append(Judged(True))
        elif site.operator_veu is None:
            parts.append(Judged(None, (f"{site.id}: {site.operator}",), (f"site {site.id}: operator_veu",)))
        else:
            parts.append(Judged(site.operator_veu == question.company.veu, (f"{site.id}: {site.operator}, {site.operator_veu}",)))
    return every_one(parts)


def government_arrangement(row: Requirement, question: Question) -> Judged:
    arranged = question.company.government_arrangement
    holds = asked(question, "nveu_government_condition", nveu_government_arrangement=arranged, **_owner_facts(question))
    missing = ("company.government_arrangement",) if holds is None and arranged is None else ()
    return Judged(holds, () if arranged is None else (f"arrangement: {'yes' if arranged else 'no'}",), missing)


def one_country(row: Requirement, question: Question) -> Judged:
    company = question.company
    if company.veu_country is None:
        return Judged(None, missing=("company.veu_country",))
    if not company.sites:
        return Judged(None, missing=("site",))
    others = tuple(f"{site.id} in {site.country}" for site in company.sites if site.country != company.veu_country)
    return Judged(not others, (f"authorization for {company.veu_country}", *others))


def holdings_reported(row: Requirement, question: Question) -> Judged:
    """Owners from Macau or D:5, or on a list: reported, or under both floors in a company traded in a listed country."""
    if question.company.owners is None:
        return Judged(None, missing=("owner",))
    return every_one([_holding(owner, row, question) for owner in question.company.owners])


def _holding(owner: Owner, row: Requirement, question: Question) -> Judged:
    beyond = is_beyond(question, owner.headquarters)
    concerns = True if beyond or owner.is_listed else None if beyond is None or owner.is_listed is None else False
    if concerns is False or owner.is_reported:
        return Judged(True)
    words = tuple(f"{show(v, 3)} {unit}" for v, unit in ((owner.percent, "percent"), (owner.value_usd, "USD")) if v is not None)
    shown = (f"{owner.name} ({', '.join((owner.headquarters or 'headquarters unknown', *words))})",)
    excepted = _excepted(owner, row, question)
    if excepted:
        return Judged(True, shown)
    if concerns and excepted is False and owner.is_reported is False:
        return Judged(False, shown)
    keys = {"headquarters": owner.headquarters, "listed": owner.is_listed, "reported": owner.is_reported, "percent": owner.percent,
            "value_usd": owner.value_usd}  # fmt: skip
    return Judged(None, shown, tuple(f"owner {owner.name}: {key}" for key, value in keys.items() if value is None))


def _excepted(owner: Owner, row: Requirement, question: Question) -> bool | None:
    """Below one percent and below the sum, whichever is lower; owners who act together are to be added up by whoever states them."""
    below = [
        None if value is None else value < row.floors[name]
        for value, name in ((owner.percent, "percent_below"), (owner.value_usd, "usd_below"))
    ]
    traded = question.company.traded_in
    parts = [*below, None if traded is None else traded in question.holdings.listed]
    return False if False in parts else None if None in parts else True


def free_of_influence(row: Requirement, question: Question) -> Judged:
    """The company's own assessment, which an owner from Macau or D:5 puts in doubt."""
    stated = question.company.evidence.get(row.evidence)
    owners = [owner for owner in question.company.owners or () if is_beyond(question, owner.headquarters)]
    beyond = tuple(f"{owner.name} ({owner.headquarters})" for owner in owners)
    if stated is None:
        return Judged(None, beyond, (row.evidence,))
    doubtful = tuple(f"owner {owner.name}: influence_assessed" for owner in owners if not owner.is_cleared)
    if stated and doubtful:
        return Judged(None, (*beyond, "stated to be free, with owners of Macau or D:5 whose influence was not assessed"), doubtful)
    return Judged(bool(stated), beyond)


# How much


def share_outside(row: Requirement, question: Question) -> Judged:
    return _share(row, question, question.holdings.outside(question.holdings.listed), "outside the listed countries")


def share_country(row: Requirement, question: Question) -> Judged:
    places = sorted(question.holdings.outside(question.holdings.listed))
    parts = [_share(row, question, {place}, f"in {place}") for place in places]
    return every_one(parts) if parts else _share(row, question, set(), "in any such country")


def share_outside_us(row: Requirement, question: Question) -> Judged:
    headquarters = question.company.headquarters
    if headquarters is None:
        return Judged(None, missing=("company.headquarters",))
    if headquarters not in question.holdings.home:
        return Judged(True, (f"headquartered in {headquarters}: not asked",))
    found = _share(row, question, question.holdings.outside(question.holdings.home), "outside the United States")
    following = next(days_each_year(row.each, question.as_of, question.as_of + YEAR))
    if found.holds is False and asked(question, "within_uveu_share_outside_us", consignee_hq=headquarters):
        return Judged(False, found.numbers, due=following, is_pending=True)  # the reading by which the dates alone count
    return Judged(found.holds, (*found.numbers, f"next measured on {day_of(following)}"), found.missing)


def _share(row: Requirement, question: Question, places: set[str], words: str) -> Judged:
    """A share against its figure, as an interval where chips are not known."""
    bound = question.figure(row.figure)
    applies = asked(question, "uveu_shares_apply", **_owner_facts(question))
    if applies is False:
        return Judged(True, ("by the reading chosen, the shares do not bind this company",))
    missing = (*_open(question), *(("company.headquarters",) if applies is None else ()))
    found = question.holdings.share(places)
    if found is None or bound is None:
        return Judged(None if missing else True, ("no chips that count",), missing)
    low, high = found
    shown = show(low, 6) if low == high else f"{show(low, 6)} to {show(high, 6)}"
    inside, total = question.holdings.of(places), question.holdings.total()
    numbers = (f"{shown} % {words} ({show(inside.high)} of {show(total.high)} TPP); at most {show(bound)} %",)
    holds = None if _unbounded(question) or applies is None else True if high <= bound else False if low > bound else None
    return Judged(holds, numbers, missing if holds is None else ())


def _unbounded(question: Question) -> tuple[str, ...]:
    """What keeps every sum open: sites that are not listed or whose chips are not, and chips of unknown worth."""
    sites = tuple(f"site {name}: chips" for name in question.holdings.open_sites)
    whole = () if question.holdings.is_whole else ("company.lists_every_site",)
    return (*sites, *whole, *(f"figures of {name}" for name in question.holdings.unsized))


def _open(question: Question) -> tuple[str, ...]:
    return (*_unbounded(question), *(f"figures of {name}" for name in question.holdings.unclear))


def installed_base(row: Requirement, question: Question) -> Judged:
    """The national installed base against the figure of the quarter."""
    place = question.company.veu_country
    if place is None:
        return Judged(None, missing=("company.veu_country",))
    bound = question.figure(row.figure)
    held = question.holdings.of({place})
    numbers: tuple[str, ...] = (f"{show(held.low)}{'' if held.is_exact else f' to {show(held.high)}'} TPP in {place}",)
    if bound is None:
        return Judged(None, (*numbers, "the law prints no figure for this day"))
    numbers = (*numbers, f"at most {show(bound)} TPP this quarter", f"{show(bound - held.high)} TPP left")
    here = {site.id for site in question.company.sites if site.country == place}
    missing = tuple(m for m in _open(question) if not m.startswith("site ") or m.removeprefix("site ").partition(":")[0] in here)
    if held.low > bound:
        return Judged(False, numbers)
    is_within = held.high <= bound and not any(m in missing for m in _unbounded(question))
    return Judged(True if is_within else None, numbers, () if is_within else missing)


# When


def _notice(what: str, act: int | None, notified: int | None, days: int, as_of: int, key: str, act_key: str) -> Judged:
    """A notice so many days before an act: counted where both days are known, else still to be given or missing."""
    if act is None:
        return Judged(None, (what,), (act_key,)) if notified is None else Judged(None, (f"{what}: notified {day_of(notified)}",), (act_key,))
    last = act - days
    if notified is not None:
        return Judged(notified <= last, (f"{what}: notified {day_of(notified)}, {act - notified} days before {day_of(act)}; {days} are asked",))
    numbers = (f"{what}: {day_of(act)}, to be notified by {day_of(last)}",)
    if as_of <= last:
        return Judged(None, numbers, due=last, is_pending=True)
    return Judged(False, numbers, (key,), due=last)


def sites_notified(row: Requirement, question: Question) -> Judged:
    return every_one(_any_site(question) + [
        _notice(site.id, site.first_shipment_on, site.notified_on, row.days, question.as_of, f"site {site.id}: notified_on",
                f"site {site.id}: first_shipment_on, or known_to_bis")
        for site in question.company.sites if not site.is_known_to_bis
    ])  # fmt: skip


def new_countries_notified(row: Requirement, question: Question) -> Judged:
    known = {site.country for site in question.company.sites if site.is_known_to_bis}
    return every_one(_any_site(question) + [
        _notice(f"{site.id} ({site.country})", site.construction_from, site.notified_on, row.days, question.as_of,
                f"site {site.id}: notified_on", f"site {site.id}: construction_from, or known_to_bis")
        for site in question.company.sites if site.country not in known and not site.is_known_to_bis
    ])  # fmt: skip


def moves_notified(row: Requirement, question: Question) -> Judged:
    if question.company.moves is None:
        return Judged(None, missing=("move",))
    country = {site.id: site.country for site in question.company.sites}
    return every_one([
        _notice(f"{move.what}, {move.origin} to {move.destination}", move.day, move.notified_on, row.days, question.as_of,
                f"move {move.what}: notified_on", f"move {move.what}: on")
        for move in question.company.moves if country.get(move.origin) != country.get(move.destination)
    ])  # fmt: skip


def incidents_reported(row: Requirement, question: Question) -> Judged:
    if question.company.incidents is None:
        return Judged(None, missing=("incident",))
    parts = []
    for incident in question.company.incidents:
        last = incident.noticed_on + row.days
        if incident.reported_on is not None:
            days = incident.reported_on - incident.noticed_on
            parts.append(Judged(incident.reported_on <= last, (f"{incident.what}: reported after {days} days",)))
        else:
            numbers = (f"{incident.what}: noticed {day_of(incident.noticed_on)}, to be reported by {day_of(last)}",)
            is_pending = question.as_of <= last
            parts.append(Judged(None if is_pending else False, numbers, due=last, is_pending=is_pending))
    return every_one(parts)


def reports_filed(row: Requirement, question: Question) -> Judged:
    """Every report that fell due since the authorization was granted, and the day of the next."""
    granted = question.company.granted_on
    since = question.as_of if granted is None else granted
    following = next(days_each_year(row.each, question.as_of, question.as_of + YEAR))
    if granted is None:
        return Judged(None, missing=("company.granted_on",), due=following)
    fallen = list(days_each_year(row.each, since, question.as_of))
    if not fallen:
        return Judged(None, (f"first due {day_of(following)}",), due=following, is_pending=True)
    filed = question.company.reports.get(row.evidence)
    if filed is None:
        return Judged(None, (f"{len(fallen)} fell due since {day_of(granted)}",), (f"reports.{row.evidence}",), due=fallen[0])
    parts = [Judged(True, (f"next due {day_of(following)}",))]
    for day in fallen:
        at = filed.get(day)
        if at is None and day < question.as_of:
            parts.append(Judged(False, (f"due {day_of(day)}: not filed",), due=day))
        elif at is None:
            parts.append(Judged(None, (f"due today, {day_of(day)}",), due=day, is_pending=True))
        elif at > day:
            parts.append(Judged(False, (f"due {day_of(day)}: filed {at - day} days late",), due=day))
    return every_one(parts)


def misplaced_sites(question: Question) -> tuple[Complaint, ...]:
    """Sites in Macau or D:5, where no data center can be validated: the file is wrong, or there is nothing to check."""
    return tuple(
        Complaint("LIC-V013", f"{site.id} is in {site.country}: no validated data center can be in Macau or Country Group D:5.", site.place,
                  "Look at the country; chips there are no matter of this authorization.")
        for site in question.company.sites if is_beyond(question, site.country)
    )  # fmt: skip


# Weights


def weights_stored(row: Requirement, question: Question) -> Judged:
    """Every site that holds 4E091 weights: in a listed country, or run by an entity of one and secure."""
    return every_one(_any_site(question) + [_weights(site, row, question) for site in question.company.sites])


def _weights(site: Site, row: Requirement, question: Question) -> Judged:
    if site.holds_weights is False or site.country in question.holdings.listed:
        return Judged(True)
    if site.holds_weights is None:
        return Judged(None, missing=(f"site {site.id}: holds_4e091_weights",))
    owned = asked(question, "uveu_party", **_owner_facts(question))
    operated = asked(question, "uveu_party", consignee_hq=site.operator_headquarters, consignee_parent=site.operator_parent)
    by_listed = True if owned or operated else None if owned is None or operated is None else False
    due = None if row.due is None or question.as_of >= row.due else row.due
    if by_listed and due is not None and not site.meets_14_15_18:
        return Judged(None, (f"{site.id} in {site.country} holds weights",), due=due, is_pending=True)
    parts = (by_listed, site.meets_14_15_18)
    holds = False if False in parts else None if None in parts else True
    keys = {"operator_headquarters": by_listed, "meets_14_15_18": site.meets_14_15_18}
    missing = tuple(f"site {site.id}: {key}" for key, value in keys.items() if value is None)
    return Judged(holds, (f"{site.id} in {site.country} holds weights",), missing)


MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (
        party, operators, government_arrangement, one_country, holdings_reported, free_of_influence, share_outside, share_country,
        share_outside_us, installed_base, sites_notified, new_countries_notified, moves_notified, incidents_reported, reports_filed,
        weights_stored,
    )
}  # fmt: skip
