//! Listing products, page by page.

use super::Products;
use crate::call::Call;
use crate::generated::types::ProductsResponseDto;
use crate::operation::Operation;
use crate::resources::paging;
use crate::resources::reading::{require_key, rows_or_empty};
use crate::resources::row_stream::RowStream;

/// All of them, or those that share something.
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
}

/// What tells products apart: the key (R3), and StockTrim's own number where two bear one key all
/// the same.
fn identity(product: &ProductsResponseDto) -> (String, Option<i64>) {
    let id = &product.product_id;
    let nameless = id.trim().is_empty() && product.id.is_none();
    let whole = nameless.then(|| paging::whole(product)).flatten();
    (whole.unwrap_or_else(|| id.clone()), product.id)
}
