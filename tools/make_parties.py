"""Make src/licet/parties/curated.jsonl: the Entity List parties that matter for AI chips, out of a cleaned copy of the list.

usage: python tools/make_parties.py LIST.csv.gz

Which families belong to it stands in FAMILIES; names, addresses, requirements, footnotes and citations are those of the copy.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from licet.parties.load.any import file_bytes, read_any

TARGET = Path(__file__).resolve().parents[1] / "src" / "licet" / "parties" / "curated.jsonl"
FAMILIES = (
    ("huawei", "hisilicon"), ("smic", "semiconductor manufacturing international", "semiconductor manufacturing south"),
    ("sugon", "dawning"), ("hygon", "higon", "chengdu haiguang"), ("phytium",), ("sunway microelectronics",), ("sensetime",), ("megvii",),
    ("iflytek",), ("yitu technologies",),
    ("intellifusion",), ("new h3c semiconductor",), ("cambricon",), ("yangtze memory",), ("inspur",), ("biren",), ("moore thread",), ("naura",),
    ("empyrean", "huada jiutian"), ("sicarrier",), ("zhipu",), ("sophgo", "suanneng"), ("nettrix",), ("suma techology", "suma-usi"),
    ("beijing academy of artificial intelligence",), ("pxw semiconductor", "pengxinxu"), ("swaysure",), ("fujian jinhua integrated",),
)  # fmt: skip


def main(path: str) -> None:
    """Write the list."""
    read = read_any(file_bytes(path), Path(path).name)
    words = [word for family in FAMILIES for word in family]
    kept = []
    for entry in read.entries:
        names = " | ".join(name.text.lower() for name in entry.names)
        if entry.list == "entity_list" and any(word in names for word in words):
            told = entry.to_dict() | {"place": "", "source": "Supplement no. 4 to part 744, state of 2026-07-09"}
            kept.append(json.dumps(told, ensure_ascii=False))
    TARGET.write_text("\n".join(kept) + "\n", "utf-8")
    print(f"{len(kept)} entries")


if __name__ == "__main__":
    main(sys.argv[1])
