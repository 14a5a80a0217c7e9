# Sourced by scripts that consist of steps: runs each with a time limit and ends with a table of them.
#
#   step NAME LIMIT COMMAND [ARGUMENT ...]     runs the command; the script ends with its exit code if it fails
#   start NAME LIMIT COMMAND [ARGUMENT ...]    runs it beside what follows, its output kept in a file
#   finish                                     waits for what was started; prints the output, ends if it failed
#
# The table is printed however the script ends.
# shellcheck shell=bash

steps_began=$SECONDS
steps_rows=()
steps_folder=$(mktemp -d)
steps_name=
steps_started=
steps_child=
limit_program=$(dirname "${BASH_SOURCE[0]}")/with-limit.sh

steps_note() { steps_rows+=("$(printf '%6d s  %-7s %s' "$2" "$3" "$1")"); } # NAME SECONDS RESULT

steps_end() {
  local code=$?
  [ -z "$steps_child" ] || kill "$steps_child" 2> /dev/null || true
  rm -rf "$steps_folder"
  printf '\n%9s %-7s %s\n' time result step
  printf '%s\n' "${steps_rows[@]}"
  printf '%6d s  %-7s %s\n' $((SECONDS - steps_began)) "$([ $code -eq 0 ] && echo passed || echo FAILED)" \
    "$(basename "$0") as a whole"
}
trap steps_end EXIT

step() { # NAME LIMIT COMMAND...
  local name=$1 limit=$2 began=$SECONDS code=0
  shift 2
  printf '\n== %s (%d s)\n' "$name" $((SECONDS - steps_began))
  "$limit_program" "$limit" "$@" || code=$?
  if [ $code -ne 0 ]; then
    steps_note "$name" $((SECONDS - began)) FAILED
    exit $code
  fi
  steps_note "$name" $((SECONDS - began)) passed
}

start() { # NAME LIMIT COMMAND...
  steps_name=$1
  local limit=$2
  shift 2
  steps_started=$(date +%s)
  # Not in a subshell: the signal that ends this script's child has to reach the program that passes it on.
  "$limit_program" "$limit" "$@" > "$steps_folder/log" 2>&1 &
  steps_child=$!
}

finish() {
  local code=0
  wait "$steps_child" || code=$?
  steps_child=
  printf '\n== %s, which ran beside the steps above\n' "$steps_name"
  cat "$steps_folder/log"
  # The last line that it wrote tells when it ended.
  steps_note "$steps_name (beside others)" $(($(stat -c %Y "$steps_folder/log") - steps_started)) \
    "$([ $code -eq 0 ] && echo passed || echo FAILED)"
  [ $code -eq 0 ] || exit $code
}
