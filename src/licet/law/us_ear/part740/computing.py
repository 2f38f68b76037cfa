"""License exceptions made for advanced computing: NAC and ACA (740.8), AIA (740.27), ACM (740.28), LPP (740.29)."""

from licet.language.provision import amount, group, provision, reading
from licet.law.us_ear.ccl import (
    commodity_a, commodity_b, for_datacenters, item_a, item_b, item_c, named_software, named_software_b, software_of_a,
)  # fmt: skip
from licet.law.us_ear.part740.restrictions import barred, designer_condition, on_closed_list
from licet.law.us_ear.part740.weights import aia_papers, aia_weights
from licet.law.us_ear.part744.military import military
from licet.law.us_ear.places import (
    consignee_of_macau_or_d5, listed_party, macau_or_d5, party_of_macau_or_d5, to_macau_or_d5,
)  # fmt: skip

# 740.8 NAC and ACA


@provision("15 CFR 740.8(a)", since="2023-11-17", by="us-2023-acs", confidence="P")
def nac_item(t):
    """Commodities of both halves and 5D002.z, 5D992.z, except datacenter items that meet 3A090.a; never memory, and no technology."""
    return commodity_b(t) or named_software_b(t) or (commodity_a(t) or named_software(t)) and not for_datacenters(t)


@provision("15 CFR 740.8(c)", since="2023-11-17", by="us-2023-acs", confidence="P")
def nac_notice(t):
    """Notice twenty-five days ahead."""
    return t.nac_days_since_notice >= (days := 25)


@nac_notice.amended("15 CFR 740.8(a)(2), (c)(1), (c)(2)", since="2024-04-04", by="us-2024-corr", confidence="P")
def nac_notice(t):
    """Notice twenty-five calendar days ahead and a confirmation on the last of them; or a shipment inside an earlier notice."""
    return t.nac_days_since_notice >= (days := 25) and t.nac_confirmed or t.nac_notice_covers


@provision("15 CFR 740.8(a), (b)", since="2023-11-17", by="us-2023-acs", confidence="P")
def nac_party_or_place(t):
    """Macau, D:5, or an entity of theirs wherever located."""
    return to_macau_or_d5(t) or party_of_macau_or_d5(t)


@provision("15 CFR 740.8(a)(2)", since="2023-11-17", by="us-2023-acs", confidence="P")
def nac_notice_asked(t):
    """Exports and reexports to Macau and D:5, and on the stricter reading for their parties elsewhere; never a transfer."""
    return t.action in {"export", "reexport"} and (
        to_macau_or_d5(t) or party_of_macau_or_d5(t) and reading("nac_notice_2023", "notice_hq_too")
    )


@nac_notice_asked.amended("15 CFR 740.8(a)(2)", since="2024-04-04", by="us-2024-corr", confidence="P")
def nac_notice_asked(t):
    """NAC is what is asked with notice; ACA goes without."""
    return True


@provision("15 CFR 740.8(a)", since="2023-11-17", by="us-2023-acs", confidence="P")
def exception_nac(t):
    """Exports and reexports to Macau, D:5 or their parties, with notice where it is asked."""
    return (
        nac_item(t)
        and t.action in {"export", "reexport"}
        and nac_party_or_place(t)
        and (nac_notice(t) or not to_macau_or_d5(t) and reading("nac_notice_2023", "notice_destination_only"))
        and t.purchase_order
        and not military(t)
        and not barred(t)
    )


@exception_nac.amended("15 CFR 740.8(a)", since="2024-04-04", by="us-2024-corr", confidence="P")
def exception_nac(t):
    """Exports and reexports to Macau, D:5 or their parties, after notice."""
    return (
        nac_item(t)
        and t.action in {"export", "reexport"}
        and nac_party_or_place(t)
        and nac_notice(t)
        and t.purchase_order
        and not barred(t)
    )


@provision("15 CFR 740.8(c)", since="2024-04-04", by="us-2024-corr", confidence="P")
def nac_lacks_notice(t):
    """All that NAC asks for is there but the notice."""
    return (
        nac_item(t)
        and t.action in {"export", "reexport"}
        and nac_party_or_place(t)
        and not nac_notice(t)
        and not barred(t)
    )


@provision("15 CFR 740.8(a)", since="2023-11-17", by="us-2023-acs", confidence="P")
def aca_in_d_groups(t):
    """The older reach: D:1 and D:4 that are neither Macau nor D:5, and transfers within Macau and D:5."""
    return (
        (t.destination in group("D:1") or t.destination in group("D:4"))
        and not to_macau_or_d5(t)
        and not party_of_macau_or_d5(t)
        or t.action == "transfer_in_country"
        and to_macau_or_d5(t)
    )


@provision("15 CFR 740.8(a)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aca_worldwide(t):
    """Any destination but Macau, D:5 and their parties; and transfers within Macau and D:5."""
    return (
        not to_macau_or_d5(t) and not party_of_macau_or_d5(t) or t.action == "transfer_in_country" and to_macau_or_d5(t)
    )


@provision("15 CFR 740.8(a)", since="2023-11-17", by="us-2023-acs", confidence="P")
def aca_terms(t):
    """What every use of the unnotified limb shares."""
    return (
        nac_item(t)
        and t.action in {"export", "reexport", "transfer_in_country"}
        and t.purchase_order
        and not barred(t)
    )


@provision("15 CFR 740.8(a)", since="2023-11-17", until="2024-04-04", by="us-2023-acs", confidence="P")
def exception_nac_unnotified(t):
    """NAC's limb without notice."""
    return aca_terms(t) and aca_in_d_groups(t) and not military(t)


@provision("15 CFR 740.8(a)", since="2024-04-04", by="us-2024-corr", confidence="S")
def exception_aca(t):
    """Without notice, where NAC is not needed."""
    return aca_terms(t) and aca_in_d_groups(t)


@exception_aca.amended("15 CFR 740.8(a)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def exception_aca(t):
    """Without notice, worldwide where NAC is not needed."""
    return aca_terms(t) and aca_worldwide(t)


@exception_aca.amended("15 CFR 740.8(a)", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced")
def exception_aca(t):
    """Where the older and the newer reach differ, which of them BIS accepts is not known."""
    return aca_terms(t) and (
        aca_in_d_groups(t) and aca_worldwide(t)
        or aca_worldwide(t) and reading("enforced_exceptions", "codified_exceptions_open")
        or aca_in_d_groups(t) and reading("enforced_exceptions", "pre_rule_state")
    )  # fmt: skip


# 740.27 AIA


@provision("15 CFR 740.27(a)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aia_party(t):
    """Located in a listed country, and headquartered there with its parent, consignee, owner, operator and end user alike."""
    return (
        t.destination in group("supp5a")
        and listed_party(t.consignee_hq, t.consignee_parent)
        and listed_party(t.owner_hq, t.owner_parent)
        and listed_party(t.operator_hq, t.operator_parent)
        and listed_party(t.end_user_hq, t.end_user_parent)
    )


@provision("15 CFR 740.27(a)(1), (a)(2)(i)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aia_item(t):
    """Items of the .a half; 3E001 is not in the list."""
    return commodity_a(t) or software_of_a(t) and t.eccn != "3E001"


@aia_item.amended("15 CFR 740.27(a)(1), (a)(2)(i)", since="2025-01-16", by="us-2025-foundry", confidence="P")
def aia_item(t):
    """Items of the .a half but 3E001; for 3A090.a, 5A002.z and 5A992.z the designer must be approved or authorized."""
    return commodity_a(t) and designer_condition(t) or software_of_a(t) and t.eccn != "3E001"


@provision("15 CFR 740.27", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aia_terms(t):
    """The section's own terms, and the restrictions on all exceptions."""
    return (
        t.action in {"export", "reexport", "transfer_in_country"}
        and aia_party(t)
        and aia_item(t)
        and not on_closed_list(t)
        and not barred(t)
    )


@provision("15 CFR 740.27", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def exception_aia(t):
    """Allied destinations and parties, and weights for allied parties."""
    return aia_terms(t) or aia_weights(t)


@exception_aia.amended("15 CFR 740.27", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced")
def exception_aia(t):
    """Whether BIS accepts it for what is still enforced is not known."""
    return (aia_terms(t) or aia_weights(t)) and reading("enforced_exceptions", "codified_exceptions_open")


# 740.28 ACM


@provision("15 CFR 740.28(b)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def acm_item(t):
    """All of 3A090, 4A090 and the .z paragraphs with their software and technology."""
    return item_a(t) or item_b(t) or item_c(t)


@acm_item.amended("15 CFR 740.28(b)", since="2025-01-16", by="us-2025-foundry", confidence="P")
def acm_item(t):
    """All of 3A090, 4A090 and the .z paragraphs; for the .a half the designer must be approved or authorized, and not
    all .b halves are named.
    """
    return (
        commodity_a(t)
        and designer_condition(t)
        or item_a(t)
        and not commodity_a(t)
        or item_b(t)
        and (not t.base_eccn == "5A002" or reading("acm_5a002_b", "entry") or t.eccn == "5A002.z.2.b")
        or item_c(t)
    )


@provision("15 CFR 740.28", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def acm_terms(t):
    """To private sector end users, for making or storing what goes to customers outside Macau and D:5."""
    return (
        t.action in {"export", "reexport", "transfer_in_country"}
        and t.acm_purpose in {"development", "production", "storage"}
        and t.end_user_kind in {"private_sector", "individual"}
        and not macau_or_d5(t.final_customer_hq)
        and not to_macau_or_d5(t)
        and not consignee_of_macau_or_d5(t)
        and acm_item(t)
        and not barred(t)
    )


@provision("15 CFR 740.28", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def exception_acm(t):
    """Advanced compute manufacturing."""
    return acm_terms(t)


@exception_acm.amended("15 CFR 740.28", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced")
def exception_acm(t):
    """Whether BIS accepts it for what is still enforced is not known."""
    return acm_terms(t) and reading("enforced_exceptions", "codified_exceptions_open")


# 740.29 LPP


@provision("15 CFR 740.29(b)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def lpp_item(t):
    """Commodities of the .a half; 5A002.z is not listed in paragraph (b)."""
    return commodity_a(t) and (t.base_eccn != "5A002" or reading("lpp_5a002", "listed"))


@provision("15 CFR 740.29(a), (d)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def within_lpp(t):
    """Small quantities for one corporate group in one calendar year; a listed group may book on the operator's limit."""
    return t.lpp_after_tpp <= amount("lpp_cap") or (
        t.consignee_hq in group("supp5a") and t.operator_lpp_after_tpp <= amount("lpp_cap")
    )


@provision("15 CFR 740.29", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def lpp_terms(t):
    """The section's own terms, and the restrictions on all exceptions."""
    return (
        t.action in {"export", "reexport"}
        and lpp_item(t)
        and not to_macau_or_d5(t)
        and not consignee_of_macau_or_d5(t)
        and (not on_closed_list(t) or reading("lpp_closed_list", "open"))
        and not barred(t)
        and within_lpp(t)
    )


@provision("15 CFR 740.29", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def exception_lpp(t):
    """Low processing performance."""
    return lpp_terms(t)


@exception_lpp.amended("15 CFR 740.29", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced")
def exception_lpp(t):
    """Whether BIS accepts it for what is still enforced is not known."""
    return lpp_terms(t) and reading("enforced_exceptions", "codified_exceptions_open")


@provision("15 CFR 740.29(g)(3)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def lpp_shipment_to_notify(t):
    """A shipment large enough to be told to BIS beforehand."""
    return t.line_tpp >= amount("lpp_shipment_notice")


@provision("15 CFR 740.29(g)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def lpp_limit_reached(t):
    """The shipment that uses up the consignee's year."""
    return t.lpp_after_tpp >= amount("lpp_cap")


@provision("15 CFR 740.27(a), (c)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aia_certificate_to_file(t):
    """The certificate goes to BIS: always by paragraph (a), from a floor on by paragraph (c)."""
    return aia_papers(t) and (reading("aia_filing", "always") or t.line_tpp >= amount("aia_filing_floor"))
