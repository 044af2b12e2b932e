#!/usr/bin/python3
"""Holds the examples of a page to what the program prints.

    check_examples.py --program PATH --root FOLDER PAGE...

An example is a fenced block of `sh` with one command of mailready, and the fenced block right behind it, its output. A line
"…" there stands for any number of lines. Commands run in the root of the repository. Exits with 1 where one differs.
"""
import argparse
import re
import shlex
import subprocess
import sys

BLOCK = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def examples(page):
    """Each command with its output."""
    blocks = list(BLOCK.finditer(page))
    for block, output in zip(blocks, blocks[1:]):
        command, is_behind = block.group(3), not page[block.end():output.start()].strip()
        if block.group(2) == "sh" and command.startswith("mailready ") and is_behind:
            yield shlex.split(command.replace("\\\n", " "))[1:], output.group(3)


def holds(printed, wanted):
    """Whether the parts of `wanted` between lines of "…" stand in `printed` one behind the other."""
    parts = re.split(r"^\s*…\n", wanted, flags=re.MULTILINE)
    if len(parts) == 1:
        return printed == wanted
    at = 0
    for part in parts:
        found = printed.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return printed.startswith(parts[0]) and printed.endswith(parts[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--root", required=True)
    parser.add_argument("pages", nargs="+")
    options = parser.parse_args()
    count = differing = 0
    for path in options.pages:
        with open(path, encoding="utf-8") as file:
            page = file.read()
        for words, wanted in examples(page):
            count += 1
            run = subprocess.run([options.program] + words, cwd=options.root, capture_output=True)
            printed = run.stdout.decode().replace("\r\n", "\n")
            if not holds(printed, wanted):
                differing += 1
                print("%s: `mailready %s` prints:\n%s%s" % (path, shlex.join(words), printed, run.stderr.decode()))
    print("%d examples, %d differ" % (count, differing))
    return 1 if differing or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
