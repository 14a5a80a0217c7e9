#!/usr/bin/env bash
# Installs PyTorch, which training_step.py measures Custos against, into
# Benchmarks/.venv-training. Nothing outside Benchmarks/ changes; silent when all is there.
set -euo pipefail
cd "$(dirname "$0")"

../scripts/python-environment.sh .venv-training torch==2.13.0 numpy==2.4.6
