"""Which names are those of texts: what stands in such a file is meant to be read."""

from __future__ import annotations

import re

from checks.languages.comments import grammar_of
from checks.languages.provenance import is_code

_TEXT = re.compile(
    r"\.(?:md|mdx|markdown|rst|adoc|txt|text|json[c5l]?|xml|xsd|xsl|csv|tsv|conf|properties|env|graphql|proto"
    r"|thrift|tex|org|ipynb|svg|tmpl|tpl|j2|jinja2?|erb|ejs|hbs|mustache|patch|diff|bat|cmd|ps1|fish|gradle"
    r"|groovy|pl|pm|r|jl|hs|ml|mli|clj|cljs|edn|erl|fs|fsx|vb|nix|cmake|bzl|bazel|rego|cue|plist)$"
    r"|(?:^|/)(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGELOG|CODEOWNERS|OWNERS|AUTHORS|Jenkinsfile|Procfile"
    r"|\.[a-z]+(?:rc|ignore|attributes)|\.env[.\w]*)$",
    re.IGNORECASE,
)


def is_text_name(path: str) -> bool:
    """Whether a file of this name holds text: code, configuration, prose."""
    return is_code(path) or grammar_of(path, None) is not None or _TEXT.search(path) is not None
