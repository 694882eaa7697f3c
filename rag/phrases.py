"""Text to plain sentences, and a phrase pattern to what finds it in them. Knows no meaning; prompts/safety.yaml does.

A plain sentence is lower-case words and numbers between single spaces, contractions written out ("can't" and "unable to"
are "cannot"), with " , " at each break and at the end, so that a pattern is plain words too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.errors import OutlineError

TOKEN = re.compile(r"\d+(?:[.,]\d+)?(?![\d.,]*\d)|[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[,:;()–—]|(?<= )-(?= )|[.!?…\n]+")
END = re.compile(r"[.!?…\n]")
BREAK = ","
POINT = re.compile(r"\b(\d{2,3}) point (\d)\b")
CANNOT = re.compile(
    r"(?<!\S)(?:(?:am|is|are|was|were|be|been|have|has|had) )*(?:not (?:\S+ )?(?:been )?able to|unable to|(?:can|could) not|"
    r"(?:can|could) (?:hardly|barely|scarcely|no longer)|(?:hardly|barely|scarcely)(?! any)|struggl\w* to|"
    r"(?:(?:very|so|too|really|got|getting) )?hard (?:for \S+ )?to|too (?!late|soon|early|much|many)\S+ to|cannot (?:even|really|hardly|barely|properly))(?!\S)"
)
NAME = re.compile(r"\{(\w+)\}")
GAPS = re.compile(r"(?: \.{1,3})+ ")
LONGEST_GAP = {".": 1, "..": 4, "...": 9}
NOT_BEFORE = re.compile(r"/\(((?:[^()]|\([^()]*\))*)\)")
OPENING = re.compile(r"\((?!\?)")
NUMBER = r"\d+(?:\.\d+)?"


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
    needles: tuple[str, ...]

    def may_be_in(self, text: str) -> bool:
        """False where a search of `text` for the first group is a waste of time."""
        return any(needle in text for needle in self.needles)


def plain_sentences(text: str, short_forms: Mapping[str, str]) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, plain. `short_forms`: what a contraction or a misspelt word is read as."""
    found: list[Sentence] = []
    tokens: list[str] = []
    for token in [*TOKEN.findall(text.casefold().replace("’", "'")), "."]:
        if END.match(token):
            if any(token != BREAK for token in tokens):
                found.append(Sentence(text=_written_out(tokens), asks="?" in token))
            tokens = []
        elif token[0].isalpha():
            tokens.append(short_forms.get(token) or short_forms.get(token.replace("'", "")) or token.partition("'")[0])
        else:
            tokens.append(token.replace(",", ".") if token[0].isdigit() else BREAK)
    return tuple(found)


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
            needles=_needles(groups[0]),
        )
    except re.error as error:
        raise OutlineError(f"phrase {pattern!r} cannot be read ({error}); mend its brackets") from error


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
        needles = tuple(re.split(r"[ *(#]", alternative)[0].strip(".") for alternative in alternatives)
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
