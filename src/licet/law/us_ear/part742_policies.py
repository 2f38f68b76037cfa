"""Section 742.6(b)(10) and 744.23(d): the policies, text by text. A row is never carried past its text."""

from licet.language.provision import amount, day, group, provision, reading
from licet.law.us_ear.ccl import for_datacenters, item_a, item_b
from licet.law.us_ear.part742 import requires_c, requires_headquarters
from licet.law.us_ear.part744.requirements import prohibited_end_use
from licet.law.us_ear.places import (
    listed_party, macau_or_d5, party_of_macau_or_d5, to_advanced_computing_destination, to_macau_or_d5,
)  # fmt: skip


@provision("15 CFR 742.6(b)(10)", since="2022-10-07", by="us-2022-ac", confidence="P")
def within_reach(t):
    """To Macau or D:5, or to one of their parties anywhere."""
    return to_macau_or_d5(t) or party_of_macau_or_d5(t)


# The box of January 2026


@provision("15 CFR 742.6(b)(10)(iii)(A)(1); supplement no. 2 to part 748 (dd)", since="2026-01-15", by="us-2026-h200", confidence="S")
def box_limits(t):
    """Exports from the United States to China and Macau, within limits of the circuit."""
    return (
        item_a(t)
        and t.action == "export"
        and (t.destination in group("china") or t.destination in group("macau"))
        and t.ic_tpp < (tpp_ceiling := 21000)
        and t.dram_bandwidth_gb_s < (dram_ceiling := 6500)
        and t.us_available_since <= day("2026-01-15")
    )


@provision("15 CFR 742.6(b)(10)(iii)(A)(1); supplement no. 2 to part 748 (dd)", since="2026-01-15", by="us-2026-h200", confidence="S")
def case_by_case_box(t):
    """Within the limits, with the certifications."""
    return (
        box_limits(t)
        and t.us_supply_certified
        and t.foundry_certified
        and t.china_share_of_us <= (share_ceiling := 50)
        and t.kyc_certified
        and t.us_lab_tested
        and not prohibited_end_use(t)
    )


# The text of November 2023


@provision("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-acs", confidence="P")
def friendly_end_user(t):
    """Outside the rule's destinations: an end user of the United States, A:5 or A:6 that Macau or D:5 does not own."""
    return (
        not to_advanced_computing_destination(t)
        and (t.end_user_hq in group("united_states") or t.end_user_hq in group("A:5") or t.end_user_hq in group("A:6"))
        and not macau_or_d5(t.end_user_parent)
    )


@provision("15 CFR 742.6(b)(10)(ii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def denial_2023(t):
    """Datacenter or not."""
    return (item_a(t) or item_b(t)) and to_advanced_computing_destination(t) and within_reach(t)


@provision("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-acs", confidence="P")
def case_2023(t):
    """The headquarters license elsewhere."""
    return (item_a(t) or item_b(t)) and requires_headquarters(t) and not friendly_end_user(t)


@provision("15 CFR 742.6(b)(10)(ii); 744.23(d)", since="2023-11-17", by="us-2023-acs", confidence="P")
def approval_2023(t):
    """Other parties in D:1 and D:4, and friendly end users elsewhere."""
    return (item_a(t) or item_b(t)) and (
        to_advanced_computing_destination(t) and not within_reach(t) or requires_headquarters(t) and friendly_end_user(t)
    )


# The text of April 2024, which the enforced layer may still follow


@provision("15 CFR 742.6(b)(10)(iii)(B)", since="2024-04-04", by="us-2024-corr", confidence="P")
def software_at_denial(t):
    """The case-by-case limbs speak of commodities."""
    return (
        to_advanced_computing_destination(t)
        and t.item_kind in {"software", "technology"}
        and reading("software_2024", "commodity_only")
    )


@provision("15 CFR 742.6(b)(10)(iii)(B); 744.23(d)(1)", since="2024-04-04", by="us-2024-corr", confidence="P")
def denial_2024(t):
    """Datacenter items that meet 3A090.a, and software."""
    return (
        within_reach(t)
        and not friendly_end_user(t)
        and (item_a(t) and for_datacenters(t) or (item_a(t) or item_b(t)) and software_at_denial(t))
    )


@denial_2024.amended("15 CFR 742.6(b)(10)(iii); 744.23(d)(1)", since="2026-01-15", by="us-2026-h200", confidence="S")
def denial_2024(t):
    """Datacenter items that meet 3A090.a, and software, outside the box of January 2026."""
    return (
        within_reach(t)
        and not friendly_end_user(t)
        and not case_by_case_box(t)
        and (item_a(t) and for_datacenters(t) or (item_a(t) or item_b(t)) and software_at_denial(t))
    )


@provision("15 CFR 742.6(b)(10)(iii)(B)(1), (2); 744.23(d)(3)(i)", since="2024-04-04", by="us-2024-corr", confidence="P")
def case_2024(t):
    """3A090.a not for datacenters, 3A090.b for datacenters."""
    return (
        (item_a(t) and not for_datacenters(t) or item_b(t))
        and within_reach(t)
        and not friendly_end_user(t)
        and not software_at_denial(t)
    )


@case_2024.amended("15 CFR 742.6(b)(10)(iii); 744.23(d)(3)(i)", since="2026-01-15", by="us-2026-h200", confidence="S")
def case_2024(t):
    """3A090.a not for datacenters, 3A090.b for datacenters, and what is inside the box of January 2026."""
    return (
        (item_a(t) and not for_datacenters(t) or item_b(t))
        and within_reach(t)
        and not friendly_end_user(t)
        and not software_at_denial(t)
        or case_by_case_box(t)
    )


@provision("15 CFR 742.6(b)(10)(iii)(A); 744.23(d)(2)", since="2024-04-04", by="us-2024-corr", confidence="P")
def approval_2024(t):
    """Parties and places that Macau and D:5 do not reach, and friendly end users."""
    return (item_a(t) or item_b(t)) and (not within_reach(t) or friendly_end_user(t))


# The text of January 2025


@provision("15 CFR 742.6(b)(10)(iii)(A)(1), (iv)(B)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def denial_2025(t):
    """Macau, D:5 and their parties, datacenter or not."""
    return within_reach(t) and (
        item_a(t) or item_b(t) and (to_advanced_computing_destination(t) or reading("b_headquarters", "denial_742"))
    )


@denial_2025.amended("15 CFR 742.6(b)(10)(iii)(A)(1), (iv)(B)", since="2026-01-15", by="us-2026-h200", confidence="S")
def denial_2025(t):
    """Macau, D:5 and their parties, datacenter or not, outside the box of January 2026."""
    return within_reach(t) and (
        item_a(t)
        and not case_by_case_box(t)
        or item_b(t)
        and (to_advanced_computing_destination(t) or reading("b_headquarters", "denial_742"))
    )


@provision("15 CFR 744.23(d)(3)(i)", since="2025-01-13", by="us-2025-diffusion", confidence="U")
def case_2025(t):
    """The headquarters license for .b, left as it was."""
    return (
        item_b(t)
        and within_reach(t)
        and not to_advanced_computing_destination(t)
        and reading("b_headquarters", "case_by_case_744")
    )


@case_2025.amended("15 CFR 742.6(b)(10)(iii)(A)(1); 744.23(d)(3)(i)", since="2026-01-15", by="us-2026-h200", confidence="S")
def case_2025(t):
    """The box of January 2026, and the headquarters license for .b."""
    return (
        case_by_case_box(t)
        or item_b(t)
        and within_reach(t)
        and not to_advanced_computing_destination(t)
        and reading("b_headquarters", "case_by_case_744")
    )


@provision("15 CFR 742.6(b)(10)(iii)(A)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def listed_country_review(t):
    """Listed by place and by headquarters; listed by one of them only on the freer reading."""
    return (
        t.destination in group("supp5a")
        and listed_party(t.consignee_hq, t.consignee_parent)
        or (
            t.destination in group("supp5a")
            or t.consignee_hq in group("supp5a")
            or t.consignee_parent in group("supp5a")
        )
        and reading("mixed_headquarters", "approval")
    )


@provision("15 CFR 742.6(b)(10)(iii)(B)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def allocation_review(t):
    """Items of the .a half under the country allocation."""
    return item_a(t) and not within_reach(t) and not listed_country_review(t)


@provision("15 CFR 742.6(b)(10)(iii)(B)(1)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def within_allocation(t):
    """Up to the figure, with this line."""
    return allocation_review(t) and t.country_after_tpp <= amount("country_allocation")


@provision("15 CFR 742.6(b)(10)(iii)(B)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def above_allocation(t):
    """Above the figure."""
    return allocation_review(t) and t.country_after_tpp > amount("country_allocation")


@provision("15 CFR 742.6(b)(10)(iii)(A)(2), (iv)(A)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def approval_2025(t):
    """Listed countries for .a; everybody outside Macau and D:5 for .b."""
    return not within_reach(t) and (item_a(t) and listed_country_review(t) or item_b(t))


# Memory


@provision("15 CFR 742.6(b)(10)(ii)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def memory_denial(t):
    """Memory to Macau or D:5, for parties of theirs."""
    return requires_c(t) and party_of_macau_or_d5(t)


@provision("15 CFR 742.6(b)(10)(ii)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def memory_approval(t):
    """Memory to Macau or D:5, for parties of other countries."""
    return requires_c(t) and not party_of_macau_or_d5(t)
