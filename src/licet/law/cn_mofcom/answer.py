"""What leaves China: four materials to the United States, seven rare earths to anywhere. What enters China: the H200.

Suspensions are dated: a suspended ban is neither in force nor gone, and what else the law asks meanwhile was not read.
"""

from licet.language.chain import any_of, chain, step
from licet.language.provision import group, party, provision, unread


@provision("corpus", since="1970-01-01", by="corpus", confidence="S")
def before_the_announcements(t):
    """Days before the first announcement kept here."""
    return unread("This corpus of law begins on 2024-12-03, with Announcement 46 of 2024.")


@before_the_announcements.repealed("corpus", since="2024-12-03", by="cn-2024-46", confidence="S")
def before_the_announcements(t):
    """The announcement is there."""
    return False


@provision("not in the sources", since="2024-12-03", by="cn-2024-46", confidence="S")
def hong_kong_unread(t):
    """It comes from, or goes to, Hong Kong or Macau."""
    return (t.origin in group("hong_kong_and_macau") or t.destination in group("hong_kong_and_macau")) and unread(
        "How these announcements treat Hong Kong and Macau was not read."
    )


@provision("MOFCOM Announcement 46/2024", since="2024-12-03", by="cn-2024-46", confidence="S")
def does_not_touch_china(t):
    """It neither comes from China nor goes there, or stays there."""
    return not t.origin in group("china") and not t.destination in group("china") or leaves_and_enters(t)


@provision("MOFCOM Announcement 46/2024", since="2024-12-03", by="cn-2024-46", confidence="S")
def leaves_and_enters(t):
    """It stays in China."""
    return t.origin in group("china") and t.destination in group("china")


@provision("MOFCOM Announcement 61/2025", since="2026-11-11", by="cn-2025-61", confidence="U")
def foreign_limbs_open(t):
    """Goods made outside China with Chinese rare earths or their technology, after the suspension ran out."""
    return not t.origin in group("china") and unread(
        "Announcement 61 of 2025 was suspended until 2026-11-10; whether the suspension was extended was not found."
    )


@provision("MOFCOM Announcement 46/2024 s.1", since="2024-12-03", by="cn-2024-46", confidence="S")
def military_use_in_the_united_states(t):
    """The materials leave China for a military user or use in the United States."""
    return (
        t.material in party("materials_of_46")
        and leaves_china(t)
        and t.destination in group("united_states")
        and (t.end_use in {"military", "military_intelligence"} or t.end_user_kind == "military_end_user")
    )


@provision("MOFCOM Announcement 46/2024 s.2", since="2024-12-03", by="cn-2024-46", confidence="S")
def banned_to_the_united_states(t):
    """The materials leave China for the United States."""
    return t.material in party("banned_to_the_united_states") and leaves_china(t) and t.destination in group("united_states")


@provision("MOFCOM Announcement 46/2024", since="2024-12-03", by="cn-2024-46", confidence="S")
def leaves_china(t):
    """It comes from China and goes elsewhere."""
    return t.origin in group("china") and not t.destination in group("china")


@provision("Chinese customs, reported 2026-01-14", since="2026-01-14", by="cn-2026-h200", confidence="S")
def h200_not_permitted(t):
    """An H200 enters China."""
    return t.chip in party("h200") and enters_china(t)


@h200_not_permitted.amended("Chinese customs, reported 2026-01-28", since="2026-01-28", by="cn-2026-h200", confidence="S")
def h200_not_permitted(t):
    """Conditional approvals are reported, not their conditions."""
    return (
        t.chip in party("h200")
        and enters_china(t)
        and unread("Conditional approvals of H200 imports were reported on 2026-01-28; their conditions were not read.")
    )


@provision("Chinese customs, reported 2026-01-14", since="2024-12-03", by="cn-2024-46", confidence="S")
def enters_china(t):
    """It goes to China from elsewhere."""
    return t.destination in group("china") and not t.origin in group("china")


@provision("MOFCOM Announcement 18/2025", since="2025-04-04", by="cn-2025-18", confidence="S")
def license_required(t):
    """One of seven rare earths leaves China."""
    return t.material in party("rare_earths_of_18") and leaves_china(t)


@provision("MOFCOM Announcement 18/2025", since="2025-04-04", by="cn-2025-18", confidence="S")
def license_held(t):
    """A license of the ministry is held for it."""
    return license_required(t) and "china" in t.permits_held


@provision("Chinese export and import control", since="2024-12-03", by="cn-2024-46", confidence="S")
def other_rules_unread(t):
    """Everything else that leaves or enters China."""
    return unread("Other Chinese export and import rules, and what holds while a ban is suspended, were not read.")


paragraph = chain("Which item is it?", default=step("none"))

eccn = chain("Under which entry does it stand?", default=step("none"))

outcome = chain(
    "May it leave or enter China, and under what?",
    step(before_the_announcements, "undetermined"),
    step(hong_kong_unread, "undetermined"),
    step(foreign_limbs_open, "undetermined"),
    step(does_not_touch_china, "not_subject", via="none"),
    step(military_use_in_the_united_states, "prohibited", via="none"),
    step(banned_to_the_united_states, "prohibited", via="none"),
    step(h200_not_permitted, "prohibited", via="none"),
    any_of(step(license_held, "authorized", via="LICENSE")),
    step(license_required, "license_required", via="none"),
    step(other_rules_unread, "undetermined"),
    default=step("undetermined", via="none"),
)

review = chain("Which policy meets an application?", default=step("none"))

informed = chain("Does a letter bind this exporter?", default=step("none"))
