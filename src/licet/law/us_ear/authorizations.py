"""What lets a line go besides license exceptions: supplement no. 8, savings clauses, an individual license."""

from licet.language.provision import day, group, provision, unread
from licet.law.us_ear.part742 import requires_a, requires_b
from licet.law.us_ear.part744.affiliates import affiliate_of_military_end_user, affiliate_requirement
from licet.law.us_ear.part744.requirements import barred_by_part_744
from licet.law.us_ear.part744.training import supports_model_training
from licet.law.us_ear.part744.us_persons import requires_us_person
from licet.law.us_ear.part746 import embargo
from licet.law.us_ear.services import service_needs_agreement
from licet.law.us_ear.places import party_of_macau_or_d5, to_advanced_computing_destination


@provision("supplement no. 8 to part 740", since="2026-07-10", by="us-2026-uae", confidence="P")
def supplement_8_party(t):
    """Agencies of the United Arab Emirates, G42, Core42, and eight US companies with their subsidiaries."""
    return (
        t.consignee_supp8_entry == "agency"
        and t.consignee_kind != "state_owned_enterprise"
        or t.consignee_supp8_entry in {"g42", "core42", "us_company"}
    )


@supplement_8_party.amended("supplement no. 8 to part 740 note 2 to (b)", since="2027-04-06", by="us-2026-uae", confidence="P")
def supplement_8_party(t):
    """Agencies of the United Arab Emirates and eight US companies; the entries of G42 and Core42 end by themselves this
    day absent notice.
    """
    return t.consignee_supp8_entry == "agency" and t.consignee_kind != "state_owned_enterprise" or (
        t.consignee_supp8_entry == "us_company"
    )


@provision("supplement no. 8 to part 740; 742.6(a)(6)(iii)(A), (B)", since="2026-07-10", by="us-2026-uae", confidence="P")
def freed_by_supplement_8(t):
    """License-free in the United Arab Emirates."""
    return (
        t.destination in group("uae")
        and t.action != "service"
        and supplement_8_party(t)
        and (requires_a(t) or requires_b(t))
        and not party_of_macau_or_d5(t)
        and not barred_by_part_744(t)
    )


# Goods under way when a rule took effect


@provision("88 FR 2821, savings clause", since="2023-01-17", until="2023-02-17", by="us-2023-macau", confidence="S")
def saved_macau(t):
    """Under way to Macau when the rule took effect, finished by 2023-02-16."""
    return t.destination in group("macau") and t.en_route_since < day("2023-01-17")


@provision("90 FR 4544, savings clause", since="2025-05-15", until="2025-06-17", by="us-2025-diffusion", confidence="S")
def saved_diffusion(t):
    """Under way on 2025-05-15 where only the worldwide requirement is new, finished by 2025-06-16."""
    return (
        t.en_route_since <= day("2025-05-15")
        and not to_advanced_computing_destination(t)
        and not party_of_macau_or_d5(t)
        and not embargo(t)
        and not barred_by_part_744(t)
    )


@provision("87 FR 62186, savings clause", since="2022-10-21", by="us-2022-ac", confidence="U")
def saved_2022_unread(t):
    """Under way when the rule of October 2022 took effect."""
    return t.en_route_since < day("2022-10-21") and unread("The savings clause of 87 FR 62186 was not read.")


@provision("88 FR 73458, savings clause", since="2023-11-17", by="us-2023-acs", confidence="U")
def saved_2023_unread(t):
    """Under way when the rule of November 2023 took effect."""
    return t.en_route_since < day("2023-11-17") and unread("The savings clause of 88 FR 73458 was not read.")


@provision("89 FR 23876, savings clause", since="2024-04-04", by="us-2024-corr", confidence="U")
def saved_april_2024_unread(t):
    """Under way when the rule of April 2024 took effect."""
    return t.en_route_since < day("2024-04-04") and unread("The savings clause of 89 FR 23876 was not read.")


@provision("90 FR 5298, savings clause", since="2025-01-16", by="us-2025-foundry", confidence="U")
def saved_2025_unread(t):
    """Under way when the rule of January 2025 on circuits of unapproved designers took effect."""
    return t.en_route_since < day("2025-01-16") and unread("The savings clause of 90 FR 5298 was not read.")


@provision("89 FR 96790, savings clause", since="2024-12-02", by="us-2024-fdp-hbm", confidence="U")
def saved_2024_unread(t):
    """Memory under way when the rule of December 2024 was to be complied with."""
    return (
        t.item_kind == "memory"
        and t.en_route_since < day("2024-12-31")
        and unread("The savings clause of 89 FR 96790 was not read.")
    )


@provision("90 FR 47201, savings clause", since="2025-09-29", by="us-2025-affiliates", confidence="U")
def saved_affiliates_unread(t):
    """Under way to an affiliate of a listed party when the rule took effect."""
    return (
        (affiliate_requirement(t) or affiliate_of_military_end_user(t))
        and t.en_route_since < day("2025-09-29")
        and unread("The savings clause of 90 FR 47201 was not read.")
    )


@provision("savings clauses", since="2022-10-21", by="us-2022-ac", confidence="S")
def saved(t):
    """A savings clause lets the shipment finish."""
    return (
        saved_macau(t)
        or saved_diffusion(t)
        or saved_2022_unread(t)
        or saved_2023_unread(t)
        or saved_april_2024_unread(t)
        or saved_2024_unread(t)
        or saved_2025_unread(t)
        or saved_affiliates_unread(t)
    )


# An individual license


@provision("15 CFR 750.7", since="2022-10-07", by="us-2022-ac", confidence="P")
def license_held(t):
    """An individual license that was issued and has not run out."""
    return t.license_issued_on <= t.date and t.date <= t.license_valid_until


@provision("15 CFR 740.27; supplement no. 10 to part 748", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def service_without_license(t):
    """A service that needs an agreement, and no license for it: what carries items carries no service."""
    return t.action == "service" and service_needs_agreement(t) and not license_held(t)


@provision("15 CFR 744.6", since="2022-10-07", by="us-2022-ac", confidence="P")
def support_without_license(t):
    """Support by a US person that needs a license, and none is held: no exception helps."""
    return (requires_us_person(t) or supports_model_training(t)) and not license_held(t)
