#!/usr/bin/env bash
# Runs a command that has to end within a time. Afterwards the command and everything it has started are
# ended, a sentence names it, and the exit code is 124; otherwise the exit code is the command's.
#
#   scripts/with-limit.sh SECONDS COMMAND [ARGUMENT ...]
#
# The command cannot ask at the terminal: what needs a password is `sudo scripts/with-limit.sh ...`.
set -uo pipefail
if [ $# -lt 2 ]; then
  echo "Usage: scripts/with-limit.sh SECONDS COMMAND [ARGUMENT ...]" >&2
  exit 64
fi
limit=$1
shift
started=$SECONDS
# In the background, so that a signal to this script, such as Ctrl-C, is passed on at once. The command
# gets a process group of its own.
timeout --kill-after=10 "$limit" "$@" <&0 &
child=$!
trap 'kill -TERM "$child" 2> /dev/null' INT TERM HUP
{ wait "$child"; } 2> /dev/null # without bash's own line about a kill
code=$?
# A signal ends the first wait early.
while kill -0 "$child" 2> /dev/null; do
  { wait "$child"; } 2> /dev/null
  code=$?
done
# 137: it took no notice of SIGTERM.
if [ $((SECONDS - started)) -ge "$limit" ] && { [ $code -eq 124 ] || [ $code -eq 137 ]; }; then
  echo "'$*' was still running after $limit seconds and was ended; look for what it waits for." >&2
  exit 124
fi
exit $code
