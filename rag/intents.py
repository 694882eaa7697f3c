"""prompts/intents.yaml to intents that can be looked up in a question. Only reader of that file."""

from functools import cached_property
from pathlib import Path

from pydantic import Field

from rag.schema import Value
from rag.words import holds, joined, stems
from rag.yaml_file import read_yaml

OTHER = "other"


class Intent(Value):
    """One thing people ask about: the words that show it, the headings that answer it."""

    id: str
    label: str = Field(description="heading of the section that answers it")
    cues: tuple[str, ...] = Field(min_length=1)
    headings: tuple[str, ...] = ()
    must_say: tuple[str, ...] = Field(default=(), description="a statement answers only if it holds one of these words")
    must_have_number: bool = Field(default=False, description="a statement answers only if it holds a number")
    instead: str = Field(default="", description="intent that serves where a drug or treatment is asked about")
    generic: bool = Field(default=False, description="counts only when no other intent is found")

    open: bool = Field(
        default=False, description="a subject, not a relation: any sentence near to the question may answer it"
    )

    @cached_property
    def cue_stems(self) -> tuple[tuple[str, ...], ...]:
        """Each cue as stems, stop words kept."""
        return tuple(tuple(stems(cue, keep_stopwords=True)) for cue in self.cues)


class Intents(Value):
    """All intents, and the words of a question that say nothing about its subject."""

    version: int
    frame: str
    domain: str
    intents: tuple[Intent, ...]

    @cached_property
    def frame_stems(self) -> frozenset[str]:
        """Stems of the frame words."""
        return frozenset(stems(self.frame, keep_stopwords=True))

    @cached_property
    def domain_stems(self) -> frozenset[str]:
        """Stems of the words that show the field."""
        return frozenset(stems(self.domain, keep_stopwords=True))

    @cached_property
    def by_id(self) -> dict[str, Intent]:
        """Intents by id."""
        return {intent.id: intent for intent in self.intents}

    def match(self, question_stems: list[str]) -> tuple[Intent | None, frozenset[str]]:
        """The intent of a question given as stems (stop words kept), and the stems that showed it.

        The longest cue wins (in words, then letters); ties go to the earlier intent, generic ones come last.
        """
        best: tuple[bool, int, int] = (False, 0, 0)
        found: Intent | None = None
        shown: tuple[str, ...] = ()
        question = joined(question_stems)
        for intent in self.intents:
            for cue in intent.cue_stems:
                size = (not intent.generic, len(cue), sum(map(len, cue)))
                if size > best and holds(question, cue):
                    best, found, shown = size, intent, cue
        return found, frozenset(shown)

    def heading_words(self, intent: str) -> tuple[str, ...]:
        """Heading words of an intent; () for one the file does not know."""
        known = self.by_id.get(intent)
        return known.headings if known else ()


def load_intents(prompts_dir: Path) -> Intents:
    """Read prompts_dir/intents.yaml. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "intents.yaml", Intents)
