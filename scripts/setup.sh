#!/usr/bin/env bash
# Prepares this machine for the demo or the tests: checks Node, and brings pnpm, Debian packages, npm packages and the
# build up to date. What is there already is left alone, so a second run takes seconds. Nothing is written outside the
# checkout except Debian packages, and none of those starts a daemon.
#
# Run it (scripts/setup.sh demo|test), or source it and call set_up; sourced, it also puts its tools on PATH.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cache="$root/.cache"
log="$cache/setup.log"
rtsp_packages=(
  python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly
)

say() { printf 'setup: %s\n' "$*" >&2; }

die() {
  printf 'setup failed: %s\n' "$*" >&2
  exit 1
}

# Runs a command with its output in the log.
logged() {
  printf '\n$ %s\n' "$*" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null
}

has() { command -v "$1" >/dev/null 2>&1; }

check_node() {
  local how='on Debian 13 and Raspberry Pi OS "sudo apt install nodejs npm", elsewhere https://nodejs.org/en/download'
  has node || die "Node.js 20.19 or newer is needed and there is none: $how"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node.js 20.19 or newer is needed, this is $(node --version): $how"
  case "$(node -p 'process.platform + "-" + process.arch')" in
    linux-x64 | linux-arm64) ;;
    *) die "a 64-bit Linux on x86 or ARM is needed, this is $(uname -sm)" ;;
  esac
}

# pnpm 11 needs Node 22 and reads other settings, so only a pnpm 10 will do.
ensure_pnpm() {
  if [[ "$(COREPACK_ENABLE_DOWNLOAD_PROMPT=0 pnpm --version 2>/dev/null </dev/null)" == 10.* ]]; then return; fi
  has npm || die 'npm is needed and there is none: "sudo apt install npm"'
  say 'fetching pnpm 10 into .cache/pnpm'
  logged npm install --prefix "$cache/pnpm" --no-audit --no-fund pnpm@10 ||
    die "pnpm could not be fetched from the npm registry; is there a network? (details: $log)"
}

# Installs Debian packages; on failure returns 1 with the reason in $why.
install_debian() {
  local -a as_root=()
  why=''
  if ! has apt-get; then
    why="this is not Debian; install by other means: $*"
  elif ((EUID != 0)); then
    if has sudo && sudo -n true 2>/dev/null; then as_root=(sudo -n); else why="no root here; run: sudo apt install $*"; fi
  fi
  if [[ $why ]]; then return 1; fi
  local -a options=(-o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o DPkg::Lock::Timeout=300)
  if [[ ! ${lists_fresh:-} ]]; then
    logged "${as_root[@]}" apt-get "${options[@]}" update || true
    lists_fresh=yes
  fi
  if ! logged "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y --no-install-recommends "$@"; then
    why="Debian's packages could not be installed (network? details: $log); run: sudo apt update && sudo apt install $*"
    return 1
  fi
}

has_rtsp_server() {
  [[ -x /usr/bin/python3 ]] && /usr/bin/python3 - >>"$log" 2>&1 <<'PYTHON'
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
parts = ["appsrc", "videoconvert", "x264enc", "h264parse", "rtph264pay"]
missing = [part for part in parts if Gst.ElementFactory.find(part) is None]
raise SystemExit(f"no GStreamer {missing}" if missing else 0)
PYTHON
}

ensure_debian_packages() {
  local -a missing=()
  if ! has ffmpeg; then missing+=(ffmpeg); fi
  if ! has_rtsp_server; then missing+=("${rtsp_packages[@]}"); fi
  if ((${#missing[@]} == 0)); then return; fi
  say "installing Debian packages: ${missing[*]}"
  install_debian "${missing[@]}" || die "$why"
  has ffmpeg || die "ffmpeg is installed but not in the PATH (details: $log)"
  has_rtsp_server || die "the RTSP server does not start (details: $log)"
}

# Whether Debian's Python has a module.
has_module() { /usr/bin/python3 -c 'import sys; from importlib.util import find_spec; raise SystemExit(not find_spec(sys.argv[1]))' "$1"; }

# What only some tests use. Without it those tests are skipped, and say so.
ensure_test_extras() {
  local -a missing=()
  if ! has mosquitto_sub; then missing+=(mosquitto-clients); fi
  if ! has chromium; then missing+=(chromium); fi
  if ! has shellcheck; then missing+=(shellcheck); fi
  if ! has_module onnx; then missing+=(python3-onnx); fi
  if ! has_module torch; then missing+=(python3-torch); fi
  if ! has_module PIL; then missing+=(python3-pil); fi
  if ! has promtool; then missing+=(promtool); fi
  if ! has mosquitto; then missing+=(mosquitto); fi
  if ! has_faketime; then missing+=(libfaketime); fi
  # Networks and disks of a test's own take root.
  if ((EUID == 0)) && ! has ip; then missing+=(iproute2); fi
  if ((EUID == 0)) && ! has mkfs.ext4; then missing+=(e2fsprogs); fi
  if ((${#missing[@]} == 0)); then return; fi
  # What could not be had is asked for again after a day.
  if [[ "$(cat "$cache/extras-refused" 2>/dev/null)" == "${missing[*]}" && $(find "$cache/extras-refused" -mmin -1440) ]]; then
    say "without ${missing[*]}: some tests are skipped"
    return
  fi
  say "installing what some tests use: ${missing[*]}"
  local -a refused=()
  local extra
  for extra in "${missing[@]}"; do
    case $extra in
      promtool) fetch_promtool || refused+=(promtool) ;;
      mosquitto) fetch_mosquitto || refused+=(mosquitto) ;;
      *) install_debian "$extra" || refused+=("$extra") ;;
    esac
  done
  if ((${#refused[@]} > 0)); then
    say "without ${refused[*]}: some tests are skipped${why:+ ($why)}"
    printf '%s\n' "${refused[*]}" >"$cache/extras-refused"
  fi
}

has_faketime() { dpkg -L libfaketime >/dev/null 2>&1; }

# Takes one program out of a Debian package, whose daemon would start on installation and at every boot after it.
# fetch_program PACKAGE PATH; "$cache/fetched" keeps the package.
fetch_program() {
  local package=$1 path=$2
  if ! has apt-get; then return 1; fi
  rm -rf "$cache/fetched"
  mkdir -p "$cache/fetched" "$cache/bin"
  (
    cd "$cache/fetched" &&
      logged apt-get -o Acquire::http::Timeout=20 -o APT::Sandbox::User=root download "$package" &&
      dpkg-deb --fsys-tarfile "$package"_*.deb | tar -xO "./$path" >program &&
      chmod +x program && mv program "$cache/bin/${path##*/}"
  ) 2>>"$log" || return 1
}

fetch_promtool() { fetch_program prometheus usr/bin/promtool; }

fetch_mosquitto() {
  local -a missing=()
  local library
  fetch_program mosquitto usr/sbin/mosquitto || return 1
  for library in $(dpkg-deb -f "$cache"/fetched/mosquitto_*.deb Depends | tr ',' '\n' | awk '$1 ~ /^lib/ { print $1 }'); do
    if ! dpkg -L "$library" >/dev/null 2>&1; then missing+=("$library"); fi
  done
  if ((${#missing[@]} == 0)) || install_debian "${missing[@]}"; then return; fi
  rm -f "$cache/bin/mosquitto"
  return 1
}

has_node_headers() { [[ -e "$(node -p 'require("node:path").resolve(process.execPath, "../../include/node/node.h")')" ]]; }

# better-sqlite3 is compiled where its prebuilt binary cannot be downloaded.
ensure_compiler() {
  local -a missing=()
  if ! has python3; then missing+=(python3); fi
  if ! has make; then missing+=(make); fi
  if ! has g++; then missing+=(g++); fi
  if ! has_node_headers && dpkg -S "$(node -p process.execPath)" 2>/dev/null | grep -q '^nodejs:'; then missing+=(libnode-dev); fi
  if ((${#missing[@]} == 0)); then return 1; fi
  say "installing a compiler for better-sqlite3: ${missing[*]}"
  install_debian "${missing[@]}" || die "$why"
}

install_modules() {
  if has_node_headers; then
    npm_config_nodedir="$(node -p 'require("node:path").resolve(process.execPath, "../..")')"
    export npm_config_nodedir
  fi
  (cd "$root" && CI=true logged pnpm install --frozen-lockfile)
}

ensure_modules() {
  local wanted stamp="$root/node_modules/.splitsight-installed"
  wanted="$(cd "$root" && {
    node -p 'process.version + process.arch'
    sha256sum pnpm-lock.yaml pnpm-workspace.yaml package.json packages/*/package.json
  } | sha256sum)"
  if [[ "$(cat "$stamp" 2>/dev/null)" == "$wanted" ]]; then return; fi
  say 'installing npm packages (a minute or two the first time)'
  if ! install_modules; then
    if grep -q 'gyp ERR' "$log" && ensure_compiler && install_modules; then :; else
      die "npm packages could not be installed; is the npm registry reachable? (details: $log)"
    fi
  fi
  printf '%s\n' "$wanted" >"$stamp"
}

ensure_build() {
  local stamp="$root/packages/cli/dist/.built"
  if [[ -e $stamp && -e "$root/packages/dashboard/dist/index.html" ]]; then
    local newer
    newer="$(cd "$root" && find packages tsconfig*.json pnpm-lock.yaml \
      \( -name node_modules -o -name dist -o -name '*.tsbuildinfo' \) -prune -o -newer "$stamp" -print -quit)"
    if [[ ! $newer ]]; then return; fi
  fi
  say 'building'
  (cd "$root" && logged pnpm build) || die "the build failed (details: $log)"
  touch "$stamp"
}

# set_up demo|test
set_up() {
  check_node
  mkdir -p "$cache/bin"
  export PATH="$PATH:$cache/bin"
  # Without a network npm and pnpm are to say so soon; they wait for minutes otherwise.
  export npm_config_fetch_retry_mintimeout=1000 npm_config_fetch_retry_maxtimeout=5000
  if [[ ! $(pnpm --version 2>/dev/null </dev/null) == 10.* ]]; then export PATH="$cache/pnpm/node_modules/.bin:$PATH"; fi
  # One set-up at a time in a checkout; the lock ends with the subshell.
  (
    flock 9
    : >"$log"
    ensure_pnpm
    ensure_debian_packages
    if [[ $1 == test ]]; then ensure_test_extras; fi
    ensure_modules
    ensure_build
  ) 9>"$cache/lock"
}

if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then set_up "${1:-demo}"; fi
