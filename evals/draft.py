"""Texts in force to draft cases for a person to edit: a question per heading, its gold section known by its words.

Nothing here is a golden case yet: the questions are worded by rule, and nobody has read the sections. The same shelf
gives the same draft.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from evals.draft_questions import QuestionWriter, is_boilerplate
from evals.schema import Case, Expect
from evals.suite_shelf import ShelfTexts
from evals.suite_text import case_text, comment_text
from rag.errors import SuiteError
from rag.schema import Passage, Value
from rag.sentences import sentence_spans
from rag.words import fold, slug

MIN_WORDS, MAX_WORDS = 6, 16  # of the words that mark a passage: fewer say little, more are tedious to check
TABLE_SHARE = 0.5  # of the lines of a section: above it, the section is a table
TAG = "draft"
Section = tuple[str, tuple[str, ...]]  # source_id, headings

HEADER = """Drafted by `citewell eval new` from generation {generation}, for a person to edit: nobody has read these cases.
1. Reword each question as people would type it. Remove those that nobody would ask.
2. Read the section named above the case; `passages_contain` holds words that stand there and in no other section.
3. Add what a good page must say: mentions, facts, and not_mentions for what it must not.
4. Remove the tag draft from what is done, and look again: citewell eval lint THIS_FILE --index DIR"""


class DraftCase(Value):
    """A case and the section it was drafted from."""

    case: Case
    section: str


class Draft(Value):
    """What was drafted, by source in reading order, and why each other section was not: "kidney-cancer: Stages: a table"."""

    generation: str
    cases: tuple[DraftCase, ...]
    left_out: tuple[str, ...]

    @property
    def text(self) -> str:
        """The cases as a suite in YAML, with comments that say what they are and what is left to do."""
        parts = [comment_text(HEADER.format(generation=self.generation))]
        parts += [comment_text(draft.section) + case_text(draft.case) for draft in self.cases]
        return "\n".join(parts)


def draft_suite(shelf: ShelfTexts, *, sources: Collection[str] = (), limit: int | None = None) -> Draft:
    """A case for each section that a question can be asked of.

    `sources`: only these; empty: all. `limit`: at most so many, taken from every source in turn. Left out: boilerplate,
    tables, sections without words of their own. Raises: SuiteError: a source is not in force, or nothing is left.
    """
    sections = _sections(shelf)
    in_force = sorted({source_id for source_id, _ in sections})
    for name in sources:
        if name not in in_force:
            raise SuiteError(f"source {name!r} has no text in force; choose one of {', '.join(in_force)}")
    marks, writer = _Marks(shelf.passages), QuestionWriter(shelf)
    by_source: dict[str, list[DraftCase]] = {name: [] for name in in_force}
    ids: set[str] = set()
    left_out = []
    for (source_id, headings), passages in sections.items():
        if sources and source_id not in sources:
            continue
        section = f"{source_id}: {' > '.join(headings)}"
        wanted = marks.of_section(passages)
        why = _why_not(headings, passages) or (None if wanted else "no words that stand in this section alone")
        if why is not None:
            left_out.append(f"{section}: {why}")
            continue
        audience = shelf.sources[source_id].audience
        case = Case(
            id=_free_id(f"{source_id}-{headings[-1]}", ids),
            question=writer.question(source_id, headings),
            audience="clinician" if audience == "clinician" else "patient",
            tags=(TAG,),
            expect=Expect(kind="answer", sources=(source_id,), passages_contain=tuple(wanted)),
        )
        by_source[source_id].append(DraftCase(case=case, section=section))
    chosen = _in_turn(list(by_source.values()), limit)
    if not chosen:
        raise SuiteError("no section has a heading and words of its own; see citewell index status, or name others")
    return Draft(generation=shelf.generation, cases=chosen, left_out=tuple(left_out))


def _sections(shelf: ShelfTexts) -> dict[Section, list[Passage]]:
    found: dict[Section, list[Passage]] = defaultdict(list)
    for passage in shelf.passages:
        found[passage.section_key].append(passage)
    return found


def _why_not(headings: tuple[str, ...], passages: Sequence[Passage]) -> str | None:
    """Why nobody would ask for this section; None: somebody might."""
    if not headings:
        return "no heading"
    if any(map(is_boilerplate, headings)):
        return "boilerplate"
    lines = [line for passage in passages for line in passage.text.splitlines() if line.strip()]
    is_table = sum(line.startswith("|") for line in lines) > TABLE_SHARE * len(lines)
    return "a table" if is_table else None


def _free_id(text: str, taken: set[str]) -> str:
    """An id of the letters of `text`, with a number where another case has it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = slug(plain)[:80].strip("-") or "case"
    name = next(name for name in _numbered(stem) if name not in taken)
    taken.add(name)
    return name


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


class _Marks:
    """Finds words that stand in one section and nowhere else on the shelf."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._folded = [(passage.section_key, fold(passage.text).casefold()) for passage in passages]

    def of_section(self, passages: Sequence[Passage]) -> list[str]:
        """For each passage of the section, words that mark it; [] where one has none, for its gold would be missed."""
        found: list[str] = []
        for passage in passages:
            text = fold(passage.text).casefold()
            if any(mark.casefold() in text for mark in found):
                continue
            mark = next((m for m in _candidates(passage.text) if self._is_only_in(m, passage.section_key)), None)
            if mark is None:
                return []
            found.append(mark)
        return found

    def _is_only_in(self, mark: str, section: Section) -> bool:
        needle = mark.casefold()
        return all(key == section for key, text in self._folded if needle in text)


def _candidates(text: str) -> Iterator[str]:
    """Beginnings of the sentences, then of the rows of tables, at the shortest length first."""
    lines = sorted((line for line in text.splitlines() if line.strip()), key=lambda line: line.startswith("|"))
    for line in lines:
        plain = re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", line.strip("| "))
        plain = plain.split(" | ")[-1] if line.startswith("|") else plain
        for start, end in sentence_spans(plain):
            words = plain[start:end].rstrip(".:;,").split()
            shortest = MIN_WORDS if len(words) > MIN_WORDS else max(3, len(words))
            for count in range(shortest, min(len(words), MAX_WORDS) + 1):
                yield " ".join(words[:count])


def _in_turn(groups: Sequence[Sequence[DraftCase]], limit: int | None) -> tuple[DraftCase, ...]:
    """The first `limit` when each group gives one in turn, back in the order of the groups."""
    turns = [draft for turn in zip_longest(*groups) for draft in turn if draft is not None]
    kept = {draft.case.id for draft in (turns if limit is None else turns[:limit])}
    return tuple(draft for group in groups for draft in group if draft.case.id in kept)
