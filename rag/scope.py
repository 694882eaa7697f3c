"""Inquiry and shelf to what may be searched and whether the shelf can answer. Finds no passages, writes nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.defining import defined_names, is_definition
from rag.index.shelf import Shelf
from rag.schema import Inquiry, Passage, Value
from rag.sentences import sentence_spans
from rag.vocabulary import Term, Vocabulary, name_stems, names_in
from rag.words import stems

_STAGE = r"(?:IV|I{1,3}|[0-4])[A-C]?(?!\w)"
STAGES = re.compile(
    rf"\bstages?\s+({_STAGE}(?:(?:\s*,\s*|\s+and\s+|\s+or\s+|\s+to\s+|\s*[-–]\s*){_STAGE})*)", re.IGNORECASE
)
_GROWTH = (
    r"(?:[\w-]+ ){0,4}?(?:cancers?|disease|stages?|tumou?rs?|carcinoma|melanoma|lymphoma|myeloma|sarcoma|N?SCLC)\b"
)
EXTENTS = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(stages.split()))
    for pattern, stages in (
        (r"\bin situ\b|\bstage 0\b", "0"),
        (rf"\bearly(?:-stage)? {_GROWTH}", "0 1 2"),
        (rf"\blocali[sz]ed {_GROWTH}|\bnot spread\b", "0 1 2 3"),
        (rf"\badvanced {_GROWTH}", "3 4"),
        (rf"\bmetastatic {_GROWTH}|\b(?<!not )(?:has|have|had|is|that) spread to (?:distant|other)\b", "4"),
        (r"\blimited[- ]stage\b", "limited"),
        (r"\bextensive[- ]stage\b", "extensive"),
    )
)  # what words for the extent of a cancer may mean in stages
DIGIT_OF = {"I": "1", "II": "2", "III": "3", "IV": "4"}
OFF_TOPIC_KINDS = ("biomarker", "drug")


class Scope(Value):
    """What bears on an inquiry: sources of its topics and of narrower ones, the asked term, is it absent from them.

    `guidelines`: the topic's sources of kind guideline, or all of them where none is; for the inquiry's audience where
    there are such. `is_defined_only`: the topic has no source of its own, but one on another topic says what it is; it is
    the `term` then.
    """

    topic_sources: frozenset[str]
    narrower_sources: frozenset[str]
    missing_topics: tuple[str, ...]
    term: Term | None
    is_off_topic: bool
    is_defined_only: bool = False
    guidelines: tuple[str, ...]


def shelf_topics(shelf: Shelf) -> tuple[str, ...]:
    """Topic slugs of the sources in force, sorted."""
    return tuple(sorted({t for s in shelf.sources.values() if s.superseded_by is None for t in s.topics}))


def find_scope(inquiry: Inquiry, shelf: Shelf, vocabulary: Vocabulary) -> Scope:
    """Which sources the inquiry's topics name, and whether its biomarker or drug is absent from all of them.

    Absence is a search of the full text of those sources for every name the vocabulary has.
    """
    by_topic = {topic: _sources_on(topic, shelf, vocabulary) for topic in inquiry.topics}
    sources = frozenset().union(*by_topic.values())
    if len(by_topic) == 1 and not sources:
        defined = _defined_in(inquiry, shelf, vocabulary)
        if defined is not None:
            return defined
    terms = [vocabulary.by_name[name] for name in inquiry.terms]
    asked = sorted((t for t in terms if t.kind in OFF_TOPIC_KINDS), key=lambda t: OFF_TOPIC_KINDS.index(t.kind))
    passages = [passage for passage in shelf.passages if passage.source_id in sources] if asked else []
    present = [term for term in asked if is_named(term, passages)]
    return Scope(
        topic_sources=sources,
        narrower_sources=_narrower(inquiry.topics, shelf, vocabulary) - sources,
        missing_topics=tuple(
            t for t, found in by_topic.items() if not found and not _sources_defining(t, shelf, vocabulary)
        ),
        term=next(iter(present or asked), None) or _subject_term(inquiry, terms),
        is_off_topic=bool(sources and asked and not present),
        guidelines=_guidelines(sources, inquiry, shelf),
    )


def _defined_in(inquiry: Inquiry, shelf: Shelf, vocabulary: Vocabulary) -> Scope | None:
    """The scope of a topic without a source of its own, where sources on others define it: DCIS, in breast cancer."""
    term = vocabulary.by_slug.get(inquiry.topics[0])
    found = _sources_defining(inquiry.topics[0], shelf, vocabulary)
    if term is None or not found:
        return None
    return Scope(
        topic_sources=found,
        narrower_sources=frozenset(),
        missing_topics=(),
        term=term,
        is_off_topic=False,
        is_defined_only=True,
        guidelines=_guidelines(found, inquiry, shelf),
    )


def _sources_defining(topic: str, shelf: Shelf, vocabulary: Vocabulary) -> frozenset[str]:
    """Sources in force with a sentence that says what the topic is."""
    term = vocabulary.by_slug.get(topic)
    if term is None:
        return frozenset()
    names = set(map(name_stems, term.names))
    return frozenset(
        passage.source_id
        for passage in shelf.passages
        if shelf.sources[passage.source_id].superseded_by is None
        and names_in(term.names, stems(passage.text, keep_stopwords=True))
        and any(_defines(sentence, passage, names) for sentence in _sentences(passage.text))
    )


def _defines(sentence: str, passage: Passage, names: set[tuple[str, ...]]) -> bool:
    headings = passage.locator.headings
    told = (name_stems(name) for name in defined_names(sentence, headings))
    return any(name in names for name in told) and is_definition(sentence, headings, opens=False)


def _sentences(text: str) -> Iterator[str]:
    return (text[start:end] for start, end in sentence_spans(text))


def _subject_term(inquiry: Inquiry, terms: Sequence[Term]) -> Term | None:
    """What an entry of a glossary is about: a term of any kind, or a subject that the vocabulary does not know."""
    if inquiry.page_kind != "glossary":
        return None
    own = Term(name=inquiry.subject, kind="other", synonyms=()) if inquiry.subject else None
    return next(iter(terms), own)


def _guidelines(sources: Iterable[str], inquiry: Inquiry, shelf: Shelf) -> tuple[str, ...]:
    found = [shelf.sources[name] for name in sorted(sources)]
    found = [source for source in found if source.kind == "guideline"] or found
    found = [source for source in found if source.audience == inquiry.audience] or found
    return tuple(source.source_id for source in found)


def is_named(term: Term, passages: Iterable[Passage]) -> bool:
    """Whether any name of `term` stands in any of the passages, their headings or titles."""
    return any(names_in(term.names, stems(passage.embedding_text, keep_stopwords=True)) for passage in passages)


def is_about_other_topic(text: str, title: str, topics: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether the text names cancers of the vocabulary, but none of `topics` (slugs), nor a wider or narrower one.

    What the `title` of its source names counts as the topic: a colorectal guideline answers for colon cancer.
    """
    if not topics:
        return False
    named = [m.term for m in vocabulary.mentions(stems(text, keep_stopwords=True)) if m.term.kind == "cancer"]
    words = {frozenset(name_stems(name)) for name in topic_names(topics, vocabulary)}
    titled = {m.term.name for m in vocabulary.mentions(stems(title, keep_stopwords=True)) if m.term.kind == "cancer"}

    def is_kin(term: Term) -> bool:
        pairs = ((frozenset(name_stems(name)), theirs) for name in term.names for theirs in words)
        near = any((a <= b or b <= a) and "non" not in a ^ b for a, b in pairs)  # small cell: no kin of non-small cell
        return near or term.name in titled

    return bool(named) and not any(is_kin(term) for term in named)


def is_about_other_stage(text: str, question: str, headings: Sequence[str] = ()) -> bool:
    """Whether both name stages or an extent ("stage IV", "stages I and II", "early", "metastatic"), and none is the same.

    Letters of stages are left out. A text that names none is read as the innermost of its `headings` that does.
    """
    asked = set() if text.lstrip().startswith("|") else _stages(question)  # a table tells its stages apart itself
    told = next(filter(None, map(_stages, (text, *reversed(headings)))), set()) if asked else set()
    return bool(asked and told) and not asked & told


def _stages(text: str) -> set[str]:
    named = " ".join(match[1] for match in STAGES.finditer(text))
    found = {DIGIT_OF.get(stage.upper(), stage) for stage in re.findall(r"IV|I{1,3}|[0-4]", named, re.IGNORECASE)}
    return found.union(*(stages for pattern, stages in EXTENTS if pattern.search(text)))


def topic_names(topics: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every name of the topics (slugs)."""
    return tuple(name for topic in topics for name in _topic_names(topic, vocabulary))


def _narrower(topics: Iterable[str], shelf: Shelf, vocabulary: Vocabulary) -> frozenset[str]:
    """Sources in force with a topic whose name holds that of one of `topics`: small cell lung cancer, for lung cancer."""
    names = topic_names(topics, vocabulary)
    return frozenset(
        source.source_id
        for source in shelf.sources.values()
        if source.superseded_by is None
        and any(names_in(names, stems(topic.replace("-", " "), keep_stopwords=True)) for topic in source.topics)
    )


def _sources_on(topic: str, shelf: Shelf, vocabulary: Vocabulary) -> frozenset[str]:
    """Sources in force whose topics are this one; failing that, whose title or topics name it."""
    in_force = [source for source in shelf.sources.values() if source.superseded_by is None]
    exact = frozenset(s.source_id for s in in_force if topic in {vocabulary.canonical_topic(t) for t in s.topics})
    if exact:
        return exact
    names = _topic_names(topic, vocabulary)
    labels = ((s.source_id, " . ".join([s.title, *(t.replace("-", " ") for t in s.topics)])) for s in in_force)
    return frozenset(name for name, label in labels if names_in(names, stems(label, keep_stopwords=True)))


def _topic_names(topic: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    term = vocabulary.by_slug.get(topic)
    return (topic.replace("-", " "), *(term.names if term else ()))
