"""Question to a safety alarm, before anything is searched and without any model. Reads prompts/safety.yaml."""

from pathlib import Path

from rag.schema import Alarm, Value
from rag.vocabulary import names_in
from rag.words import stems
from rag.yaml_file import read_yaml


class SafetyRules(Value):
    """Phrases that make a question an emergency or a crisis; see the head of prompts/safety.yaml."""

    version: int
    crisis: tuple[str, ...]
    emergency: tuple[str, ...]
    fever: tuple[str, ...]
    on_treatment: tuple[str, ...]
    personal: tuple[str, ...]
    about: tuple[str, ...]

    def alarm(self, question: str) -> Alarm | None:
        """The alarm a question raises, or None. A crisis is named before an emergency."""
        said = stems(question.replace("’", "'"), keep_stopwords=True)
        if names_in(self.crisis, said):
            return "crisis"
        has_fever = names_in(self.fever, said) and names_in(self.on_treatment, said)
        is_now = names_in(self.personal, said) and not names_in(self.about, said)
        return "emergency" if is_now and (has_fever or names_in(self.emergency, said)) else None


def load_safety_rules(prompts_dir: Path) -> SafetyRules:
    """Read prompts_dir/safety.yaml. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "safety.yaml", SafetyRules)
