"""Statement and quotes to a verdict: is what is advised, allowed or open to somebody so in the quotes, and what is not, not?

Reads turns that share no word with their opposite: "should be used" for "is not recommended", "can join" for "not eligible".
"""

import re
from collections.abc import Sequence

from rag.check.alike import same_word
from rag.check.reading import Sentence, aligned, sentences

DONE = (
    "used|given|offered|taken|treated|done|started|considered|tested|included|continued|prescribed|performed|added"
    "|recommended|advised|preferred"
)
DOERS = "join|enter|take|have|get|receive|use|start|enrol|enroll|participate|recommend"
FIT = "eligible|suitable|indicated|recommended|advised|preferred|advisable|a candidate|candidates|qualif(?:y|ies|ied)"
MODAL = r"should|must|may|might|can|could|ought to"
NO = r"(?:not|never|cannot|can['’]?t|n['’]t|no longer|neither|nor)"
AGAINST = re.compile(
    rf"{NO} (?:\w+ ){{0,2}}?(?:be )?(?:{DONE}|{FIT}|{DOERS})\b|\b(?:avoid\w*|contra-?indicated|discourag\w+|ineligible|excluded"
    r"|unsuitable|unfit|inadvisable|forbidden|barred)\b|\b(?:recommend|advi[sc]e)\w* against\b",
    re.IGNORECASE,
)
FOR = re.compile(
    rf"\b(?:{MODAL}) (?:also |still |be |safely |first )*(?:{DONE}|{DOERS})\b|\b(?:{FIT})\b|\brecommends?\b",
    re.IGNORECASE,
)
LIMITED = re.compile(
    r"\b(?:only|unless|except|until|instead|without|but|if|when|whether|rather|other)\b", re.IGNORECASE
)
SAID_SHARE = 0.6  # of the statement's words about which the advice is: it speaks of the same
OF_ADVICE = re.compile(rf"\b(?:{DONE}|{DOERS}|{FIT}|{MODAL}|{NO}|recommends?|avoid\w*|excluded)\b", re.IGNORECASE)


def advice_failure(statement: str, quotes: Sequence[str]) -> str | None:
    """The advice or leave of the statement of which the closest quoted sentences say only the opposite, or None.

    Sentences that limit their advice (only, unless, but) are left to the rules for conditions and negation.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    for said in sentences(statement):
        mine = _sides(said.text)
        if len(mine) != 1 or LIMITED.search(said.text):
            continue
        against = [one for one in aligned(said, quoted) if _is_of_it(said, one)]
        theirs = {side: match for one in against for side, match in _sides(one.text).items()}
        (side, word), *_ = mine.items()
        if against and side not in theirs and -side in theirs:
            return f"the statement says {word!r}, the quote {theirs[-side]!r}"
    return None


def _sides(text: str) -> dict[int, str]:
    """What a sentence says for (1) and against (-1) something, each with the words that say so."""
    against = AGAINST.search(text)
    favour = FOR.search(AGAINST.sub(" ", text))
    return {side: match.group() for side, match in ((-1, against), (1, favour)) if match}


def _is_of_it(said: Sentence, other: Sentence) -> bool:
    """Whether the other sentence, unlimited, speaks of most of what is said, the words for advice apart."""
    wanted = {word.stem for one in sentences(OF_ADVICE.sub(" ", said.text)) for word in one.words if word.is_content}
    shared = sum(any(same_word(stem, one) for one in other.stems) for stem in wanted)
    return bool(wanted) and shared >= SAID_SHARE * len(wanted) and not LIMITED.search(other.text)
