#!/usr/bin/env python3
"""Training steps of several processes over a network of 1 Gbit/s, of Custos (Open MPI) and PyTorch (gloo), in turns
on this machine. As root, from the repository's root:

    Benchmarks/setup_training_peers.sh
    swift build -c release --product custos-training-step && scripts/build-mpi.sh .build/release
    Benchmarks/.venv-training/bin/python Benchmarks/distributed_step.py --output results.jsonl

Each process lives in a network namespace of its own, which a bridge connects to the others; both ends of its
cable send at most --rate. Processes share this machine's CPUs: process i runs on CPU i modulo their number, with one
thread, so that more processes than CPUs slow down computing, not the network. Batches are those of a process.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--custos", type=Path, default=HERE.parent / ".build/release/custos-training-step")
p.add_argument("--networks", nargs="+", default=["vgg4", "res_net_4"])
p.add_argument("--cases", nargs="+", default=["448x224:8", "112x56:32"], help="HEIGHTxWIDTH:BATCH")
p.add_argument("--processes", nargs="+", type=int, default=[1, 2, 4])
p.add_argument("--wires", nargs="+", default=["f32", "bf16"], choices=["f32", "bf16"])
p.add_argument("--rate", default="1gbit", help="as tc takes it")
p.add_argument("--rounds", type=int, default=3)
p.add_argument("--steps", type=int, default=5)
p.add_argument("--no-peer", action="store_true", help="leave PyTorch out")
p.add_argument("--output", "-o", help="file that JSON lines are appended to")
a = p.parse_args()

BRIDGE = "custos-br"
CPUS = sorted(os.sched_getaffinity(0))
FOLDER = tempfile.TemporaryDirectory()


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, timeout=600, **options)


def namespace(rank):
    return f"custos-{rank}"


def connect(count):
    """Namespaces with an interface eth0 each, 10.9.0.1 and following."""
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "addr", "add", "10.9.0.254/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")
    for rank in range(count):
        name, plug = namespace(rank), f"custos-p{rank}"
        run("ip", "netns", "add", name)
        run("ip", "link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", plug, "master", BRIDGE, "up")
        inside = ["ip", "netns", "exec", name]
        run(*inside, "ip", "addr", "add", f"10.9.0.{rank + 1}/24", "dev", "eth0")
        for interface in ("lo", "eth0"):
            run(*inside, "ip", "link", "set", interface, "up")
        limit = ["root", "tbf", "rate", a.rate, "burst", "256kb", "latency", "50ms"]
        run("tc", "qdisc", "add", "dev", plug, *limit)
        run(*inside, "tc", "qdisc", "add", "dev", "eth0", *limit)


def disconnect(count):
    for rank in range(count):
        subprocess.run(["ip", "netns", "del", namespace(rank)], stderr=subprocess.DEVNULL)
    subprocess.run(["ip", "link", "del", BRIDGE], stderr=subprocess.DEVNULL)


def placed(rank):
    return ["ip", "netns", "exec", namespace(rank), "taskset", "-c", CPUS[rank % len(CPUS)]]


def custos(network, size, batch, processes, wire):
    # As many shards as processes is what halves the bytes of bf16.
    options = ["--shards", processes if wire == "bf16" else 8, "--wire", wire, "--steps", a.steps]
    command = [a.custos.resolve(), network, *size.split("x"), batch, 1, *options]
    if processes > 1:
        # mpirun takes the namespaces for machines: it enters them by this instead of ssh, each by a name of its own.
        pins = f'taskset -c $(echo {" ".join(map(str, CPUS))} | cut -d " " -f $((rank % {len(CPUS)} + 1)))'
        agent = Path(FOLDER.name, "agent.sh")
        agent.write_text(
            '#!/bin/sh\nrank=$((${1##*.} - 1))\nshift\n'
            f'exec ip netns exec custos-$rank unshare --uts {pins} sh -c "hostname custos-$rank; $*"\n')
        agent.chmod(0o700)
        network_mask = "10.9.0.0/24"
        command = [
            "mpirun.openmpi", "--allow-run-as-root", "--bind-to", "none", "-np", processes,
            "--host", ",".join(f"10.9.0.{rank + 1}" for rank in range(processes)),
            "--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self",
            "--mca", "btl_tcp_if_include", network_mask, "--mca", "oob_tcp_if_include", network_mask, *command]
    else:
        command = [*placed(0), *command]
    return json.loads(run(*command, stdout=subprocess.PIPE).stdout)


def torch(network, size, batch, processes, _):
    command = [sys.executable, "-m", "peers.torch_distributed_step", network, size, batch, 1, a.steps]
    children = []
    for rank in range(processes):
        environment = dict(
            os.environ, RANK=str(rank), WORLD_SIZE=str(processes), MASTER_ADDR="10.9.0.1", MASTER_PORT="29500",
            GLOO_SOCKET_IFNAME="eth0")
        children.append(subprocess.Popen(
            [str(part) for part in [*placed(rank), *command]], cwd=HERE, env=environment, text=True,
            stdout=subprocess.PIPE))
    outputs = [child.communicate(timeout=600)[0] for child in children]
    return json.loads(outputs[0])


def measure(network, size, batch):
    contenders = [("custos-" + wire, custos, wire) for wire in a.wires]
    if not a.no_peer:
        contenders.append(("torch-gloo", torch, None))
    rows = []
    for processes in a.processes:
        samples = {name: [] for name, _, _ in contenders}
        for _ in range(a.rounds):
            for name, function, wire in contenders:
                samples[name].append(function(network, size, batch, processes, wire))
        for name, found in samples.items():
            median = {key: statistics.median(sample[key] for sample in found) for key in found[0]}
            rows.append(dict(
                schema="custos.distributed-step/1", network=network, size=size, batch=batch, rate=a.rate,
                contender=name, **median))
    return rows


def show(rows):
    first = {row["contender"]: row["step_us"] for row in rows if row["processes"] == 1}
    for row in rows:
        step, name = row["step_us"], row["contender"]
        cells = [row["network"], row["size"], row["batch"], name, row["processes"], f"{step / 1e3:.0f}"]
        cells.append(f"{first[name] / step:.2f}" if name in first else "-")
        if "bytes" in row and row["processes"] > 1:
            exposed, moving = row["waited_us"], row["gradients_us"]
            cells += [f"{row['bytes'] / 1e6:.1f}", f"{row['messages']:.0f}", f"{exposed / 1e3:.0f}",
                      f"{moving / 1e3:.0f}"]
        else:
            cells += ["-"] * 4
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


print("| network | size | batch | | processes | ms a step | to one | MB sent | messages | ms waited | ms of gradients |")
print("|---|---|---|---|---|---|---|---|---|---|---|")
disconnect(max(a.processes))
connect(max(a.processes))
try:
    for network in a.networks:
        for case in a.cases:
            size, batch = case.split(":")
            rows = measure(network, size, batch)
            show(rows)
            if a.output:
                with open(a.output, "a") as file:
                    file.writelines(json.dumps(row) + "\n" for row in rows)
finally:
    disconnect(max(a.processes))
