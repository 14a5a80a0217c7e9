#!/usr/bin/env bash
# Installs TensorBoard into .venv-tensorboard: the tests read the event files of a run with it. Silent when
# it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/python-environment.sh .venv-tensorboard \
  tensorboard==2.21.0 numpy==2.4.6 protobuf==7.36.2 pillow==13.0.0
