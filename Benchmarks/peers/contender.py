"""One engine on one network, as a process that answers in turns:

    python -m peers.contender CONTENDER FOLDER THREADS

CONTENDER is one of CONTENDERS. The process loads a model that write_models.py left in FOLDER, warms up and
prints a JSON line: the engine, the cosine of its logits with the float network's, and whether the CPU
shows AVX-512. Then, for every line on standard input that holds a count, it prints the microseconds of
so many inferences. An inference starts from the picture as the engine takes it and ends with the logits.
"""
import os
import re
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np

from .turns import serve

WARM_UP_RUNS = 3


def has_vnni():
    """Whether this process sees VNNI."""
    hidden = "hide_vnni" in os.environ.get("LD_PRELOAD", "")
    return not hidden and bool(re.search("avx512_vnni|avx_vnni", Path("/proc/cpuinfo").read_text()))


def onnxruntime(folder, threads, picture, file, saturates=True):
    """QDQ model, float picture. Without VNNI the default kernels saturate in 16 bits where weights have 8;
    session.x64quantprecision picks exact ones (with VNNI it would only cost time)."""
    import onnxruntime as engine

    options = engine.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    if saturates and not has_vnni():
        options.add_session_config_entry("session.x64quantprecision", "1")
    session = engine.InferenceSession(str(folder / file), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"t0": picture[None]})[0]


def ncnn(folder, threads, picture, winograd):
    """Float picture."""
    import ncnn as engine

    network = engine.Net()
    network.opt.num_threads = threads
    network.opt.use_winograd_convolution = winograd
    if network.load_param(str(folder / "int8.param")) or network.load_model(str(folder / "int8.bin")):
        sys.exit(f"ncnn cannot load {folder}/int8.param and .bin.")

    def run():
        extractor = network.create_extractor()
        extractor.input("t0", engine.Mat(picture))
        return np.array(extractor.extract("logits")[1])

    return run


def litert(folder, threads, picture):
    """XNNPACK, which the interpreter applies by itself; int8 picture."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(folder / "int8.tflite"), num_threads=threads)
    interpreter.allocate_tensors()
    source, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    scale, zero = source["quantization"]
    encoded = np.clip(np.rint(picture.transpose(1, 2, 0)[None] / scale) + zero, -128, 127).astype("i1")

    def run():
        interpreter.set_tensor(source["index"], encoded)
        interpreter.invoke()
        return interpreter.get_tensor(result["index"])

    return run, result["quantization"]


CONTENDERS = {
    "onnxruntime-s8": lambda *case: onnxruntime(*case, "s8.onnx"),
    "onnxruntime-u8": lambda *case: onnxruntime(*case, "u8.onnx"),
    "onnxruntime-u8w7": lambda *case: onnxruntime(*case, "u8w7.onnx", saturates=False),
    "ncnn-winograd": lambda *case: ncnn(*case, winograd=True),
    "ncnn-direct": lambda *case: ncnn(*case, winograd=False),
    "litert": litert,
}
PACKAGES = {"onnxruntime": "onnxruntime", "ncnn": "ncnn", "litert": "ai-edge-litert"}


def cosine(a, b):
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def main():
    name, folder, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    expected = np.load(folder / "expected.npz")
    run = CONTENDERS[name](folder, threads, expected["picture"])
    run, (scale, zero) = run if isinstance(run, tuple) else (run, (1, 0))
    for _ in range(WARM_UP_RUNS):
        logits = (run().ravel().astype("f4") - zero) * scale
    package = PACKAGES[name.split("-")[0]]
    serve(
        dict(
            engine=f"{package} {version(package)}", cosine=round(cosine(logits, expected["logits"]), 5),
            avx512=np._core._multiarray_umath.__cpu_features__["AVX512F"]),
        run)


if __name__ == "__main__":
    main()
