//! What to order, by supplier: the rows of the plan with their product, and drafts of orders.

use std::collections::{BTreeMap, HashMap};

use futures_util::future::try_join3;
use serde::Serialize;

use super::OrderPlan;
use crate::call::Call;
use crate::generated::types::{
    OrderPlanFilterCriteria, ProductsResponseDto, PurchaseOrderLineItem, PurchaseOrderRequestDto,
    PurchaseOrderStatusDto, PurchaseOrderSupplier, SkuOptimizedResultsDto, SupplierResponseDto,
};
use crate::values::{round_up, total};

/// What the plan says to order from one supplier; made by [`OrderPlan::by_supplier`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SupplierPlan {
    /// Its code; `None` for the lines whose product is not known or has no supplier.
    pub supplier_code: Option<String>,
    /// The supplier; `None` if StockTrim does not list the code.
    pub supplier: Option<SupplierResponseDto>,
    /// What to order.
    pub lines: Vec<PlanLine>,
}

/// A row of the plan that says to order something.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PlanLine {
    /// The row.
    pub row: SkuOptimizedResultsDto,
    /// Its product; `None` if no product has one of the row's codes.
    pub product: Option<ProductsResponseDto>,
    /// The row's `orderQuantity`, raised to the least that can be ordered and to whole batches where
    /// the plan has not done so (O4).
    pub quantity: f64,
}

impl PlanLine {
    /// `None` when there is nothing to order.
    fn new(row: SkuOptimizedResultsDto, product: Option<&ProductsResponseDto>) -> Option<Self> {
        let asked = row.order_quantity.filter(|quantity| *quantity > 0.0)?;
        // A decimal in products, a whole number in the plan (D9).
        let of = |exact: fn(&ProductsResponseDto) -> Option<f64>, whole: Option<i32>| {
            let given = product.and_then(exact).or(whole.map(f64::from));
            given.filter(|number| *number > 0.0)
        };
        let least = of(
            |product| product.minimum_order_quantity,
            row.minimum_order_quantity,
        );
        let batch = of(|product| product.batch_size, row.batch_size);
        let quantity = asked.max(least.unwrap_or_default());
        Some(Self {
            quantity: batch.map_or(quantity, |batch| round_up(quantity, batch)),
            product: product.cloned(),
            row,
        })
    }

    /// The `cost` of the product, else that of the row, per unit.
    #[must_use]
    pub fn unit_price(&self) -> Option<f64> {
        let cost = self.product.as_ref().and_then(|product| product.cost);
        cost.or(self.row.sku_cost)
    }
}

impl SupplierPlan {
    /// Joins rows of the plan, such as those of one location, with their products and suppliers.
    ///
    /// Groups are in the order of their codes, the one without a supplier at the end. A row is known by
    /// its `externalId`, `productCode` or `skuCode` (O5), a supplier by the product's `supplierCode`, else
    /// by the first of its `suppliers` that is listed. Rows that order nothing are left out.
    #[must_use]
    pub fn join(
        rows: impl IntoIterator<Item = SkuOptimizedResultsDto>,
        products: &[ProductsResponseDto],
        suppliers: &[SupplierResponseDto],
    ) -> Vec<Self> {
        let known = products
            .iter()
            .map(|product| (product.product_id.as_str(), product));
        let mut by_code: HashMap<_, _> = known.collect();
        for product in products {
            if let Some(code) = &product.product_code_readable {
                by_code.entry(code).or_insert(product);
            }
        }
        let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in rows {
            let codes = [&row.external_id, &row.product_code, &row.sku_code];
            let known = |code: &Option<String>| by_code.get(code.as_deref()?).copied();
            let product = codes.into_iter().find_map(known);
            let code = product.and_then(|product| supplier_of(product, suppliers));
            if let Some(line) = PlanLine::new(row, product) {
                groups.entry((code.is_none(), code)).or_default().push(line);
            }
        }
        let group = |((_, code), lines): ((bool, Option<&str>), _)| Self {
            supplier_code: code.map(str::to_owned),
            supplier: code.and_then(|code| listed(code, suppliers)).cloned(),
            lines,
        };
        groups.into_iter().map(group).collect()
    }

    /// What it costs, exact to the cent; `None` if the price of a line is not known.
    #[must_use]
    pub fn total(&self) -> Option<f64> {
        let lines = self.lines.iter();
        total(lines.map(|line| Some([line.quantity, line.unit_price()?])))
    }

    /// A draft of the order under this number, for [`create_once`](crate::resources::PurchaseOrders::create_once);
    /// `None` without a supplier.
    pub fn draft(&self, number: impl Into<String>) -> Option<PurchaseOrderRequestDto> {
        let supplier = PurchaseOrderSupplier::new().supplier_code(self.supplier_code.as_ref()?);
        let lines = self.lines.iter().filter_map(|line| {
            let product = line.product.as_ref()?;
            let mut item = PurchaseOrderLineItem::new(product.product_id.as_str(), line.quantity);
            item.unit_price = line.unit_price();
            Some(item)
        });
        let order = PurchaseOrderRequestDto::new(supplier, lines.collect::<Vec<_>>());
        let order = order.client_reference_number(number);
        Some(order.status(PurchaseOrderStatusDto::Draft))
    }
}

fn listed<'a>(code: &str, suppliers: &'a [SupplierResponseDto]) -> Option<&'a SupplierResponseDto> {
    let mut suppliers = suppliers.iter();
    suppliers.find(|supplier| supplier.supplier_code.as_deref() == Some(code))
}

fn supplier_of<'a>(
    product: &'a ProductsResponseDto,
    suppliers: &'a [SupplierResponseDto],
) -> Option<&'a str> {
    let own = product.supplier_code.as_deref();
    own.filter(|code| !code.trim().is_empty()).or_else(|| {
        let known = product.suppliers.iter().flatten();
        let mut ids = known.filter_map(|known| known.supplier_id.as_deref());
        ids.find(|id| listed(id, suppliers).is_some())
    })
}

impl OrderPlan {
    /// What to order of the whole plan, by supplier. See [the guide on ordering](crate::guide::ordering).
    ///
    /// As many requests as [`query`](Self::query), `products().list()` and `suppliers().list()`. A group
    /// without a supplier has the lines whose product is not known or has none. Rows of one location
    /// are joined by [`SupplierPlan::join`].
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for group in client.order_plan().by_supplier().await? {
    ///     println!("{:?}: {:?}", group.supplier_code, group.total());
    ///     if let Some(draft) = group.draft("RO-2026-11") {
    ///         client.purchase_orders().create_once(draft).await?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds, for any of the requests.
    pub fn by_supplier(&self) -> Call<Vec<SupplierPlan>> {
        self.client
            .calls("order_plan.by_supplier", |client| async move {
                let rows = client.order_plan().query(OrderPlanFilterCriteria::new());
                let (products, suppliers) = (client.products().list(), client.suppliers().list());
                let (rows, products, suppliers) = try_join3(rows, products, suppliers).await?;
                Ok(SupplierPlan::join(rows, &products, &suppliers))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, quantity: f64) -> SkuOptimizedResultsDto {
        SkuOptimizedResultsDto::new()
            .product_code(code)
            .order_quantity(quantity)
    }

    #[test]
    fn a_quantity_is_raised_only_where_the_plan_has_not_done_so() {
        for (asked, least, batch, expected) in [
            (7.0, None, None, 7.0),
            (7.25, None, None, 7.25),
            (7.0, Some(10.0), None, 10.0),
            (7.0, Some(10.0), Some(12.0), 12.0),
            (24.0, Some(10.0), Some(12.0), 24.0),
            (25.0, None, Some(12.0), 36.0),
            (1.1, None, Some(0.1), 1.1),
            (7.0, Some(0.0), Some(0.0), 7.0),
        ] {
            let mut product = ProductsResponseDto::new("A");
            (product.minimum_order_quantity, product.batch_size) = (least, batch);
            let line = PlanLine::new(row("A", asked), Some(&product)).unwrap();
            assert_eq!((line.quantity, asked), (expected, asked));
        }
        let whole = row("A", 7.0).batch_size(5);
        assert_eq!(
            PlanLine::new(whole, None).map(|line| line.quantity),
            Some(10.0)
        );
        assert_eq!(PlanLine::new(row("A", 0.0), None), None);
        assert_eq!(PlanLine::new(SkuOptimizedResultsDto::new(), None), None);
    }

    #[test]
    fn rows_without_a_supplier_are_a_group_at_the_end() {
        let product = |id: &str, code: Option<&str>, supplier: Option<&str>| {
            let mut product = ProductsResponseDto::new(id).cost(0.1);
            product.product_code_readable = code.map(str::to_owned);
            product.supplier_code = supplier.map(str::to_owned);
            product
        };
        let mut listed_only = product("3", None, None);
        let known = crate::generated::types::ProductSupplierResponseDto::new();
        listed_only.suppliers = Some(vec![
            known.clone().supplier_id("17"),
            known.supplier_id("B"),
        ]);
        let products = [
            product("1", Some("OAK"), Some("B")),
            product("2", None, Some("A")),
            listed_only,
            product("4", None, None),
        ];
        let suppliers = [SupplierResponseDto::new().supplier_code("B")];
        let rows = ["OAK", "2", "3", "4", "5"].map(|code| row(code, 3.0));
        let groups = SupplierPlan::join(rows, &products, &suppliers);
        let codes: Vec<_> = groups
            .iter()
            .map(|group| group.supplier_code.as_deref())
            .collect();
        assert_eq!(codes, [Some("A"), Some("B"), None]);
        assert_eq!(
            groups
                .iter()
                .map(|group| group.lines.len())
                .collect::<Vec<_>>(),
            [1, 2, 2]
        );
        assert_eq!(groups[1].total(), Some(0.6), "exact: 0.3 + 0.3");
        assert!(groups[1].supplier.is_some() && groups[0].supplier.is_none());
        let draft = groups[1].draft("RO-1").unwrap();
        assert_eq!(draft.purchase_order_line_items[0].product_id, "1");
        assert_eq!((draft.total(), groups[2].draft("RO-2")), (Some(0.6), None));
        assert_eq!(
            groups[2].total(),
            None,
            "a row without a product has no price"
        );
    }
}
