#!/usr/bin/env python3
"""Training step of Custos and of PyTorch's CPU build, in turns on the same machine. From the repository's root:

    Benchmarks/setup_training_peers.sh
    swift build -c release --product custos-training-step
    Benchmarks/.venv-training/bin/python Benchmarks/training_step.py --output results.jsonl

A step is forward, backward and Adadelta with an L2 penalty on random images. PyTorch runs in both memory
layouts, eager and compiled. Prints a Markdown table: images a second of medians, the ratio to the best
PyTorch (above 1: Custos is faster), the share of the machine's sgemm speed, measured in the same turns, that
the direct multiply-accumulates come to, and the peak resident set of each process.
"""
import argparse
import json
import os
import signal
import statistics
import sys
from datetime import datetime, timezone
from pathlib import Path

from peers.process import HERE, Contender

MODES = ["nchw-eager", "nhwc-eager", "nchw-compiled", "nhwc-compiled"]
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--custos", type=Path, default=HERE.parent / ".build/release/custos-training-step")
p.add_argument("--networks", nargs="+", default=["vgg4", "res_net_4"])
p.add_argument("--cases", nargs="+", default=["448x224:8", "112x56:32", "112x56:8"], help="HEIGHTxWIDTH:BATCH")
p.add_argument("--threads", type=int, default=2)
p.add_argument("--modes", nargs="+", default=MODES, choices=MODES, help="of PyTorch")
p.add_argument("--rounds", type=int, default=5)
p.add_argument("--steps", type=int, default=1, help="of each turn, after one that does not count")
p.add_argument("--output", "-o", help="file that JSON lines are appended to")
a = p.parse_args()


def peak_mebibytes(contender):
    lines = Path(f"/proc/{contender.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def measure(network, size, batch):
    """One JSON object a contender."""
    ours = [a.custos.resolve(), network, *size.split("x"), batch, a.threads]
    contenders = {"custos": Contender(ours), "custos-recompute": Contender([*ours, "--recompute"])}
    for mode in a.modes:
        contenders["torch-" + mode] = Contender(
            [sys.executable, "-m", "peers.torch_step", network, size, batch, a.threads, *mode.split("-")])
    contenders["sgemm"] = Contender([sys.executable, "-m", "peers.sgemm", a.threads])
    for contender in contenders.values():  # what compiling took is no part of the peak
        Path(f"/proc/{contender.process.pid}/clear_refs").write_text("5")
    for _ in range(a.rounds):
        for name, contender in contenders.items():
            if name.startswith("torch"):
                contenders["custos"].turn(a.steps)
            contender.turn(a.steps)
    rows = []
    for name, contender in contenders.items():
        rows.append(dict(
            schema="custos.training-step/2", time=datetime.now(timezone.utc).isoformat(), network=network,
            size=size, batch=batch, threads=a.threads, contender=name, **contender.facts,
            steps=len(contender.microseconds), min_us=min(contender.microseconds),
            p50_us=statistics.median(contender.microseconds), peak_mib=peak_mebibytes(contender),
            load=os.getloadavg()[0]))
        contender.end()
    return rows


def table(cases):
    names = ["custos", "custos-recompute", *("torch-" + mode for mode in a.modes)]
    print("| network | size | batch |", " | ".join(names), "| ratio | of sgemm: custos, torch |")
    print("|---" * (len(names) + 5) + "|")
    for rows in cases:
        found = {row["contender"]: row for row in rows}
        batch = rows[0]["batch"]
        step_flop = 3 * 2 * found["custos"]["forward_macs"]  # forward, both gradients
        speed = {name: batch / row["p50_us"] * 1e6 for name, row in found.items()}
        peak = found["sgemm"]["flop"] / found["sgemm"]["p50_us"] * 1e6
        cells = [f"{speed[name]:.2f} ({found[name]['peak_mib']} MiB)" for name in names]
        best = max(speed[name] for name in names if name.startswith("torch"))
        shares = [step_flop * value / batch / peak for value in (speed["custos"], best)]
        print("|", rows[0]["network"], "|", rows[0]["size"], "|", batch, "|", " | ".join(cells),
              f"| {speed['custos'] / best:.2f} | {shares[0]:.2f}, {shares[1]:.2f} |")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the contenders end with this process
    if not a.custos.exists():
        sys.exit(f"There is no {a.custos}; build custos-training-step first, or name it with --custos.")
    os.environ["OPENBLAS_NUM_THREADS"] = str(a.threads)
    cases = []
    for network in a.networks:
        for case in a.cases:
            size, batch = case.split(":")
            cases.append(measure(network, size, int(batch)))
            print(f"{network} {size}, batch {batch}, done.", file=sys.stderr)
            if a.output:
                with open(a.output, "a", encoding="utf-8") as file:
                    file.writelines(json.dumps(row) + "\n" for row in cases[-1])
    print("\nImages/s of medians (peak resident set):\n")
    table(cases)
    sgemm = [row for rows in cases for row in rows if row["contender"] == "sgemm"]
    rates = [row["flop"] / row["p50_us"] * 1e-3 for row in sgemm]
    loads = [row["load"] for row in sgemm]
    print(f"\nsgemm {min(rates):.0f} to {max(rates):.0f} GFLOP/s ({sgemm[0]['engine']}), {a.threads} threads; "
          f"load of the machine, this run included: {min(loads):.1f} to {max(loads):.1f}.")


main()
