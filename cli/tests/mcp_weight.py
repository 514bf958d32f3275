"""How long a server takes to `tools/list`, and how much memory: the medians of some starts.

Arguments: how often; then the command. Environment: LIMIT_MS and LIMIT_MB, beyond which it ends with 1.
"""

import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS, COMMAND = int(sys.argv[1]), sys.argv[2:]
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "weight", "version": "1"}}


def start():
    began = time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as server:

        def send(message):
            server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            server.stdin.flush()

        send({"id": 1, "method": "initialize", "params": HELLO})
        server.stdout.readline()
        send({"method": "notifications/initialized"})
        send({"id": 2, "method": "tools/list", "params": {}})
        tools = json.loads(server.stdout.readline())["result"]["tools"]
        took = (time.perf_counter() - began) * 1000
        with open(f"/proc/{server.pid}/status") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        server.stdin.close()
        server.wait(10)
    return took, peak / 1024, len(tools)


starts = [start() for _ in range(ROUNDS)]
ms, mb = (statistics.median(one[part] for one in starts) for part in (0, 1))
print(f"{ms:.1f} ms to tools/list, {mb:.1f} MB, {starts[0][2]} tools: {os.path.basename(COMMAND[0])}")
too_much = ms > float(os.environ.get("LIMIT_MS", "inf")) or mb > float(os.environ.get("LIMIT_MB", "inf"))
sys.exit(1 if too_much else 0)
