"""Section 744.6: support by US persons for items that are not subject to the EAR."""

from licet.language.provision import entries, group, provision, unread
from licet.law.us_ear.part744.advanced_node import advanced_node
from licet.law.us_ear.part744.military import military_intelligence_in_reach
from licet.law.us_ear.part734 import not_subject_to_the_ear, subject_to_the_ear
from licet.law.us_ear.places import macau_or_d5, party_of_macau_or_d5, to_macau_or_d5


@provision("15 CFR 744.6(c)(2), (d)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P", exclusion=True)
def us_person_is_out(t):
    """Clerical acts; and natural persons who work for a company of the United States, A:5 or A:6 that Macau or D:5 does not own."""
    return t.us_person_act == "clerical" or (
        t.us_person_is_natural
        and (
            t.us_person_employer_hq in group("united_states")
            or t.us_person_employer_hq in group("A:5")
            or t.us_person_employer_hq in group("A:6")
        )
        and not macau_or_d5(t.us_person_employer_majority)
    )


@provision("15 CFR 744.6(c)(2)(i)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def support_of_advanced_node(t):
    """Any item, for circuits of a facility of Macau's or D:5's parties that makes advanced-node ones."""
    return party_of_macau_or_d5(t) and (t.end_use == "advanced_node_production" or t.end_use == "ic_production" and advanced_node(t))


@provision("15 CFR 744.6(c)(2)(ii)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def support_of_unknown_node(t):
    """Items of category 3, groups B to E, for such a facility of unknown node."""
    return (
        party_of_macau_or_d5(t) and t.end_use == "ic_production_node_unknown" and t.eccn_group in entries("category_3_b_to_e")
    )


@provision("15 CFR 744.6(c)(2)(iii)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def support_of_equipment(t):
    """Manufacturing equipment, its software and technology, whatever the end use and whoever the end user."""
    return t.item_kind in {"equipment", "software", "technology", "other"} and (
        t.eccn_heading in entries("us_person_equipment")
        or t.eccn_heading in entries("equipment_entries")
        and (t.eccn_paragraph in entries("us_person_equipment") or t.eccn_item in entries("us_person_equipment"))
    )


@provision("15 CFR 744.6", since="2022-10-07", by="us-2022-ac", confidence="U")
def requires_us_person(t):
    """The texts before December 2024 were not read; the limbs for circuits began on 2022-10-12."""
    return (
        t.us_person_support
        and (
            t.end_use in {"advanced_node_production", "ic_production", "ic_production_node_unknown", "military_intelligence"}
            or t.item_kind == "equipment"
        )
        and unread("The US person rules of 744.6 before 2024-12-02 were not read.")
    )


@requires_us_person.amended(
    "15 CFR 744.6(b)(5), (c)(2)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P"
)
def requires_us_person(t):
    """Authorizing, delivering or servicing what is not subject to the EAR, to or within Macau or D:5; and any support of
    military intelligence.
    """
    return t.us_person_support and (
        not subject_to_the_ear(t)
        and to_macau_or_d5(t)
        and (support_of_advanced_node(t) or support_of_unknown_node(t) or support_of_equipment(t))
        and not us_person_is_out(t)
        or military_intelligence_in_reach(t)
    )


@provision("15 CFR 734.3; 744.6", since="2022-10-07", by="us-2022-ac", confidence="S")
def outside_the_regulations(t):
    """Not subject to the EAR, and no support that a US person needs a license for all the same."""
    return (
        not_subject_to_the_ear(t) or t.action == "service" and t.us_person_support and not subject_to_the_ear(t)
    ) and not requires_us_person(t)
