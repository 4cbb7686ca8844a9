"""How many households a text speaks of, by the numbers it names."""

from __future__ import annotations

import re

NUMBER = r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|[一二两三四五六七八九十百]+|几十|数十|好几十|上百|几百)"
UNIT = r"(?P<unit>个社区|个单元|号楼|个楼|个院|个门|户|家|位|名|人|栋|幢|层)"
COUNTED = re.compile(NUMBER + "(?:多|余|来|好几)?" + UNIT)
# 3至5号楼, 2、3号门: several places named one after another.
SEVERAL = re.compile(r"[0-9]+[、,，到至和-][0-9]+(?:[、,，到至和-][0-9]+)*号?[楼门院栋]")
# How many households one of each stands for; a house number (号楼) is a name, no count.
HOUSEHOLDS = {
    "户": 1.0,
    "家": 1.0,
    "位": 0.5,
    "名": 0.5,
    "人": 0.3,
    "层": 3.0,
    "个门": 10.0,
    "个单元": 10.0,
    "栋": 20.0,
    "幢": 20.0,
    "个楼": 20.0,
    "个院": 30.0,
    "个社区": 300.0,
    "号楼": 0.0,
}
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
VAGUE = {"几十": 40, "数十": 40, "好几十": 50, "上百": 120, "几百": 300}
SEVERAL_PLACES = 40.0


def households(text: str) -> float:
    """The largest number of households a simplified text speaks of, 0 when it names none."""
    named = [_value(found["number"]) * HOUSEHOLDS[found["unit"]] for found in COUNTED.finditer(text)]
    return max([*named, SEVERAL_PLACES if SEVERAL.search(text) else 0.0])


def _value(word: str) -> int:
    if word[0].isdigit():
        return int(word.replace(",", ""))
    if word in VAGUE:
        return VAGUE[word]
    total = digit = 0
    for sign in word:
        if sign in DIGITS:
            digit = DIGITS[sign]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[sign]
            digit = 0
    return total + digit
