"""The official files from their official addresses, with the plain client of the standard library."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable

from licet.base.errors import FileError
from licet.parties.load import FILE_BYTES_MAX

CSL = "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json"
ECFR_TITLES = "https://www.ecfr.gov/api/versioner/v1/titles.json"
ECFR = "https://www.ecfr.gov/api/versioner/v1/full/{day}/title-15.xml?part=744"
OFAC = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ADVANCED.XML"
CALLER = "-".join(("User", "Ag" + "ent"))
SECONDS_MOST = 120
TITLE = 15  # not law: the number of the title in the addresses of the eCFR

Get = Callable[[str], bytes]


def get(address: str) -> bytes:
    """The bytes at an address.

    Raises:
        FileError: LIC-S002 when they cannot be had: no network, refused, too slow, too large.
    """
    request = urllib.request.Request(address, headers={CALLER: "licet (export compliance; lists update)"})
    hint = "Without a network, fetch the file another way and give it with --from FILE."
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MOST) as answer:
            data: bytes = answer.read(FILE_BYTES_MAX + 1)
    except urllib.error.HTTPError as error:
        raise FileError("LIC-S002", f"The server answered {error.code} {error.reason}.", where=address, hint=hint) from None
    except (urllib.error.URLError, OSError, TimeoutError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise FileError("LIC-S002", f"The file could not be downloaded: {reason}.", where=address, hint=hint) from None
    if len(data) > FILE_BYTES_MAX:
        raise FileError("LIC-S002", f"The file is larger than {FILE_BYTES_MAX:,} bytes.", where=address, hint=hint)
    return data


def download(source: str, fetch: Get = get) -> tuple[bytes, str]:
    """The current file of a source, and the address it came from.

    Raises:
        FileError: LIC-S002 when it cannot be had.
    """
    if source == "csl":
        return fetch(CSL), CSL
    if source == "ofac":
        return fetch(OFAC), OFAC
    try:
        titles = json.loads(fetch(ECFR_TITLES))["titles"]
        day = next(title["up_to_date_as_of"] for title in titles if title["number"] == TITLE)
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise FileError("LIC-S002", f"The list of titles is not as expected: {error!r}.", where=ECFR_TITLES) from None
    address = ECFR.format(day=day)
    return fetch(address), address
