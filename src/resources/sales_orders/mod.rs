//! Sales orders: one product each, written alone or as lines of an order, deleted by what they share.

use std::collections::HashSet;

use super::bulk::bulk_methods;
use super::reading::{before, check_key, rejected, require_key, rows_or_empty, saved_row};
use super::saved::{RowResult, Saved};
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{
    SalesOrderRequestDto, SalesOrderResponseDto, SalesOrderWithLineItemsRequestDto,
};
use crate::operation::Operation;

mod delete;

/// The sales orders of a tenant; made by [`Client::sales_orders`].
///
/// To StockTrim an order is one product; the lines of an order are orders of their own (A2). Deletes
/// are permanent, and are not retried when their answer is lost.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::{SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto, Timestamp};
///
/// let date: Timestamp = "2026-11-20".parse()?;
/// let lines = vec![
///     SalesOrderRequestDto::new("OAK-TOP-120", date, 1.0).external_reference_id("SO-7001/1"),
///     SalesOrderRequestDto::new("OAK-LEG-070", date, 4.0).external_reference_id("SO-7001/2"),
/// ];
/// let order = SalesOrderWithLineItemsRequestDto::new(date).sale_order_line_items(lines);
/// client.sales_orders().upsert_with_lines(order).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SalesOrders {
    pub(super) client: Client,
}

impl SalesOrders {
    /// The orders of a product, as far as the server answers them.
    ///
    /// Calls `list_sales_orders` once, with `productId`. **No rows do not mean that there are no
    /// orders**: the server answered 404 whenever it was tried (A1).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let orders = client.sales_orders().list_for_product("OAK-TOP-120").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub fn list_for_product(
        &self,
        product_id: impl AsRef<str>,
    ) -> Call<Vec<SalesOrderResponseDto>> {
        let id = product_id.as_ref().to_owned();
        self.client.call(|client| async move {
            rows_or_empty(client.api().list_sales_orders().product_id(id).send().await)
        })
    }

    /// Creates an order, and answers it if StockTrim does (A2, G8).
    ///
    /// Calls `create_sales_order` once. Called twice it makes two orders; it is not retried when its
    /// answer is lost.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use stocktrim::types::{SalesOrderRequestDto, Timestamp};
    ///
    /// let date: Timestamp = "2026-11-20T09:30:00Z".parse()?;
    /// let order = SalesOrderRequestDto::new("OAK-TOP-120", date, 2.0).unit_price(129.0);
    /// client.sales_orders().create(order).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank `productId` or a
    /// quantity that is no number; [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the
    /// server's reasons, and the transport kinds.
    pub fn create(&self, order: SalesOrderRequestDto) -> Call<Option<SalesOrderResponseDto>> {
        self.client.call(|client| async move {
            require_key(Operation::CreateSalesOrder, "productId", &order.product_id)?;
            let id = order.product_id.clone();
            let rows = client.api().create_sales_order().body(order).send().await?;
            Ok(saved_row(rows.into_inner(), |row| row.product_id == id))
        })
    }

    /// Creates the lines of an order, and answers those that StockTrim answers, which may be none
    /// (A2).
    ///
    /// Calls `create_sales_orders` once. Called twice it makes every line twice; it is not retried
    /// when its answer is lost. [`upsert_with_lines`](Self::upsert_with_lines) can be called twice.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use stocktrim::types::{SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto, Timestamp};
    ///
    /// let date: Timestamp = "2026-11-20".parse()?;
    /// let lines = vec![SalesOrderRequestDto::new("OAK-TOP-120", date, 2.0)];
    /// let order = SalesOrderWithLineItemsRequestDto::new(date).sale_order_line_items(lines);
    /// client.sales_orders().create_with_lines(order).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when there are no lines, and
    /// those of [`create`](Self::create).
    pub fn create_with_lines(
        &self,
        order: SalesOrderWithLineItemsRequestDto,
    ) -> Call<Vec<SalesOrderResponseDto>> {
        self.client.call(|client| async move {
            check_lines(&order).map_err(before(Operation::CreateSalesOrders))?;
            let request = client.api().create_sales_orders().body(order);
            Ok(request.send().await?.into_inner().into_vec())
        })
    }

    /// Creates or updates the lines of an order by their `externalReferenceId`, and answers those
    /// that StockTrim answers, which may be none (A2).
    ///
    /// Calls `upsert_sales_orders` once. Each line needs an `externalReferenceId` of its own: lines
    /// that share one would overwrite each other, and a line without one would be created anew each
    /// time (A2); both are rejected before anything is sent. So it is retried like every upsert by key.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use stocktrim::types::{SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto, Timestamp};
    ///
    /// let date: Timestamp = "2026-11-20".parse()?;
    /// let line = SalesOrderRequestDto::new("OAK-TOP-120", date, 2.0);
    /// let lines = vec![line.external_reference_id("SO-7001/1")];
    /// let order = SalesOrderWithLineItemsRequestDto::new(date).sale_order_line_items(lines);
    /// client.sales_orders().upsert_with_lines(order).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for lines without an
    /// `externalReferenceId` or with the same one, and those of
    /// [`create_with_lines`](Self::create_with_lines).
    pub fn upsert_with_lines(
        &self,
        order: SalesOrderWithLineItemsRequestDto,
    ) -> Call<Vec<SalesOrderResponseDto>> {
        self.client.call(|client| async move {
            let (saved, _) = put(client, order).await?;
            Ok(saved.value.unwrap_or_default())
        })
    }
}

bulk_methods! {
    SalesOrders, SalesOrderWithLineItemsRequestDto => Vec<SalesOrderResponseDto>,
    one_by_one(|_| put), references, shown shown;
    /// Creates or updates many orders with their lines, with one outcome per order; see
    /// [`Bulk`](crate::resources::Bulk).
    ///
    /// Calls `upsert_sales_orders` once per order, as
    /// [`upsert_with_lines`](Self::upsert_with_lines) does: every line needs its
    /// `externalReferenceId`, so that all of it can be repeated. Orders of which two lines share one
    /// are sent in order.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use stocktrim::types::{SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto, Timestamp};
    ///
    /// let date: Timestamp = "2026-11-20".parse()?;
    /// let orders = [7001, 7002].map(|number| {
    ///     let line = SalesOrderRequestDto::new("OAK-TOP-120", date, 2.0);
    ///     let lines = vec![line.external_reference_id(format!("SO-{number}/1"))];
    ///     SalesOrderWithLineItemsRequestDto::new(date).sale_order_line_items(lines)
    /// });
    /// client.sales_orders().upsert_all(orders).await.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    upsert_all, upsert_stream, try_upsert_stream
}

async fn put(
    client: Client,
    order: SalesOrderWithLineItemsRequestDto,
) -> RowResult<Vec<SalesOrderResponseDto>> {
    check_references(&order).map_err(before(Operation::UpsertSalesOrders))?;
    let request = client.api().upsert_sales_orders().body(order);
    let answer = request.send().await?;
    let attempts = answer.attempts();
    let lines = answer.into_inner().into_vec();
    Ok((Saved::unknown(Some(lines)), attempts))
}

/// What the lines of an order are known by.
fn references(order: &SalesOrderWithLineItemsRequestDto) -> Vec<String> {
    let lines = order.sale_order_line_items.iter().flatten();
    let ids = lines.filter_map(|line| line.external_reference_id.as_deref());
    ids.map(|id| id.trim().to_owned()).collect()
}

/// The first line, as reports show an order.
fn shown(order: &SalesOrderWithLineItemsRequestDto) -> String {
    references(order).into_iter().next().unwrap_or_default()
}

/// Rejects lines that would overwrite each other, or be created anew with every call (A2).
fn check_references(order: &SalesOrderWithLineItemsRequestDto) -> Result<()> {
    let mut seen = HashSet::new();
    check_lines(order)?;
    for (at, line) in lines(order)?.iter().enumerate() {
        let place = format!("saleOrderLineItems[{at}]");
        let id = line.external_reference_id.as_deref();
        let id = id.unwrap_or_default().trim();
        check_key(&format!("{place}.externalReferenceId"), id)?;
        if !seen.insert(id) {
            return Err(rejected(format!(
                "{place} has the externalReferenceId {id:?} of another line: one would overwrite \
                 the other (A2)"
            )));
        }
    }
    Ok(())
}

fn check_lines(order: &SalesOrderWithLineItemsRequestDto) -> Result<()> {
    let mut lines = lines(order)?.iter().enumerate();
    lines.try_for_each(|(at, line)| {
        let name = format!("saleOrderLineItems[{at}].productId");
        check_key(&name, &line.product_id)
    })
}

fn lines(order: &SalesOrderWithLineItemsRequestDto) -> Result<&[SalesOrderRequestDto]> {
    let lines = order.sale_order_line_items.as_deref().unwrap_or_default();
    if lines.is_empty() {
        return Err(rejected(
            "saleOrderLineItems has no lines: there is nothing to send",
        ));
    }
    Ok(lines)
}
