#!/usr/bin/env bash
# Puts packages from PyPI into a Python environment of their own: python-environment.sh FOLDER PACKAGE...
# Silent when they are there; a folder with others is made anew.
set -euo pipefail

folder=$1
shift
if [ "$(cat "$folder/installed" 2> /dev/null)" != "$*" ]; then
  rm -rf "$folder"
  limit=$(dirname "$0")/with-limit.sh
  "$limit" 300 "${PYTHON:-python3}" -m venv "$folder"
  "$limit" 3600 "$folder/bin/pip" install --quiet "$@"
  echo "$*" > "$folder/installed"
fi
