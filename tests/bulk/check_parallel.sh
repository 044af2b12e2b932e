#!/bin/sh
# Holds what docs/bulk.md says of GNU parallel: one list split over several processes, and their NDJSON one stream.
#
#   check_parallel.sh PROGRAM
#
# Exits with 77 (skipped, for ctest) where GNU parallel is not installed.
set -eu

program=$1
parallel --version 2>/dev/null | grep -q '^GNU parallel' || {
  echo "skipped: GNU parallel is not installed"
  exit 77
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" PARALLEL_HOME="$folder"  # nothing of whoever runs the tests

seq -f 'client%g.test' 2000 >"$folder/domains.txt"
code=0
parallel --will-cite --jobs 3 --pipe --block 4k --line-buffer \
  "$program check --domains - --offline --format ndjson --select spf-missing" \
  <"$folder/domains.txt" >"$folder/audit.ndjson" || code=$?

# Every process left something open (3), so that parallel counts each as failed.
[ "$code" -gt 1 ] || { echo "parallel exited with $code"; exit 1; }
sed -n 's/^{"domain":"\([^"]*\)".*}$/\1/p' "$folder/audit.ndjson" | sort >"$folder/reported.txt"
sort "$folder/domains.txt" | cmp - "$folder/reported.txt"
[ "$(wc -l <"$folder/audit.ndjson")" -eq 2000 ] || { echo "lines are not whole"; exit 1; }
