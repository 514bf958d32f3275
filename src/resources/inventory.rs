//! Stock levels: read from the products, and set as absolute values.

use serde::Serialize;

use super::bulk::{BatchResult, Bulk, bulk_methods};
use super::reading::{before, check_key, rejected, require_key};
use super::saved::Saved;
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{
    Inventory as InventoryLine, ProductLocationResponseDto, ProductsResponseDto,
    SetInventoryRequest,
};
use crate::operation::Operation;

mod on_hand;

/// The stock levels of a tenant; made by [`Client::inventory`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// let levels = client.inventory().levels().await?;
/// let first = &levels[0].product_id;
/// client.inventory().set_for_product(first, 12.0, 0.0).await?;
/// assert_eq!(client.inventory().levels().await?[0].on_hand, Some(12.0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Inventory {
    pub(super) client: Client,
    pub(super) sums: bool,
}

/// What is in stock of one product, in its unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StockLevel {
    /// The product.
    pub product_id: String,
    /// The code that people know it by, if it has one.
    pub product_code: Option<String>,
    /// What is there, overall; `None` where StockTrim does not say, which is not zero.
    pub on_hand: Option<f64>,
    /// What is ordered and has not come, overall.
    pub on_order: Option<f64>,
    /// The same for each location that the product names.
    pub locations: Vec<ProductLocationResponseDto>,
}

/// Also for the tests of a program that handles levels.
impl From<ProductsResponseDto> for StockLevel {
    fn from(product: ProductsResponseDto) -> Self {
        Self {
            product_id: product.product_id,
            product_code: product.product_code_readable,
            on_hand: product.stock_on_hand,
            on_order: product.stock_on_order,
            locations: product.stock_locations.unwrap_or_default(),
        }
    }
}

impl Inventory {
    /// The same view, whose calls make the overall levels of a product the sum over its locations.
    ///
    /// A line without a location sets the overall levels, which would then be the sum as well: this
    /// view refuses it, and with it every [`set_for_product`](Self::set_for_product). Of what
    /// [`set`](Self::set) sends, both flags for the sums are set.
    #[must_use]
    pub fn with_overall_sums(mut self) -> Self {
        self.sums = true;
        self
    }

    /// What is in stock of every product, overall and by location.
    ///
    /// Reads every page of the products, since levels cannot be asked for (I1): as many requests as
    /// `products().list()`. Of one product, `products().get()` reads it in one request.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for level in client.inventory().levels().await? {
    ///     println!("{}: {:?}", level.product_id, level.on_hand);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds, for any of the pages.
    pub fn levels(&self) -> Call<Vec<StockLevel>> {
        self.client.calls("inventory.levels", |client| async move {
            let products = client.products().list().await?;
            Ok(products.into_iter().map(StockLevel::from).collect())
        })
    }

    /// Sets levels as the request says, all in one request.
    ///
    /// Calls `set_inventory` once. Levels are absolute, so that setting them twice is harmless; what
    /// it answers is open, and not read (I2). Whether overall levels become sums is said by the
    /// request's own flags, unless the view says so: see
    /// [`with_overall_sums`](Self::with_overall_sums). What becomes of a request of which one line is
    /// wrong is not known: [`set_all`](Self::set_all) reports it line by line.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::{Inventory, SetInventoryRequest};
    ///
    /// let lines = vec![Inventory::new("OAK-TOP-120", 4.0, 0.0).location_code("NORTH")];
    /// client.inventory().set(SetInventoryRequest::new().inventory(lines)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when there are no lines, a
    /// line has a blank `productId`, a level that is no number, or no location where the view
    /// [`with_overall_sums`](Self::with_overall_sums) needs one;
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons, and the
    /// transport kinds.
    pub fn set(&self, request: SetInventoryRequest) -> Call<()> {
        self.put(Ok(()), request)
    }

    /// Sets the overall levels of one product.
    ///
    /// Calls `set_inventory` once (I2). What is at one of its locations is set by
    /// [`set_at_location`](Self::set_at_location).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.inventory().set_for_product("OAK-TOP-120", 4.0, 24.0).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`set`](Self::set).
    pub fn set_for_product(
        &self,
        product_id: impl AsRef<str>,
        on_hand: f64,
        on_order: f64,
    ) -> Call<()> {
        let line = InventoryLine::new(product_id.as_ref(), on_hand, on_order);
        self.set(just(line))
    }

    /// Sets the levels of one product at one location.
    ///
    /// Calls `set_inventory` once (I2). By the view [`with_overall_sums`](Self::with_overall_sums) the
    /// overall levels of the product become the sum over its locations.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let levels = client.inventory().with_overall_sums();
    /// levels.set_at_location("OAK-TOP-120", "NORTH", 4.0, 24.0).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank location, and
    /// those of [`set`](Self::set).
    pub fn set_at_location(
        &self,
        product_id: impl AsRef<str>,
        location_code: impl AsRef<str>,
        on_hand: f64,
        on_order: f64,
    ) -> Call<()> {
        let location = location_code.as_ref();
        let line = InventoryLine::new(product_id.as_ref(), on_hand, on_order);
        self.put(
            require_key(Operation::SetInventory, "locationCode", location),
            just(line.location_code(location)),
        )
    }

    fn put(&self, check: Result<()>, request: SetInventoryRequest) -> Call<()> {
        let levels = self.clone();
        self.client.call(|client| async move {
            check?;
            levels.of(client).send(request).await.map(drop)
        })
    }

    /// The same view of the client of one call.
    fn of(self, client: Client) -> Self {
        Self { client, ..self }
    }

    async fn send(&self, mut request: SetInventoryRequest) -> BatchResult<()> {
        let lines = request.inventory.as_ref().map_or(0, Vec::len);
        self.check(&request)
            .map_err(before(Operation::SetInventory))?;
        if self.sums {
            request = request
                .update_overall_all_on_hand_to_be_sum_of_location(true)
                .update_overall_all_on_order_to_be_sum_of_location(true);
        }
        let request = self.client.api().set_inventory().body(request);
        let answer = request.send().await?;
        Ok((vec![Saved::unknown(None); lines], answer.attempts()))
    }

    fn check(&self, request: &SetInventoryRequest) -> Result<()> {
        let lines = request.inventory.as_deref().unwrap_or_default();
        if lines.is_empty() {
            return Err(rejected("inventory has no lines: there is nothing to set"));
        }
        for (at, line) in lines.iter().enumerate() {
            check_key(&format!("inventory[{at}].productId"), &line.product_id)?;
            if self.sums && !has_location(line) {
                return Err(rejected(format!(
                    "the line of {:?} sets overall levels, which are to be the sum over the \
                     locations: give it a locationCode, or leave out with_overall_sums()",
                    line.product_id
                )));
            }
        }
        Ok(())
    }
}

bulk_methods! {
    Inventory, InventoryLine => (), in_batches(|levels: &Inventory| {
        let levels = levels.clone();
        move |_, lines| {
            let levels = levels.clone();
            async move { levels.send(SetInventoryRequest::new().inventory(lines)).await }
        }
    }), |row| vec![row.product_id.clone()], shown shown;
    /// Sets many levels, with one outcome per line; see [`Bulk`](crate::resources::Bulk).
    ///
    /// Calls `set_inventory` once per line, unless [`batch_size`](crate::resources::Bulk::batch_size)
    /// allows more. Lines of the same product are sent in order.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// use stocktrim::types::Inventory;
    ///
    /// let lines = ["A", "B"].map(|id| Inventory::new(id, 0.0, 0.0));
    /// let report = client.inventory().set_all(lines).await;
    /// assert!(report.is_complete());
    /// # }
    /// ```
    set_all, set_stream, try_set_stream
}

/// Many lines to a request.
impl Bulk<'_, InventoryLine, ()> {
    /// Sends up to so many lines with one request. Default: 1, since what a server does with a list
    /// that has a bad line is not known (I2).
    ///
    /// A list that is refused is taken apart until every line has its own outcome, which costs about
    /// two requests for a bad line that the refusal names, and ten for one of 200 that it does not.
    /// A list that may have been applied leaves all of its lines
    /// [`RowOutcome::Unknown`](crate::resources::RowOutcome::Unknown). Lines of one product never share
    /// a request.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client, lines: Vec<stocktrim::types::Inventory>) {
    /// let report = client.inventory().set_all(lines).batch_size(200).await;
    /// # }
    /// ```
    pub fn batch_size(self, lines: usize) -> Self {
        self.rows_per_request(lines)
    }
}

/// The product and its location, as reports show them.
fn shown(line: &InventoryLine) -> String {
    let location = line.location_code.as_ref().or(line.location_name.as_ref());
    match location {
        Some(location) => format!("{} at {location}", line.product_id),
        None => line.product_id.clone(),
    }
}

fn just(line: InventoryLine) -> SetInventoryRequest {
    SetInventoryRequest::new().inventory(vec![line])
}

fn has_location(line: &InventoryLine) -> bool {
    let names = [&line.location_code, &line.location_name];
    let mut given = names.into_iter().flatten();
    given.any(|name| !name.trim().is_empty())
}
