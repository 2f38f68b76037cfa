"""Part 758: the filing of Electronic Export Information, and what the commercial invoice says."""

from licet.language.provision import group, provision, unread
from licet.law.us_ear.ccl import commodity_a, commodity_b, commodity_c, named_software
from licet.law.us_ear.part744.lists import unverified_party
from licet.law.us_ear.part746 import on_the_control_list


@provision("15 CFR 758.1(b); 758.6(a)", since="2022-10-07", by="us-2022-ac", confidence="P")
def shipped(t):
    """Exported from the United States in tangible form."""
    return t.action == "export" and (
        t.item_kind in {"ic", "computer", "memory"} or not t.sent_electronically
    )


@provision("15 CFR 758.1(b)(1)", since="2022-10-07", by="us-2022-ac", confidence="P")
def filing_by_embargo(t):
    """To Country Group E:1 or E:2, whatever it is worth."""
    return shipped(t) and (t.destination in group("E:1") or t.destination in group("E:2"))


@provision("15 CFR 758.1(b)(5)", since="2022-10-07", by="us-2022-ac", confidence="P")
def filing_by_value(t):
    """Commodities and mass market software above a value under one Schedule B number."""
    return (
        shipped(t)
        and t.value_usd > (filing_floor := 2500)
        and (
            t.item_kind in {"ic", "computer", "memory", "other"}
            or t.item_kind == "software" and unread("Whether software is mass market software is not asked.")
        )
    )  # fmt: skip


@provision("15 CFR 758.1(b)(8)", since="2022-10-07", by="us-2022-ac", confidence="P")
def filing_by_party(t):
    """A party stands on the Unverified List."""
    return shipped(t) and unverified_party(t)


@provision("15 CFR 758.1(b)(10)", since="2022-10-07", by="us-2022-ac", confidence="P")
def filing_by_place(t):
    """Items of the Commerce Control List to China, Russia or Venezuela, whatever they are worth."""
    return (
        shipped(t)
        and (t.destination in group("china") or t.destination in group("russia") or t.destination in group("venezuela"))
        and on_the_control_list(t)
    )


@provision("15 CFR 758.1(g)(5)", since="2023-11-17", by="us-2023-acs", confidence="S")
def z_paragraph_first(t):
    """The .z paragraphs of seven entries, and of 5D002 and 5D992."""
    return shipped(t) and (
        (commodity_a(t) or commodity_b(t)) and t.base_eccn in {"3A001", "4A003", "4A004", "4A005", "5A002", "5A004", "5A992"}
        or named_software(t)
    )


@provision("15 CFR 758.6(a)(1)", since="2022-10-07", by="us-2022-ac", confidence="P")
def destination_statement(t):
    """Items of the Commerce Control List that are shipped."""
    return shipped(t) and on_the_control_list(t)


@provision("15 CFR 758.6(a)(2)", since="2023-11-17", by="us-2023-acs", confidence="S")
def eccn_on_the_invoice(t):
    """3A090, 4A090 and the .z paragraphs."""
    return shipped(t) and (commodity_a(t) or commodity_b(t) or commodity_c(t))
