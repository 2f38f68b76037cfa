"""Files in their documented forms, whole and broken."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from licet.base.errors import FileError, IntegrityError
from licet.parties.fetch import CSL, ECFR_TITLES, download
from licet.parties.lists import lists_on
from licet.parties.load.any import file_bytes, read_any
from licet.parties.vintage import all_vintages, current, entries_of, take, verify

HEADER = next(
    csv.reader(
        [
            "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,"
            "license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,"
            "remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids"
        ]
    )
)
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"


def csl_csv(*rows: dict[str, str], columns: list[str] | None = None) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns or HEADER, quoting=csv.QUOTE_ALL, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


ACME = {
    "source": ENTITY_LIST, "name": "Acme Microelectronics Co., Ltd.", "alt_names": "Acme; Ake Weidianzi",
    "addresses": "1 Main Road, Beijing, CN; 2 Side Road, Shenzhen, CN",
    "federal_register_notice": "88 FR 71992", "start_date": "2023-10-19", "license_requirement": "For all items subject to the EAR",
}  # fmt: skip
BLOCKED = {
    "source": SDN, "entity_number": "36", "type": "Entity", "name": "AEROCARIBBEAN AIRLINES", "programs": "CUBA", "addresses": "Havana, CU",
    "start_date": "3033-01-17", "remarks": "a.k.a. 'AERO'",
}  # fmt: skip


def test_the_consolidated_list_as_csv() -> None:
    read = read_any(csl_csv(ACME, BLOCKED), "list.csv")
    acme, blocked = read.entries
    assert (acme.list, acme.name, acme.countries, acme.since) == ("entity_list", "Acme Microelectronics Co., Ltd.", ("CN",), "2023-10-19")
    assert [address.text for address in acme.addresses] == ["1 Main Road, Beijing", "2 Side Road, Shenzhen"]
    assert acme.footnotes is None, "this list drops footnotes: they are unknown, not absent"
    assert (blocked.key, blocked.since, blocked.names[1].kind) == ("sdn:36", "", "weak")


def test_columns_are_found_by_name() -> None:
    other = ["name", "source", "addresses", "alt_names", "a new column"]
    assert read_any(csl_csv(ACME, columns=other), "list.csv").entries[0].names[1].text == "Acme"


@pytest.mark.parametrize("lost", ["name", "source"])
def test_a_list_without_names_or_sources_is_refused(lost: str) -> None:
    with pytest.raises(FileError, match=f"LIC-S010.*no column {lost}"):
        read_any(csl_csv(ACME, columns=[column for column in HEADER if column != lost]), "list.csv")


def test_a_broken_row_is_told_with_its_place_and_the_others_go_on() -> None:
    data = csl_csv(ACME, {"name": "", "source": ENTITY_LIST}, {"name": "X", "source": "No such list"}, BLOCKED)
    data = data.replace(b'"36"', b'"36","one too many"')
    read = read_any(data, "list.csv")
    assert [entry.name for entry in read.entries] == [ACME["name"]]
    assert [complaint.where for complaint in read.complaints] == ["list.csv:3", "list.csv:4", "list.csv:5"]
    assert {complaint.code for complaint in read.complaints} == {"LIC-S011"} and read.rows == 4


def test_the_consolidated_list_as_json() -> None:
    row = {
        **ACME, "alt_names": ["Acme; Inc"],
        "addresses": [{"address": "1 Main; Road", "city": "Beijing", "country": "CN", "state": None, "postal_code": "1"}],
    }  # fmt: skip
    read = read_any(json.dumps({"results": [row, 7, {"source": SDN}], "total": 3}).encode(), "list.json")
    assert read.entries[0].addresses[0].text == "1 Main; Road, Beijing, 1" and read.entries[0].names[1].text == "Acme; Inc"
    assert [complaint.where for complaint in read.complaints] == ["list.json: results[1]", "list.json: results[2]"]


EAR = """<?xml version="1.0"?><ECFR><AMDDATE>June 16, 2026</AMDDATE>
<DIV9 N="Supplement No. 4 to Part 744" TYPE="APPENDIX"><HEAD>Entity List</HEAD><DIV><TABLE>
<TR><TH>Country</TH><TH>Entity</TH><TH>License requirement</TH><TH>License review policy</TH><TH>Federal Register citation</TH></TR>
<TR><TD>CHINA, PEOPLE'S REPUBLIC OF</TD><TD>Acme Microelectronics Co., Ltd., a.k.a., the following two aliases:<br/>—Acme; <I>and</I>
<br/>—Ake Weidianzi.
<br/>1 Main Road, Beijing, China.</TD><TD>For all items subject to the EAR (See §§ 734.9(e)(2) and 744.11 of the EAR)<SU>4</SU></TD>
<TD>Presumption of denial</TD><TD>88 FR 71992, 10/19/23.</TD></TR>
<TR><TD></TD><TD>[Reserved]</TD><TD></TD><TD></TD><TD></TD></TR>
<TR><TD></TD><TD>Beta Systems, LLC, 5 Long Street, Harbin, China.</TD><TD>For all items subject to the EAR</TD><TD>Case by case</TD>
<TD>89 FR 1, 1/2/24.</TD></TR>
<TR><TD></TD><TD></TD><TD>lost</TD><TD></TD><TD></TD></TR>
</TABLE></DIV></DIV9>
<DIV9 N="Supplement No. 6 to Part 744" TYPE="APPENDIX"><TABLE><TR><TD>UNITED ARAB EMIRATES</TD><TD>Gamma Trading FZE, Dubai</TD>
<TD>88 FR 2, 2/3/23.</TD></TR></TABLE></DIV9>
</ECFR>"""  # fmt: skip


def test_the_ecfr_with_footnotes_aliases_and_reserved_rows() -> None:
    read = read_any(EAR.encode(), "title-15.xml")
    acme, beta, gamma = read.entries
    assert read.listed_on == "2026-06-16"
    assert [name.text for name in acme.names] == ["Acme Microelectronics Co., Ltd.", "Acme", "Ake Weidianzi"]
    assert (acme.footnotes, acme.countries) == (("4",), ("CN",))
    assert acme.addresses[0].text == "1 Main Road, Beijing, China." and acme.since == "2023-10-19"
    assert (beta.name, beta.countries, beta.footnotes) == ("Beta Systems, LLC", ("CN",), ())
    assert (gamma.list, gamma.countries) == ("unverified_list", ("AE",))
    assert [complaint.where for complaint in read.complaints] == ["title-15.xml: supplement no. 4, row 5"]


ADVANCED = """<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/advanced"><DateOfIssue><Year>2026</Year><Month>11</Month>
<Day>3</Day></DateOfIssue>
<ReferenceValueSets><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1403">Name</AliasType><Country ID="11" ISO2="RU">Russia</Country>
<Script ID="215">Latin</Script><Script ID="220">Cyrillic</Script><FeatureType ID="25">Location</FeatureType>
<PartyType ID="2">Entity</PartyType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>
<RelationType ID="15003">Owned or Controlled By</RelationType></ReferenceValueSets>
<Locations><Location ID="5"><LocationCountry CountryID="11"/><LocationPart><LocationPartValue><Value>Moscow</Value></LocationPartValue>
</LocationPart></Location></Locations>
<DistinctParties><DistinctParty FixedRef="9"><Profile ID="9" PartySubTypeID="3"><Identity>
<Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart>
<NamePartValue ScriptID="215">MIKRON</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1400" Primary="false" LowQuality="false"><DocumentedName><DocumentedNamePart>
<NamePartValue ScriptID="220">МИКРОН</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1400" Primary="false" LowQuality="true"><DocumentedName><DocumentedNamePart>
<NamePartValue ScriptID="215">MIK</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
</Identity><Feature FeatureTypeID="25"><FeatureVersion><VersionLocation LocationID="5"/></FeatureVersion></Feature></Profile>
</DistinctParty>
<DistinctParty FixedRef="10"/></DistinctParties>
<ProfileRelationships><ProfileRelationship From-ProfileID="9" To-ProfileID="77" RelationTypeID="15003"/></ProfileRelationships>
<SanctionsEntries><SanctionsEntry ProfileID="9"><EntryEvent><Date><Year>2022</Year><Month>3</Month><Day>31</Day></Date></EntryEvent>
<SanctionsMeasure><Comment>RUSSIA-EO14024</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries></Sanctions>"""  # fmt: skip


def test_ofac_advanced_with_scripts_weak_names_and_links() -> None:
    read = read_any(ADVANCED.encode(), "SDN_ADVANCED.XML")
    (entry,) = read.entries
    assert [(name.text, name.kind) for name in entry.names] == [("MIKRON", "primary"), ("МИКРОН", "strong"), ("MIK", "weak")]
    assert (entry.key, entry.kind, entry.countries) == ("sdn:9", "entity", ("RU",))
    assert (entry.since, entry.programs) == ("2022-03-31", ("RUSSIA-EO14024",))
    assert entry.linked == ("Owned or Controlled By: sdn:77",) and read.listed_on == "2026-11-03"
    assert len(read.complaints) == 1 and "party 10" in read.complaints[0].where


def test_ofac_legacy_with_its_nulls_and_its_last_line() -> None:
    row = '36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA] [SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. \'AERO\'."\n'
    read = read_any((row + "not,a,row\n\x1a\n").encode(), "SDN.CSV")
    assert (read.entries[0].programs, read.entries[0].kind) == (("CUBA", "SDGT"), "entity")
    assert [complaint.where for complaint in read.complaints] == ["SDN.CSV:2"]


@pytest.mark.parametrize("data", [b"", b"<html>busy</html>", b"{", b'{"results": 3}', b"\x00\x01\x02", b"<a><b></a>", b"name;source\n"])
def test_files_that_are_no_list(data: bytes) -> None:
    with pytest.raises(FileError, match="LIC-S010"):
        read_any(data, "x")


def test_a_line_of_our_own_form_comes_back_the_same(tmp_path: Path) -> None:
    entries = read_any(EAR.encode(), "title-15.xml").entries
    text = "\n".join(json.dumps(entry.to_dict()) for entry in entries) + "\nbroken\n"
    again = read_any(text.encode(), "own.jsonl")
    assert again.entries == entries and len(again.complaints) == 1


# Vintages


def rows(count: int) -> bytes:
    return csl_csv(*({**ACME, "name": f"Company {number} Works"} for number in range(count)))


def keep(root: Path, data: bytes, day: int, **rest: bool) -> None:
    take(root, "csl", data, read_any(data, "list.csv"), date(2026, 11, day), "list.csv", **rest)


def test_every_vintage_is_kept_and_the_last_is_in_use(tmp_path: Path) -> None:
    keep(tmp_path, rows(20), 1)
    keep(tmp_path, rows(21), 5)
    keep(tmp_path, rows(21), 9)
    assert [vintage.entries for vintage in all_vintages(tmp_path, "csl")] == [20, 21]
    assert current(tmp_path)["csl"].checked_on == "2026-11-09" and len(entries_of(tmp_path, current(tmp_path)["csl"])) == 21
    assert all(is_sound for _, is_sound in verify(tmp_path))
    assert lists_on(tmp_path, date(2026, 11, 3)).vintages[0].entries == 20


def test_a_list_that_shrank_or_lost_a_column_is_refused_unless_told(tmp_path: Path) -> None:
    keep(tmp_path, rows(20), 1)
    keep(tmp_path, rows(18), 2)
    with pytest.raises(FileError, match="LIC-S020"):
        keep(tmp_path, rows(16), 3)
    narrow = csl_csv(*({**ACME, "name": f"Company {n} Works"} for n in range(20)), columns=[c for c in HEADER if c != "alt_names"])
    with pytest.raises(FileError, match=r"LIC-S021.*alt_names"):
        keep(tmp_path, narrow, 3)
    assert current(tmp_path)["csl"].entries == 18, "a refused list leaves the one in use"
    keep(tmp_path, rows(16), 4, may_shrink=True)
    assert current(tmp_path)["csl"].entries == 16
    assert not list(tmp_path.rglob(".part-*"))


def test_a_stale_or_partial_list_clears_nobody(tmp_path: Path) -> None:
    keep(tmp_path, rows(20), 1)
    assert any("missing" in gap for gap in lists_on(tmp_path, date(2026, 11, 1)).gaps)
    assert any("35 days old" in gap for gap in lists_on(tmp_path, date(2026, 12, 6)).gaps)
    assert any("8 days old" in note for note in lists_on(tmp_path, date(2026, 11, 9)).notes)
    assert any("oldest" in gap for gap in lists_on(tmp_path, date(2025, 1, 1)).gaps)
    assert lists_on(tmp_path / "none", date(2026, 11, 1)).root is None


def test_bytes_that_changed_on_disk_are_found(tmp_path: Path) -> None:
    keep(tmp_path, rows(20), 1)
    (stored,) = tmp_path.rglob("entries.jsonl.gz")
    stored.write_bytes(stored.read_bytes()[:-9])
    assert [is_sound for _, is_sound in verify(tmp_path)] == [False]
    with pytest.raises(IntegrityError, match="LIC-S030"):
        lists_on(tmp_path, date(2026, 11, 1)).entries()


def test_two_files_tell_one_entry(tmp_path: Path) -> None:
    for data, source in ((csl_csv(ACME, BLOCKED), "csl"), (EAR.encode(), "ecfr")):
        take(tmp_path, source, data, read_any(data, source), date(2026, 11, 1), source)
    entries = {entry.name: entry for entry in lists_on(tmp_path, date(2026, 11, 1)).entries()}
    assert len(entries) == 4, entries
    assert entries[ACME["name"]].footnotes == ("4",), "the footnote comes from the eCFR"
    assert entries[ACME["name"]].addresses[0].text == "1 Main Road, Beijing", "the address from the consolidated list"


# Downloads


def test_the_date_of_the_ecfr_is_asked_for_first() -> None:
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return b'{"titles": [{"number": 15, "up_to_date_as_of": "2026-11-03"}]}' if address == ECFR_TITLES else b"<x/>"

    assert download("ecfr", fetch)[0] == b"<x/>" and "2026-11-03/title-15.xml?part=744" in asked[1]
    assert download("csl", fetch)[1] == CSL


def test_without_a_network_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"(?s)LIC-S001"):
        file_bytes(tmp_path / "none.csv")
