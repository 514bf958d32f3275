//! Locations: looked up and saved by code; those in use are gathered from the products.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bulk::bulk_methods;
use super::reading::{found, require_key, saved_row};
use super::saved::{RowResult, Saved};
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{LocationRequestDto, LocationResponseDto};
use crate::operation::Operation;

/// The locations of a tenant; made by [`Client::locations`].
///
/// StockTrim can neither list locations (L1) nor delete them.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::LocationRequestDto;
///
/// let depot = LocationRequestDto::new("DEPOT").location_name("The depot");
/// client.locations().upsert(depot).await?;
/// assert!(client.locations().exists("DEPOT").await?);
/// for location in client.locations().in_use().await? {
///     println!("{}: {} products", location.code, location.products);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Locations {
    pub(super) client: Client,
}

/// A location that products name as one of theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LocationInUse {
    /// Its code.
    pub code: String,
    /// Its name, if a product has it.
    pub name: Option<String>,
    /// How many products name it.
    pub products: usize,
}

impl LocationInUse {
    /// A location that so many products name, for the tests of a program that handles it. The fields can
    /// be set.
    pub fn new(code: impl Into<String>, products: usize) -> Self {
        Self {
            code: code.into(),
            name: None,
            products,
        }
    }
}

impl Locations {
    /// Finds a location by its `locationCode`, matched exactly.
    ///
    /// Calls `find_location` once, which answers an object, a list or null (L1). `None` when there is
    /// no such location.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let north = client.locations().get("NORTH").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) when two locations have the code,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank one, and the
    /// transport kinds.
    pub fn get(&self, code: impl AsRef<str>) -> Call<Option<LocationResponseDto>> {
        let code = code.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().find_location().code(code.as_str());
            let answer = request.send().await;
            let bears = |row: &LocationResponseDto| row.location_code == code;
            found(Operation::FindLocation, &code, answer, bears)
        })
    }

    /// Whether there is a location with this code; the same request as [`get`](Self::get).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let known = client.locations().exists("NORTH").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub fn exists(&self, code: impl AsRef<str>) -> Call<bool> {
        let code = code.as_ref().to_owned();
        self.client
            .call(|client| async move { Ok(client.locations().get(code).await?.is_some()) })
    }

    /// Creates or updates a location by its `locationCode`.
    ///
    /// Calls `upsert_location` (V2) once, which goes by the code alone; V1 goes by the name too (L2).
    /// Whether it was created is not known.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::LocationRequestDto;
    ///
    /// client.locations().upsert(LocationRequestDto::new("NORTH")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank code, and the
    /// transport kinds.
    pub fn upsert(&self, location: LocationRequestDto) -> Call<Saved<LocationResponseDto>> {
        self.client
            .call(|client| async move { Ok(put(client, location).await?.0) })
    }

    /// The locations that at least one product names, by code, with the number of products.
    ///
    /// Reads every page of the products, since locations cannot be listed (L1): as many requests as
    /// `products().list()`, one page in memory. A location that no product names is not among them.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for location in client.locations().in_use().await? {
    ///     println!("{}: {:?}", location.code, location.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub fn in_use(&self) -> Call<Vec<LocationInUse>> {
        self.client.calls("locations.in_use", in_use)
    }
}

bulk_methods! {
    Locations, LocationRequestDto => LocationResponseDto, one_by_one(|_| put),
    |row| vec![row.location_code.clone()];
    /// Creates or updates many locations, with one outcome per row; see
    /// [`Bulk`](crate::resources::Bulk).
    ///
    /// Calls `upsert_location` once per row. Rows with the same code are sent in order.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// use stocktrim::types::LocationRequestDto;
    ///
    /// let rows = ["NORTH", "SOUTH"].map(LocationRequestDto::new);
    /// let report = client.locations().upsert_all(rows).await;
    /// assert!(report.is_complete());
    /// # }
    /// ```
    upsert_all, upsert_stream, try_upsert_stream
}

async fn put(client: Client, location: LocationRequestDto) -> RowResult<LocationResponseDto> {
    let code = location.location_code.clone();
    require_key(Operation::UpsertLocation, "locationCode", &code)?;
    let answer = client.api().upsert_location().body(location).send().await?;
    let attempts = answer.attempts();
    let value = saved_row(answer.into_inner(), |row| row.location_code == code);
    Ok((Saved::unknown(value), attempts))
}

async fn in_use(client: Client) -> Result<Vec<LocationInUse>> {
    let mut found: BTreeMap<String, LocationInUse> = BTreeMap::new();
    let mut products = client.products().stream().all_ahead();
    while let Some(product) = products.next().await {
        for place in product?.stock_locations.unwrap_or_default() {
            let given = |code: &String| !code.trim().is_empty();
            let Some(code) = place.location_code.filter(given) else {
                continue;
            };
            let location = found.entry(code.clone());
            let location = location.or_insert_with(|| LocationInUse::new(code, 0));
            location.products += 1;
            location.name = location.name.take().or(place.location_name);
        }
    }
    Ok(found.into_values().collect())
}
