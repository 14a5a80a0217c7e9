#!/usr/bin/env python3
"""Runs a command for a while and watches that it neither grows nor leaks.

    scripts/soak.py --minutes 60 -- .build/release/custos-edge watch --model MODEL --camera fake:PAGES@4

Every ten seconds it notes the largest resident memory since the last note, open descriptors and threads of
the process. (The size at a moment depends on how many pictures are just in flight.) With
`--kill-child N` it kills the newest child process (a camera program) N times, spread over the run, and
waits each time for a new child and for new lines of output. It ends with a table and exit code 1 if
that memory after the first tenth of the run (at most five minutes) leaves a band of 1 % (`--band`), if
descriptors are left open, if the command ends by itself, or if a killed child is not replaced.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import threading
import time

PERIOD = 10
RESTART_LIMIT = 60


def status(process, field):
    with open(f"/proc/{process}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field + ":"))


def peak_memory(process):
    """The largest resident set since the last call, in kB; a 5 in clear_refs starts it anew."""
    peak = status(process, "VmHWM")
    with open(f"/proc/{process}/clear_refs", "w") as file:
        file.write("5")
    return peak


def descriptors(process):
    return len(os.listdir(f"/proc/{process}/fd"))


def children(process):
    found = []
    for task in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{task}/children") as file:
            found += [int(child) for child in file.read().split()]
    return sorted(found)


class Output:
    """Counts the lines of the command's standard output on a thread of its own."""

    def __init__(self, stream):
        self.lines = 0
        self.stream = stream
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for _ in self.stream:
            self.lines += 1


def wait_for_child(command, output):
    """Kills the newest child; seconds until another one gives lines, or None after the limit."""
    before = children(command.pid)
    if not before:
        return None
    os.kill(before[-1], signal.SIGKILL)
    started = time.monotonic()
    lines = None
    while time.monotonic() - started < RESTART_LIMIT:
        time.sleep(0.1)
        now = children(command.pid)
        if lines is None and now and before[-1] not in now:
            lines = output.lines
        if lines is not None and output.lines > lines:
            return time.monotonic() - started
    return None


def run(options):
    command = subprocess.Popen(options.command, stdout=subprocess.PIPE)
    output = Output(command.stdout)
    seconds = options.minutes * 60
    started = time.monotonic()
    samples, restarts, missed = [], [], 0
    kills = [seconds * (turn + 1) / (options.kill_child + 1) for turn in range(options.kill_child)]
    try:
        while (now := time.monotonic() - started) < seconds:
            if command.poll() is not None:
                break
            samples.append((now, peak_memory(command.pid), descriptors(command.pid), status(command.pid, "Threads")))
            if kills and now >= kills[0]:
                kills.pop(0)
                waited = wait_for_child(command, output)
                missed += waited is None
                restarts += [] if waited is None else [waited]
            time.sleep(max(0, PERIOD - (time.monotonic() - started - now)))
    finally:
        ended_early = command.poll() is not None
        if not ended_early:
            command.send_signal(signal.SIGTERM)
        code = command.wait(timeout=60)
    return samples, output.lines, restarts, missed, ended_early, code


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--kill-child", type=int, default=0, metavar="N")
    parser.add_argument("--band", type=float, default=1.0, metavar="PERCENT")
    parser.add_argument("--samples", metavar="FILE", help="all samples as CSV")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    options = parser.parse_args()

    samples, lines, restarts, missed, ended_early, code = run(options)
    warm_up = min(options.minutes * 6, 300)
    steady = [sample for sample in samples if sample[0] >= warm_up]
    if len(steady) < 3:
        sys.exit(f"The command ended with code {code} after {len(samples) * PERIOD} s, too early to judge it.")

    if options.samples:
        with open(options.samples, "w") as file:
            file.write("seconds,resident_kb,descriptors,threads\n")
            file.writelines(f"{seconds:.1f},{kb},{files},{threads}\n" for seconds, kb, files, threads in samples)
    print("| minute | largest resident memory, kB | descriptors | threads |\n|---|---|---|---|")
    for index in sorted({0, *(round(part * (len(samples) - 1) / 6) for part in range(7))}):
        seconds, memory, files, threads = samples[index]
        print(f"| {seconds / 60:.1f} | {memory} | {files} | {threads} |")
    memory = [sample[1] for sample in steady]
    spread = 100 * (max(memory) - min(memory)) / min(memory)
    third = max(1, len(steady) // 3)
    first_files = statistics.median(sample[2] for sample in steady[:third])
    last_files = statistics.median(sample[2] for sample in steady[-third:])
    print(f"\n{lines} lines; {len(samples)} samples; after {warm_up / 60:.1f} minutes {min(memory)} to {max(memory)} kB"
          f" ({spread:.2f} %); descriptors {first_files:g} at first, {last_files:g} at last; exit code {code}")
    if options.kill_child:
        print(f"child killed {len(restarts) + missed} times, started again and giving pictures {len(restarts)} times,"
              f" after {min(restarts, default=0):.1f} to {max(restarts, default=0):.1f} s")
    failures = [
        (spread > options.band, "memory is not flat"), (last_files > first_files, "descriptors are left open"),
        (ended_early, "the command ended by itself"), (code != 0, "the command did not end with code 0"),
        (missed > 0 or len(restarts) < options.kill_child, "a killed child was not replaced")]
    found = [text for failed, text in failures if failed]
    print("soak: " + ("; ".join(found) if found else "passed"))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
