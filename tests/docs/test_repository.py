"""The files for hosting and hooks name programs, targets and directories that exist."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.seeds import VARIABLE

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINS = {"constraints.txt": "pip", "site-requirements.txt": "pip", "package-lock.json": "npm"}
"""The files that pin versions, with what Dependabot calls their kind."""


def read(name: str | Path) -> Any:
    """Return what a file in YAML says."""
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def steps(workflow: Path) -> list[dict[str, Any]]:
    """Return what a workflow does."""
    return [step for job in read(workflow)["jobs"].values() for step in job["steps"]]


def test_hooks_run_from_the_project_alone() -> None:
    """A hook is a program of `.venv`, is fetched from nowhere, and gets files that exist."""
    (repository,) = read(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        program, *arguments = hook["entry"].split()
        assert hook["language"] == "system"
        assert program.startswith(".venv/bin/")
        assert (ROOT / program).exists(), program
        assert [its for its in arguments if "/" in its and not (ROOT / its).exists()] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: str(file.name))
def test_workflows_run_what_developers_run(workflow: Path) -> None:
    """A workflow runs a script of .ci, may only read the repository, and has a time limit."""
    commands = "\n".join(step.get("run", "") for step in steps(workflow))
    scripts = re.findall(r"^\.ci/\w+", commands, re.MULTILINE)
    assert scripts
    assert [script for script in scripts if not (ROOT / script).exists()] == []
    its = read(workflow)
    assert its["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] for job in its["jobs"].values())


def test_the_suite_runs_on_the_system_that_is_promised() -> None:
    """Debian 12, which has Python 3.11."""
    assert read(".github/workflows/ci.yml")["jobs"]["suite"]["container"]["image"] == "debian:12"


def test_the_nights_have_a_seed_that_can_be_given() -> None:
    """The seed is fresh each night, in the variable that the tests read."""
    (job,) = read(".github/workflows/nightly.yml")["jobs"].values()
    assert job["env"][VARIABLE] == "${{ inputs.seed || github.run_id }}"


def test_updates_are_looked_for_where_versions_are_pinned() -> None:
    """No file with pins is forgotten, and the workflows pin actions."""
    updates = read(".github/dependabot.yml")["updates"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [Path("/", name) for name in listed.stdout.splitlines()]
    pinned = {(PINS[name.name], str(name.parent)) for name in names if name.name in PINS}
    assert {(its["package-ecosystem"], its["directory"]) for its in updates} == {
        *pinned,
        ("github-actions", "/"),
    }


@pytest.mark.parametrize("name", ["bug.md", "idea.md"])
def test_questions_have_a_form(name: str) -> None:
    """A template has the head that hosting reads; the one for faults says where to report vulnerabilities."""
    head, body = (ROOT / ".github/ISSUE_TEMPLATE" / name).read_text("utf-8").split("---\n")[1:]
    assert yaml.safe_load(head).keys() == {"name", "about", "labels"}
    assert ("SECURITY.md" in body) is (name == "bug.md")
