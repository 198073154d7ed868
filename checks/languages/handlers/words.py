"""Names by which code closes, parses, probes and logs, in any of the languages."""

from __future__ import annotations

import re

CLEANUP = frozenset(
    {
        *(
            "close",
            "closeall",
            "closesync",
            "unlink",
            "unlinksync",
            "rm",
            "rmsync",
            "rmdir",
            "rmdirsync",
            "rmtree",
        ),
        *("remove", "removeall", "removesync", "remove_file", "remove_dir", "remove_dir_all", "removeitem"),
        *("delete_file", "removeeventlistener", "unsubscribe", "kill", "killpg", "terminate", "disconnect"),
        *("dispose", "disposeasync", "destroy", "cleanup", "clean_up", "release", "releaselock", "unlock"),
        *(
            "shutdown",
            "stop",
            "cancel",
            "abort",
            "flush",
            "rollback",
            "end",
            "quit",
            "exit",
            "join",
            "detach",
        ),
        *(
            "unref",
            "cleartimeout",
            "clearinterval",
            "teardown",
            "tear_down",
            "logout",
            "aclose",
            "closequietly",
        ),
        *(
            "revokeobjecturl",
            "try_init",
            "writeln",
            "unmount",
            "unobserve",
            "deregister",
            "unregister",
            "drain",
        ),
    }
)
"""Last names of functions that put things away; what fails there has nobody left to be told."""

PARSING = frozenset(
    {
        *("parse", "parseint", "parsefloat", "loads", "safe_load", "int", "float", "decimal", "url", "uri"),
        *(
            "tryparse",
            "atoi",
            "parsebool",
            "parsedate",
            "strptime",
            "fromisoformat",
            "valueof",
            "literal_eval",
        ),
        *(
            "unmarshal",
            "parse_args",
            "parseurl",
            "uuid",
            "from_str",
            "fromstring",
            "safeparse",
            "regexp",
            "compile",
        ),
    }
)
"""Last names of functions whose failure says that a text is of another form."""

PROBING = frozenset(
    {
        *(
            "decode",
            "decodeuricomponent",
            "atob",
            "import_module",
            "find_spec",
            "require",
            "resolve",
            "import",
        ),
        *(
            "stat",
            "statsync",
            "lstat",
            "access",
            "accesssync",
            "exists",
            "getitem",
            "setitem",
            "queryselector",
        ),
        *(
            "readfilesync",
            "read_text",
            "readlink",
            "realpath",
            "getattr",
            "matchmedia",
            "play",
            "focus",
            "scrollto",
        ),
        *("scrollintoview", "which", "locate", "detect"),
    }
)
"""Last names of functions that try whether something is there."""

PUTS_AWAY = re.compile(
    r"_*(?:close|dispose|clean_?up|tear_?down|shut_?down|stop|destroy|del__|exit__|aexit__|drop$|finalize|kill"
    r"|component_?will_?unmount|ng_?on_?destroy|on_?destroy|unmount|disconnect|release|abort|cancel|rollback)",
    re.IGNORECASE,
)
"""Functions that put things away, by the beginning of their names."""

_LOGGER = (
    r"(?:[\w.$@]*[._$@])?_?(?:log|logger|logging|slog|klog|zap|winston|tracing|debug)(?:\(\))?(?:\.|::|&\.)"
)
WHISPERS = re.compile(
    r"(?:console\.(?:log|debug|info|trace)|" + _LOGGER + r"(?:debug|trace|info|verbose|fine|finer|d|i|v)\w*"
    r"|(?:pp?|print|println|printf|puts)(?=[\s(])|fmt\.Print\w*|System\.out\.print\w*|Console\.Write\w*|Debug\.\w+"
    r"|(?:\w+::)*(?:debug|trace|info|print|println|dbg)!)",
    re.IGNORECASE,
)
"""Calls that say of an error no more than of anything else."""

LOGS = re.compile(
    r"(?:console\.(?:error|warn)|"
    + _LOGGER
    + r"\w+|[\w.]*\.printStackTrace|System\.err\.print\w*|warn(?=[\s(])"
    r"|Console\.Error\.Write\w*|(?:\w+::)*(?:warn|error|eprint|eprintln)!)",
    re.IGNORECASE,
)
"""Calls that say that something went wrong, and go on."""

_MARKERS = re.compile(
    r"noqa(?::[\s\w,]*)?|eslint-disable[\w/-]*(?:\s+@?[\w/-]+,?)*|biome-ignore\s+[\w/]+|type:\s*ignore\S*"
    r"|nosec\S*(?:\s+B\d+)*|pragma:\s*no cover|nolint\S*|pylint:\s*disable\S*|istanbul ignore \w+|NOSONAR",
    re.IGNORECASE,
)
_EMPTY_WORDS = frozenset(
    {
        *(
            "a",
            "all",
            "an",
            "any",
            "and",
            "are",
            "as",
            "be",
            "best",
            "catch",
            "caught",
            "continue",
            "do",
            "does",
        ),
        *("effort", "error", "errors", "exception", "exceptions", "fail", "failed", "fails", "failure"),
        *(
            "failures",
            "fine",
            "for",
            "here",
            "if",
            "ignore",
            "ignored",
            "ignores",
            "ignoring",
            "in",
            "is",
            "it",
        ),
        *("intentional", "intentionally", "just", "noop", "nothing", "of", "ok", "okay", "on", "or", "pass"),
        *("quietly", "safe", "safely", "silent", "silently", "skip", "swallow", "swallowed", "that", "the"),
        *("this", "to", "todo", "we", "will"),
    }
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def explains(comment: str) -> bool:
    """Whether a comment says in two words or more why an error is dropped, and not only that it is."""
    words = {word.casefold() for word in _WORD.findall(_MARKERS.sub(" ", comment))}
    return len(words - _EMPTY_WORDS) >= 2
