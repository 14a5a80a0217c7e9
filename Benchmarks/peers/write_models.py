"""Writes all models of the network in FOLDER/layers.txt, with the float network's answer:

    python -m peers.write_models FOLDER
"""
import sys
from pathlib import Path

import numpy as np

from . import architecture, litert_model, ncnn_model, onnx_model

folder = Path(sys.argv[1])
operators = architecture.load(folder / "layers.txt")
weights = architecture.weights(operators)
calibration = architecture.pictures(operators, count=2, seed=2)
picture = architecture.pictures(operators, count=1, seed=3)[0]

onnx_model.write_float(operators, weights, folder / "float.onnx")
for name, signed, reduced in (("s8", True, False), ("u8", False, False), ("u8w7", False, True)):
    onnx_model.write_int8(folder / "float.onnx", calibration, folder / f"{name}.onnx", signed, reduced)
ranges = onnx_model.activations(folder / "float.onnx", calibration[0])
ncnn_model.write_int8(operators, weights, ranges, folder / "int8")
litert_model.write_int8(operators, weights, calibration, folder / "int8.tflite")
np.savez(
    folder / "expected.npz", picture=picture,
    logits=onnx_model.activations(folder / "float.onnx", picture)["logits"].ravel())
