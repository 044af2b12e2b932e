#!/usr/bin/python3
"""Holds docs/kubernetes-job.yaml: that it parses, that its pods check all shares of the list, each once, and that what
they run does what it says.

    check_job.py --program PATH --manifest FILE --manual FILE

That docs/bulk.md, the manual, computes the shares as the program does is held too.

Runs the container's command with the paths of a temporary folder in place of the mounted ones. Exits with 77 (skipped,
for ctest) where the Debian package python3-yaml is not installed.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

SKIPPED = 77
NAMES = 40


def run_pod(container, program, folder, index):
    """One pod; its exit code."""
    script = container["args"][0].replace("/lists/", folder + "/").replace("/reports/", folder + "/")
    script = script.replace("mailready check", program + " check --offline", 1)
    environment = dict(os.environ, JOB_COMPLETION_INDEX=str(index))
    return subprocess.run(container["command"] + [script], env=environment, stdin=subprocess.DEVNULL).returncode


def share_function(manual):
    """The manual's own, from its block of Python."""
    with open(manual) as text:
        block = text.read().split("```python\n")[1].split("```")[0]
    scope = {}
    exec(block, scope)
    return scope["share"]


def names_in(path):
    with open(path) as lines:
        return [json.loads(line)["domain"] for line in lines]


def check(manifest, program, share):
    job = manifest["spec"]
    container = job["template"]["spec"]["containers"][0]
    mounts = {mount["name"] for mount in container["volumeMounts"]}
    assert mounts == {volume["name"] for volume in job["template"]["spec"]["volumes"]}, mounts
    assert job["completionMode"] == "Indexed"
    with tempfile.TemporaryDirectory() as folder:
        names = ["client%d.test" % number for number in range(NAMES)]
        with open(folder + "/domains.txt", "w") as domains:
            domains.write("\n".join(names))
        found = []
        for index in range(job["completions"]):
            code = run_pod(container, program, folder, index)
            assert code == 0, "pod %d exits with %d" % (index, code)
            held = names_in("%s/%d.ndjson" % (folder, index))
            assert all(share(name, job["completions"]) == index for name in held), held
            found += held
        assert sorted(found) == sorted(names), found
        os.remove(folder + "/domains.txt")
        assert run_pod(container, program, folder, 0) == 1, "a pod without its list has not failed"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--manual", required=True)
    arguments = parser.parse_args()
    try:
        import yaml
    except ImportError:
        print("skipped: python3-yaml is not installed")
        return SKIPPED
    with open(arguments.manifest) as text:
        check(yaml.safe_load(text), arguments.program, share_function(arguments.manual))
    return 0


if __name__ == "__main__":
    sys.exit(main())
