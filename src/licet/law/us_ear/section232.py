"""The section 232 duty of January 2026 on two bands of chips: chapter 99 of the tariff schedule, note 39. It is no part of the outcome."""

from licet.language.provision import group, provision, unread


@provision("HTSUS chapter 99 note 39(b)", since="2026-01-15", by="us-2026-232", confidence="S")
def tariff_band_1(t):
    """The lower band; all four bounds are strict."""
    return (
        t.ic_tpp > (tpp_above := 14000)
        and t.ic_tpp < (tpp_below := 17500)
        and t.dram_bandwidth_gb_s > (dram_above := 4500)
        and t.dram_bandwidth_gb_s < (dram_below := 5000)
    )


@provision("HTSUS chapter 99 note 39(b)", since="2026-01-15", by="us-2026-232", confidence="S")
def tariff_band_2(t):
    """The upper band; all four bounds are strict."""
    return (
        t.ic_tpp > (tpp_above := 20800)
        and t.ic_tpp < (tpp_below := 21100)
        and t.dram_bandwidth_gb_s > (dram_above := 5800)
        and t.dram_bandwidth_gb_s < (dram_below := 6200)
    )


@provision("HTSUS chapter 99 note 39(b)", since="2026-01-15", by="us-2026-232", confidence="S")
def tariff_circuit(t):
    """A logic circuit of one of the bands, or an article that holds one."""
    return t.item_kind in {"ic", "computer"} and (tariff_band_1(t) or tariff_band_2(t))


@provision("HTSUS chapter 99 note 39(b); 8471.50, 8471.80, 8473.30", since="2026-01-15", by="us-2026-232", confidence="S")
def tariff_article(t):
    """Under one of three headings."""
    return tariff_circuit(t) and t.hts_heading in {"8471.50", "8471.80", "8473.30"}


@provision("HTSUS 9903.79.02 to 9903.79.09", since="2026-01-15", by="us-2026-232", confidence="S")
def tariff_exempt_use(t):
    """End uses that are exempt, nearly all of them in the United States."""
    return t.tariff_end_use in {
        "us_data_center", "us_repair", "us_research", "us_startup", "consumer", "civil_industrial", "us_public_sector", "found_exempt",
    }  # fmt: skip


@provision("HTSUS 9903.79.01", since="2026-01-15", by="us-2026-232", confidence="S")
def imported(t):
    """From abroad into the United States."""
    return t.destination in group("united_states") and not t.origin in group("united_states")


@provision("HTSUS 9903.79.01", since="2026-01-15", by="us-2026-232", confidence="S")
def section_232_duty(t):
    """Imported articles of the bands, unless their end use is exempt."""
    return imported(t) and tariff_article(t) and not tariff_exempt_use(t)


@provision("HTSUS chapter 99 note 39(b)", since="2026-01-15", by="us-2026-232", confidence="S")
def leaves_with_a_band(t):
    """A circuit of one of the bands, or what holds one, leaves the United States again."""
    return t.action == "export" and tariff_circuit(t)


@provision("HTSUS 9903.79.01", since="2026-01-15", by="us-2026-232", confidence="S")
def section_232_duty_before(t):
    """It was imported before, and its duty is not drawn back; when and under what heading is not asked of an export."""
    return leaves_with_a_band(t) and t.foreign_made and unread("Whether and when the item entered the United States is not asked.")
