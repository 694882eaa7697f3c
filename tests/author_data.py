"""tests/data/*.jsonl to rows and claims: honest paraphrases, written lies, injected instructions."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.lies import Citation, Claim

DATA = Path(__file__).resolve().parent / "data"


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The lines of tests/data/{name}.jsonl."""
    return tuple(json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines())


def written_claims(name: str) -> tuple[Claim, ...]:
    """The statements of tests/data/{name}.jsonl with their quotes; `passage` of a citation is the source."""
    return tuple(
        Claim(row["statement"], tuple(Citation(row["source"], quote) for quote in row["quotes"])) for row in rows(name)
    )


def true_claims() -> tuple[Claim, ...]:
    """Every paraphrase of the corpus, and every whole sentence that one quotes as a claim that copies it."""
    paraphrased = written_claims("paraphrases")
    quoted = dict.fromkeys(citation for claim in paraphrased for citation in claim.citations)
    return (*paraphrased, *(Claim(each.quote, (each,)) for each in quoted if each.quote.endswith(".")))
