"""What shapes the answers of a run to its Fingerprints, and two of them to what changed. Reads texts, asks nothing."""

import hashlib
import json

from evals.asking import Subject
from evals.schema import Fingerprints, Suite
from rag.outlines import prompt_fingerprints


def fingerprint_run(suite: Suite, subject: Subject) -> Fingerprints:
    """What shapes the answers to this suite. Equal before and after means that earlier records may be kept."""
    settings = subject.settings
    vocabulary = settings.corpus_dir / "vocabulary.csv"
    return Fingerprints(
        settings=settings.fingerprint(),
        generation=subject.generation,
        prompts=_hash(json.dumps(prompt_fingerprints(settings.prompts_dir), sort_keys=True).encode()),
        vocabulary=_hash(vocabulary.read_bytes() if vocabulary.is_file() else b""),
        suite=suite.fingerprint,
        writer=subject.writer,
        endpoint=subject.endpoint,
    )


def changed(then: Fingerprints, now: Fingerprints) -> str:
    """What is not the same, with both values; "" where all is."""
    found, wanted = then.model_dump(), now.model_dump()
    return ", ".join(
        f"{name} {found[name] or 'none'} then, {wanted[name] or 'none'} now"
        for name in found
        if found[name] != wanted[name]
    )


def _hash(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()[:16]
