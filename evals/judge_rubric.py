"""A rubric file to a checked Rubric, and the prompt that puts it to a judge. Asks nothing."""

from pathlib import Path

from evals.judgement import Rubric
from evals.score import FAMILIES
from rag.errors import SuiteError
from rag.write.prompting import Prompt, read_prompt
from rag.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent / "rubrics"
DEFAULT = FOLDER / "default.yaml"
PROMPT = FOLDER / "judge.md"  # not under prompts/: it shapes no answer, so it must not change an answer's fingerprints


def load_rubric(path: Path = DEFAULT) -> Rubric:
    """Raises: OutlineError: no such file, or a field does not fit; SuiteError: it names a measure that there is not."""
    rubric = read_yaml(path, Rubric)
    known = [name for names, _ in FAMILIES for name in names]
    for criterion in rubric.criteria:
        if criterion.compare_with and criterion.compare_with.measure not in known:
            raise SuiteError(
                f"rubric {path}: {criterion.id} is compared with {criterion.compare_with.measure!r}, which is no measure; "
                f"there are {', '.join(known)}"
            )
    return rubric


def load_judge_prompt(path: Path = PROMPT) -> Prompt:
    """Raises: PromptError: the file breaks the format of prompts."""
    return read_prompt(path)
