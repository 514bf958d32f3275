#!/usr/bin/env bash
# What `stocktrim mcp` weighs: a start to `tools/list`, memory, and the stripped program, each within its limit; beside the
# Python server of PyPI in the same run. Linux only; needs PyPI the first time, and python3 (3.11 or newer) with venv.
set -euo pipefail
cd "$(dirname "$0")/../.."

TARGET="${CARGO_TARGET_DIR:-target}"
OTHER='0.17.0'
cargo build --quiet --locked --profile dist --package stocktrim-cli

BYTES=$(stat -c %s "$TARGET/dist/stocktrim")
awk -v bytes="$BYTES" 'BEGIN { printf "%.1f MB stripped\n", bytes / 1048576; exit bytes > 10 * 1048576 }'
LIMIT_MS=30 LIMIT_MB=12 python3 cli/tests/mcp_weight.py 20 "$TARGET/dist/stocktrim" mcp --allow write,delete

VENV="$TARGET/mcp-clients/stocktrim-mcp-server-$OTHER"
if ! "$VENV/bin/pip" show stocktrim-mcp-server 2>/dev/null | grep -qxF "Version: $OTHER"; then
    python3 -m venv --clear "$VENV"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check "stocktrim-mcp-server==$OTHER"
fi
STOCKTRIM_API_AUTH_ID=id STOCKTRIM_API_AUTH_SIGNATURE=name STOCKTRIM_BASE_URL=http://127.0.0.1:9 \
    python3 cli/tests/mcp_weight.py 3 "$VENV/bin/stocktrim-mcp-server"
