"""Section 746.3: Iraq. Read as of January 2025; beside part 742, whose policies meet an application where this section has none."""

from licet.language.provision import group, provision
from licet.law.us_ear.ccl import item_2022, item_a, item_b, item_c
from licet.law.us_ear.ccl_weights import item_weights
from licet.law.us_ear.part744.military import military


@provision("15 CFR 746.3(a)(1)", since="2022-10-07", by="us-2022-ac", confidence="S")
def control_iraq(t):
    """Items controlled for regional stability; those under other columns need a license for Iraq by these."""
    return t.destination in group("iraq") and (item_2022(t) or item_a(t) or item_b(t) or item_c(t) or item_weights(t))


@provision("15 CFR 746.3(a)(4)", since="2022-10-07", by="us-2022-ac", confidence="S")
def control_iraq_military(t):
    """Any item for a military end use or end user there, unless the government of the United States or of Iraq receives it."""
    return (
        t.destination in group("iraq")
        and military(t)
        and not t.gov_for_us_government
        and not t.consignee_kind == "government"
    )


@provision("15 CFR 746.3", since="2022-10-07", by="us-2022-ac", confidence="S")
def special_control_iraq(t):
    """One of its limbs asks for a license."""
    return control_iraq(t) or control_iraq_military(t)
