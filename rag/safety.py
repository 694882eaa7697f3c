"""Question to a safety alarm, before anything is searched and without any model. Reads prompts/safety.yaml."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from rag.schema import Alarm, Value
from rag.vocabulary import names_in
from rag.words import stems
from rag.yaml_file import read_yaml

Groups = tuple[tuple[str, ...], ...]

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+|;")
PART = re.compile(r",|\b(?:and|but|because|so|then)\b", re.IGNORECASE)
DEGREES = re.compile(
    r"(?<![\d.])(\d{2,3}(?:[.,]\d)?)(?![\d.]*\d)\s*(°|º|degrees?|deg|c\b|f\b|celsius|fahrenheit)?", re.IGNORECASE
)
HEAT = ("temperature", "temp", "fever", "measured", "thermometer")
CELSIUS = (38.0, 43.0)
FAHRENHEIT = (100.4, 110.0)


class SafetyRules(Value):
    """Groups of phrases that make a question an emergency or a crisis; see the head of prompts/safety.yaml."""

    version: int
    crisis: tuple[Groups, ...]
    unless: tuple[str, ...]
    emergency: tuple[Groups, ...]
    fever: tuple[str, ...]
    on_treatment: tuple[str, ...]
    someone: tuple[str, ...]
    asking: tuple[str, ...]
    not_now: tuple[str, ...]

    def alarm(self, question: str) -> Alarm | None:
        """The alarm a question raises, or None. A crisis is named before an emergency."""
        text = question.replace("’", "'")
        sentences = [sentence for sentence in SENTENCE.split(text) if sentence.strip()]
        said = [_stems(sentence) for sentence in sentences]
        whole = _stems(text)
        if any(_holds(groups, whole) for groups in self.crisis) and not names_in(self.unless, whole):
            return "crisis"
        is_treated = names_in(self.on_treatment, whole)
        for sentence, words in zip(sentences, said, strict=True):
            has_fever = is_treated and (names_in(self.fever, words) or _is_hot(sentence, whole))
            if (has_fever or any(_holds(groups, words) for groups in self.emergency)) and self._is_now(sentence):
                return "emergency"
        return None

    def _is_now(self, sentence: str) -> bool:
        """Whether a part of the sentence tells of someone as they are now."""
        return any(self._tells(_stems(part)) for part in PART.split(sentence))

    def _tells(self, part: Sequence[str]) -> bool:
        opens = any(part[: len(opening)] == opening for opening in map(_stems, self.asking))
        return not opens and names_in(self.someone, part) and not names_in(self.not_now, part)


def load_safety_rules(prompts_dir: Path) -> SafetyRules:
    """Read prompts_dir/safety.yaml. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "safety.yaml", SafetyRules)


def _holds(groups: Iterable[Sequence[str]], words: Sequence[str]) -> bool:
    return all(names_in(group, words) for group in groups)


def _is_hot(sentence: str, whole: Sequence[str]) -> bool:
    """Whether the sentence gives a body temperature of 38.0 C (100.4 F) or more."""
    for match in DEGREES.finditer(sentence):
        degrees = float(match[1].replace(",", "."))
        is_fever = CELSIUS[0] <= degrees <= CELSIUS[1] or FAHRENHEIT[0] <= degrees <= FAHRENHEIT[1]
        if is_fever and (match[2] or names_in(HEAT, whole)):
            return True
    return False


def _stems(text: str) -> list[str]:
    return stems(text, keep_stopwords=True)
