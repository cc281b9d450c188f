"""The command line: parse the options, call `Assistant`, print the result, set the exit status.

Exit status: 0 found or done, 1 nothing found or some inputs failed, 2 wrong usage or environment, 130 interrupted; 3 if
`watch run` has news, 75 if `sync` or `watch run` must wait for another command.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any

import typer

from assistant.cli import (
    about,
    adding,
    asking,
    briefs,
    checking,
    completion,
    config,
    history,
    lookups,
    maintenance,
    matrices,
    mcp,
    publishing,
    serving,
    syncing,
    usage_errors,
    watching,
    works,
)
from assistant.cli.console import INTERRUPTED, say, say_error, say_finished
from assistant.cli.parameters import LightCommand, LightGroup
from assistant.cli.streams import standard_streams
from assistant.cli.words import WordsCommand
from corpus.errors import EvidenceError, LibraryError

COMMANDS: Mapping[str, Callable[..., None]] = {
    "ask": asking.ask,
    "search": asking.search,
    "add": adding.add,
    "sync": syncing.sync,
    "fetch": adding.fetch,
    "import": adding.import_,
    "list": works.list_,
    "show": works.show_,
    "cite": works.cite,
    "check": checking.check,
    "matrix": matrices.matrix,
    "brief": briefs.brief,
    "edit": works.edit,
    "lookup": lookups.lookup,
    "remove": works.remove,
    "undo": history.undo,
    "restore": history.restore,
    "verify": maintenance.verify,
    "status": maintenance.status,
    "index": maintenance.index_,
    "eval": maintenance.eval_,
    "publish": publishing.publish,
    "serve": serving.serve,
    "mcp": mcp.mcp,
    "help": about.help_,
    "completion": completion.completion,
}
"""All commands, in the order of the help."""


class _Commands(LightGroup):
    """The commands. A person may stop each of them."""

    def invoke(self, context: Any) -> Any:
        """Run the command that the command line names."""
        try:
            return super().invoke(context)
        except typer.BadParameter as error:
            error.message = usage_errors.in_plain_words(error)
            raise
        except KeyboardInterrupt:
            say("stopped")
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="evidence",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask your own library of reports. Get the passages that answer, each with an exact citation.\n\n"
    'Example: evidence ask "What is a custom notification?"',
)
for _name, _command in COMMANDS.items():
    _takes_words = _name in ("ask", "search")
    app.command(_name, cls=WordsCommand if _takes_words else LightCommand)(_command)


app.add_typer(watching.watch, name="watch")
app.add_typer(config.config, name="config")


@app.callback()
def _program(context: typer.Context, version: about.VersionOption = False) -> None:
    """Take the options of the program itself, and set the defaults of the options of the command that follows."""
    context.default_map = config.option_defaults(context.invoked_subcommand)


def main() -> None:
    """Run the command line. Every error that is not a bug becomes one line on stderr."""
    try:
        with standard_streams():
            if completion.is_asked():
                completion.complete(app)
            app(prog_name="evidence")
    except EvidenceError as error:
        say_error(error)
        if isinstance(error, LibraryError):
            say_finished(error)
        sys.exit(2)
