"""Statement and quotes to a verdict: is a word that counts new, in a sentence copied nearly word for word or a short one?

A paraphrase may choose its words; a copy in which one noun or one "not" is another says something else.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rag.check.alike import same_word
from rag.check.negation import CUES
from rag.check.opposites import opposites
from rag.check.plain import is_plain
from rag.check.reading import Sentence, Word, aligned, all_stems, sentences
from rag.check.synonyms import is_synonym
from rag.vocabulary import Vocabulary

ENDS_OR_LEADS = re.compile(r"[.!?:|]")
SHORT = 3  # words: a longer piece left out is a shorter statement, not a changed one


def copy_failure(
    statement: str, quotes: Sequence[str], min_share: float, *, context: str = "", vocabulary: Vocabulary | None = None
) -> str | None:
    """The first word of a near copy that is new in it and no form or synonym of one in the quotes, or None.

    A sentence is a near copy when `min_share` of its words stand in one quoted sentence in the same order.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    for said in sentences(statement):
        for sentence in aligned(said, quoted):
            failure = _changed(said, sentence, quoted, min_share, context, vocabulary)
            if failure:
                return failure
    return None


def novelty_failure(
    statement: str, quotes: Sequence[str], max_share: float, *, context: str = "", vocabulary: Vocabulary | None = None
) -> str | None:
    """The words of a sentence that stand in no quote in any form, if more than `max_share` of its words are such.

    None may be where the quotes hold no whole sentence.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    if not any(ENDS_OR_LEADS.search(quote) for quote in quotes):
        max_share = 0.0  # a heading or a list item by itself says nothing of what it names
    for said in sentences(statement):
        new = [word for word in said.words if is_strange(word, quoted, context, vocabulary)]
        if len(new) > max_share * sum(word.is_content for word in said.words):
            return f"too much of it stands in no quote: {', '.join(word.text for word in new)}"
    return None


def _changed(
    said: Sentence,
    sentence: Sentence,
    quoted: Sequence[Sentence],
    min_share: float,
    context: str,
    vocabulary: Vocabulary | None,
) -> str | None:
    words, others = _unjoined(said), _unjoined(sentence)
    mine, theirs = [word.stem for word in words], [word.stem for word in others]
    if len(set(mine) & set(theirs)) < min_share * len(set(mine)):
        return None
    codes = SequenceMatcher(a=theirs, b=mine, autojunk=False).get_opcodes()
    if sum(end - start for tag, _, _, start, end in codes if tag == "equal") < min_share * len(mine):
        return None
    out: list[Word] = []
    new: list[Word] = []
    for tag, from_, to, start, end in codes:
        if tag != "equal":
            new += words[start:end]
            out += others[from_:to] if to - from_ <= max(SHORT, end - start + 1) else ()
    if (_cues(new) - _cues(out)) % 2 and not _are_opposed(out, new):
        return f"it copies its quote but for {_shown(new)!r} in place of {_shown(out)!r}"
    strange = next((word.text for word in new if is_strange(word, quoted, context, vocabulary)), None)
    return f"it copies its quote but for {strange!r}, which stands in no quote" if strange else None


def _unjoined(sentence: Sentence) -> tuple[Word, ...]:
    """The words but those that join a list: it may be told in another order."""
    return tuple(word for word in sentence.words if word.text not in ("and", "or"))


def _are_opposed(out: Sequence[Word], new: Sequence[Word]) -> bool:
    """Whether one piece holds the opposite of a word of the other: "not stopped", "continued". Polarity reads those."""
    table = opposites()
    mine = {pair for word in new for pair in table.get((word.stem,), ())}
    return any((line, -side) in mine for word in out for line, side in table.get((word.stem,), ()))


def _cues(words: Sequence[Word]) -> int:
    return sum(word.text in CUES for word in words)


def is_strange(word: Word, quoted: Sequence[Sentence], context: str, vocabulary: Vocabulary | None) -> bool:
    """Whether the word says something and has no counterpart, form or synonym, in quotes or context."""
    if not word.is_content or word.text.isdigit() or word.text in CUES or is_plain(word.stem):
        return False
    if any(word.stem in sentence.every_stem for sentence in quoted):
        return False
    if any(
        same_word(word.stem, other) or is_synonym(word.stem, other)
        for sentence in quoted
        for other in sentence.every_stem
    ):
        return False
    if word.stem in all_stems(context):
        return False
    return not (vocabulary and vocabulary.mentions([word.stem]))  # names are read by the rule for names


def _shown(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
