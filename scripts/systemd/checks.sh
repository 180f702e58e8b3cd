#!/usr/bin/env bash
# Run by try-systemd.sh inside its container, as root: installs both daemons and looks at what systemd makes of them.
# shellcheck disable=SC2317 # the conditions are called by name
set -uo pipefail
cd /opt/splitsight || exit 1
failed=0

check() {
  local what="$1"
  shift
  if "$@"; then echo "ok: $what"; else
    echo "FAILED: $what"
    failed=1
  fi
}
property() { systemctl show "splitsight-$1" --property="$2" --value; }
is() { [[ "$(property "$1" "$2")" == "$3" ]]; }
# A condition that has to come true within two minutes.
soon() {
  local tries
  for ((tries = 0; tries < 240; tries++)); do
    if "$@"; then return 0; fi
    sleep 0.5
  done
  return 1
}
is_well() { is "$1" ActiveState active && is "$1" NRestarts "$2"; }
says() { journalctl --quiet --unit="splitsight-$1" --output=cat | grep -q "$2"; }
answers() { node -e 'fetch("http://127.0.0.1:8080/readyz").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))'; }
is_shut_in() {
  local pid
  pid="$(property "$1" MainPID)"
  grep -q '^NoNewPrivs:.1' "/proc/$pid/status" && grep -q '^Seccomp:.2' "/proc/$pid/status" &&
    grep -q '^CapEff:.0*$' "/proc/$pid/status" && grep -q ' /usr ro\| / ro' "/proc/$pid/mountinfo"
}
# What docs/install.md says, in its order.
cp deploy/splitsight.sysusers.conf /usr/lib/sysusers.d/splitsight.conf && systemd-sysusers
cp deploy/splitsight.tmpfiles.conf /usr/lib/tmpfiles.d/splitsight.conf && systemd-tmpfiles --create splitsight.conf
install -g splitsight -m 660 deploy/server.example.yaml /etc/splitsight/server/server.yaml
sed -i 's|path: data/|path: /var/lib/splitsight-server/|' /etc/splitsight/server/server.yaml
cp deploy/splitsight-*.service deploy/splitsight-*.timer /etc/systemd/system/ && systemctl daemon-reload
install -d -o splitsight -m 700 /var/backups/splitsight
mkdir /srv/clip
ffmpeg -loglevel error -f lavfi -i testsrc2=duration=10:rate=10:size=640x360 /srv/clip/yard.mp4
cat >/etc/splitsight/edge/edge.yaml <<'YAML'
site: home
node: pi-1
broker: { url: "mqtt://127.0.0.1:1883" }
cameras: [{ id: yard, url: /srv/clip/yard.mp4 }]
YAML
chgrp splitsight /etc/splitsight/edge/edge.yaml && chmod 640 /etc/splitsight/edge/edge.yaml

check 'the server starts' systemctl start splitsight-server
check 'and works as soon as systemd calls it started' answers
check 'the agent starts' systemctl start splitsight-edge
check 'its camera is online, and so the server says' soon is server StatusText '1 of 1 cameras online'
check 'the agent is connected' soon is edge StatusText '1 of 1 cameras online, uplink connected'
check 'the server can do little else' is_shut_in server
check 'the agent can do little else' is_shut_in edge
check 'a backup is made' systemctl start splitsight-backup
check 'and is whole' node packages/cli/bin/splitsight.js restore --check /var/backups/splitsight/* --config /etc/splitsight/server/server.yaml

check 'the agent stops' systemctl stop splitsight-edge
check 'in good order' is edge Result success
check 'and the server knows' soon is server StatusText '0 of 1 cameras online'
check 'no ffmpeg is left' eval '! pgrep -x ffmpeg'
check 'the agent starts again' systemctl start splitsight-edge
for daemon in server edge; do kill -9 "$(property $daemon MainPID)"; done
for daemon in server edge; do check "kill -9: the $daemon is started again" soon is_well $daemon 1; done

# The units' own times would take minutes.
for daemon in server edge; do
  mkdir "/etc/systemd/system/splitsight-$daemon.service.d"
  printf '[Unit]\nStartLimitBurst=4\n[Service]\nWatchdogSec=10s\n' >"/etc/systemd/system/splitsight-$daemon.service.d/try.conf"
done
systemctl daemon-reload
systemctl reset-failed
systemctl restart splitsight-server splitsight-edge
for daemon in server edge; do kill -STOP "$(property $daemon MainPID)"; done
for daemon in server edge; do
  check "the $daemon hangs, is killed and started again" soon is_well $daemon 1
  check "because of the watchdog" says $daemon 'Watchdog timeout'
done

systemctl stop splitsight-edge
echo 'camras: []' >>/etc/splitsight/edge/edge.yaml
systemctl reset-failed
systemctl start splitsight-edge 2>/dev/null
check 'a wrong configuration ends in failure at once' is edge ActiveState failed
check 'and is not tried again' is edge NRestarts 0
check 'and in a line that says what is wrong' says edge 'CONFIG_INVALID.*camras: unknown key'
check 'the server stops' systemctl stop splitsight-server
check 'in good order' is server Result success

if ((failed)); then journalctl --quiet --unit='splitsight-*' --output=cat --lines=40; fi
exit "$failed"
