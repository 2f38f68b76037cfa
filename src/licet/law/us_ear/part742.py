"""Section 742.6: when advanced computing items need a license, paragraph (a)(6), version by version and layer by layer."""

from licet.language.provision import group, provision, reading, unread
from licet.law.us_ear.ccl import commodity_a, commodity_b, item_2022, item_a, item_b, item_c, named_software, named_software_b
from licet.law.us_ear.part734 import deemed_export
from licet.law.us_ear.part734_09 import ordered_by_footnoted_entity_open
from licet.law.us_ear.part736 import denied_party
from licet.law.us_ear.part742_equipment import equipment_unread, requires_equipment
from licet.law.us_ear.part742_weights import requires_weights
from licet.law.us_ear.part744.requirements import requires_part_744
from licet.law.us_ear.part744.training import supports_model_training
from licet.law.us_ear.part744.us_persons import requires_us_person
from licet.law.us_ear.part746 import embargo
from licet.law.us_ear.part746_03 import special_control_iraq
from licet.law.us_ear.places import macau_or_d5, party_of_macau_or_d5, to_advanced_computing_destination, to_macau_or_d5
from licet.law.us_ear.services import computing_service, service_needs_agreement, service_open

# (a)(6) by destination


@provision("15 CFR 742.6(a)(6)", since="2022-10-21", by="us-2022-ac", confidence="S")
def requires_2022(t):
    """China, with Hong Kong."""
    return item_2022(t) and t.destination in group("china")


@requires_2022.amended("15 CFR 742.6(a)(6)(i)", since="2023-01-17", by="us-2023-macau", confidence="P")
def requires_2022(t):
    """China and Macau."""
    return item_2022(t) and (t.destination in group("china") or t.destination in group("macau"))


@requires_2022.repealed("15 CFR 742.6(a)(6)", since="2023-11-17", by="us-2023-acs", confidence="P")
def requires_2022(t):
    """No longer in force: the country groups took its place."""
    return False


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def requires_a(t):
    """Country Groups D:1, D:4 and D:5, less A:5 and A:6."""
    return item_a(t) and to_advanced_computing_destination(t)


@requires_a.amended(
    "15 CFR 742.6(a)(6)(iii)(A)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="codified", due="2025-05-15"
)
def requires_a(t):
    """Every destination worldwide. As a rule about destinations this was never enforced."""
    return item_a(t)


@requires_a.amended("15 CFR 742.6(a)(6)(iii)(A)", since="2026-07-10", by="us-2026-uae", confidence="S", layer="enforced")
def requires_a(t):
    """The destinations of the earlier text, and the United Arab Emirates, which left the country groups that day."""
    return item_a(t) and (
        to_advanced_computing_destination(t) or t.destination in group("uae") and reading("uae_a_items", "enforced")
    )


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def requires_b(t):
    """Country Groups D:1, D:4 and D:5, less A:5 and A:6."""
    return item_b(t) and to_advanced_computing_destination(t)


@requires_b.amended("15 CFR 742.6(a)(6)(iii)(B)", since="2026-07-10", by="us-2026-uae", confidence="P")
def requires_b(t):
    """Country Groups D:1, D:4 and D:5, less A:5 and A:6, and the United Arab Emirates by name."""
    return item_b(t) and (to_advanced_computing_destination(t) or t.destination in group("uae"))


@provision("15 CFR 742.6(a)(6)(i)(B)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def requires_c(t):
    """High-bandwidth memory to Macau or D:5."""
    return item_c(t) and to_macau_or_d5(t)


@provision("15 CFR 742.6(a)(6)(i)", since="2022-10-21", by="us-2022-ac", confidence="P")
def requires_technology_from_d5(t):
    """Technology for 3A090 made by an entity of China or Macau, sent from there anywhere."""
    return (
        t.item_kind == "technology"
        and t.eccn == "3E001"
        and t.technology_for in {"3A090", "3A090.a"}
        and (t.origin in group("china") or t.origin in group("macau"))
        and (t.designer_hq in group("china") or t.designer_hq in group("macau"))
    )


@requires_technology_from_d5.amended("15 CFR 742.6(a)(6)(ii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def requires_technology_from_d5(t):
    """Technology for 3A090 developed by a party of Macau or D:5, sent from there, a product of software subject to the EAR."""
    return (
        t.item_kind == "technology"
        and t.eccn == "3E001"
        and t.technology_for in {"3A090", "3A090.a", "3A090.b"}
        and macau_or_d5(t.origin)
        and not (t.destination in group("A:5") or t.destination in group("A:6"))
        and (macau_or_d5(t.designer_hq) or macau_or_d5(t.designer_parent))
        and t.us_technology_direct_product
    )


# By headquarters, wherever the item goes


@provision("15 CFR 744.23(a)(3)(i)", since="2023-11-17", by="us-2023-acs", confidence="P")
def requires_headquarters(t):
    """Commodities and named software to any other destination, for an entity of Macau or D:5."""
    return (commodity_a(t) or commodity_b(t) or named_software(t)) and not to_advanced_computing_destination(t) and party_of_macau_or_d5(t)


@requires_headquarters.amended("15 CFR 744.23(a)(3)(i)(A)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def requires_headquarters(t):
    """The .b half only: for the .a half the test moved into 742.6(a)(6)(iii)(A)."""
    return (commodity_b(t) or named_software_b(t)) and not to_advanced_computing_destination(t) and party_of_macau_or_d5(t)


@provision(
    "15 CFR 742.6(a)(6)(iii)(A)", since="2025-01-13", by="us-2025-diffusion", confidence="P", layer="enforced"
)
def requires_a_headquarters(t):
    """Every destination, for an entity of Macau or D:5: this part of the worldwide requirement is enforced."""
    return item_a(t) and party_of_macau_or_d5(t)


@provision("15 CFR 744.23(a)(3)(i)(B)", since="2024-12-02", enforced="2024-12-31", by="us-2024-fdp-hbm", confidence="P")
def requires_c_headquarters(t):
    """High-bandwidth memory to any other destination, for an entity of Macau or D:5."""
    return item_c(t) and not to_macau_or_d5(t) and party_of_macau_or_d5(t)


@provision("15 CFR 742.6(a)(6)", since="2022-10-21", by="us-2022-ac", confidence="P", joins=True)
def requires_regional_stability(t):
    """A license for reasons of regional stability; releases to persons are left out."""
    return (requires_2022(t) or requires_technology_from_d5(t)) and not deemed_export(t)


@requires_regional_stability.amended(
    "15 CFR 742.6(a)(6)(i) to (iv)", since="2023-11-17", by="us-2023-acs", confidence="P", joins=True
)
def requires_regional_stability(t):
    """A license for reasons of regional stability, or under 744.23(a)(3); releases to persons are left out."""
    return (
        requires_a(t)
        or requires_b(t)
        or requires_c(t)
        or requires_technology_from_d5(t)
        or requires_headquarters(t)
        or requires_a_headquarters(t)
        or requires_c_headquarters(t)
    ) and not deemed_export(t)


# National security, beside it


@provision("supplement no. 1 to part 774, license requirements", since="2022-10-07", by="us-2022-ac", confidence="P")
def national_security_technology(t):
    """Software and technology of entries with a national security column; what is for 3A090 or 4A090 has none in 3D001 and 4E001."""
    return t.item_kind in {"software", "technology"} and (
        t.eccn_heading in {"3E001", "4D001", "5D002", "5E002"}
        or t.eccn_heading == "3D001" and not t.technology_for in {"3A090", "3A090.a", "3A090.b", "3A090.c"}
        or t.eccn_heading == "4E001" and not t.technology_for in {"4A090", "4A090.a", "4A090.b", "4D090"}
    )


@provision("15 CFR 742.4; Commerce Country Chart", since="2022-10-07", by="us-2022-ac", confidence="U")
def requires_national_security(t):
    """Entries with a national security column: the columns before July 2026 were not read."""
    return (t.base_eccn in {"3A001", "4A003", "4A004", "4A005", "5A002", "5A004"} or national_security_technology(t)) and unread(
        "The national security columns of this entry were not read for days before 2026-07-23."
    )


@requires_national_security.amended("Commerce Country Chart, NS:1 and NS:2", since="2026-07-23", by="us-2026-uae", confidence="P")
def requires_national_security(t):
    """NS:2 leaves out Country Group A:1 and Liechtenstein, NS:1 leaves out Australia, Canada and the United Kingdom."""
    return (
        t.base_eccn in {"3A001", "4A004"}
        and not t.destination in group("A:1")
        and not t.destination in group("liechtenstein")
        or (t.base_eccn in {"4A003", "4A005", "5A002", "5A004"} or national_security_technology(t))
        and not t.destination in group("australia_canada_uk")
        and not (
            t.base_eccn == "4A003"
            and (t.destination in group("A:1") or t.destination in group("liechtenstein"))
            and t.eccn in {"4A003.z.2", "4A003.z.2.a", "4A003.z.2.b"}
        )
    )


@provision("Commerce Country Chart, MT:1 and NP:1", since="2026-07-23", by="us-2026-uae", confidence="P")
def requires_missile_or_nuclear(t):
    """3A001.z.2 is under MT:1, which leaves out Australia, Canada and the United Kingdom; 3A001.z.3 under NP:1, which leaves out A:4."""
    return t.base_eccn == "3A001" and (
        t.eccn in {"3A001.z.2", "3A001.z.2.a", "3A001.z.2.b"} and not t.destination in group("australia_canada_uk")
        or t.eccn in {"3A001.z.3", "3A001.z.3.a", "3A001.z.3.b"} and not t.destination in group("nuclear_column_open")
    )


# Everything together


@provision("15 CFR 736.2(b)", since="2022-10-07", by="us-2022-ac", confidence="S", joins=True)
def license_required(t):
    """Some part of the regulations asks for a license."""
    return (
        (
            requires_regional_stability(t)
            or requires_weights(t)
            or embargo(t)
            or special_control_iraq(t)
            or requires_part_744(t)
            or requires_national_security(t)
            or requires_missile_or_nuclear(t)
            or requires_equipment(t)
            or equipment_unread(t)
            or ordered_by_footnoted_entity_open(t)
        )
        and not computing_service(t)
        or requires_us_person(t)
        or supports_model_training(t)
        or service_needs_agreement(t)
        or service_open(t)
    )


@provision("15 CFR 736.2(b)", since="2022-10-07", by="us-2022-ac", confidence="S", joins=True)
def no_license_required(t):
    """No part of the regulations asks for a license."""
    return not license_required(t)


@provision("15 CFR 736.2(b)", since="2022-10-07", by="us-2022-ac", confidence="S", joins=True)
def free_to_go(t):
    """No license is asked, were it subject or not, and nobody is denied."""
    return no_license_required(t) and not denied_party(t)
