"""Text to the language it is written in, where that is not English, by the small words each language cannot do without."""

import re
from collections.abc import Mapping

from rag.words import STOPWORDS

MIN_WORDS = 4  # of a text whose language is told
MIN_SHARE = 0.2  # of its words that are small words of the language
SMALL_WORDS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "Spanish": """el la los las un una unos unas de del al y o que en con por para como más pero no se su sus lo le les es
        son está están ser fue fueron era ha han hay debe deben puede pueden este esta estos estas cuando si sin sobre entre
        hasta desde también muy después antes durante cada todos todas mi tu años personas pacientes""",
        "French": """le la les un une des du de et ou que qui en dans avec pour par sur au aux ce cette ces son sa ses leur
        leurs il elle ils elles est sont être été a ont peut peuvent doit doivent ne pas plus mais si sans entre après avant
        pendant chaque tous toutes très aussi comme lors chez dont où se ans personnes patients""",
        "German": """der die das den dem des ein eine einen einem einer eines und oder nicht kein keine ist sind war waren wird
        werden wurde wurden hat haben kann können soll sollen sollte muss müssen darf dürfen mit von zu zum zur im am an auf
        aus bei nach vor für über unter durch wenn als wie auch nur sich es sie er wir ihr ihre dass bis pro jahre patienten""",
        "Italian": """il lo la i gli le un uno una di del della dei delle dello degli e o che in con per da dal dalla su sul nel
        nella al alla ai alle non è sono era essere stato ha hanno può possono deve devono questo questa come più ma se anche
        dopo prima durante ogni tutti tutte molto si anni persone pazienti""",
        "Portuguese": """o a os as um uma uns umas de do da dos das e ou que em no na nos nas com por para como mais mas não se
        seu sua seus suas é são está estão ser foi foram tem têm pode podem deve devem este esta quando sem sobre entre até
        desde também muito após antes durante cada todos todas ao aos à às anos pessoas pacientes""",
        "Dutch": """de het een en of niet geen is zijn was waren wordt worden werd heeft hebben kan kunnen moet moeten mag mogen
        met van te tot voor door op aan bij in uit naar over onder als dan dat die dit deze ook maar om er ze zij hij wij hun
        na elke alle jaar mensen""",
        "Polish": """i w z na do nie się że jest są być był była to ten ta te po od za przez dla o jak lub oraz ale przed można
        należy może mogą który która które u ze co bez lat osób""",
        "Turkish": """ve bir bu da de ile için olarak olan daha çok en gibi kadar sonra önce veya ya her değil var yok ise
        tarafından olabilir olmalıdır""",
    }.items()
}
LETTERS: Mapping[str, str] = {
    "Spanish": "ñ¿¡áíóú",
    "French": "çœêèàâîôûù",
    "German": "äöüß",
    "Italian": "àèìòù",
    "Portuguese": "ãõçâê",
    "Dutch": "ĳ",
    "Polish": "ąćęłńśźż",
    "Turkish": "ğışçöü",
}
WORD = re.compile(r"[^\W\d_]+")
HALF = 0.5


def foreign_language(text: str) -> str | None:
    """The language of a text that is not in English, "another script", or None; None for fewer than four words.

    The language with most small words in the text wins, its own letters counting as well; it must have more than English.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if letters and sum(ord(letter) > ord("ɏ") for letter in letters) > HALF * len(letters):
        return "another script"
    words = [word.lower() for word in WORD.findall(text)]
    if len(words) < MIN_WORDS:
        return None
    counts = {name: _count(words, name) for name in SMALL_WORDS}
    best = max(counts, key=lambda name: counts[name])
    english = sum(word in STOPWORDS for word in words)
    return best if counts[best] >= MIN_SHARE * len(words) and counts[best] > english else None


def _count(words: list[str], name: str) -> float:
    small, own = SMALL_WORDS[name], LETTERS[name]
    return sum(word in small for word in words) + HALF * sum(any(letter in own for letter in word) for word in words)
