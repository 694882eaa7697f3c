"""Question to a safety alarm, before anything is searched and without any model. Reads prompts/safety.yaml."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rag.phrases import BREAK, Sentence, Span, compiled_any, compiled_phrases, joined, misspellings, plain_sentences
from rag.schema import Alarm, Value
from rag.telling import Telling, TellingWords
from rag.vocabulary import Vocabulary
from rag.words import stems
from rag.yaml_file import read_yaml

DEGREES = re.compile(r"(?<!\S)(\d{2,3}(?:\.\d+)?)(?= )")
FEVER_C, FEVER_F = (38.0, 43.0), (100.4, 110.0)
HIGH_C, HIGH_F = (39.0, 43.0), (102.2, 110.0)  # a cancer is enough: no treatment need be named
PHRASES = ("crisis", "always_crisis", "emergency")
WORDINGS = ("not_crisis", "fever", "high_fever", "heat", "unit", "no_heat", "labs", "regimens", "cancers")


class SafetyWords(Value):
    """prompts/safety.yaml, the meaning of whose lists stands at its head."""

    version: int
    words: Mapping[str, str]
    short_forms: Mapping[str, str]
    spelt: tuple[str, ...]
    crisis: tuple[str, ...]
    always_crisis: tuple[str, ...]
    not_crisis: tuple[str, ...]
    emergency: tuple[str, ...]
    fever: tuple[str, ...]
    high_fever: tuple[str, ...]
    heat: tuple[str, ...]
    unit: tuple[str, ...]
    no_heat: tuple[str, ...]
    labs: tuple[str, ...]
    regimens: tuple[str, ...]
    cancers: tuple[str, ...]
    telling: TellingWords


class SafetyRules:
    """The words of prompts/safety.yaml and the treatments of the vocabulary, ready to be looked for. Immutable."""

    def __init__(self, words: SafetyWords, vocabulary: Vocabulary) -> None:
        """Raises: OutlineError: a phrase cannot be read, or names in braces none of `words`."""
        slips = {slip: word for word in words.spelt for slip in misspellings(word).difference(words.spelt)}
        self._short_forms = {**slips, **words.short_forms}
        self._treatments = Vocabulary(terms=tuple(t for t in vocabulary.terms if t.kind in ("drug", "treatment")))
        named = {**words.words, "drugs": _drugs(vocabulary)}
        self._telling = Telling(words.telling, named)
        self._phrases = {name: compiled_phrases(getattr(words, name), named) for name in PHRASES}
        self._any = {name: compiled_any(getattr(words, name), named) for name in WORDINGS}

    def alarm(self, question: str) -> Alarm | None:
        """The alarm a question raises, or None. A crisis is named before an emergency."""
        sentences = plain_sentences(question, self._short_forms)
        if self._is_crisis(sentences):
            return "crisis"
        is_known = any(map(self._telling.names_somebody, sentences))
        if self._is_emergency(sentences, is_known) or self._has_fever(question, sentences, is_known):
            return "emergency"
        return None

    def tells(self, question: str) -> bool:
        """Whether a text says how somebody is now, and is more than a question about a disease."""
        sentences = plain_sentences(question, self._short_forms)
        return any(map(self._telling.tells_state, sentences))

    def _is_crisis(self, sentences: Sequence[Sentence]) -> bool:
        for at, span in self._phrases["always_crisis"].places(sentences):
            if not self._telling.is_denied(sentences[at], span):
                return True
        for at, span in self._phrases["crisis"].places(sentences):
            is_spoken_of = self._any["not_crisis"].search(sentences[at].text)
            if not is_spoken_of and self._telling.is_meant(sentences[at], span):
                return True
        return False

    def _is_emergency(self, sentences: Sequence[Sentence], is_known: bool) -> bool:
        places = self._phrases["emergency"].places(sentences)
        return any(self._is_now(sentences, at, span, is_known) for at, span in places)

    def _has_fever(self, question: str, sentences: Sequence[Sentence], is_known: bool) -> bool:
        whole = joined(sentences)
        is_named = self._any["cancers"].search(whole) is not None
        is_treated = bool(
            self._any["regimens"].search(whole) or self._treatments.mentions(stems(question, keep_stopwords=True))
        )
        if not (is_named or is_treated):
            return False
        for at, sentence in enumerate(sentences):
            spans = [
                match.span() for match in self._any["fever" if is_treated else "high_fever"].finditer(sentence.text)
            ]
            spans += self._hot(sentence.text, is_high=not is_treated)
            if any(self._is_now(sentences, at, span, is_known) for span in spans):
                return True
        return False

    def _hot(self, sentence: str, *, is_high: bool) -> list[Span]:
        """Where the sentence gives a body temperature of 38.0 C (100.4 F) or more, or a high one."""
        celsius, fahrenheit = (HIGH_C, HIGH_F) if is_high else (FEVER_C, FEVER_F)
        found = []
        for match in DEGREES.finditer(sentence):
            degrees, rest = float(match[1]), sentence[match.end() + 1 :]
            is_hot = celsius[0] <= degrees <= celsius[1] or fahrenheit[0] <= degrees <= fahrenheit[1]
            if not is_hot or self._any["no_heat"].match(rest):
                continue
            is_measure = "." in match[1] and not self._any["labs"].search(sentence)
            if self._any["unit"].match(rest) or self._any["heat"].search(sentence) or is_measure:
                found.append(match.span())
        return found

    def _is_now(self, sentences: Sequence[Sentence], at: int, span: Span, is_known: bool) -> bool:
        after = sentences[at + 1] if at + 1 < len(sentences) else None
        return self._telling.is_now(sentences[at], span, is_known=is_known, after=after)


def load_safety_rules(prompts_dir: Path, vocabulary: Vocabulary) -> SafetyRules:
    """Read prompts_dir/safety.yaml. Raises: OutlineError: missing or malformed, naming the field or the phrase."""
    return SafetyRules(read_yaml(prompts_dir / "safety.yaml", SafetyWords), vocabulary)


def _drugs(vocabulary: Vocabulary) -> str:
    """The names of all drugs as plain words, for a pattern."""
    names = "\n".join(name for term in vocabulary.terms if term.kind == "drug" for name in term.names)
    return "|".join(sorted({sentence.text.removesuffix(f" {BREAK}") for sentence in plain_sentences(names, {})}))
