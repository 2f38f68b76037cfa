"""Section 740.2: restrictions on all license exceptions, and the closed list for advanced computing items."""

from licet.language.provision import group, provision, unread
from licet.law.us_ear.ccl import item_2022, item_a, item_b, item_c
from licet.law.us_ear.ccl_weights import item_weights
from licet.law.us_ear.ccl_foundry import designer_of_standing
from licet.law.us_ear.part742 import requires_headquarters, requires_missile_or_nuclear
from licet.law.us_ear.part744.requirements import barred_by_part_744
from licet.law.us_ear.part746 import embargo
from licet.law.us_ear.part746_03 import special_control_iraq
from licet.law.us_ear.places import party_of_macau_or_d5, to_advanced_computing_destination


@provision("15 CFR 740.2(a)(6), (a)(17); 746.3(c)", since="2022-10-07", by="us-2022-ac", confidence="P")
def barred(t):
    """An embargo, Iraq, or a party on a list, shuts the exceptions; those that 746.3(c) names for Iraq do not ask this."""
    return embargo(t) or special_control_iraq(t) or barred_by_part_744(t)


@barred.amended("15 CFR 740.2(a)(5), (a)(6), (a)(17); 746.3(c)", since="2026-07-23", by="us-2026-uae", confidence="P")
def barred(t):
    """An embargo, Iraq, or a party on a list, shuts the exceptions; what else shuts them for missile and nuclear reasons was not read."""
    return (
        embargo(t)
        or special_control_iraq(t)
        or barred_by_part_744(t)
        or requires_missile_or_nuclear(t)
        and unread("Which exceptions reach items under a missile technology or nuclear column (740.2(a)(5)) was not read.")
    )


@provision("15 CFR 740.2(a)(9)", since="2022-10-07", by="us-2022-ac", confidence="P", exclusion=True)
def on_closed_list(t):
    """Only the exceptions that 740.2(a)(9) names are left: China, and Macau from January 2023."""
    return item_2022(t) and t.destination in group("china")


@on_closed_list.amended("15 CFR 740.2(a)(9)", since="2023-01-17", by="us-2023-macau", confidence="P")
def on_closed_list(t):
    """Only the exceptions that 740.2(a)(9) names are left for China and Macau."""
    return item_2022(t) and (t.destination in group("china") or t.destination in group("macau"))


@on_closed_list.amended("15 CFR 740.2(a)(9)(ii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def on_closed_list(t):
    """Only the exceptions of the closed list are left for the rule's destinations; there is no headquarters limb yet."""
    return (item_a(t) or item_b(t)) and to_advanced_computing_destination(t)


@on_closed_list.amended("15 CFR 740.2(a)(9)(ii)", since="2024-04-04", by="us-2024-corr", confidence="S")
def on_closed_list(t):
    """Only the exceptions of the closed list are left for the rule's destinations and for parties of Macau or D:5 anywhere."""
    return (item_a(t) or item_b(t)) and (to_advanced_computing_destination(t) or party_of_macau_or_d5(t))


@on_closed_list.amended("15 CFR 740.2(a)(9)(ii)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def on_closed_list(t):
    """Only the exceptions of the closed list are left for the rule's destinations and for parties of Macau or D:5,
    memory included.
    """
    return (item_a(t) or item_b(t) or item_c(t)) and (to_advanced_computing_destination(t) or party_of_macau_or_d5(t))


@on_closed_list.amended("15 CFR 740.2(a)(9)(ii)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def on_closed_list(t):
    """Only the exceptions of the closed list are left for the rule's destinations and for parties of Macau or D:5,
    weights included.
    """
    return (item_a(t) or item_b(t) or item_c(t) or item_weights(t)) and (
        to_advanced_computing_destination(t) or party_of_macau_or_d5(t)
    )


@provision("15 CFR 744.23(c)", since="2023-11-17", until="2024-04-04", by="us-2023-acs", confidence="P", exclusion=True)
def shut_for_headquarters(t):
    """No exception overcomes the headquarters license, except as 740.8(b)(1) says."""
    return requires_headquarters(t)


@provision("ECCN 3A090.a; 5A002.z; 5A992.z", since="2025-01-16", by="us-2025-foundry", confidence="P")
def designer_condition(t):
    """For these entries the circuit's designer must be approved or authorized (90 FR 5309)."""
    return (
        not (t.item_kind == "ic" and t.base_eccn == "none" or t.base_eccn in {"5A002", "5A992"})
        or designer_of_standing(t)
    )
