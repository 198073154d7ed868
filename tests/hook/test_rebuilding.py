"""What calls leave behind, against what the real programs do."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.hook.calls import Call, Kind, Replacement
from bot.hook.patches import BadPatch, patched
from bot.hook.rebuilding import NotRebuilt, Outside, rebuilt

FILES = {"src/a.py": "one = 1\ntwo = 2\nthree = 3\n", "src/crlf.txt": "a\r\nb\r\n", "old.txt": "old\n"}


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "repo" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return tmp_path / "repo"


def texts(written: Mapping[str, bytes | None]) -> dict[str, str | None]:
    return {path: None if content is None else content.decode() for path, content in written.items()}


def standing(top: Path) -> dict[str, str]:
    return {file.relative_to(top).as_posix(): file.read_text() for file in top.rglob("*") if file.is_file()}


def shell(top: Path, command: str) -> dict[str, str | None]:
    try:
        return texts(rebuilt(Call(Kind.SHELL, "Bash", top, text=command), top))
    except Outside:
        return {}


@pytest.mark.parametrize(
    "command",
    [
        "echo hello > src/new.txt",
        "echo 'a b' >> old.txt",
        "printf 'a\\nb\\n' > src/new.txt",
        "cat > src/new.py <<EOF\nimport os\nEOF",
        "cat <<'EOF' > src/new.py\nimport os\nx = 1\nEOF",
        "mkdir -p deep && cat > deep/new.py << 'PY'\nimport os\nPY\necho done",
        "tee src/new.txt <<EOF\nhello\nEOF",
        "cat <<EOF | tee -a old.txt\nmore\nEOF",
        "cp old.txt src/copy.txt",
        "cp old.txt src/",
        "cp old.txt src",
        "mv old.txt src/moved.txt",
        "rm old.txt",
        "rm -f old.txt src/a.py; echo x > old.txt",
        "touch src/empty.txt",
        "cd . ; echo hi >| old.txt",
        "true || echo no > /dev/null",
        "cd src && cat > deep.py <<EOF\nimport os\nEOF",
        "mkdir -p x/y; cd x; cd y && echo a=b > z.txt && cp ../../old.txt .",
        "bash -c 'echo inner > src/new.txt'",
        'sh -c "cd src && printf x > new.txt"',
        "X=1 env Y=2 tee src/new.txt <<< '' > /dev/null; echo a > src/new.txt",
        "eval 'rm old.txt'",
    ],
)
def test_a_command_leaves_behind_what_the_shell_leaves_behind(top: Path, command: str) -> None:
    expected, before = shell(top, command), standing(top)
    subprocess.run(["bash", "-c", command], cwd=top, check=True, timeout=20, stdout=subprocess.DEVNULL)
    after = standing(top)
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert expected == {path: after.get(path) for path in paths}


def test_a_file_whose_text_cannot_be_told_is_touched_all_the_same(top: Path) -> None:
    assert shell(top, "sed -i s/one/uno/ src/a.py") == {"src/a.py": FILES["src/a.py"] + "\n"}
    assert shell(top, "python gen.py > src/new.py") == {"src/new.py": "\n"}
    patch = "git apply <<EOF\n--- a/old.txt\n+++ b/old.txt\n@@ -1 +1 @@\n-old\n+new\nEOF"
    assert shell(top, patch) == {"old.txt": "old\n\n"}
    assert shell(top, "dd if=/dev/zero of=src/new.bin count=1") == {"src/new.bin": "\n"}
    assert shell(top, "cd src; curl -sL https://example.org -o got.py") == {"src/got.py": "\n"}
    assert shell(top, "git rm -q old.txt && git mv src/a.py src/b.py") == {
        "old.txt": None,
        "src/a.py": None,
        "src/b.py": FILES["src/a.py"],
    }
    assert shell(top, "echo $X > $Y; ls; git status") == {}


def test_an_edit_replaces_as_the_tools_do(top: Path) -> None:
    def edit(path: str, *replacements: Replacement) -> dict[str, str | None]:
        return texts(rebuilt(Call(Kind.EDIT, "Edit", top, path=path, replacements=replacements), top))

    assert edit("src/a.py", Replacement("two = 2", "two = 22"), Replacement("= 22", "= 3")) == {
        "src/a.py": "one = 1\ntwo = 3\nthree = 3\n"
    }
    assert edit("src/a.py", Replacement("=", "==", everywhere=True))["src/a.py"] == FILES["src/a.py"].replace(
        "=", "=="
    )
    assert edit("src/crlf.txt", Replacement("a\nb", "c\nd")) == {"src/crlf.txt": "c\r\nd\r\n"}
    with pytest.raises(NotRebuilt, match=r"is not in `src/a\.py`; read the file again"):
        edit("src/a.py", Replacement("four", "five"))


def test_a_patch_is_applied_by_its_context(top: Path) -> None:
    patch = (
        "*** Begin Patch\n*** Update File: src/a.py\n@@ one = 1\n-two = 2\n+two = 22\n three = 3\n"
        "*** Add File: src/new.py\n+import os\n+\n*** Delete File: old.txt\n"
        "*** Update File: src/crlf.txt\n*** Move to: src/moved.txt\n@@\n a\n-b\n+c\n*** End Patch\n"
    )
    assert texts(rebuilt(Call(Kind.PATCH, "apply_patch", top, text=patch), top)) == {
        "src/a.py": "one = 1\ntwo = 22\nthree = 3\n",
        "src/new.py": "import os\n\n",
        "old.txt": None,
        "src/crlf.txt": None,
        "src/moved.txt": "a\r\nc\r\n",
    }
    for bad in (
        "*** Update File: none.py\n@@\n-a\n+b",
        "*** Update File: a\n@@\n-never\n+b",
        "*** Rename: a",
    ):
        with pytest.raises(BadPatch):
            patched(f"*** Begin Patch\n{bad}\n*** End Patch", {"a": "x\n"}.get)


def test_what_lies_outside_of_the_repository_is_none_of_ours(top: Path, tmp_path: Path) -> None:
    for path in (str(tmp_path / "elsewhere.txt"), "../elsewhere.txt", ".git/hooks/pre-commit"):
        with pytest.raises(Outside):
            rebuilt(Call(Kind.WRITE, "Write", top, path=path, text="x"), top)
    (top / "link").symlink_to(top / "src")
    assert list(rebuilt(Call(Kind.WRITE, "Write", top, path="link/a.py", text="x"), top)) == ["src/a.py"]
    assert list(rebuilt(Call(Kind.WRITE, "Write", top / "src", path="./b.py", text="x"), top)) == ["src/b.py"]
