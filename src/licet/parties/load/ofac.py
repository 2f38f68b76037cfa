"""OFAC's files: SDN_ADVANCED.XML with scripts, weak names and links, and the legacy SDN.CSV as a fallback."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from licet.base.errors import Complaint, FileError
from licet.parties.entry import FORMER, PRIMARY, STRONG, WEAK, Address, Entry, ListedName, key_of
from licet.parties.load import Read, clean_day, clean_name, row_digest
from licet.parties.place import country_code

NULL = "-0-"
KINDS = {"individual": "individual", "entity": "entity", "vessel": "vessel", "aircraft": "aircraft"}
LOCATION, LINKS = "Location", ("owned", "controlled", "acting for", "leader", "provid", "family", "associate", "linked")
LEGACY_CELLS = 12
WEAK_ALIAS = re.compile(r"a\.k\.a\. '([^']{2,80})'")


def read_advanced(data: bytes, place: str) -> Read:
    """Read the advanced XML.

    Raises:
        FileError: LIC-S010 when it is not that.
    """
    try:
        root = fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise FileError("LIC-S010", f"The file is not XML: {error}.", where=place, hint="Was the download cut off?") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    parties = root.find("DistinctParties")
    if parties is None:
        raise FileError("LIC-S010", "The file holds no DistinctParties.", where=place, hint="Download SDN_ADVANCED.XML.")
    values = _Values(root)
    read = Read("ofac-advanced", columns=tuple(child.tag for child in root), listed_on=_date(root.find("DateOfIssue")))
    for number, party in enumerate(parties, 1):
        at = f"{place}: party {party.get('FixedRef') or number}"
        read.rows += 1
        try:
            read.entries.append(_entry(party, values, at))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            what = f"A party cannot be used: {error}"
            read.complaints.append(Complaint("LIC-S011", what, at, "The other parties were read."))
    return read


class _Values:
    """The tables of the file that parties refer to by number."""

    def __init__(self, root: ElementTree.Element) -> None:
        def words(tag: str) -> dict[str, str]:
            return {str(one.get("ID")): (one.text or "").strip() for one in root.iter(tag)}

        self.alias_types, self.scripts = words("AliasType"), words("Script")
        self.features, self.relations = words("FeatureType"), words("RelationType")
        types = words("PartyType")
        self.kinds = {str(one.get("ID")): (one.text or "").strip() for one in root.iter("PartySubType")}
        self.party_types = {str(one.get("ID")): types.get(str(one.get("PartyTypeID")), "") for one in root.iter("PartySubType")}
        self.parts = words("LocPartType")
        countries = {str(one.get("ID")): one.get("ISO2") or country_code(one.text or "") for one in root.iter("Country")}
        areas = {str(one.get("ID")): country_code(one.get("Description") or one.text or "") for one in root.iter("AreaCode")}
        self.places = {str(one.get("ID")): self._place(one, countries, areas) for one in root.iter("Location")}
        self.programs: dict[str, list[str]] = {}
        self.since: dict[str, str] = {}
        for entry in root.iter("SanctionsEntry"):
            profile = str(entry.get("ProfileID"))
            self.programs[profile] = [
                (c.text or "").strip() for m in entry.iter("SanctionsMeasure") for c in m.iter("Comment") if c.text
            ]
            days = [_date(event.find("Date")) for event in entry.iter("EntryEvent")]
            self.since[profile] = min((day for day in days if day), default="")
        self.links: dict[str, list[str]] = {}
        for link in root.iter("ProfileRelationship"):
            words_of = self.relations.get(str(link.get("RelationTypeID")), "linked to")
            self.links.setdefault(str(link.get("From-ProfileID")), []).append(f"{words_of}: sdn:{link.get('To-ProfileID')}")

    def _place(self, location: ElementTree.Element, countries: dict[str, str], areas: dict[str, str]) -> Address:
        texts = [(value.text or "").strip() for value in location.iter("Value")]
        code = next((countries.get(str(one.get("CountryID")), "") for one in location.iter("LocationCountry")), "")
        code = code or next((areas.get(str(one.get("AreaCodeID")), "") for one in location.iter("LocationAreaCode")), "")
        return Address(", ".join(text for text in texts if text), code)


def _date(element: ElementTree.Element | None) -> str:
    if element is None:
        return ""
    parts = [element.findtext(f".//{part}") or element.findtext(part) for part in ("Year", "Month", "Day")]
    if not all(part and part.strip().isdigit() for part in parts):
        return ""
    year, month, day = (int(part or 0) for part in parts)
    return clean_day(f"{year:04}-{month:02}-{day:02}")


def _entry(party: ElementTree.Element, values: _Values, at: str) -> Entry:
    profile = party.find("Profile")
    if profile is None:
        raise ValueError("it has no profile.")
    number, subtype = str(profile.get("ID") or party.get("FixedRef")), str(profile.get("PartySubTypeID"))
    kind = values.kinds.get(subtype, "").lower()
    if kind not in KINDS:
        kind = values.party_types.get(subtype, "").lower()
    names = _names(profile, values)
    if not names:
        raise ValueError("it has no name.")
    addresses, countries = [], set()
    for feature in profile.iter("Feature"):
        title = values.features.get(str(feature.get("FeatureTypeID")), "").lower()
        for version in feature.iter("VersionLocation"):
            place = values.places.get(str(version.get("LocationID")))
            if place is None:
                continue
            if place.country:
                countries.add(place.country)
            if place.text and "location" in title:
                addresses.append(place)
    return Entry(
        f"sdn:{number}", "sdn", names, KINDS.get(kind, ""), tuple(dict.fromkeys(addresses)), tuple(sorted(countries)),
        tuple(dict.fromkeys(values.programs.get(number, ()))), "", "", (), "", values.since.get(number, ""), "",
        "OFAC SDN_ADVANCED.XML", row_digest(ElementTree.tostring(party, "unicode")), at, tuple(values.links.get(number, ())),
    )  # fmt: skip


def _names(profile: ElementTree.Element, values: _Values) -> tuple[ListedName, ...]:
    primary: list[ListedName] = []
    others: list[ListedName] = []
    for alias in profile.iter("Alias"):
        kind = STRONG if alias.get("LowQuality") != "true" else WEAK
        if "f.k.a" in values.alias_types.get(str(alias.get("AliasTypeID")), "").lower() and kind == STRONG:
            kind = FORMER
        for documented in alias.iter("DocumentedName"):
            parts = [(part.text or "").strip() for part in documented.iter("NamePartValue")]
            text = clean_name(" ".join(part for part in parts if part))
            scripts = {values.scripts.get(str(part.get("ScriptID")), "Latin") for part in documented.iter("NamePartValue")}
            if not text:
                continue
            if alias.get("Primary") == "true" and scripts <= {"Latin"} and not primary:
                primary.append(ListedName(text, PRIMARY))
            else:
                others.append(ListedName(text, kind, "" if scripts <= {"Latin"} else ", ".join(sorted(scripts))))
    return tuple(dict.fromkeys(primary + others))


def read_legacy(text: str, place: str) -> Read:
    """Read SDN.CSV: no header, twelve cells, `-0-` for nothing. Aliases of other files are not in it; weak ones stand in remarks."""
    read = Read("ofac-legacy", columns=tuple(f"cell {n}" for n in range(1, LEGACY_CELLS + 1)))
    lines = csv.reader(io.StringIO(text, newline=""))
    while True:
        at = f"{place}:{lines.line_num + 1}"
        try:
            cells = next(lines, None)
        except csv.Error as error:
            read.complaints.append(Complaint("LIC-S011", f"A row cannot be read: {error}.", at, "The other rows were read."))
            continue
        if cells is None:
            return read
        if not cells or cells == ["\x1a"]:
            continue
        read.rows += 1
        plain = ["" if cell.strip() == NULL else cell.strip() for cell in cells]
        if len(plain) < LEGACY_CELLS or not plain[0].isdigit() or not plain[1]:
            read.complaints.append(Complaint("LIC-S011", "A row is not one of SDN.CSV.", at, "The other rows were read."))
            continue
        names = [ListedName(clean_name(plain[1]), PRIMARY)]
        names += [ListedName(alias, WEAK) for alias in WEAK_ALIAS.findall(plain[11])]
        programs = tuple(part.strip(" []") for part in plain[3].split("] [") if part.strip(" []"))
        kind = KINDS.get(plain[2].lower(), "entity")
        key = key_of("sdn", plain[0], plain[1], ())
        read.entries.append(
            Entry(
                key,
                "sdn",
                tuple(names),
                kind,
                (),
                (),
                programs,
                footnotes=(),
                source="OFAC SDN.CSV",
                row=row_digest(plain),
                place=at,
            )
        )
