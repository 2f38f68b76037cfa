"""Part 748: validated data centers (748.15): who may apply, and what a universal or a national authorization carries.

What supplement no. 10 asks of the validated company itself, day by day, stands in `supplement10.toml`.
"""

from licet.language.provision import amount, definition, group, party, provision, reading, unread
from licet.law.us_ear.ccl import commodity_a, item_a, item_b, item_c
from licet.law.us_ear.part742 import requires_national_security
from licet.law.us_ear.part744.requirements import barred_by_part_744
from licet.law.us_ear.part746 import embargo
from licet.law.us_ear.places import macau_or_d5, to_macau_or_d5

# (b)(2) Who, and where


@definition("15 CFR 748.15(b)(2)(ii)")
def open_to_national(place):
    return (
        place in group("A:1") or place in group("A:5") or place in group("A:6") or place in group("B")
        or place in group("D:1") or place in group("D:2") or place in group("D:3") or place in group("D:4")
    ) and not macau_or_d5(place)  # fmt: skip


@provision("15 CFR 748.15(b)(2)(i)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def uveu_party(t):
    """Headquartered in a country listed in supplement no. 5(a) to part 740, or with its ultimate parent there."""
    return t.consignee_hq in group("supp5a") or t.consignee_parent in group("supp5a")


@provision("15 CFR 748.15(b)(2)(ii)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def nveu_party(t):
    """Headquarters, ultimate parent or location in Country Groups A, B or D:1 to D:4; none of Macau or D:5."""
    return (open_to_national(t.consignee_hq) or open_to_national(t.consignee_parent) or open_to_national(t.consignee_country)) and (
        not macau_or_d5(t.consignee_hq) and not macau_or_d5(t.consignee_parent) or reading("nveu_party", "any_of_three")
    )


# (a)(2) Applications, for a line that asks for one


@provision("15 CFR 748.15(a)(2)(ii)(A), (iii)(A)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def guidelines_certified(t):
    """The owner of the circuits certifies that it follows supplement no. 10; paragraphs 14, 15 and 18 by 2026-01-15."""
    return t.veu_certified


@guidelines_certified.amended("15 CFR 748.15(a)(2)(ii)(A), (iii)(A)", since="2026-01-15", by="us-2025-diffusion", confidence="P")
def guidelines_certified(t):
    """The owner of the circuits certifies that it follows supplement no. 10, and its facility meets paragraphs 14, 15 and 18."""
    return t.veu_certified and t.facility_supp10_secure


@provision(
    "15 CFR 748.15(a)(2)(iii)(A); supplement no. 10 to part 748 paragraph 12", since="2025-01-13", by="us-2025-diffusion", confidence="U"
)
def nveu_government_condition(t):
    """For entities outside the listed countries, an arrangement between their government and the United States."""
    return (
        t.nveu_government_arrangement
        or t.consignee_hq in group("supp5a")
        or reading("nveu_arrangement", "may_be_sought")
    )


@provision("15 CFR 748.15(a)(2)(i), (ii), (iv), (b)(2)(i)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def uveu_application(t):
    """The consignee may apply for universal authorization, with a data center there."""
    return t.veu_requested == "universal" and uveu_party(t) and not to_macau_or_d5(t) and guidelines_certified(t)


@provision("15 CFR 748.15(a)(2)(i), (iii), (iv), (b)(2)(ii)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def nveu_application(t):
    """The consignee may apply for national authorization for that country."""
    return (
        t.veu_requested == "national"
        and nveu_party(t)
        and not to_macau_or_d5(t)
        and guidelines_certified(t)
        and nveu_government_condition(t)
    )


# (c), (d)(2) What may go, and for what


@provision("15 CFR 748.15(c)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def veu_item(t):
    """Items of the list that need a license and that a data center needs. None of those known here is a 600 series, MT or CC item."""
    return t.veu_necessary and (item_a(t) or item_b(t) or item_c(t) or requires_national_security(t))


@provision("15 CFR 748.15(d)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def veu_used_as_allowed(t):
    """Exported or reexported to the user's own facility at an authorized place; moved on only to another such place of its own."""
    return (
        t.action in {"export", "reexport"}
        and t.veu_use in {"own_facility", "own_move"}
        or t.action == "transfer_in_country"
        and t.veu_use == "own_move"
    )


@provision("15 CFR 748.15", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def veu_honored(t):
    """As codified, the authorization carries what it says."""
    return True


@veu_honored.amended("15 CFR 748.15", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced")
def veu_honored(t):
    """BIS announced that the rule will be rescinded; what becomes of authorizations under it was not said."""
    return reading("enforced_veu", "honored")


@provision("15 CFR 748.15(c), (d)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def veu_terms(t):
    """What both kinds of authorization ask of a shipment."""
    return (
        veu_item(t)
        and veu_used_as_allowed(t)
        and not to_macau_or_d5(t)
        and not embargo(t)
        and not barred_by_part_744(t)
        and veu_honored(t)
    )


# Universal


@provision("15 CFR 748.15(a)(2)(ii)(A)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def uveu_site_notified(t):
    """A new data center is notified 180 days before anything goes there."""
    return t.uveu_site_listed or t.uveu_days_since_site_notice >= (days := 180)


@provision("supplement no. 10 to part 748 paragraph 5", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def uveu_move_notified(t):
    """Moves of chips between countries under the authorization are notified 60 days ahead."""
    return not t.veu_use == "own_move" or t.action == "transfer_in_country" or t.uveu_days_since_move_notice >= (days := 60)


@provision("15 CFR 748.15(a)(1), (a)(2)(ii), (b)(2)(i)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def uveu_terms(t):
    """Owner and operator hold a universal authorization, and the section's own terms."""
    return (
        t.consignee_veu == "universal"
        and t.owner_veu == "universal"
        and t.operator_veu == "universal"
        and uveu_party(t)
        and veu_terms(t)
        and uveu_site_notified(t)
        and uveu_move_notified(t)
    )


@provision("supplement no. 10 to part 748 paragraph 6", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def uveu_shares_apply(t):
    """For entities headquartered in the listed countries."""
    return t.consignee_hq in group("supp5a") or reading("uveu_shares_parent", "group")


@provision("supplement no. 10 to part 748 paragraph 6", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def within_uveu_shares(t):
    """After the shipment at most 25 % outside the listed countries, and at most 7 % in any one of those."""
    return (
        t.uveu_outside_after <= amount("uveu_share_outside") and t.uveu_country_after <= amount("uveu_share_country")
        or not uveu_shares_apply(t)
    )  # fmt: skip


@provision("supplement no. 10 to part 748 paragraph 6", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def within_uveu_share_outside_us(t):
    """US-headquartered entities: at most 50 % outside the United States."""
    return (
        not t.consignee_hq in group("united_states")
        or t.uveu_outside_us_after <= amount("uveu_share_outside_us")
        or reading("uveu_us_share", "reporting_dates")
    )


@provision("15 CFR 748.15(a)(2)(ii)(B)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def authorization_uveu(t):
    """Chips of the .a half to a data center outside the listed countries."""
    return (
        uveu_terms(t)
        and commodity_a(t)
        and not t.destination in group("supp5a")
        and within_uveu_shares(t)
        and within_uveu_share_outside_us(t)
    )


@provision("15 CFR 748.15(a)(2)(ii)(B)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def authorization_uveu_listed(t):
    """Chips of the .a half to a data center in a listed country."""
    return uveu_terms(t) and commodity_a(t) and t.destination in group("supp5a") and within_uveu_share_outside_us(t)


@provision("15 CFR 748.15(c)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def authorization_uveu_other(t):
    """Whatever else the data center needs: the shares count chips of the .a half alone."""
    return uveu_terms(t) and not commodity_a(t)


# National


@provision("15 CFR 748.15(a)(1), (a)(2)(iii), (b)(2)(ii)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def nveu_terms(t):
    """Owner and operator hold a national authorization for the destination, and the section's own terms."""
    return (
        t.consignee_veu == "national"
        and t.owner_veu == "national"
        and t.operator_veu == "national"
        and t.veu_country_is_destination
        and nveu_party(t)
        and veu_terms(t)
    )


@provision("15 CFR 748.15(a)(2)(iii)(B)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def authorization_nveu(t):
    """Chips of the .a half, within the installed base that the quarter allows."""
    return nveu_terms(t) and commodity_a(t) and t.nveu_after_tpp <= amount("nveu_installed_base")


@provision("15 CFR 748.15(c)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def authorization_nveu_other(t):
    """Whatever else the data center needs: the allocation counts items of the .a half alone."""
    return nveu_terms(t) and not commodity_a(t)


# Before January 2025, and general authorizations


@provision("15 CFR 748.15", since="2024-10-02", until="2025-01-13", by="us-2024-dcveu", confidence="P")
def data_center_veu_2024(t):
    """Data center authorization as first made: neither universal nor national, its text not read."""
    return t.consignee_veu in {"universal", "national"} and unread("The text of 748.15 as of October 2024 was not read.")


@provision("15 CFR 748.15(b)(1); supplement no. 7 to part 748", since="2022-10-07", by="us-2022-ac", confidence="U")
def general_veu(t):
    """General authorization, for China and India: what it covers stands in supplement no. 7, which was not read."""
    return (
        t.consignee_veu == "general"
        and not t.consignee_name in party("general_veu_removed")
        and unread("What the general authorization of this consignee covers was not read (supplement no. 7 to part 748).")
    )


# For a duty


@provision("15 CFR 748.15(f)(1)(i)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def veu_reexport(t):
    """Reexporters report."""
    return t.action == "reexport"
