#!/usr/bin/env bash
# Holds that the manual page is troff that no tool minds, and that it shows what it should.
# Exits with 77 (skipped, for ctest) where groff is not installed.
#
#     check_manual.sh PROGRAM
set -euo pipefail

if ! command -v groff >/dev/null; then
  echo 'skipped: groff is not installed'
  exit 77
fi
warnings=$(mktemp)
trap 'rm -f "$warnings"' EXIT
shown=$("$1" manual | groff -k -man -Tutf8 -P-cbou -ww 2>"$warnings")
cat "$warnings" >&2
[ ! -s "$warnings" ]
for text in '--zone FILE' '-h, --help' "mailready check acme.example --primary postmark:pm" 'Exit codes:'; do
  grep -q -F -e "$text" <<<"$shown" || { echo "the manual lacks: $text" >&2; exit 1; }
done
if command -v mandoc >/dev/null; then "$1" manual | mandoc -T lint -W warning; fi
