"""How fast lines are checked against structures that were certified once. `python bench/certificates.py [LINES]`"""

from __future__ import annotations

import sys
import time

from licet.decide.certificate import Certificate, certificate_of, records
from licet.decide.settings import engine, read_settings
from licet.faces.verbs import admitted_line
from licet_checker.check import check_bytes

FACTS = {
    "item_kind": "ic", "tpp": "15831.2", "applicable_die_area_mm2": "814", "datacenter": "yes", "destination": "MX", "consignee_country": "MX",
    "consignee_hq": "MX", "origin": "US",
}  # fmt: skip


def main(lines: int) -> None:
    found = []
    settings = read_settings("2025-06-02", layer="codified", assume=["ordinary"])
    for destination in ("MX", "CN", "JP", "VN"):
        places = dict.fromkeys(("destination", "consignee_country", "consignee_hq"), destination)
        found.append(certificate_of(engine(), *admitted_line({**FACTS, **places, "quantity": "8"}, settings)))
    alike = (Certificate(one.structure, str(number), one.as_of, one.facts) for number in range(lines // len(found)) for one in found)
    first, all_lines = b"".join(records(found)), b"".join(records(alike))
    begun = time.process_time()
    check_bytes(first)
    structures = time.process_time() - begun
    begun = time.process_time()
    _, count = check_bytes(all_lines)
    seconds = time.process_time() - begun - structures
    print(f"{count} lines in {seconds:.2f} s of CPU: {count / seconds:,.0f} lines/s; a structure: {1000 * structures / len(found):.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40_000)
