"""A product of two 2048x2048 float32 matrices by numpy's OpenBLAS and by torch's MKL, the faster one.

    OPENBLAS_NUM_THREADS=THREADS python -m peers.sgemm THREADS
"""
import sys
import time

import numpy
import torch

from .turns import serve

torch.set_num_threads(int(sys.argv[1]))
SIZE = 2048
a, b = (numpy.random.default_rng(1).random((SIZE, SIZE), numpy.float32) for _ in range(2))
ta, tb = torch.from_numpy(a), torch.from_numpy(b)


def best(run):
    times = []
    for _ in range(4):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


library, product = min(
    (("openblas", lambda: a @ b), ("mkl", lambda: torch.mm(ta, tb))), key=lambda pair: best(pair[1]))
serve(dict(engine=library, flop=2 * SIZE**3), product)
