#!/usr/bin/python3
"""Runs the tests of SPF evaluation (RFC 7208) that the conformance material holds.

    run_spf_suite.py --dir FOLDER --program PATH [--workers N]

Each scenario gets a name server of its own, from the suite's serve.py; each test is one run of `mailready spf`. Exits
with 77 (skipped, for ctest) where no folder is given, with 1 where a test fails or a file holds none. Needs the Debian
packages python3-yaml and python3-dnspython.
"""
import argparse
import concurrent.futures
import glob
import importlib.util
import ipaddress
import json
import os
import re
import subprocess
import sys

SKIPPED = 77
TIMEOUT_SECONDS = "0.5"  # of each try; the scenarios hold names that never answer
RETRIES = "1"            # on a loaded machine an answer may be late
HANGS_AFTER_SECONDS = 60


def load_server(folder):
    """The suite's own name server, as a module."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("serve", os.path.join(folder, "serve.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def command(program, test, port):
    sender, helo = str(test["mailfrom"]), test.get("helo")
    domain = sender.rpartition("@")[2] if sender else str(helo)
    words = [program, "spf", domain, "--ip", str(test["host"]), "--mail-from", sender]
    if helo is not None:
        words += ["--helo", str(helo)]
    return words + ["--resolver", "127.0.0.1:%d" % port, "--timeout", TIMEOUT_SECONDS, "--retries", RETRIES,
                    "--format", "json"]


def outcome(words):
    """The program's answer, or what stands for it where it gave none."""
    try:
        run = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=HANGS_AFTER_SECONDS)
        answer = json.loads(run.stdout)
    except subprocess.TimeoutExpired:
        return {"result": "no end after %d s" % HANGS_AFTER_SECONDS}
    except ValueError:
        return {"result": "no JSON, exit code %d: %s" % (run.returncode, run.stderr.decode(errors="replace").strip())}
    if run.returncode != 0:
        return {"result": "%s, exit code %d" % (answer.get("result"), run.returncode)}
    return answer


def one_form(text):
    """`text` with each IPv6 address in one of its forms: RFC 7208 leaves that open, for %{c} and %{i} both."""
    def address(match):
        try:
            return str(ipaddress.IPv6Address(match.group()))
        except ValueError:
            return match.group()

    text = re.sub(r"(?i)(?<![\w.])(?:[\da-f]\.){31}[\da-f](?![\w])", lambda match: match.group().lower(), text)
    return re.sub(r"[\dA-Fa-f:.]*:[\dA-Fa-f:.]*[\dA-Fa-f:]", address, text)


def complaint(test, answer):
    """What is wrong with `answer`, or nothing."""
    allowed = test["result"] if isinstance(test["result"], list) else [test["result"]]
    result = answer.get("result")
    if result not in allowed:
        return "wanted %s, got %s" % (" or ".join(allowed), result)
    if "explanation" not in test or result != "fail":
        return None
    wanted, got = test["explanation"], answer.get("explanation")
    if wanted == "DEFAULT":
        return None if got is None else "wanted no explanation, got %r" % got
    if got is None or one_form(got) != one_form(str(wanted)):
        return "wanted the explanation %r, got %r" % (wanted, got)
    return None


def run_scenario(serve, scenario, program):
    """The number of tests that ran, and a line for each that failed."""
    server = serve.Server(serve.Zone(scenario["zonedata"])).start()
    failures = []
    for name, test in scenario["tests"].items():
        wrong = complaint(test, outcome(command(program, test, server.address[1])))
        if wrong:
            failures.append("%s: %s (%s): %s" % (scenario["title"], name, test.get("spec", "no section"), wrong))
    server.stop()
    return len(scenario["tests"]), failures


def run_file(serve, path, program, pool):
    """The same of a file, in its order."""
    outcomes = list(pool.map(lambda scenario: run_scenario(serve, scenario, program), serve.load_scenarios(path)))
    return sum(count for count, _ in outcomes), [line for _, lines in outcomes for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", default="", help="the conformance material")
    parser.add_argument("--program", required=True)
    parser.add_argument("--workers", type=int, default=2, help="scenarios at once (2)")
    arguments = parser.parse_args()
    if not arguments.dir:
        print("skipped: no folder of conformance material was given")
        sys.exit(SKIPPED)

    folder = os.path.join(arguments.dir, "spf-suite")
    paths = sorted(glob.glob(os.path.join(folder, "*-tests.yml")))
    if not paths:
        sys.exit("%s holds no *-tests.yml" % folder)
    serve, bad = load_server(folder), False
    with concurrent.futures.ThreadPoolExecutor(arguments.workers) as pool:
        for path in paths:
            count, failures = run_file(serve, path, arguments.program, pool)
            for line in failures:
                print("%s: %s" % (os.path.basename(path), line))
            print("%s: %d of %d tests passed" % (os.path.basename(path), count - len(failures), count))
            bad = bad or bool(failures) or count == 0
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
