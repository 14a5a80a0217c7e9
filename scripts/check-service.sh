#!/usr/bin/env bash
# Runs the package's service under a real systemd, with its sandbox: boots a Debian in a container, with this
# machine's custos-edge, the package's files and a made-up rpicam-vid, and checks the start, a stored
# correction, a reload, a damaged model, a killed camera program, a killed and a hanging service, the stop.
#
#   scripts/check-service.sh MODEL.custos
#
# Needs root. The empty root is kept in .build-service/. Limits that the kernel here cannot set (systemd says
# so at the start, in .build-service/boot.log) are not checked.
set -euo pipefail
cd "$(dirname "$0")/.."
model=${1:?usage: scripts/check-service.sh MODEL.custos}
suite=bookworm
place=$PWD/.build-service
pristine=$place/root-$suite
root=$place/root-check
mkdir -p "$place"

scripts/install-dependencies.sh mmdebstrap systemd-container
if [ ! -f "$pristine/.complete" ]; then
  echo "check-service.sh: making a root of Debian $suite (a minute or two, kept for later)" >&2
  rm -rf "$pristine"
  scripts/with-limit.sh 1800 mmdebstrap --mode=root --variant=minbase \
    --include=systemd,systemd-sysv,procps,curl,libjpeg62-turbo,libpng16-16,libjansson4,libevent-core-2.1-7,libevent-extra-2.1-7 \
    "$suite" "$pristine" > "$place/root.log" 2>&1 || {
    echo "The root could not be set up; $place/root.log tells why." >&2
    exit 69
  }
  touch "$pristine/.complete"
fi
CUSTOS_PART=edge scripts/with-limit.sh 1800 swift build -c release --product custos-edge --static-swift-stdlib \
  --scratch-path "$place/swift" > "$place/build.log" 2>&1 || { tail -20 "$place/build.log" >&2; exit 1; }

rm -rf "$root"
cp -a "$pristine" "$root"
put() { install -D -m "$1" "$2" "$root/$3"; } # MODE FROM TO
put 755 "$place/swift/release/custos-edge" usr/bin/custos-edge
put 644 "$model" usr/share/custos-edge/example.custos
put 644 packaging/debian/custos-edge.service usr/lib/systemd/system/custos-edge.service
put 644 packaging/debian/custos-edge.sysusers usr/lib/sysusers.d/custos-edge.conf
put 644 packaging/debian/custos-edge.conf etc/custos-edge/custos-edge.conf
sed -i 's/^CUSTOS_CAMERA=.*/CUSTOS_CAMERA=rpicam/; s/^CUSTOS_OPTIONS=.*/& --size 320x240/' "$root/etc/custos-edge/custos-edge.conf"
mkdir -p "$root/var/lib/custos-edge"
ln -s /usr/share/custos-edge/example.custos "$root/var/lib/custos-edge/model.custos"
cat > "$root/usr/bin/rpicam-vid" <<'CAMERA'
#!/bin/sh
# A made-up camera: gray pictures of 320x240 in 4:2:0, ten a second.
while head -c 115200 /dev/zero | tr '\0' '\200'; do sleep 0.1; done
CAMERA
cat > "$root/opt/checks.sh" <<'CHECKS'
service=custos-edge
check() { if eval "$2"; then echo "pass $1"; else echo "FAIL $1: $2"; fi; }
within() { for _ in $(seq "$1"); do if eval "$2"; then return 0; fi; sleep 1; done; return 1; }
log() { journalctl -u $service --no-pager -o cat; }
main() { systemctl show -p MainPID --value $service; }
state() { curl -s http://127.0.0.1:8017/state.json; }
restarts() { systemctl show -p NRestarts --value $service; }
camera() { pgrep -f rpicam-vid | head -1; }
post() { curl -s -o /dev/null -w '%{http_code}' -H "X-Custos-Token: $token" -d "$2" "http://127.0.0.1:8017/$1"; }

check "the service is ready" "systemctl is-active -q $service"
check "it says what it does" "within 10 'systemctl status $service | grep -q \"reading pictures of 320 x 240\"'"
check "it runs as its own user" "[ \$(ps -o user= -p \$(main)) = custos-e+ ] || [ \$(ps -o user= -p \$(main)) = custos-edge ]"
check "the live page has a reading" "within 10 'state | grep -q custos.state/1'"
token=$(log | sed -n 's/.*#token=//p' | tail -1)
frame=$(state | sed 's/.*"number":\([0-9]*\).*/\1/')
check "a picture is held" "[ $(post hold "{\"frame\": $frame}") = 200 ]"
check "a correction is stored" "[ $(post feedback "{\"frame\": $frame, \"symbol\": 0, \"position\": \"L3\"}") = 200 ]"
check "it is where the package says" "ls /var/lib/custos-edge/store/*.json > /dev/null"
check "without the token nothing is" "[ $(token=wrong post hold "{\"frame\": $frame}") = 403 ]"
systemctl reload $service
check "a reload loads the model" "within 10 'log | tail -1 | grep -q \"is loaded\"'"
cp --remove-destination /usr/share/custos-edge/example.custos /var/lib/custos-edge/model.custos
printf XXXX | dd of=/var/lib/custos-edge/model.custos bs=1 seek=5000 conv=notrunc 2> /dev/null
systemctl reload $service
check "a damaged model is not taken" "within 10 'log | tail -1 | grep -q \"The old model stays\"'"
ln -sf /usr/share/custos-edge/example.custos /var/lib/custos-edge/model.custos
before=$(camera)
kill -9 "$before"
check "a killed camera program is started again" "within 10 '[ -n \"\$(camera)\" ] && [ \"\$(camera)\" != $before ]'"
kill -9 "$(main)"
check "a killed service is started again" "within 20 '[ \$(restarts) = 1 ] && systemctl is-active -q $service'"
check "its camera program ended with it" "[ \$(pgrep -cf 'sh /usr/bin/rpicam-vid') = 1 ]"
kill -STOP "$(main)"
check "a hanging service is ended and started again" "within 60 '[ \$(restarts) = 2 ] && systemctl is-active -q $service'"
systemctl stop $service
check "it stops by itself" "[ \$(systemctl show -p Result --value $service) = success ]"
check "nothing is left" "! pgrep -f rpicam-vid > /dev/null"
CHECKS
cat > "$root/etc/systemd/system/checks.service" <<'UNIT'
[Unit]
After=custos-edge.service
Wants=custos-edge.service
[Service]
Type=oneshot
ExecStart=/bin/bash -c "bash /opt/checks.sh > /opt/checks.txt 2>&1; systemctl --no-block poweroff"
[Install]
WantedBy=multi-user.target
UNIT
chmod 755 "$root/usr/bin/rpicam-vid"
chroot "$root" systemd-sysusers > /dev/null 2>&1
chroot "$root" systemctl --quiet enable custos-edge.service checks.service
scripts/with-limit.sh 240 systemd-nspawn --quiet -D "$root" -b --register=no --keep-unit > "$place/boot.log" 2>&1 || {
  tail -3 "$place/boot.log" >&2
  echo "The container did not run to its end; $place/boot.log tells how far it came." >&2
  exit 1
}
cat "$root/opt/checks.txt"
if grep -qv '^pass' "$root/opt/checks.txt" || [ ! -s "$root/opt/checks.txt" ]; then exit 1; fi
echo "check-service: passed"
