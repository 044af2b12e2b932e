#!/usr/bin/env bash
# Loads the script that `PROGRAM completions SHELL` prints into SHELL, and asks it for completions.
# Exits with 77 (skipped, for ctest) where the shell is not installed.
#
#     check_completions.sh PROGRAM bash|fish|zsh
set -euo pipefail

program=$1 shell=$2
if ! command -v "$shell" >/dev/null; then
  echo "skipped: $shell is not installed"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" completions "$shell" >"$folder/script"
touch "$folder/a file.zone"
PATH=$(dirname "$program"):$PATH
cd "$folder"

# What each shell gives for a command line up to the cursor, a word a line.
ask_bash() {
  local line=$1 word=$2  # what stands behind the last of COMP_WORDBREAKS
  bash --norc -euc '
    compopt() { :; }  # works only while the line editor asks
    source ./script
    [[ $(complete -p mailready) == "complete -F _mailready mailready" ]]
    COMP_LINE=$1 COMP_POINT=${#1}
    _mailready mailready "$2" ""
    printf "%s\n" "${COMPREPLY[@]}"' - "$line" "$word"
}

ask_zsh() {
  # The functions of the line editor are stood in for.
  zsh -fuc '
    compdef() { :; }
    compset() { kept=$2; }
    _files() { print -r -- "files behind $kept"; }
    _describe() { print -rl -- "${(@P)2}"; }
    source ./script
    words=("${(@s: :)1}") CURRENT=${#words}
    _mailready' - "$1" | sed 's/\([^\\]\):.*/\1/'
}

ask_fish() { fish --no-config -c 'source ./script; complete -C $argv[1]' "$1" | cut -f 1; }

failed=0
expect() {
  local line=$1 word=$2 wanted=$3 given
  given=$("ask_$shell" "$line" "$word")
  [[ $given == "$wanted" ]] && return
  printf '%s: "%s" becomes\n%s\nand not\n%s\n' "$shell" "$line" "$given" "$wanted" >&2
  failed=1
}

"$shell" -n script
expect 'mailready che' che check
expect 'mailready check --zone-' --zone- --zone-part
expect 'mailready check --color ' '' $'always\nauto\nnever'
expect 'mailready check --select spf,dkim-wi' spf,dkim-wi spf,dkim-wildcard
case $shell in
  bash)
    expect 'mailready check --color=au' au auto
    expect 'mailready check --zone a' a 'a file.zone'
    expect 'mailready check --format json=a' a 'a file.zone' ;;
  zsh)
    expect 'mailready check --color=au' '' --color=auto
    expect 'mailready check --format json=a' '' 'files behind json=' ;;
  fish)
    expect 'mailready check --color=au' '' --color=auto
    expect 'mailready check --zone a' '' 'a file.zone'
    expect 'mailready check --format json=a' '' 'json=a file.zone' ;;
esac
exit $failed
