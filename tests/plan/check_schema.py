#!/usr/bin/env python3
"""Holds the example plans against docs/mailready.schema.json: good ones validate; malformed ones do not, but for those
whose first lines say that a schema cannot know. Exits with 77, skipped, without python3-jsonschema."""
import json
import pathlib
import re
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def without_comments(text):
    """The text without // and /* */, which may stand inside strings too, and stay there."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
    return token.sub(lambda found: found[0] if found[0].startswith('"') else "", text)


def plans(folder):
    for path in sorted((root / "fixtures" / "plans" / folder).glob("*.json")):
        yield path, path.read_bytes().decode("utf-8", "replace")


root = pathlib.Path(__file__).parents[2]
schema = json.loads((root / "docs" / "mailready.schema.json").read_text())
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)

failures = []
good = refused = 0
for path, text in plans("good"):
    good += 1
    failures += [f"{path}: {error.message}" for error in validator.iter_errors(json.loads(without_comments(text)))]
for path, text in plans("malformed"):
    if "// The schema cannot know." in text.splitlines():
        continue
    refused += 1
    if validator.is_valid(json.loads(without_comments(text))):
        failures.append(f"{path}: the schema takes it")
if not good or not refused:
    failures.append("no plans to hold against it")
print("\n".join(failures) or f"{good} plans validate, {refused} are refused")
sys.exit(1 if failures else 0)
