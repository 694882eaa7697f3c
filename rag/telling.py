"""A place in a plain sentence to whether it tells of somebody now: neither asked, past, supposed, denied nor general."""

import re
from collections.abc import Mapping

from rag.phrases import Sentence, Span, compiled_any
from rag.schema import Value

CLAUSE = re.compile(r" (?:,|and|but|because|so|then|although|though|while|whereas|plus|n)(?= )")
NEAR = 3  # words before a symptom in which "my" makes it somebody's own


class TellingWords(Value):
    """The phrases that tell a statement about now from all else; the lists are explained in prompts/safety.yaml."""

    asking: tuple[str, ...]
    asking_outright: tuple[str, ...]
    going_on: tuple[str, ...]
    own: tuple[str, ...]
    own_state: tuple[str, ...]
    at_large: tuple[str, ...]
    person: tuple[str, ...]
    subject: tuple[str, ...]
    pressing: tuple[str, ...]
    told: tuple[str, ...]
    reported: tuple[str, ...]
    supposed: tuple[str, ...]
    not_now: tuple[str, ...]
    treated: tuple[str, ...]
    long_past: tuple[str, ...]
    past: tuple[str, ...]
    past_verb: tuple[str, ...]
    present: tuple[str, ...]
    over: tuple[str, ...]
    general: tuple[str, ...]
    distant: tuple[str, ...]
    denied: tuple[str, ...]
    wanting: tuple[str, ...]


class Telling:
    """The same phrases, ready to be looked for. Immutable."""

    def __init__(self, lists: TellingWords, words: Mapping[str, str]) -> None:
        """Raises: OutlineError: a phrase cannot be read, or names in braces none of `words`."""
        self._find = {name: compiled_any(getattr(lists, name), words) for name in TellingWords.model_fields}

    def names_somebody(self, sentence: Sentence) -> bool:
        """Whether the sentence speaks of I, of she, of somebody's mother."""
        return self._holds("person", sentence.text)

    def tells_state(self, sentence: Sentence) -> bool:
        """Whether some clause says what somebody is, has or feels now."""
        return any(
            self._holds("own_state", sentence.text[start:end])
            and not self._holds("wanting", sentence.text[start:end])
            and self.is_now(sentence, (start, end), is_known=True)
            for start, end in _clauses(sentence.text)
        )

    def is_now(self, sentence: Sentence, span: Span, *, is_known: bool, after: Sentence | None = None) -> bool:
        """Whether what stands at `span` is told of somebody now. `is_known`: the text names somebody; `after`: what follows."""
        if not self.is_real(sentence, span):
            return False
        start, end = _clause_of(sentence.text, span)
        clause = sentence.text[start:end]
        if self._holds("at_large", clause) and not self._holds("own_state", clause):
            return False
        if self._is_over(sentence, span, after):
            return False
        if self._is_asked(sentence, start):
            return self._is_own(sentence.text, span)
        return is_known or self._holds("pressing", sentence.text)

    def is_real(self, sentence: Sentence, span: Span) -> bool:
        """Whether what stands at `span` is neither supposed, denied nor long past."""
        start, end = _clause_of(sentence.text, span)
        clause = sentence.text[self._governed_from(sentence.text, start) : end]
        return (
            not self._is_supposed(sentence.text[: span[1]])
            and not self._holds("not_now", clause)
            and not self.is_denied(sentence, span)
            and not self._is_past(sentence.text, span)
        )

    def is_meant(self, sentence: Sentence, span: Span) -> bool:
        """The same of words of despair, whose own "if" and "would" suppose nothing, nor do those of what somebody said."""
        text = sentence.text
        start, end = _clause_of(text, span)
        before = text[: span[0]]
        reported = self._find["reported"].search(text[: span[1]])
        if reported and reported.start() <= span[0]:
            before = text[: reported.start()]
        else:
            clause = f"{text[self._governed_from(text, start) : span[0]]}@{text[span[1] : end]}"
            if self._holds("not_now", clause):
                return False
        return not self._is_supposed(before) and not self.is_denied(sentence, span) and not self._is_past(text, span)

    def is_denied(self, sentence: Sentence, span: Span) -> bool:
        """Whether what stands at `span` is said not to be: "no fever", "I do not want to die"."""
        start, _ = _clause_of(sentence.text, span)
        return self._holds("denied", f"{sentence.text[start : span[0]]}@")

    def _is_supposed(self, before: str) -> bool:
        return self._holds("supposed", self._find["told"].sub(" ", before))

    def _governed_from(self, text: str, start: int) -> int:
        """Where the clause begins on which the one at `start` leans: "look out for chills and fever"."""
        for at, end in reversed(_clauses(text)):
            if at > start:
                continue
            if any(self._holds(name, text[at:end]) for name in ("own_state", "present", "past_verb", "subject")):
                return at
            start = at
        return start

    def _is_past(self, text: str, span: Span) -> bool:
        start, end = _clause_of(text, span)
        clause = self._find["treated"].sub(" ", text[start:end])  # when a treatment was is not when the fever was
        if self._holds("present", clause):
            return False
        if self._holds("long_past", clause):
            return True
        has_past_verb = self._holds("past_verb", clause)
        if self._holds("past", clause) and has_past_verb:
            return True
        around = text[
            _clause_of(text, (max(start - 1, 0),) * 2)[0] : _clause_of(text, (min(end + 1, len(text)),) * 2)[1]
        ]
        return has_past_verb and self._holds("long_past", around)

    def _is_over(self, sentence: Sentence, span: Span, after: Sentence | None) -> bool:
        start, end = _clause_of(sentence.text, span)
        if self._holds("present", sentence.text[start:end]):
            return False
        rest = sentence.text[span[0] :] + (after.text if after else "")
        return self._holds("over", rest) or (after is not None and self._is_tale(sentence.text[start:end], after))

    def _is_tale(self, clause: str, after: Sentence) -> bool:
        """Whether a clause on a stranger's past leads up to a question about people: "my neighbour fell ill. Do patients"."""
        is_general = self._holds("at_large", after.text) or self._holds("general", after.text)
        is_question = after.asks or self._opens("asking", after.text)
        return is_question and is_general and self._opens("distant", clause) and self._holds("past_verb", clause)

    def _is_asked(self, sentence: Sentence, start: int) -> bool:
        """Whether the clause at `start` is a question, or goes on with one."""
        is_asked = False
        for at, end in _clauses(sentence.text):
            if at > start:
                break
            clause = sentence.text[at:end]
            follows = sentence.text[max(at - 5, 0) : at].endswith((" and ", " but ")) or self._opens("going_on", clause)
            is_outright = self._opens("asking_outright", clause) and not (at and follows)
            if self._opens("asking", clause) or is_outright:
                is_asked = True
            elif self._opens("subject", clause):
                is_asked = False
        return is_asked

    def _is_own(self, text: str, span: Span) -> bool:
        """Whether a question is about what somebody has: "is my chest pain", "why can't she breathe"."""
        start, end = _clause_of(text, span)
        if self._holds("at_large", text[start:end]):
            return False
        before = text[start : span[0]].split()[-NEAR:]
        return self._holds("own", " ".join(before)) or self._holds("own_state", text[start:end])

    def _holds(self, name: str, text: str) -> bool:
        return self._find[name].search(text) is not None

    def _opens(self, name: str, clause: str) -> bool:
        return self._find[name].match(clause) is not None


def _clauses(text: str) -> list[Span]:
    """The clauses of a plain sentence, the word that joins them left out."""
    found, start = [], 0
    for match in CLAUSE.finditer(text):
        if match.start() > start:
            found.append((start, match.start()))
        start = match.end() + 1
    if start < len(text):
        found.append((start, len(text)))
    return found


def _clause_of(text: str, span: Span) -> Span:
    """The clause or run of clauses in which `span` stands."""
    holding = [clause for clause in _clauses(text) if clause[1] > span[0] and clause[0] < max(span[1], span[0] + 1)]
    return (holding[0][0], holding[-1][1]) if holding else span
