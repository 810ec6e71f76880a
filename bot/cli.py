"""The command line: `incident-bot COMMAND`. Exit status 0 done, 1 failed with one line on stderr, 2 wrong usage."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path

from bot.commands import add, articles, ask, check, evaluate, rebuild, rollback, run, withdraw
from bot.settings import describe_settings, misspelt_names, usable_settings
from index.errors import IncidentError

COMMANDS = (run, ask, rebuild, rollback, add, articles, withdraw, check, evaluate)
INTERRUPTED = 130
"""What a shell shows for a program ended by Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _take_any_text()
    options = parser().parse_args(arguments)
    try:
        settings, complaints = usable_settings(corpus_dir=options.corpus, index_dir=options.index)
        if complaints or options.command is not check:  # which counts such names among what is wrong
            _complain_all(misspelt_names())
        if complaints:
            _complain("; ".join(complaints))
            return check.name_wrong(settings) if options.command is check else 1
        return int(options.command.main(options, settings))
    except IncidentError as error:
        _complain(str(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="incident-bot",
        description="Answers questions about security incidents with verbatim, sourced quotes from news articles.",
        epilog=_settings_table(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of articles, instead of CORPUS_DIR")
    common.add_argument("--index", type=Path, metavar="DIR", help="the folder of the index, instead of INDEX_DIR")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        name = command.__name__.rpartition(".")[2]
        summary = (command.__doc__ or "").partition("\n")[0].partition(": ")[2]
        added = commands.add_parser(name, parents=[common], help=summary, description=summary, allow_abbrev=False)
        command.add_arguments(added)
        added.set_defaults(command=command)
    return top


def _take_any_text() -> None:
    """Let what cannot be read or shown in the encoding of the standard streams be marked instead of failing."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _complain_all(lines: Iterable[str]) -> None:
    for line in lines:
        _complain(line)


def _settings_table() -> str:
    lines = ["settings (environment variables, or .env in the working directory):"]
    for setting in describe_settings():
        default = f" [{setting.default}]" if setting.default else ""
        lines.append(f"  {setting.name:20} {setting.meaning}{default}")
    return "\n".join(lines)


def _complain(line: str) -> None:
    sys.stderr.write(f"incident-bot: {' '.join(line.split())}\n")
