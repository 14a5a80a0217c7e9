#!/usr/bin/env python3
"""Writes CHANGELOG.md's newest section as a Debian changelog.

    packaging/changelog.py CHANGELOG.md VERSION 'NAME <ADDRESS>' SECONDS_SINCE_1970
"""

import email.utils
import sys
import textwrap


def main(path, version, maintainer, seconds):
    with open(path, encoding="utf-8") as file:
        sections = file.read().split("\n## ")
    items = [line[2:] for line in sections[1].split("\n") if line.startswith("- ")]
    if not items:
        sys.exit(f"changelog.py: the newest section of {path} has no items ('- ...'); add what changed.")
    print(f"custos-edge ({version}) unstable; urgency=medium\n")
    for item in items:
        print(textwrap.fill(item, 78, initial_indent="  * ", subsequent_indent="    ",
                            break_long_words=False, break_on_hyphens=False))
    print(f"\n -- {maintainer}  {email.utils.formatdate(int(seconds))}")


main(*sys.argv[1:])
