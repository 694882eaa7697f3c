"""A small shelf of made-up texts, as values, for tests of what reads the texts of a shelf."""

from collections.abc import Mapping, Sequence
from typing import get_args

from evals.suite_shelf import ShelfTexts
from rag.schema import Locator, Passage, Source, SourceKind, passage_id

Sections = Sequence[tuple[str, str]]  # headings, apart by " > ", and text


def shelf_of(sections: Mapping[str, Sections], **fields: Mapping[str, str]) -> ShelfTexts:
    """Sources named after their ids with these sections; `fields` of a source (its id with _ for -) replace defaults."""
    sources = {name: source_of(name, **fields.get(name.replace("-", "_"), {})) for name in sections}
    return ShelfTexts(
        generation="gen-1",
        sources=sources,
        passages=tuple(
            Passage(
                id=passage_id(name, "1", text, at),
                source_id=name,
                edition="1",
                title=sources[name].title,
                text=text,
                locator=Locator(headings=tuple(headings.split(" > ")) if headings else ()),
                ordinal=at,
            )
            for name, texts in sections.items()
            if sources[name].superseded_by is None
            for at, (headings, text) in enumerate(texts)
        ),
    )


def source_of(
    name: str,
    *,
    title: str = "",
    kind: str = "guideline",
    audience: str = "patient",
    superseded_by: str | None = None,
) -> Source:
    """A source with what no test looks at filled in; its title from its id where none is given."""
    return Source(
        source_id=name,
        title=title or name.replace("-", " ").capitalize(),
        publisher="nobody",
        edition="1",
        published="2026",
        kind=next(one for one in get_args(SourceKind) if one == kind),
        licence="CC0",
        audience=audience,
        superseded_by=superseded_by,
    )
