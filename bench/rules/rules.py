"""The reference rules of fixture.py in licet's own language. Not the law."""

from licet.language.chain import chain, step
from licet.language.provision import group, provision


@provision("fixture, exclusion", since="2023-11-17", by="fixture", confidence="P", exclusion=True)
def excluded(t):
    """Not meant for datacenters and below the highest limit."""
    return not t.datacenter and t.ic_tpp < 4800


@provision("fixture, item A", since="2023-11-17", by="fixture", confidence="P")
def item_a(t):
    """High throughput, or less of it packed densely."""
    return (t.ic_tpp >= 4800 or t.ic_tpp >= 1600 and t.ic_performance_density >= 5.92) and not excluded(t)


@provision("fixture, item B", since="2023-11-17", by="fixture", confidence="P")
def item_b(t):
    """Middling throughput and density."""
    return (
        2400 <= t.ic_tpp < 4800 and 1.6 <= t.ic_performance_density < 5.92
        or t.ic_tpp >= 1600 and 3.2 <= t.ic_performance_density < 5.92
    ) and not item_a(t) and not excluded(t)  # fmt: skip


@provision("fixture, place", since="2023-11-17", by="fixture", confidence="P")
def strict(t):
    """Destination or headquarters in a strict place."""
    return t.destination in group("strict") or t.consignee_hq in group("strict")


@provision("fixture, place", since="2023-11-17", by="fixture", confidence="P")
def watched(t):
    """Destination or headquarters in a watched place."""
    return t.destination in group("watched") or t.consignee_hq in group("watched")


@provision("fixture, decision", since="2023-11-17", by="fixture", confidence="P")
def light(t):
    """Item B, or item A not for datacenters."""
    return item_b(t) or item_a(t) and not t.datacenter


@provision("fixture, decision", since="2023-11-17", by="fixture", confidence="P")
def notified(t):
    """Light items to strict places."""
    return strict(t) and light(t)


@provision("fixture, decision", since="2023-11-17", by="fixture", confidence="P")
def denial(t):
    """Other items to strict places."""
    return strict(t) and item_a(t)


@provision("fixture, decision", since="2023-11-17", by="fixture", confidence="P")
def excepted(t):
    """Light items to watched places."""
    return watched(t) and light(t)


@provision("fixture, decision", since="2023-11-17", by="fixture", confidence="P")
def review(t):
    """Other items to watched places."""
    return watched(t) and item_a(t)


decision = chain(
    "What happens to the order?",
    step(notified, "notified"),
    step(denial, "license_denial"),
    step(excepted, "excepted"),
    step(review, "license_review"),
    default=step("none_needed"),
)
