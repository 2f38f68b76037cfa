"""Part 744: end uses and end users, as far as the flags on a party go. What needs more is marked open, never guessed."""

from licet.language.provision import provision, unread
from licet.law.us_ear.places import macau_or_d5


@provision("supplement no. 4 to part 744, footnotes 1, 4 and 5", since="2022-10-07", by="us-2022-ac", confidence="P")
def footnoted_entity(t):
    """A footnote stands beside entries of the Entity List only: whoever carries one is listed."""
    return (
        "1" in t.consignee_footnote or "4" in t.consignee_footnote or "5" in t.consignee_footnote
        or "1" in t.owner_footnote or "4" in t.owner_footnote or "5" in t.owner_footnote
        or "1" in t.operator_footnote or "4" in t.operator_footnote or "5" in t.operator_footnote
        or "1" in t.end_user_footnote or "4" in t.end_user_footnote or "5" in t.end_user_footnote
        or "1" in t.intermediate_footnote or "4" in t.intermediate_footnote or "5" in t.intermediate_footnote
    )  # fmt: skip


@provision("15 CFR 744.11; 744.16; supplement no. 4 to part 744", since="2022-10-07", by="us-2022-ac", confidence="S")
def listed_entity_requirement(t):
    """A party stands on the Entity List: every item subject to the EAR needs a license, and no exception helps."""
    return (
        "entity_list" in t.consignee_listed
        or "entity_list" in t.owner_listed
        or "entity_list" in t.operator_listed
        or "entity_list" in t.end_user_listed
        or "entity_list" in t.intermediate_listed
        or footnoted_entity(t)
    )


@provision("15 CFR 736.2(b)(4)", since="2022-10-07", by="us-2022-ac", confidence="S")
def denied_party(t):
    """A party is denied export privileges."""
    return (
        "denied_persons" in t.consignee_listed
        or "denied_persons" in t.owner_listed
        or "denied_persons" in t.operator_listed
        or "denied_persons" in t.end_user_listed
        or "denied_persons" in t.intermediate_listed
        or "denied_persons" in t.exporter_listed
    )


@provision("15 CFR 744.15; 740.2(a)(17)", since="2022-10-07", by="us-2022-ac", confidence="P")
def unverified_party(t):
    """A party stands on the Unverified List: no license exception."""
    return (
        "unverified_list" in t.consignee_listed
        or "unverified_list" in t.owner_listed
        or "unverified_list" in t.operator_listed
        or "unverified_list" in t.end_user_listed
        or "unverified_list" in t.intermediate_listed
    )


@provision("15 CFR 744.21; 744.22; 744.8", since="2022-10-07", by="us-2022-ac", confidence="S")
def military_requirement_open(t):
    """Military and military-intelligence users, and sanctioned parties: their own requirements are not modelled here."""
    return (
        t.consignee_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.owner_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.operator_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.end_user_kind in {"military_end_user", "military_intelligence_end_user"}
        or "meu_list" in t.consignee_listed or "sdn" in t.consignee_listed
        or "meu_list" in t.owner_listed or "sdn" in t.owner_listed
        or "meu_list" in t.operator_listed or "sdn" in t.operator_listed
        or "meu_list" in t.end_user_listed or "sdn" in t.end_user_listed
        or "meu_list" in t.intermediate_listed or "sdn" in t.intermediate_listed
    ) and unread("Requirements for military end users and sanctioned parties (744.8, 744.21, 744.22) are not part of this version.")  # fmt: skip


@provision("15 CFR 744.23; 744.6; 744.21; 744.22", since="2022-10-07", by="us-2022-ac", confidence="S")
def special_end_use_open(t):
    """End uses that part 744 singles out: their own requirements are not modelled here."""
    return (t.end_use in {
        "military", "military_intelligence", "supercomputer", "advanced_node_production", "semiconductor_equipment", "wmd",
        "model_training_for_d5", "ic_production_node_unknown",
    } or macau_or_d5(t.remote_user_hq)) and unread(
        "This end use, or this remote user, has requirements of its own in part 744 that are not part of this version."
    )  # fmt: skip


@provision("15 CFR 744.11; affiliates rule", since="2022-10-07", by="us-2022-ac", confidence="S")
def ownership_requirement_open(t):
    """Listed parties hold a share: the affiliates rule is not modelled here."""
    return (
        t.consignee_listed_ownership > 0 or t.consignee_listed_owner_known
        or t.owner_listed_ownership > 0 or t.operator_listed_ownership > 0
        or t.end_user_listed_ownership > 0 or t.intermediate_listed_ownership > 0
    ) and unread(
        "What a share held by listed parties means (the affiliates rule and its stay) is not part of this version."
    )  # fmt: skip


@provision("15 CFR 744.21(f), (g)", since="2022-10-07", by="us-2022-ac", confidence="P")
def military(t):
    """A military end use or end user."""
    return (
        t.end_use in {"military", "military_intelligence"}
        or t.consignee_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.owner_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.operator_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.end_user_kind in {"military_end_user", "military_intelligence_end_user"}
    )


@provision("15 CFR 740.2; 744.11; 744.23", since="2022-10-07", by="us-2022-ac", confidence="P")
def barred_by_part_744(t):
    """Part 744 stands in the way of a license exception."""
    return (
        listed_entity_requirement(t)
        or unverified_party(t)
        or special_end_use_open(t)
        or military_requirement_open(t)
        or ownership_requirement_open(t)
    )
