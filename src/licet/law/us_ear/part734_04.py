"""Section 734.4: how much controlled US content makes a foreign item subject to the EAR.

Controlled content is what would itself need a license to the destination, part 744 aside (supplement no. 2 to part 734). There is
no rule of zero percent for 3A090 itself. Staying under a share proves nothing: the rules on direct products stand beside it.
"""

from licet.language.provision import amount, entries, group, provision, unread
from licet.law.us_ear.part734_09 import equipment_undivided, for_footnote_5, later_equipment
from licet.law.us_ear.places import macau_or_d5, to_macau_or_d5


@provision("15 CFR 734.4(c), (d)", since="2022-10-07", by="us-2022-ac", confidence="P")
def above_the_share(t):
    """More than 25 percent; to E:1 and E:2 more than 10 percent."""
    return t.us_content_percent > amount("de_minimis") or (
        (t.destination in group("E:1") or t.destination in group("E:2")) and t.us_content_percent > amount("de_minimis_e")
    )


# 734.4(a): no share is small enough


@provision("15 CFR 734.4(a)(1)", since="2022-10-07", by="us-2022-ac", confidence="P")
def no_share_for_computers(t):
    """Fast computers with US semiconductors of 3A001, other than memory, to Computer Tier 3 and to the embargoed countries."""
    return t.item_kind == "computer" and t.contains_us_3a001 and unread(
        "Which destinations are Computer Tier 3, and the adjusted peak performance of the computer, are not part of this version."
    )


@provision("15 CFR 734.4(a)(2)", since="2022-10-07", by="us-2022-ac", confidence="P")
def no_share_for_encryption(t):
    """Encryption technology: US content in it is taken to be of 5E002."""
    return t.item_kind == "technology" and t.eccn == "5E002" and t.us_content_percent > 0


@provision("15 CFR 734.4(a)(3)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def no_share_for_lithography(t):
    """3B993.f.1 for advanced-node logic, unless the country of first export lists it; Japan does."""
    return (
        t.item_kind == "equipment"
        and t.eccn == "3B993.f.1"
        and t.end_use == "advanced_node_production"
        and not t.origin in group("japan")
        and unread("Which countries besides Japan list 3B993.f.1 was not read.")
    )


@provision("15 CFR 734.4(a)(8)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def no_share_for_advanced_equipment(t):
    """What 734.9(k) lists, with a US circuit, to Macau or D:5, unless 742.4(a)(4) or 742.6(a)(6)(i)(A)(2) leaves the sender out."""
    return (
        t.item_kind == "equipment"
        and (t.eccn in entries("advanced_equipment") or equipment_undivided(t) or later_equipment(t))
        and t.contains_us_ic
        and to_macau_or_d5(t)
        and (
            macau_or_d5(t.exporter_hq)
            or macau_or_d5(t.exporter_parent)
            or unread("The members of supplement no. 4 to part 742, and who has equivalent controls, were not read.")
        )
    )


@provision("15 CFR 734.4(a)(9)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def no_share_for_equipment(t):
    """Other equipment of Category 3B with a US circuit, for an entity with footnote 5."""
    return (
        t.item_kind == "equipment"
        and t.eccn_heading in entries("category_3b")
        and not t.eccn in entries("advanced_equipment")
        and t.contains_us_ic
        and for_footnote_5(t)
    )


@provision("15 CFR 734.3(a)(3); 734.4", since="2022-10-07", by="us-2022-ac", confidence="P", joins=True)
def above_de_minimis(t):
    """Too much US content."""
    return (
        above_the_share(t)
        or no_share_for_computers(t)
        or no_share_for_encryption(t)
        or no_share_for_lithography(t)
        or no_share_for_advanced_equipment(t)
        or no_share_for_equipment(t)
    )
