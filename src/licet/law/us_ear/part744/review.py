"""The policies that part 744 has for applications, among them 744.23(d)."""

from licet.language.provision import group, provision, unread
from licet.law.us_ear.part742 import requires_national_security, requires_regional_stability
from licet.law.us_ear.part742_equipment import requires_equipment
from licet.law.us_ear.part744.affiliates import affiliate_requirement
from licet.law.us_ear.part744.equipment import requires_equipment_end_use
from licet.law.us_ear.part744.lists import listed_entity_requirement, sanctioned_party_requirement, unverified_party
from licet.law.us_ear.part744.military import military_in_reach, requires_military, requires_military_intelligence
from licet.law.us_ear.part744.requirements import requires_chip_end_use, requires_part_744
from licet.law.us_ear.part744.training import requires_model_training
from licet.law.us_ear.part744.us_persons import requires_us_person
from licet.law.us_ear.part746 import embargo
from licet.law.us_ear.places import macau_or_d5, party_of_macau_or_d5, to_macau_or_d5


@provision("15 CFR 744.11(b); supplement no. 4 to part 744", since="2022-10-07", by="us-2022-ac", confidence="S")
def review_in_the_entry(t):
    """Listed parties and their affiliates."""
    return (
        (listed_entity_requirement(t) or affiliate_requirement(t))
        and unread("The review policy stands in the party's own entry of the list, which is not kept here.")
        or sanctioned_party_requirement(t)
        and unread("The review policy of 744.8 was not read.")
        or unverified_party(t)
        and unread("Which policy meets an application with a party on the Unverified List was not read.")
        or requires_model_training(t)
        and t.model_training_purpose == "wmd"
        and unread("The review policy for end uses of weapons was not read.")
    )


@provision("15 CFR 744.23(d)", since="2022-10-07", by="us-2022-ac", confidence="U")
def review_end_use_2022_unread(t):
    """The policy of 2022."""
    return (requires_chip_end_use(t) or requires_equipment_end_use(t)) and unread("Paragraph (d) of 744.23 before 2023-11-17 was not read.")


@review_end_use_2022_unread.repealed("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-sme", confidence="P")
def review_end_use_2022_unread(t):
    """The policy of 2023 and later was read."""
    return False


@provision("15 CFR 744.6; 744.21(e); 744.22", since="2022-10-07", by="us-2022-ac", confidence="P")
def review_military_denial(t):
    """Military ends and military intelligence; by (e)(3) also for items that need their license for other reasons."""
    return requires_military(t) or requires_military_intelligence(t) or military_in_reach(t) or requires_us_person(t)


@provision("15 CFR 744.22; AI-training statement of 2025-05-13", since="2025-05-13", by="us-2025-guidance-0513", confidence="S")
def review_training_denial(t):
    """Training for military intelligence meets the policy of 744.22."""
    return requires_model_training(t) and t.model_training_purpose == "military_intelligence"


@provision("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-sme", confidence="P")
def end_user_of_a_partner(t):
    """An end user headquartered in the United States, A:5 or A:6, not owned from Macau or D:5."""
    return (t.end_user_hq in group("united_states") or t.end_user_hq in group("A:5") or t.end_user_hq in group("A:6")) and not (
        macau_or_d5(t.end_user_parent)
    )


@provision("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-sme", confidence="P")
def review_end_use_denial(t):
    """Denial presumed for Macau and D:5, unless a foreign item does the same or the end user is a partner's."""
    return (
        (requires_chip_end_use(t) or requires_equipment_end_use(t))
        and to_macau_or_d5(t)
        and not end_user_of_a_partner(t)
        and not t.foreign_item_available
    )


@review_end_use_denial.amended("15 CFR 744.23(d)(1)", since="2024-04-04", by="us-2024-corr", confidence="S")
def review_end_use_denial(t):
    """Denial presumed for Macau, D:5 and their parties, unless (d)(2) or (3) applies."""
    return (
        (requires_chip_end_use(t) or requires_equipment_end_use(t))
        and (to_macau_or_d5(t) or party_of_macau_or_d5(t))
        and not end_user_of_a_partner(t)
        and not t.foreign_item_available
    )


@provision("15 CFR part 744", since="2023-11-17", by="us-2023-sme", confidence="P")
def only_by_end_use(t):
    """Nothing but 744.23 asks for the license, so its policy alone meets the application."""
    return not requires_regional_stability(t) and not requires_national_security(t) and not embargo(t)


@provision("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-sme", confidence="P")
def review_end_use_approval(t):
    """Approval presumed where a foreign item does the same, and for end users of partners."""
    return (
        (requires_chip_end_use(t) or requires_equipment_end_use(t))
        and only_by_end_use(t)
        and (end_user_of_a_partner(t) or t.foreign_item_available)
    )


@review_end_use_approval.amended("15 CFR 744.23(d)(2)", since="2024-04-04", by="us-2024-corr", confidence="S")
def review_end_use_approval(t):
    """Approval presumed for end users of partners."""
    return (requires_chip_end_use(t) or requires_equipment_end_use(t)) and only_by_end_use(t) and end_user_of_a_partner(t)


@provision("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-sme", confidence="P")
def review_end_use_case_by_case(t):
    """Case by case for all others."""
    return (
        (requires_chip_end_use(t) or requires_equipment_end_use(t))
        and only_by_end_use(t)
        and not to_macau_or_d5(t)
        and not end_user_of_a_partner(t)
        and not t.foreign_item_available
    )


@review_end_use_case_by_case.amended("15 CFR 744.23(d)(3)(ii), (iii)", since="2024-04-04", by="us-2024-corr", confidence="S")
def review_end_use_case_by_case(t):
    """Case by case where a foreign item does the same, and for all others."""
    return (
        (requires_chip_end_use(t) or requires_equipment_end_use(t))
        and only_by_end_use(t)
        and not end_user_of_a_partner(t)
        and (t.foreign_item_available or not (to_macau_or_d5(t) or party_of_macau_or_d5(t)))
    )


# Equipment that 742.6(a)(6)(i) names


@provision("15 CFR 742.6(b)(10)", since="2022-10-07", by="us-2022-ac", confidence="P")
def review_equipment_denial(t):
    """Denial presumed, but for end users headquartered in the United States, A:5 or A:6."""
    return requires_equipment(t) and not (
        t.end_user_hq in group("united_states") or t.end_user_hq in group("A:5") or t.end_user_hq in group("A:6")
    )


@review_equipment_denial.repealed("15 CFR 742.6(b)(10)(i)", since="2023-11-17", by="us-2023-sme", confidence="P")
def review_equipment_denial(t):
    """No longer in force: 744.23(d) governs."""
    return False


@provision("15 CFR 742.6(b)(10)", since="2022-10-07", by="us-2022-ac", confidence="P")
def review_equipment_case_by_case(t):
    """Case by case for end users headquartered in the United States, A:5 or A:6."""
    return requires_equipment(t)


@review_equipment_case_by_case.amended("15 CFR 742.6(b)(10)(i)", since="2023-11-17", by="us-2023-sme", confidence="P")
def review_equipment_case_by_case(t):
    """Case by case where part 744 asks for no license."""
    return requires_equipment(t) and not requires_part_744(t)
