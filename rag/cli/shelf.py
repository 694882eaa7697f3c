"""The commands that change or inspect the shelf: ingest and index."""

import argparse
from pathlib import Path

from rag.cli.console import print_json, progress_bar, say
from rag.cli.main import DONE, ERROR, SOME_REJECTED
from rag.settings import Settings, load_settings, unknown_variables


def settings_of(options: argparse.Namespace) -> Settings:
    """Settings with the flags of this command line on top. Raises: SettingsError."""
    given = {
        "index": {"dir": options.index},
        "llm": {
            "model": getattr(options, "model", None),
            "base_url": getattr(options, "base_url", None),
            "cache": False if getattr(options, "no_cache", False) else None,
            "concurrency": getattr(options, "concurrency", None),
            "budget_usd": getattr(options, "budget", None),
        },
    }
    for line in unknown_variables():
        say(f"warning: {line}")
    return load_settings({group: {n: v for n, v in values.items() if v is not None} for group, values in given.items()})


def command_ingest(options: argparse.Namespace) -> int:
    """Files and folders into the index; a line for each file that was not simply taken."""
    from ingest.build import ingest
    from ingest.sources import SourceFlags
    from ingest.values import Progress
    from rag.index.encoder import load_encoder

    settings = settings_of(options)
    flags = SourceFlags(
        topics=tuple(options.topic),
        **{n: getattr(options, n) for n in SourceFlags.model_fields if n != "topics"},
    )
    with progress_bar() as bar:

        def show(progress: Progress) -> None:
            bar.show(progress.stage, progress.done, progress.total, progress.name)

        report = ingest(
            options.paths,
            settings.index.dir,
            settings,
            lambda: load_encoder(settings.index, say),
            flags=flags,
            on_progress=show,
        )
    if options.json:
        print_json(report.model_dump(mode="json"))
    for file in report.files:
        if file.status == "rejected":
            say(f"rejected {file.path}: {file.reason}: {file.message}")
        for warning in file.warnings if file.status in ("added", "changed") else ():
            say(f"warning {file.path}: {warning}")
    for warning in report.warnings:
        say(f"warning: {warning}")
    if not options.json:
        names = ("added", "changed", "unchanged", "removed", "rejected", "skipped")
        counts = {name: sum(file.status == name for file in report.files) for name in names}
        files = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"
        print(f"files: {files}")
        print(
            f"shelf: {report.sources} sources, {report.passages} passages; {report.embedded} embedded, "
            f"{report.reused} reused; {report.seconds:.1f} s; generation {report.generation}"
        )
    return SOME_REJECTED if report.rejected else DONE


def command_index(options: argparse.Namespace) -> int:
    """status, audit, rebuild or rollback."""
    settings = settings_of(options)
    action = {"status": _status, "audit": _audit, "rebuild": _rebuild, "rollback": _rollback}[options.action]
    return action(settings.index.dir, settings, options.json)


def _status(index_dir: Path, settings: Settings, as_json: bool) -> int:
    from rag.index.audit import shelf_status

    status = shelf_status(index_dir)
    if as_json:
        print_json(status.model_dump(mode="json"))
        return DONE
    print(f"generation {status.generation} of {status.created}, {status.sources} sources, {status.passages} passages")
    print(f"encoder {status.encoder}; generations kept: {', '.join(status.generations)}")
    for entry in status.entries:
        superseded = f" (superseded by {entry.superseded_by})" if entry.superseded_by else ""
        what = f"{entry.title}, {entry.publisher}, edition {entry.edition}"
        print(f"  {entry.source_id}: {what}, {entry.passages} passages{superseded}")
    return DONE


def _audit(index_dir: Path, settings: Settings, as_json: bool) -> int:
    from rag.index.audit import audit

    report = audit(index_dir, settings.index)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        for check in report.checks:
            print(f"{'ok  ' if check.passed else 'FAIL'} {check.name}: {check.detail}")
    if not report.passed and not as_json:
        say("the index is not sound; run: citewell index rebuild (or citewell index rollback)")
    return DONE if report.passed else ERROR


def _rebuild(index_dir: Path, settings: Settings, as_json: bool) -> int:
    from ingest.rebuild import rebuild
    from rag.index.encoder import load_encoder

    report = rebuild(index_dir, settings, lambda: load_encoder(settings.index, say))
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        print(
            f"rebuilt {report.generation} from {report.origin}: {report.passages} passages, {report.embedded} embedded anew"
        )
    return DONE


def _rollback(index_dir: Path, settings: Settings, as_json: bool) -> int:
    from rag.index.audit import roll_back

    name = roll_back(index_dir)
    if as_json:
        print_json({"generation": name})
    else:
        print(f"in force again: {name}")
    return DONE
