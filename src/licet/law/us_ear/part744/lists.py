"""Parties on lists: the Entity List (744.11, 744.16), sanctioned parties (744.8), the Unverified List (744.15)."""

from licet.language.provision import provision


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


@provision("15 CFR 744.23(a)(2)(iv)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P", exclusion=True)
def governed_by_footnote_5(t):
    """Destined to an entity with footnote 5, which the Entity List governs instead."""
    return "5" in t.consignee_footnote or "5" in t.end_user_footnote


@provision("15 CFR 744.8", since="2022-10-07", by="us-2022-ac", confidence="S")
def sanctioned_party_requirement(t):
    """A party is a sanctioned one of 744.8(a)(1): a license, unless OFAC has authorized it or it is exempt."""
    return (
        "sdn" in t.consignee_listed
        or "sdn" in t.owner_listed
        or "sdn" in t.operator_listed
        or "sdn" in t.end_user_listed
        or "sdn" in t.intermediate_listed
    )


@provision("15 CFR 744.15; 740.2(a)(17)", since="2022-10-07", by="us-2022-ac", confidence="P")
def unverified_party(t):
    """A party stands on the Unverified List: no license exception, and a statement where no license is needed."""
    return (
        "unverified_list" in t.consignee_listed
        or "unverified_list" in t.owner_listed
        or "unverified_list" in t.operator_listed
        or "unverified_list" in t.end_user_listed
        or "unverified_list" in t.intermediate_listed
    )
