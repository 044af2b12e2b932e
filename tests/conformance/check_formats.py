#!/usr/bin/python3
"""Holds the output formats against parsers and a schema that are not ours.

    check_formats.py --program PATH --fixtures FOLDER [--dir FOLDER]

Runs `mailready check` over the domains of the fixtures, and `mailready report` over one of the results with hostile
text in it. JSON, CSV and XML are read by Python's own parsers. SARIF is held against its schema where --dir names the
conformance material; without it, or without the Debian package python3-jsonschema, that part is skipped: the program
then exits with 77 (skipped, for ctest) once the rest has passed.
"""
import argparse
import csv
import glob
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree

SKIPPED = 77
HOSTILE = ["\x1b[2J\x00", "\u202e\u2028", "]]><script>&amp;</script>", "a\n::error::b", "%0A::error::b",
           "=cmd|' /C calc'!A0", "`|`", "\"a\",b\\", "-1\r\n"]


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("--program", "--fixtures"):
        parser.add_argument(name, required=True)
    parser.add_argument("--dir", default="")
    return parser.parse_args()


def run(program, words, text=""):
    done = subprocess.run([program] + words, input=text.encode(), capture_output=True)
    if done.returncode not in (0, 1, 3, 130):
        sys.exit("%s: exit code %d: %s" % (words, done.returncode, done.stderr.decode()))
    return done.stdout.decode()  # fails where it is no UTF-8


def checked(program, fixtures, output):
    """All domains of the fixtures, in this format."""
    words = ["check", "--offline", "--zone", os.path.join(fixtures, "internet.zone"), "--ordered",
             "--primary", "postmark:pm", "--backup", "sendgrid:s1", "--domains", "-", "--format", output]
    names = ["no name!", "unknown.example"]
    for zone in sorted(glob.glob(os.path.join(fixtures, "domains", "*.zone"))):
        words += ["--zone", zone]
        names.append(os.path.basename(zone)[:-len(".zone")])
    return run(program, words, "\n".join(names))


def with_hostile_text(value, text):
    """The words that `check` chose stay; the texts of a finding do not."""
    kept = ("rule", "severity", "verdict", "scope", "line", "weighs", "complete")
    if isinstance(value, dict):
        return {key: inner if key in kept else with_hostile_text(inner, text) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_hostile_text(inner, text) for inner in value]
    return text if isinstance(value, str) else value


def hostile_results(results):
    """Each hostile text in a result of its own, with the run interrupted."""
    worst = max(results, key=lambda result: len(result["findings"]) + len(result["undetermined"]))
    found = dict(worst["findings"][0], reason="r", until="2027-03-01")
    domains = [with_hostile_text(dict(worst, suppressed=[found]), text + str(number))
               for number, text in enumerate(HOSTILE)]
    return json.dumps({"schema": "mailready/1", "domains": domains, "interrupted": True})


def check_junit(text, domains):
    suites = xml.etree.ElementTree.fromstring(text).findall("testsuite")
    assert len(suites) == domains, len(suites)
    for suite in suites:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        for way, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.get(attribute)) == sum(case.find(way) is not None for case in cases), way


def check_csv(text, domains):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) == domains + 1 and len({len(row) for row in rows}) == 1
    assert not any(cell[:1] and cell[0] in "=+-@\t\r" for row in rows for cell in row)


def check_gitlab(text):
    for issue in json.loads(text):
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1 and issue["location"]["path"]


def check_github(text):
    lines = text.split("\n")
    assert lines.pop() == ""
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines), lines
    for level in ("error", "warning", "notice"):
        assert sum(line.startswith("::" + level) for line in lines) <= 11  # and one that the run was interrupted


def check_all(write, domains, interrupted):
    """`write` gives the output of a format."""
    check_junit(write("junit"), domains + interrupted)  # the interrupt is a suite of its own
    check_csv(write("csv"), domains)
    check_gitlab(write("gitlab"))
    check_github(write("github"))
    return json.loads(write("sarif"))


def validator(folder):
    """Of SARIF; None where the schema or the package is not there."""
    schema = os.path.join(folder, "schemas", "sarif-schema-2.1.0.json")
    try:
        import jsonschema
        with open(schema, encoding="utf-8") as file:
            return jsonschema.Draft4Validator(json.load(file), format_checker=jsonschema.FormatChecker())
    except (ImportError, FileNotFoundError):
        return None


def main():
    options = arguments()
    results = json.loads(checked(options.program, options.fixtures, "json"))["domains"]
    hostile = hostile_results(results)
    logs = [check_all(lambda name: checked(options.program, options.fixtures, name), len(results), False),
            check_all(lambda name: run(options.program, ["report", "-", "--format", name], hostile), len(HOSTILE), True)]
    sarif = validator(options.dir)
    if sarif is None:
        print("skipped: SARIF, for want of its schema or of python3-jsonschema")
        return SKIPPED
    faults = [fault for log in logs for fault in sarif.iter_errors(log)]
    for fault in faults:
        print("%s: %s" % ("/".join(map(str, fault.absolute_path)), fault.message[:200]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
