"""The .z paragraphs: an item that another entry describes takes that entry, not 3A090 or 4A090."""

from licet.language.provision import provision
from licet.law.us_ear.ccl import meets_3a090_a, meets_3a090_b


@provision("ECCN 3A001.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def a_in_3a001(t):
    """An item of 3A001 that meets 3A090.a."""
    return t.base_eccn == "3A001" and t.item_kind in {"ic", "computer"} and meets_3a090_a(t)


@provision("ECCN 3A001.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_in_3a001(t):
    """An item of 3A001 that meets 3A090.b."""
    return t.base_eccn == "3A001" and t.item_kind in {"ic", "computer"} and meets_3a090_b(t)


@provision("ECCN 4A003.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def a_in_4a003(t):
    """An item of 4A003 that meets 3A090.a."""
    return t.base_eccn == "4A003" and t.item_kind in {"ic", "computer"} and meets_3a090_a(t)


@provision("ECCN 4A003.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_in_4a003(t):
    """An item of 4A003 that meets 3A090.b."""
    return t.base_eccn == "4A003" and t.item_kind in {"ic", "computer"} and meets_3a090_b(t)


@provision("ECCN 4A004.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def a_in_4a004(t):
    """An item of 4A004 that meets 3A090.a."""
    return t.base_eccn == "4A004" and t.item_kind in {"ic", "computer"} and meets_3a090_a(t)


@provision("ECCN 4A004.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_in_4a004(t):
    """An item of 4A004 that meets 3A090.b."""
    return t.base_eccn == "4A004" and t.item_kind in {"ic", "computer"} and meets_3a090_b(t)


@provision("ECCN 4A005.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def a_in_4a005(t):
    """An item of 4A005 that meets 3A090.a."""
    return t.base_eccn == "4A005" and t.item_kind in {"ic", "computer"} and meets_3a090_a(t)


@provision("ECCN 4A005.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_in_4a005(t):
    """An item of 4A005 that meets 3A090.b."""
    return t.base_eccn == "4A005" and t.item_kind in {"ic", "computer"} and meets_3a090_b(t)


@provision("ECCN 5A002.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def a_in_5a002(t):
    """An item of 5A002 that meets 3A090.a."""
    return t.base_eccn == "5A002" and t.item_kind in {"ic", "computer"} and meets_3a090_a(t)


@provision("ECCN 5A002.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_in_5a002(t):
    """An item of 5A002 that meets 3A090.b."""
    return t.base_eccn == "5A002" and t.item_kind in {"ic", "computer"} and meets_3a090_b(t)


@provision("ECCN 5A004.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def a_in_5a004(t):
    """An item of 5A004 that meets 3A090.a."""
    return t.base_eccn == "5A004" and t.item_kind in {"ic", "computer"} and meets_3a090_a(t)


@provision("ECCN 5A004.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_in_5a004(t):
    """An item of 5A004 that meets 3A090.b."""
    return t.base_eccn == "5A004" and t.item_kind in {"ic", "computer"} and meets_3a090_b(t)


@provision("ECCN 5A992.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def a_in_5a992(t):
    """An item of 5A992 that meets 3A090.a."""
    return t.base_eccn == "5A992" and t.item_kind in {"ic", "computer"} and meets_3a090_a(t)


@provision("ECCN 5A992.z", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_in_5a992(t):
    """An item of 5A992 that meets 3A090.b."""
    return t.base_eccn == "5A992" and t.item_kind in {"ic", "computer"} and meets_3a090_b(t)
