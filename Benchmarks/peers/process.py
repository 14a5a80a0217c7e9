"""A contender's process: started once, stopped by SIGSTOP while others have their turn, so that its
threads, which may spin as they like during its own, never take a core from them."""
import atexit
import json
import os
import signal
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent  # Benchmarks


class Contender:
    def __init__(self, command, preload=None):
        environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")  # SIGSEGV is hide_vnni's
        if preload:
            environment["LD_PRELOAD"] = str(preload)
        self.command = [str(word) for word in command]
        self.process = subprocess.Popen(
            self.command, cwd=HERE, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)
        self.facts = json.loads(self.answer())
        self.microseconds = []
        self.process.send_signal(signal.SIGSTOP)

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"`{' '.join(self.command)}` ended early:\n{self.process.stderr.read()}")
        return line

    def turn(self, inferences):
        """Measures so many inferences after one that brings back what others drove out of the caches."""
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write(f"{inferences + 1}\n")
        self.process.stdin.flush()
        self.microseconds += [int(word) for word in self.answer().split()[1:]]
        self.process.send_signal(signal.SIGSTOP)

    def end(self):
        self.process.kill()
        self.process.communicate()
