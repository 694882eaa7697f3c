"""Statement and source to edits of whole clauses: a condition of the source added, what the source lacks left out."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.check.alike import same_word
from rag.check.conditions import MARK, STOPS
from rag.check.hints_edits import Edit, inner_text, pieces, within
from rag.check.plain import is_plain
from rag.check.scopes import QUALIFIERS, STATUS

JOINT = re.compile(  # where a clause or phrase begins, and may be left out from
    r"[,;:(]|\b(?:and|or|but|which|who|that|because|so|while|if|when|unless|until|in|for|with|without|by|after|before|during"
    r"|from|to|on|at|of|as|such|due|among|through|within)\b",
    re.IGNORECASE,
)
STARTS = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d])")
LEAST_LEFT = 4  # words of a statement
MAX_JOINTS = 14
LEADS = re.compile(r"(?:in|for|of|with|among|at|under|over|from|until|below|above|after|before) ", re.IGNORECASE)
PHRASE = re.compile(r"\b(?:in|for|of|with|among|at) [^,;:.()]*?$", re.IGNORECASE)
VERB = re.compile(
    r"\b(?:is|are|was|were|may|can|should|must|will|has|have|had|do|does|could|might)\b|\w{3,}(?:s|ed)\b", re.IGNORECASE
)


def additions(statement: str, source: str) -> Iterator[Edit]:
    """What the source puts as a condition, or says of whom it speaks, at the end of the statement or before its noun."""
    end = len(statement.rstrip(" .!?"))
    clauses: list[str] = []
    for match in MARK.finditer(source):
        what = STOPS.split(match["what"])[0].rstrip()
        stop = match.start("what") + len(what)
        clauses.append(inner_text(source, within(source, match.start(), stop)))
    for pattern in (STATUS, *(re.compile(rf"\b(?:{found})\b", re.IGNORECASE) for found, _ in QUALIFIERS.values())):
        for match in pattern.finditer(source):
            lead = PHRASE.search(source[: match.end()])
            tail = re.match(r"(?:[- ][\w-]+){0,4}", source[match.end() :])
            begins = lead.start() if lead else match.start()
            if not LEADS.match(source[begins:]):
                continue
            for words in range(len((tail[0] if tail else "").split()) + 1):
                stop = _after(source, match.end(), words)
                clauses.append(inner_text(source, within(source, begins, stop)))
    for clause in dict.fromkeys(clauses):
        if clause and clause.lower() not in statement.lower():
            yield Edit(old="", new=clause, spans=((end, end),))


def omissions(statement: str, sources: Sequence[str]) -> Iterator[Edit]:
    """Each stretch between two joints of the statement that holds a word the sources lack, or such an adverb alone."""
    known = [piece.key for source in sources for piece in pieces(source)]
    new = [p for p in pieces(statement) if p.tells and not any(same_word(p.key, key) for key in known)]
    new = [p for p in new if not is_plain(p.key)] or new
    if not new:
        return
    end = len(statement.rstrip(" .!?"))
    joints = [match.start() for match in JOINT.finditer(statement)][:MAX_JOINTS]
    ends = [match.start() for match in STARTS.finditer(statement)]
    for start, stop in combinations(dict.fromkeys(sorted([0, *joints, *ends, end])), 2):
        rest = f"{statement[:start]}{statement[stop:]}"
        holds = any(start <= piece.start < stop for piece in new)
        is_opening = not start and stop not in ends and statement[stop : stop + 1] != ","
        if holds and not is_opening and len(rest.split()) >= LEAST_LEFT and VERB.search(rest):
            is_last = stop == end and start in (0, *ends)  # a whole sentence goes with its full stop
            yield _left_out(statement, start, len(statement) if is_last else stop)
    for piece in (p for p in new if p.text.endswith("ly")):
        yield _left_out(statement, piece.start, piece.end)


def _left_out(statement: str, start: int, stop: int) -> Edit:
    found = within(statement, start, stop)
    old = statement[found[0].start : found[-1].end] if found else ""
    return Edit(old=old, new="", spans=((start, stop),))


def _after(text: str, at: int, words: int) -> int:
    """The place behind so many further words."""
    found = [piece.end for piece in pieces(text) if piece.start >= at][:words]
    return found[-1] if found else at
