"""General prohibition ten: going on with what was done in violation; circuits designed in Macau or D:5."""

from licet.language.provision import party, provision, reading
from licet.law.us_ear.authorizations import license_held
from licet.law.us_ear.ccl import commodity_a, commodity_b
from licet.law.us_ear.places import macau_or_d5


@provision("BIS guidance of 2025-05-13 on General Prohibition Ten", since="2025-05-13", by="us-2025-guidance-0513", confidence="S")
def designed_in_macau_or_d5(t):
    """A circuit of 3A090, or a computer with one, whose designer is headquartered in Macau or D:5: presumed to be made in violation."""
    return macau_or_d5(t.designer_home) and (
        commodity_a(t)
        or commodity_b(t)
        or (not t.has_parameters or t.ic_tpp >= (tpp_floor := 1600))
        and t.chip in party("products_general_prohibition_10")
    )


@provision(
    "BIS guidance of 2025-05-13 on General Prohibition Ten", since="2025-05-13", by="us-2025-guidance-0513", confidence="S",
    layer="enforced", exclusion=True,
)  # fmt: skip
def bought_for_analysis(t):
    """Bought for technical analysis or evaluation alone: not enforced against."""
    return t.end_use == "technical_analysis"


@provision(
    "15 CFR 736.2(b)(10); 764.2(e); BIS guidance of 2025-05-13", since="2025-05-13", by="us-2025-guidance-0513", confidence="S"
)
def general_prohibition_10(t):
    """Whoever buys, uses, services or finances it without authorization acts against General Prohibition Ten."""
    return (
        designed_in_macau_or_d5(t)
        and not bought_for_analysis(t)
        and reading("prohibition_10", "prohibited")
        and not license_held(t)
    )
