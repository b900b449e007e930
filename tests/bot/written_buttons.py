"""Every button that the code can write, read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("handlers", "bot")


@dataclass(frozen=True, slots=True)
class Written:
    """A place that writes a button; `verb` is None where only the running programme knows it."""

    place: str
    prefix: str
    verb: str | None


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """A function that writes a button with the verb that it is given."""

    prefix: str
    place: int


@cache
def written_buttons() -> tuple[Written, ...]:
    """Return every place that writes a button."""
    return tuple(_written())


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _written() -> Iterator[Written]:
    """Give each call of `press_data`, those of functions that only hand a verb on to it by their callers."""
    trees = {file: _tree(file) for room in ROOMS for file in _files(room)}
    for file, tree in trees.items():
        wrappers = dict(_wrappers(file, tree))
        inside = {id(call) for name in wrappers for call in _calls_within(tree, name)}
        for call in _calls(tree):
            name, where = _name(call.func), f"{file.relative_to(ROOT)}:{call.lineno}"
            if name == "press_data" and id(call) not in inside:
                yield from _buttons(where, str(_value(file, call.args[0])), call.args[1])
            elif name in wrappers and len(call.args) > wrappers[name].place:
                yield from _buttons(where, wrappers[name].prefix, call.args[wrappers[name].place])


def _files(room: str) -> list[Path]:
    """Return the files that write buttons, without the one that says how."""
    files = [file for file in sorted((ROOT / room).rglob("*.py")) if file.name != "screens.py"]
    return [file for file in files if "press_data" in file.read_text(encoding="utf-8")]


def _wrappers(file: Path, tree: ast.Module) -> Iterator[tuple[str, _Wrapper]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            names = [each.arg for each in function.args.args]
            for call in _calls(function):
                verb = call.args[1] if _name(call.func) == "press_data" else None
                if isinstance(verb, ast.Name) and verb.id in names:
                    yield function.name, _Wrapper(str(_value(file, call.args[0])), names.index(verb.id))


def _calls_within(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name == name:
            yield from _calls(function)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _buttons(place: str, prefix: str, verb: ast.expr) -> Iterator[Written]:
    if isinstance(verb, ast.IfExp):
        yield from _buttons(place, prefix, verb.body)
        yield from _buttons(place, prefix, verb.orelse)
    else:
        yield Written(place, prefix, str(verb.value) if isinstance(verb, ast.Constant) else None)


def _value(file: Path, node: ast.expr) -> object:
    """Return a constant, or what a name of the module stands for, there or where it comes from."""
    if isinstance(node, ast.Constant):
        return node.value
    wanted = _name(node)
    for line in _tree(file).body:
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        if any(isinstance(each, ast.Name) and each.id == wanted for each in targets):
            return _value(file, line.value)  # type: ignore[attr-defined]
        if isinstance(line, ast.ImportFrom):
            for each in line.names:
                if wanted == (each.asname or each.name):
                    source = ROOT / f"{(line.module or '').replace('.', '/')}.py"
                    return _value(source, ast.Name(each.name))
    raise LookupError(f"{file}: {wanted}")
