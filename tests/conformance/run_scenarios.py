#!/usr/bin/env python3
"""Runs the acceptance scenarios that speak of nothing but what the program has.

    run_scenarios.py --dir FOLDER --program PATH

A scenario is left out where it uses an option, a plan file or a rule that the program lacks; how many were, and for
want of what, is said. Exits with 77 (skipped, for ctest) where no folder is given.
"""
import argparse
import collections
import importlib.util
import json
import os
import re
import subprocess
import sys

SKIPPED = 77


def load_corpus(folder):
    """The corpus' own reader, as a module."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("scenarios", os.path.join(folder, "run.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


def known_options(program):
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", output_of(program, "check", "--help")))


def known_rules(program):
    return {rule["rule"] for rule in json.loads(output_of(program, "rules", "--format", "json"))}


def options_of(scenario):
    words = scenario.get("args", "").split()
    return {word.split("=")[0] for word in words if re.match(r"--[a-z]", word)}


def rules_of(scenario):
    """The rules that must speak, found or undecided, and all that the expectations name."""
    must, named = set(), set()
    for expectation in scenario["expect"]:
        if expectation["mark"] != "?":
            named |= set(expectation["rules"]) - {"*"}
        if expectation["mark"].startswith("+"):
            must |= set(expectation["rules"])
    must |= {word for word in scenario.get("undecided", "").split() if not word.startswith("-")}
    return must, named | must


def lacking(scenario, options, rules):
    """What the program lacks for this scenario, or nothing. That it finds nothing by a rule that it lacks shows
    nothing, so a scenario that names such rules only is left out."""
    if scenario["config"] is not None or "mailready.json" in scenario["files"]:
        return "plan files"
    for option in sorted(options_of(scenario) - options):
        return option
    must, named = rules_of(scenario)
    for rule in sorted(must - rules) or (sorted(named) if named and not named & rules else []):
        return rule
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", default="", help="the conformance material")
    parser.add_argument("--program", required=True)
    arguments = parser.parse_args()
    if not arguments.dir:
        print("skipped: no folder of conformance material was given")
        sys.exit(SKIPPED)

    folder = os.path.join(arguments.dir, "scenarios")
    options, rules = known_options(arguments.program), known_rules(arguments.program)
    chosen, left_out = [], collections.Counter()
    for scenario in load_corpus(folder).load_all():
        want = lacking(scenario, options, rules)
        if want:
            left_out[want] += 1
        else:
            chosen.append(scenario["name"])
    print("%d scenarios; %d left out, for want of: %s" % (
        len(chosen), sum(left_out.values()), ", ".join("%s (%d)" % pair for pair in left_out.most_common()) or "nothing"))
    sys.stdout.flush()
    if not chosen:
        sys.exit("no scenario was left to run")
    only = "^(?:%s)$" % "|".join(map(re.escape, chosen))
    sys.exit(subprocess.run([sys.executable, os.path.join(folder, "run.py"), "--prog", arguments.program,
                             "--only", only]).returncode)


if __name__ == "__main__":
    main()
