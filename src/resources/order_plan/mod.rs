//! The order plan: what to order, and when the stock runs out.

use super::paging;
use super::reading::{before, rejected, require_key};
use super::row_stream::RowStream;
use crate::call::Call;
use crate::client::Client;
use crate::generated::types::{OrderPlanFilterCriteria, SkuOptimizedResultsDto};
use crate::operation::Operation;

mod by_supplier;
mod rows;

pub use by_supplier::{PlanLine, SupplierPlan};
use rows::{identity, page};

/// Rows on a page, by default; the size of one that is not asked for is open (O1).
const PER_PAGE: i32 = 100;

/// The order plan of a tenant; made by [`Client::order_plan`].
///
/// Reading it changes nothing (O1). It is empty before the first forecast has run (F1): see
/// `client.forecast()`. It sometimes answers 500, after which the call is retried (O3).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// for row in client.order_plan().below_reorder_point().await? {
///     println!("{:?}: order {:?}", row.product_code, row.order_quantity);
/// }
/// let urgent = client.order_plan().urgent(14).await?;
/// println!("{} run out in two weeks", urgent.rows.len());
/// println!("{} have no forecast", urgent.without_forecast.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OrderPlan {
    pub(super) client: Client,
}

/// The rows that run out soon, and those without a forecast.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct UrgentItems {
    /// The rows whose stock runs out within the days asked for, soonest first.
    pub rows: Vec<SkuOptimizedResultsDto>,
    /// The rows without a forecast: their `daysUntilStockOut` is null, which is not zero (O2).
    pub without_forecast: Vec<SkuOptimizedResultsDto>,
}

impl OrderPlan {
    /// All rows that meet the criteria.
    ///
    /// Calls `query_order_plan` once per page of `perPage` rows (default: 100), and once more
    /// where the server does not say that a page is the last (O2). It takes one location, one
    /// supplier and one category at a time (O1). Criteria with a `page` are read from that page on.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::OrderPlanFilterCriteria;
    ///
    /// let criteria = OrderPlanFilterCriteria::new().location("NORTH").sort_order("name");
    /// let rows = client.order_plan().query(criteria).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a page below 0, and the
    /// transport kinds, for any of the pages: the answer is whole or an error.
    pub fn query(&self, criteria: OrderPlanFilterCriteria) -> Call<Vec<SkuOptimizedResultsDto>> {
        self.client.calls("order_plan.query", |client| {
            client.order_plan().stream(criteria).all_ahead().into_vec()
        })
    }

    /// The same, one page at a time.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::OrderPlanFilterCriteria;
    ///
    /// let mut rows = client.order_plan().stream(OrderPlanFilterCriteria::new());
    /// while let Some(row) = rows.next().await {
    ///     println!("{:?}", row?.product_code);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(
        &self,
        mut criteria: OrderPlanFilterCriteria,
    ) -> RowStream<SkuOptimizedResultsDto> {
        let client = self.client.clone();
        let start = criteria.page.map(u32::try_from).transpose();
        let per_page = *criteria.per_page.get_or_insert(PER_PAGE);
        criteria.has_next_page = None;
        let fetch = move |number: Option<u32>| {
            let (client, mut criteria) = (client.clone(), criteria.clone());
            async move {
                let rejects = |why| before(Operation::QueryOrderPlan)(rejected(why));
                start.map_err(|_| rejects("page is below 0"))?;
                let number = number.map(i32::try_from).transpose();
                criteria.page = number
                    .map_err(|_| rejects("there are more pages than the order plan can count"))?;
                let request = client.api().query_order_plan().body(criteria);
                Ok(page(request.send().await?.into_inner(), per_page))
            }
        };
        paging::rows(&self.client, start.unwrap_or_default(), identity, fetch)
    }

    /// The rows whose names, categories or parts of codes match a text (O1).
    ///
    /// As many requests as [`query`](Self::query).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let oak = client.order_plan().search("oak").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank text, and the
    /// transport kinds.
    pub fn search(&self, text: impl AsRef<str>) -> Call<Vec<SkuOptimizedResultsDto>> {
        let criteria = OrderPlanFilterCriteria::new().search_string(text.as_ref());
        self.narrowed("the text to search for", text.as_ref(), criteria)
    }

    /// The rows whose stock runs out within so many days, and those without a forecast.
    ///
    /// Reads the whole plan, as many requests as [`query`](Self::query).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for row in client.order_plan().urgent(7).await?.rows {
    ///     println!("{:?}: {:?} days", row.product_code, row.days_until_stock_out);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub fn urgent(&self, days: u32) -> Call<UrgentItems> {
        self.client
            .calls("order_plan.urgent", move |client| async move {
                let criteria = OrderPlanFilterCriteria::new();
                let all = client.order_plan().stream(criteria).all_ahead();
                let is_near = |left| i64::from(left) <= i64::from(days);
                let found = all.into_vec_of(|row| row.days_until_stock_out.is_none_or(is_near));
                let (without_forecast, mut rows): (Vec<_>, Vec<_>) =
                    (found.await?.into_iter()).partition(|row| row.days_until_stock_out.is_none());
                rows.sort_by_key(|row| row.days_until_stock_out);
                Ok(UrgentItems {
                    rows,
                    without_forecast,
                })
            })
    }

    /// The rows whose stock, on hand and on order, is below their reorder point.
    ///
    /// Reads the whole plan, as many requests as [`query`](Self::query). Rows without a reorder
    /// point, that is without a forecast, and rows whose stock on hand is null are not among them.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for row in client.order_plan().below_reorder_point().await? {
    ///     println!("{:?}: order {:?}", row.product_code, row.order_quantity);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub fn below_reorder_point(&self) -> Call<Vec<SkuOptimizedResultsDto>> {
        self.client
            .calls("order_plan.below_reorder_point", |client| {
                let criteria = OrderPlanFilterCriteria::new();
                let all = client.order_plan().stream(criteria).all_ahead();
                all.into_vec_of(SkuOptimizedResultsDto::is_below_reorder_point)
            })
    }

    /// The rows of one supplier, as the server chooses them (O1).
    ///
    /// As many requests as [`query`](Self::query).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let rows = client.order_plan().for_supplier("HT-01").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub fn for_supplier(&self, supplier: impl AsRef<str>) -> Call<Vec<SkuOptimizedResultsDto>> {
        let criteria = OrderPlanFilterCriteria::new().supplier(supplier.as_ref());
        self.narrowed("the supplier", supplier.as_ref(), criteria)
    }

    /// The rows of one category, as the server chooses them (O1).
    ///
    /// As many requests as [`query`](Self::query).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let rows = client.order_plan().for_category("Tables").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank category, and the
    /// transport kinds.
    pub fn for_category(&self, category: impl AsRef<str>) -> Call<Vec<SkuOptimizedResultsDto>> {
        let criteria = OrderPlanFilterCriteria::new().category(category.as_ref());
        self.narrowed("the category", category.as_ref(), criteria)
    }

    fn narrowed(
        &self,
        name: &'static str,
        value: &str,
        criteria: OrderPlanFilterCriteria,
    ) -> Call<Vec<SkuOptimizedResultsDto>> {
        let checked = require_key(Operation::QueryOrderPlan, name, value);
        self.client.calls("order_plan.query", |client| async move {
            checked?;
            client.order_plan().query(criteria).await
        })
    }
}
