"""FollowTheMoney JSON lines, an optional import. Data from OpenSanctions is not for commercial use without a license of theirs."""

from __future__ import annotations

import json

from licet.base.errors import Complaint
from licet.parties.entry import PRIMARY, STRONG, WEAK, Address, Entry, ListedName, key_of
from licet.parties.load import Read, clean_day, clean_name, row_digest
from licet.parties.place import country_code

SCHEMAS = {
    "Person": "individual", "Company": "entity", "Organization": "entity", "LegalEntity": "entity", "PublicBody": "entity",
    "Vessel": "vessel", "Airplane": "aircraft",
}  # fmt: skip
DATASETS = {
    "us_bis_denied": "denied_persons", "us_ofac_sdn": "sdn", "us_bis_entity": "entity_list", "us_bis_meu": "meu_list",
    "us_bis_uvl": "unverified_list", "us_ofac_cons": "cmic",
}  # fmt: skip


def read_ftm(text: str, place: str) -> Read:
    """Entities of the schemas that can be parties; links and addresses of other lines are passed over."""
    read = Read("ftm")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        at = f"{place}:{number}"
        try:
            told = json.loads(line)
            schema, properties = told["schema"], told["properties"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            read.rows += 1
            read.complaints.append(Complaint("LIC-S011", f"A line is no entity: {error}.", at, "The other lines were read."))
            continue
        if not isinstance(schema, str) or schema not in SCHEMAS:
            continue
        read.rows += 1
        datasets = told.get("datasets") or []
        if not isinstance(properties, dict) or not all(map(_are_texts, (datasets, *properties.values()))):
            read.complaints.append(Complaint("LIC-S011", "Properties of an entity are not lists of texts.", at, "The others were read."))
            continue
        names = [clean_name(name) for name in properties.get("name", []) if clean_name(name)]
        lists = sorted({DATASETS[name] for name in datasets if name in DATASETS})
        if not names or not lists:
            read.complaints.append(Complaint("LIC-S011", "An entity has no name, or is of no list that is known.", at))
            continue
        listed = [ListedName(names[0], PRIMARY), *(ListedName(name, STRONG) for name in names[1:])]
        listed += [ListedName(name, STRONG) for name in properties.get("alias", [])]
        listed += [ListedName(name, WEAK) for name in properties.get("weakAlias", [])]
        countries = tuple(sorted({country_code(code) for code in properties.get("country", [])} - {""}))
        for list_name in lists:
            read.entries.append(
                Entry(
                    key_of(list_name, str(told.get("id") or ""), names[0], countries),
                    list_name,
                    tuple(dict.fromkeys(listed)),
                    SCHEMAS[schema],
                    tuple(Address(text) for text in properties.get("address", [])),
                    countries,
                    tuple(properties.get("program", [])),
                    footnotes=None if list_name == "entity_list" else (),
                    since=clean_day((properties.get("createdAt") or [""])[0]),
                    source="FollowTheMoney",
                    row=row_digest(line),
                    place=at,
                )
            )
    return read


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
