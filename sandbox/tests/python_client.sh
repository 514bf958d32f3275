#!/usr/bin/env bash
# Runs the whole flow of the Python client for StockTrim against the sandbox, in both behaviours and with the default seed.
#
# Needs PyPI the first time, and python3 (3.11 or newer) with venv. Everything is kept under target/.
set -euo pipefail
cd "$(dirname "$0")/../.."

VERSION='0.14.1'
TARGET="${CARGO_TARGET_DIR:-target}"
VENV="$TARGET/python-client-venv"
installed() { "$VENV/bin/pip" show stocktrim-openapi-client 2>/dev/null | grep -qxF "Version: $VERSION"; }
if ! installed; then
    python3 -m venv --clear "$VENV"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check "stocktrim-openapi-client==$VERSION"
fi
cargo build --quiet --locked --package stocktrim-sandbox

LOG="$TARGET/python-client-sandbox.log"
SANDBOX=''
trap '[ -z "$SANDBOX" ] || kill "$SANDBOX" 2>/dev/null || true' EXIT
for BEHAVIOUR in document live; do
    "$TARGET/debug/stocktrim-sandbox" --behaviour "$BEHAVIOUR" --port 0 >"$LOG" &
    SANDBOX=$!
    URL=''
    for _ in $(seq 100); do
        URL="$(sed -n 's/^listening on //p' "$LOG")"
        [ -n "$URL" ] && break
        kill -0 "$SANDBOX" || { echo 'the sandbox did not start' >&2; exit 1; }
        sleep 0.1
    done
    echo "$BEHAVIOUR behaviour:"
    "$VENV/bin/python" sandbox/tests/python_client.py "$URL" "$BEHAVIOUR"
    kill "$SANDBOX"
    wait "$SANDBOX" || true
done
