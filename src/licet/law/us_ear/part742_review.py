"""Section 742.6(b)(10): which policy meets an application, and which text of it each layer follows."""

from licet.language.provision import provision, reading, unread
from licet.law.us_ear.authorizations import freed_by_supplement_8
from licet.law.us_ear.part744.us_persons import outside_the_regulations
from licet.law.us_ear.part742 import (
    no_license_required, requires_2022, requires_a, requires_a_headquarters, requires_b, requires_technology_from_d5,
)  # fmt: skip
from licet.law.us_ear.part746 import (
    control_russia_belarus, embargo_cuba, embargo_iran, embargo_occupied_ukraine, embargo_syria,
)  # fmt: skip
from licet.law.us_ear.part746_03 import control_iraq_military
from licet.law.us_ear.places import (
    within_the_united_states,
)  # fmt: skip
from licet.law.us_ear.part742_policies import (
    above_allocation, approval_2023, approval_2024, approval_2025, case_2023, case_2024, case_2025,
    denial_2023, denial_2024, denial_2025,
    memory_approval, memory_denial, within_allocation,
)  # fmt: skip


@provision("15 CFR 742.6(b)(10)", since="2022-10-07", by="us-2022-ac", confidence="P")
def no_review(t):
    """Where no license is required there is no policy."""
    return outside_the_regulations(t) or within_the_united_states(t) or no_license_required(t) or freed_by_supplement_8(t)


@provision("15 CFR 746.2, 746.3(b)(4), 746.6 to 746.9", since="2022-10-07", by="us-2022-ac", confidence="P")
def embargo_denial(t):
    """Places of part 746 with a policy of denial; the strictest policy governs."""
    return (
        embargo_cuba(t) or embargo_iran(t) or control_russia_belarus(t) or embargo_occupied_ukraine(t) or embargo_syria(t)
        or control_iraq_military(t)
    )


@embargo_denial.amended("15 CFR 746.2, 746.3(b)(4), 746.6 to 746.8", since="2025-09-02", by="us-2025-syria", confidence="P")
def embargo_denial(t):
    """Places of part 746 with a policy of denial; for Syria 742.6 is now the stricter."""
    return (
        embargo_cuba(t) or embargo_iran(t) or control_russia_belarus(t) or embargo_occupied_ukraine(t) or control_iraq_military(t)
    )


@provision("15 CFR 742.6(a)(6)(ii)", since="2022-10-21", by="us-2022-ac", confidence="U")
def review_technology_from_d5(t):
    """Technology that needs a license only because it leaves China, Macau or D:5."""
    return requires_technology_from_d5(t) and not requires_2022(t) and unread(
        "No review policy was read for technology that leaves Macau or D:5 under this paragraph alone."
    )


@review_technology_from_d5.amended("15 CFR 742.6(a)(6)(ii)", since="2023-11-17", by="us-2023-acs", confidence="U")
def review_technology_from_d5(t):
    """Technology that needs a license only because it leaves Macau or D:5."""
    return requires_technology_from_d5(t) and not (requires_a(t) or requires_b(t)) and unread(
        "No review policy was read for technology that leaves Macau or D:5 under this paragraph alone."
    )


@review_technology_from_d5.amended(
    "15 CFR 742.6(a)(6)(ii)", since="2025-01-13", by="us-2025-diffusion", confidence="U", layer="enforced"
)
def review_technology_from_d5(t):
    """Technology that needs a license only because it leaves Macau or D:5, now beside the worldwide limb for their parties."""
    return requires_technology_from_d5(t) and not (requires_a(t) or requires_b(t) or requires_a_headquarters(t)) and unread(
        "No review policy was read for technology that leaves Macau or D:5 under this paragraph alone."
    )


# Which text the layer follows


@provision("15 CFR 742.6(b)(10)", since="2022-10-21", by="us-2022-ac", confidence="P")
def review_denial(t):
    """Chips to China, and to Macau from January 2023."""
    return requires_2022(t)


@review_denial.amended("15 CFR 742.6(b)(10)(ii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def review_denial(t):
    """Denial presumed, by the text of November 2023."""
    return denial_2023(t)


@review_denial.amended("15 CFR 742.6(b)(10)(ii), (iii)(B)", since="2024-04-04", by="us-2024-corr", confidence="S")
def review_denial(t):
    """Denial presumed, by the text of April 2024."""
    return denial_2024(t) or memory_denial(t)


@review_denial.amended(
    "15 CFR 742.6(b)(10)(ii) to (iv)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified", due="2025-05-15"
)
def review_denial(t):
    """Denial presumed, by the text of January 2025."""
    return denial_2025(t) or memory_denial(t)


@review_denial.amended(
    "15 CFR 742.6(b)(10)", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced"
)
def review_denial(t):
    """Which of the two texts BIS applies is not stated: where they agree that is the answer."""
    return (
        denial_2025(t) and denial_2024(t)
        or denial_2025(t) and reading("enforced_review", "codified_text")
        or denial_2024(t) and reading("enforced_review", "pre_rule_text")
        or memory_denial(t)
    )  # fmt: skip


@provision("15 CFR 744.23(d)", since="2023-11-17", by="us-2023-acs", confidence="P")
def review_case_by_case(t):
    """Case-by-case, by the text of November 2023."""
    return case_2023(t)


@review_case_by_case.amended("15 CFR 742.6(b)(10)(iii)(B); 744.23(d)(3)", since="2024-04-04", by="us-2024-corr", confidence="S")
def review_case_by_case(t):
    """Case-by-case, by the text of April 2024."""
    return case_2024(t)


@review_case_by_case.amended(
    "15 CFR 742.6(b)(10)(iii)(A)(1); 744.23(d)(3)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified",
    due="2025-05-15",
)  # fmt: skip
def review_case_by_case(t):
    """Case-by-case, by the text of January 2025."""
    return case_2025(t)


@review_case_by_case.amended(
    "15 CFR 742.6(b)(10)", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced"
)
def review_case_by_case(t):
    """Case-by-case where the texts of 2024 and 2025 agree on it."""
    return (
        case_2025(t) and case_2024(t)
        or case_2025(t) and reading("enforced_review", "codified_text")
        or case_2024(t) and reading("enforced_review", "pre_rule_text")
    )  # fmt: skip


@provision("15 CFR 742.6(b)(10)(ii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def review_approval(t):
    """Approval presumed, by the text of November 2023."""
    return approval_2023(t)


@review_approval.amended("15 CFR 742.6(b)(10)(ii), (iii)(A)", since="2024-04-04", by="us-2024-corr", confidence="S")
def review_approval(t):
    """Approval presumed, by the text of April 2024."""
    return approval_2024(t) or memory_approval(t)


@review_approval.amended(
    "15 CFR 742.6(b)(10)(ii) to (iv)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified", due="2025-05-15"
)
def review_approval(t):
    """Approval presumed, by the text of January 2025."""
    return approval_2025(t) or memory_approval(t)


@review_approval.amended(
    "15 CFR 742.6(b)(10)", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced"
)
def review_approval(t):
    """Approval presumed where the texts of 2024 and 2025 agree on it."""
    return (
        (approval_2025(t) or within_allocation(t)) and approval_2024(t)
        or approval_2025(t) and reading("enforced_review", "codified_text")
        or approval_2024(t) and reading("enforced_review", "pre_rule_text")
        or memory_approval(t)
    )  # fmt: skip


@provision(
    "15 CFR 742.6(b)(10)(iii)(B)(1)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified", due="2025-05-15"
)
def review_allocation(t):
    """Presumption of approval, on the country's figure."""
    return within_allocation(t)


@review_allocation.amended(
    "15 CFR 742.6(b)(10)(iii)(B)(1)", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced"
)
def review_allocation(t):
    """Approval presumed on the country's figure, if BIS follows the codified text."""
    return within_allocation(t) and reading("enforced_review", "codified_text")


@provision(
    "15 CFR 742.6(b)(10)(iii)(B)(2)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified", due="2025-05-15"
)
def review_above_allocation(t):
    """Policy of denial once the country's figure is used up."""
    return above_allocation(t)


@review_above_allocation.amended(
    "15 CFR 742.6(b)(10)(iii)(B)(2)", since="2025-05-13", by="us-2025-guidance-0513", confidence="U", layer="enforced"
)
def review_above_allocation(t):
    """Denial once the country's figure is used up, if BIS follows the codified text."""
    return above_allocation(t) and reading("enforced_review", "codified_text")
