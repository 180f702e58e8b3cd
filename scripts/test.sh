#!/usr/bin/env bash
# Sets the machine up and runs every check and test. The last line is the tests' result: N passed, N failed, N skipped.
# Arguments go to vitest: ./scripts/test.sh packages/wire
set -euo pipefail
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
set_up test
cd "$root"

failed=()
for check in lint typecheck deadcode; do
  printf 'check: %s\n' "$check"
  pnpm --silent "$check" </dev/null || failed+=("$check")
done

report="$cache/vitest.json"
rm -f "$report"
# A job of the server gives way to all else (nice 10); beside tests that give way as much it gets its share.
nice -n 10 pnpm exec vitest run --reporter=default --reporter=json --outputFile.json="$report" "$@" </dev/null || failed+=(tests)

if ((${#failed[@]} > 0)); then printf 'failed: %s\n' "${failed[*]}"; fi
node --import tsx scripts/test-summary.ts "$report" || failed+=(summary)
((${#failed[@]} == 0))
