"""Part 746: embargoes and special controls, beside everything else. No license exception that this corpus models reaches them."""

from licet.language.provision import group, provision, unread
from licet.law.us_ear.ccl import entry_3a991_p, item_2022, item_a, item_b, item_c
from licet.law.us_ear.ccl_weights import item_weights


@provision("supplement no. 1 to part 774", since="2022-10-07", by="us-2022-ac", confidence="P")
def on_the_control_list(t):
    """The item has an ECCN. A stated EAR99 says that it has none."""
    return item_2022(t) or item_a(t) or item_b(t) or item_c(t) or item_weights(t) or entry_3a991_p(t) or t.eccn != "EAR99"


@provision("15 CFR 746.2", since="2022-10-07", by="us-2022-ac", confidence="P")
def embargo_cuba(t):
    """Every item subject to the EAR."""
    return t.destination in group("cuba")


@provision("15 CFR 746.7", since="2022-10-07", by="us-2022-ac", confidence="P")
def embargo_iran(t):
    """Items with a reason for control; for the rest OFAC's rules bind through paragraph (e)."""
    return t.destination in group("iran") and (
        on_the_control_list(t) or unread("EAR99 items to Iran are left to OFAC (746.7(e)), whose rules are not part of this corpus.")
    )


@provision("15 CFR 746.4", since="2022-10-07", by="us-2022-ac", confidence="P")
def embargo_north_korea(t):
    """Every item except EAR99 food and medicine."""
    return t.destination in group("north_korea")


@provision("15 CFR 746.9", since="2022-10-07", by="us-2022-ac", confidence="P")
def embargo_syria(t):
    """Every item except EAR99 food and medicine."""
    return t.destination in group("syria")


@provision("15 CFR 746.8(a)(1)", since="2022-10-07", by="us-2022-ac", confidence="P")
def control_russia_belarus(t):
    """Every item on the Commerce Control List; releases to persons are outside this section."""
    return (
        t.destination in group("russia_belarus")
        and on_the_control_list(t)
        and not t.action in {"deemed_export", "deemed_reexport"}
    )


@provision("15 CFR 746.8(a)(5) to (8)", since="2022-10-07", by="us-2022-ac", confidence="P")
def control_russia_belarus_ear99(t):
    """EAR99 goods and software of the supplements, which are not listed here."""
    return (
        t.destination in group("russia_belarus")
        and t.eccn == "EAR99"
        and unread("EAR99 items of supplements no. 4, 5 and 6 to part 746 are not part of this version.")
    )


@provision("15 CFR 746.6", since="2022-10-07", by="us-2022-ac", confidence="P")
def embargo_occupied_ukraine(t):
    """Crimea and the so-called DNR and LNR: every item except EAR99 food, medicine and free communication software."""
    return t.destination in group("ukraine") and t.destination_region in {"crimea", "dnr", "lnr"}


@provision("15 CFR part 746", since="2022-10-07", by="us-2022-ac", confidence="P")
def embargo(t):
    """Part 746 asks for a license."""
    return (
        embargo_cuba(t)
        or embargo_iran(t)
        or embargo_north_korea(t)
        or embargo_syria(t)
        or control_russia_belarus(t)
        or control_russia_belarus_ear99(t)
        or embargo_occupied_ukraine(t)
    )
