"""The contender's side of peers.process: facts first, then the microseconds of as many runs as asked for."""
import json
import sys
import time


def serve(facts, run):
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            run()
            times.append(round((time.perf_counter() - start) * 1e6))
        print(*times, flush=True)
