"""A YAML file is read into its model, or named with what is wrong and what to do."""

from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.schema import Value
from rag.yaml_file import read_yaml


class Pair(Value):
    name: str
    count: int


def test_file_that_fits_becomes_the_value(tmp_path: Path) -> None:
    (tmp_path / "pair.yaml").write_text("name: é\ncount: 2\n", "utf-8")
    assert read_yaml(tmp_path / "pair.yaml", Pair) == Pair(name="é", count=2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "cannot read .*pair.yaml.*restore it"),
        (b"name: [", "cannot read .*pair.yaml.*restore it"),
        (b"\xff\xfe\xff", "cannot read .*pair.yaml.*restore it"),
        (b"name: a\ncount: many\n", r"pair.yaml: count: .*got 'many'.*mend this field"),
        (b"name: a\ncount: 1\nother: 2\n", r"pair.yaml: other: .*mend this field"),
        (b"", r"pair.yaml: .*got None.*mend this field"),
    ],
)
def test_file_that_does_not_fit_is_named(tmp_path: Path, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / "pair.yaml").write_bytes(data)
    with pytest.raises(OutlineError, match=f"(?s){said}"):
        read_yaml(tmp_path / "pair.yaml", Pair)
