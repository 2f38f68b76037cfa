"""Section 744.23(a)(4): development and production of semiconductor manufacturing equipment."""

from licet.language.provision import entries, provision
from licet.law.us_ear.part744.places import end_use_in_reach
from licet.law.us_ear.part746 import on_the_control_list
from licet.law.us_ear.places import party_of_macau_or_d5, to_macau_or_d5


@provision("15 CFR 744.23(a)(2)(v)", since="2022-10-07", by="us-2022-ac", confidence="P")
def requires_equipment_end_use(t):
    """Any item, for equipment of six entries that China is to make."""
    return t.end_use == "semiconductor_equipment" and t.equipment_made in entries("equipment_made_2022") and end_use_in_reach(t)


@requires_equipment_end_use.amended("15 CFR 744.23(a)(4)", since="2023-11-17", by="us-2023-sme", confidence="P")
def requires_equipment_end_use(t):
    """Items of the control list to Macau or D:5, for equipment of five entries, some of its paragraphs left out."""
    return (
        t.end_use == "semiconductor_equipment"
        and on_the_control_list(t)
        and t.equipment_made in entries("equipment_made_2023")
        and to_macau_or_d5(t)
    )


@requires_equipment_end_use.amended(
    "15 CFR 744.23(a)(4)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P"
)
def requires_equipment_end_use(t):
    """Items of the control list, for equipment of eight entries, its software and its technology: in Macau or D:5, or made
    anywhere by one of their parties.
    """
    return (
        t.end_use == "semiconductor_equipment"
        and on_the_control_list(t)
        and t.equipment_made in entries("equipment_made_2024")
        and (end_use_in_reach(t) or party_of_macau_or_d5(t))
    )
