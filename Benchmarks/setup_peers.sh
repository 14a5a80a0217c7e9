#!/usr/bin/env bash
# Installs the engines that int8_inference.py measures Custos against into Benchmarks/.venv-peers, and
# builds the library behind --hide-vnni. Nothing outside Benchmarks/ changes; silent when all is there.
set -euo pipefail
cd "$(dirname "$0")"

packages=(
  onnxruntime==1.32.0 ncnn==1.0.20261020 ai-edge-litert==2.3.0 # the peers
  onnx==1.23.2 tensorflow-cpu==2.21.0                          # they only write models
  numpy==2.4.6
)
../scripts/python-environment.sh .venv-peers "${packages[@]}"
if [ "$(uname -m)" = x86_64 ] && [ ! .venv-peers/hide_vnni.so -nt peers/hide_vnni.c ]; then
  ${CC:-cc} -std=gnu17 -O2 -Wall -Wextra -Werror -shared -fPIC -Wl,-z,initfirst \
    -o .venv-peers/hide_vnni.so peers/hide_vnni.c
fi
