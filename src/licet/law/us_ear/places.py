"""Places and parties: the country tests that several parts share. Macau is never a member of D:5, so it is always named
beside it.
"""

from licet.language.provision import definition, group, provision, reading


@definition("supplement no. 1 to part 740; note to D:5")
def macau_or_d5(place):
    return (
        place in group("macau")
        or place in group("D:5")
        and not (place in group("D:5 table, off the State list") and reading("cambodia", "state_list"))
        or place in group("D:5 table of 2020, off the State list")
        and reading("cyprus", "cy_d5")
        or place in group("State list, not in the D:5 table")
        and reading("ethiopia", "state_list")
    )


@definition("15 CFR 742.6(a)(6)(iii)")
def advanced_computing_destination(place):
    return (place in group("D:1") or place in group("D:4") or macau_or_d5(place)) and not (
        place in group("A:5") or place in group("A:6")
    )


@definition("supplement no. 5 to part 740 paragraph (a)")
def listed_party(headquarters, parent):
    return headquarters in group("supp5a") and (parent == "none" or parent in group("supp5a"))


@provision("15 CFR 742.6(a)(6)(iii)", since="2022-10-07", by="us-2022-ac", confidence="P")
def to_macau_or_d5(t):
    """The destination is Macau or in Country Group D:5."""
    return macau_or_d5(t.destination)


@provision("15 CFR 742.6(a)(6)(iii)", since="2022-10-07", by="us-2022-ac", confidence="P")
def to_advanced_computing_destination(t):
    """The destination is in D:1, D:4 or D:5 and not also in A:5 or A:6."""
    return advanced_computing_destination(t.destination)


@provision("15 CFR 742.6(a)(6)(iii); 744.23(a)(3)(i)", since="2022-10-07", by="us-2022-ac", confidence="P")
def consignee_of_macau_or_d5(t):
    """The ultimate consignee, or the owner, is headquartered or has an ultimate parent headquartered in Macau or D:5."""
    return (
        macau_or_d5(t.consignee_hq)
        or macau_or_d5(t.consignee_parent)
        or macau_or_d5(t.owner_hq)
        or macau_or_d5(t.owner_parent)
    )


@provision("15 CFR 742.6(a)(6)(iii); 744.23(a)(3)(i)", since="2022-10-07", by="us-2022-ac", confidence="P")
def party_of_macau_or_d5(t):
    """An entity that receives the item is headquartered or has an ultimate parent headquartered in Macau or D:5."""
    return (
        consignee_of_macau_or_d5(t)
        or macau_or_d5(t.operator_hq)
        or macau_or_d5(t.operator_parent)
        or macau_or_d5(t.end_user_hq)
        or macau_or_d5(t.end_user_parent)
        or reading("intermediate", "counts")
        and (macau_or_d5(t.intermediate_hq) or macau_or_d5(t.intermediate_parent))
    )


@provision("BIS guidance of 2026-05-31", since="2022-10-07", by="us-2022-ac", confidence="S")
def within_the_united_states(t):
    """Nothing leaves: the rules speak of destinations outside the United States. Weights released to a foreign person there do."""
    return t.destination in group("united_states") and not (
        t.item_kind == "model_weights" and t.action == "deemed_export"
    )
