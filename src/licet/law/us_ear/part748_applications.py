"""Part 748: what a license application must hold: purchase orders, TPP, support documents."""

from licet.language.provision import group, provision
from licet.law.us_ear.ccl import commodity_a, commodity_b
from licet.law.us_ear.part742 import requires_national_security
from licet.law.us_ear.part742_policies import box_limits
from licet.law.us_ear.part746 import on_the_control_list


@provision("supplement no. 2 to part 748 paragraph (c)(3)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def artificial_intelligence_commodity(t):
    """3A090.a, 4A090.a, and the .z paragraphs of the other entries, both halves."""
    return commodity_a(t) or commodity_b(t) and t.base_eccn in {"3A001", "4A003", "4A004", "4A005", "5A002", "5A004", "5A992"}


@provision("supplement no. 2 to part 748 paragraph (c)(3)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def beyond_the_purchase_order(t):
    """More is asked for than was ordered: the license will generally be limited to the order."""
    return artificial_intelligence_commodity(t) and t.quantity > t.purchase_order_quantity


@provision("15 CFR 748.9(b)(1), (c)(1); 748.10(a)", since="2022-10-07", by="us-2022-ac", confidence="P")
def prc_end_user_statement(t):
    """Computers, and other commodities of the control list above a value, to the People's Republic of China without Hong Kong."""
    return (
        t.destination in group("china")
        and not t.destination in group("hong_kong")
        and (
            t.item_kind == "computer"
            or t.item_kind in {"ic", "memory", "other"}
            and on_the_control_list(t)
            and t.value_usd > (statement_floor := 50000)
        )
        and not t.base_eccn in {"5A002", "5A004"}
        and not t.temporary_purpose == "exhibition"
    )


@provision("15 CFR 748.9(b)(4); 748.13(a)(1)", since="2022-10-07", by="us-2022-ac", confidence="P")
def hong_kong_documents(t):
    """Items with a national security control to Hong Kong."""
    return t.destination in group("hong_kong") and requires_national_security(t)


@provision("supplement no. 2 to part 748 paragraph (dd)", since="2026-01-15", by="us-2026-h200", confidence="S")
def certifications_2026(t):
    """Exports that may be reviewed case by case: the applicant certifies."""
    return box_limits(t)
