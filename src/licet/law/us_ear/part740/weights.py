"""License exception AIA (740.27) for weights of 4E091."""

from licet.language.provision import definition, group, provision, reading
from licet.law.us_ear.ccl_weights import item_weights
from licet.law.us_ear.part740.restrictions import barred
from licet.law.us_ear.places import listed_party, party_of_macau_or_d5, to_advanced_computing_destination, to_macau_or_d5


@definition("15 CFR 740.27(a)(3)")
def listed_in_one_respect(headquarters, parent):
    return headquarters in group("supp5a") or parent in group("supp5a")


@provision("15 CFR 740.27(a)(3)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def weights_party_by_words(t):
    """Headquartered, or with an ultimate parent headquartered, in a listed country: consignee, owner, operator and end user."""
    return (
        listed_in_one_respect(t.consignee_hq, t.consignee_parent)
        and listed_in_one_respect(t.owner_hq, t.owner_parent)
        and listed_in_one_respect(t.operator_hq, t.operator_parent)
        and listed_in_one_respect(t.end_user_hq, t.end_user_parent)
    )


@provision("15 CFR 740.27(a)(3); 742.6(b)(14)", since="2025-01-13", by="us-2025-diffusion", confidence="U")
def weights_party(t):
    """Either is enough by the words; the review policy turns away whoever is outside in one respect."""
    return weights_party_by_words(t) and (
        reading("aia_weights_party", "either")
        or listed_party(t.consignee_hq, t.consignee_parent)
        and listed_party(t.owner_hq, t.owner_parent)
        and listed_party(t.operator_hq, t.operator_parent)
        and listed_party(t.end_user_hq, t.end_user_parent)
    )


@provision("15 CFR 740.2(a)(9)(ii)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def weights_open_on_closed_list(t):
    """On the closed list AIA stands for weights alone, and for entities headquartered in a listed country alone."""
    return not (to_advanced_computing_destination(t) or party_of_macau_or_d5(t)) or (
        t.consignee_hq in group("supp5a")
        and t.owner_hq in group("supp5a")
        and t.operator_hq in group("supp5a")
        and t.end_user_hq in group("supp5a")
    )


@provision("15 CFR 740.27(a)(3)(ii); supplement no. 10 to part 748", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def weights_stored_safely(t):
    """Paragraphs 14, 15 and 18 of supplement no. 10 are to be met from 2026-01-15 on."""
    return True


@weights_stored_safely.amended(
    "15 CFR 740.27(a)(3)(ii); supplement no. 10 to part 748 paragraphs 14, 15, 18", since="2026-01-15", by="us-2025-diffusion",
    confidence="P",
)  # fmt: skip
def weights_stored_safely(t):
    """Stored in a facility that meets paragraphs 14, 15 and 18 of supplement no. 10; it need be no validated end user's."""
    return t.facility_supp10_secure


@provision("15 CFR 740.27(a)(2)(ii), (a)(3)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aia_weights(t):
    """Weights to listed entities anywhere but Macau and D:5, kept in a safe place."""
    return (
        item_weights(t)
        and t.action in {"export", "reexport", "transfer_in_country"}
        and not to_macau_or_d5(t)
        and weights_party(t)
        and weights_open_on_closed_list(t)
        and weights_stored_safely(t)
        and not barred(t)
    )


@provision("15 CFR 740.27(a)(3)(ii)", since="2025-01-13", until="2026-01-15", by="us-2025-diffusion", confidence="P")
def storage_to_prepare(t):
    """Weights under AIA before the storage paragraphs are to be met."""
    return item_weights(t)


@provision("15 CFR 740.27(b), (c)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aia_papers(t):
    """Paragraphs (b) and (c) speak of (a)(1) and (a)(2)(i), not of weights."""
    return not item_weights(t)
