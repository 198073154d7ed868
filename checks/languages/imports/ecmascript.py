"""Imports of JavaScript and TypeScript: statements, `require` in its dresses, and `import()`."""

from __future__ import annotations

_REQUIRES = {
    "require",
    "require.resolve",
    "module.require",
    "import",
    "import.meta.resolve",
    "System.import",
    "importScripts",
    "process.getBuiltinModule",
    "globalThis.require",
    "createRequire(import.meta.url)",
    "createRequire(__filename)",
}
