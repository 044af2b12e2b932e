#!/usr/bin/python3
"""Holds action.yml, .pre-commit-hooks.yaml and docs/ci.md: that they parse and agree, and that the shell in them does
what it says.

    check_pipelines.py --program PATH --source FOLDER

The steps of the action are run as a runner would, with inputs in the environment. Exits with 77 (skipped, for ctest)
where the Debian package python3-yaml is not installed.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]


def blocks(manual, language):
    return re.findall(r"```%s\n(.*?)```" % language, manual, re.DOTALL)


def environment(program, folder, **more):
    return dict(os.environ, PATH=os.path.dirname(program) + ":" + os.environ["PATH"],
                GITHUB_OUTPUT=folder + "/output", **more)


def given(action, step, inputs):
    """A step's environment, its inputs as they are given or by default."""
    values = {name: entry["default"] for name, entry in action["inputs"].items()}
    values.update(inputs)
    return {name: values[re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text)[1]] for name, text in step["env"].items()}


def run_check(action, program, source, inputs):
    """The exit code of the action's main step, and what it left: its output file, its error output, the folder."""
    step = next(step for step in action["runs"]["steps"] if step.get("id") == "check")
    fixtures = source + "/fixtures/"
    usual = {"formats": "text=report.txt\njson=report.json\n", "pause": "0",
             "zones": fixtures + "domains/shop.example.zone\n" + fixtures + "internet.zone\n"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(BASH + ["-c", step["run"]], cwd=folder, capture_output=True, text=True,
                              env=environment(program, folder, **given(action, step, {**usual, **inputs})))
        with open(folder + "/output") as output:
            return done.returncode, output.read(), done.stderr, sorted(os.listdir(folder))


def check_action(action, program, source):
    for step in action["runs"]["steps"]:
        script = step.get("run", "")
        assert "${{" not in script, "an expression in the text of a script: " + script
        subprocess.run(BASH + ["-n"], input=script, text=True, check=True)

    plan = "--primary\npostmark:pm\n--backup\nsendgrid:s1\n"
    code, output, _, files = run_check(action, program, source, {"domains": "shop.example", "arguments": plan})
    assert (code, output) == (1, "exit-code=1\n"), (code, output)
    assert files == ["output", "report.json", "report.txt"], files
    code, _, _, _ = run_check(action, program, source,
                              {"domains": "shop.example", "arguments": plan, "fail-on": "never"})
    assert code == 0, code
    code, _, errors, _ = run_check(action, program, source,
                                   {"domains": "elsewhere.test", "arguments": "--offline", "attempts": "2",
                                    "zones": source + "/fixtures/domains/shop.example.zone"})
    assert code == 3 and errors.count("try 1 of 2") == 1, (code, errors)
    for hostile in ("$(touch hacked)", "`touch hacked`", "; touch hacked", "--format=text=hacked"):
        code, _, _, files = run_check(action, program, source, {"domains": hostile})
        assert code == 2 and files == ["output"], (hostile, code, files)


def check_hook(hook, program, source):
    entry = source + "/" + hook["entry"]
    subprocess.run(["bash", "-n", entry], check=True)
    zones = [source + "/fixtures/domains/shop.example.zone", source + "/fixtures/internet.zone"]
    files = [name for name in zones + ["mailready.json"] if re.search(hook["files"], name)]
    assert len(files) == 3 and not re.search(hook["files"], "zone.txt"), files
    with tempfile.TemporaryDirectory() as folder:
        def run(arguments):
            return subprocess.run([entry] + arguments, cwd=folder, capture_output=True, text=True,
                                  env=environment(program, folder))
        options = ["--offline", "--select", "mx", "--ignore", "mx-no-ipv6"]
        done = run(options + hook["args"] + files)
        assert done.returncode == 1 and "mx-shared-address" in done.stdout, done
        assert run(hook["args"] + ["/nonexistent.zone"]).returncode == 2


def check_manual(yaml, manual, action, hook):
    documents = [yaml.safe_load(block) for block in blocks(manual, "yaml")]
    github, gitlab, commit = documents
    used = github["jobs"]["mailready"]["steps"][-1]["with"]
    assert set(used) <= set(action["inputs"]), used
    for name in action["inputs"]:
        assert "`%s`" % name in manual, "docs/ci.md does not tell of the input " + name
    for line in gitlab["mailready"]["before_script"] + gitlab["mailready"]["script"]:
        subprocess.run(["bash", "-n"], input=line, text=True, check=True)
    assert commit["repos"][0]["hooks"][0]["id"] == hook["id"]
    for script in re.findall(r"script: '''(.*?)'''", manual, re.DOTALL):
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--source", required=True)
    arguments = parser.parse_args()
    try:
        import yaml
    except ImportError:
        print("skipped: python3-yaml is not installed")
        return SKIPPED

    def read(name):
        with open(arguments.source + "/" + name) as text:
            return text.read()
    action = yaml.safe_load(read("action.yml"))
    hook, = yaml.safe_load(read(".pre-commit-hooks.yaml"))
    check_action(action, arguments.program, arguments.source)
    check_hook(hook, arguments.program, arguments.source)
    check_manual(yaml, read("docs/ci.md"), action, hook)
    return 0


if __name__ == "__main__":
    sys.exit(main())
