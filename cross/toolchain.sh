#!/usr/bin/env bash
# Prints the folder of the Swift toolchain that swiftc on PATH belongs to, the one with bin/ and lib/.
# The compiler is asked, since swiftc may be a link to a version manager.
set -euo pipefail

command -v swiftc > /dev/null || {
  echo "swiftc is not on PATH; install Swift 6.3 (swift.org/install) and try again." >&2
  exit 69
}
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
dirname "$(dirname "$resources")"
