"""Military end use and end users (744.21), military intelligence (744.22)."""

from licet.language.provision import definition, entries, group, provision, unread
from licet.law.us_ear.ccl import computed_3a090, computed_3a991
from licet.law.us_ear.part744.affiliates import affiliate_of_military_end_user


@provision("15 CFR 744.21(f), (g)", since="2022-10-07", by="us-2022-ac", confidence="P")
def military(t):
    """A military end use or end user; bodies of intelligence are military end users too."""
    return (
        t.end_use in {"military", "military_intelligence"}
        or t.consignee_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.owner_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.operator_kind in {"military_end_user", "military_intelligence_end_user"}
        or t.end_user_kind in {"military_end_user", "military_intelligence_end_user"}
    )


@provision("15 CFR 744.21(b); supplement no. 7 to part 744", since="2022-10-07", by="us-2022-ac", confidence="S")
def listed_military_end_user(t):
    """A party stands on the list of military end users, or is held by those that do."""
    return (
        "meu_list" in t.consignee_listed
        or "meu_list" in t.owner_listed
        or "meu_list" in t.operator_listed
        or "meu_list" in t.end_user_listed
        or "meu_list" in t.intermediate_listed
        or affiliate_of_military_end_user(t)
    )


@provision("15 CFR 744.21(a)", since="2022-10-07", by="us-2022-ac", confidence="S")
def military_destination(t):
    """One of the countries of 744.21."""
    return t.destination in group("meu_supp2_countries") or t.destination in group("meu_any_item_countries")


@provision("15 CFR 744.21(a)", since="2022-10-07", by="us-2022-ac", confidence="S")
def military_in_reach(t):
    """A military end use or end user in one of the countries of 744.21."""
    return (military(t) or listed_military_end_user(t)) and military_destination(t)


@provision("supplement no. 2 to part 744, categories 3 to 5", since="2022-10-07", by="us-2022-ac", confidence="P")
def supplement_2_item(t):
    """Items of the list for military end users, which names neither 3A090 nor 4A090."""
    return not computed_3a090(t) and (
        computed_3a991(t)
        or t.base_eccn in entries("meu_supplement_2")
        or t.eccn_heading in entries("meu_supplement_2")
        or t.eccn_heading == "4A994" and t.adjusted_peak_performance_wt > (app_floor := 0.5)
        or t.eccn_heading in entries("meu_supplement_2_in_part")
        and unread("Supplement no. 2 to part 744 names a part of this entry only, which is not kept here.")
    )  # fmt: skip


@provision("15 CFR 744.21(a)", since="2022-10-07", by="us-2022-ac", confidence="S")
def requires_military(t):
    """Items of supplement no. 2 for five countries, any item for Russia and Belarus."""
    return (military(t) or listed_military_end_user(t)) and (
        t.destination in group("meu_supp2_countries") and supplement_2_item(t) or t.destination in group("meu_any_item_countries")
    )


@provision("15 CFR 744.21(b)", since="2022-10-07", by="us-2022-ac", confidence="S")
def listed_military_elsewhere_unread(t):
    """A listed military end user that receives the item in another country."""
    return (
        listed_military_end_user(t)
        and not military_destination(t)
        and supplement_2_item(t)
        and unread("What 744.21 asks where a listed military end user stands outside its countries was not read.")
    )


@provision("15 CFR 744.21(d); 740.8(b)", since="2022-10-07", by="us-2022-ac", confidence="U")
def military_exceptions_unread(t):
    """Exceptions for items outside supplement no. 2, whose license 744.21(e)(3) denies."""
    return military_in_reach(t) and unread(
        "Section 744.21 was not read as a whole after 2020: whether an exception carries other items to a military end user is open."
    )


# 744.22


@definition("15 CFR 744.22(a)")
def intelligence_user(kind, headquarters, destination):
    return kind == "military_intelligence_end_user" and (
        headquarters in group("military_intelligence_countries") or destination in group("military_intelligence_countries")
    )


@provision("15 CFR 744.22(a)", since="2022-10-07", by="us-2022-ac", confidence="P")
def military_intelligence_in_reach(t):
    """A military-intelligence end use, or end user, of one of the countries of 744.22."""
    return (
        t.end_use == "military_intelligence"
        and (t.destination in group("military_intelligence_countries") or t.end_use_country in group("military_intelligence_countries"))
        or t.end_use == "model_training_for_d5"
        and t.model_training_purpose == "military_intelligence"
        and (t.destination in group("military_intelligence_countries") or t.end_use_country in group("military_intelligence_countries"))
        or intelligence_user(t.consignee_kind, t.consignee_hq, t.destination)
        or intelligence_user(t.owner_kind, t.owner_hq, t.destination)
        or intelligence_user(t.operator_kind, t.operator_hq, t.destination)
        or intelligence_user(t.end_user_kind, t.end_user_hq, t.destination)
    )


@provision("15 CFR 744.22(a)", since="2022-10-07", by="us-2022-ac", confidence="P")
def requires_military_intelligence(t):
    """Any item subject to the EAR."""
    return military_intelligence_in_reach(t)
