"""Older license exceptions as far as 740.2(a)(9) leaves them open: TMP, RPL, GOV, TSU; and HBM (740.25)."""

from licet.language.provision import group, provision, unread
from licet.law.us_ear.ccl import item_c
from licet.law.us_ear.ccl_weights import item_weights
from licet.law.us_ear.part740.restrictions import barred, on_closed_list, shut_for_headquarters
from licet.law.us_ear.part742_equipment import requires_equipment
from licet.law.us_ear.part744.requirements import barred_by_part_744, barred_for_gov
from licet.law.us_ear.part746 import embargo, embargo_iran, on_the_control_list
from licet.law.us_ear.part746_03 import control_iraq_military
from licet.law.us_ear.places import macau_or_d5, to_macau_or_d5


@provision("15 CFR 740.25(b)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def hbm_exporter(t):
    """Headquartered in the United States or A:5, without an ultimate parent in Macau or D:5."""
    return (t.exporter_hq in group("united_states") or t.exporter_hq in group("A:5")) and not macau_or_d5(t.exporter_parent)


@provision("15 CFR 740.25(c)(2)(i)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def hbm_partner_site(t):
    """A packaging site of the United States, A:5 or A:6, which confirms in writing."""
    return (
        (
            t.consignee_hq in group("united_states")
            or t.consignee_hq in group("A:5")
            or t.consignee_hq in group("A:6")
        )
        and not macau_or_d5(t.consignee_parent)
        and t.hbm_site_confirms
        and t.finished_package_below_3a090
    )


@provision("15 CFR 740.25(c)(2)(ii), (e)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def hbm_other_site(t):
    """Any other packaging site: the packages come back, and the counts agree."""
    return t.hbm_packages_returned and t.finished_package_below_3a090 and t.hbm_unreturned_percent <= (gap_ceiling := 1)


@provision("15 CFR 740.25(e)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def hbm_gap(t):
    """Fewer packages came back than stacks were sent."""
    return item_c(t) and t.hbm_packages_returned and t.hbm_unreturned_percent > (gap_ceiling := 1)


@provision("15 CFR 740.25", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def exception_hbm(t):
    """High-bandwidth memory straight to a packaging site."""
    return (
        item_c(t)
        and t.memory_bandwidth_density < (density_ceiling := 3.3)
        and hbm_exporter(t)
        and (not to_macau_or_d5(t) or t.hbm_bought_by_designer and not t.facility_advanced_node)
        and (hbm_partner_site(t) or hbm_other_site(t))
        and t.intermediate_role in {"none", "forwarder"}
        and not barred(t)
    )


@provision("15 CFR 740.10(a)", since="2022-10-07", by="us-2022-ac", confidence="P")
def exception_rpl(t):
    """One-for-one replacement parts."""
    return (
        t.one_for_one_replacement
        and t.action in {"export", "reexport"}
        and not t.destination in group("E:1")
        and not shut_for_headquarters(t)
        and not requires_equipment(t)
        and not barred_by_part_744(t)
        and not control_iraq_military(t)
        and not embargo_iran(t)
        and not (embargo(t) and unread("The limbs of RPL that part 746 names for this place are not part of this version."))
    )


@provision("15 CFR 740.9(a)(6)", since="2023-11-17", by="us-2023-acs", confidence="P")
def exception_tmp(t):
    """Commodities that go abroad to be inspected, tested, calibrated or repaired."""
    return (
        t.temporary_purpose == "repair"
        and t.item_kind in {"ic", "computer", "memory"}
        and not t.destination in group("E:1")
        and not shut_for_headquarters(t)
        and not barred_by_part_744(t)
        and not embargo(t)
        and not control_iraq_military(t)
    )


@provision("15 CFR 740.11(b)(2)(ii)", since="2022-10-07", by="us-2022-ac", confidence="P")
def exception_gov(t):
    """For US Government personnel and agencies."""
    return (
        t.gov_for_us_government
        and not shut_for_headquarters(t)
        and not barred_for_gov(t)
        and not embargo_iran(t)
        and not (embargo(t) and unread("The limbs of GOV that part 746 names for this place are not part of this version."))
    )


@exception_gov.amended("15 CFR 740.11(b)", since="2023-11-17", by="us-2023-acs", confidence="P")
def exception_gov(t):
    """For US Government personnel and agencies, their contracts and directions."""
    return (
        t.gov_for_us_government
        and not shut_for_headquarters(t)
        and not barred_for_gov(t)
        and not embargo_iran(t)
        and not (embargo(t) and unread("The limbs of GOV that part 746 names for this place are not part of this version."))
    )


@provision("15 CFR 740.13(a), (c)", since="2022-10-07", by="us-2022-ac", confidence="P")
def exception_tsu(t):
    """Operation software and technology, and bug fixes to the same consignee."""
    return (
        t.item_kind in {"software", "technology"}
        and t.tsu_limb in {"operation", "bug_fix"}
        and not shut_for_headquarters(t)
        and not barred_by_part_744(t)
        and not control_iraq_military(t)
        and not embargo_iran(t)
        and not (embargo(t) and unread("The limbs of TSU that part 746 names for this place are not part of this version."))
    )


@provision("15 CFR 740.5", since="2025-09-02", by="us-2025-syria", confidence="P")
def exception_spp(t):
    """EAR99 items to Syria, part 744 apart."""
    return t.destination in group("syria") and not on_the_control_list(t) and not barred_by_part_744(t)


@provision("ECCN 4E091, list based license exceptions", since="2025-01-13", by="us-2025-diffusion", confidence="P", exclusion=True)
def shut_for_weights(t):
    """TSR is not available for 4E091, and STA not to Country Groups A:5 and A:6."""
    return item_weights(t) and (
        t.claimed_exception == "TSR"
        or t.claimed_exception == "STA"
        and (t.destination in group("A:5") or t.destination in group("A:6"))
    )


@provision("15 CFR 740.2(a)(9)", since="2022-10-07", by="us-2022-ac", confidence="P")
def other_exception_claimed(t):
    """A claim to an exception that this version does not model: shut by the closed list, otherwise open."""
    return (
        t.claimed_exception in {"LVS", "GBS", "STA", "TSR", "APR", "BAG", "ENC"}
        and not on_closed_list(t)
        and not shut_for_weights(t)
        and not requires_equipment(t)
        and not barred(t)
        and unread("The terms of the claimed exception are not part of this version.")
    )
