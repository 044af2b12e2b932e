#!/usr/bin/env python3
"""Runs the acceptance scenarios, all of them.

    run_scenarios.py --dir FOLDER --program PATH

Exits with 77 (skipped, for ctest) where no folder is given.
"""
import argparse
import os
import subprocess
import sys

SKIPPED = 77


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", default="", help="the conformance material")
    parser.add_argument("--program", required=True)
    options = parser.parse_args()
    if not options.dir:
        print("skipped: no folder of conformance material was given")
        return SKIPPED
    return subprocess.run([sys.executable, "-B", os.path.join(options.dir, "scenarios", "run.py"),
                           "--prog", options.program]).returncode


if __name__ == "__main__":
    sys.exit(main())
