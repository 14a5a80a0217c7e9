#!/usr/bin/env bash
# Installs what reads COCO, Pascal VOC and MuNG elsewhere into .venv-annotations: the tests read with it what
# `custos convert` writes. Silent when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/python-environment.sh .venv-annotations \
  pycocotools==2.0.11 lxml==6.1.3 mung==1.2.1 numpy==2.4.6 scikit-image==0.26.0 pyyaml==6.0.4
