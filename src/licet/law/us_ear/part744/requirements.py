"""What part 744 asks a license for, and what of it shuts license exceptions."""

from licet.language.provision import provision
from licet.law.us_ear.part744.advanced_node import requires_advanced_node, requires_design, requires_unknown_node
from licet.law.us_ear.part744.affiliates import affiliate_requirement
from licet.law.us_ear.part744.equipment import requires_equipment_end_use
from licet.law.us_ear.part744.lists import listed_entity_requirement, sanctioned_party_requirement, unverified_party
from licet.law.us_ear.part744.military import (
    listed_military_elsewhere_unread, military_exceptions_unread, requires_military, requires_military_intelligence,
)  # fmt: skip
from licet.law.us_ear.part744.supercomputer import requires_supercomputer
from licet.law.us_ear.part744.training import requires_model_training, weapons_unread
from licet.law.us_ear.part744.us_persons import requires_us_person


@provision("15 CFR 744.23(a)(1), (2)", since="2022-10-07", by="us-2022-ac", confidence="P", joins=True)
def requires_chip_end_use(t):
    """Supercomputers and advanced-node circuits: no license exception helps."""
    return requires_supercomputer(t) or requires_advanced_node(t) or requires_unknown_node(t) or requires_design(t)


@provision("15 CFR part 744", since="2022-10-07", by="us-2022-ac", confidence="P", joins=True)
def prohibited_end_use(t):
    """An end use that part 744 asks a license for."""
    return (
        requires_chip_end_use(t)
        or requires_equipment_end_use(t)
        or requires_military(t)
        or requires_military_intelligence(t)
        or requires_us_person(t)
        or requires_model_training(t)
        or weapons_unread(t)
    )


@provision("15 CFR part 744", since="2022-10-07", by="us-2022-ac", confidence="P", joins=True)
def requires_part_744(t):
    """Part 744 asks for a license."""
    return (
        listed_entity_requirement(t)
        or sanctioned_party_requirement(t)
        or affiliate_requirement(t)
        or prohibited_end_use(t)
        or listed_military_elsewhere_unread(t)
    )


@provision("15 CFR 740.2; 744.6; 744.11; 744.15; 744.23(c)", since="2022-10-07", by="us-2022-ac", confidence="P")
def barred_for_everyone(t):
    """Part 744 leaves no license exception open."""
    return (
        listed_entity_requirement(t)
        or sanctioned_party_requirement(t)
        or affiliate_requirement(t)
        or unverified_party(t)
        or requires_chip_end_use(t)
        or requires_us_person(t)
        or requires_model_training(t)
        or weapons_unread(t)
    )


@provision("15 CFR 740.2; 740.8(b); part 744", since="2022-10-07", by="us-2022-ac", confidence="P")
def barred_by_part_744(t):
    """Part 744 stands in the way of a license exception other than GOV."""
    return (
        barred_for_everyone(t)
        or requires_equipment_end_use(t)
        or requires_military(t)
        or requires_military_intelligence(t)
        or military_exceptions_unread(t)
        or listed_military_elsewhere_unread(t)
    )


@provision("15 CFR 744.21(c); 744.22(c); 744.23(c)", since="2022-10-07", by="us-2022-ac", confidence="P")
def barred_for_gov(t):
    """GOV: for personnel and agencies against 744.21, for agencies against 744.22, not at all against 744.23."""
    return (
        barred_for_everyone(t)
        or requires_equipment_end_use(t)
        or (requires_military(t) or listed_military_elsewhere_unread(t)) and not t.gov_limb in {"personnel", "agency"}
        or requires_military_intelligence(t) and t.gov_limb != "agency"
    )  # fmt: skip


@barred_for_gov.amended("15 CFR 744.21(c); 744.22(c); 744.23(c)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def barred_for_gov(t):
    """GOV: for personnel and agencies against 744.21, for agencies against 744.22; it overcomes 744.23(a)(4)."""
    return (
        barred_for_everyone(t)
        or (requires_military(t) or listed_military_elsewhere_unread(t)) and not t.gov_limb in {"personnel", "agency"}
        or requires_military_intelligence(t) and t.gov_limb != "agency"
    )  # fmt: skip
