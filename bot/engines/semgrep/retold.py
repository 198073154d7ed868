"""Files that the engine could not parse whole, asked once more as a text that it can parse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.engines.semgrep.answer import FileAnswer
from bot.engines.semgrep.material import Material

Ask = Callable[[Sequence[Material]], Sequence[FileAnswer]]


def asked_again(materials: Sequence[Material], files: Sequence[FileAnswer], ask: Ask) -> list[FileAnswer]:
    """Answers of which those of misread files are replaced where another spelling gives a clean one.

    Args:
        materials: what was asked.
        files: an answer for each.
        ask: asks about more.

    Returns:
        An answer for each; places are those of the materials, since no spelling moves a byte. A fix is left
        out where it would write the other spelling.
    """
    better = list(files)
    retold = {
        at: other
        for at, (material, file) in enumerate(zip(materials, files, strict=True))
        if file.is_misread and (other := _otherwise(material)) is not None
    }
    for at, again in zip(retold, ask(list(retold.values())) if retold else (), strict=True):
        if again.is_clean:
            better[at] = FileAnswer([match._replace(fix=None) for match in again.matches])
    return better


def _otherwise(material: Material) -> Material | None:
    """The same code in another spelling, `None` if none is known."""
    from checks.languages.legible import legible_python, legible_script  # loaded for the few files

    if material.language == "python":
        text = legible_python(material.text)
    elif material.language in ("typescript", "javascript"):
        grammar = "typescript" if material.suffix in (".ts", ".mts", ".cts") else "tsx"
        text = legible_script(material.text, grammar)
    else:
        return None
    if text == material.text or len(text.encode("utf-8", "replace")) != len(material.content):
        return None
    return replace(material, text=text)
