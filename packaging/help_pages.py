#!/usr/bin/env python3
"""Makes the man page and the shell completions of custos-edge from what `custos-edge help` prints.

    packaging/help_pages.py man|bash|zsh [--version V] [--date YYYY-MM-DD] -- COMMAND [ARGUMENT ...]

COMMAND runs the executable, such as `cross/run.sh cortex-a72 custos-edge`. The help texts are the only
source: lines that start with "Usage:", lines of options ("  --name VALUE   text"), and paragraphs.
"""

import argparse
import re
import subprocess
import sys

# "  --output, -o FILE        text": two blanks, the option, two blanks or more, what it does.
OPTION = re.compile(r"^ {2,6}(-\S.*?)(?: {2,}(\S.*))?$")
VERB = re.compile(r"^ {2,6}([a-z][a-z-]*) {2,}(\S.*)$")


def run(command, *arguments):
    """Returns what the executable prints, or ends with what it complains about."""
    try:
        result = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=660)
    except subprocess.TimeoutExpired as error:
        sys.exit(f"help_pages.py: {' '.join(error.cmd)} gave no help within {error.timeout:g} seconds")
    if result.returncode != 0 or not result.stdout.strip():
        sys.exit(f"help_pages.py: {' '.join([*command, *arguments])} gave no help "
                 f"(exit code {result.returncode}): {result.stderr.strip()}")
    return result.stdout.rstrip("\n").split("\n")


def blocks(lines):
    """Yields ("usage"|"option"|"text", heading, body) of a help text, continuation lines joined."""
    kind, heading, body = "text", "", []
    for line in lines:
        option = OPTION.match(line)
        if line.startswith("Usage:"):
            following = ("usage", "", [line.removeprefix("Usage:").strip()])
        elif kind == "usage" and line.startswith("   ") and not option:
            body.append(line.strip())
            continue
        elif option:
            following = ("option", option[1], [option[2]] if option[2] else [])
        elif kind == "option" and line.startswith(" " * 12):
            body.append(line.strip())
            continue
        elif not line.strip():
            following = ("text", "", [])
        elif kind == "text" and body:
            body.append(line.strip())
            continue
        else:
            following = ("text", "", [line.strip()])
        if heading or body:
            yield kind, heading, body
        kind, heading, body = following
    if heading or body:
        yield kind, heading, body


class Help:
    """The overview and every verb's text."""

    def __init__(self, command):
        self.overview = run(command, "help")
        found = [VERB.match(line) for line in self.overview]
        self.verbs = {m[1]: m[2] for m in found if m}
        if not self.verbs:
            sys.exit("help_pages.py: the overview names no verbs; expected lines '  verb   what it does'.")
        self.texts = {verb: list(blocks(run(command, "help", verb))) for verb in self.verbs}

    def options(self, verb):
        """Returns [(names, value, text)] of a verb."""
        result = []
        for kind, heading, body in self.texts[verb]:
            if kind != "option":
                continue
            words = heading.replace(",", " ").split()
            names = [word for word in words if word.startswith("-")]
            values = [word for word in words if not word.startswith("-")]
            result.append((names, values[0] if values else "", " ".join(body)))
        known = {name for names, _, _ in result for name in names}
        usage = " ".join(" ".join(body) for kind, _, body in self.texts[verb] if kind == "usage")
        for name, value in re.findall(r"(--[a-z-]+)(?: ([A-Z]+))?", usage):
            if name not in known:
                known.add(name)
                result.append(([name], value, "see the manual"))
        return result


def roff(text):
    """Escapes text for troff."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "\\&" + text if text.startswith(".") else text


def man(help, version, date):
    """Returns the man page."""
    out = [f'.TH CUSTOS\\-EDGE 1 "{date}" "custos\\-edge {version}" "User Commands"', ".SH NAME",
           "custos\\-edge \\- read the staff position of music symbols from pictures", ".SH SYNOPSIS"]
    usages = [u for verb in help.texts for k, _, body in help.texts[verb] if k == "usage" for u in body]
    for usage in usages:
        out += [".PP", f"{roff(usage)}"]
    out.append(".SH DESCRIPTION")
    tail = []
    for kind, _, body in blocks(line for line in help.overview if not VERB.match(line)):
        text = " ".join(body)
        if text.startswith("Exit codes:"):
            tail = exit_status(text.removeprefix("Exit codes:"))
        elif kind == "text" and not text.startswith("help VERB"):
            out += [".PP", roff(text)]
    for verb, summary in help.verbs.items():
        out += [f".SH {roff(verb.upper())}", f"{roff(summary[0].upper() + summary[1:])}."]
        for kind, heading, body in help.texts[verb]:
            if kind == "option":
                out += [".TP", f".B {roff(heading)}", roff(" ".join(body)) or "\\&"]
            elif kind == "text":
                out += [".PP", roff(" ".join(body))]
    return "\n".join(out + tail + files()) + "\n"


def exit_status(text):
    """Returns the section of exit codes from the overview's list."""
    out = [".SH EXIT STATUS"]
    for part in re.split(r",\s+(?=\d)", text.strip().rstrip(".")):
        code, meaning = part.strip().split(" ", 1)
        out += [".TP", f".B {code}", roff(meaning)]
    return out


def files():
    """Returns the section about what the Debian package installs."""
    paths = [
        ("/etc/custos-edge/custos-edge.conf", "model, camera and options of the service"),
        ("/var/lib/custos-edge/model.custos", "the model that the service reads with"),
        ("/var/lib/custos-edge/store", "what the service stores"),
        ("/usr/share/custos-edge/example.custos", "the example model")]
    out = [".SH FILES"]
    for path, meaning in paths:
        out += [".TP", f".I {roff(path)}", meaning]
    return out


def bash(help):
    """Returns the completion for bash."""
    cases = []
    for verb in help.verbs:
        options = help.options(verb)
        words = " ".join(name for names, _, _ in options for name in names if name.startswith("--"))
        lines = [f"    {verb})", "      case $previous in"]
        for names, value, _ in options:
            if "|" in value:
                choices = value.replace("|", " ")
                lines.append(f"        {'|'.join(names)}) _custos_edge_words '{choices}'; return ;;")
            elif value and not is_path(value):
                lines.append(f"        {'|'.join(names)}) return ;;")
            elif value:
                lines.append(f"        {'|'.join(names)}) compopt -o filenames; COMPREPLY=($(compgen -f -- \"$current\")); return ;;")
        lines += ["      esac", f"      options='{words} --help' ;;"]
        cases.append("\n".join(line for line in lines))
    verbs = " ".join([*help.verbs, "help"])
    return f"""# bash completion for custos-edge, made from its help texts.
_custos_edge_words() {{ COMPREPLY=($(compgen -W "$1" -- "$current")); }}

_custos_edge() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} options=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _custos_edge_words '{verbs} --version'
    return
  fi
  case ${{COMP_WORDS[1]}} in
    help) _custos_edge_words '{" ".join(help.verbs)}'; return ;;
{chr(10).join(cases)}
  esac
  if [[ $current == -* ]]; then
    _custos_edge_words "$options"
  else
    compopt -o filenames
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}}
complete -F _custos_edge custos-edge
"""


def is_path(value):
    """Whether an option's value is a file or folder."""
    return value.rstrip(".") in ("FILE", "FOLDER", "PATH", "OUT", "PAGE", "PICTURE")


def quoted(text):
    """Escapes text for a single-quoted specification of zsh's _arguments."""
    return re.sub(r"([\[\]:\\])", r"\\\1", text).replace("'", "'\\''")


def zsh(help):
    """Returns the completion for zsh."""
    verbs = "\n".join(f"    '{verb}:{quoted(text)}'" for verb, text in help.verbs.items())
    cases = []
    for verb in help.verbs:
        lines = []
        for names, value, text in help.options(verb):
            if not value:
                action = ""
            elif "|" in value:
                action = f":value:({value.replace('|', ' ')})"
            else:
                action = f":{value.lower()}:_files" if is_path(value) else f":{quoted(value.lower())}:"
            group = f"'({' '.join(names)})'" + ("{" + ",".join(names) + "}" if len(names) > 1 else names[0])
            lines.append(f"        {group}'[{quoted(text)}]{action}'")
        body = " \\\n".join([*lines, "        '--help[say more about the verb]'", "        '*:picture:_files'"])
        cases.append(f"    {verb})\n      _arguments \\\n{body} ;;")
    return f"""#compdef custos-edge
# zsh completion for custos-edge, made from its help texts.
_custos-edge() {{
  local -a verbs
  verbs=(
{verbs}
    'help:say more about a verb'
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
    help) _describe verb verbs ;;
{chr(10).join(cases)}
  esac
}}
_custos-edge "$@"
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kind", choices=["man", "bash", "zsh"])
    parser.add_argument("--version", default="")
    parser.add_argument("--date", default="")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    help = Help(arguments.command)
    print({"man": lambda: man(help, arguments.version, arguments.date),
           "bash": lambda: bash(help), "zsh": lambda: zsh(help)}[arguments.kind](), end="")


main()
