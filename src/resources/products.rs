//! Products: found by either code, listed page by page, saved and deleted by `productId`.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::bulk::bulk_methods;
use super::paging;
use super::reading::{before, deleted, found, rejected, require_key, rows_or_empty, saved_row};
use super::row_stream::RowStream;
use super::saved::{DeleteOutcome, RowResult, Saved};
use super::sync;
use crate::call::Call;
use crate::client::Client;
use crate::generated::types::{ProductsRequestDto, ProductsResponseDto};
use crate::operation::Operation;

/// The products of a tenant; made by [`Client::products`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::ProductsRequestDto;
/// use stocktrim::{DeleteOutcome, WriteOutcome};
///
/// let table = ProductsRequestDto::new("OAK-TOP-999").name("Oak table top 999").cost(84.5);
/// let saved = client.products().upsert(table).await?;
/// assert_eq!(saved.outcome, WriteOutcome::Created);
/// assert!(client.products().exists("OAK-TOP-999").await?);
///
/// let mut all = client.products().stream();
/// while let Some(product) = all.next().await {
///     println!("{}", product?.product_id);
/// }
/// assert_eq!(client.products().delete("OAK-TOP-999").await?, DeleteOutcome::Deleted);
/// assert_eq!(client.products().delete("OAK-TOP-999").await?, DeleteOutcome::NotFound);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Products {
    pub(super) client: Client,
}

impl Products {
    /// All products.
    ///
    /// Calls `list_products` once per page of 50, and once or twice more to see the end (R1). All of
    /// them are in memory: [`stream`](Self::stream) holds one page at a time.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// println!("{} products", client.products().list().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds, for any of the pages: the list is whole or an error.
    pub fn list(&self) -> Call<Vec<ProductsResponseDto>> {
        self.client.calls("products.list", |client| {
            client.products().stream().all_ahead().into_vec()
        })
    }

    /// All products, one page at a time.
    ///
    /// Calls `list_products` as it is read: first without `pageNo`, then with 1, 2, …, since it is
    /// open whether pages are counted from 0 or 1 (R1). It ends at a page without rows, a 404, or a
    /// page with no new product, unless that is page 1, which may be the first one once more. While
    /// nobody changes the catalogue, every product comes once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let mut products = client.products().stream();
    /// while let Some(product) = products.next().await {
    ///     println!("{}", product?.product_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(&self) -> RowStream<ProductsResponseDto> {
        let products = self.clone();
        paging::rows(&self.client, None, identity, move |number| {
            let page = products.list_page(number);
            async { page.await.map(Into::into) }
        })
    }

    /// One page of 50 products, as the server has it; no rows past the last one (R1).
    ///
    /// Calls `list_products` once. `None` is the first page. Whether the number of the first page is
    /// 0 or 1 is open, so that `Some(1)` may be the first page or the second.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let some = client.products().list_page(None).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub fn list_page(&self, page_no: Option<u32>) -> Call<Vec<ProductsResponseDto>> {
        self.client.call(move |client| async move {
            let mut request = client.api().list_products();
            if let Some(number) = page_no {
                request = request.page_no(number.to_string());
            }
            rows_or_empty(request.send().await)
        })
    }

    /// Finds a product by its `productId` or its `productCodeReadable`, matched exactly.
    ///
    /// Calls `list_products` once, with `code`. Which of the two codes the server looks at is open;
    /// a row counts if either equals the one asked for (R2, R5). `None` when there is no such
    /// product.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// if let Some(product) = client.products().get("OAK-TOP-120").await? {
    ///     println!("{:?} in stock", product.stock_on_hand);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) when two products have the code,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank one, and the
    /// transport kinds.
    pub fn get(&self, code: impl AsRef<str>) -> Call<Option<ProductsResponseDto>> {
        let code = code.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().list_products().code(code.as_str());
            let answer = request.send().await;
            found(Operation::ListProducts, &code, answer, |row| {
                row.product_id == code || row.product_code_readable.as_ref() == Some(&code)
            })
        })
    }

    /// Finds many products by code, in the order of the codes; see [`get`](Self::get).
    ///
    /// One request per code, and at most
    /// [`max_concurrency`](crate::ClientBuilder::max_concurrency) at a time. [`list`](Self::list)
    /// has one request per page, of 50 products where it was seen (R1).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let found = client.products().get_many(["OAK-TOP-120", "OAK-LEG-070"]).await?;
    /// let known = found.iter().flatten().count();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get), for the first code that has one.
    pub fn get_many(
        &self,
        codes: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Call<Vec<Option<ProductsResponseDto>>> {
        let codes = codes.into_iter().map(|code| code.as_ref().to_owned());
        let codes: Vec<_> = codes.collect();
        self.client.calls("products.get_many", |client| {
            let at_a_time = client.max_concurrency();
            let gets = codes
                .into_iter()
                .map(move |code| client.products().get(code));
            stream::iter(gets).buffered(at_a_time).try_collect()
        })
    }

    /// Whether there is a product with this code; the same request as [`get`](Self::get).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let known = client.products().exists("OAK-TOP-120").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub fn exists(&self, code: impl AsRef<str>) -> Call<bool> {
        let code = code.as_ref().to_owned();
        self.client
            .call(|client| async move { Ok(client.products().get(code).await?.is_some()) })
    }

    /// The variants of a product: all that have this `parentId` (R7).
    ///
    /// Reads every page, since the server cannot be asked for them: as many requests as
    /// [`list`](Self::list), one page in memory.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for variant in client.products().variants("OAK-TOP").await? {
    ///     println!("{}: {:?}", variant.product_id, variant.option1);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub fn variants(&self, parent_id: impl AsRef<str>) -> Call<Vec<ProductsResponseDto>> {
        let parent = parent_id.as_ref().to_owned();
        self.client.calls("products.variants", |client| async move {
            require_key(Operation::ListProducts, "parentId", &parent)?;
            let all = client.products().stream().all_ahead();
            all.into_vec_of(|product| product.parent_id.as_ref() == Some(&parent))
                .await
        })
    }

    /// Creates or updates a product by its `productId` (R3).
    ///
    /// Calls `upsert_product` once. Fields left out probably keep their value (R3).
    /// `maximumShelfLevel: 0` is a cap of zero: leave it out instead (R6).
    ///
    /// `serviceLevel` is a fraction from 0 to 1. Anything else, such as 95 for 95 %, is refused before
    /// it is sent, since an answer may not tell that the plan is another one (R6);
    /// [`Api::upsert_product`](crate::Api::upsert_product) sends it as it is.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::ProductsRequestDto;
    ///
    /// let product = ProductsRequestDto::new("OAK-TOP-120").name("Oak table top 120");
    /// let saved = client.products().upsert(product).await?;
    /// println!("{:?}", saved.outcome);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key or a
    /// `serviceLevel` that is no fraction, and the transport kinds.
    pub fn upsert(&self, product: ProductsRequestDto) -> Call<Saved<ProductsResponseDto>> {
        self.client
            .call(|client| async move { Ok(put(client, product).await?.0) })
    }

    /// Deletes a product by its `productId`, and says whether it was there.
    ///
    /// Calls `delete_product` once; it takes more than five seconds (R4).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.products().delete("OAK-TOP-120").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub fn delete(&self, product_id: impl AsRef<str>) -> Call<DeleteOutcome> {
        let id = product_id.as_ref().to_owned();
        self.client.call(|client| async move {
            deleted(client.api().delete_product().product_id(id).send().await)
        })
    }

    /// Brings the products to a desired state: what is new or differs is written.
    ///
    /// As many requests as [`list`](Self::list), and `upsert_product` once per row that differs. What is there
    /// and not desired is told, or discontinued if
    /// [asked for](crate::resources::Sync::discontinue_missing). See [`Sync`](crate::resources::Sync).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::ProductsRequestDto;
    ///
    /// let desired = [ProductsRequestDto::new("OAK-TOP-120").cost(84.5)];
    /// let report = client.products().sync(desired).await?;
    /// println!("{}", report.plan);
    /// report.written.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sync(
        &self,
        desired: impl IntoIterator<Item = ProductsRequestDto>,
    ) -> sync::Sync<ProductsRequestDto, ProductsResponseDto> {
        sync::Sync::new(&self.client, &sync::PRODUCTS, desired)
    }
}

bulk_methods! {
    Products, ProductsRequestDto => ProductsResponseDto, one_by_one(|_| put), |row| vec![row.product_id.clone()];
    /// Creates or updates many products, with one outcome per row; see [`Bulk`](crate::resources::Bulk).
    ///
    /// Calls `upsert_product` once per row. Rows with the same `productId` are sent in order.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// use stocktrim::types::ProductsRequestDto;
    ///
    /// let rows = ["A", "B"].map(|id| ProductsRequestDto::new(id).discontinued(true));
    /// let report = client.products().upsert_all(rows).await;
    /// println!("{} saved, {} not", report.saved().count(), report.failed().count());
    /// # }
    /// ```
    upsert_all, upsert_stream, try_upsert_stream
}

async fn put(client: Client, product: ProductsRequestDto) -> RowResult<ProductsResponseDto> {
    let id = product.product_id.clone();
    let rejects = before(Operation::UpsertProduct);
    require_key(Operation::UpsertProduct, "productId", &id)?;
    let level = product.service_level.unwrap_or_default();
    if !(0.0..=1.0).contains(&level) {
        return Err(rejects(rejected(format!(
            "serviceLevel of {id} is {level}: a fraction from 0 to 1 is wanted, such as 0.95"
        ))));
    }
    let answer = client.api().upsert_product().body(product).send().await?;
    let (status, attempts) = (answer.status(), answer.attempts());
    let value = saved_row(answer.into_inner(), |row| row.product_id == id);
    Ok((Saved::from_status(status, attempts, value), attempts))
}

/// What tells products apart: the key (R3), and StockTrim's own number where two bear one key all
/// the same.
fn identity(product: &ProductsResponseDto) -> (String, Option<i64>) {
    let id = &product.product_id;
    let nameless = id.trim().is_empty() && product.id.is_none();
    let whole = nameless.then(|| paging::whole(product)).flatten();
    (whole.unwrap_or_else(|| id.clone()), product.id)
}
