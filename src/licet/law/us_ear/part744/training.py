"""Model training for a party of Macau or D:5: the statement of 2025-05-13; and other end uses of weapons."""

from licet.language.provision import provision, unread
from licet.law.us_ear.ccl import commodity_a
from licet.law.us_ear.places import macau_or_d5


@provision("15 CFR 744.6; 744.22", since="2022-10-07", by="us-2022-ac", confidence="U")
def requires_model_training(t):
    """Before the statement."""
    return (
        t.end_use == "model_training_for_d5"
        and t.model_training_purpose == "military_intelligence"
        and unread("How part 744 reached model training before the statement of 2025-05-13 was not read.")
    )


@requires_model_training.amended(
    "AI-training statement of 2025-05-13; 15 CFR 744.6, 744.22", since="2025-05-13", by="us-2025-guidance-0513", confidence="S"
)
def requires_model_training(t):
    """Circuits and computers of the .a half, or support by US persons, where it is known that a party of Macau or D:5 will
    train models for weapons of mass destruction or military intelligence, rented computers included.
    """
    return (
        t.end_use == "model_training_for_d5"
        and t.model_training_purpose in {"wmd", "military_intelligence"}
        and (commodity_a(t) or t.us_person_support)
    )


@provision("AI-training statement of 2025-05-13", since="2025-05-13", by="us-2025-guidance-0513", confidence="S")
def remote_user_of_macau_or_d5(t):
    """A party of Macau or D:5 uses the chips from afar: a reason to ask what it trains."""
    return macau_or_d5(t.remote_user_hq)


@provision("15 CFR 744.2 to 744.4", since="2022-10-07", by="us-2022-ac", confidence="U")
def weapons_unread(t):
    """Nuclear, missile, chemical and biological end uses."""
    return (t.end_use == "wmd" or t.end_use == "model_training_for_d5" and t.model_training_purpose == "wmd") and unread(
        "The requirements for end uses of weapons (744.2 to 744.4) are not part of this corpus."
    )


@provision("AI-training statement of 2025-05-13; 15 CFR 744.6", since="2025-05-13", by="us-2025-guidance-0513", confidence="S")
def supports_model_training(t):
    """Support of such training by a US person, renting out computers included."""
    return t.us_person_support and requires_model_training(t)
