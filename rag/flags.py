"""Question text to what is special about it: cut off, several in one, personal, an order sought, not in English.

Reads prompts/flags.yaml. Deterministic; looks at the form of a question, never at its medicine.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from rag.asking_part import asks, is_in_order, turned
from rag.orders import seeks_order
from rag.schema import Value
from rag.vocabulary import names_in
from rag.words import STOPWORDS, stems
from rag.yaml_file import read_yaml

ANY_NUMBER = "0987654321"  # stands for "#" while a phrase is taken apart into words
GAP = 3  # words that "_" of a phrase may stand for
MIN_WORDS = 4  # of another language before it is told apart
MIN_CUT_WORDS = 3
SHORTEST_STUMP = 3  # letters of a last word that may be a word cut off
LONGEST_CLAUSE = 200  # characters of the end that are looked at
ENDS = ".?!)\"'”’"
OPENERS = "what|how|which|who|when|where|why|is|are|do|does|can|could|should|will"
WISH = r"(?:i|we)(?:'d)? (?:(?:would|also|just|really) )*(?:like|love|want|wonder|need)"
QUESTION = re.compile(rf"(?<=\?)\s+|(?<=[.!])\s+(?=(?:and |also |but )?(?:{OPENERS}|{WISH})\b)", re.IGNORECASE)
WISHES = re.compile(rf"(?:and |also |but )?{WISH}\b.*\b(?:{OPENERS}|whether|if|about)\b", re.IGNORECASE)
LISTED = re.compile(r"(?:^|\s)[-*•]\s+(?=\w)")
AFTER_OPENER = "is|are|do|does|did|can|could|should|will|would|long|many|much|often|about|drugs|tests|treatments"
WH = "what|how|which|who|when|where|why"
WHOM = "i|we|my|it|they|he|she|there|the|this|these"
ANOTHER = re.compile(
    rf"[,;]?\s+(?:and also|and|also|plus|;)\s+"
    rf"(?=(?:(?:{WH})\s+(?:{AFTER_OPENER})|(?:should|can|could|do|does|is|are|will)\s+(?:{WHOM}))\b)",
    re.IGNORECASE,
)
# "What is Gleason, what is PSA": at a comma only before a question that could stand alone, where what precedes is one too.
COMMA = re.compile(r"\s*[,;]\s+(?=\w)")
# Ends that look like a break and are none: "what does it do", "what is it used for", "tell me what HER2 is", "hepatitis a".
WORDS = r"(?:(?!(?:and|or|but|what|how|which|who|when|where|why|if|because)\b)[\w'’/-]+ )"
SOMEBODY = "(?:i|we|you|he|she|it|they|this|that|these|those|there)"
BE = "(?:is|are|am|was|were)"
DO = "(?:do|does|did|can|could|should|will|would|may|might|must|shall)"
MADE = r"(?:\w+ed|given|made|taken|done|found|known|seen|come|comes|came|spread|grow|grown|look|due|good|bad)"
ALONE = r"(?:of|for|to|in|by|from|about|with|without|into|before|after|as|between)"
WHOLE = re.compile(
    rf"\b(?:(?:{DO}|to) {WORDS}{{0,6}}(?:do|have|be)"
    rf"|(?:know|understand|explain|tell|learn|say|ask|see|show|told|idea|clear|me|of|about)\b(?: \w+)? "
    rf"(?:what|who|where|how (?!often|long|much|many)\w+) {WORDS}{{1,7}}(?:{BE}|do|does|did|can|could|has|have|had)"
    rf"|(?:what|who|where|if|all|everything|as|than) {WORDS}{{0,3}}{SOMEBODY} (?:{BE}|{DO}|has|have|had)"
    rf"|(?:has|have|had) {WORDS}{{1,4}}(?:been|had)|(?:have|has|had|never|ever|than|as) {WORDS}{{0,6}}before"
    rf"|(?:what|which|who|whom|where) {WORDS}{{0,4}}(?:(?:{BE}|{DO}|has|have) {WORDS}{{1,6}}{MADE}"
    rf"|(?:{BE}|{DO}) {SOMEBODY}|{SOMEBODY} {BE}) {ALONE}"
    rf"|(?:what|who) (?:the|my|our|his|her|this|that) {WORDS}{{1,3}}{BE} {ALONE}"
    rf"|(?:to|nothing|anything|something|what|who) {WORDS}{{0,5}}"
    r"(?:worry|think|talk|ask|know|care|hear|worried|afraid|scared|live|speak|deal|cope|start|look) (?:about|of|with|to|for)"
    rf"|(?:do|does|did|if|don't|doesn't|not) {WORDS}{{0,3}}(?:have|has|need|want|wants|able|used) to|with or without"
    r"|(?:hepatitis|vitamin|type|group|class|stage|grade|factor|influenza|category|level|option|\d+) a"
    r"|(?:in|last|this|next|since|until|by|of|early|late|mid|every|from) may"
    rf"|(?:{BE}|about|do|like|of|for|with|after|before|than|on|by|from) that"
    r"|(?:and|or|but|know|why|sure|idea|so) (?:when|who|whose|which|whether))$",
    re.IGNORECASE,
)
EXAMPLE = re.compile(r"[.!?] .*\b(?:for instance|for example|such as|like|e\.g\.?) (?:\w+ )?\w+$", re.IGNORECASE)
REFERS = re.compile(r"\b(?:ones?|it|its|they|them|their|this|that|these|those)\b", re.IGNORECASE)
ITEM = re.compile(r"(?:^|(?<=[\s:]))(?:\(?(?P<mark>[1-9]|[a-h])[.)])\s+(?=\w)", re.IGNORECASE)
ASKING = frozenset([*OPENERS.split("|"), "would"])
VERBS_FIRST = frozenset("is are do does can could should will would".split())
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class FlagRules(Value):
    """The phrases of prompts/flags.yaml."""

    version: int
    directive: tuple[str, ...]
    never_last: tuple[str, ...]
    history: tuple[str, ...]
    circumstances: tuple[tuple[str, ...], ...]
    languages: Mapping[str, tuple[str, ...]]

    @cached_property
    def _directive(self) -> re.Pattern[str]:
        return _phrases(self.directive)

    @cached_property
    def _history(self) -> re.Pattern[str]:
        return _phrases(self.history)

    def seeks_directive(self, text: str) -> bool:
        """Whether the question asks what someone should do: in a phrase of the file, or by its form."""
        return bool(self._directive.search(_plain(text)) or seeks_order(text))

    def leaves_out_circumstance(self, question: str, said: str) -> bool:
        """Whether the question names a circumstance that may change a treatment, and nothing of it is in what is `said`."""
        asked, told = (stems(text, keep_stopwords=True) for text in (question, said))
        return any(names_in(group, asked) and not names_in(group, told) for group in self.circumstances)

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
        if trails_off or (last.lower() in self.never_last and not WHOLE.search(text[-LONGEST_CLAUSE:])):
            return last
        is_stump = len(last) >= SHORTEST_STUMP and last.islower() and not is_word(last) and text.endswith(last)
        return last if is_stump and (begins_word(last) or EXAMPLE.search(text[-LONGEST_CLAUSE:])) else None


def separate_questions(text: str) -> tuple[str, ...]:
    """The questions in a text, in order; one for a text that asks one thing.

    What is only told stands before the question that follows it, but behind the first one unless that points back ("is it
    curable?"): so what is asked is named before what is told. Each item of a numbered list is a question of its own.
    """
    lead, items = _items(text)
    if items:
        return tuple(one for item in items for one in separate_questions(f"{lead} {item}".strip()))
    pieces = [
        piece.strip()
        for part in LISTED.split(text)
        for one in QUESTION.split(part)
        for two in ANOTHER.split(one)
        for piece in _at_commas(two)
    ]
    found: list[str] = []
    told = ""
    for piece in filter(None, pieces):
        lead, question = turned(piece)
        if not _asks(question):
            told = f"{told} {piece}".strip()
            continue
        points_back = found or REFERS.search(question)
        behind = f"{told} {lead}".strip()
        found.append(f"{told} {piece}".strip() if points_back else _with_told(question, behind))
        told = ""
    if len(found) < 2:
        return (text,)
    return (_with_told(found[0], told), *map(_marked, found[1:-1]), found[-1])


def _with_told(question: str, told: str) -> str:
    """A question and, as a sentence behind it, what is told."""
    behind = f" {told[:1].upper()}{told[1:]}{'' if told[-1:] in ENDS else '.'}" if told else ""
    return f"{_marked(question)}{behind}"


def _marked(question: str) -> str:
    """A question that was split off, with the mark that it had not, so that it is not taken for one cut off."""
    return question if question[-1:] in ENDS else f"{question}?"


def _items(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands before a numbered list, where it names what all items are about, and its items; none for other texts."""
    marks = [match for match in ITEM.finditer(text) if match["mark"]]
    run = [match for match, wanted in zip(marks, "12345678", strict=False) if match["mark"] == wanted] or [
        match for match, wanted in zip(marks, "abcdefgh", strict=False) if match["mark"].lower() == wanted
    ]
    before = text[: run[0].start()].rstrip(" ") if run else ""
    if len(run) < 2 or len(run) != len(marks) or before[-1:] not in ("", *":;.,?!\n-"):
        return "", ()
    ends = [match.start() for match in run[1:]] + [len(text)]
    items = tuple(text[match.end() : end].strip(" ;,\n") for match, end in zip(run, ends, strict=True))
    return before.strip(), tuple(filter(None, items))


def _at_commas(text: str) -> list[str]:
    """A question split at commas before a question that could stand alone, where what stands before asks too."""
    _, question = turned(text)
    start = len(text) - len(question)
    if not (is_in_order(question) or question.split(" ", 1)[0].lower() in VERBS_FIRST):
        return [text]
    ends = [
        match.span()
        for match in COMMA.finditer(text, start)
        if is_in_order(text[match.end() : match.end() + LONGEST_CLAUSE])
    ]
    ends = [span for span in ends if len(text[start : span[0]].split(None, 3)) > 2]
    starts = [0, *(end for _, end in ends)]
    return [text[begin:end] for begin, end in zip(starts, [*(at for at, _ in ends), len(text)], strict=True)]


def load_flag_rules(prompts_dir: Path) -> FlagRules:
    """Read prompts_dir/flags.yaml. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "flags.yaml", FlagRules)


def _asks(piece: str) -> bool:
    words = piece.lower().split()
    if len(words) < 3 or not asks(piece):
        return False
    return piece.endswith("?") or words[0] in ASKING or bool(WISHES.match(piece))


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
