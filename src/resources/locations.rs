//! Locations: looked up and saved by code; those in use are gathered from the products.

use std::collections::BTreeMap;

use super::reading::{keyed, look_up, written};
use super::saved::Saved;
use crate::client::Client;
use crate::error::Result;
use crate::generated::Client as Api;
use crate::generated::types::{LocationRequestDto, LocationResponseDto};

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
/// client.locations().upsert(&depot).await?;
/// assert!(client.locations().exists("DEPOT").await?);
/// for location in client.locations().in_use().await? {
///     println!("{}: {} products", location.code, location.products);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Locations<'a> {
    client: &'a Client,
}

/// A location that products name as one of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocationInUse {
    /// Its code.
    pub code: String,
    /// Its name, if a product tells it.
    pub name: Option<String>,
    /// How many products name it.
    pub products: usize,
}

impl<'a> Locations<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

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
    /// [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) when two locations bear the code,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank one, and the
    /// transport kinds.
    pub async fn get(&self, code: &str) -> Result<Option<LocationResponseDto>> {
        keyed("code", code)?;
        let send = |api: Api| async move { api.find_location().code(code).send().await };
        look_up(self.client, "find_location", code, send, |row| {
            row.location_code == code
        })
        .await
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
    pub async fn exists(&self, code: &str) -> Result<bool> {
        Ok(self.get(code).await?.is_some())
    }

    /// Creates or updates a location by its `locationCode`.
    ///
    /// Calls `upsert_location` (V2) once, which goes by the code alone; V1 goes by the name too (L2).
    /// Whether it was created is not told.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::LocationRequestDto;
    ///
    /// client.locations().upsert(&LocationRequestDto::new("NORTH")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank code, and the
    /// transport kinds.
    pub async fn upsert(
        &self,
        location: &LocationRequestDto,
    ) -> Result<Saved<LocationResponseDto>> {
        let code = &location.location_code;
        keyed("locationCode", code)?;
        let call = self.client.api().upsert_location().body(location.clone());
        let rows = call.send().await?.into_inner();
        Ok(Saved::somehow(written(rows, |row| {
            row.location_code == *code
        })))
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
    pub async fn in_use(&self) -> Result<Vec<LocationInUse>> {
        let mut found: BTreeMap<String, LocationInUse> = BTreeMap::new();
        let mut products = self.client.products().stream();
        while let Some(product) = products.next().await {
            for place in product?.stock_locations.unwrap_or_default() {
                if place.location_code.trim().is_empty() {
                    continue;
                }
                let code = place.location_code;
                let location = found.entry(code.clone());
                let location = location.or_insert(LocationInUse {
                    code,
                    name: None,
                    products: 0,
                });
                location.products += 1;
                if location.name.is_none() {
                    location.name = place.location_name;
                }
            }
        }
        Ok(found.into_values().collect())
    }
}
