"""Names of Russian organisations in Cyrillic, and romanised by other standards, made by rule from the romanised names that lists print.

Nothing here looks at how licet reads Russian: letters are written back by a table of its own, legal forms and names of institutes are
shortened and written out by a table of its own. Entries are halved by a digest of their key: `dev` to work on, `aside` for the end.

*Listed in English alone* is the hard category: the romanised names of the entry are taken out of the lists before they are indexed, so
that a Cyrillic name has only the English one to be found by. Where the English name is no translation, nothing can find it.
"""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sets import Case

from licet.parties.entry import PRIMARY, Entry, ListedName
from licet.parties.index import Index
from licet.parties.match import Party, search

JOURNAL = "official names beside official English"
"""From annex I to Council Regulation (EU) No 269/2014: what its entries of 2025 and 2026 print in both languages."""

ENGLISH = re.compile(
    r"\b(company|companies|limited|ltd|llc|plc|inc|joint|stock|liability|research|scientific|science|technical|technolog(y|ies)|design|bureau|"
    r"institute|plant|factory|works|enterprise|association|production|center|centre|corporation|systems?|federal|state|of|the|and|for|"
    r"group|bank|branch|named|after|engineering|international|russian?|house|trading|industrial|industr(y|ies)|services?|office|firm|"
    r"instruments?|machine|building|aviation|aircraft|marine|shipyard|academy|university|military|jsc|ojsc|pjsc|cjsc|fsue|spe|spa|rpc|rpe)\b",
    re.I,
)
"""Words by which a name is seen to be English."""

FORMS = (
    ("ООО", "общество с ограниченной ответственностью", r"obshchestv\w* s ogranich\w* otve\w*|ooo"),
    ("ПАО", "публичное акционерное общество", r"publichno\w* aktsionern\w* ob\w*|pao"),
    ("ОАО", "открытое акционерное общество", r"otkryto\w* aktsionern\w* ob\w*|oao"),
    ("ЗАО", "закрытое акционерное общество", r"zakryto\w* aktsionern\w* ob\w*|zao"),
    ("АО", "акционерное общество", r"aktsionern\w* ob\w*|ao"),
    ("ФГУП", "федеральное государственное унитарное предприятие", r"federaln\w* gosudarstvenn\w* unitarn\w* predpri\w*|fgup"),
)  # fmt: skip
"""Legal forms: in short, in full, and as lists romanise them."""

INSTITUTES = (
    ("ЦНИИ", "центральный научно-исследовательский институт", r"центральн\w+ научно[- ]исследовательск\w+ институт"),
    ("НИИ", "научно-исследовательский институт", r"научно[- ]исследовательск\w+ институт"),
    ("НПП", "научно-производственное предприятие", r"научно[- ]производственн\w+ предприяти\w"),
    ("НПО", "научно-производственное объединение", r"научно[- ]производственн\w+ об\w*единени\w"),
    ("НПФ", "научно-производственная фирма", r"научно[- ]производственн\w+ фирм\w"),
    ("НПЦ", "научно-производственный центр", r"научно[- ]производственн\w+ центр"),
    ("НТЦ", "научно-технический центр", r"научно[- ]техническ\w+ центр"),
    ("ОКБ", "опытно-конструкторское бюро", r"опытн\w+[- ]конструкторск\w+ бюро"),
    ("СКБ", "специальное конструкторское бюро", r"специальн\w+ конструкторск\w+ бюро"),
    ("КБ", "конструкторское бюро", r"конструкторск\w+ бюро"),
    ("ПО", "производственное объединение", r"производственн\w+ об\w*единени\w"),
    ("ТД", "торговый дом", r"торгов\w+ дом"),
    ("УК", "управляющая компания", r"управляющ\w+ компани\w"),
)  # fmt: skip
"""Kinds of institutes: in short, in full, and how they are told in Cyrillic."""

ENDINGS = (
    (r"(s|ts)k(i|y|iy|ii|yi|ij)\b", r"\1кий"), (r"(n|v|l|t|d|m|r)(yy|yi|yj)\b", r"\1ый"), (r"(?<=[bcdfgklmnprstvz]n)y\b", "ый"),
    (r"(?<=ov)y\b", "ый"), (r"oye\b", "ое"), (r"a[yi]a\b", "ая"), (r"iye\b", "ие"), (r"([bdfgklmnprstvz])ye\b", r"\1ые"), (r"i[iy]?a\b", "ия"),
    (r"yushch", "ющ"), (r"ob[yi']?edinenn", "объединенн"), (r"ob[yi']?edinen", "объединен"), (r"stroi(?!t)", "строй"),
    (r"(?<!pr)(?<!str)([aeo])i(?=[bdfgklmnprstvz]|\b)", r"\1й"), (r"elektr", "электр"), (r"energ", "энерг"), (r"ekonom", "эконом"),
    (r"ekolog", "эколог"), (r"eksp", "эксп"), (r"\be(?=[lkrtms])", "э"),
)  # fmt: skip
LETTERS = {
    "shch": "щ", "sch": "щ", "kh": "х", "zh": "ж", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "iu": "ю", "ju": "ю", "ya": "я", "ja": "я",
    "yo": "ё", "ye": "е", "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "й", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "z": "з", "'": "ь",
}  # fmt: skip
VOWELS = "aeiouy"


def written_back(word: str) -> str:
    """A romanised Russian word in Cyrillic, small letters: endings first, then letters; a soft sign where `l` meets a consonant."""
    word = word.lower().replace("’", "'").replace("`", "'")
    for romanised, cyrillic in ENDINGS:
        word = re.sub(romanised, cyrillic, word)
    out, at = "", 0
    while at < len(word):
        size = next((size for size in (4, 3, 2, 1) if word[at : at + size] in LETTERS and at + size <= len(word)), 0)
        if word[at] == "y" and word[at + 1 : at + 2] not in ("u", "a", "o", "e"):
            out += "й" if at and word[at - 1] in VOWELS else "ы" if at else "й"
            at += 1
        elif word[at] == "l" and len(word) > at + 1 and word[at + 1] not in "aeiouyl'":
            out += "ль"
            at += 1
        elif size:
            out += LETTERS[word[at : at + size]]
            at += size
        else:
            out += word[at]
            at += 1
    return out


@dataclass(frozen=True)
class Organisation:
    """A Russian organisation: the short legal form and the rest of its name, in Cyrillic, and the listed name it was made from."""

    form: str
    body: str
    listed: str

    def full(self) -> str:
        """The legal form in full."""
        return next(full for short, full, _ in FORMS if short == self.form)


def organisation(name: str) -> Organisation | None:
    """A romanised Russian name with a Russian legal form, written back; None for any other name."""
    plain = re.sub(r"[\"“”«»,()—–]|(?<!\w)'|'(?!\w)", " ", name)
    plain = " ".join(plain.split())
    if not plain.isascii() or ENGLISH.search(plain) or re.search(r"[wqx]|c(?!h)", plain, re.I):
        return None
    for short, _, romanised in FORMS:
        found = re.search(rf"(?<![\w-])({romanised})(?![\w-])", plain, re.I)
        if found is None:
            continue
        rest = " ".join((plain[: found.start()] + " " + plain[found.end() :]).split())
        if sum(map(str.isalpha, rest)) < 5:
            return None
        words = []
        for word in rest.split():
            back = written_back(word)
            acronym = word.isupper() and len(word) <= 5 and not (name.isupper() and re.search(r"[AEIOUY]", word))
            words.append(back.upper() if acronym else back.title())
        return Organisation(short, " ".join(words), name)
    return None


Make = Callable[[Organisation, random.Random], str]


def registered(org: Organisation, rng: random.Random) -> str:
    return f"{org.form} «{org.body}»"


def in_full(org: Organisation, rng: random.Random) -> str:
    return f'{org.full().upper()} "{org.body.upper()}"'


def form_last(org: Organisation, rng: random.Random) -> str:
    return f"{org.body}, {org.form}"


def form_left_out(org: Organisation, rng: random.Random) -> str:
    return org.body


def other_form(org: Organisation, rng: random.Random) -> str:
    return f"{rng.choice([short for short, _, _ in FORMS if short != org.form])} «{org.body}»"


def institute_changed(org: Organisation, rng: random.Random) -> str:
    """Kinds of institutes written out where they are short, shortened where they are written out; `имени` as `им.` and back."""
    body = org.body
    for short, full, told in INSTITUTES:
        if re.search(rf"\b{short}\b", body, re.I):
            body = re.sub(rf"\b{short}\b", full.capitalize(), body, count=1, flags=re.I)
            break
        if re.search(told, body, re.I):
            body = re.sub(told, short, body, count=1, flags=re.I)
            break
    named = re.search(r"\bимени\b", body, re.I)
    body = re.sub(r"\bимени\b", "им.", body, flags=re.I) if named else re.sub(r"\bим\b\.?", "имени", body, flags=re.I)
    return f"{org.form} «{body}»"


def brand_in_quotes(org: Organisation, rng: random.Random) -> str:
    """The last word in quotes of its own, as registers print it."""
    *head, last = org.body.split()
    return f"{org.form} «{' '.join(head)} «{last}»" if head else registered(org, rng)


def misspelt(org: Organisation, rng: random.Random) -> str:
    """One slip in one long word: a letter lost, doubled, exchanged with the next, or another."""
    words = org.body.split()
    long = [n for n, word in enumerate(words) if len(word) > 6] or [max(range(len(words)), key=lambda n: len(words[n]))]
    at = rng.choice(long)
    word = words[at]
    place = rng.randrange(1, len(word) - 1) if len(word) > 2 else 0
    words[at] = rng.choice((
        word[:place] + word[place + 1 :], word[:place] + word[place] * 2 + word[place + 1 :],
        word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
        word[:place] + rng.choice("аеиоунтрслвк") + word[place + 1 :],
    ))  # fmt: skip
    return f"{org.form} «{' '.join(words)}»"


def other_order(org: Organisation, rng: random.Random) -> str:
    words = org.body.split()
    rng.shuffle(words)
    return f"{' '.join(words)} {org.form}"


CYRILLIC: dict[str, Make] = {
    "as registered": registered, "form in full": in_full, "form last": form_last, "form left out": form_left_out, "another form": other_form,
    "institute short or in full": institute_changed, "brand in quotes": brand_in_quotes, "misspelt": misspelt, "another order": other_order,
}  # fmt: skip

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
STANDARDS = {
    "passport": "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia",
    "BGN/PCGN": "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch ” y ’ e yu ya",
    "scientific": "a b v g d e ë ž z i j k l m n o p r s t u f x c č š šč ” y ’ è ju ja",
    "GOST 7.79 B": "a b v g d e yo zh z i j k l m n o p r s t u f x cz ch sh shh `` y` ` e` yu ya",
    "ISO 9": "a b v g d e ë ž z i j k l m n o p r s t u f h c č š ŝ ʺ y ʹ è û â",
}


def romanised(org: Organisation, standard: str) -> str:
    """The Cyrillic name in Latin letters by a standard."""
    table = dict(zip(RUSSIAN, STANDARDS[standard].split(" "), strict=True))
    text = "".join(table.get(c, c) for c in f"{org.form} {org.body}".lower()).replace("_", "")
    if standard == "BGN/PCGN":
        text = re.sub(r"(\b|(?<=[aeiouy]))e", "ye", text)
    return text.upper()


def is_russian(entry: Entry) -> bool:
    """Whether an entry is an organisation in Russia."""
    return "RU" in entry.countries and entry.kind in ("", "entity")


def half_of(key: str) -> str:
    """The half of the entries that a key belongs to."""
    return "aside" if hashlib.sha256(key.encode()).digest()[0] & 1 else "dev"


def cases(entries: Sequence[Entry], half: str, seed: int, each: int) -> list[Case]:
    """Cases of one half, `each` for every way of writing, from names that lists print."""
    rng = random.Random(seed)
    orgs = []
    for entry in entries:
        if is_russian(entry) and half_of(entry.key) == half:
            found = [org for org in map(organisation, (name.text for name in entry.names)) if org is not None]
            if found:
                orgs.append(rng.choice(found))
    institutes = [org for org in orgs if institute_changed(org, rng) != registered(org, rng)]
    made = []
    longer = [org for org in orgs if " " in org.body]
    for way, make in CYRILLIC.items():
        pool = {institute_changed: institutes, brand_in_quotes: longer, other_order: longer}.get(make, orgs)
        made += [Case(f"Cyrillic, {way}", make(org, rng), org.listed) for org in rng.sample(pool, min(each, len(pool)))]
    for standard in STANDARDS:
        some = rng.sample(orgs, min(each, len(orgs)))
        made += [Case(f"romanised, {standard}", romanised(org, standard), org.listed) for org in some]
    return made


def english_alone(entries: Sequence[Entry], half: str, seed: int) -> tuple[list[Entry], list[tuple[str, str, str]]]:
    """Lists in which some entries have lost every name that is not English; and for those a Cyrillic name, their key, and the name lost."""
    rng = random.Random(seed)
    kept, asked = [], []
    for entry in entries:
        english = tuple(name for name in entry.names if ENGLISH.search(name.text) and organisation(name.text) is None)
        orgs = [org for org in (organisation(name.text) for name in entry.names) if org is not None and " " in org.body]
        if not is_russian(entry) or not english or not orgs:
            kept.append(entry)
            continue
        kept.append(replace(entry, names=english))
        if half_of(entry.key) == half:
            org = max(orgs, key=lambda one: len(one.body))
            asked.append((registered(org, rng), entry.key, org.listed))
    return kept, asked


BRANDS = (
    "Одуванчик", "Лукошко", "Теремок", "Самовар", "Бубенчик", "Пряник", "Карамелька", "Кружево", "Ромашка", "Рябинка", "Снегирь", "Калачи",
    "Медовик", "Матрёшка", "Хозяюшка", "Капитошка", "Огонёк", "Солнышко", "Уют", "Домовой", "Сказка", "Колосок",
)  # fmt: skip
TRADES = (
    ("ая", "кондитерская фабрика"), ("ий", "молочный комбинат"), ("ая", "птицефабрика"), ("ая", "мебельная фабрика"), ("ий", "хлебозавод"),
    ("ий", "стоматологический центр"), ("ое", "туристическое агентство"), ("ая", "швейная фабрика"), ("ая", "ветеринарная клиника"),
    ("ая", "юридическая компания"), ("ий", "завод керамических изделий"), ("ая", "строительная компания"),
    ("ий", "институт повышения квалификации"),
)  # fmt: skip
PLACES = (
    "Вологодск", "Пермск", "Тамбовск", "Калужск", "Тверск", "Рязанск", "Ярославск", "Костромск", "Кировск", "Омск", "Томск", "Саратовск",
    "Брянск", "Курск", "Казанск", "Воронежск", "Самарск",
)  # fmt: skip


def innocents(seed: int, count: int) -> list[Case]:
    """Invented Russian companies of everyday trades, in Cyrillic and romanised."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        gender, trade = rng.choice(TRADES)
        form = rng.choice(("ООО", "АО", "ОАО"))
        placed = Organisation(form, f"{rng.choice(PLACES)}{gender} {trade}", "")
        branded = Organisation(form, f"{trade.capitalize()} {rng.choice(BRANDS)}", "")
        found += [Case("invented Russian companies", registered(org, rng), "") for org in (placed, branded)]
        found.append(Case("invented Russian companies, romanised", romanised(rng.choice((placed, branded)), "BGN/PCGN"), ""))
    return found


def report(index: Index, half: str, misses: str = "") -> None:
    """Recall over one half, by the way a name is written; and over lists that tell English names alone."""
    owners: dict[str, set[str]] = {}
    for entry in index.entries:
        for name in entry.names:
            owners.setdefault(name.text, set()).add(entry.key)
    tallies: dict[str, list[int]] = {}
    for case in cases(index.entries, half, 5, 150):
        _count(tallies, case.category, index, case.asked, owners[case.wanted], misses)
    kept, asked = english_alone(index.entries, half, 5)
    alone = Index(kept)
    for text, key, _ in asked:
        _count(tallies, "listed in English alone", alone, text, {key}, misses)
    with Path(__file__).with_name("journal_ru.csv").open(encoding="utf-8") as stream:
        told = list(csv.DictReader(stream))
    journal = [Entry(f"journal:{n}", "sdn", (ListedName(row["listed"], PRIMARY),), countries=("RU",)) for n, row in enumerate(told)]
    alone = Index([*index.entries, *journal])
    for number, row in enumerate(told):
        _count(tallies, JOURNAL, alone, row["asked"], {f"journal:{number}"}, misses)
    alone_of = innocents({"dev": 5, "aside": 6}[half], 100)
    disturbed = [case.asked for case in alone_of if search(index, Party(case.asked)).hits]
    print(f"\nRussian organisations, {half}: found, alert at REVIEW")
    for category, (right, all_of) in tallies.items():
        print(f"  {category:<40}{right:>5} of {all_of:<5}{right / all_of:.3f}")
    for title, start in (("Cyrillic, all", "Cyrillic"), ("romanised, all", "romanised"), ("everything made by rule", "")):
        some = [tally for category, tally in tallies.items() if category.startswith(start) and category != JOURNAL]
        right, all_of = sum(one[0] for one in some), sum(one[1] for one in some)
        print(f"  {title:<40}{right:>5} of {all_of:<5}{right / all_of:.3f}")
    clean = len(alone_of) - len(disturbed)
    print(f"  {'invented Russian companies, left alone':<40}{clean:>5} of {len(alone_of):<5}{clean / len(alone_of):.3f}")
    if misses and misses in "innocent":
        print(*(f"  disturbed: {name}" for name in disturbed), sep="\n")


def _count(tallies: dict[str, list[int]], category: str, index: Index, asked: str, wanted: set[str], misses: str) -> None:
    tally = tallies.setdefault(category, [0, 0])
    right = any(hit.entry.key in wanted for hit in search(index, Party(asked)).hits)
    tally[0] += right
    tally[1] += 1
    if not right and misses and misses in category:
        names = [name.text for entry in index.entries if entry.key in wanted for name in entry.names]
        print(f"  missed: {asked!r} for {names[:5]}")
