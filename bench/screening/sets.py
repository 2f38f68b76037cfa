"""Names to be found and names to be left alone, made by rules from a seed. Nothing here looks at how licet compares names.

`dev` rules are for work on the matcher, `hold` rules are other rules, run at the end: same names, other ways to spoil them.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
Spoil = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Case:
    """A name to ask for. `wanted` is the listed name it was made from; empty: nobody on any list."""

    category: str
    asked: str
    wanted: str


def letters(rng: random.Random) -> str:
    return rng.choice("abcdefghijklmnopqrstuvwxyz")


def one_edit(name: str, rng: random.Random) -> str:
    places = [n for n, c in enumerate(name) if c.isalpha()]
    at = rng.choice(places)
    return rng.choice((
        name[:at] + name[at + 1 :], name[:at] + letters(rng) + name[at:], name[:at] + letters(rng) + name[at + 1 :],
        name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    ))  # fmt: skip


def two_edits(name: str, rng: random.Random) -> str:
    return one_edit(one_edit(name, rng), rng)


def word_order(name: str, rng: random.Random) -> str:
    words = name.replace(",", "").split()
    rng.shuffle(words)
    return " ".join(words)


FORMS = re.compile(
    r"[,\s]+(co\.?,? ltd\.?|company limited|limited|ltd\.?|llc|inc\.?|corp\.?|corporation|jsc|ooo|gmbh|s\.?a\.?|pjsc|ojsc|fze|plc)\.?$",
    re.I,
)


def without_form(name: str, rng: random.Random) -> str:
    return FORMS.sub("", name)


def other_form(name: str, rng: random.Random) -> str:
    return FORMS.sub("", name) + rng.choice((" Limited", " Co., Ltd", " LLC", " Inc", ", Company Limited"))


SHORT = {
    "technology": "Tech", "technologies": "Techs", "company": "Co", "corporation": "Corp", "international": "Intl", "limited": "Ltd",
    "institute": "Inst", "university": "Univ", "industry": "Ind", "industries": "Inds", "manufacturing": "Mfg", "group": "Grp",
    "services": "Svcs", "electronics": "Elec", "engineering": "Eng", "development": "Dev", "national": "Natl", "equipment": "Equip",
    "general": "Gen", "center": "Ctr", "science": "Sci", "trading": "Trdg", "management": "Mgmt", "communications": "Comms",
}  # fmt: skip


def shortened(name: str, rng: random.Random) -> str:
    return re.sub(r"[A-Za-z]+", lambda word: SHORT.get(word[0].lower(), word[0]), name)


def capitals(name: str, rng: random.Random) -> str:
    return re.sub(r"[.,]", "", name).upper()


def run_together(name: str, rng: random.Random) -> str:
    words = name.split()
    at = rng.randrange(len(words) - 1) if len(words) > 1 else 0
    return " ".join([*words[:at], "".join(words[at : at + 2]), *words[at + 2 :]])


def marks(name: str, rng: random.Random) -> str:
    table = {"a": "á", "e": "é", "o": "ö", "u": "ü", "i": "í", "c": "ç", "s": "š", "n": "ñ"}
    return "".join(table.get(c, c) if rng.random() < 0.3 else c for c in name)


# Other rules, for the end

NEAR_KEYS = {
    "a": "qs",
    "e": "wr",
    "o": "ip",
    "i": "uo",
    "n": "bm",
    "s": "ad",
    "t": "ry",
    "r": "et",
    "l": "k",
    "g": "fh",
    "h": "gj",
    "d": "sf",
    "u": "yi",
}


def wrong_key(name: str, rng: random.Random) -> str:
    places = [n for n, c in enumerate(name) if c.lower() in NEAR_KEYS]
    if not places:
        return name
    at = rng.choice(places)
    return name[:at] + rng.choice(NEAR_KEYS[name[at].lower()]) + name[at + 1 :]


def misread(name: str, rng: random.Random) -> str:
    pairs = [
        ("rn", "m"),
        ("m", "rn"),
        ("l", "1"),
        ("O", "0"),
        ("cl", "d"),
        ("vv", "w"),
        ("w", "vv"),
        ("ii", "u"),
        ("B", "8"),
        ("S", "5"),
    ]
    fitting = [(a, b) for a, b in pairs if a in name]
    if not fitting:
        return name
    a, b = rng.choice(fitting)
    return name.replace(a, b, 1)


def doubled(name: str, rng: random.Random) -> str:
    places = [n for n, c in enumerate(name) if c.isalpha()]
    at = rng.choice(places)
    return name[:at] + name[at] * 2 + name[at + 1 :]


def other_romanisation(name: str, rng: random.Random) -> str:
    pairs = [
        ("kh", "h"),
        ("iy", "y"),
        ("ei", "ey"),
        ("ou", "u"),
        ("x", "ks"),
        ("v", "w"),
        ("ts", "c"),
        ("ph", "f"),
        ("q", "k"),
        ("oo", "u"),
        ("ya", "ia"),
        ("zh", "j"),
    ]
    for a, b in pairs:
        if a in name.lower():
            return re.sub(a, b, name, count=1, flags=re.I)
    return name


def extra_word(name: str, rng: random.Random) -> str:
    return f"{rng.choice(('M/s', 'Messrs', 'The'))} {name}"


def with_place(name: str, rng: random.Random) -> str:
    return f"{name} ({rng.choice(('HQ', 'Head Office', 'Branch'))})"


def split_word(name: str, rng: random.Random) -> str:
    words = name.split()
    long = [n for n, word in enumerate(words) if len(word) > 7 and word.isalpha()]
    if not long:
        return name
    at = rng.choice(long)
    cut = len(words[at]) // 2
    return " ".join([*words[:at], words[at][:cut], words[at][cut:], *words[at + 1 :]])


def hyphens(name: str, rng: random.Random) -> str:
    return re.sub(r"\s+", lambda blank: rng.choice((" ", "-", "  ", "_")), name)


def dropped_last(name: str, rng: random.Random) -> str:
    words = FORMS.sub("", name).split()
    return " ".join(words[:-1]) if len(words) > 3 else name


RULES: dict[str, dict[str, Spoil]] = {
    "dev": {
        "one edit": one_edit, "two edits": two_edits, "word order": word_order, "legal form left out": without_form,
        "another legal form": other_form, "abbreviated": shortened, "capitals": capitals, "two words as one": run_together,
        "accents": marks,
    },
    "hold": {
        "wrong key": wrong_key, "misread letters": misread, "letter doubled": doubled, "other romanisation": other_romanisation,
        "extra word": extra_word, "place added": with_place, "word split": split_word, "hyphens and blanks": hyphens,
        "last word left out": dropped_last,
    },
}  # fmt: skip


def spoilt(names: Sequence[str], which: str, seed: int, each: int) -> list[Case]:
    """Cases in Latin script: `each` names per rule, names of seven letters or more."""
    rng = random.Random(seed)
    usable = [name for name in names if name.isascii() and sum(map(str.isalpha, name)) >= 7 and len(name) < 120]
    return [Case(rule, spoil(name, rng), name) for rule, spoil in RULES[which].items() for name in rng.sample(usable, each)]


LETTERS = {
    "shch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ya": "я", "yo": "ё", "a": "а", "b": "б", "v": "в",
    "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "y": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р",
    "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "c": "к", "x": "кс", "w": "в", "j": "дж", "q": "к",
}  # fmt: skip


def to_cyrillic(name: str) -> str:
    """A romanised Russian name written back, letter by letter."""
    out, at, low = "", 0, name.lower()
    while at < len(low):
        for size in (4, 2, 1):
            if low[at : at + size] in LETTERS and at + size <= len(low):
                out += LETTERS[low[at : at + size]]
                at += size
                break
        else:
            out += low[at]
            at += 1
    return out.title()


def russians(names: Sequence[str], seed: int, count: int) -> list[Case]:
    """Persons with Russian names, in Cyrillic."""
    rng = random.Random(seed)
    ends = re.compile(r"(ov|ev|in|sky|skiy|ova|eva|ina|enko|ich|ovich|evich|ovna|evna)\b", re.I)
    usable = [name for name in names if len(ends.findall(name)) >= 2 and name.isascii() and len(name.split()) >= 2]
    return [Case("Russian persons, written back", to_cyrillic(name.replace(",", "")), name) for name in rng.sample(usable, count)]


def foreign(which: str) -> list[Case]:
    """Names in their own script, with a piece of the listed name, from `foreign.csv`."""
    titles = {"zh": "Chinese", "ru": "Russian", "ar": "Arabic", "ko": "Korean"}
    with (HERE / "foreign.csv").open(encoding="utf-8") as stream:
        return [
            Case(f"{titles[row['script']]} script", row["asked"], f"~{row['listed']}")
            for row in csv.DictReader(stream)
            if row["set"] == which
        ]


SYLLABLES = [
    "an",
    "bai",
    "bo",
    "chang",
    "chen",
    "da",
    "dong",
    "fa",
    "fei",
    "feng",
    "fu",
    "gao",
    "guang",
    "hai",
    "han",
    "hao",
    "heng",
    "hong",
    "hua",
    "hui",
    "jia",
    "jian",
    "jin",
    "jing",
    "jun",
    "kai",
    "kang",
    "lan",
    "le",
    "li",
    "liang",
    "lin",
    "long",
    "lu",
    "mei",
    "min",
    "ming",
    "nan",
    "ning",
    "peng",
    "ping",
    "qi",
    "qing",
    "rong",
    "rui",
    "sen",
    "shan",
    "sheng",
    "shun",
    "tai",
    "tian",
    "tong",
    "wan",
    "wei",
    "wen",
    "wu",
    "xi",
    "xiang",
    "xin",
    "xing",
    "xu",
    "ya",
    "yang",
    "yi",
    "ying",
    "yu",
    "yuan",
    "yun",
    "ze",
    "zhen",
    "zheng",
    "zhi",
    "zhong",
]
TRADES = [
    "Bakery",
    "Garment",
    "Furniture",
    "Toys",
    "Kitchenware",
    "Textile",
    "Ceramics",
    "Tea",
    "Footwear",
    "Packaging",
    "Printing",
    "Jewelry",
    "Pet Products",
    "Sports Goods",
    "Lighting",
    "Stationery",
    "Flowers",
    "Wine",
    "Cosmetics",
    "Umbrella",
]
CITIES = [
    "Shanghai",
    "Shenzhen",
    "Hangzhou",
    "Ningbo",
    "Suzhou",
    "Dongguan",
    "Foshan",
    "Qingdao",
    "Xiamen",
    "Wenzhou",
    "Chengdu",
    "Wuhan",
    "Xian",
    "Tianjin",
    "Beijing",
    "Guangzhou",
]
STEMS = [
    "Bright",
    "Silver",
    "North",
    "Lake",
    "River",
    "Green",
    "Cedar",
    "Summit",
    "Harbor",
    "Falcon",
    "Maple",
    "Sun",
    "Stone",
    "Iron",
    "Clear",
    "Blue",
    "Grand",
    "Prime",
    "Nova",
    "Delta",
    "Orchard",
    "Meadow",
    "Willow",
    "Amber",
    "Coral",
    "Juniper",
    "Lantern",
    "Pebble",
    "Saffron",
    "Thistle",
]
ENDS = [
    "Foods",
    "Bakery",
    "Dental Care",
    "Legal Services",
    "Architects",
    "Consulting",
    "Media",
    "Publishing",
    "Travel",
    "Insurance Brokers",
    "Dairy",
    "Brewing",
    "Outfitters",
    "Hotels",
    "Interiors",
    "Pharmacy",
    "Veterinary Clinic",
    "Motors",
    "Carpentry",
    "Catering",
]
LATER_FORMS = ("Ltd", "GmbH", "Inc.", "S.r.l.", "Pty Ltd", "LLC", "B.V.", "AB", "")
GIVEN = [
    "Anna",
    "Peter",
    "Lucia",
    "Marco",
    "Ingrid",
    "Tom",
    "Sarah",
    "Paul",
    "Elena",
    "Victor",
    "Nina",
    "Jonas",
    "Clara",
    "Hugo",
    "Irene",
    "Oscar",
    "Julia",
    "Felix",
    "Marta",
    "Simon",
]
FAMILY = [
    "Lindqvist",
    "Hartmann",
    "Moreau",
    "Rossi",
    "Novak",
    "Peeters",
    "Silveira",
    "Kowalski",
    "Andersen",
    "Fischer",
    "Dubois",
    "Romano",
    "Jansen",
    "Costa",
    "Nagy",
    "Virtanen",
    "Baker",
    "Turner",
    "Collins",
    "Harvey",
]


def innocent(seed: int, count: int) -> list[Case]:
    """Invented companies and people, and real companies that stand on no list."""
    rng = random.Random(seed)
    found = [
        Case("real companies and people", name, "") for name in (HERE / "innocents.txt").read_text("utf-8").splitlines() if name
    ]
    for _ in range(count):
        brand = "".join(rng.sample(SYLLABLES, 2)).capitalize()
        found.append(Case("invented Chinese companies", f"{rng.choice(CITIES)} {brand} {rng.choice(TRADES)} Co., Ltd.", ""))
        stems = " ".join(rng.sample(STEMS, 2))
        found.append(Case("invented companies", f"{stems} {rng.choice(ENDS)} {rng.choice(LATER_FORMS)}".strip(), ""))
        found.append(Case("invented people", f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}", ""))
    return found
