"""The affiliates rule (90 FR 47201): whoever is held half or more by listed parties is treated as listed.

Whether it stands on a day is told by the events of its instrument: suspended by 90 FR 50857, and unknown from the day on which that
suspension runs out. A user who knows more says so with `--instrument`.
"""

from licet.language.provision import definition, group, provision, unread


@definition("90 FR 47201")
def half_held(share, headquarters):
    return share >= (half := 50) and not headquarters in group("united_states")


@provision("15 CFR 744.11; 90 FR 47201", since="2025-09-29", by="us-2025-affiliates", confidence="S")
def affiliate_of_entity(t):
    """A foreign party held half or more by parties of which one is on the Entity List: the strictest owner governs."""
    return (
        half_held(t.consignee_listed_ownership, t.consignee_hq) and "entity_list" in t.consignee_listed_ownership_list
        or half_held(t.owner_listed_ownership, t.owner_hq) and "entity_list" in t.owner_listed_ownership_list
        or half_held(t.operator_listed_ownership, t.operator_hq) and "entity_list" in t.operator_listed_ownership_list
        or half_held(t.end_user_listed_ownership, t.end_user_hq) and "entity_list" in t.end_user_listed_ownership_list
        or half_held(t.intermediate_listed_ownership, t.intermediate_hq) and "entity_list" in t.intermediate_listed_ownership_list
    )  # fmt: skip


@provision("15 CFR 744.21(b); 90 FR 47201", since="2025-09-29", by="us-2025-affiliates", confidence="S")
def affiliate_of_military_end_user(t):
    """A foreign party held half or more by parties of which one is on the list of military end users."""
    return (
        half_held(t.consignee_listed_ownership, t.consignee_hq) and "meu_list" in t.consignee_listed_ownership_list
        or half_held(t.owner_listed_ownership, t.owner_hq) and "meu_list" in t.owner_listed_ownership_list
        or half_held(t.operator_listed_ownership, t.operator_hq) and "meu_list" in t.operator_listed_ownership_list
        or half_held(t.end_user_listed_ownership, t.end_user_hq) and "meu_list" in t.end_user_listed_ownership_list
        or half_held(t.intermediate_listed_ownership, t.intermediate_hq) and "meu_list" in t.intermediate_listed_ownership_list
    )  # fmt: skip


@provision("15 CFR 744.8; 90 FR 47201", since="2025-09-29", by="us-2025-affiliates", confidence="S")
def affiliate_of_sanctioned_party(t):
    """A foreign party held half or more by parties of which one is sanctioned under 744.8(a)(1)."""
    return (
        half_held(t.consignee_listed_ownership, t.consignee_hq) and "sdn" in t.consignee_listed_ownership_list
        or half_held(t.owner_listed_ownership, t.owner_hq) and "sdn" in t.owner_listed_ownership_list
        or half_held(t.operator_listed_ownership, t.operator_hq) and "sdn" in t.operator_listed_ownership_list
        or half_held(t.end_user_listed_ownership, t.end_user_hq) and "sdn" in t.end_user_listed_ownership_list
        or half_held(t.intermediate_listed_ownership, t.intermediate_hq) and "sdn" in t.intermediate_listed_ownership_list
    )  # fmt: skip


@provision("supplement no. 3 to part 732, red flag 29", since="2025-09-29", by="us-2025-affiliates", confidence="S")
def listed_owner_of_unknown_share(t):
    """A listed owner is known and its share is not: find it out, or have a license."""
    return t.consignee_listed_owner_known


@provision("90 FR 47201", since="2025-09-29", by="us-2025-affiliates", confidence="S")
def affiliate_requirement(t):
    """What every item needs a license for, whatever it is."""
    return affiliate_of_entity(t) or affiliate_of_sanctioned_party(t) or listed_owner_of_unknown_share(t)


@provision("temporary general license of 90 FR 47201", since="2025-09-29", until="2025-12-02", by="us-2025-affiliates", confidence="U")
def affiliates_temporary_license(t):
    """To A:5 and A:6 destinations; sources differ on its last day, 2025-11-28 or 2025-12-01. Its joint ventures are left out."""
    return (
        (affiliate_requirement(t) or affiliate_of_military_end_user(t))
        and (t.destination in group("A:5") or t.destination in group("A:6"))
        and unread("The temporary general license of the affiliates rule for A:5 and A:6 destinations was not read.")
    )
