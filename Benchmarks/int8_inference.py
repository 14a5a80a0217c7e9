#!/usr/bin/env python3
"""int8 inference of Custos and of its peers, in turns on the same machine. From the repository's root:

    Benchmarks/setup_peers.sh
    swift build -c release --product custos-benchmarks
    Benchmarks/.venv-peers/bin/python Benchmarks/int8_inference.py --hide-vnni --output results.jsonl

Prints Markdown tables, one of medians and one of minima: the milliseconds of one picture, and in brackets
the ratio to Custos's of the same run (above 1: Custos is faster). See README.md.
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

from peers.contender import CONTENDERS
from peers.process import HERE, Contender

HIDE_VNNI = HERE / ".venv-peers/hide_vnni.so"
PEERS = list(CONTENDERS)
LEAST_COSINE = 0.995

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--custos", type=Path, default=HERE.parent / ".build/release/custos-benchmarks")
p.add_argument("--networks", nargs="+", default=["vgg4", "res_net_4"])
p.add_argument("--sizes", nargs="+", default=["448x224", "112x56"], help="HEIGHTxWIDTH")
p.add_argument("--threads", nargs="+", type=int, default=[1, 2])
p.add_argument("--peers", nargs="+", default=PEERS, choices=PEERS)
p.add_argument("--rounds", type=int, default=15)
p.add_argument("--inferences", type=int, default=3, help="of each turn")
p.add_argument("--hide-vnni", action="store_true", help="show every contender an AVX2 CPU")
p.add_argument("--output", "-o", help="file that JSON lines are appended to")
a = p.parse_args()


def models(network, size):
    """The folder with the peers' models, written anew where the network or a source is another."""
    folder = HERE / ".peer-models" / f"{network}-{size}"
    layers = subprocess.run([a.custos, "layers", network, "--size", size], capture_output=True, text=True)
    if layers.returncode:
        sys.exit(layers.stderr)
    sources = [HERE / "peers/architecture.py", *HERE.glob("peers/*_model*.py")]
    stamp, written = folder / "expected.npz", folder / "layers.txt"  # the stamp is written last
    if (not stamp.exists() or written.read_text() != layers.stdout
            or stamp.stat().st_mtime < max(s.stat().st_mtime for s in sources)):
        print(f"Writing the models of {network} at {size}.", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        written.write_text(layers.stdout)
        command = [sys.executable, "-m", "peers.write_models", folder]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
    return folder


def start(network, size, threads):
    """{name: process} of Custos, first, and of the peers that compute correctly."""
    preload = HIDE_VNNI if a.hide_vnni else None
    contenders = {"custos": Contender(
        [a.custos.resolve(), "turns", network, "--size", size, "--threads", threads], preload)}
    folder = models(network, size)
    for name in a.peers:
        peer = Contender([sys.executable, "-m", "peers.contender", name, folder, threads], preload)
        if a.hide_vnni and peer.facts["avx512"]:
            sys.exit(f"{name} still sees AVX-512.")
        if peer.facts["cosine"] >= LEAST_COSINE:
            contenders[name] = peer
            continue
        peer.end()
        print(f"{name} is left out of {network} {size}: the cosine of its logits with the float network's "
              f"is {peer.facts['cosine']}, expected at least {LEAST_COSINE}.", file=sys.stderr)
    if len(contenders) == 1:
        sys.exit("No peer is left to measure.")
    return contenders


def measure(network, size, threads):
    """One JSON object a contender."""
    contenders = start(network, size, threads)
    ours, *peers = contenders.values()
    for _ in range(a.rounds):
        for peer in peers:
            ours.turn(a.inferences)
            peer.turn(a.inferences)
    rows = []
    for name, contender in contenders.items():
        contender.end()
        rows.append(dict(
            schema="custos.int8-inference/1", time=datetime.now(timezone.utc).isoformat(), network=network,
            size=size, threads=threads, vnni_hidden=a.hide_vnni, contender=name, **contender.facts,
            inferences=len(contender.microseconds), min_us=min(contender.microseconds),
            p50_us=statistics.median(contender.microseconds), load=os.getloadavg()[0]))
    return rows


def table(cases, field):
    """Markdown of one field of the rows, one line a case."""
    names = ["custos", *a.peers]
    print("| network | size | threads |", " | ".join(names), "| fastest peer / custos |")
    print("|---" * (len(names) + 4) + "|")
    for rows in cases:
        times = {row["contender"]: row[field] / 1000 for row in rows}
        ours = times["custos"]
        cells = {name: f"{time:.1f} ({time / ours:.2f})" for name, time in times.items()}
        cells["custos"] = f"{ours:.1f}"
        best = min((name for name in times if name != "custos"), key=times.get)
        print("|", rows[0]["network"], "|", rows[0]["size"], "|", rows[0]["threads"], "|",
              " | ".join(cells.get(name, "left out") for name in names),
              f"| {times[best] / ours:.2f} ({best}) |")


def report(cases):
    """The tables, and what they rest on."""
    for title, field in (("Medians", "p50_us"), ("Minima", "min_us")):
        print(f"\n{title}, milliseconds (ratio to custos):\n")
        table(cases, field)
    peers = [row for rows in cases for row in rows[1:]]
    print("\nLeast cosine of the logits with the float network's:")
    for name in dict.fromkeys(row["contender"] for row in peers):
        same = [row for row in peers if row["contender"] == name]
        print(f"- {name} ({same[0]['engine']}): {min(row['cosine'] for row in same):.4f}")
    loads = [rows[0]["load"] for rows in cases]
    print(f"\nLoad of the machine, this run included: {min(loads):.1f} to {max(loads):.1f}; "
          f"VNNI {'hidden' if a.hide_vnni else 'as the CPU has it'}.")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the contenders end with this process
    if not a.custos.exists():
        sys.exit(f"There is no {a.custos}; build custos-benchmarks first, or name it with --custos.")
    if a.hide_vnni:
        if not HIDE_VNNI.exists():
            sys.exit("--hide-vnni works on x86-64 only, after setup_peers.sh.")
        check = subprocess.run(
            ["true"], env=dict(os.environ, LD_PRELOAD=str(HIDE_VNNI)), capture_output=True, text=True)
        if check.returncode:
            sys.exit(check.stderr.strip())
    cases, sequence = [], 0
    for network in a.networks:
        for size in a.sizes:
            for threads in a.threads:
                cases.append(measure(network, size, threads))
                print(f"{network} {size}, threads: {threads}, done.", file=sys.stderr)
                if a.output:
                    with open(a.output, "a", encoding="utf-8") as file:
                        for row in cases[-1]:
                            file.write(json.dumps(dict(row, seq=sequence)) + "\n")
                            sequence += 1
    report(cases)


main()
