"""citewell doctor: is everything in place? One line per check, each failure with its remedy."""

import argparse
import asyncio
import sys

from rag.cli.console import print_json
from rag.cli.main import DONE, ERROR
from rag.cli.prompts import prompt_sizes
from rag.cli.shelf import settings_of
from rag.errors import CitewellError, WriterUnavailable
from rag.index.audit import Check, audit
from rag.index.encoder import load_encoder
from rag.intents import load_intents
from rag.outlines import load_messages, load_outlines
from rag.page.notices import load_notices
from rag.settings import Settings, llm_endpoint
from rag.vocabulary import load_vocabulary
from rag.write.chat import probe
from rag.write.prompting import load_prompts
from rag.write.scrub import shown_url


def command_doctor(options: argparse.Namespace) -> int:
    """Check Python, text files, encoder, index and writer, and on demand the LLM. Exit 0 when all is well, 1 otherwise."""
    settings = settings_of(options)
    checks = [
        _python(),
        _run("texts", _texts, settings),
        _run("encoder", _encoder, settings),
        _run("index", _index, settings),
        _run("writer", _writer, settings),
    ]
    if options.llm or options.base_url or options.model:
        checks.append(_run("llm", _llm, settings))
    if options.json:
        print_json({"checks": [check.model_dump() for check in checks], "passed": all(c.passed for c in checks)})
    else:
        for check in checks:
            print(f"{'ok  ' if check.passed else 'FAIL'} {check.name}: {check.detail}")
    return DONE if all(check.passed for check in checks) else ERROR


def _run(name: str, work, settings: Settings) -> Check:  # type: ignore[no-untyped-def]  # a function of settings to text
    try:
        return Check(name=name, passed=True, detail=work(settings))
    except CitewellError as error:
        return Check(name=name, passed=False, detail=str(error))


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    passed = sys.version_info >= (3, 11)
    return Check(name="python", passed=passed, detail=version if passed else f"{version}; install Python 3.11 or newer")


def _texts(settings: Settings) -> str:
    outlines = load_outlines(settings.prompts_dir)
    intents = load_intents(settings.prompts_dir)
    load_messages(settings.prompts_dir)
    for audience in ("patient", "clinician"):
        load_notices(settings.prompts_dir, audience)
    terms = load_vocabulary(settings.corpus_dir).terms
    return f"{len(outlines)} outlines, {len(intents.intents)} intents, {len(terms)} vocabulary terms"


def _encoder(settings: Settings) -> str:
    encoder = load_encoder(settings.index)
    same, other = encoder.encode(["kidney cancer", "renal tumour"]) @ encoder.encode(["kidney cancer"])[0]
    return f"{encoder.fingerprint}, {encoder.dimension} dimensions, test similarity {other:.2f} of {same:.2f}"


def _index(settings: Settings) -> str:
    report = audit(settings.index.dir, settings.index)
    failed = [check for check in report.checks if not check.passed]
    if failed:
        raise CitewellError(failed[0].detail)
    return f"{report.generation} in {settings.index.dir}: " + "; ".join(check.detail for check in report.checks)


def _writer(settings: Settings) -> str:
    endpoint = llm_endpoint(settings.llm)
    prompts = len(prompt_sizes(load_prompts(settings.prompts_dir), settings))
    if endpoint is None:
        return f"extractive; no LLM is set up (OPENAI_API_KEY, OPENAI_BASE_URL); {prompts} prompts"
    return f"llm: {endpoint.model} at {shown_url(endpoint)}, not asked (--llm asks it); {prompts} prompts"


def _llm(settings: Settings) -> str:
    endpoint = llm_endpoint(settings.llm)
    if endpoint is None:
        raise WriterUnavailable("no LLM is set up; set OPENAI_API_KEY, or give --base-url URL")
    found = asyncio.run(probe(endpoint, settings.llm, memory_dir=settings.index.cache_dir))
    level = {
        "json_schema": "does not refuse json_schema",
        "json_object": "takes no json_schema, only json_object: replies are checked here all the same",
        "plain": "takes neither json_schema nor json_object: it is asked for plain JSON",
    }[found.level]
    return f"{found.model} at {found.url} answered in {found.seconds:.1f} s after {found.requests} request(s); {level}"
