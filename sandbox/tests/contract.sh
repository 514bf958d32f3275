#!/usr/bin/env bash
# Tests the sandbox in `document` behaviour against StockTrim's document, with schemathesis. To the document is added what it
# lacks and the live server does: a 404 for what is not there (G2).
#
# Usage: sandbox/tests/contract.sh [examples per operation, default: 40]
# Needs PyPI the first time, and python3 with venv, which it installs where it is missing and it may.
# Everything else is kept under target/.
set -euo pipefail
cd "$(dirname "$0")/../.."

EXAMPLES="${1:-40}"
VERSION='4.32.5'
# What is checked, by name. Not the checks that would ask more than the document promises: 404, 405 and 415 of routing are exempt.
CHECKS='not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'

TARGET="${CARGO_TARGET_DIR:-target}"
VENV="$TARGET/contract-venv"
if ! "$VENV/bin/schemathesis" --version 2>/dev/null | grep -qF "$VERSION"; then
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        apt-get update -qq && apt-get install -qq --yes python3 python3-venv >/dev/null
    fi
    python3 -m venv --clear "$VENV"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$VERSION"
fi
cargo build --quiet --locked --package stocktrim-sandbox

LOG="$TARGET/contract-sandbox.log"
"$TARGET/debug/stocktrim-sandbox" --behaviour document --port 0 >"$LOG" &
SANDBOX=$!
trap 'kill "$SANDBOX" 2>/dev/null || true' EXIT
URL=''
for _ in $(seq 100); do
    URL="$(sed -n 's/^listening on //p' "$LOG")"
    [ -n "$URL" ] && break
    kill -0 "$SANDBOX" || { echo 'the sandbox did not start' >&2; exit 1; }
    sleep 0.1
done

DOCUMENT="$TARGET/contract-document.json"
python3 - >"$DOCUMENT" <<'PYTHON'
import json
document = json.load(open("spec/vendor.json"))
for path in document["paths"].values():
    for operation in path.values():
        operation["responses"]["404"] = operation["responses"]["400"]
print(json.dumps(document))
PYTHON

"$VENV/bin/schemathesis" run "$DOCUMENT" \
    --url "$URL" \
    --header 'api-auth-id: tenant-id' \
    --header 'api-auth-signature: tenant name' \
    --checks "$CHECKS" \
    --phases examples,coverage,fuzzing \
    --max-examples "$EXAMPLES" \
    --generation-deterministic \
    --suppress-health-check all \
    --request-timeout 10 \
    --continue-on-failure \
    --no-color
