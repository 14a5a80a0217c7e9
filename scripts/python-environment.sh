#!/usr/bin/env bash
# Puts packages from PyPI into a Python environment of their own: python-environment.sh FOLDER PACKAGE...
# Silent when they are there; a folder with others is made anew.
set -euo pipefail

folder=$1
shift
if [ "$(cat "$folder/installed" 2> /dev/null)" != "$*" ]; then
  rm -rf "$folder"
  "${PYTHON:-python3}" -m venv "$folder"
  "$folder/bin/pip" install --quiet "$@"
  echo "$*" > "$folder/installed"
fi
