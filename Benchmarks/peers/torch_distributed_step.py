"""A training step of PyTorch in several processes: DistributedDataParallel over gloo.

    RANK=0 WORLD_SIZE=2 MASTER_ADDR=10.9.0.1 MASTER_PORT=29500 GLOO_SOCKET_IFNAME=eth0 \\
        python -m peers.torch_distributed_step vgg4 112x56 BATCH THREADS STEPS

Gradients are averaged while earlier layers compute; batch normalisations use each process's own images, since
PyTorch's synchronised ones run on GPUs alone. Rank 0 prints the median microseconds of a step.
"""
import json
import os
import sys
import time

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel

from .torch_step import CLASSES, network


def main(name, size, batch, threads, steps):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    dist.init_process_group("gloo")
    net = network(name, *map(int, size.split("x"))).to(memory_format=torch.channels_last)
    model = DistributedDataParallel(net)
    x = torch.rand(batch, 3, *map(int, size.split("x"))).contiguous(memory_format=torch.channels_last)
    y = torch.arange(batch) % CLASSES
    weights = list(net.parameters())
    optimizer = torch.optim.Adadelta(
        [
            dict(params=[w for w in weights if w.dim() > 1], weight_decay=2e-4),
            dict(params=[w for w in weights if w.dim() == 1]),
        ],
        lr=1.0, rho=0.95, eps=1e-7)
    times = []
    for _ in range(steps + 2):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        times.append((time.perf_counter() - start) * 1e6)
    times = sorted(times[2:])
    if dist.get_rank() == 0:
        print(json.dumps(dict(processes=dist.get_world_size(), step_us=round(times[steps // 2]))), flush=True)
    dist.barrier()
    dist.destroy_process_group()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))
