"""Section 742.6(a)(6)(i): semiconductor manufacturing equipment, by the entry that is stated."""

from licet.language.provision import entries, group, provision, unread
from licet.law.us_ear.places import to_macau_or_d5


@provision("15 CFR 742.6(a)(6)(i); ECCN 3B090", since="2022-10-07", by="us-2022-ac", confidence="P")
def equipment_item(t):
    """Equipment of 3B090."""
    return t.item_kind == "equipment" and t.eccn_heading == "3B090"


@equipment_item.amended("15 CFR 742.6(a)(6)(i)", since="2023-11-17", by="us-2023-sme", confidence="P")
def equipment_item(t):
    """Equipment of named paragraphs of 3B001 and 3B002."""
    return t.item_kind == "equipment" and t.eccn_heading in entries("equipment_entries") and (
        t.eccn_paragraph in entries("equipment_2023")
        or t.eccn_item in entries("equipment_2023")
        or t.eccn_subitem in entries("equipment_2023")
    )


@equipment_item.amended(
    "15 CFR 742.6(a)(6)(i)(A)(1); 740.2(a)(9)(i)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P"
)
def equipment_item(t):
    """Equipment of named paragraphs of 3B001 and 3B002."""
    return t.item_kind == "equipment" and t.eccn_heading in entries("equipment_entries") and (
        t.eccn_paragraph in entries("equipment_2024")
        or t.eccn_item in entries("equipment_2024")
        or t.eccn_item == "3B001.f.6"
        and unread("The day on which 3B001.f.6 joined this list was not read; the list of 2026-07-23 holds it.")
    )


@equipment_item.amended("ECCN 3B001; 3B002; 15 CFR 742.6(a)(6)(i)", since="2026-07-23", by="us-2024-fdp-hbm", confidence="P")
def equipment_item(t):
    """Equipment of named paragraphs of 3B001 and 3B002, as the entries stood on this day."""
    return t.item_kind == "equipment" and t.eccn_heading in entries("equipment_entries") and (
        t.eccn_paragraph in entries("equipment_2024") or t.eccn_item in entries("equipment_2024") or t.eccn_item == "3B001.f.6"
    )


@provision("15 CFR 742.6(a)(6)", since="2022-10-07", by="us-2022-ac", confidence="S")
def requires_equipment(t):
    """To China."""
    return equipment_item(t) and t.destination in group("china")


@requires_equipment.amended("15 CFR 742.6(a)(6)(i)", since="2023-01-17", by="us-2023-macau", confidence="P")
def requires_equipment(t):
    """To China and Macau."""
    return equipment_item(t) and (t.destination in group("china") or t.destination in group("macau"))


@requires_equipment.amended("15 CFR 742.6(a)(6)(i)", since="2023-11-17", by="us-2023-sme", confidence="P")
def requires_equipment(t):
    """To Macau and Country Group D:5."""
    return equipment_item(t) and to_macau_or_d5(t)


@provision("supplement no. 1 to part 774, category 3 B", since="2022-10-07", by="us-2022-ac", confidence="U")
def equipment_unread(t):
    """Every other requirement of an equipment's entry."""
    return (
        t.item_kind == "equipment"
        and t.eccn != "EAR99"
        and unread("What else the entry of this equipment asks a license for was not read for this day.")
        or t.item_kind in {"software", "technology"}
        and t.eccn_heading in entries("equipment_software")
        and t.technology_for_group == "3B"
        and unread("Software and technology for manufacturing equipment are not part of this corpus.")
    )  # fmt: skip


@equipment_unread.amended("ECCN 3B001; 3B002", since="2026-07-23", by="us-2024-fdp-hbm", confidence="P")
def equipment_unread(t):
    """The named paragraphs need a license for Macau and D:5 alone, but for two kinds of etch equipment; the rest was not read."""
    return (
        t.item_kind == "equipment"
        and t.eccn != "EAR99"
        and (not equipment_item(t) or t.eccn_paragraph == "3B001.c")
        and unread("What else the entry of this equipment asks a license for is not part of this corpus.")
        or t.item_kind in {"software", "technology"}
        and t.eccn_heading in entries("equipment_software")
        and t.technology_for_group == "3B"
        and unread("Software and technology for manufacturing equipment are not part of this corpus.")
    )  # fmt: skip
