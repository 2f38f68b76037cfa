"""Note 1 to 3A090.a: the presumption for front-end fabricators and OSAT companies, and the three ways to overcome it.

Paragraph d of the note repeats the figures of b and c as "below" where its sense needs "at or above": a to c are the operative ones.
"""

from licet.language.provision import day, group, party, provision, reading
from licet.law.us_ear.places import macau_or_d5


@provision("ECCN 3A090.a note 1", since="2025-01-16", by="us-2025-foundry", confidence="P")
def applicable_advanced_logic(t):
    """A logic circuit of the 16/14 nm node or below, or with non-planar transistors, as part 772 defines it."""
    return t.item_kind == "ic" and (t.node_nm <= (node := 16) or t.non_planar)


# a. The designer's datasheet


@provision("supplement no. 6 to part 740", since="2025-01-16", by="us-2025-foundry", confidence="P")
def approved_designer(t):
    """One of the approved designers."""
    return (
        t.designer_status == "approved"
        or t.designer_name in party("approved_designers")
        or t.designer_name in party("approved_designer_brands")
    )


@provision("ECCN 3A090.a note 1", since="2025-01-16", by="us-2025-foundry", confidence="P")
def designer_terms(t):
    """Of Taiwan, A:1 or A:5, not of Macau or D:5, and willing to give the information of 743.9(b); or said to be authorized."""
    return t.designer_status == "authorized" or (
        (t.designer_hq in group("taiwan") or t.designer_hq in group("A:1") or t.designer_hq in group("A:5"))
        and not macau_or_d5(t.designer_country)
        and not macau_or_d5(t.designer_parent)
        and t.designer_agreed_743_9
    )


@provision("ECCN 3A090.a note 1", since="2025-01-16", by="us-2025-foundry", confidence="P")
def authorized_designer(t):
    """Whoever meets these terms."""
    return designer_terms(t)


@authorized_designer.amended("ECCN 3A090.a note 1", since="2026-12-31", by="us-2026-icdesigner", confidence="U")
def authorized_designer(t):
    """The one day that is neither before nor after 2026-12-31."""
    return designer_terms(t) and reading("designer_2026_12_31", "earlier_terms")


@authorized_designer.amended("ECCN 3A090.a note 1", since="2027-01-01", by="us-2026-icdesigner", confidence="P")
def authorized_designer(t):
    """These terms and an application to become approved, for 180 days from its day."""
    return (
        designer_terms(t)
        and t.designer_application_filed_on <= t.date
        and t.designer_days_since_application < (days := 180)
    )  # fmt: skip


@provision("ECCN 3A090.a; 5A002.z; 5A992.z", since="2025-01-16", by="us-2025-foundry", confidence="P")
def designer_of_standing(t):
    """Approved or authorized."""
    return approved_designer(t) or authorized_designer(t)


@provision("ECCN 3A090.a note 1", since="2025-01-16", by="us-2025-foundry", confidence="P")
def overcome_by_designer(t):
    """An approved or authorized designer's datasheet or attestation shows figures below 3A090.a."""
    return designer_of_standing(t) and t.datasheet_below_3a090a


# b and c. The packager's count


@provision("ECCN 3A090.a note 1", since="2025-01-16", by="us-2025-foundry", confidence="P")
def few_transistors(t):
    """Below 30 billion in the package; without high-bandwidth memory below 35 billion in 2027 and 40 billion from 2029 on."""
    return t.transistors < (count := 30_000_000_000) or not t.has_hbm and (
        day("2027-01-01") <= t.transfer_completed_on < day("2028-01-01") and t.transistors < (count_2027 := 35_000_000_000)
        or day("2028-01-01") <= t.transfer_completed_on < day("2029-01-01") and t.transistors < (count_2027 := 35_000_000_000)
        and reading("transistors_2028", "step_of_2027")
        or t.transfer_completed_on >= day("2029-01-01") and t.transistors < (count_2029 := 40_000_000_000)
    )  # fmt: skip


@provision("ECCN 3A090.a note 1", since="2025-01-16", by="us-2025-foundry", confidence="P")
def overcome_by_fabricator(t):
    """Packaged by the fabricator outside Macau and D:5, which attests the count."""
    return (
        t.packaged_by == "front_end_fabricator"
        and not macau_or_d5(t.packaging_country)
        and t.transistors_attested_by == "front_end_fabricator"
        and few_transistors(t)
    )


@provision("ECCN 3A090.a note 1; supplement no. 7 to part 740", since="2025-01-16", by="us-2025-foundry", confidence="P")
def overcome_by_osat(t):
    """Packaged by an approved OSAT company, which attests the count."""
    return (
        (t.packaged_by == "approved_osat" or t.packager_name in party("approved_osat"))
        and t.transistors_attested_by == "approved_osat"
        and few_transistors(t)
    )


@provision("ECCN 3A090.a note 1", since="2025-01-16", enforced="2025-01-31", by="us-2025-foundry", confidence="P")
def presumed_3a090_a(t):
    """For a fabricator or OSAT company, advanced logic is 3A090.a and for datacenters unless one of the three ways is open."""
    return (
        t.exporter_role in {"front_end_fabricator", "osat"}
        and applicable_advanced_logic(t)
        and not (overcome_by_designer(t) or overcome_by_fabricator(t) or overcome_by_osat(t))
    )


@provision("ECCN 3A090.a note 1", since="2025-01-16", by="us-2025-foundry", confidence="P")
def stands_presumed(t):
    """The presumption where the exporter is said to be such a company: an entry is worked out without asking who exports."""
    return t.exporter_fabricates and presumed_3a090_a(t)


@provision("15 CFR 743.9", since="2025-01-16", by="us-2025-foundry", confidence="S")
def designer_to_report(t):
    """A fabricator that relies on an authorized designer reports what the designer gave it."""
    return t.exporter_fabricates and applicable_advanced_logic(t) and not approved_designer(t) and authorized_designer(t)
