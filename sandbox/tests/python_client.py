"""The whole flow of the Python client `stocktrim-openapi-client` against a sandbox.

The arguments are the sandbox's address and its behaviour, `live` or `document`. Fails at the first answer that the client cannot read, or that is not what was written before.
"""

import asyncio
import logging
import sys
from datetime import datetime

from stocktrim_public_api_client import APIError, NotFoundError, StockTrimClient, unwrap
from stocktrim_public_api_client.generated.api.suppliers import post_api_suppliers
from stocktrim_public_api_client.generated.models import (
    BillOfMaterialsRequestDto,
    CustomerDto,
    LocationRequestDto,
    OrderPlanFilterCriteria,
    OrderPlanFilterCriteriaDto,
    ProductsRequestDto,
    PurchaseOrderLineItem,
    PurchaseOrderRequestDto,
    PurchaseOrderSupplier,
    SalesOrderRequestDto,
    SupplierRequestDto,
)

LIVE = sys.argv[2] == "live"
CODE = "PY/1 ü"
NOW = datetime.now()  # Without an offset, as the client's users write it.


async def done(call):
    """Awaits a call without an answer to read: the client takes its own success for an error then."""
    try:
        return await call
    except APIError as error:
        if not 200 <= error.status_code < 300:
            raise
        return None


async def is_missing(call):
    """Whether there is nothing: the client says so with a 404, with an empty list or with None."""
    try:
        return not await call
    except NotFoundError:
        return True


async def create_supplier(client, supplier):
    """`suppliers.create` of this version ends in a TypeError before it sends; its reader is sound."""
    sent = await client.get_async_httpx_client().post("/api/Suppliers", json=[supplier.to_dict()])
    (saved,) = unwrap(post_api_suppliers._build_response(client=client, response=sent))
    return saved


async def products(client):
    everything = await client.products.get_all_paginated()
    assert len({product.product_id for product in everything}) == len(everything) == 420
    assert len(await client.products.get_all()) == 50
    assert (await client.products.find_by_code("OAK-TOP-120")).product_id == "OAK-TOP-120"
    assert not await client.products.exists(CODE)
    for name in ("Made", "Changed"):
        saved = await client.products.create(ProductsRequestDto(product_id=CODE, name=name, cost=18.5, service_level=0.95))
        assert (saved.product_id, saved.name) == (CODE, name)
    assert (await client.products.find_by_exact_code(CODE))[0].name == "Changed"


async def people_and_places(client):
    customers = await client.customers.get_all()
    assert len(customers) > 1000
    assert await client.customers.exists(customers[0].code)
    assert not await client.customers.exists(CODE)
    await client.customers.update(CustomerDto(code=CODE, name="Made"))
    assert (await client.customers.get(CODE)).name == "Made"
    assert (await client.customers.find_or_create("PY-2", name="Two")).name == "Two"

    assert len(await client.suppliers.get_all()) > 30
    assert await is_missing(client.suppliers.find_by_code(CODE))
    for name in ("Made", "Changed"):
        saved = await create_supplier(client, SupplierRequestDto(supplier_code=CODE, supplier_name=name))
        assert saved.supplier_name == name
    assert (await client.suppliers.find_by_code(CODE)).supplier_name == "Changed"

    assert (await client.locations.get_all(code="NORTH")).location_code == "NORTH"
    assert await is_missing(client.locations.get_all(code=CODE))
    saved = await client.locations.create(LocationRequestDto(location_code=CODE, location_name="Made"))
    assert saved.location_code == CODE


async def stock_and_parts(client):
    await client.inventory.set_for_product(CODE, stock_on_hand=7.0, stock_on_order=2.0)
    await client.inventory.set_for_product(CODE, stock_on_hand=3.0, location_code="NORTH")
    product = await client.products.find_by_code(CODE)
    assert (product.stock_on_hand, product.stock_on_order) == (7, 2)
    assert product.stock_locations[0].location_code == "NORTH"

    await client.bill_of_materials.create(
        BillOfMaterialsRequestDto(product_id=CODE, component_id="OAK-TOP-120", quantity=2.0)
    )
    await client.bill_of_materials.get_for_product(CODE)
    await done(client.bill_of_materials.delete(CODE, "OAK-TOP-120"))
    assert await is_missing(client.bill_of_materials.get_for_product(CODE))


async def purchase_orders(client):
    order = PurchaseOrderRequestDto(
        supplier=PurchaseOrderSupplier(supplier_code=CODE, supplier_name="Changed"),
        purchase_order_line_items=[PurchaseOrderLineItem(product_id=CODE, quantity=4.0, unit_price=2.5)],
        client_reference_number="PY-PO-1",
        order_date=NOW,
    )
    for quantity in (4.0, 6.0):
        order.purchase_order_line_items[0].quantity = quantity
        saved = await client.purchase_orders.create(order)
        assert saved.client_reference_number == "PY-PO-1"
    found = await client.purchase_orders.find_by_reference("PY-PO-1")
    assert [line.quantity for line in found.purchase_order_line_items] == [6.0]
    assert found.order_date.date() == NOW.date()
    found = await client.purchase_orders_v2.get_by_reference("PY-PO-1")
    assert found.supplier.supplier_code == CODE
    assert len(await client.purchase_orders_v2.get_all_paginated(page_size=5)) == 5
    try:
        assert len(await client.purchase_orders_v2.find_by_supplier(CODE)) == 1
    except TypeError:
        # Orders without a supplier were seen (P3), and this version cannot read the pages that have one.
        assert LIVE
    assert await client.purchase_orders_v2.generate_from_order_plan(OrderPlanFilterCriteriaDto(location_codes=["NORTH"]))
    await done(client.purchase_orders.delete("PY-PO-1"))
    assert await is_missing(client.purchase_orders.find_by_reference("PY-PO-1"))


async def sales_orders(client):
    for quantity in (10.0, 12.0):
        sale = SalesOrderRequestDto(
            product_id=CODE, order_date=NOW, quantity=quantity, external_reference_id="PY-SO-1", customer_code=CODE
        )
        saved = await client.sales_orders.create(sale)
        assert (saved.product_id, saved.quantity) == (CODE, quantity)
    # They can be read by the document alone (A1).
    if LIVE:
        assert await is_missing(client.sales_orders.get_for_product(CODE))
    else:
        (read,) = await client.sales_orders.get_for_product(CODE)
        assert read.quantity == 12.0


async def forecast_and_plan(client):
    await done(client.forecasting.run_calculations())
    status = await client.forecasting.wait_for_completion(poll_interval=0, timeout=30)
    assert not status.is_processing
    plan = await client.order_plan.query(OrderPlanFilterCriteria(search_string=CODE))
    assert [row.product_code for row in plan] == [CODE]
    assert plan[0].order_quantity is not None
    assert len(await client.order_plan.get_urgent_items(30, location_code="NORTH")) > 0


async def deletes(client):
    await client.sales_orders.delete_for_product(CODE)
    await client.suppliers.delete(CODE)
    assert await is_missing(client.suppliers.find_by_code(CODE))
    await client.products.delete(CODE)
    assert not await client.products.exists(CODE)


async def main():
    logging.getLogger("quiet").addHandler(logging.NullHandler())
    client = StockTrimClient(
        api_auth_id="tenant-id",
        api_auth_signature="tenant name",
        base_url=sys.argv[1],
        max_retries=0,
        trust_env=False,
        logger=logging.getLogger("quiet"),
    )
    async with client:
        for step in (
            products,
            people_and_places,
            stock_and_parts,
            purchase_orders,
            sales_orders,
            forecast_and_plan,
            deletes,
        ):
            await step(client)
            print(f"  {step.__name__}: ok")


asyncio.run(main())
