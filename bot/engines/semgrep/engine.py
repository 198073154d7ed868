"""The semgrep engine: a change and rules in, matches and gaps of both sides out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.engines.jail import MEMORY_DISK
from bot.engines.semgrep import rulefile
from bot.engines.semgrep.answer import FileAnswer
from bot.engines.semgrep.batch import Batch, plan
from bot.engines.semgrep.binary import Binary, locate
from bot.engines.semgrep.cache import MatchCache
from bot.engines.semgrep.collect import Collector
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.leftovers import sweep
from bot.engines.semgrep.lineage import base_questions
from bot.engines.semgrep.material import Material, prepare
from bot.engines.semgrep.prefilter import Prefilters
from bot.engines.semgrep.process import CoreProcess
from bot.engines.semgrep.retold import asked_again
from bot.engines.semgrep.rulefile import RuleFile
from bot.engines.semgrep.warm import WarmPool
from checks.change import Change, ChangedFile
from checks.patterns import PatternResults, PatternRule

_FLAGS = "fast;1"


class SemgrepEngine:
    """Answers rules about changes with the installed semgrep-core.

    Args:
        cache: folder for answers that may be used again, `None` for this process only.
        limits: limits of each run.
        warm: scans for which processes wait, per set of rules; 0 starts each when it is needed.
        early: a process for the first scan that is anticipated, without rules or with those that are likely;
            whoever started it ends it.
        prefilters: what is known of what texts must hold; `None` asks the program about each.

    Attributes:
        unlearnt: the rules that the program was asked about although nothing was known of what they need.
    """

    def __init__(
        self,
        cache: Path | None = None,
        limits: Limits | None = None,
        warm: int = 0,
        early: CoreProcess | None = None,
        prefilters: Prefilters | None = None,
    ) -> None:
        self.unlearnt: tuple[PatternRule, ...] = ()
        self._prefilters = prefilters
        self.limits = limits or Limits()
        self._cache = MatchCache(cache)
        self._warm = warm
        self._early = early
        self._waiting: WarmPool | None = None
        self._lock = threading.Lock()
        if warm and MEMORY_DISK.is_dir():  # a service, which may have been killed before
            sweep(MEMORY_DISK)

    @property
    def binary(self) -> Binary:
        """The program that answers.

        Raises:
            EngineUnfit: there is none that can be trusted.
        """
        return locate()

    @property
    def version(self) -> str:
        """Name and version, as a verdict records it."""
        return f"semgrep {self.binary.version}"

    def validate(self, rules: Sequence[PatternRule]) -> Mapping[str, str]:
        """Put rules to the engine's own reader, and prove the engine on known code.

        Returns:
            Rule key → why the engine cannot read it; empty if all are well.

        Raises:
            EngineUnfit: the engine does not find the known patterns.
        """
        return Batch(self.binary, whole_file(rules), self.limits, self._start).ask(()).broken_rules

    def warm(self, rules: Sequence[PatternRule]) -> None:
        """Keep processes waiting for changes to be put to these rules."""
        if self._warm:
            self._warm_pool(self._pool(), whole_file(rules))

    def _warm_pool(self, pool: WarmPool, file: RuleFile) -> None:
        pool.warm(file, jobs=1, count=2 * self._warm)
        pool.warm(file, jobs=2, count=self._warm)

    def _settle(self, rules: Sequence[PatternRule]) -> None:
        """Replace what a scan has used up, or end what it has no use for, while its caller goes on."""
        if self._warm:
            arguments = (self._pool(), whole_file(rules))
            threading.Thread(target=self._warm_pool, args=arguments, name="semgrep-warm").start()
        elif self._waiting is not None:
            self._waiting.dismiss()

    def anticipate(self, rules: Sequence[PatternRule], files: int) -> None:
        """Start processes now for a scan that is about to be asked for.

        They load while the caller still reads the change. Call `close` in the end, used or not.

        Args:
            rules: the rules of the scan, or more.
            files: how many files will have to be scanned, as far as is known.
        """
        if not rules:
            return
        how, file, pool = plan(files), whole_file(rules), self._pool()
        early, self._early = self._early, None
        if early is not None and (early.jobs, early.limits) == (how.jobs, self.limits) and early.alive:
            if not early.has_rules:
                early.learn(file)
            if early.knows(file):
                pool.put(early, file)
                how = how._replace(processes=how.processes - 1)
        for _ in range(how.processes):
            pool.add(file, how.jobs)

    def close(self) -> None:
        """End every process that waits."""
        with self._lock:
            pool, self._waiting = self._waiting, None
        if pool is not None:
            pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def scan(self, change: Change, rules: Sequence[PatternRule], *, once: bool = False) -> PatternResults:
        """Answer every rule for every changed file that it covers.

        The base is asked only about rules that matched at the head, and only in files that hold the
        text of a match.

        Args:
            change: the change.
            rules: the rules.
            once: whether these rules will hardly be asked again, so that nothing is to wait for them.

        Raises:
            EngineUnfit: the engine cannot be trusted to find anything.
        """
        asked = frozenset(rule.key for rule in rules)
        wanted = frozenset(language for rule in rules for language in rule.languages)
        if not rules:
            return PatternResults(asked)
        head = Collector(rules)
        materials: list[Material] = []
        for file in change.files:
            prepared = prepare(file.path, file.head, file.head_source, wanted)
            materials += prepared.materials
            head.unreadable(file.path, prepared.unreadable)
        self._answer(materials, rules, head, {file.path: _touched(file) for file in change.files})
        head_results = head.results()
        base = Collector(rules)
        for subset, questions in base_questions(change, rules, head_results, wanted):
            for path, unreadable in questions.unreadable:
                base.unreadable(path, unreadable)
            self._answer(questions.materials, subset, base, {})
        if not once:
            self._settle(rules)
        return PatternResults(asked, head_results, base.results())

    def _answer(
        self,
        materials: Sequence[Material],
        rules: Sequence[PatternRule],
        collector: Collector,
        touched: Mapping[str, frozenset[int]],
    ) -> None:
        misses: list[Material] = []
        keys: dict[int, str] = {}
        digests = _Digests(self.binary.version, rules)
        for material in materials:
            keys[id(material)] = digests.of(material)
            known = self._cache.get(keys[id(material)])
            if known is None:
                misses.append(material)
            else:
                collector.answered(material, FileAnswer(known), touched.get(material.path))
        misses = self._promising(misses, rules, collector)
        if not misses:
            return
        languages = frozenset(material.language for material in misses)
        file = rulefile.rule_file(rulefile.for_languages(rules, languages))
        batch = Batch(self.binary, file, self.limits, self._start)
        answer = batch.ask(misses)
        collector.broken(answer.broken_rules, misses)
        files = asked_again(misses, answer.files, lambda others: batch.ask(others).files)
        for material, found in zip(misses, files, strict=True):
            if found.is_clean and not answer.broken_rules:
                self._cache.put(keys[id(material)], found.matches)
            collector.answered(material, found, touched.get(material.path))

    def _promising(
        self, materials: Sequence[Material], rules: Sequence[PatternRule], collector: Collector
    ) -> list[Material]:
        """Those in which something may match; of the others it is known that nothing does."""
        if self._prefilters is None:
            return list(materials)
        found = []
        for material in materials:
            asked = [rule for rule in rules if material.language in rule.languages]
            if not self._prefilters.knows(asked):
                self.unlearnt = tuple(rules)
            if self._prefilters.may_match(asked, material.content):
                found.append(material)
            else:
                collector.answered(material, FileAnswer([]), None)
        return found

    def _start(self, rules: RuleFile, jobs: int) -> CoreProcess:
        with self._lock:
            pool = self._waiting
        return pool.take(rules, jobs) if pool else CoreProcess(self.binary, rules, self.limits, jobs)

    def _pool(self) -> WarmPool:
        with self._lock:
            if self._waiting is None:
                self._waiting = WarmPool(self.binary, self.limits)
            return self._waiting


def whole_file(rules: Sequence[PatternRule]) -> RuleFile:
    """The rule file of all these rules."""
    return rulefile.rule_file(tuple(sorted(rules, key=lambda rule: rule.key)))


def _touched(file: ChangedFile) -> frozenset[int]:
    """The head lines that the change adds or rewrites, and those between which it takes lines away."""
    cuts = (hunk.head_start for hunk in file.hunks if not hunk.head_count)
    return file.added_lines.union(line for before in cuts for line in (before, before + 1))


class _Digests:
    """Cache keys of materials under one set of rules."""

    def __init__(self, version: str, rules: Sequence[PatternRule]) -> None:
        self._version, self._rules = version, rules
        self._by_language: dict[str, tuple[str, bool]] = {}

    def of(self, material: Material) -> str:
        language = material.language
        if language not in self._by_language:
            asked = [rule for rule in self._rules if language in rule.languages]
            self._by_language[language] = (rulefile.rules_digest(asked), any(map(rulefile.has_paths, asked)))
        digest, by_path = self._by_language[language]
        path = material.path if by_path else ""
        parts = (self._version, _FLAGS, language, digest, path, material.digest)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
