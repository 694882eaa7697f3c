"""`citewell eval judge`: the opinion of a chat model on the pages of a run, in a file of its own."""

import argparse

from rag.cli.arguments import Actions, add_llm, path_argument, positive

REPEAT = 3
SEED = 1


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """judge."""
    judge = actions.add_parser(
        "judge", parents=[common], help="ask a chat model about the answers of a run; never part of a score"
    )
    judge.add_argument("run", type=path_argument, metavar="RUN.jsonl")
    judge.add_argument("--out", type=path_argument, required=True, metavar="JUDGED.json")
    judge.add_argument(
        "--rubric", type=path_argument, metavar="FILE", help="criteria; default evals/rubrics/default.yaml"
    )
    judge.add_argument("--repeat", type=positive, default=REPEAT, metavar="N", help=f"times asked; default {REPEAT}")
    judge.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"order of what is shown; default {SEED}")
    judge.add_argument("--canary", action="store_true", help="also judge pages broken on purpose: is the judge fooled?")
    judge.add_argument("--concurrency", type=positive, metavar="N", help="replies of the judge under way at once")
    add_llm(judge)
    judge.set_defaults(act=command_judge)


def command_judge(options: argparse.Namespace) -> int:
    """Judge a run file; the table, or with --json the judgement, on stdout. 4: some verdicts are missing or unusable."""
    from evals.judge import judge_run
    from evals.judge_rubric import DEFAULT, load_judge_prompt, load_rubric
    from evals.judge_table import judgement_table
    from evals.records import read_records
    from rag.cli.console import inert, keep_apart, progress_bar, say
    from rag.cli.main import DONE, SOME_REJECTED
    from rag.cli.shelf import settings_of
    from rag.errors import InputError
    from rag.parts import open_llm
    from rag.write.limits import Meter

    if options.writer == "extractive":
        raise InputError("--writer extractive asks no model, and a judge is one; leave the flag out")
    settings = settings_of(options)
    rubric = load_rubric(options.rubric or DEFAULT)
    keep_apart(options.out, options.run, {"--record": options.record, "--replay": options.replay})
    meter = Meter(settings.llm)
    opened = open_llm(
        settings,
        writer="llm",
        record=options.record,
        replay=options.replay,
        meter=meter,
        stops_at_budget=True,
        say=say,
    )
    assert opened is not None  # a writer asked for by name is opened or is an error
    try:
        with progress_bar() as bar:
            done = judge_run(
                read_records(options.run),
                options.out,
                chat=opened.chat,
                llm=settings.llm,
                rubric=rubric,
                prompt=load_judge_prompt(),
                turns=options.repeat,
                seed=options.seed,
                with_canary=options.canary,
                on_progress=lambda now, planned, name: bar.show("judge", now, planned, name),
            )
    except KeyboardInterrupt:
        say(f"what is judged is kept beside {options.out}; run the same command again to go on")
        raise
    finally:
        if meter.calls:
            say(meter.summary())
    if options.json:
        print(done.judgement.model_dump_json(by_alias=True))
    else:
        print("\n".join(map(inert, judgement_table(done.judgement).splitlines())))
    if done.stopped:
        say(f"stopped: {done.stopped}")
    if done.owed:
        say(f"{done.owed} opinions are missing; run the same command again to go on with them")
    return DONE if done.is_complete else SOME_REJECTED
