"""Files of owners: a plain CSV of shares, the Beneficial Ownership Data Standard, and the GLEIF golden copy."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from licet.base.errors import Complaint, FileError
from licet.parties.load import CELL_LENGTH_MAX
from licet.parties.load.any import file_bytes
from licet.parties.place import country_code
from licet.parties.stake import Company, Graph, Stake, interval, overfull

FORMS_OF = ("owner, owned, share_min, share_max", "statements of BODS as JSON", "level 1, level 2 or exceptions of GLEIF as CSV")
GLEIF_NAME, GLEIF_LEI = "Entity.LegalName", "LEI"
GLEIF_HQ, GLEIF_LEGAL = "Entity.HeadquartersAddress.Country", "Entity.LegalAddress.Country"
GLEIF_START, GLEIF_END = "Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID"
GLEIF_TYPE, GLEIF_STATUS = "Relationship.RelationshipType", "Relationship.RelationshipStatus"
DIRECT, ULTIMATE = "IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY"
EXCEPTION_LEI, EXCEPTION_CATEGORY, EXCEPTION_REASON = "LEI", "Exception.Category", "Exception.Reason.1"
NO_PARENT = ("NATURAL_PERSONS", "NO_KNOWN_PERSON", "NON_CONSOLIDATING", "NO_LEI")
"""Reasons of which the first three mean that nobody consolidates it; a parent without an LEI, or one that is kept silent, stays unknown."""


def read_owners(paths: Iterable[str]) -> Graph:
    """Read files of owners into one graph; what cannot be used is told in `complaints`.

    Raises:
        FileError: LIC-S001 when a file cannot be read, LIC-S040 when its form is not known.
    """
    graph = Graph()
    for path in paths:
        data = file_bytes(path)
        text = data.decode("utf-8-sig", errors="replace")
        place = Path(path).name
        if text.lstrip()[:1] in ("[", "{"):
            _bods(text, place, graph)
        else:
            _table(text, place, graph)
    graph.complaints += overfull(graph)
    return graph


def _table(text: str, place: str, graph: Graph) -> None:
    csv.field_size_limit(CELL_LENGTH_MAX)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    columns = set(rows.fieldnames or ())
    if {"owner", "owned"} <= columns:
        take = _own_row
    elif {GLEIF_START, GLEIF_END} <= columns:
        take = _gleif_relation
    elif {GLEIF_LEI, GLEIF_NAME} <= columns:
        take = _gleif_entity
    elif {EXCEPTION_LEI, EXCEPTION_CATEGORY} <= columns:
        take = _gleif_exception
    elif {"name"} <= columns and {"headquarters", "no_parent"} & columns:
        take = _own_company
    else:
        hint = f"Give one of: {'; '.join(FORMS_OF)}."
        raise FileError("LIC-S040", "The file is no file of owners.", where=place, hint=hint)
    while True:
        at = f"{place}:{rows.line_num + 1}"
        try:
            row = next(rows, None)
            if row is None:
                return
            take({name: value or "" for name, value in row.items() if isinstance(name, str)}, at, graph)
        except (ValueError, csv.Error) as error:
            graph.complaints.append(Complaint("LIC-S042", f"A row cannot be used: {error}.", at, "The other rows were read."))


def _own_row(row: dict[str, str], at: str, graph: Graph) -> None:
    owner, owned = row["owner"].strip(), row["owned"].strip()
    if not owner or not owned:
        raise ValueError("owner or owned is blank")
    share = interval(row.get("share_min", ""), row.get("share_max", ""))
    graph.add(Stake(owner, owned, share, row.get("as_of", ""), row.get("source", "") or at))
    for one, prefix in ((owner, "owner"), (owned, "owned")):
        headquarters = country_code(row.get(f"{prefix}_hq", ""))
        if headquarters:
            graph.companies[one] = Company(one, one, headquarters, headquarters, graph.companies[one].no_parent)


def _own_company(row: dict[str, str], at: str, graph: Graph) -> None:
    name = row["name"].strip()
    if not name:
        raise ValueError("name is blank")
    headquarters = country_code(row.get("headquarters", ""))
    graph.companies[name] = Company(
        name, name, country_code(row.get("country", "")), headquarters, row.get("no_parent", "") == "yes"
    )
    parent = row.get("parent", "").strip()
    if parent:
        graph.parents.setdefault(parent, []).append(name)
        graph.companies.setdefault(parent, Company(parent, parent))


def _gleif_entity(row: dict[str, str], at: str, graph: Graph) -> None:
    lei = row[GLEIF_LEI]
    if not lei:
        raise ValueError("the LEI is blank")
    before = graph.companies.get(lei)
    legal, headquarters = country_code(row.get(GLEIF_LEGAL, "")), country_code(row.get(GLEIF_HQ, ""))
    graph.companies[lei] = Company(lei, row[GLEIF_NAME], legal, headquarters, before.no_parent if before else False)


def _gleif_relation(row: dict[str, str], at: str, graph: Graph) -> None:
    if row.get(GLEIF_STATUS, "ACTIVE") != "ACTIVE" or row.get(GLEIF_TYPE) not in (DIRECT, ULTIMATE):
        return
    child, parent = row[GLEIF_START], row[GLEIF_END]
    if not child or not parent:
        raise ValueError("a node of the relationship is blank")
    for one in (child, parent):
        graph.companies.setdefault(one, Company(one, one))
    if row[GLEIF_TYPE] == DIRECT and child not in graph.parents.get(parent, ()):
        graph.parents.setdefault(parent, []).append(child)


def _gleif_exception(row: dict[str, str], at: str, graph: Graph) -> None:
    lei, reason = row[EXCEPTION_LEI], row.get(EXCEPTION_REASON, "")
    known = graph.companies.get(lei, Company(lei, lei))
    if reason in NO_PARENT[:3] and "ULTIMATE" in row[EXCEPTION_CATEGORY]:
        graph.companies[lei] = Company(lei, known.name, known.country, known.headquarters, True)
    else:
        graph.companies.setdefault(lei, known)
        graph.silent.add(lei)


def _bods(text: str, place: str, graph: Graph) -> None:
    """Statements of version 0.4 (`recordDetails`) and of earlier ones, as one list or one object a line."""
    try:
        told = json.loads(text, parse_float=str)
        statements = told if isinstance(told, list) else [told]
    except ValueError:
        statements = []
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    statements.append(json.loads(line, parse_float=str))
                except ValueError as error:
                    at = f"{place}:{number}"
                    graph.complaints.append(
                        Complaint("LIC-S042", f"A line is not JSON: {error}.", at, "The other lines were read.")
                    )
    relations = []
    for number, statement in enumerate(statements):
        at = f"{place}: [{number}]"
        details = statement.get("recordDetails") or statement if isinstance(statement, dict) else None
        if not isinstance(details, dict):
            graph.complaints.append(Complaint("LIC-S042", "A statement is not an object.", at, "The others were read."))
        elif details.get("interests") is not None or statement.get("recordType") == "relationship":
            relations.append((at, details))
        else:
            _told(graph, at, _bods_company, statement, details)
    for at, details in relations:
        _told(graph, at, _bods_relation, details, at)


def _told(graph: Graph, at: str, take: Callable[..., None], *told: object) -> None:
    try:
        take(*told, graph)
    except (ValueError, TypeError, AttributeError) as error:
        graph.complaints.append(Complaint("LIC-S042", f"A statement cannot be used: {error}.", at, "The others were read."))


def _bods_company(statement: dict[str, object], details: dict[str, Any], graph: Graph) -> None:
    identity = str(statement.get("recordId") or statement.get("statementId") or statement.get("statementID") or "")
    name = str(details.get("name") or next((one.get("fullName", "") for one in details.get("names", []) if one), "") or identity)
    jurisdiction = (details.get("jurisdiction") or details.get("incorporatedInJurisdiction") or {}).get("code", "")
    graph.companies[identity] = Company(identity, name, country_code(str(jurisdiction)[:2]))


def _bods_relation(details: dict[str, object], at: str, graph: Graph) -> None:
    owned, owner = _node(details.get("subject")), _node(details.get("interestedParty"))
    if not owned:
        raise ValueError("it has no subject")
    if not owner:
        graph.silent.add(owned)
        return
    shares = []
    for interest in details.get("interests") or []:  # type: ignore[attr-defined]
        share = interest.get("share") or {}
        low = share.get("exact", share.get("minimum", share.get("exclusiveMinimum", "")))
        high = share.get("exact", share.get("maximum", share.get("exclusiveMaximum", "")))
        shares.append(interval(str(low), "100" if str(high) == "" and str(low) != "" else str(high)))
    widest = max(shares, key=lambda share: (share.low, share.high)) if shares else interval("", "")
    graph.add(Stake(owner, owned, widest, "", at))


def _node(value: object) -> str:
    if isinstance(value, dict):
        named = value.get("describedByEntityStatement") or value.get("describedByPersonStatement") or ""
        return "" if "unspecified" in value or "reason" in value else str(named)
    return str(value or "")
