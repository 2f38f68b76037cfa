"""Part 736: general prohibition four, denial orders. Prohibition ten: `part736_10.py`."""

from licet.language.provision import provision


@provision("15 CFR 736.2(b)(4)", since="2022-10-07", by="us-2022-ac", confidence="S")
def denied_party(t):
    """A party is denied export privileges."""
    return (
        "denied_persons" in t.consignee_listed
        or "denied_persons" in t.owner_listed
        or "denied_persons" in t.operator_listed
        or "denied_persons" in t.end_user_listed
        or "denied_persons" in t.intermediate_listed
        or "denied_persons" in t.exporter_listed
    )
