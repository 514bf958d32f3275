//! Customers: all in one body, found and saved by `code`.

use super::bulk::{Bulk, IntoRows};
use super::reading::{keyed, look_up};
use super::saved::{FoundOrCreated, Saved};
use super::writing::{Tried, send_row};
use crate::client::Client;
use crate::error::Result;
use crate::generated::Client as Api;
use crate::generated::types::CustomerDto;

/// The customers of a tenant; made by [`Client::customers`].
///
/// StockTrim cannot delete customers.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::CustomerDto;
///
/// let customer = CustomerDto::new().code("WALK/IN 7").name("Walk-in 7");
/// client.customers().upsert(&customer).await?;
/// let found = client.customers().get("WALK/IN 7").await?;
/// assert_eq!(found.and_then(|customer| customer.name).as_deref(), Some("Walk-in 7"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Customers<'a> {
    client: &'a Client,
}

impl<'a> Customers<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All customers.
    ///
    /// Calls `list_customers` once: the server answers all of them in one body (C1).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// println!("{} customers", client.customers().list().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds. A 404 is an error: StockTrim is not known to answer it here.
    pub async fn list(&self) -> Result<Vec<CustomerDto>> {
        Ok(self
            .client
            .api()
            .list_customers()
            .send()
            .await?
            .into_inner()
            .into_vec())
    }

    /// Finds a customer by `code`, which may hold `/`, spaces, `%`, `#` and any letters (C3).
    ///
    /// Calls `get_customer` once. `None` when there is no such customer.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let customer = client.customers().get("ACME/NORTH").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a code that is blank, `.`
    /// or `..`, which no URL carries, and the transport kinds.
    pub async fn get(&self, code: &str) -> Result<Option<CustomerDto>> {
        keyed("code", code)?;
        let send = |api: Api| async move { api.get_customer().code(code).send().await };
        look_up(self.client, "get_customer", code, send, |row| {
            row.code.as_deref() == Some(code)
        })
        .await
    }

    /// Whether there is a customer with this code; the same request as [`get`](Self::get).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let known = client.customers().exists("ACME").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn exists(&self, code: &str) -> Result<bool> {
        Ok(self.get(code).await?.is_some())
    }

    /// The customer with the code of `customer`, which is created if there is none.
    ///
    /// Calls `get_customer`, and `upsert_customer` only if there is none: one or two requests. One
    /// that is there stays as it is. Between the two, somebody else may create the same code; then
    /// this updates it.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::resources::FoundOrCreated;
    /// use stocktrim::types::CustomerDto;
    ///
    /// let acme = CustomerDto::new().code("ACME").name("Acme");
    /// match client.customers().find_or_create(&acme).await? {
    ///     FoundOrCreated::Found(there) => println!("known as {:?}", there.name),
    ///     _ => println!("created"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get) and [`upsert`](Self::upsert).
    pub async fn find_or_create(
        &self,
        customer: &CustomerDto,
    ) -> Result<FoundOrCreated<CustomerDto>> {
        let code = customer.code.as_deref().unwrap_or_default();
        match self.get(code).await? {
            Some(found) => Ok(FoundOrCreated::Found(found)),
            None => Ok(FoundOrCreated::Created(self.upsert(customer).await?)),
        }
    }

    /// Creates or updates a customer by its `code`.
    ///
    /// Calls `upsert_customer` once. What it answers is open, so that neither the outcome nor the
    /// customer as it is now can be told (C2).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::CustomerDto;
    ///
    /// client.customers().upsert(&CustomerDto::new().code("ACME").name("Acme")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a code that is missing or
    /// blank, and the transport kinds.
    pub async fn upsert(&self, customer: &CustomerDto) -> Result<Saved<CustomerDto>> {
        self.put(customer.clone()).await.result
    }

    /// Creates or updates many customers, with one outcome per row; see [`Bulk`].
    ///
    /// Calls `upsert_customer` once per row. Rows with the same `code` are sent in order.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// use stocktrim::types::CustomerDto;
    ///
    /// let rows = ["A", "B"].map(|code| CustomerDto::new().code(code));
    /// let report = client.customers().upsert_all(rows).await;
    /// assert!(report.is_complete());
    /// # }
    /// ```
    pub fn upsert_all<M>(
        &self,
        customers: impl IntoRows<'a, CustomerDto, M>,
    ) -> Bulk<'a, CustomerDto, CustomerDto> {
        let this = *self;
        let places = self.client.max_concurrency();
        let key = |row: &CustomerDto| row.code.clone().unwrap_or_default();
        Bulk::new(customers, places, key, move |row| async move {
            this.put(row).await
        })
    }

    async fn put(&self, customer: CustomerDto) -> Tried<CustomerDto> {
        let check = keyed("code", customer.code.as_deref().unwrap_or_default());
        let send = |api: Api| async move { api.upsert_customer().body(customer).send().await };
        send_row(self.client, check, send, |_, _, ()| Saved::somehow(None)).await
    }
}
