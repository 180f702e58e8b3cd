#!/usr/bin/env bash
# Boots systemd in a container over this machine's own files, installs deploy/ in it as docs/install.md says, and looks whether the
# units do what they promise. Wants root and Debian's systemd-container; a minute or two. Nothing here is changed: what is written
# goes to memory, the network is the container's own, and systemd-nspawn takes every process with it when it ends.
set -euo pipefail

if [[ ${1:-} != inside-a-namespace ]]; then
  # shellcheck source=scripts/setup.sh
  source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
  if ((EUID != 0)); then die 'root is needed'; fi
  has systemd-nspawn || die 'systemd-nspawn is needed; run: sudo apt install systemd-container'
  set_up demo
  work="$(mktemp -d)"
  trap 'rmdir "$work"' EXIT
  unshare --mount --propagation private "$0" inside-a-namespace "$root" "$work"
  exit
fi

root="$2"
work="$3"
mount -t tmpfs -o size=2g tmpfs "$work"
mkdir "$work"/{upper,scratch,machine}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/scratch" "$work/machine"

# Only this is started, whatever the machine starts else.
: >"$work/machine/etc/fstab"
cat >"$work/machine/etc/systemd/system/try.target" <<'UNIT'
[Unit]
Wants=try.service
UNIT
cat >"$work/machine/etc/systemd/system/try.service" <<'UNIT'
[Service]
Type=oneshot
ExecStart=/bin/bash -c '/opt/splitsight/scripts/systemd/checks.sh >/results 2>&1; systemctl exit $?'
UNIT
ln -sf "$(command -v node)" "$work/machine/usr/local/bin/node"

code=0
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout --foreground 600 systemd-nspawn --quiet --boot --directory="$work/machine" --machine="try-$$" \
  --private-network --register=no --keep-unit --link-journal=no --console=pipe --bind-ro="$root:/opt/splitsight" \
  systemd.unit=try.target systemd.show_status=no </dev/null >"$work/console" 2>&1 || code=$?
cat "$work/machine/results" 2>/dev/null || cat "$work/console"
exit "$code"
