"""Section 742.6(a)(13) and (b)(14): when weights of 4E091 need a license, and which policy meets an application."""

from licet.language.provision import group, provision, reading
from licet.law.us_ear.ccl_weights import item_weights
from licet.law.us_ear.places import listed_party

# (a)(13)


@provision("15 CFR 742.6(a)(13); 734.20(d)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P", exclusion=True)
def released_to_an_employee(t):
    """A release to a permanent regular employee of an entity that has its headquarters, or its ultimate parent's, in a
    country of supplement no. 5, paragraph (a). Contractors and other persons stay inside.
    """
    return (
        t.action in {"deemed_export", "deemed_reexport"}
        and t.permanent_regular_employee
        and (t.consignee_hq in group("supp5a") or t.consignee_parent in group("supp5a"))
    )


@provision("15 CFR 742.6(a)(13)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified", due="2025-05-15")
def requires_weights(t):
    """Every destination worldwide. The announcement of 2025-05-13 came before compliance was due."""
    return item_weights(t) and t.action != "service" and not released_to_an_employee(t)


@requires_weights.amended("15 CFR 742.6(a)(13)", since="2026-05-31", by="us-2026-guidance-0531", confidence="U", layer="enforced")
def requires_weights(t):
    """The guidance speaks of chips: it leaves open whether the weights are still among what is not enforced."""
    return item_weights(t) and t.action != "service" and not released_to_an_employee(t) and reading("weights_enforced", "enforced")


# (b)(14)


@provision("15 CFR 742.6(b)(14)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def review_weights_denial(t):
    """Denial presumed for end users with headquarters, or an ultimate parent, outside supplement no. 5, paragraph (a)."""
    return requires_weights(t) and not listed_party(t.end_user_hq, t.end_user_parent)


@provision("15 CFR 742.6(b)(14)", since="2025-01-13", by="us-2025-diffusion", confidence="U")
def review_weights_approval(t):
    """For the others the paragraph states no policy; the preamble is reported to presume approval."""
    return requires_weights(t) and reading("weights_listed_review", "approval")
