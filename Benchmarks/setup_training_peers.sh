#!/usr/bin/env bash
# Installs PyTorch, which training_step.py measures Custos against, into
# Benchmarks/.venv-training. Nothing outside Benchmarks/ changes; silent when all is there.
set -euo pipefail
cd "$(dirname "$0")"

python=${PYTHON:-python3}
packages=(torch==2.13.0 numpy==2.4.6)
stamp=.venv-training/installed
if [ "$(cat $stamp 2> /dev/null)" != "${packages[*]}" ]; then
  rm -rf .venv-training
  "$python" -m venv .venv-training
  .venv-training/bin/pip install --quiet "${packages[@]}"
  echo "${packages[*]}" > $stamp
fi
