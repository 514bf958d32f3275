"""A buyer's week through `stocktrim --demo mcp`, by the MCP library that is installed: PyPI's `mcp` or `fastmcp`.

Arguments: the program; then `auto`, or `legacy` for the protocol of 2025 where the library speaks both. Prints a line
with how many calls there were, and ends with 1 when one was wrong.
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from importlib import metadata

PROGRAM, MODE = sys.argv[1], sys.argv[2]
ARGUMENTS = ["--demo", "mcp", "--allow", "write,delete"]


def installed(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


FASTMCP, MCP = installed("fastmcp"), installed("mcp")
MAJOR = int((FASTMCP or MCP).split(".")[0])
calls, wrong, asked = 0, [], []


class Answer:
    """The result of a call, under the names of either library."""

    def __init__(self, result):
        def of(*names):
            return next((getattr(result, name) for name in names if getattr(result, name, None) is not None), None)

        self.is_error = bool(of("isError", "is_error"))
        self.texts = [block.text for block in result.content]
        # Libraries of 2025-03 have no structured content: the last text is the same.
        self.json = of("structuredContent", "structured_content") or json.loads(self.texts[-1])
        assert self.json == json.loads(self.texts[-1]), "text and structured content differ"


def answers(says):
    """What the person at the client answers, in the form of the library."""
    content = {"confirm": True} if says == "accept" else None
    if FASTMCP:
        from fastmcp.client.elicitation import ElicitResult

        async def handler(message, response_type, params, context):
            asked.append(message)
            return ElicitResult(action=says, content=content)

    else:
        from mcp import types

        async def handler(context, params):
            asked.append(params.message)
            return types.ElicitResult(action=says, content=content)

    return handler


@asynccontextmanager
async def connected(says):
    """A function that calls a tool; `says` is what the person answers, none where nobody can be asked."""
    if FASTMCP:
        from fastmcp import Client
        from fastmcp.client.transports import StdioTransport

        more = {"elicitation_handler": answers(says)} if says else {}
        if MAJOR >= 4:
            more["mode"] = MODE
        async with Client(StdioTransport(PROGRAM, ARGUMENTS), **more) as client:

            async def call(tool, arguments):
                return await client.call_tool(tool, arguments, raise_on_error=False)

            version = client.protocol_version if MAJOR >= 4 else client.initialize_result.protocolVersion
            yield call, await client.list_tools(), version
    elif MAJOR >= 2:
        from mcp import Client, StdioServerParameters

        more = {"elicitation_callback": answers(says)} if says else {}
        server = StdioServerParameters(command=PROGRAM, args=ARGUMENTS)
        async with Client(server, mode=MODE, **more) as client:
            yield client.call_tool, (await client.list_tools()).tools, client.protocol_version
    else:
        from mcp import ClientSession, StdioServerParameters
        from mcp.client.stdio import stdio_client

        more = {"elicitation_callback": answers(says)} if says else {}
        server = StdioServerParameters(command=PROGRAM, args=ARGUMENTS)
        async with stdio_client(server) as (read, write), ClientSession(read, write, **more) as session:
            version = (await session.initialize()).protocolVersion
            yield session.call_tool, (await session.list_tools()).tools, version


class Desk:
    """The calls of one person, each judged."""

    def __init__(self, call):
        self.call = call

    async def get(self, tool, check=None, error=None, **arguments):
        global calls
        calls += 1
        try:
            answer = Answer(await self.call(tool, arguments))
            assert answer.is_error == (error is not None), answer.texts[0]
            if error:
                assert answer.texts[0].startswith("not applied:"), answer.texts[0]
                assert answer.json["error"]["kind"] == error, answer.json
            if check:
                assert check(answer.json), answer.json
            return answer.json
        except Exception as failure:  # whatever a library raises is a wrong call
            wrong.append(f"{tool} {arguments}: {type(failure).__name__}: {failure}")
            return {}


def done(answer):
    return answer["result"] == "done"


def row(answer, list="rows"):
    """The first row of an answer; one without fields where the call was wrong, which is told already."""
    return next(iter(answer.get(list, [])), {})


async def reads(desk):
    plan = await desk.get("what_to_order", lambda a: a["totals"]["rows"] > len(a["rows"]) == 25)
    await desk.get("what_to_order", lambda a: a["totals"] == plan["totals"], cursor=plan.get("nextCursor"), limit="25")
    by = await desk.get("what_to_order", lambda a: a["suppliers"], by_supplier=True, limit=1)
    await desk.get("what_to_order", lambda a: a["rows"], which="within_days", days=7)
    await desk.get("explain_product", lambda a: a["remarks"], code=row(plan).get("code"))
    await desk.get("find_products", lambda a: a["totals"]["rows"] > 10, search="oak")
    await desk.get("stock_levels", lambda a: a["rows"], location="NORTH", only="out_of_stock")
    await desk.get("list_purchase_orders", lambda a: a["rows"], status="Sent", open_only=True)
    await desk.get("get_purchase_order", lambda a: a["lines"], number="PO-01001")
    await desk.get("find_partners", lambda a: a["rows"], search="timber")
    await desk.get("find_partners", lambda a: a["rows"], kind="customer")
    await desk.get("list_locations", lambda a: len(a["rows"]) == 3)
    await desk.get("forecast_status", lambda a: not a["planIsEmpty"])
    await desk.get("explain_product", error="not_found", code="NOTHING-LIKE-IT")
    await desk.get("what_to_order", error="usage", limit=1000)
    return next((group["supplier"] for group in by.get("suppliers", []) if group.get("supplier")), None)


async def writes(desk, supplier):
    """The writes of a week, each confirmed by the person."""
    drafts = await desk.get("draft_purchase_orders", lambda a: done(a) and a["orders"], suppliers=[supplier])
    await desk.get("list_purchase_orders", lambda a: a["rows"], status="Draft", supplier=supplier)
    number = row(drafts, "orders").get("number")
    if number:
        await desk.get("get_purchase_order", lambda a: a["order"]["status"] == "Draft", number=number)
    order = {"number": "WEEK-1", "supplier": supplier, "lines": [{"product": "OAK-TOP-120", "quantity": 12, "unit_price": 41.5}]}
    await desk.get("create_purchase_order", done, **order)
    await desk.get("create_purchase_order", error="exists", **order)
    await desk.get("get_purchase_order", lambda a: a["order"]["total"] == 498, number="WEEK-1")
    await desk.get("create_product", done, code="NEW-1", name="A new lamp", supplier=supplier, cost=9)
    await desk.get("update_product", done, code="NEW-1", cost="9.5", lead_time=14)
    await desk.get("update_product", lambda a: a["result"] == "nothing_to_do", code="NEW-1", cost=9.5)
    await desk.get("set_stock", done, levels=[{"product": "NEW-1", "on_hand": 7, "on_order": 0}])
    await desk.get("stock_levels", lambda a: a["rows"][0]["onHand"] == 7, product="NEW-1")
    sale = {"reference": "WEEK-S1", "product": "NEW-1", "date": "2026-11-20", "quantity": 2}
    await desk.get("record_sales", done, sales=[sale])
    await desk.get("run_forecast", lambda a: done(a) and not a["forecast"]["isRunning"], wait_seconds=30)
    await desk.get("delete_sales", done, product="NEW-1", **{"from": "2026-11-01", "to": "2026-11-30"})
    await desk.get("delete_purchase_order", done, number="WEEK-1")
    await desk.get("get_purchase_order", error="not_found", number="WEEK-1")
    await desk.get("delete_product", done, code="NEW-1")
    await desk.get("delete_supplier", done, code=supplier)


async def week():
    elicits = FASTMCP is not None or MAJOR >= 2 or tuple(map(int, MCP.split(".")[:2])) >= (1, 10)
    if elicits:
        async with connected("accept") as (call, tools, _):
            assert len(tools) == 20, tools
            desk = Desk(call)
            await writes(desk, await reads(desk))
        questions = len(asked)
        async with connected("decline") as (call, _, _):
            desk = Desk(call)
            await desk.get("delete_product", error="not_confirmed", code="OAK-TOP-120")
            await desk.get("explain_product", lambda a: a["code"] == "OAK-TOP-120", code="OAK-TOP-120")
        assert questions == 11 and len(asked) == 12, asked
    async with connected(None) as (call, tools, version):
        assert len(tools) == 20, tools
        desk = Desk(call)
        await reads(desk)
        change = {"code": "OAK-TOP-120", "cost": 42}
        shown = await desk.get("update_product", lambda a: a["result"] == "confirmation_needed", **change)
        confirmed = {**change, "confirm_token": shown.get("confirmToken")}
        await desk.get("update_product", done, **confirmed)
        await desk.get("update_product", error="token_used", **confirmed)
        await desk.get("delete_product", error="needs_person", code="OAK-TOP-120")
        await desk.get("set_stock", lambda a: a["result"] == "dry_run", levels=[{"product": "OAK-TOP-120", "on_hand": 1}], dry_run=True)
    return version


version = asyncio.run(week())
name = f"fastmcp {FASTMCP}" if FASTMCP else f"mcp {MCP}"
print(f"{name}, protocol {version}: {calls} calls, {len(asked)} questions, {len(wrong)} wrong")
for line in wrong:
    print(f"  {line}")
sys.exit(1 if wrong else 0)
