#!/usr/bin/env bash
# Checks the format of the Swift sources, that no source file has outgrown 500 lines, and that the mutants of
# Tests/Mutants still fit their files.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/with-limit.sh 600 swift format lint --strict --recursive Package.swift Sources Tests Benchmarks
long=$(find Package.swift Sources Tests Benchmarks \( -name '.build*' -o -name '.venv*' \) -prune -o -type f \
  -name '*.[ch]' -print -o -type f -name '*.swift' ! -name '*.pb.swift' -print \
  | xargs wc -l | awk '$1 > 500 && $2 != "total"')
if [ -n "$long" ]; then
  printf 'Split these files, they are longer than 500 lines:\n%s\n' "$long" >&2
  exit 1
fi
scripts/with-limit.sh 60 scripts/mutants.py --check
