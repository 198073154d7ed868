"""Imports of Python that happen by a call: which functions import, under which names a file knows them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from checks.languages.constants import UNKNOWN, Text
from checks.languages.imports.model import Import, ImportKind
from checks.languages.imports.python_constants import PACKAGE, known_text


class Way(Enum):
    """What the argument of an importing function is."""

    MODULE = "module"
    PROBE = "probe"
    """A module that is asked for by name; a computed name is the usual question "is it installed?"."""
    FILE = "file"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class _Importer:
    way: Way
    keyword: str
    position: int = 0


_IMPORTERS: Mapping[str, _Importer] = {
    "importlib.import_module": _Importer(Way.MODULE, "name"),
    "importlib.__import__": _Importer(Way.MODULE, "name"),
    "builtins.__import__": _Importer(Way.MODULE, "name"),
    "pkgutil.resolve_name": _Importer(Way.MODULE, "name"),
    "runpy.run_module": _Importer(Way.MODULE, "mod_name"),
    "imp.load_module": _Importer(Way.MODULE, "name"),
    "importlib.util.find_spec": _Importer(Way.PROBE, "name"),
    "importlib.find_loader": _Importer(Way.PROBE, "name"),
    "importlib.resources.files": _Importer(Way.PROBE, "anchor"),
    "pkgutil.find_loader": _Importer(Way.PROBE, "fullname"),
    "pkgutil.get_loader": _Importer(Way.PROBE, "module_or_name"),
    "pkgutil.get_data": _Importer(Way.PROBE, "package"),
    "pytest.importorskip": _Importer(Way.PROBE, "modname"),
    "pydoc.locate": _Importer(Way.PROBE, "path"),
    "django.utils.module_loading.import_string": _Importer(Way.PROBE, "dotted_path"),
    "werkzeug.utils.import_string": _Importer(Way.PROBE, "import_name"),
    "sys.modules": _Importer(Way.PROBE, ""),
    "sys.modules.get": _Importer(Way.PROBE, "key"),
    "sys.modules.__getitem__": _Importer(Way.PROBE, "key"),
    "runpy.run_path": _Importer(Way.FILE, "path_name"),
    "importlib.util.spec_from_file_location": _Importer(Way.FILE, "location", 1),
    "importlib.machinery.SourceFileLoader": _Importer(Way.FILE, "path", 1),
    "imp.load_source": _Importer(Way.FILE, "pathname", 1),
    "builtins.exec": _Importer(Way.CODE, "source"),
    "builtins.eval": _Importer(Way.CODE, "source"),
    "builtins.compile": _Importer(Way.CODE, "source"),
}
_NAMES_OF_THE_FILE = "\0names"
_BUILTINS = {"__import__", "exec", "eval", "compile", "getattr", "vars"}


@dataclass(frozen=True, slots=True)
class CallFound:
    """One call that imports, or runs code."""

    node: ast.Call | ast.Subscript
    through: str
    module: str
    kind: ImportKind
    is_path: bool = False
    nested_code: str | None = None

    def as_import(self, lines: list[str]) -> Import:
        """The import, with its code cut from the lines of the file."""
        first, last = self.node.lineno, self.node.end_lineno or self.node.lineno
        text = "\n".join(lines[first - 1 : last]).strip()
        return Import(
            module=self.module,
            line=first,
            end_line=last,
            text=text,
            kind=self.kind,
            through=self.through.removeprefix("builtins."),
            is_path=self.is_path,
        )


class Calls:
    """Gathers, in one walk over a file, what may import by a call, and answers when the walk is done.

    Args:
        is_package: whether the file is an `__init__`, where `__name__` is the package.
    """

    def __init__(self, *, is_package: bool) -> None:
        self._origins: dict[str, str] = {}
        self._defined: set[str] = set()
        self._assigned: list[tuple[str, ast.expr]] = []
        self._stores: Counter[str] = Counter()
        self._uses: list[ast.Call | ast.Subscript] = []
        self._texts: dict[str, Text] = {"__package__": Text(PACKAGE, complete=True)}
        if is_package:
            self._texts["__name__"] = self._texts["__package__"]

    def bind_import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Remember under which name a statement makes a module or function known."""
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                if alias.name == "*":
                    self._origins.update(_offered(node.module or ""))
                elif not node.level:
                    self._origins[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif alias.asname:
                self._origins[alias.asname] = alias.name
            else:
                top = alias.name.partition(".")[0]
                self._origins[top] = top

    def note(self, node: ast.AST) -> None:
        """Take note of any node that may matter later."""
        match node:
            case ast.Call() | ast.Subscript(ctx=ast.Load()):
                self._uses.append(node)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assigned.append((name, value))
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=False)
                self._assigned += [(one.id, value) for one, value in pairs if isinstance(one, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._assigned.append((name, value))
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                self._assigned.append((name, value))
            case ast.Name(id=name, ctx=ast.Store()):
                self._stores[name] += 1
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self._defined.add(name)
            case ast.arg(arg=name):
                self._stores[name] += 1

    def imports(self) -> Iterator[CallFound]:
        """Every import by a call."""
        for name, value in sorted(self._assigned, key=lambda pair: pair[1].lineno):
            if self._stores[name] == 1:
                text = known_text(value, self._texts)
                if text.complete:
                    self._texts[name] = text
            origin = self._origin(value)
            if origin and name not in self._origins:
                self._origins[name] = origin
        for node in self._uses:
            yield from self._use(node)

    def _use(self, node: ast.Call | ast.Subscript) -> Iterator[CallFound]:
        if isinstance(node, ast.Subscript):
            if self._origin(node.value) == "sys.modules":
                yield from self._module(node, "sys.modules", Way.PROBE, known_text(node.slice, self._texts))
            return
        through = self._origin(node.func)
        importer = _IMPORTERS.get(through)
        if importer is None or through == "sys.modules":
            yield from self._passed_on(node)
            return
        given = _argument(node, importer.position, importer.keyword)
        text = known_text(given, self._texts)
        if importer.way is Way.CODE:
            yield from self._code(node, through, text, given)
        elif importer.way is Way.FILE:
            kind = ImportKind.DYNAMIC if text.complete else ImportKind.COMPUTED
            yield CallFound(node, through, text.known, kind, is_path=True)
        else:
            yield from self._module(node, through, importer.way, text)

    def _passed_on(self, call: ast.Call) -> Iterator[CallFound]:
        """`map(import_module, …)`: the importing function is handed to another."""
        for argument in call.args:
            through = self._origin(argument) if isinstance(argument, ast.Name | ast.Attribute) else ""
            importer = _IMPORTERS.get(through)
            if importer is None or importer.way is not Way.MODULE:
                continue
            others = [other for other in call.args if other is not argument]
            flat = [
                item
                for other in others
                for item in (other.elts if isinstance(other, ast.List | ast.Tuple | ast.Set) else [other])
            ]
            texts = [known_text(item, self._texts) for item in flat] or [UNKNOWN]
            for text in texts:
                yield from self._module(call, through, Way.MODULE, text)

    def _code(self, node: ast.Call, through: str, text: Text, given: ast.expr | None) -> Iterator[CallFound]:
        if text.complete:
            yield CallFound(node, through, "", ImportKind.DYNAMIC, nested_code=text.known)
        elif through == "builtins.exec" and not self._is_compile(given):
            yield CallFound(node, through, "", ImportKind.COMPUTED)
        elif through == "builtins.exec" and isinstance(given, ast.Call):
            source = known_text(_argument(given, 0, "source"), self._texts)
            if not source.complete:
                yield CallFound(node, through, "", ImportKind.COMPUTED)

    def _is_compile(self, given: ast.expr | None) -> bool:
        return isinstance(given, ast.Call) and self._origin(given.func) == "builtins.compile"

    def _module(
        self, node: ast.Call | ast.Subscript, through: str, way: Way, text: Text
    ) -> Iterator[CallFound]:
        module = text.known.partition(":")[0] if through == "pkgutil.resolve_name" else text.known
        if isinstance(node, ast.Call):
            module = self._relative(node, through, module)
        if module.startswith(PACKAGE):
            module = "." + module.removeprefix(PACKAGE).removeprefix(".")
        if text.complete:
            yield CallFound(node, through, module, ImportKind.DYNAMIC)
        elif way is Way.MODULE:
            yield CallFound(node, through, module, ImportKind.COMPUTED)

    def _relative(self, node: ast.Call, through: str, module: str) -> str:
        """Apply `package=` of `import_module`, or `level=` of `__import__`."""
        if through.endswith("__import__"):
            level = _argument(node, 4, "level")
            deep = level.value if isinstance(level, ast.Constant) and isinstance(level.value, int) else 0
            return "." * min(max(deep, 0), 100) + module
        package = known_text(_argument(node, 1, "package"), self._texts)
        if not module.startswith(".") or not package.complete or package.known.startswith(PACKAGE):
            return module
        dots = len(module) - len(module.lstrip("."))
        parts = package.known.split(".")
        kept = parts[: len(parts) - dots + 1]
        return ".".join([*kept, module.lstrip(".")])

    def _origin(self, node: ast.expr, depth: int = 0) -> str:
        """The full name of what an expression refers to, `importlib.import_module`; empty if not known."""
        if depth > 20:
            return ""
        match node:
            case ast.Name(id="__builtins__"):
                return "builtins"
            case ast.Name(id=name):
                known = self._origins.get(name)
                builtin = name in _BUILTINS and name not in self._defined and not self._stores[name]
                return known or (f"builtins.{name}" if builtin else "")
            case ast.NamedExpr(value=value) | ast.Attribute(attr="__dict__", value=value):
                return self._origin(value, depth + 1)
            case ast.Attribute(attr=attr, value=value):
                return self._member(value, Text(attr, complete=True), depth)
            case ast.Subscript(value=value, slice=key):
                return self._member(value, known_text(key, self._texts), depth)
            case ast.Call():
                return self._returned(node, depth)
        return ""

    def _returned(self, node: ast.Call, depth: int) -> str:
        """The full name of what a call is known to return."""
        match node:
            case ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[]):
                return _NAMES_OF_THE_FILE
            case ast.Call(func=function, args=[first, *rest]):
                through = self._origin(function, depth + 1)
                if through == "builtins.getattr" and rest:
                    return self._member(first, known_text(rest[0], self._texts), depth)
                if through == "builtins.vars":
                    return self._origin(first, depth + 1)
                loaded = known_text(first, self._texts)
                if through == "importlib.import_module" and loaded.complete:
                    return loaded.known
                if through.endswith(".__import__") and loaded.complete:
                    return loaded.known.partition(".")[0]
        return ""

    def _member(self, value: ast.expr, name: Text, depth: int) -> str:
        owner = self._origin(value, depth + 1)
        if owner == _NAMES_OF_THE_FILE and name.complete:
            return self._origin(ast.Name(id=name.known, ctx=ast.Load()), depth + 1)
        # `sys.modules["importlib"]` is that module, `sys.modules.get` is a method
        if owner == "sys.modules" and name.complete and not hasattr(dict, name.known):
            return name.known
        return f"{owner}.{name.known}" if owner and name.complete else ""


def _offered(module: str) -> Mapping[str, str]:
    """What a star takes from a module, as far as it matters here: name → full name."""
    full_names = (name for name in _IMPORTERS if name.rpartition(".")[0] == module)
    return {name.rpartition(".")[2]: name for name in full_names}


def _argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    named = next((given.value for given in call.keywords if given.arg == keyword), None)
    if named is not None:
        return named
    if position < len(call.args) and not any(
        isinstance(arg, ast.Starred) for arg in call.args[: position + 1]
    ):
        return call.args[position]
    return None
