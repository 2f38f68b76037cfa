"""Is-informed letters: each binds its addressee alone, so they stand in a layer of their own."""

from licet.language.provision import group, party, provision, reading, unread
from licet.law.us_ear.part734 import deemed_export
from licet.law.us_ear.places import party_of_macau_or_d5, to_advanced_computing_destination, to_macau_or_d5


@provision("letter of 2022-08-26, 8-K of 2022-08-31", since="2022-10-07", until="2022-10-21", by="nvidia-2022", confidence="S")
def letter_nvidia_2022(t):
    """A100, H100 and systems with them, and later circuits of NVIDIA that reach roughly the A100."""
    return (
        t.addressee in party("addressee_nvidia")
        and (t.destination in group("china") or t.destination in group("russia"))
        and (
            t.chip in party("products_nvidia_2022")
            or not t.chip in party("products_far_below_a100")
            and unread("The letter also covers later circuits at or above roughly the A100; whether this one is, it does not say in figures.")
        )
    )


@provision("letter to AMD of August 2022", since="2022-10-07", until="2022-10-21", by="us-2022-ac", confidence="U")
def letter_amd_2022(t):
    """Recalled, not read."""
    return (
        t.addressee in party("addressee_amd")
        and (t.destination in group("china") or t.destination in group("russia"))
        and t.chip in party("products_amd_2022")
        and unread("AMD's letter of August 2022 is recalled, not read.")
    )


@provision("letter to NVIDIA of October 2023", since="2023-10-23", until="2023-11-17", by="us-2023-acs", confidence="U")
def letter_nvidia_2023(t):
    """Recalled, not read: the October 2023 rule brought forward for datacenter parts of 4,800 and more."""
    return (
        t.addressee in party("addressee_nvidia")
        and to_advanced_computing_destination(t)
        and t.chip in party("products_nvidia_2023")
        and unread("The letter that brought the October 2023 rule forward for NVIDIA is recalled, not read.")
    )


@provision("letter to TSMC, effective 2024-11-11", since="2024-11-11", by="tsmc-2024", confidence="S")
def letter_tsmc_2024(t):
    """Logic of 7 nm and below for AI accelerators and GPUs to Chinese customers."""
    return (
        t.addressee in party("addressee_tsmc")
        and t.destination in group("china")
        and t.item_kind == "ic"
        and t.node_nm <= (node_ceiling := 7)
    )


@provision("letters of 2025-04-09 and 2025-04-14, 8-K of 2025-04-15", since="2025-04-09", by="nvidia-h20", confidence="S")
def letter_nvidia_h20(t):
    """The H20, and circuits that reach its memory bandwidth, its interconnect bandwidth, or the combination."""
    return (
        t.addressee in party("addressee_nvidia")
        and (to_macau_or_d5(t) or party_of_macau_or_d5(t))
        and (
            t.chip in party("products_h20")
            or (t.dram_bandwidth_gb_s >= (dram_of_h20 := 4000) or t.interconnect_gb_s >= (links_of_h20 := 900))
            and reading("h20_letter", "reaches")
        )
    )


@provision("letter by 2025-04-15, 8-K of 2025-04-16", since="2025-04-15", by="amd-mi308", confidence="S")
def letter_amd_mi308(t):
    """The MI308."""
    return (
        t.addressee in party("addressee_amd")
        and (to_macau_or_d5(t) or party_of_macau_or_d5(t))
        and t.chip in party("products_mi308")
    )


@provision("letter by 2025-04-16, press reports", since="2025-04-16", by="intel-2025", confidence="S")
def letter_intel_2025(t):
    """Bandwidth to memory, to other circuits, or both together."""
    return (
        t.addressee in party("addressee_intel")
        and t.destination in group("china")
        and (
            t.dram_bandwidth_gb_s > (dram_floor := 1400)
            or t.io_bandwidth_gb_s > (io_floor := 1100)
            or t.dram_plus_io_gb_s > (sum_floor := 1700)
            or reading("intel_letter", "ge")
            and (t.dram_bandwidth_gb_s >= 1400 or t.io_bandwidth_gb_s >= 1100 or t.dram_plus_io_gb_s >= 1700)
        )
    )


@provision("letters of 2025-05-23", since="2025-05-23", until="2025-07-02", by="eda-2025", confidence="S")
def letter_eda_2025(t):
    """Design software and technology, until the letters were rescinded."""
    return (
        t.addressee in party("addressee_eda")
        and (t.destination in group("china") or t.consignee_country in group("china"))
        and t.eccn in {"3D991", "3E991"}
    )


@provision("15 CFR 744.23(b)", since="2022-10-07", by="us-2022-ac", confidence="P")
def letter_stated(t):
    """The exporter says that BIS has told it by letter that a license is needed."""
    return t.exporter_informed


@provision("is-informed letters", since="2022-10-07", by="nvidia-2022", confidence="S")
def bound_by_letter(t):
    """Some letter binds this exporter for this line; a release to a person is not what the letters speak of."""
    return (
        letter_nvidia_2022(t)
        or letter_amd_2022(t)
        or letter_nvidia_2023(t)
        or letter_tsmc_2024(t)
        or letter_nvidia_h20(t)
        or letter_amd_mi308(t)
        or letter_intel_2025(t)
        or letter_eda_2025(t)
        or letter_stated(t)
    ) and not deemed_export(t)
