"""Question to inquiry: topics, terms, intent, the words it is about. Deterministic; searches nothing, needs no model."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.asking_part import Message, is_lead, split_message
from rag.errors import InputError
from rag.flags import FlagRules, separate_questions
from rag.intents import OTHER, Intent, Intents
from rag.schema import Audience, Correction, Flag, Inquiry, PageKind, TermStatus
from rag.shorthand import Shorthand
from rag.spelling import Speller
from rag.statuses import statuses
from rag.title import cleaned, subject_of, title_of
from rag.topics import begun_topic, implied_topics, shortened_topics
from rag.vocabulary import Mention, Term, Vocabulary
from rag.words import slug, stems, stop_stems, words

MAX_QUESTION_CHARS = 20_000
POINTS_BACK = re.compile(r"\b(?:that|this|it|these|those|they|them)\b", re.IGNORECASE)
MOST_NAMED = 3  # names of a story put behind a question that names none
ASKED_KINDS = ("biomarker", "drug", "test", "procedure", "treatment")
TREATMENT_KINDS = frozenset({"drug", "treatment", "procedure"})
MARKER_KINDS = frozenset({"biomarker", "test"})
MIN_SUBJECT = 2  # words of a cue that can be a subject by itself: clinical trial, but not symptoms
DEFINES = re.compile(  # asks what a word means, so that one is enough; "the symptoms" are those of something
    r"(?:what(?: is| are|['’]s)|define|explain)(?: an?)? (?!the\b)[\w-]+\W*|what do(?:es)? (?:an? )?[\w-]+ mean\W*",
    re.IGNORECASE,
)
GLOSSARY_KINDS = ("symptom", "other")  # what an entry of a glossary may be about besides
LOOSE_LETTERS = frozenset(
    "aimst"
)  # of "I'm" and "don't"; other letters tell protein C from protein S, hepatitis B from C


def understand(
    question: str,
    vocabulary: Vocabulary,
    intents: Intents,
    shelf_topics: Sequence[str],
    *,
    audience: Audience = "patient",
    page_kind: PageKind = "answer",
    speller: Speller | None = None,
    flag_rules: FlagRules | None = None,
    shorthand: Shorthand | None = None,
) -> Inquiry:
    """Read a question. `shelf_topics`: topic slugs of the sources in force; they are recognised beside the vocabulary's.

    Without `speller` words are taken as they were typed, without `flag_rules` only terms and topics are looked at.
    Raises: InputError: no letter in it, or longer than 20,000 characters.
    """
    text = cleaned(question)
    if not any(character.isalpha() for character in text):
        raise InputError('the question is empty; type one, for example: citewell ask "What does HER2 status mean?"')
    if len(text) > MAX_QUESTION_CHARS:
        raise InputError(
            f"the question has {len(text)} characters, the limit is {MAX_QUESTION_CHARS}; ask a shorter one"
        )
    text, short = shorthand.expanded(text) if shorthand else (text, ())
    text, corrections = _spelled(text, speller, flag_rules)
    corrections = (*short, *corrections)
    form = _form(text, speller, flag_rules)
    if form.cut_off:
        name = begun_topic(form.cut_off, shelf_topics)
        corrections = (*corrections, Correction(typed=form.cut_off, read_as=name)) if name else corrections
        text = f"{text[: text.rindex(form.cut_off)]}{name}" if name else _whole_part(text, form.cut_off)
    message = split_message(text) if flag_rules else Message(text, "")
    known = vocabulary.with_topics(tuple(shelf_topics))

    def read(part: str) -> _Reading:
        return _read(part, known, intents, shelf_topics, page_kind)

    asked, told = read(message.asked), read(message.told)
    is_bare = not (asked.names or asked.terms or asked.focus)
    topics, things = [name.replace("-", " ") for name in told.names], [mention.term.name for mention in told.terms]
    named = [*topics, *things] if POINTS_BACK.search(message.asked) else topics or things
    if is_bare and named:  # "I have kidney cancer. Which drugs are used?": the story itself is not repeated
        names = ", ".join(list(dict.fromkeys(named))[:MOST_NAMED])
        message = message._replace(asked=f"{message.asked.rstrip('?.! ')} ({names})?")
        asked = read(message.asked)
    elif is_bare:
        message = Message(text, "")  # what asks names nothing ("what does that mean?"): all of it is looked at
        asked, told = read(text), read("")
    if told.terms and not asked.terms and is_lead(message.told):
        message = Message(text, "")
        asked, told = read(text), read("")
    title = title_of(message.asked, asked.mentions)
    if told.names and not asked.names:  # "My mother has kidney cancer. How is it followed up?"
        asked = asked._replace(names=told.names, topics=told.topics)
        title = f"{title.rstrip('?.! ')} ({', '.join(name.replace('-', ' ') for name in dict.fromkeys(told.names))})?"
    terms = [mention.term for mention in asked.terms]
    is_stump = form.cut_off is not None and asked.is_cue_alone  # "Which side effects does"
    is_unclear = flag_rules is not None and (is_stump or not (asked.names or terms or asked.focus))
    return Inquiry(
        question=question,
        title=title,
        told=message.told,
        audience=audience,
        page_kind=page_kind,
        topics=tuple(dict.fromkeys(asked.names)),
        terms=tuple(dict.fromkeys(term.name for term in terms)),
        statuses=_statuses(f"{title} . {message.told}", [*terms, *(mention.term for mention in told.terms)]),
        intent=asked.intent.id if asked.intent else OTHER,
        flags=(*form.flags, *(("unclear",) if is_unclear and "other_language" not in form.flags else ())),
        focus=asked.focus,
        subject=subject_of(title, asked.topics, asked.focus) if page_kind == "glossary" and not terms else "",
        parts=form.parts,
        cut_off=form.cut_off,
        language=form.language,
        corrections=corrections,
    )


class _Reading(NamedTuple):
    """What a text names and asks."""

    mentions: Sequence[Mention]
    topics: Sequence[Mention]
    names: Sequence[str]
    terms: Sequence[Mention]
    intent: Intent | None
    focus: tuple[str, ...]
    is_cue_alone: bool


def _read(
    text: str, vocabulary: Vocabulary, intents: Intents, shelf_topics: Sequence[str], page_kind: PageKind
) -> _Reading:
    sequence = stems(text, keep_stopwords=True)
    mentions = vocabulary.mentions(sequence)
    topics = [mention for mention in mentions if mention.term.kind == "cancer"]
    topics = [*shortened_topics(topics, sequence, vocabulary), *topics]
    asked_kinds = (*ASKED_KINDS, *GLOSSARY_KINDS) if page_kind == "glossary" else ASKED_KINDS
    terms = [mention for mention in mentions if mention.term.kind in asked_kinds]
    names = [vocabulary.canonical_topic(slug(mention.term.name)) for mention in topics]
    if not names and (terms or intents.domain_stems & set(sequence)):
        names = implied_topics(sequence, vocabulary, intents, shelf_topics)
    intent, shown = intents.match(sequence)
    kinds = {mention.term.kind for mention in terms}
    if intent and intent.instead and kinds & TREATMENT_KINDS and not kinds & MARKER_KINDS:
        intent = intents.by_id.get(intent.instead, intent)
    said = shown | intents.frame_stems | frozenset(stems(" ".join(intent.headings) if intent else ""))
    focus = _focus(sequence, [*topics, *terms], said)
    others = [mention for mention in mentions if mention.term.kind in GLOSSARY_KINDS]
    if others and not (names or terms) and not set(_focus(sequence, others, said)):
        terms, focus = others, ()  # "fatigue?": nothing else is asked about
    subject = tuple(stem for stem in dict.fromkeys(sequence) if stem in shown - stop_stems() - intents.frame_stems)
    is_cue_alone = not (names or terms or focus)
    if is_cue_alone and len(subject) >= (1 if DEFINES.fullmatch(text) else MIN_SUBJECT):
        focus = subject  # "What is a clinical trial?": what shows the intent is also what is asked about
    return _Reading(mentions, topics, names, terms, intent, focus, is_cue_alone)


def _statuses(title: str, terms: Sequence[Term]) -> tuple[TermStatus, ...]:
    """The statuses that the question gives its terms, in the order of the terms."""
    told = statuses(title)
    found = (
        TermStatus(term=term.name, status=status)
        for term in dict.fromkeys(terms)
        for marker, status in sorted(told)
        if marker in {" ".join(words(name)) for name in term.names}
    )
    return tuple(found)


def _spelled(text: str, speller: Speller | None, rules: FlagRules | None) -> tuple[str, tuple[Correction, ...]]:
    """The text with slips put right, but for a last word that is cut off: lympho is the beginning of lymphoma, not lymph."""
    if speller is None:
        return text, ()
    stump = rules.cut_off(text, speller.is_word, speller.begins_word) if rules else None
    right, corrections = speller.corrected(text)
    if stump is None or not text.endswith(stump) or right.endswith(stump):
        return right, corrections
    read_as = corrections[-1].read_as
    if len(read_as) > len(stump) and read_as.lower().startswith(stump.lower()):
        return right, corrections  # chemotherap: a letter left out
    return right[: -len(read_as)] + stump, corrections[:-1]


def _whole_part(text: str, cut_off: str) -> str:
    """What stands before the break: the whole questions, else the text without the word that breaks off."""
    end = text.rfind("?")
    if end > 0:
        return text[: end + 1]
    return (
        re.sub(r"[\s,;:(–-]*(?:\b(?:for example|such as|like|e\.g\.?)[\s,:]*)?$", "", text[: text.rindex(cut_off)])
        or text
    )


class _Form(NamedTuple):
    """What is special about the form of a question."""

    flags: tuple[Flag, ...] = ()
    parts: tuple[str, ...] = ()
    cut_off: str | None = None
    language: str | None = None


def _form(text: str, speller: Speller | None, rules: FlagRules | None) -> _Form:
    asked = separate_questions(text)
    parts = asked if len(asked) > 1 else ()
    if speller is None or rules is None:
        return _Form(flags=("multiple_questions",) if parts else (), parts=parts)
    cut_off = rules.cut_off(text, speller.is_word, speller.begins_word)
    language = rules.language(text)
    found: dict[Flag, bool] = {
        "multiple_questions": bool(parts),
        "truncated": cut_off is not None,
        "personal_history": rules.tells_history(text),
        "directive_sought": rules.seeks_directive(text),
        "other_language": language is not None,
    }
    return _Form(tuple(flag for flag, is_so in found.items() if is_so), parts, cut_off, language)


def _focus(sequence: Sequence[str], mentions: Sequence[Mention], said: frozenset[str]) -> tuple[str, ...]:
    """Stems that say what is asked about, beside topics and terms: no stop or frame words, nothing of the intent's cue."""
    inside = {at for mention in mentions for at in range(mention.start, mention.end)}
    left = (
        stem
        for at, stem in enumerate(sequence)
        if at not in inside
        and stem not in said
        and stem not in stop_stems()
        and stem not in LOOSE_LETTERS
        and not stem.isdigit()
    )
    return tuple(dict.fromkeys(left))
