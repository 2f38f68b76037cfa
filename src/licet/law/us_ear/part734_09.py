"""Section 734.9: foreign direct products. Each rule is a product scope, an input, and a reach; an item caught by one of them is
subject to the EAR wherever it was made.

The input has two limbs: the item is the direct product of listed technology or software, or of a plant that is one. `listed` stands
for "of whatever the rule at hand lists", where the line says no more than that.
"""

from licet.language.provision import entries, group, provision, reading, unread
from licet.law.us_ear.ccl import commodity_a, commodity_b, commodity_c, item_2022
from licet.law.us_ear.part744.lists import footnoted_entity, listed_entity_requirement
from licet.law.us_ear.places import (
    advanced_computing_destination, macau_or_d5, party_of_macau_or_d5, to_advanced_computing_destination, to_macau_or_d5,
)  # fmt: skip


@provision("15 CFR 734.9", since="2022-10-07", by="us-2022-ac", confidence="P")
def of_listed_technology(t):
    """The direct product of what the rule lists, by one limb or the other."""
    return t.technology_input == "listed"


# (e) Parties with a footnote on the Entity List


@provision("15 CFR 734.9(e)(1)(ii)", since="2022-10-07", by="us-2022-ac", confidence="P")
def for_footnote_1(t):
    """Such an entity is a party, or what the item goes into is made, bought or ordered by one."""
    return (
        "1" in t.consignee_footnote or "1" in t.owner_footnote or "1" in t.operator_footnote or "1" in t.end_user_footnote
        or "1" in t.intermediate_footnote or "1" in t.ordered_by_footnote
    )  # fmt: skip


@provision("15 CFR 734.9(e)(1)", since="2022-10-07", by="us-2022-ac", confidence="P")
def fdp_footnote_1(t):
    """Any item."""
    return for_footnote_1(t) and (
        of_listed_technology(t) or t.technology_input in entries("list_l") or t.plant_input in entries("list_l")
    )


@provision("15 CFR 734.9(e)(2)(ii)", since="2022-10-21", by="us-2022-ac", confidence="P")
def for_footnote_4(t):
    """Such an entity is a party, or what the item goes into is made, bought or ordered by one."""
    return (
        "4" in t.consignee_footnote or "4" in t.owner_footnote or "4" in t.operator_footnote or "4" in t.end_user_footnote
        or "4" in t.intermediate_footnote or "4" in t.ordered_by_footnote
    )  # fmt: skip


@provision("15 CFR 734.9(e)(2)", since="2022-10-21", by="us-2022-ac", confidence="P")
def fdp_footnote_4(t):
    """Any item; encryption software and technology count as inputs too."""
    return for_footnote_4(t) and (
        of_listed_technology(t) or t.technology_input in entries("list_l_and_encryption")
        or t.plant_input in entries("list_l_and_encryption")
    )  # fmt: skip


@provision("15 CFR 734.9(e)(3)(ii)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def for_footnote_5(t):
    """Such an entity is a party, or what the commodity goes into is made, bought or ordered by one."""
    return (
        "5" in t.consignee_footnote or "5" in t.owner_footnote or "5" in t.operator_footnote or "5" in t.end_user_footnote
        or "5" in t.intermediate_footnote or "5" in t.ordered_by_footnote
    )  # fmt: skip


@provision("15 CFR 734.9(e)(3)(ii)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="U")
def for_advanced_node_facility(t):
    """A facility in Macau or D:5 that makes advanced-node circuits: when this limb came in was not read."""
    return t.end_use == "advanced_node_production" and to_macau_or_d5(t) and unread(
        "734.9(e)(3) had no facility limb in December 2024 and had one in July 2026; the day between was not read."
    )


@for_advanced_node_facility.amended("15 CFR 734.9(e)(3)(ii)", since="2026-07-23", by="us-2024-fdp-hbm", confidence="S")
def for_advanced_node_facility(t):
    """A facility in Macau or D:5 that makes advanced-node logic or memory."""
    return t.end_use == "advanced_node_production" and to_macau_or_d5(t)


@provision("15 CFR 734.9(k)(1)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="U")
def later_equipment(t):
    """3B001.f.6: neither here nor there before a day that was not read."""
    return t.eccn in {"3B001.f.6", "3B001.f.6.a", "3B001.f.6.b"} and unread("The day on which 3B001.f.6 entered 734.9 was not read.")


@later_equipment.repealed("15 CFR 734.9(k)(1)", since="2026-07-23", by="us-2024-fdp-hbm", confidence="S")
def later_equipment(t):
    """It stands in the table."""
    return False


@provision("15 CFR 734.9(e)(3)(i); (k)(1)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def equipment_undivided(t):
    """A stated entry or paragraph of which one part is under (e)(3), another under (k) or neither."""
    return t.eccn in {"3B001", "3B001.a", "3B001.f", "3B001.p", "3B002", "3B991", "3B991.b", "3B991.b.2"} and unread(
        "The stated ECCN does not say which paragraph of the equipment entry it is: state the paragraph."
    )


@provision("15 CFR 734.9(e)(3)(i)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def equipment_of_e_3(t):
    """Manufacturing equipment, without what (k) reaches and a few more paragraphs."""
    return (
        t.item_kind == "equipment"
        and t.eccn_heading in {"3B001", "3B002", "3B903", "3B991", "3B992", "3B993", "3B994"}
        and not t.eccn in entries("advanced_equipment")
        and not t.eccn in entries("equipment_left_out")
        and not equipment_undivided(t)
        and not later_equipment(t)
    )


@provision("15 CFR 734.9(e)(3)(i)(B); (k)(1)(ii)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def equipment_plant(t):
    """Made by a plant that is a direct product of US-origin technology, or holding a circuit from one."""
    return t.plant_input in entries("equipment_plant_inputs") or t.contains_us_plant_ic


@provision("15 CFR 734.9(e)(3)(i)(A)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def equipment_technology(t):
    """The direct product of the technology or software for that equipment."""
    return (
        of_listed_technology(t)
        or t.technology_input in {"3D001", "3E001", "3D993", "3D994", "3E993", "3E994"}
        or t.technology_input in {"3D901", "3E901"} and t.eccn_heading == "3B903"
        or t.technology_input in {"3D991", "3E991"} and t.eccn_heading in {"3B991", "3B992"}
    )  # fmt: skip


@provision("15 CFR 734.9(e)(3)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def fdp_footnote_5(t):
    """Manufacturing equipment."""
    return (
        equipment_of_e_3(t)
        and (for_footnote_5(t) or for_advanced_node_facility(t))
        and (equipment_technology(t) or equipment_plant(t))
    )


@provision("15 CFR 744.11(a)(2)", since="2022-10-07", by="us-2022-ac", confidence="U")
def ordered_by_footnoted_entity_open(t):
    """The license that goes with (e) where the entity is no party to the transaction."""
    return (
        "1" in t.ordered_by_footnote or "4" in t.ordered_by_footnote or "5" in t.ordered_by_footnote
    ) and unread("What 744.11(a)(2) asks where a footnoted entity orders what the item goes into was not read.")


# (h) Advanced computing


@provision("15 CFR 734.9(h)(1)(i)(B)", since="2022-10-21", by="us-2022-ac", confidence="P")
def technology_of_h(t):
    """3E001 for 3A090, 4E001 for 4A090."""
    return t.item_kind == "technology" and (
        t.eccn == "3E001" and t.technology_for in {"3A090", "3A090.a", "3A090.b", "3A090.c"}
        or t.eccn == "4E001" and t.technology_for in {"4A090", "4A090.a", "4A090.b"}
    )  # fmt: skip


@provision("15 CFR 734.9(h)(1)(i)(B)", since="2022-10-21", by="us-2022-ac", confidence="S")
def product_of_h(t):
    """Circuits and computers with the parameters of 3A090 and 4A090, and their technology."""
    return t.item_kind in {"ic", "computer"} and item_2022(t) or technology_of_h(t)


@product_of_h.amended("15 CFR 734.9(h)(1)(i)(B)", since="2023-11-17", by="us-2023-acs", confidence="P")
def product_of_h(t):
    """3A090 with its memory, 4A090, circuits and computers of the .z paragraphs, and technology; no software."""
    return commodity_a(t) or commodity_b(t) or commodity_c(t) or technology_of_h(t)


@provision("15 CFR 734.9(h)(1)(i)(A), (ii)(A)", since="2022-10-21", by="us-2022-ac", confidence="P")
def input_of_h(t):
    """The list, with 4D090 and encryption."""
    return (
        of_listed_technology(t) or t.technology_input in entries("advanced_computing_inputs")
        or t.plant_input in entries("advanced_computing_inputs")
    )  # fmt: skip


@provision("15 CFR 734.9(h)(2)(i)", since="2022-10-21", by="us-2022-ac", confidence="S")
def reach_of_h(t):
    """China, or built into something that goes there."""
    return t.destination in group("china") or t.built_into_for in group("china")


@reach_of_h.amended("15 CFR 734.9(h)(2)(i)", since="2023-01-17", by="us-2023-macau", confidence="P")
def reach_of_h(t):
    """China and Macau, or built into something that goes there."""
    return (
        t.destination in group("china") or t.destination in group("macau")
        or t.built_into_for in group("china") or t.built_into_for in group("macau")
    )  # fmt: skip


@reach_of_h.amended("15 CFR 734.9(h)(2)(i)", since="2023-11-17", by="us-2023-acs", confidence="P")
def reach_of_h(t):
    """D:1, D:4 and D:5 less A:5 and A:6, or built into something that goes there, or anywhere to an entity of Macau or D:5."""
    return reach_of_2023(t)


@reach_of_h.amended(
    "15 CFR 734.9(h)(2)(i)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified", due="2025-05-15"
)
def reach_of_h(t):
    """Any location worldwide."""
    return True


@reach_of_h.amended("15 CFR 734.9(h)(2)(i)", since="2025-05-15", by="us-2025-guidance-0513", confidence="U", layer="enforced")
def reach_of_h(t):
    """Whether the worldwide reach is enforced: what BIS will not enforce is a paragraph of 742.6, not this one."""
    return reach_of_2023(t) or reading("fdp_h_reach", "worldwide")


@provision("15 CFR 734.9(h)(2)(i) as of 2023-11-17", since="2023-11-17", by="us-2023-acs", confidence="P")
def reach_of_2023(t):
    """The reach before it became worldwide."""
    return (
        to_advanced_computing_destination(t)
        or advanced_computing_destination(t.built_into_for)
        or party_of_macau_or_d5(t)
    )  # fmt: skip


@provision("15 CFR 734.9(h)(2)(ii)", since="2022-10-21", by="us-2022-ac", confidence="S")
def masks_of_h(t):
    """Technology of an entity of China for making a mask, wafer or die."""
    return technology_of_h(t) and t.designer_hq in group("china")


@masks_of_h.amended("15 CFR 734.9(h)(2)(ii)", since="2023-01-17", by="us-2023-macau", confidence="P")
def masks_of_h(t):
    """Technology of an entity of China or Macau for making a mask, wafer or die."""
    return technology_of_h(t) and (t.designer_hq in group("china") or t.designer_hq in group("macau"))


@masks_of_h.amended("15 CFR 734.9(h)(2)(ii), note", since="2023-11-17", by="us-2023-acs", confidence="P")
def masks_of_h(t):
    """Technology of an entity of Macau or D:5 for making a mask, wafer or die, where such an entity is a party."""
    return technology_of_h(t) and (macau_or_d5(t.designer_hq) or macau_or_d5(t.designer_parent)) and party_of_macau_or_d5(t)


@provision("15 CFR 734.9(h)", since="2022-10-21", by="us-2022-ac", confidence="P")
def fdp_advanced_computing(t):
    """Advanced computing circuits, computers, memory and technology."""
    return input_of_h(t) and product_of_h(t) and (reach_of_h(t) or masks_of_h(t))


# (i) Supercomputers


@provision("15 CFR 734.9(i)(2)", since="2022-10-21", by="us-2022-ac", confidence="S")
def reach_of_i(t):
    """Used in, or in parts for, a supercomputer in or destined to China."""
    return t.end_use == "supercomputer" and (t.destination in group("china") or t.built_into_for in group("china"))


@reach_of_i.amended("15 CFR 734.9(i)(2)", since="2023-01-17", by="us-2023-macau", confidence="P")
def reach_of_i(t):
    """Used in, or in parts for, a supercomputer in or destined to China or Macau."""
    return t.end_use == "supercomputer" and (
        t.destination in group("china") or t.destination in group("macau")
        or t.built_into_for in group("china") or t.built_into_for in group("macau")
    )  # fmt: skip


@provision("15 CFR 734.9(i)", since="2022-10-21", by="us-2022-ac", confidence="P")
def fdp_supercomputer(t):
    """Any item."""
    return reach_of_i(t) and (
        of_listed_technology(t) or t.technology_input in entries("list_l_and_encryption")
        or t.plant_input in entries("list_l_and_encryption") and t.plant_input != "4D993"
    )  # fmt: skip


# (k) Advanced manufacturing equipment


@provision("15 CFR 734.9(k)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def fdp_equipment(t):
    """The most advanced manufacturing equipment to Macau or D:5."""
    return (
        t.item_kind == "equipment"
        and (t.eccn in entries("advanced_equipment") or equipment_undivided(t) or later_equipment(t))
        and to_macau_or_d5(t)
        and (of_listed_technology(t) or t.technology_input in {"3D992", "3E992"} or equipment_plant(t))
    )


# (f), (g), (j): Russia, Belarus, Crimea, footnote 3, Iran


@provision("15 CFR 734.9(f)", since="2022-10-07", by="us-2022-ac", confidence="S")
def fdp_russia(t):
    """Russia, Belarus and Crimea: the product of any technology or software of groups D and E."""
    return (t.destination in group("russia_belarus") or t.destination_region == "crimea") and (
        t.us_technology_direct_product
        or unread("734.9(f) counts all technology and software of groups D and E, more than the other rules list.")
    )


@provision("15 CFR 734.9(g)", since="2022-10-07", by="us-2022-ac", confidence="S")
def fdp_footnote_3(t):
    """An entity of the Entity List without footnote 1, 4 or 5 may carry footnote 3."""
    return listed_entity_requirement(t) and not footnoted_entity(t) and unread(
        "Whether a listed party carries footnote 3 (734.9(g)) is not asked."
    )


@provision("15 CFR 734.9(j)", since="2022-10-07", by="us-2022-ac", confidence="S")
def fdp_iran(t):
    """Iran: the product of technology of Categories 3 to 9."""
    return t.destination in group("iran") and (
        t.us_technology_direct_product or unread("734.9(j) counts all technology of Categories 3 to 9, more than the other rules list.")
    )


@provision("15 CFR 734.3(a)(4), (5); 734.9", since="2022-10-07", by="us-2022-ac", confidence="P", joins=True)
def foreign_direct_product(t):
    """Some rule on foreign direct products catches it."""
    return (
        fdp_advanced_computing(t)
        or fdp_footnote_1(t)
        or fdp_footnote_4(t)
        or fdp_footnote_5(t)
        or fdp_supercomputer(t)
        or fdp_equipment(t)
        or fdp_russia(t)
        or fdp_footnote_3(t)
        or fdp_iran(t)
    )
