"""Section 744.23(a)(2): production and design of advanced-node circuits, and what those are by day (772.1)."""

from licet.language.provision import entries, provision, unread
from licet.law.us_ear.part744.lists import governed_by_footnote_5
from licet.law.us_ear.part744.places import end_use_in_reach
from licet.law.us_ear.places import macau_or_d5


@provision("15 CFR part 772, definition of advanced-node integrated circuits", since="2022-10-07", by="us-2022-ac", confidence="P")
def advanced_dram(t):
    """DRAM by its half-pitch."""
    return t.facility_makes == "dram" and t.facility_dram_half_pitch_nm <= (pitch_ceiling := 18)


@advanced_dram.amended(
    "15 CFR part 772, definition of advanced-node integrated circuits", since="2024-12-02", enforced="2024-12-31",
    by="us-2024-fdp-hbm", confidence="S",
)  # fmt: skip
def advanced_dram(t):
    """DRAM by its cell area; the density of these six weeks is recalled, not read."""
    return t.facility_makes == "dram" and (
        t.facility_dram_cell_area_um2 < (area_ceiling := 0.0019)
        or unread("Which density and how many vias made DRAM advanced between 2024-12-02 and 2025-01-15 was not read.")
    )


@advanced_dram.amended(
    "15 CFR part 772, definition of advanced-node integrated circuits", since="2025-01-16", by="us-2025-foundry", confidence="P"
)
def advanced_dram(t):
    """DRAM by its cell area, its density or its vias."""
    return t.facility_makes == "dram" and (
        t.facility_dram_cell_area_um2 < (area_ceiling := 0.0026)
        or t.facility_dram_density_gb_mm2 > (density_floor := 0.20)
        or t.facility_dram_tsv > (via_floor := 3000)
    )


@provision("15 CFR part 772, definition of advanced-node integrated circuits", since="2022-10-07", by="us-2022-ac", confidence="P")
def advanced_node(t):
    """Logic of 16/14 nanometers or less or not planar, NAND of 128 layers or more, and DRAM as it is told."""
    return (
        t.facility_advanced_node
        or t.facility_makes == "logic" and (t.facility_node_nm <= (node_ceiling := 16) or t.facility_non_planar)
        or t.facility_makes == "nand" and t.facility_nand_layers >= (layer_floor := 128)
        or advanced_dram(t)
    )


@provision("15 CFR 744.23(a)(5)", since="2023-11-17", by="us-2023-sme", confidence="P", exclusion=True)
def back_end_only(t):
    """Back-end steps that do not change the technology level are no production here."""
    return t.facility_back_end_only


@provision("15 CFR 744.23(a)(2)(i)", since="2022-10-07", by="us-2022-ac", confidence="P")
def requires_advanced_node(t):
    """Any item, for circuits of a facility that makes advanced-node ones; whose facility it is does not matter."""
    return (t.end_use == "advanced_node_production" or t.end_use == "ic_production" and advanced_node(t) and not back_end_only(t)) and (
        end_use_in_reach(t) and not governed_by_footnote_5(t)
    )


@provision("15 CFR 744.23(a)(2)(ii)", since="2022-10-07", by="us-2022-ac", confidence="P")
def requires_unknown_node(t):
    """Equipment, materials, software and technology of category 3, for a facility of unknown node."""
    return (
        t.end_use == "ic_production_node_unknown"
        and t.item_kind in {"equipment", "software", "technology", "other"}
        and t.eccn_group in entries("category_3_b_to_e")
        and not back_end_only(t)
        and end_use_in_reach(t)
        and not governed_by_footnote_5(t)
    )


@provision("15 CFR 744.23(a)(2)(iii)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def requires_design(t):
    """Design software and technology, for an advanced-node circuit that Macau or D:5 will produce, wherever it is designed."""
    return (
        t.end_use == "ic_design"
        and t.item_kind in {"software", "technology"}
        and t.design_automation
        and advanced_node(t)
        and macau_or_d5(t.end_use_country)
    )
