"""A follow-up and the questions before it to a question that stands alone. By rules, without a model; answers nothing."""

from collections.abc import Sequence
from functools import partial

from rag.followup import phrases
from rag.followup.clause import from_clause
from rag.followup.fragment import Implied, from_fragment, is_fragment
from rag.followup.slots import implied_topic, slots
from rag.followup.talk import MAX_CHARS, Read, Talk, after
from rag.schema import Value
from rag.vocabulary import Vocabulary
from rag.words import fold


class Standalone(Value):
    """A question that needs no earlier one. `why`: what was taken over from earlier questions, or why nothing was."""

    question: str
    rewritten: bool
    why: str


def standalone(question: str, history: Sequence[str], vocabulary: Vocabulary, topics: Sequence[str]) -> Standalone:
    """The question with what it leaves out taken from `history`: earlier questions, oldest first, raw or standalone.

    `topics`: the shelf's topic slugs, recognised beside the vocabulary's. A question that names its own topic gets none;
    one that stands alone comes back byte for byte. The same input gives the same result.
    """
    read = partial(slots, vocabulary=vocabulary, topics=tuple(topics))
    implied = partial(implied_topic, vocabulary=vocabulary, topics=tuple(topics))
    talk = Talk()
    for earlier in history:
        talk = after(talk, _rewrite(earlier, talk, read, implied).question, read)
    return _rewrite(question, talk, read, implied)


def _rewrite(question: str, talk: Talk, read: Read, implied: Implied) -> Standalone:
    if not talk.last:
        return Standalone(question=question, rewritten=False, why="no earlier question names anything known")
    text = fold(question)
    if len(text) > MAX_CHARS:
        return Standalone(question=question, rewritten=False, why="too long for a follow-up")
    if phrases.AGAIN.fullmatch(text):
        return Standalone(question=talk.said, rewritten=True, why="asks the last question again")
    same = phrases.SAME.match(text)
    opener = phrases.OPENER.match(text)
    start = same.start("rest") if same else opener.end() if opener else 0
    body = text[start:]
    fragment = phrases.TRAILING.sub("", body)
    if not fragment:
        made = None
    elif is_fragment(fragment, read(fragment), has_opener=bool(same or opener)):
        made = from_fragment(fragment, talk, read, implied)
    else:
        made = from_clause(body, talk, read, opener=opener.group() if opener else "")
    if made is None or made.question == text:
        return Standalone(question=question, rewritten=False, why="stands alone")
    return Standalone(question=made.question[:1].upper() + made.question[1:], rewritten=True, why=made.why)
