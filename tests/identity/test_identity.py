"""Every known sign of an agent is read as measured, and what only looks like one is not."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.agents import BY_ACCOUNT, BY_MAIL
from checks.change import Account, Commit, PullFacts
from checks.identity import Agent, Role, identify

PERSON = Account("alice", 1001)
UUID = "0f9b1c2d-3e4f-5a6b-7c8d-9e0f1a2b3c4d"
NOREPLY = "users.noreply.github.com"
A, H, N = Role.AUTHORED, Role.ASSISTED, Role.NOT_DISCLOSED

AUTHORS = [
    (f"Copilot <198982749+Copilot@{NOREPLY}>", "copilot-coding-agent", A),
    (f"copilot-swe-agent[bot] <198982749+Copilot@{NOREPLY}>", "copilot-coding-agent", A),
    ("Claude <noreply@anthropic.com>", "claude-code", A),
    (f"claude[bot] <209825114+claude[bot]@{NOREPLY}>", "claude-code-action", A),
    (f"claude[bot] <41898282+claude[bot]@{NOREPLY}>", "claude-code-action", A),
    (f"chatgpt-codex-connector[bot] <199175422+chatgpt-codex-connector[bot]@{NOREPLY}>", "codex", A),
    ("Cursor Agent <cursoragent@cursor.com>", "cursor", A),
    (f"cursor[bot] <206951365+cursor[bot]@{NOREPLY}>", "cursor", A),
    (f"Devin AI <158243242+devin-ai-integration[bot]@{NOREPLY}>", "devin", A),
    (f"google-labs-jules[bot] <161369871+google-labs-jules[bot]@{NOREPLY}>", "jules", A),
    (f"gemini-cli[bot] <218312386+gemini-cli[bot]@{NOREPLY}>", "gemini-cli", A),
    (f"gemini-cli[bot] <gemini-cli[bot]@{NOREPLY}>", "gemini-cli", A),
    ("openhands <openhands@all-hands.dev>", "openhands", A),
    ("OpenHands <opendevin@all-hands.dev>", "openhands", A),
    ("Alice Doe (aider) <alice@example.org>", "aider", A),
    (f"factory-droid[bot] <138933559+factory-droid[bot]@{NOREPLY}>", "factory-droid", A),
    ("Oz <oz-agent@warp.dev>", "warp-oz", A),
    (f"jetbrains-junie[bot] <201638009+jetbrains-junie[bot]@{NOREPLY}>", "junie", A),
    (f"Kiro Agent <244629292+kiro-agent@{NOREPLY}>", "kiro", A),
    (f"codegen-sh[bot] <131295404+codegen-sh[bot]@{NOREPLY}>", "codegen", A),
    (f"sweep-nightly[bot] <131841235+sweep-nightly[bot]@{NOREPLY}>", "sweep", A),
    (f"continue[bot] <230936708+continue[bot]@{NOREPLY}>", "continue", A),
    ("Continue Agent <agent@continue.dev>", "continue", A),
    (f"Cline Agent <cline-agent@{NOREPLY}>", "cline", H),
    (f"cline[bot] <205137888+cline[bot]@{NOREPLY}>", "cline", H),
    (f"v0 <v0[bot]@{NOREPLY}>", "v0", A),
    (f"amazon-q-developer[bot] <208079219+amazon-q-developer[bot]@{NOREPLY}>", "amazon-q", A),
    ("Cascade <cascade@windsurf.ai>", "windsurf", H),
    (f"seer-by-sentry[bot] <157164994+seer-by-sentry[bot]@{NOREPLY}>", "seer", A),
]
TRAILERS = [
    (f"Co-authored-by: copilot-swe-agent[bot] <198982749+Copilot@{NOREPLY}>", "copilot-coding-agent", A),
    (f"Agent-Logs-Url: https://github.com/acme/shop/sessions/{UUID}", "copilot-coding-agent", A),
    (f"Co-authored-by: Copilot <223556219+Copilot@{NOREPLY}>", "copilot-cli-or-ide", H),
    (f"Co-authored-by: Copilot App <223556219+Copilot@{NOREPLY}>", "copilot-cli-or-ide", H),
    (f"Copilot-Session: {UUID}", "copilot-cli-or-ide", H),
    ("Co-authored-by: Copilot <copilot@github.com>", "copilot-cli-or-ide", H),
    ("Co-Authored-By: Claude <noreply@anthropic.com>", "claude-code", H),
    ("Co-Authored-By: Claude Opus 4.8 (1M context) <noreply@anthropic.com>", "claude-code", H),
    ("Claude-Session: https://claude.ai/code/session_011CUx", "claude-code", H),
    ("Co-authored-by: Codex <noreply@openai.com>", "codex", H),
    ("Co-authored-by: GPT-5 Codex <codex@openai.com>", "codex", H),
    ("Co-authored-by: Cursor <cursoragent@cursor.com>", "cursor", H),
    ("Co-authored-by: Cursor Agent <cursoragent@cursor.com>", "cursor", H),
    ("Made-with: Cursor", "cursor", H),
    (f"Co-authored-by: Devin AI <158243242+devin-ai-integration[bot]@{NOREPLY}>", "devin", A),
    (f"Co-authored-by: google-labs-jules[bot] <161369871+google-labs-jules[bot]@{NOREPLY}>", "jules", A),
    ("Co-Authored-By: Antigravity (Google DeepMind) <noreply@google.com>", "antigravity", H),
    ("Co-authored-by: openhands <openhands@all-hands.dev>", "openhands", A),
    ("Co-authored-by: aider (gpt-4o) <aider@aider.chat>", "aider", A),
    ("Co-authored-by: aider (gpt-4o) <noreply@aider.dev>", "aider", A),
    (f"Amp-Thread-ID: https://ampcode.com/threads/T-{UUID}", "amp", H),
    ("Co-authored-by: Amp <amp@ampcode.com>", "amp", H),
    (f"Co-authored-by: factory-droid[bot] <138933559+factory-droid[bot]@{NOREPLY}>", "factory-droid", H),
    ("Co-Authored-By: Oz <oz-agent@warp.dev>", "warp-oz", H),
    ("Co-Authored-By: Warp <agent@warp.dev>", "warp-oz", H),
    ("Co-authored-by: Roo Code <roomote@roocode.com>", "roo-code", A),
    (f"Co-authored-by: roomote[bot] <219738659+roomote[bot]@{NOREPLY}>", "roo-code", A),
    ("Assisted-by: Crush:claude-sonnet-4.5", "crush", H),
    ("Assisted-by: Claude Sonnet 4.5 via Crush <crush@charm.land>", "crush", H),
    ("Co-Authored-By: Crush <crush@charm.land>", "crush", H),
    ("Co-Authored-By: opencode <noreply@opencode.ai>", "opencode", H),
    ("Co-authored-by: Letta Code <noreply@letta.com>", "letta", H),
    (f"Co-Authored-By: Amplifier <240397093+microsoft-amplifier@{NOREPLY}>", "amplifier", H),
    ("Co-authored-by: Qwen-Coder <qwen-coder@alibabacloud.com>", "qwen-code", H),
    ("Co-authored-by: Cline <noreply@cline.bot>", "cline", H),
    ("Replit-Commit-Author: Agent", "replit", A),
    ("Replit-Commit-Author: Assistant", "replit", A),
    ("Entire-Checkpoint: 1a2b3c", "", H),
    ("Co-Authored-By: claude-flow <ruv@ruv.net>", "claude-flow", H),
    ("Assisted-by: some model", "", H),
    ("Ai-assisted: true", "", H),
]
BRANCHES = [
    ("copilot/fix-0f9b1c2d", "copilot-coding-agent"),
    ("claude/add-orders-x7Yz", "claude-code"),
    ("claude/issue-12-20260302_1200", "claude-code"),
    ("codex/add-orders", "codex"),
    ("ab12cd-codex/add-orders", "codex"),
    ("cursor/add-orders-1a2b", "cursor"),
    ("devin/1767225600-add-orders", "devin"),
    ("add-orders-12345678901234567", "jules"),
    ("jules/add-orders-12345678901234567890", "jules"),
    ("openhands/add-orders", "openhands"),
    ("openhands-fix-issue-12-try2", "openhands"),
    ("oz-agent/add-orders", "warp-oz"),
    (f"jetbrains-junie/issue-3-run-{UUID}", "junie"),
    (f"jetbrains-junie-issue-3-run-{UUID}", "junie"),
    ("junie/issue-3-12", "junie"),
    ("codegen-bot/add-orders-1767225600", "codegen"),
    ("sweep/add-orders", "sweep"),
    ("seer/fix/add-orders", "seer"),
]
BODIES = [
    ("\U0001f916 Generated with [Claude Code](https://claude.ai/code)", "claude-code", H),
    ("Generated with [Claude Code](https://claude.com/claude-code)", "claude-code", H),
    ("------\nhttps://chatgpt.com/codex/tasks/task_e_68a1", "codex", A),
    ("Link to Devin run: https://app.devin.ai/sessions/0a1b", "devin", A),
    (
        "*PR created automatically by Jules for task [1](https://jules.google.com/task/1) started by @alice*",
        "jules",
        A,
    ),
    ("Generated with [opencode](https://opencode.ai)", "opencode", H),
    ("Generated with Crush", "crush", H),
]
NO_SIGN = [
    f"Co-authored-by: Copilot <175728472+Copilot@{NOREPLY}>",
    f"Co-authored-by: Copilot Autofix powered by AI <62310815+github-advanced-security[bot]@{NOREPLY}>",
    f"Co-authored-by: Copilot Autofix powered by AI <223894421+github-code-quality[bot]@{NOREPLY}>",
    f"Co-authored-by: gemini-code-assist[bot] <176961590+gemini-code-assist[bot]@{NOREPLY}>",
    f"Co-authored-by: chatgpt-codex-connector[bot] <199175422+chatgpt-codex-connector[bot]@{NOREPLY}>",
    f"Co-authored-by: coderabbitai[bot] <136622811+coderabbitai[bot]@{NOREPLY}>",
    f"Co-authored-by: ellipsis-dev[bot] <65095814+ellipsis-dev[bot]@{NOREPLY}>",
    f"Co-authored-by: amazon-q-developer[bot] <208079219+amazon-q-developer[bot]@{NOREPLY}>",
    f"Co-authored-by: roomote-v0[bot] <roomote-v0[bot]@{NOREPLY}>",
    f"Co-authored-by: github-actions[bot] <41898282+github-actions[bot]@{NOREPLY}>",
    f"Co-authored-by: dependabot[bot] <49699333+dependabot[bot]@{NOREPLY}>",
    "Co-authored-by: Claude Monet <claude@example.org>",
    "Co-authored-by: Devin Smith <devin@example.org>",
    "Co-authored-by: Somebody <noreply@google.com>",
    "Co-authored-by: Graham <graham@all-hands.dev>",
    "Replit-Commit-Author: Deployment",
    "Generated-by: protoc",
    "AI-assisted: no",
]


def committed(author: str = "Alice <alice@example.org>", message: str = "work", **more: str) -> PullFacts:
    commit = Commit("1" * 40, author, more.get("committer", "GitHub <noreply@github.com>"), message)
    return PullFacts(author=PERSON, commits=(commit,))


@pytest.mark.parametrize(("author", "name", "role"), AUTHORS)
def test_the_author_of_a_commit_tells_the_agent(author: str, name: str, role: Role) -> None:
    found = identify(committed(author), {})
    assert (found.name, found.role) == (name, role)
    assert found.evidence


@pytest.mark.parametrize(("trailer", "name", "role"), TRAILERS)
def test_a_trailer_tells_the_agent(trailer: str, name: str, role: Role) -> None:
    found = identify(committed(message=f"add orders\n\n{trailer}\n"), {})
    assert (found.name, found.role) == (name, role)


@pytest.mark.parametrize(("branch", "name"), BRANCHES)
def test_a_branch_tells_the_agent(branch: str, name: str) -> None:
    found = identify(PullFacts(author=PERSON, branch=branch), {})
    assert (found.name, found.role) == (name, A)


@pytest.mark.parametrize(("body", "name", "role"), BODIES)
def test_a_description_tells_the_agent(body: str, name: str, role: Role) -> None:
    found = identify(PullFacts(author=PERSON, body=f"Adds orders.\r\n\r\n{body}\r\n"), {})
    assert (found.name, found.role) == (name, role)


@pytest.mark.parametrize("trailer", NO_SIGN)
def test_accepted_suggestions_and_lookalikes_are_no_authorship(trailer: str) -> None:
    assert identify(committed(message=f"add orders\n\n{trailer}\n"), {}) == Agent()


@pytest.mark.parametrize(
    "body",
    [
        "<!-- CURSOR_SUMMARY -->\nWritten by [Cursor Bugbot](https://cursor.com/dashboard?tab=bugbot)",
        '<img src="https://static.devin.ai/assets/gh-open-in-devin-review-dark.svg">',
        "The footer was:\n\n```\nGenerated with [Claude Code](https://claude.ai/code)\n```\n",
        "> PR created automatically by Jules for task 1\n\nWhy?",
    ],
)
def test_badges_of_reviewers_and_quotations_are_no_authorship(body: str) -> None:
    assert identify(PullFacts(author=PERSON, body=body), {}) == Agent()


@pytest.mark.parametrize(
    "branch", ["factory/orders", "droid/orders", "devin/orders", "cursor/orders", "feature/codex/x", "v0"]
)
def test_branch_prefixes_that_people_share_are_no_authorship(branch: str) -> None:
    assert identify(PullFacts(author=PERSON, branch=branch), {}) == Agent()


@pytest.mark.threat("B7")
def test_the_number_of_the_account_decides_and_never_its_name() -> None:
    agent = identify(PullFacts(author=Account("renamed", 198982749, is_bot=True)), {})
    assert agent.evidence == (
        "the pull request was opened by account 198982749, known as copilot-coding-agent",
    )
    for login in ("copilot-swe-agent[bot]", "devin-ai-integration[bot]", "dependabot[bot]", "dеvin[bot]"):
        assert identify(PullFacts(author=Account(login, 77, is_bot=True)), {}).role is N


def test_a_login_counts_only_where_no_number_is_known() -> None:
    agent = identify(PullFacts(author=Account("Devin-AI-Integration[bot]")), {})
    assert (agent.name, agent.role) == ("devin", A)
    assert agent.evidence == ("the author's login is `devin-ai-integration`; its number is not known",)
    assert identify(PullFacts(author=Account("alice")), {}) == Agent()


@pytest.mark.threat("B8")
def test_the_strictest_sign_of_author_committer_and_co_author_wins() -> None:
    claude, devin = "Co-Authored-By: Claude <noreply@anthropic.com>", "158243242+devin-ai-integration[bot]"
    facts = committed(message=f"a\n\n{claude}", committer=f"Devin AI <{devin}@{NOREPLY}>")
    agent = identify(facts, {})
    assert (agent.name, agent.role) == ("devin", A)
    assert agent.evidence == (
        "a commit names `noreply@anthropic.com` as co-author",
        "a commit was written by account 158243242, known as devin",
    )


@pytest.mark.threat("B8", "H7")
def test_a_person_who_opens_the_pull_request_of_an_agent_does_not_hide_it() -> None:
    hidden = committed("Cursor Agent <cursoragent@cursor.com>", "no trailer left")
    assert identify(hidden, {}).is_judged_as_agent


@pytest.mark.threat("H7", "PS20")
def test_accounts_of_the_policy_are_agents_by_number_whatever_they_are_called() -> None:
    added = {123456: "acme-bot"}
    for login in ("acme-bot", "renamed-since", "Acme"):
        found = identify(PullFacts(author=Account(login, 123456)), added)
        assert (found.name, found.role) == ("acme-bot", A)
    by_mail = identify(committed(f"x <123456+acme-bot@{NOREPLY}>"), added)
    assert (by_mail.name, by_mail.role) == ("acme-bot", A)


def test_an_author_nobody_named_is_judged_as_an_agent_and_a_named_one_without_a_sign_is_not() -> None:
    unknown = identify(PullFacts(), {})
    assert (unknown.role, unknown.is_judged_as_agent) == (N, True)
    known = identify(PullFacts(author=PERSON), {})
    assert (known.role, known.is_judged_as_agent) == (N, False)


def test_several_agents_are_named_by_the_hardest_sign() -> None:
    facts = PullFacts(author=Account("x", 161369871), branch="codex/orders", body="Generated with Crush")
    assert identify(facts, {}).name == "jules"


def test_evidence_repeats_nothing_of_the_pull_request_but_known_signs() -> None:
    hostile = "codex/`rm -rf`\u202e[x](http://evil)"
    agent = identify(PullFacts(author=PERSON, branch=hostile, body="evil Generated with Crush evil"), {})
    assert not any("evil" in sentence or "rm" in sentence for sentence in agent.evidence)


SIGNS = [committed(author) for author, *_ in AUTHORS] + [committed(message=f"a\n\n{t}") for t, *_ in TRAILERS]


@pytest.mark.threat("H7")
@given(st.permutations(SIGNS), st.integers(1, 5))
def test_more_signs_never_make_the_reading_milder_and_their_order_plays_no_part(
    signs: list[PullFacts], count: int
) -> None:
    commits = tuple(itertools.chain.from_iterable(facts.commits for facts in signs[:count]))
    together = identify(PullFacts(author=PERSON, commits=commits), {})
    alone = [identify(facts, {}).role.rank for facts in signs[:count]]
    assert together.role.rank == min(alone)
    assert identify(PullFacts(author=PERSON, commits=commits[::-1]), {}) == together


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=200))
def test_any_text_is_read_without_a_crash(body: str, branch: str, message: str) -> None:
    facts = PullFacts(author=PERSON, body=body, branch=branch, commits=committed(body, message).commits)
    assert identify(facts, {}).role in Role


def test_tables_hold_numbers_once_and_mails_in_lower_case() -> None:
    assert all(mail == mail.casefold() and mail.count("@") == 1 for mail in BY_MAIL)
    reviewers = {175728472, 62310815, 223894421, 176961590, 136622811, 65095814, 201248094, 220155983}
    assert not reviewers & BY_ACCOUNT.keys()
