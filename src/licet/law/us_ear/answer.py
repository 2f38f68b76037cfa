"""The questions that are put to the law, each as a chain of provisions in the order in which they are asked."""

from licet.language.chain import any_of, chain, step
from licet.law.us_ear.authorizations import (
    freed_by_supplement_8, license_held, saved, service_without_license, support_without_license,
)  # fmt: skip
from licet.law.us_ear.ccl import (
    entry_3a090_a, entry_3a090_b, entry_3a991_p, entry_4a090_a, entry_4a090_b, half_not_stated, item_2022, item_a, item_b, item_c,
    commodity_c, equipment, limb_2022, limb_a_1, limb_a_2, limb_b_1, limb_b_2, meets_3a090_c, note_2, other_memory,
    without_parameters,
)  # fmt: skip
from licet.law.us_ear.ccl_weights import item_weights, other_weights
from licet.law.us_ear.ccl_z import (
    a_in_3a001, a_in_4a003, a_in_4a004, a_in_4a005, a_in_5a002, a_in_5a004, a_in_5a992, b_in_3a001, b_in_4a003, b_in_4a004,
    b_in_4a005, b_in_5a002, b_in_5a004, b_in_5a992,
)  # fmt: skip
from licet.law.us_ear.ccl_foundry import stands_presumed
from licet.law.us_ear.ccl_weights import item_weights, other_weights
from licet.law.us_ear.letters import bound_by_letter
from licet.law.us_ear.part734 import before_the_corpus
from licet.law.us_ear.part740.computing import exception_aca, exception_acm, exception_aia, exception_lpp, exception_nac
from licet.law.us_ear.part740.computing import exception_nac_unnotified
from licet.law.us_ear.part740.general import (
    exception_gov, exception_hbm, exception_rpl, exception_spp, exception_tmp, exception_tsu, other_exception_claimed,
)  # fmt: skip
from licet.law.us_ear.part742 import free_to_go
from licet.law.us_ear.part742_review import (
    embargo_denial, no_review, review_above_allocation, review_allocation, review_approval, review_case_by_case, review_denial,
    review_technology_from_d5,
)  # fmt: skip
from licet.law.us_ear.part736 import denied_party
from licet.law.us_ear.part736_10 import general_prohibition_10
from licet.law.us_ear.part742_weights import review_weights_approval, review_weights_denial
from licet.law.us_ear.part744.affiliates import affiliates_temporary_license
from licet.law.us_ear.part744.review import (
    review_end_use_2022_unread, review_end_use_approval, review_end_use_case_by_case, review_end_use_denial,
    review_equipment_case_by_case, review_equipment_denial, review_in_the_entry, review_military_denial, review_training_denial,
)  # fmt: skip
from licet.law.us_ear.part744.us_persons import outside_the_regulations
from licet.law.us_ear.part748 import (
    authorization_nveu, authorization_nveu_other, authorization_uveu, authorization_uveu_listed, authorization_uveu_other,
    data_center_veu_2024, general_veu, nveu_application, uveu_application,
)  # fmt: skip
from licet.law.us_ear.places import within_the_united_states

paragraph = chain(
    "Which parameters of 3A090 does the circuit or memory meet?",
    step(meets_3a090_c, "3A090.c"),
    step(other_memory, "none"),
    step(without_parameters, "none"),
    step(limb_2022, "3A090.a"),
    step(limb_a_1, "3A090.a.1"),
    step(stands_presumed, "3A090.a note 1"),
    step(note_2, "3A090 note 2"),
    step(limb_a_2, "3A090.a.2"),
    step(limb_b_1, "3A090.b.1"),
    step(limb_b_2, "3A090.b.2"),
    default=step("none"),
)

eccn = chain(
    "Under which entry does it stand?",
    step(before_the_corpus, "undetermined"),
    step(half_not_stated, "undetermined"),
    step(commodity_c, "3A090.c"),
    step(entry_3a090_a, "3A090.a"),
    step(stands_presumed, "3A090.a"),
    step(entry_3a090_b, "3A090.b"),
    step(entry_4a090_a, "4A090.a"),
    step(entry_4a090_b, "4A090.b"),
    step(a_in_3a001, "3A001.z (half a)"),
    step(b_in_3a001, "3A001.z (half b)"),
    step(a_in_4a003, "4A003.z (half a)"),
    step(b_in_4a003, "4A003.z (half b)"),
    step(a_in_4a004, "4A004.z.1"),
    step(b_in_4a004, "4A004.z.2"),
    step(a_in_4a005, "4A005.z.1"),
    step(b_in_4a005, "4A005.z.2"),
    step(a_in_5a002, "5A002.z (half a)"),
    step(b_in_5a002, "5A002.z (half b)"),
    step(a_in_5a004, "5A004.z (half a)"),
    step(b_in_5a004, "5A004.z (half b)"),
    step(a_in_5a992, "5A992.z.1"),
    step(b_in_5a992, "5A992.z.2"),
    step(item_2022, "as claimed"),
    step(item_a, "as claimed"),
    step(item_b, "as claimed"),
    step(item_c, "as claimed"),
    step(item_weights, "4E091"),
    step(other_weights, "not 4E091"),
    step(equipment, "as claimed"),
    step(entry_3a991_p, "3A991.p"),
    default=step("not 3A090 or 4A090"),
)

outcome = chain(
    "May it go, and under what?",
    step(before_the_corpus, "undetermined"),
    step(general_prohibition_10, "prohibited", via="none"),
    step(within_the_united_states, "no_license_required", via="NLR"),
    any_of(
        step(outside_the_regulations, "not_subject", via="none"),
        step(free_to_go, "no_license_required", via="NLR"),
    ),
    step(denied_party, "prohibited", via="none"),
    step(support_without_license, "license_required", via="none"),
    step(service_without_license, "license_required", via="none"),
    any_of(
        step(freed_by_supplement_8, "no_license_required", via="SUPP8"),
        step(license_held, "authorized", via="LICENSE"),
        step(saved, "authorized", via="SAVINGS"),
        step(exception_aia, "license_exception", via="AIA"),
        step(exception_aca, "license_exception", via="ACA"),
        step(exception_nac_unnotified, "license_exception", via="NAC"),
        step(exception_nac, "license_exception", via="NAC"),
        step(exception_acm, "license_exception", via="ACM"),
        step(exception_lpp, "license_exception", via="LPP", counts="lpp"),
        step(exception_hbm, "license_exception", via="HBM"),
        step(exception_rpl, "license_exception", via="RPL"),
        step(exception_tmp, "license_exception", via="TMP"),
        step(exception_gov, "license_exception", via="GOV"),
        step(exception_tsu, "license_exception", via="TSU"),
        step(exception_spp, "license_exception", via="SPP"),
        step(affiliates_temporary_license, "authorized", via="TGL"),
        step(authorization_uveu, "authorized", via="UVEU", counts="uveu_shares"),
        step(authorization_uveu_listed, "authorized", via="UVEU", counts="uveu_shares:outside_us"),
        step(authorization_uveu_other, "authorized", via="UVEU"),
        step(authorization_nveu, "authorized", via="NVEU", counts="nveu"),
        step(authorization_nveu_other, "authorized", via="NVEU"),
        step(data_center_veu_2024, "authorized", via="VEU"),
        step(general_veu, "authorized", via="VEU"),
        step(other_exception_claimed, "license_exception", via="claimed"),
    ),
    default=step("license_required", via="none"),
)

review = chain(
    "Which policy meets an application?",
    step(before_the_corpus, "undetermined"),
    step(no_review, "none"),
    step(embargo_denial, "policy_of_denial"),
    step(review_in_the_entry, "undetermined"),
    step(review_end_use_2022_unread, "undetermined"),
    step(review_technology_from_d5, "undetermined"),
    step(review_weights_denial, "presumption_of_denial"),
    step(review_above_allocation, "policy_of_denial", counts="country"),
    step(review_military_denial, "presumption_of_denial"),
    step(review_training_denial, "presumption_of_denial"),
    step(review_end_use_denial, "presumption_of_denial"),
    step(review_equipment_denial, "presumption_of_denial"),
    step(review_case_by_case, "case_by_case"),
    step(review_denial, "presumption_of_denial"),
    step(review_end_use_case_by_case, "case_by_case"),
    step(review_equipment_case_by_case, "case_by_case"),
    any_of(
        step(review_allocation, "presumption_of_approval", counts="country"),
        step(review_approval, "presumption_of_approval"),
        step(review_weights_approval, "presumption_of_approval"),
        step(review_end_use_approval, "presumption_of_approval"),
    ),
    default=step("undetermined"),
)

informed = chain(
    "Does a letter bind this exporter?",
    step(bound_by_letter, "license_required", via="none"),
    default=step("none"),
)

application = chain(
    "May it apply for what the line asks for?",
    any_of(
        step(uveu_application, "may_apply", via="UVEU application"),
        step(nveu_application, "may_apply", via="NVEU application"),
    ),
    default=step("none"),
)
