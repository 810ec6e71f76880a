"""The command line: `incident-bot COMMAND`. Exit status 0 done, 1 failed with one line on stderr, 2 wrong usage."""

import argparse
import contextlib
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from bot.logs import configure_logging, log_crashes, log_what_is_printed
from bot.settings import Settings, describe_settings, misspelt_names, usable_settings
from bot.signals import end_at_once, end_when_told
from index.errors import IncidentError

COMMANDS = ("run", "ask", "rebuild", "rollback", "add", "articles", "withdraw", "check", "health", "evaluate")
"""Each is a module of `bot.commands`."""

BOT = "run"
"""The one that runs for months."""

INTERRUPTED = 130
"""What a shell shows for a program ended by Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; without arguments, that of the shell: then the process is ours."""
    _take_any_text()
    if arguments is not None:
        return _carry_out(arguments, owns_process=False)
    given = sys.argv[1:]
    if given[:1] != [BOT]:
        return _carry_out(given, owns_process=True)
    end_when_told()  # first of all: what comes now takes seconds to load
    return end_at_once(_carry_out(given, owns_process=True))


def _carry_out(given: Sequence[str], *, owns_process: bool) -> int:
    try:
        options = parser(_needed(given)).parse_args(given)
        settings, complaints = usable_settings(corpus_dir=options.corpus, index_dir=options.index)
        if owns_process:
            _begin_logging(settings, is_bot=options.name == BOT)
        is_check = options.name == "check"  # which counts such names among what is wrong
        if complaints or not (is_check or options.name == "health"):  # which has one thing to tell
            _complain_all(misspelt_names())
        if complaints:
            _complain("; ".join(complaints))
            return int(options.command.name_wrong(settings)) if is_check else 1
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


def _needed(arguments: Sequence[str]) -> Sequence[str]:
    """Only the command that is called, where one is: others take long to load, which `health` has no time for."""
    return arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of the command line, with these commands."""
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
    for name in names:
        command = import_module(f"bot.commands.{name}")
        summary = (command.__doc__ or "").partition("\n")[0].partition(": ")[2]
        added = commands.add_parser(name, parents=[common], help=summary, description=summary, allow_abbrev=False)
        command.add_arguments(added)
        added.set_defaults(command=command, name=name)
    return top


def _begin_logging(settings: Settings, *, is_bot: bool) -> None:
    """Log as it is set; what people do not wait for, in a form for machines where that is set, to the last line."""
    talks = not is_bot or settings.token is None  # to a person, who needs to know of troubles only
    configure_logging(
        _severer(settings.log_level, "WARNING") if talks else settings.log_level,
        secrets=settings.secrets,
        log_format=settings.log_format,
        with_texts=settings.log_questions,
    )
    log_crashes()
    if is_bot and settings.log_format == "json":
        log_what_is_printed()


def _severer(one: str, other: str) -> str:
    """The level of two that lets less through."""
    return max(one, other, key=logging.getLevelNamesMapping().__getitem__)


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
