"""Text to plain sentences, and a phrase pattern to what finds it in them. Knows no meaning; prompts/safety.yaml does.

A plain sentence is lower-case words and numbers between single spaces, contractions written out ("can't" and "unable to"
are "cannot"), with " , " at each break and at the end, so that a pattern is plain words too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.errors import OutlineError

TOKEN = re.compile(
    r"[^\W\d_]+\d+(?![\d.,]*\d)(?![^\W_])|\d+(?:[.,]\d+)?(?![\d.,]*\d)|[^\W\d_]+(?:'[^\W\d_]+)?|\d+|"
    r"[,:;()–—]|(?<= )-(?= )|[.!?…\n]+"
)
END = re.compile(r"[.!?…\n]")
BREAK = ","
HER2 = re.compile(r"\bher[- ](?=[234]\b)")  # a receptor, not somebody's
POINT = re.compile(r"\b(\d{2,3}) point (\d)\b")
CANNOT = re.compile(
    r"(?<!\S)(?:(?:am|is|are|was|were|be|been|have|has|had) )*"
    r"(?:not (?:\S+ )?(?:been )?able to|unable to|(?:can|could) not|(?:can|could) (?:hardly|barely|scarcely|no longer)|"
    r"(?:hardly|barely|scarcely)(?! any)|struggl\w* to|(?:(?:very|so|too|really|got|getting) )?hard (?:for \S+ )?to|"
    r"too (?!late|soon|early|much|many)\S+ to|cannot (?:even|really|hardly|barely|properly))(?!\S)"
)
NAME = re.compile(r"\{(\w+)\}")
GAPS = re.compile(r"(?: \.{1,3})+ ")
LONGEST_GAP = {".": 1, "..": 4, "...": 9}
NOT_BEFORE = re.compile(r"/\(((?:[^()]|\([^()]*\))*)\)")
OPENING = re.compile(r"\((?!\?)")
NUMBER = r"\d+(?:\.\d+)?"


Span = tuple[int, int]
Place = tuple[int, Span]  # number of the sentence, and where in it


@dataclass(frozen=True)
class Sentence:
    """One plain sentence of a text, and whether it ended in a question mark."""

    text: str
    asks: bool


@dataclass(frozen=True)
class Phrase:
    """A compiled pattern: `groups` that must all be found, words that void it, and letters without which it is not there."""

    groups: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    needles: frozenset[str]

    def places(self, sentences: Sequence[Sentence], numbers: Iterable[int]) -> Iterator[Place]:
        """Where in the sentences of those numbers the first group stands, the others being there, or just before or after."""
        for at in numbers:
            sentence = sentences[at]
            spans = [match.span() for match in self.groups[0].finditer(sentence.text)]
            if not spans or (self.unless and self.unless.search(sentence.text)):
                continue
            near = joined(sentences[max(at - 1, 0) : at + 2])
            if all(group.search(near) for group in self.groups[1:]):
                yield from ((at, span) for span in spans)


@dataclass(frozen=True)
class Phrases:
    """Patterns looked for together. `needles`: those of all of them."""

    all: tuple[Phrase, ...]
    needles: frozenset[str]

    def places(self, sentences: Sequence[Sentence]) -> Iterator[Place]:
        """The places of each pattern, those none of whose needles is in the text being left out."""
        text = joined(sentences)
        there = {
            needle: {at for at, sentence in enumerate(sentences) if needle in sentence.text}
            for needle in self.needles
            if needle in text
        }
        named = frozenset(there)
        for phrase in self.all:
            if not phrase.needles.isdisjoint(named):
                numbers: set[int] = set().union(*(there[needle] for needle in phrase.needles & named))
                yield from phrase.places(sentences, sorted(numbers))


def plain_sentences(text: str, short_forms: Mapping[str, str]) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, plain. `short_forms`: what a contraction or a misspelt word is read as."""
    found: list[Sentence] = []
    tokens: list[str] = []
    for token in [*TOKEN.findall(HER2.sub("her", text.casefold().replace("’", "'"))), "."]:
        if END.match(token):
            if any(token != BREAK for token in tokens):
                found.append(Sentence(text=_written_out(tokens), asks="?" in token))
            tokens = []
        elif token[0].isalpha():
            tokens.append(short_forms.get(token) or short_forms.get(token.replace("'", "")) or token.partition("'")[0])
        else:
            tokens.append(token.replace(",", ".") if token[0].isdigit() else BREAK)
    return tuple(found)


def misspellings(word: str) -> frozenset[str]:
    """What one slip of the fingers makes of `word`, its first letter kept: one left out, one doubled, two the wrong way round."""
    cuts = [(word[:at], word[at:]) for at in range(1, len(word))]
    left_out = {left + right[1:] for left, right in cuts}
    doubled = {left + right[0] + right for left, right in cuts}
    turned = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return frozenset((left_out | doubled | turned) - {word})


def compiled_phrase(pattern: str, words: Mapping[str, str]) -> Phrase:
    """What finds `pattern`; its notation is explained at the head of prompts/safety.yaml.

    Raises: OutlineError: a name in braces is none of `words`, or the brackets do not match.
    """
    found, _, unless = pattern.partition(" ! ")
    groups = [_expanded(group, words) for group in found.split(" & ")]
    try:
        return Phrase(
            groups=tuple(map(_regex, groups)),
            unless=_regex(_expanded(unless, words)) if unless else None,
            needles=frozenset(_needles(groups[0])),
        )
    except re.error as error:
        raise OutlineError(f"phrase {pattern!r} cannot be read ({error}); mend its brackets") from error


def compiled_phrases(patterns: Sequence[str], words: Mapping[str, str]) -> Phrases:
    """All of `patterns`, ready to be looked for. Raises: OutlineError: as `compiled_phrase`."""
    found = tuple(compiled_phrase(pattern, words) for pattern in patterns)
    return Phrases(all=found, needles=frozenset().union(*(phrase.needles for phrase in found)))


def joined(sentences: Sequence[Sentence]) -> str:
    """The text of several sentences as one."""
    return " ".join(sentence.text for sentence in sentences)


def compiled_any(patterns: Sequence[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """One search for any of `patterns`, of one group each. Raises: OutlineError: as `compiled_phrase`."""
    return _regex("(" + "|".join(_expanded(pattern, words) for pattern in patterns) + ")")


def _written_out(tokens: Sequence[str]) -> str:
    text = POINT.sub(r"\1.\2", " ".join(tokens))
    return f"{CANNOT.sub('cannot', text)} {BREAK}"


def _expanded(pattern: str, words: Mapping[str, str]) -> str:
    def named(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise OutlineError(f"phrase {pattern!r} names {{{match[1]}}}, which is none of: {', '.join(sorted(words))}")
        return f"({_expanded(words[match[1]], words)})"

    return NAME.sub(named, pattern.strip())


def _regex(pattern: str) -> re.Pattern[str]:
    def gap(match: re.Match[str]) -> str:
        return rf" (?:\S+ ){{0,{sum(LONGEST_GAP[dots] for dots in match[0].split())}}}"

    body = GAPS.sub(
        gap,
        OPENING.sub("(?:", NOT_BEFORE.sub(r"(?! (?:\1)(?!\\S))", pattern)).replace("*", r"\S*").replace("#", NUMBER),
    )
    return re.compile(rf"(?<!\S)(?:{body})(?!\S)")


def _needles(pattern: str) -> tuple[str, ...]:
    """Word beginnings of which one must stand in a text that holds `pattern`; ("",) when there are none to go by."""
    chosen: tuple[str, ...] = ("",)
    for element in _split(pattern, " "):
        alternatives = _split(element[1:-1], "|") if element.startswith("(") and element.endswith(")") else [element]
        needles = tuple(re.split(r"[ *(#\[]", alternative)[0].strip(".") for alternative in alternatives)
        if min(map(len, needles)) > min(map(len, chosen)):
            chosen = needles
    return chosen


def _split(pattern: str, mark: str) -> list[str]:
    """`pattern` cut at each `mark` that stands outside of brackets."""
    parts, depth = [""], 0
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if letter == mark and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
