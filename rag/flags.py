"""Question text to what is special about it: cut off, several in one, personal, an order sought, not in English.

Reads prompts/flags.yaml. Deterministic; looks at the form of a question, never at its medicine.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from rag.schema import Value
from rag.words import STOPWORDS, stems
from rag.yaml_file import read_yaml

ANY_NUMBER = "0987654321"  # stands for "#" while a phrase is taken apart into words
GAP = 3  # words that "_" of a phrase may stand for
MIN_WORDS = 4  # of another language before it is told apart
MIN_CUT_WORDS = 3
SHORTEST_STUMP = 3  # letters of a last word that may be a word cut off
ENDS = ".?!)\"'”’"
OPENERS = "what|how|which|who|when|where|why|is|are|do|does|can|could|should|will"
QUESTION = re.compile(rf"(?<=\?)\s+|(?<=[.!])\s+(?=(?:and |also |but )?(?:{OPENERS})\b)", re.IGNORECASE)
LISTED = re.compile(r"(?:^|\s)(?:\(?[1-9a-h][.)]|[-*•])\s+(?=\w)", re.IGNORECASE)
AFTER_OPENER = "is|are|do|does|did|can|could|should|will|would|long|many|much|often|about|drugs|tests|treatments"
WH = "what|how|which|who|when|where|why"
WHOM = "i|we|my|it|they|he|she|there|the|this|these"
ANOTHER = re.compile(
    rf"[,;]?\s+(?:and also|and|also|plus|;)\s+"
    rf"(?=(?:(?:{WH})\s+(?:{AFTER_OPENER})|(?:should|can|could|do|does|is|are|will)\s+(?:{WHOM}))\b)",
    re.IGNORECASE,
)
ASKING = frozenset([*OPENERS.split("|"), "would"])
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

PERSON = (
    r"(?:i|me|we|us|he|him|she|her|my (?:\w+ )?(?:mum|mom|mother|dad|father|wife|husband|partner|son|daughter|child|sister"
    r"|brother|friend|gran|grandma|grandpa|grandmother|grandfather|aunt|uncle|boyfriend|girlfriend)|mum|mom|dad|you)"
)
CHANGE = (
    r"(?:take|taking|stop|stopping|quit|quitting|skip|skipping|double|doubling|halve|lower|lowering|raise|increase|reduce|reducing"
    r"|come off|coming off|go off|cut down|start|starting|refuse|refusing|decline|switch|switching|delay|delaying|postpone|wean)"
)
SEEKS_ORDER = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:should|shouldn['’]?t|ought|must|shall)\s+{PERSON.replace('|you', '')}\b",
        rf"\b(?:can|could|may|might)\s+{PERSON.replace('|you', '')}\s+(?:\w+ly\s+|just\s+|safely\s+)?{CHANGE}\b",
        rf"\b(?:is|would|will)\s+(?:it|that)\s+(?:be\s+)?(?:ok|okay|safe|wise|better|best|advisable|alright|all right|wrong)\s+"
        rf"(?:for\s+{PERSON}|if\s+{PERSON})\b",
        r"\b(?:decide|choose|pick|recommend|advise|suggest|prescribe)\b[^.?!]{0,30}\b(?:for\s+)?(?:me|us|her|him)\b",
        r"\btell\s+me\s+(?:which|what|whether|if|how)\b[^.?!]{0,40}\b(?:choose|do|take|pick|have|stop|should)\b",
        r"\b(?:what|which)\b[^.?!]{0,30}\bwould\s+you\b|\bif\s+you\s+were\s+(?:me|in my)\b|\byour\s+(?:advice|recommendation)\b",
        rf"\bhow\s+(?:much|many|often)\b[^.?!]{{0,40}}\b(?:do|does|should|can|must|may)\s+{PERSON}\s+(?:take|use|get|need|inject|have)\b",
        r"\b(?:dose|how much|how many mg)\b[^.?!]{0,60}\b\d+\s?(?:kg|kilos?|pounds?|lbs?|years?[ -]old|yo)\b",
        r"\b(?:good|bad|right|wrong)\s+(?:idea|choice|decision|thing to do)\s*\?|\bstraight answer\b",
        rf"\bdo(?:es)?\s+{PERSON}\s+(?:really\s+|still\s+)?(?:need|have to|say (?:yes|no)|go (?:ahead|for))\b",
        rf"\b(?:want|wants|thinking (?:of|about)|planning|plans|decided|going)\s+(?:to\s+)?{CHANGE}\b[^.]*\?",
    )
)


class FlagRules(Value):
    """The phrases of prompts/flags.yaml."""

    version: int
    directive: tuple[str, ...]
    never_last: tuple[str, ...]
    history: tuple[str, ...]
    languages: Mapping[str, tuple[str, ...]]

    @cached_property
    def _directive(self) -> re.Pattern[str]:
        return _phrases(self.directive)

    @cached_property
    def _history(self) -> re.Pattern[str]:
        return _phrases(self.history)

    def seeks_directive(self, text: str) -> bool:
        """Whether the question asks what someone should do: in a phrase of the file, or by its form."""
        return bool(self._directive.search(_plain(text)) or any(form.search(text) for form in SEEKS_ORDER))

    def tells_history(self, text: str) -> bool:
        """Whether the question tells of a person's own illness."""
        return bool(self._history.search(_plain(text)))

    def language(self, text: str) -> str | None:
        """The language of a question that is not in English, "another script", or None."""
        letters = [letter for letter in text if letter.isalpha()]
        foreign = sum(not _is_latin(letter) for letter in letters)
        if letters and foreign > len(letters) / 2:
            return "another script"
        tokens = [token.lower() for token in TOKEN.findall(text)]
        english = sum(token in STOPWORDS for token in tokens)
        counts = {name: sum(token in words for token in tokens) for name, words in self.languages.items()}
        name = max(counts, key=lambda each: counts[each])
        return name if len(tokens) >= MIN_WORDS and counts[name] >= 2 and counts[name] > english else None

    def cut_off(self, text: str, is_word: Callable[[str], bool], begins_word: Callable[[str], bool]) -> str | None:
        """The last word of a text that breaks off, or None.

        `is_word`: whether a word is known as it stands; `begins_word`: whether it is the beginning of a longer one.
        """
        text = text.rstrip()
        tokens: list[str] = TOKEN.findall(text)
        trails_off = text.endswith(("...", "…", ",", ";", ":", "-", "–", "("))
        if len(tokens) < MIN_CUT_WORDS or (text[-1] in ENDS and not trails_off):
            return None
        last = tokens[-1]
        if trails_off or last.lower() in self.never_last:
            return last
        is_stump = len(last) >= SHORTEST_STUMP and last.islower() and not is_word(last) and begins_word(last)
        return last if is_stump and text.endswith(last) else None


def separate_questions(text: str) -> tuple[str, ...]:
    """The questions in a text, in order; one for a text that asks one thing. What is only told goes with what follows it."""
    pieces = [
        piece.strip() for part in LISTED.split(text) for one in QUESTION.split(part) for piece in ANOTHER.split(one)
    ]
    found: list[str] = []
    told = ""
    for piece in filter(None, pieces):
        told = f"{told} {piece}".strip()
        if _asks(piece):
            found.append(told)
            told = ""
    if told and found:
        found[-1] = f"{found[-1]} {told}"
    return tuple(found) or (text,)


def load_flag_rules(prompts_dir: Path) -> FlagRules:
    """Read prompts_dir/flags.yaml. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "flags.yaml", FlagRules)


def _asks(piece: str) -> bool:
    words = piece.lower().split()
    return len(words) > 2 and (piece.endswith("?") or words[0] in ASKING)


def _plain(text: str) -> str:
    return " ".join(_stemmed(text))


def _stemmed(text: str) -> Sequence[str]:
    return stems(text.replace("’", "'"), keep_stopwords=True)


def _phrases(phrases: Sequence[str]) -> re.Pattern[str]:
    """One pattern over stems joined by spaces; "_" stands for up to GAP of them."""
    made = []
    for phrase in phrases:
        parts = [" ".join(map(re.escape, _stemmed(part))) for part in phrase.replace("#", ANY_NUMBER).split("_")]
        parts = [part.replace(ANY_NUMBER, r"\d+") for part in parts]
        made.append(rf"(?: \S+){{0,{GAP}}} ".join(part for part in parts if part))
    return re.compile(rf"(?<!\S)(?:{'|'.join(made)})(?!\S)")


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"
