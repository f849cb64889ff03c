"""How a name that a register writes in capitals is written on a page."""

from __future__ import annotations

import re

# What stays in capitals: abbreviations of the service and its departments that could be read as words.
_KEPT = (
    "NHS UK CIC PLC BUPA KIMS DHU A&E RD&E AE AMU CAMHS ED EMI ENT EPO GI GUM HIV ICU ITU MAU MIU MRI OPD PAU PICU PMU "
    "UTC II III IV VI VII VIII IX"
)
_CAPITALS = frozenset(_KEPT.split())
# A short run without a vowel is an abbreviation, but for these.
_SHORTENED = "ST STS DR MR MRS MS RD LTD CTR PK SQ GRP DPT NTH STH"
_SHORTENED_WORDS = frozenset(_SHORTENED.split())
_INSIDE_A_NAME = "an and at by for in la le of off on or over sub super the to under upon with"
_SMALL = frozenset(_INSIDE_A_NAME.split())
# A word is a run without white space; its parts stand between dashes, slashes, points, ampersands and brackets.
_PART = re.compile(r"[^-/.&()\[\],\s]+")
_AFTER_A_SHORT_NAME = re.compile(r"^([DLO])(['\u2019])(\w{2,})$")


def as_written_on_a_page(name: str) -> str:
    """Return a name in the case that a reader expects: "ST. THOMAS' HOSPITAL" as "St. Thomas' Hospital".

    Only a name without any small letter is changed, since any other was cased by somebody who knew it; white space is
    tidied in all. Abbreviations of the service stay in capitals ("NHS", "FT"), small words inside a name become small.
    """
    text = " ".join(name.split())
    if any(letter.islower() for letter in text):
        return text
    return " ".join(_word(word, first=at == 0) for at, word in enumerate(text.split(" ")))


def _word(word: str, *, first: bool) -> str:
    if word.strip("().,") in _CAPITALS:
        return word
    if not first and word.lower() in _SMALL:
        return word.lower()
    pieces, end = [], 0
    for found in _PART.finditer(word):
        between_dashes = word[end : found.start()] == "-" and word[found.end() : found.end() + 1] == "-"
        small = between_dashes and end > 0 and found[0].lower() in _SMALL  # Stoke-on-Trent
        pieces += [word[end : found.start()], found[0].lower() if small else _part(found[0])]
        end = found.end()
    return "".join(pieces) + word[end:]


def _part(part: str) -> str:
    """Case one part of a word: a name, an ordinal, a code or an abbreviation."""
    if part in _CAPITALS or len(part) == 1:
        return part
    if part[0].isdigit():
        # 2GETHER and 1ST are words that begin with a digit; 12A and 2WW are numbers and codes.
        ordinal = re.fullmatch(r"\d+(?:ST|ND|RD|TH)", part)
        return part.lower() if ordinal or len(part.lstrip("0123456789")) > 3 else part
    if re.fullmatch(r"[A-Z]{1,2}\d\w*", part):
        return part
    if part.isalpha() and len(part) <= 4 and not set(part) & set("AEIOUY"):
        return part.capitalize() if part in _SHORTENED_WORDS else part
    if short := _AFTER_A_SHORT_NAME.match(part):
        return short[1] + short[2] + short[3].capitalize()
    if part.startswith("MC") and len(part) > 4:
        return "Mc" + part[2:].capitalize()
    return part.capitalize()
