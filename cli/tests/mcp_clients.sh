#!/usr/bin/env bash
# Runs a buyer's week through `stocktrim --demo mcp` with the clients of PyPI: `mcp` and `fastmcp`, the newest and those of the
# protocol of 2025; each with a person who agrees, one who does not, and none.
#
# Needs PyPI the first time, and python3 (3.11 or newer) with venv. Everything is kept under target/.
set -euo pipefail
cd "$(dirname "$0")/../.."

TARGET="${CARGO_TARGET_DIR:-target}"
cargo build --quiet --locked --package stocktrim-cli

run() { # package version modes…
    local venv="$TARGET/mcp-clients/$1-$2"
    if ! "$venv/bin/pip" show "$1" 2>/dev/null | grep -qxF "Version: $2"; then
        python3 -m venv --clear "$venv"
        # The old ones import what a later pydantic has not.
        local with=()
        case "$2" in 1.9.* | 1.12.*) with=('pydantic<2.12') ;; esac
        "$venv/bin/pip" install --quiet --disable-pip-version-check "$1==$2" "${with[@]}"
    fi
    for mode in "${@:3}"; do
        "$venv/bin/python" -W ignore cli/tests/mcp_clients.py "$TARGET/debug/stocktrim" "$mode"
    done
}

# Protocol 2025-03-26, 2025-06-18, 2025-11-25, then 2026-07-28 and its fallback.
run mcp 1.9.4 legacy
run mcp 1.12.4 legacy
run mcp 1.30.0 legacy
run mcp 2.3.0 auto legacy
run fastmcp 2.14.7 legacy
run fastmcp 4.2.3 auto legacy
