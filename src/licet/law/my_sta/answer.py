"""High-performance AI chips of US origin that leave Malaysia: a notice 30 days ahead and a strategic trade permit.

The directive itself was not read: which chips it means is asked, not computed.
"""

from licet.language.chain import any_of, chain, step
from licet.language.provision import group, provision, reading, unread


@provision("corpus", since="1970-01-01", by="corpus", confidence="S")
def before_the_directive(t):
    """Days before the directive."""
    return unread("This corpus of law begins on 2025-07-14, with Directive 1/2025; what held in Malaysia before was not read.")


@before_the_directive.repealed("corpus", since="2025-07-14", by="my-2025-directive", confidence="S")
def before_the_directive(t):
    """The directive is there."""
    return False


@provision("STA 2010 s.12", since="2025-07-14", by="my-2025-directive", confidence="S")
def does_not_leave_malaysia(t):
    """It comes from another country, or stays in Malaysia."""
    return not t.origin in group("malaysia") or t.destination in group("malaysia")


@provision("STA 2010 s.12; Directive 1/2025", since="2025-07-14", by="my-2025-directive", confidence="S")
def license_required(t):
    """A high-performance AI chip of US origin leaves Malaysia."""
    return t.my_high_performance_ai_chip and not does_not_leave_malaysia(t)


@provision("STA 2010", since="2025-07-14", by="my-2025-directive", confidence="S")
def other_goods_unread(t):
    """Goods that leave Malaysia and are no such chip."""
    return not t.my_high_performance_ai_chip and unread(
        "Malaysia's list of strategic items was not read: only high-performance AI chips are answered."
    )


@provision("STA 2010; Directive 1/2025", since="2025-07-14", by="my-2025-directive", confidence="S")
def permit_held(t):
    """A strategic trade permit is held for it."""
    return license_required(t) and "malaysia" in t.permits_held


@provision("STA 2010 s.12; Directive 1/2025", since="2025-07-14", by="my-2025-directive", confidence="S")
def notice_given(t):
    """Notice was given 30 days ahead, where that is read to be enough."""
    return license_required(t) and reading("my_notice", "notice") and t.my_days_since_notice >= (days := 30)


paragraph = chain("Which chip is it?", default=step("none"))

eccn = chain("Under which entry does it stand?", default=step("none"))

outcome = chain(
    "May it leave Malaysia, and under what?",
    step(before_the_directive, "undetermined"),
    step(does_not_leave_malaysia, "not_subject", via="none"),
    step(other_goods_unread, "undetermined"),
    any_of(
        step(permit_held, "authorized", via="LICENSE"),
        step(notice_given, "authorized", via="NOTICE"),
    ),
    default=step("license_required", via="none"),
)

review = chain("Which policy meets an application?", default=step("none"))

informed = chain("Does a letter bind this exporter?", default=step("none"))
