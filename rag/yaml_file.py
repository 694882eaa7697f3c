"""A YAML file of prompts/ to a checked value. Knows nothing of what the files mean."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from rag.errors import OutlineError

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Raises: OutlineError: the file is missing, no YAML, or does not fit `model`, naming the field and its value."""
    try:
        return model.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise OutlineError(f"cannot read {path} ({error}); restore it from the repository") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise OutlineError(f"{path}: {name}: {first['msg']} (got {first['input']!r}); mend this field") from error
