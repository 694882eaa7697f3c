"""Inquiry and passages, or a page's statements, to whether they are about what is asked. Finds nothing, writes nothing.

What is asked are the question's terms and its other subject words, weighted by how rare they are on the shelf. A word
that stands nowhere may still say little: "How would I notice pancreatic cancer?" means nearly the same without "notice".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.defining import ARTICLE, defined_names
from rag.parts import Parts
from rag.schema import Hit, Inquiry
from rag.scope import Scope
from rag.sentences import sentence_spans
from rag.settings import GateSettings
from rag.vocabulary import name_stems
from rag.words import holds, joined, stems

EXACT_KINDS = ("biomarker", "drug", "test", "procedure", "treatment")  # a symptom or disease may be named in passing
CALLED = (tuple(stems("called", keep_stopwords=True)), tuple(stems("called the", keep_stopwords=True)))
SHORTEST_SENTENCE = 5  # words
SEVERAL = 2
WORD = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*")


@dataclass(frozen=True)
class _Subject:
    """One thing asked about: the names it goes by, as stems, and how much it weighs. `stem`: "" for a term."""

    names: frozenset[tuple[str, ...]]
    weight: float
    stem: str = ""


def covers(inquiry: Inquiry, scope: Scope, hits: Sequence[Hit], parts: Parts, settings: GateSettings) -> bool:
    """Whether the passages found are about what is asked.

    With a topic on the shelf: what is asked stands in the passages to at least `min_focus_coverage`. Without one: it
    stands to that degree in a title or heading, or in one passage: all of the words and names of it, or, close in
    meaning, most of them. Words that change the question little are left out where they stand nowhere.
    """
    subjects = _subjects(inquiry, parts)
    if not subjects:
        return bool(scope.topic_sources)
    return _holds_subject(subjects, inquiry, scope, hits, parts, settings) or _is_told_by_sentence(
        subjects, inquiry, hits, parts, settings
    )


def _holds_subject(
    subjects: list[_Subject],
    inquiry: Inquiry,
    scope: Scope,
    hits: Sequence[Hit],
    parts: Parts,
    settings: GateSettings,
) -> bool:
    texts = [hit.passage.embedding_text for hit in hits]
    if scope.topic_sources:
        subjects = _that_matter(subjects, inquiry, texts, hits, parts, settings)
        return _share(subjects, texts) >= settings.min_focus_coverage
    labels = [[h.passage.title, *h.passage.topics, *h.passage.locator.headings] for h in hits]
    if any(_share(subjects, label) >= settings.min_focus_coverage for label in labels):
        return True
    subjects = _that_matter(subjects, inquiry, texts, hits, parts, settings)
    subjects = _without_fillers(subjects, inquiry, hits, parts, settings)
    are_exact = all(parts.vocabulary.by_name[name].kind in EXACT_KINDS for name in inquiry.terms)
    return any(_is_about(hit, subjects, inquiry, settings, are_exact=are_exact) for hit in hits)


def _is_told_by_sentence(
    subjects: Sequence[_Subject], inquiry: Inquiry, hits: Sequence[Hit], parts: Parts, settings: GateSettings
) -> bool:
    """Whether one sentence of the passages is as near to the question as its answer would be; names must be known.

    A sentence is often much nearer than the passage around it (0.86 against 0.47). Items and rows are no sentences.
    """
    texts = [hit.passage.embedding_text for hit in hits]
    missing = (one.stem for one in subjects if one.stem and _share([one], texts) == 0)
    if not all(parts.speller.is_common(stem, inquiry.title) for stem in missing):
        return False
    lines = (line for hit in hits for line in hit.passage.text.split("\n") if not line.startswith(("- ", "|")))
    told = (line[start:end].strip() for line in lines for start, end in sentence_spans(line))
    sentences = [sentence for sentence in told if len(sentence.split()) >= SHORTEST_SENTENCE and "?" not in sentence]
    if not sentences:
        return False
    vectors = parts.encoder.encode([inquiry.title, *dict.fromkeys(sentences)])
    least = settings.sure_cosine if inquiry.topics else settings.sure_cosine_alone
    return float((vectors[1:] @ vectors[0]).max()) >= least


def unsaid(inquiry: Inquiry, told: Sequence[str], parts: Parts, settings: GateSettings) -> tuple[str, ...]:
    """Subject words of the question that weigh in its meaning and stand in nothing of `told`: what it leaves unanswered.

    `told`: statements, their headings and the titles of their sources. None where a statement is near to the question.
    """
    carrying = [one for one in _subjects(inquiry, parts) if one.stem]
    missing = [one.stem for one in carrying if _share([one], told) == 0]
    are_all = len(missing) == len(carrying) >= SEVERAL  # each may say little, but then nothing of them is said
    heavy = tuple(stem for stem in missing if are_all or _is_heavy(stem, inquiry, parts, settings))
    if not heavy or not told:
        return heavy
    vectors = parts.encoder.encode([inquiry.title, *told])
    return () if float((vectors[1:] @ vectors[0]).max()) >= settings.sure_cosine else heavy


def _is_heavy(stem: str, inquiry: Inquiry, parts: Parts, settings: GateSettings) -> bool:
    """Whether the question turns on the word: it changes much without it, or it is a name that nobody knows."""
    is_name = not parts.shelf.lexical.knows(stem) and not parts.speller.is_common(stem, inquiry.title)
    return is_name or change_without(stem, inquiry, parts) >= settings.heavy_change


def change_without(stem: str, inquiry: Inquiry, parts: Parts) -> float:
    """How much the question's meaning changes without a word: 1 - cosine of the two, 0 where the word is not in it."""
    words = WORD.findall(inquiry.title)
    rest = [word for word in words if stem not in stems(word)]
    if len(rest) in (0, len(words)):
        return float(not rest)
    whole, less = parts.encoder.encode([inquiry.title, " ".join(rest)])
    return 1.0 - float(whole @ less)


def _subjects(inquiry: Inquiry, parts: Parts) -> list[_Subject]:
    lexical = parts.shelf.lexical
    of_status = frozenset(stem for one in inquiry.statuses for stem in stems(one.status))  # looked at by themselves
    words = [
        _Subject(frozenset([(stem,)]), lexical.rarity(stem), stem) for stem in inquiry.focus if stem not in of_status
    ]
    terms = [parts.vocabulary.by_name[name] for name in inquiry.terms]
    rarest = lexical.rarity("")  # a named thing weighs as much as the rarest word
    return words + [_Subject(frozenset(name_stems(name) for name in term.names), rarest) for term in terms]


def _share(subjects: Sequence[_Subject], texts: Iterable[str]) -> float:
    """Share of the weight of what is asked that stands in the texts; 1 where nothing is asked."""
    total = sum(one.weight for one in subjects)
    read = joined([stem for text in texts for stem in stems(text, keep_stopwords=True)])
    found = sum(one.weight for one in subjects if any(holds(read, name) for name in one.names))
    return found / total if total else 1.0


def _that_matter(
    subjects: list[_Subject],
    inquiry: Inquiry,
    texts: Sequence[str],
    hits: Sequence[Hit],
    parts: Parts,
    settings: GateSettings,
) -> list[_Subject]:
    """Without the everyday words that stand in none of the texts and change the question little.

    What counts as little depends on how near the best passage is. Names of things are never left out, and something
    must be left.
    """
    nearest = max((hit.cosine for hit in hits), default=0.0)
    if nearest < settings.near_cosine:
        return subjects
    little = settings.sure_change if nearest >= settings.sure_cosine else settings.slight_change

    def is_slight(one: _Subject) -> bool:
        is_everyday = bool(one.stem) and parts.speller.is_common(one.stem, inquiry.title)
        return is_everyday and _share([one], texts) == 0 and change_without(one.stem, inquiry, parts) < little

    left = [one for one in subjects if not is_slight(one)]
    return left if left or inquiry.topics else subjects


def _without_fillers(
    subjects: Sequence[_Subject], inquiry: Inquiry, hits: Sequence[Hit], parts: Parts, settings: GateSettings
) -> list[_Subject]:
    """Without everyday words that the best passage does not hold and that change the question next to nothing."""
    best = hits[0].passage.embedding_text if hits else ""

    def is_filler(one: _Subject) -> bool:
        is_missing = bool(one.stem) and _share([one], [best]) == 0
        return (
            is_missing
            and parts.speller.is_common(one.stem, inquiry.title)
            and change_without(one.stem, inquiry, parts) < settings.filler_change
        )

    left = [one for one in subjects if not is_filler(one)]
    return left or list(subjects)


def _is_about(
    hit: Hit, subjects: Sequence[_Subject], inquiry: Inquiry, settings: GateSettings, *, are_exact: bool
) -> bool:
    """Whether one passage, without a topic to vouch for it, is about what is asked. `are_exact`: of the terms asked about."""
    share = _share(subjects, [hit.passage.embedding_text])
    if inquiry.terms:
        is_told = _says_what_it_is(hit, subjects)
        is_whole = share == 1.0 and len(subjects) == len(inquiry.terms) and are_exact  # known names and nothing else
        is_whole = is_whole and (is_told or inquiry.intent != "what_is")
        is_near = hit.cosine >= settings.min_term_cosine or is_told
        return is_whole or (share >= settings.min_term_coverage and is_near)
    least = settings.min_cosine if len(subjects) > 1 else settings.min_word_cosine
    return share >= settings.min_body_coverage and hit.cosine >= least


def _says_what_it_is(hit: Hit, subjects: Sequence[_Subject]) -> bool:
    """Whether a sentence of the passage begins with a term that is asked about, or with another name that it gives it."""
    names = {name for one in subjects if not one.stem for name in one.names}
    text, headings = hit.passage.text, hit.passage.locator.headings
    for start, end in sentence_spans(text):
        sentence = tuple(stems(ARTICLE.sub("", text[start:end]), keep_stopwords=True))
        told = map(name_stems, defined_names(text[start:end], headings))
        if any(sentence[: len(name)] == name for name in names) or any(name in names for name in told):
            return True
        read = joined(sentence)
        if any(holds(read, (*called, *name)) for name in names for called in CALLED):
            return True
    return False
