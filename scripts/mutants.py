#!/usr/bin/env python3
"""Makes the changes of Tests/Mutants/mutants.txt one at a time and says which ones no test notices.

    scripts/mutants.py                     all mutants
    scripts/mutants.py HeadEvidence 26     only those whose file or text holds the word, or of this number
    scripts/mutants.py --list              shows them
    scripts/mutants.py --check             only checks that each still fits its file

Works in a copy of the tree under .build-mutants, which keeps its builds. Ends with 1 if a mutant survives,
does not build, or fits its file no more.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPY = ROOT / ".build-mutants" / "tree"
# Seconds; the first build makes everything.
FIRST_BUILD, BUILD, TESTS = 3600, 1800, 900


def read():
    mutants = []
    for number, block in enumerate((ROOT / "Tests/Mutants/mutants.txt").read_text().strip().split("\n\n"), 1):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if set(fields) != {"file", "old", "new", "tests"}:
            sys.exit(f"Mutant {number} must have the lines file, old, new and tests, but has {sorted(fields)}.")
        mutants.append(fields | {"number": number})
    return mutants


def mutated(mutant):
    """The file's text with the change, or None where the old text does not stand there exactly once."""
    path = ROOT / mutant["file"]
    if not path.is_file():
        return None
    text = path.read_text()
    return text.replace(mutant["old"], mutant["new"]) if text.count(mutant["old"]) == 1 else None


def run(command, limit):
    """The exit code and output; None as the code when the limit has passed."""
    process = subprocess.Popen(
        command, cwd=COPY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", start_new_session=True)
    try:
        output, _ = process.communicate(timeout=limit)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""


def copy_tree():
    COPY.mkdir(parents=True, exist_ok=True)
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
        capture_output=True, check=True).stdout
    # Times stay, so that only what has changed is built again.
    for folder in ("Sources", "Tests"):
        for path in (COPY / folder).rglob("*"):
            if path.is_file() and not (ROOT / path.relative_to(COPY)).exists():
                path.unlink()
    for name in filter(None, files.decode().split("\0")):
        source, target = ROOT / name, COPY / name
        if not source.is_file():
            continue
        if target.is_file() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        target.chmod(source.stat().st_mode)


def judge(mutant):
    text = mutated(mutant)
    if text is None:
        return "does not fit its file"
    target = COPY / mutant["file"]
    original = target.read_text()
    target.write_text(text)
    try:
        code, output = run(["swift", "build", "--build-tests"], BUILD)
        if code != 0:
            return "did not build"
        code, output = run(["swift", "test", "--skip-build", "--filter", mutant["tests"]], TESTS)
        if code is None:
            return "killed (no end within its limit)"
        count = re.findall(r"Test run with (\d+) test", output)
        if code == 0:
            return "SURVIVED" if count and int(count[-1]) > 0 else "no test has run"
        return "killed"
    finally:
        target.write_text(original)


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    mutants = [
        m for m in read()
        if not words or any(w == str(m["number"]) or not w.isdigit() and w in m["file"] + m["old"] for w in words)]
    if not mutants:
        sys.exit(f"No mutant is named by {' '.join(words)}; --list shows all.")

    def name(mutant):
        return f"{mutant['number']:3}  {pathlib.Path(mutant['file']).name}: {mutant['old']} -> {mutant['new']}"

    if "--list" in sys.argv:
        print("\n".join(map(name, mutants)))
        return
    if "--check" in sys.argv:
        unfit = [m for m in mutants if mutated(m) is None]
        for mutant in unfit:
            print(f"does not fit its file: {name(mutant)}")
        sys.exit(1 if unfit else 0)
    copy_tree()
    code, output = run(["swift", "build", "--build-tests"], FIRST_BUILD)
    if code != 0:
        sys.exit(f"The tree does not build without a change:\n{output[-3000:]}")
    tests = "|".join(sorted({m["tests"] for m in mutants}))
    code, output = run(["swift", "test", "--skip-build", "--filter", tests], 2 * TESTS)
    if code != 0:
        sys.exit(f"The tests fail without a change:\n{output[-3000:]}")
    counts = {}
    for mutant in mutants:
        started = time.monotonic()
        verdict = judge(mutant)
        counts[verdict] = counts.get(verdict, 0) + 1
        print(f"{verdict:12} {time.monotonic() - started:5.0f} s {name(mutant)}", flush=True)
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    sys.exit(0 if all(verdict.startswith("killed") for verdict in counts) else 1)


main()
