"""`make bench`: every figure of the README, as ratios or times measured in one run."""

from __future__ import annotations

import os

from benchmarks import check_command, checks_cost, hook_call, records, repository_size, webhook


def main() -> None:
    """Measure and print."""
    os.environ["SEMGREP_ENABLE_VERSION_CHECK"] = "0"
    for title, measure in (
        ("10 changed files, 60 semgrep rules, against semgrep's own command", check_command.measure),
        ("calls of the hook, in processor time", hook_call.main),
        ("the checks without semgrep", checks_cost.measure),
        ("decision records", records.measure),
        ("size of the repository", repository_size.measure),
        ("webhook: deliveries on disk before their answers", webhook.measure),
    ):
        print(f"\n{title}")
        measure()


if __name__ == "__main__":
    main()
