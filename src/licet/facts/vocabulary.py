"""The vocabulary: every fact by name, with its kind, unit, bounds, values, and the question that asks for it.

Names may be added, never renamed. A blank is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from licet.base.values import changed
from licet.facts.specs import LARGEST as LARGEST
from licet.facts.specs import LARGEST_TPP as LARGEST_TPP
from licet.facts.specs import FactSpec as FactSpec
from licet.facts.specs import choice as _c
from licet.facts.specs import country as _country
from licet.facts.specs import day as _d
from licet.facts.specs import quantity as _q
from licet.facts.specs import text as _x
from licet.facts.specs import truth as _t
from licet.language.book import Grains

ROLES = ("exporter", "consignee", "owner", "operator", "end_user", "intermediate", "designer", "producer")
COPIED_ROLES = ("owner", "operator", "end_user")
"""Roles that are the consignee when nothing is said of them."""
OPTIONAL_ROLES = (*COPIED_ROLES, "intermediate")

LISTS = ("entity_list", "meu_list", "unverified_list", "denied_persons", "sdn")
OWNER_LISTS = ("entity_list", "meu_list", "sdn", "unverified_list")
KINDS = (
    "private_sector", "government", "university", "individual", "state_owned_enterprise", "military_end_user",
    "military_intelligence_end_user",
)  # fmt: skip
ITEM_KINDS = ("ic", "computer", "memory", "model_weights", "software", "technology", "equipment", "other")
ACTIONS = ("export", "reexport", "transfer_in_country", "deemed_export", "deemed_reexport", "service")
END_USES = (
    "commercial", "research", "military", "military_intelligence", "supercomputer", "advanced_node_production",
    "semiconductor_equipment", "wmd", "model_training_for_d5", "ic_production_node_unknown", "technical_analysis",
    "ic_production", "ic_design", "computing_system",
)  # fmt: skip

INPUTS = (
    "3D001", "3D901", "3D991", "3D992", "3D993", "3D994", "3E001", "3E002", "3E003", "3E901", "3E991", "3E992", "3E993", "3E994",
    "4D001", "4D090", "4D993", "4D994", "4E001", "4E992", "4E993", "5D001", "5D002", "5D991", "5E001", "5E002", "5E991", "other",
)  # fmt: skip
"""Technology and software of which an item may be the direct product."""

TRANSACTION = (
    _x("line_id", "Which line is this?"),
    _c("action", "Is it an export from the United States, a reexport, a transfer within a country, a release, a service?", *ACTIONS),
    _d("date", "On which day does it take place?"),
    _d("received_on", "On which day is it received, if not on the day of shipment?"),
    _country("origin", "From which country does it leave?"),
    _country("destination", "To which country does it go?"),
    _c("destination_region", "Does it go to an occupied region of Ukraine?", "none", "crimea", "dnr", "lnr"),
    _q("quantity", "units", "How many units?", grain=1, high=9_000_000),
    _q("value_usd", "USD", "What is the line worth?"),
    _d("en_route_since", "Since when has it been under way (none: it has not left)?"),
    _c("end_use", "What will it be used for?", *END_USES),
    _c("claimed_exception", "Which license exception do you want to use?", "none", "TMP", "RPL", "GOV", "TSU", "LVS", "GBS",
       "STA", "TSR", "APR", "BAG", "ENC", "AIA", "ACM", "LPP", "NAC", "ACA", "HBM"),
    _t("subject_to_ear", "Is the item known to be subject to the EAR?"),
)  # fmt: skip

ROLE_FACTS = (
    _x("{}_name", "What is the name of the {}?"),
    _country("{}_country", "In which country is the {}?"),
    _country("{}_hq", "In which country is the {} headquartered?"),
    _country("{}_parent", "In which country is the ultimate parent of the {} headquartered (none: it has no parent)?"),
    _x("{}_parent_name", "What is the name of the ultimate parent of the {}?"),
    _c("{}_kind", "What kind of party is the {}?", *KINDS),
    FactSpec("{}_listed", "set", "On which lists does the {} stand (none: on none)?", values=("none", *LISTS)),
    FactSpec("{}_footnote", "set", "Which Entity List footnotes does the {} carry?", values=("none", "1", "4", "5")),
    FactSpec("{}_listed_ownership", "quantity", "How many percent of the {} do listed parties hold together?", "percent", high=100),
    FactSpec("{}_listed_ownership_list", "set", "On which lists are the owners of the {}?", values=("none", *OWNER_LISTS)),
)  # fmt: skip

PARTIES = (
    _c("consignee_veu", "Is the consignee a validated end user, and of which kind?", "none", "universal", "national", "general"),
    _c("owner_veu", "Which data center VEU authorization does the owner hold, if not the consignee?", "none", "universal", "national"),
    _c("operator_veu", "Which data center VEU authorization does the operator hold, if not the consignee?", "none", "universal", "national"),
    _x("consignee_address", "What is the address of the consignee?"),
    _d("consignee_buys_since", "Since when has the consignee bought advanced circuits (none: this is its first order)?"),
    _q("site_power_kw", "kW", "How much power has the site where the circuits will run?"),
    _t("consignee_supp8", "Is the consignee named in supplement no. 8 to part 740?"),
    _c("consignee_supp8_entry", "Which entry of supplement no. 8 to part 740 is it?", "agency", "g42", "core42", "us_company", "none"),
    _c("designer_status", "Is the designer of the circuit approved or authorized (note 1 to 3A090.a)?", "approved", "authorized", "none"),
    _country("consignee_incorporated_in", "In which country is the consignee incorporated?"),
    _t("consignee_listed_owner_known", "Is a listed minority owner known, its share not?"),
    _country("remote_user_hq", "Where is the party headquartered that uses the chips remotely?"),
    _country("person_nationality", "Of which country is the person a citizen or permanent resident?"),
    _t("permanent_regular_employee", "Is the person a permanent regular employee?"),
    _t("us_person_support", "Does a US person give support without any item?"),
    _c("us_person_act", "What does the US person do?", "authorize", "deliver", "service", "clerical"),
    _t("us_person_is_natural", "Is the US person a natural person who works for a company?"),
    _country("us_person_employer_hq", "Where is that company headquartered?"),
    _country("us_person_employer_majority", "Where is the majority owner of that company headquartered (none: it has none)?"),
    _t("exporter_informed", "Has BIS told the exporter by letter that a license is needed?"),
    _t("end_user_same", "Is the end user the consignee?"),
)  # fmt: skip

ITEM = (
    _c("item_kind", "What is it?", *ITEM_KINDS),
    _x("chip", "Which chip is it, or is in it?"),
    _x("eccn", "Under which ECCN do you classify it?"),
    _c("base_eccn", "Which other entry describes the item and carries a .z paragraph (none: no other)?", "none", "3A001", "4A003",
       "4A004", "4A005", "5A002", "5A004", "5A992"),
    _q("tpp", "TPP", "What is the total processing performance of one unit, all circuits added?", high=LARGEST_TPP),
    FactSpec("performance_density", "ratio", "What is the performance density?", "TPP/mm2", high=10**9),
    _q("applicable_die_area_mm2", "mm2", "How large are the logic dies made on a non-planar process?", high=10**6),
    _q("ic_tpp", "TPP", "What is the total processing performance of one integrated circuit in it?", high=LARGEST_TPP),
    _q("ic_applicable_die_area_mm2", "mm2", "How large are the logic dies of one circuit?", high=10**6),
    _q("ic_count", "circuits", "How many such circuits does one unit hold?", grain=1, high=10**5),
    _t("datacenter", "Is the circuit designed or marketed for use in a datacenter?"),
    _q("io_bandwidth_gb_s", "GB/s", "What is the aggregate bidirectional transfer rate, other than to volatile memories?", high=10**9),
    _q("dram_bandwidth_gb_s", "GB/s", "What is the total DRAM bandwidth?", high=10**9),
    _q("interconnect_gb_s", "GB/s", "How fast are the links between chips, both directions?", high=10**9),
    _q("transistors", "transistors", "How many transistors has the package?", grain=1),
    _q("node_nm", "nm", "On which process node is it made?", high=10**6),
    _t("non_planar", "Are the logic dies made with non-planar transistors?"),
    _t("has_hbm", "Does the package hold high-bandwidth memory?"),
    _d("us_available_since", "Since when has it been commercially available in the United States?"),
    _t("foreign_made", "Was it made outside the United States?"),
    _q("us_content_percent", "percent", "What share is controlled content of US origin?", high=100),
    _q("hbm_bandwidth_gb_s", "GB/s", "What is the bandwidth of one stack?", high=10**9),
    _q("package_area_mm2", "mm2", "How large is the package or stack?", high=10**6),
    FactSpec("memory_bandwidth_density", "ratio", "What is the memory bandwidth density?", "GB/s/mm2", high=10**9),
    _t("co_packaged", "Is the memory packaged together with logic?"),
    _c("co_packaged_logic", "What does the logic beside the memory do?", "none", "control_only", "processing"),
    _x("technology_for", "For which ECCN paragraph is the software or technology?"),
)  # fmt: skip

RATES = tuple(
    _q(f"rate_{name}_dense_{unit}", unit.upper(), f"What is the peak dense {name.upper()} rate?", high=10**8)
    for name, unit in (
        ("fp64", "tflops"), ("fp32", "tflops"), ("tf32", "tflops"), ("fp16", "tflops"), ("bf16", "tflops"),
        ("fp8", "tflops"), ("fp6", "tflops"), ("fp4", "tflops"), ("int8", "tops"), ("int4", "tops"),
    )
)  # fmt: skip

EXCEPTIONS = (
    _t("purchase_order", "Is a written purchase order held before this shipment?", duty=True),
    _d("nac_notified_on", "On which day was the NAC notification registered (none: not notified)?"),
    _t("nac_confirmed", "Did STELA give the confirmation number?"),
    _t("nac_notice_covers", "Is the shipment within a notification already given (same end user, item, value, quantity)?"),
    _d("nac_clock_stopped_since", "Since when has the 25-day clock been stopped (none: it runs)?"),
    _c("intermediate_role", "What does the intermediate consignee do (none: there is none)?", "none", "forwarder", "distributor"),
    _c("acm_purpose", "Is it for development, production, or storage before delivery?", "development", "production", "storage", "none"),
    _country("final_customer_hq", "Where are the customers headquartered who get the finished goods?"),
    _t("one_for_one_replacement", "Is it a one-for-one replacement part for a lawfully exported item?"),
    _c("temporary_purpose", "Does it go abroad for a time only?", "exhibition", "repair", "none"),
    _t("gov_for_us_government", "Is it for US Government personnel or agencies, or under their contract?"),
    _c("tsu_limb", "Is it operation software and technology, or a bug fix?", "operation", "bug_fix", "none"),
    _t("certificate_on_file", "Is the consignee's certificate on file?", duty=True),
    _d("license_issued_on", "On which day was the license issued (none: no license)?"),
    _d("license_valid_until", "Until which day is the license valid?"),
    _d("application_registered_on", "On which day was the application registered?"),
    _d("diversion_known_on", "On which day did a diversion become known?"),
)  # fmt: skip

PAPERS = (
    _q("purchase_order_quantity", "units", "How many units does the purchase order hold?", grain=1, high=9_000_000),
    _t("sent_electronically", "Is it sent electronically, or otherwise not in tangible form?"),
    _d("transaction_ended_on", "On which day did the transaction end (none: it has not)?"),
    _c("hts_heading", "Under which heading of the tariff schedule is it imported?", "8471.50", "8471.80", "8473.30", "other"),
    _c("tariff_end_use", "Is it imported for an end use that note 39 exempts?", "none", "us_data_center", "us_repair", "us_research",
       "us_startup", "consumer", "civil_industrial", "us_public_sector", "found_exempt"),
)  # fmt: skip

STANDING = (
    _q("lpp_received_tpp", "TPP", "How much TPP has this group received under LPP this year, before this line?"),
    _q("operator_lpp_received_tpp", "TPP", "How much TPP has the operator's group received under LPP this year?"),
    _q("country_licensed_tpp", "TPP", "How much TPP has been licensed to this country since 2025, before this line?"),
    _q("country_installed_before_2025_tpp", "TPP", "How much TPP stood in the country before 2025?"),
    _q("nveu_installed_tpp", "TPP", "How much TPP has the national VEU installed?"),
    _q("uveu_share_outside", "percent", "Which share does the universal VEU hold outside the listed countries?", high=100),
    _q("uveu_share_country", "percent", "Which share does it hold in this country?", high=100),
    _q("uveu_share_outside_us", "percent", "Which share does it hold outside the United States?", high=100),
    _q("uveu_days_since_site_notice", "days", "How many days ago was the new site notified?", grain=1, high=10**6),
    _q("supp5b_uplift_percent", "percent", "By how much is the country's figure raised?", high=100),
    _q("china_share_of_us", "percent", "What share of the TPP shipped to US customers goes to China and Macau?", high=10**9),
    _q("uveu_total_tpp", "TPP", "How much TPP does the universal VEU's group own in all, wherever it stands?", grain=1, high=10**13),
    _t("uveu_site_listed", "Does supplement no. 7 to part 748, or the authorization letter, already name the data center?"),
    _q("uveu_days_since_move_notice", "days", "How many days ago was the move between countries notified?", grain=1, high=10**6),
    _country("consignee_veu_country", "For which country is the national VEU authorization?"),
    _c("veu_requested", "Which VEU authorization is asked for?", "universal", "national"),
    _t("veu_certified", "Does the owner, with the entities it names, certify that it follows supplement no. 10 to part 748?"),
    _t("nveu_government_arrangement", "Have the consignee's government and the United States an arrangement on it?"),
    _t("veu_necessary", "Is the item necessary for the validated end user's data center?"),
    _c("veu_use", "What does the validated end user do with it: use it at its own authorized facility, move it between such facilities?",
       "own_facility", "own_move", "elsewhere"),
    _t("us_supply_certified", "Does the exporter certify sufficient US supply and no delayed US order?"),
    _t("foundry_certified", "Does the exporter certify that no foundry capacity is diverted?"),
    _t("kyc_certified", "Does the recipient keep know-your-customer and remote-access controls?"),
    _t("us_lab_tested", "Was the shipment tested by an independent laboratory in the United States?"),
)  # fmt: skip

MEMORY = (
    _t("hbm_bought_by_designer", "Is it bought directly by the designer of the co-packaged commodity?"),
    _t("hbm_site_confirms", "Will the packaging site confirm in writing?", duty=True),
    _t("hbm_packages_returned", "Do the finished packages come back to the exporter?"),
    _q("hbm_unreturned_percent", "percent", "What is the gap between units sent and returned?", high=100),
    _q("hbm_gap_found_days_ago", "days", "How many days ago was the gap found?", grain=1, high=10**6),
    _t("finished_package_below_3a090", "Is the finished package under 3A090.a and .b?"),
    _t("facility_advanced_node", "Does the receiving facility produce advanced-node circuits?"),
)  # fmt: skip

OPERATIONS = "10^18 operations"
"""Unit of training operations; a stored one is a thousandth of it."""


def _operations(name: str, question: str) -> FactSpec:
    return _q(name, OPERATIONS, question, high=10**12)


WEIGHTS = (
    _operations("training_operations", "How many operations trained the model, all later training included?"),
    _t("weights_published", "Are the weights published?"),
    _t("derived_from_published", "Is the model derived from a published one?"),
    _operations("original_training_operations", "How many operations trained the original model?"),
    _operations("additional_training_operations", "How many operations were added?"),
    _t("below_open_frontier", "Would it take more operations to match the most capable published model?"),
    _operations("open_frontier_operations", "How many operations does it take to match the most capable published model?"),
    _q("unpublished_synthetic_share", "percent", "What share of operations trains on unpublished data that one model generated?", high=100),
    _operations("generator_operations", "How many operations generated that data?"),
    _operations("generator_training_operations", "How many operations trained the generator?"),
    _t("generator_weights_published", "Are the generator's weights published?"),
    _t("facility_supp10_secure", "Does the facility meet paragraphs 14, 15 and 18 of supplement no. 10 to part 748?"),
    _x("trained_on_eccn", "Under which ECCN do the computers stand that trained the model?"),
    _country("trained_in", "In which country was the model trained?"),
    _t("trained_on_subject_to_ear", "Are the computers that trained the model subject to the EAR?"),
    _c("service", "Which computing service is given?", "iaas_training", "iaas_inference"),
    _country("compute_country", "Where do the rented computers stand?"),
    _c("compute_received_under", "Under which authorization were those computers received (none: under no exception or VEU)?",
       "none", "NLR", "LICENSE", "AIA", "ACM", "LPP", "NAC", "ACA", "SUPP8", "SAVINGS", "UVEU", "NVEU"),
)  # fmt: skip

LATER = (
    _c("exporter_role", "What is the exporter in the making of the chip?", "front_end_fabricator", "osat", "other"),
    _c("packaged_by", "Who packaged the die?", "front_end_fabricator", "approved_osat", "other_osat"),
    _country("packaging_country", "Where was it packaged?"),
    _c("transistors_attested_by", "Who attests the transistor count?", "front_end_fabricator", "approved_osat", "none"),
    _d("transfer_completed_on", "On which day is the transfer completed?"),
    _t("datasheet_below_3a090a", "Does a datasheet or attestation show figures below 3A090.a?"),
    _t("designer_agreed_743_9", "Did the designer agree to give the information of 743.9(b)?"),
    _d("designer_application_filed_on", "On which day did the designer apply to be approved?"),
    _t("us_technology_direct_product", "Is it the direct product of listed US technology or plant?"),
    _t("contains_us_plant_ic", "Does it contain a circuit made by such a plant?"),
    _c("direct_product_of", "Of which technology or software subject to the EAR is it the direct product?", "none", *INPUTS),
    _c("plant_product_of", "Of which technology or software of US origin is the plant that made it the direct product?", "none", *INPUTS),
    _country("built_into_for", "To which country does what it is built into go (none: it is built into nothing)?"),
    FactSpec("ordered_by_footnote", "set", "Which footnotes carries an entity, no party here, that makes, buys or orders what it goes into?",
             values=("none", "1", "4", "5")),
    _t("contains_us_ic", "Does it contain a circuit of US origin of Category 3, 4 or 5?"),
    _t("contains_us_3a001", "Does it contain semiconductors of US origin of 3A001, other than memory?"),
    _x("packager_name", "What is the name of the company that packaged it?"),
)  # fmt: skip

MATERIALS = (
    "none", "gallium", "germanium", "antimony", "superhard", "graphite", "samarium", "gadolinium", "terbium", "dysprosium", "lutetium",
    "scandium", "yttrium", "other_rare_earth",
)  # fmt: skip
COMPANIONS = ("malaysia", "taiwan", "netherlands", "china")

ELSEWHERE = (
    FactSpec("permits_held", "set", "Which countries' own permits are held for this line (none: of none)?", values=("none", *COMPANIONS)),
    _t("my_high_performance_ai_chip", "Is it a high-performance AI chip of US origin, in the words of Malaysia's directive?"),
    _d("my_notified_on", "On which day was Malaysia's authority notified (none: not notified)?"),
    _t("tw_shtc_listed", "Does a party stand on Taiwan's entity list for strategic high-tech commodities?"),
    _x("lithography_model", "Which model of lithography machine is it, for example NXT:2000i?"),
    _c("material", "Which material is it?", *MATERIALS),
)  # fmt: skip


def _derived(name: str, kind: str = "quantity", unit: str = "", grain: int = 1000) -> FactSpec:
    return FactSpec(name, kind, "", unit, grain, derived=True)


END_USE = (
    _country("end_use_country", "In which country is the facility, the supercomputer or the equipment that it is used for?"),
    _c("model_training_purpose", "What are the models trained for?", "wmd", "military_intelligence", "other"),
    _c("equipment_made", "Which equipment, or its parts, is developed or produced with it?", "3B001", "3B001.g", "3B001.h", "3B001.j",
       "3B002", "3B090", "3B611", "3B903", "3B991", "3B991.b.2", "3B991.b.2.a", "3B991.b.2.b", "3B992", "3B993", "3B994",
       "software_or_technology", "none"),
    _c("facility_makes", "Which circuits does the facility produce, or which are designed?", "logic", "nand", "dram", "other"),
    _t("facility_back_end_only", "Does it only do back-end steps that do not change the technology level?"),
    _q("facility_node_nm", "nm", "On which logic node?", high=10**6),
    _t("facility_non_planar", "Are its logic circuits made with non-planar transistors?"),
    _q("facility_nand_layers", "layers", "How many layers has its NAND memory?", grain=1, high=10**6),
    _q("facility_dram_half_pitch_nm", "nm", "What is the half-pitch of its DRAM?", high=10**6),
    _q("facility_dram_cell_area_um2", "um2", "What is the cell area of its DRAM?", grain=10**6, high=10**6),
    _q("facility_dram_density_gb_mm2", "Gb/mm2", "What is the density of its DRAM?", high=10**6),
    _q("facility_dram_tsv", "vias", "How many through-silicon vias has one DRAM die?", grain=1, high=10**9),
    _t("design_automation", "Is it software or technology for electronic or technology computer-aided design (ECAD, TCAD)?"),
    _q("system_fp64_petaflops", "petaflops", "What is the theoretical capacity of the system in double precision (64 bit)?", high=10**9),
    _q("system_fp32_petaflops", "petaflops", "What is its theoretical capacity in single precision (32 bit)?", high=10**9),
    _q("system_volume_cubic_feet", "cubic feet", "In how small an envelope does that capacity stand?", high=10**9),
    _t("foreign_item_available", "Does a foreign-made item that needs no such license do the same?"),
    _q("adjusted_peak_performance_wt", "weighted teraflops", "What is the adjusted peak performance (APP) of the computer?", high=10**9),
    _c("gov_limb", "For whom in the US Government is it?", "personnel", "agency", "other"),
)  # fmt: skip

DERIVED = (
    *(_derived(f"eccn_{level}", "text") for level in ("group", "heading", "paragraph", "item", "subitem")),
    _derived("technology_for_group", "text"),
    _derived("designer_home", "text"),
    _derived("line_tpp", unit="TPP"),
    _derived("lpp_after_tpp", unit="TPP"),
    _derived("operator_lpp_after_tpp", unit="TPP"),
    _derived("country_after_tpp", unit="TPP"),
    _derived("nveu_after_tpp", unit="TPP"),
    _derived("uveu_outside_after", "ratio", "percent"),
    _derived("uveu_country_after", "ratio", "percent"),
    _derived("uveu_outside_us_after", "ratio", "percent"),
    _derived("veu_country_is_destination", "truth"),
    _derived("nac_days_since_notice", unit="days", grain=1),
    _derived("my_days_since_notice", unit="days", grain=1),
    _derived("ic_performance_density", "ratio", "TPP/mm2"),
    _derived("dram_plus_io_gb_s", unit="GB/s"),
    _derived("peak_tops", unit="TOPS"),
    _derived("addressee", "text"),
    _derived("has_parameters", "truth"),
    _derived("eccn_stated", "truth"),
    _derived("has_training_operations", "truth"),
    _derived("operations_with_generation", unit=OPERATIONS),
    _derived("operations_with_generator", unit=OPERATIONS),
    _derived("additional_over_original", "ratio"),
    _derived("additional_over_whole", "ratio"),
    _derived("additional_over_frontier", "ratio"),
    _derived("stated_origin", "text"),
    _derived("technology_input", "text"),
    _derived("plant_input", "text"),
    _derived("exporter_fabricates", "truth"),
    _derived("designer_days_since_application", unit="days", grain=1),
)


def _role_facts() -> Iterator[FactSpec]:
    for role in ROLES:
        words = "ultimate consignee" if role == "consignee" else role.replace("_", " ")
        for spec in ROLE_FACTS:
            yield changed(spec, name=spec.name.format(role), question=spec.question.format(words), group="parties")


@cache
def vocabulary() -> dict[str, FactSpec]:
    """All facts by name, in the order in which they are shown."""
    groups = {
        "transaction": TRANSACTION, "parties": (*_role_facts(), *PARTIES), "item": ITEM, "rates": RATES,
        "exceptions": EXCEPTIONS, "papers": PAPERS, "standing": STANDING, "memory": MEMORY, "end use": END_USE, "weights": WEIGHTS,
        "later": LATER, "elsewhere": ELSEWHERE, "derived": DERIVED,
    }  # fmt: skip
    return {spec.name: changed(spec, group=group) for group, specs in groups.items() for spec in specs}


@cache
def optional_role(name: str) -> str:
    """The role that a fact or column belongs to, if it is one of which nothing need be said; else empty."""
    base = name.partition(":")[0]
    facts = {spec.name.format(role): role for role in OPTIONAL_ROLES for spec in ROLE_FACTS}
    return facts.get(base, "")


def stored_columns(spec: FactSpec) -> tuple[str, ...]:
    """The columns in which a fact is kept: a ratio as top and bottom, a set as one truth value per member."""
    if spec.kind == "ratio":
        return (f"{spec.name}:top", f"{spec.name}:bottom")
    if spec.kind == "set":
        return tuple(f"{spec.name}:{value}" for value in spec.values if value != "none")
    return (spec.name,)


@cache
def columns() -> tuple[str, ...]:
    """All stored columns, in order: the layout of a row of facts."""
    return tuple(column for spec in vocabulary().values() for column in stored_columns(spec))


@cache
def grains() -> dict[str, Grains]:
    """How each fact is stored, for the books of law."""
    return {spec.name: Grains(spec.kind, spec.grain) for spec in vocabulary().values()}
