/// What runs on the far machine, for `sh -c`.
enum BoardScripts {
  /// Tells about the machine in lines `key=value`.
  static let look = """
    echo "machine=$(uname -m)"; echo "user=$(id -u)"
    if command -v sudo > /dev/null && sudo -n true 2> /dev/null; then echo sudo=yes; fi
    for tool in dpkg sha256sum systemctl; do
      if command -v $tool > /dev/null; then echo "has=$tool"; fi
    done
    if command -v custos-edge > /dev/null; then echo has=custos-edge; fi
    dpkg-query -W -f='installed=${db:Status-Status} ${Version}\\n' custos-edge 2> /dev/null
    if systemctl is-active --quiet custos-edge 2> /dev/null; then echo active=yes; fi
    exit 0
    """

  /// Makes a folder for the copies and names it.
  static let makeFolder = "umask 077; mktemp -d /tmp/custos-deploy.XXXXXX"

  /// Compares a file's SHA-256: FILE SUM.
  static let verify = "echo \"$2  $1\" | sha256sum --check --status"

  /// Installs a package: FILE.
  static let install =
    "DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold -i \"$1\""

  /// Puts a copy beside the model: COPY MODEL.
  static let stage = """
    set -e; mkdir -p "$(dirname "$2")"; install -m 644 "$1" "$2.new"; sync "$2.new"
    """

  /// Runs the self-test of a model: MODEL.
  static let selfTest = "custos-edge selftest --model \"$1\""

  /// Puts the new model in the former one's place at one stroke, and keeps that: MODEL.
  static let activate = """
    set -e; rm -f "$1.previous"
    if [ -e "$1" ] || [ -L "$1" ]; then cp -a -T "$1" "$1.previous"; fi
    mv -f -T "$1.new" "$1"; sync "$(dirname "$1")"
    """

  /// Restarts the service, which says by itself when it is ready.
  static let restart = "systemctl restart custos-edge.service"

  /// Puts the former model back: MODEL.
  static let rollBack = """
    if [ -e "$1.previous" ] || [ -L "$1.previous" ]; then mv -f -T "$1.previous" "$1"
    else rm -f "$1"; fi
    """

  /// Deletes what a deployment leaves on the way: MODEL.
  static let discard = "rm -f \"$1.new\""

  /// Deletes the copies: FOLDER.
  static let removeFolder = "rm -rf \"$1\""
}
