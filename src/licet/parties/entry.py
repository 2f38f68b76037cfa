"""What stands on a list: entries with their names, addresses and consequences, whatever file they came from."""

from __future__ import annotations

from licet.base.canonical import canonical_bytes, digest
from licet.base.values import frozen

PRIMARY, STRONG, WEAK, FORMER, GAZETTEER = "primary", "strong", "weak", "former", "gazetteer"

LIST_CODES = {
    "EL": "entity_list", "MEU": "meu_list", "UVL": "unverified_list", "DPL": "denied_persons", "SDN": "sdn", "SSI": "ssi", "FSE": "fse",
    "PLC": "plc", "CAP": "capta", "MBS": "ns_mbs", "CMIC": "cmic", "CMIC-CONS": "cmic", "ISN": "isn", "DTC": "itar_debarred",
    "1260H": "dod_1260h", "1286": "dod_1286", "UFLPA": "uflpa",
}  # fmt: skip
"""Short names that agencies print, and the list names used here."""

DECISIVE = ("entity_list", "meu_list", "unverified_list", "denied_persons", "sdn")
"""Lists that facts of the vocabulary speak of. A hit on another list is shown, and changes no fact."""

TITLES = {
    "entity_list": "Entity List", "meu_list": "Military End-User List", "unverified_list": "Unverified List",
    "denied_persons": "Denied Persons List", "sdn": "Specially Designated Nationals", "ssi": "Sectoral Sanctions Identifications",
    "fse": "Foreign Sanctions Evaders", "plc": "Palestinian Legislative Council List", "capta": "CAPTA List",
    "ns_mbs": "Menu-Based Sanctions List", "cmic": "Chinese Military-Industrial Complex Companies", "isn": "Nonproliferation Sanctions",
    "itar_debarred": "ITAR Debarred", "dod_1260h": "Section 1260H List", "dod_1286": "Section 1286 List", "uflpa": "UFLPA Entity List",
}  # fmt: skip


@frozen
class ListedName:
    """One name of an entry, and how much it weighs: primary, strong, weak, former or gazetteer."""

    text: str
    kind: str = PRIMARY
    source: str = ""


@frozen
class Address:
    """An address as printed, with its country as ISO 3166 alpha-2 where that is known."""

    text: str
    country: str = ""


@frozen
class Entry:
    """One party on one list.

    Attributes:
        key: list and agency number, or list and a digest of name and countries: the same party keeps it from vintage to vintage.
        list: one of `TITLES`.
        kind: entity, individual, vessel, aircraft, or empty.
        footnotes: of the Entity List; None when the file does not tell them.
        since, until: first day on the list, and first day no longer; empty when not told.
        row: digest of the row as it stood in the file.
        place: where in the file it stood.
    """

    key: str
    list: str
    names: tuple[ListedName, ...]
    kind: str = ""
    addresses: tuple[Address, ...] = ()
    countries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    requirement: str = ""
    policy: str = ""
    footnotes: tuple[str, ...] | None = None
    citation: str = ""
    since: str = ""
    until: str = ""
    source: str = ""
    row: str = ""
    place: str = ""
    linked: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name under which it is printed."""
        return self.names[0].text if self.names else ""

    @property
    def title(self) -> str:
        """The list's own name."""
        return TITLES.get(self.list, self.list)

    def content(self) -> str:
        """Digest of what the entry says: a clearance holds only as long as it stays the same."""
        told = self.to_dict()
        return digest(canonical_bytes({name: told[name] for name in told if name not in ("row", "place", "source")}))[7:23]

    def to_dict(self) -> dict[str, object]:
        """Plain values, as they are kept in `entries.jsonl`."""
        return {
            "key": self.key, "list": self.list, "kind": self.kind,
            "names": [[name.text, name.kind, name.source] for name in self.names],
            "addresses": [[address.text, address.country] for address in self.addresses],
            "countries": list(self.countries), "programs": list(self.programs), "requirement": self.requirement, "policy": self.policy,
            "footnotes": None if self.footnotes is None else list(self.footnotes), "citation": self.citation, "since": self.since,
            "until": self.until, "source": self.source, "row": self.row, "place": self.place, "linked": list(self.linked),
        }  # fmt: skip


def entry_of(told: dict[str, object]) -> Entry:
    """The entry that `to_dict` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is not one.
    """
    names, addresses = _rows(told["names"]), _rows(told.get("addresses") or [])
    footnotes = told.get("footnotes")

    def texts(name: str) -> tuple[str, ...]:
        value = told.get(name) or []
        if not isinstance(value, list):
            raise TypeError(f"{name} is no list")
        return tuple(str(one) for one in value)

    return Entry(
        str(told["key"]), str(told["list"]), tuple(ListedName(*name) for name in names), str(told.get("kind") or ""),
        tuple(Address(*address) for address in addresses), texts("countries"), texts("programs"), str(told.get("requirement") or ""),
        str(told.get("policy") or ""), None if footnotes is None else texts("footnotes"), str(told.get("citation") or ""),
        str(told.get("since") or ""), str(told.get("until") or ""), str(told.get("source") or ""), str(told.get("row") or ""),
        str(told.get("place") or ""), texts("linked"),
    )  # fmt: skip


def _rows(value: object) -> list[list[str]]:
    """Lists of texts, as names and addresses are kept."""
    if not isinstance(value, list) or not all(isinstance(row, list) and all(isinstance(one, str) for one in row) for row in value):
        raise TypeError("names and addresses are lists of texts")
    return value


def key_of(list_name: str, number: str, name: str, countries: tuple[str, ...]) -> str:
    """The key of an entry: its agency number, else what tells it apart on its list."""
    if number:
        return f"{list_name}:{number}"
    return f"{list_name}:{digest(canonical_bytes([name.casefold(), sorted(countries)]))[7:19]}"
