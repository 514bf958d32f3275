//! Customers: all in one body, found and saved by `code`.

use super::bulk::bulk_methods;
use super::reading::{found, require_key};
use super::saved::{FoundOrCreated, RowResult, Saved};
use super::sync;
use crate::call::Call;
use crate::client::Client;
use crate::generated::types::CustomerDto;
use crate::operation::Operation;

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
/// client.customers().upsert(customer).await?;
/// let found = client.customers().get("WALK/IN 7").await?;
/// assert_eq!(found.and_then(|customer| customer.name).as_deref(), Some("Walk-in 7"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Customers {
    pub(super) client: Client,
}

impl Customers {
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
    pub fn list(&self) -> Call<Vec<CustomerDto>> {
        self.client.call(|client| async move {
            let answer = client.api().list_customers().send().await?;
            Ok(answer.into_inner().into_vec())
        })
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
    pub fn get(&self, code: impl AsRef<str>) -> Call<Option<CustomerDto>> {
        let code = code.as_ref().to_owned();
        self.client.call(|client| async move {
            let answer = client.api().get_customer().code(code.as_str()).send().await;
            found(Operation::GetCustomer, &code, answer, |row| {
                row.code.as_ref() == Some(&code)
            })
        })
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
    pub fn exists(&self, code: impl AsRef<str>) -> Call<bool> {
        let code = code.as_ref().to_owned();
        self.client
            .call(|client| async move { Ok(client.customers().get(code).await?.is_some()) })
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
    /// match client.customers().find_or_create(acme).await? {
    ///     FoundOrCreated::Found(there) => println!("known as {:?}", there.name),
    ///     _ => println!("created"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get) and [`upsert`](Self::upsert).
    pub fn find_or_create(&self, customer: CustomerDto) -> Call<FoundOrCreated<CustomerDto>> {
        self.client
            .calls("customers.find_or_create", |client| async move {
                let customers = client.customers();
                let code = customer.code.as_deref().unwrap_or_default();
                match customers.get(code).await? {
                    Some(found) => Ok(FoundOrCreated::Found(found)),
                    None => Ok(FoundOrCreated::Created(customers.upsert(customer).await?)),
                }
            })
    }

    /// Creates or updates a customer by its `code`.
    ///
    /// Calls `upsert_customer` once. What it answers is open, so that neither the outcome nor the
    /// customer as it is now is known (C2).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::CustomerDto;
    ///
    /// client.customers().upsert(CustomerDto::new().code("ACME").name("Acme")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a code that is missing or
    /// blank, and the transport kinds.
    pub fn upsert(&self, customer: CustomerDto) -> Call<Saved<CustomerDto>> {
        self.client
            .call(|client| async move { Ok(put(client, customer).await?.0) })
    }

    /// Brings the customers to a desired state: what is new or differs is written.
    ///
    /// As many requests as [`list`](Self::list), and `upsert_customer` once per row that differs. What is there
    /// and not desired is told, and stays. See [`Sync`](crate::resources::Sync).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::CustomerDto;
    ///
    /// let desired = [CustomerDto::new().code("ACME").name("Acme")];
    /// let plan = client.customers().sync(desired).plan().await?;
    /// println!("{plan}");
    /// plan.apply().await.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sync(
        &self,
        desired: impl IntoIterator<Item = CustomerDto>,
    ) -> sync::Sync<CustomerDto, CustomerDto> {
        sync::Sync::new(&self.client, &sync::CUSTOMERS, desired)
    }
}

bulk_methods! {
    Customers, CustomerDto => CustomerDto, one_by_one(|_| put), |row| row.code.iter().cloned().collect();
    /// Creates or updates many customers, with one outcome per row; see [`Bulk`](crate::resources::Bulk).
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
    upsert_all, upsert_stream, try_upsert_stream
}

async fn put(client: Client, customer: CustomerDto) -> RowResult<CustomerDto> {
    let code = customer.code.as_deref().unwrap_or_default();
    require_key(Operation::UpsertCustomer, "code", code)?;
    let answer = client.api().upsert_customer().body(customer).send().await?;
    Ok((Saved::unknown(None), answer.attempts()))
}
