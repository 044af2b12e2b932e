#!/usr/bin/env python3
"""Does what docs/walkthrough.md says, in a folder of its own, and holds that it prints what stands there.

    run_walkthrough.py --program PATH --page FILE --fixtures FOLDER

A block "```file NAME" is written as that file. In a block "```console" every line that begins with "$ " is run by bash,
one after the other, with what continues it; what follows it is what it prints, standard error included.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def blocks(page):
    """The kind, the argument and the text of every block, in order."""
    return re.findall(r"^```(file|console) ?(\S*)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def commands(text):
    """Each command with the output that is shown for it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        end = next(i for i, line in enumerate(lines) if not line.endswith("\\\n")) + 1
        yield "".join(lines[:end]), "".join(lines[end:])


def run(command, folder, environment):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def differs(command, shown, printed):
    print(f"$ {command}-- the page shows --\n{shown}-- this is printed --\n{printed}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--page", type=pathlib.Path, required=True)
    parser.add_argument("--fixtures", type=pathlib.Path, required=True)
    options = parser.parse_args()
    faults = ran = 0
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(options.fixtures, f"{folder}/fixtures")
        os.mkdir(f"{folder}/.git")  # no plan file of a folder above is found
        environment = {"PATH": f"{options.program.resolve().parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        for kind, name, text in blocks(options.page.read_text()):
            if kind == "file":
                pathlib.Path(folder, name).write_text(text)
                continue
            for command, shown in commands(text):
                ran += 1
                printed = run(command, folder, environment)
                if printed != shown:
                    faults += 1
                    differs(command, shown, printed)
    print(f"{ran} commands, {faults} print something else")
    return 1 if faults or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
