#!/usr/bin/env bash
# The whole of SplitSight on this machine, with cameras of its own: ./scripts/demo.sh [--camera URL] [--check]
set -euo pipefail
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
set_up demo
exec node "$root/packages/cli/bin/splitsight.js" demo "$@"
