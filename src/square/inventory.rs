//! From Square's inventory counts to the lines that StockTrim's inventory is set by.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::InventoryCount;
use crate::generated::types::Inventory;

/// The state of what can be sold; every other state is not in stock.
const IN_STOCK: &str = "IN_STOCK";
/// The only kind of thing that is counted.
const ITEM_VARIATION: &str = "ITEM_VARIATION";

/// The lines that counts come to, and the counts that come to none.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct InventoryLines {
    /// A line for each product and location, in the order of their first counts.
    pub lines: Vec<Inventory>,
    /// The counts that are in no line, and why.
    pub left_out: Vec<(InventoryCount, LeftOut)>,
}

/// Why a count is in no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LeftOut {
    /// It does not say of what.
    NoProduct,
    /// It does not say how many, or not with a number; that is not zero.
    NoQuantity,
    /// It counts something else than item variations.
    NotAVariation,
    /// It counts what is not in stock: sold, wasted, on its way, or in a state that is not stated.
    NotInStock,
    /// There is a later count of the same product at the same location.
    Outdated,
}

/// Turns counts into lines for [`inventory().set_all()`](crate::resources::Inventory::set_all).
///
/// | [`InventoryCount`] | | [`Inventory`] |
/// | --- | --- | --- |
/// | `catalog_object_id` | → | `productId` |
/// | `location_id` | → | `locationCode` |
/// | `quantity`, of `state` `IN_STOCK` | → | `stockOnHand` |
/// | what `on_order` answers | → | `stockOnOrder` |
/// | `calculated_at` | | decides which of two counts is the later, and is lost |
///
/// A line sets both levels, and Square does not know what is on order: `on_order` is asked with the
/// product and the location, and what it answers is set. Where your codes are others than Square's
/// ids, change the lines. Of two counts without a time, the one that comes last is the later.
///
/// ```
/// use stocktrim::square::{InventoryCount, inventory_lines};
///
/// let count = InventoryCount::new()
///     .catalog_object_id("OAK-TOP-120")
///     .location_id("NORTH")
///     .quantity(4.0)
///     .state("IN_STOCK");
/// let found = inventory_lines([count], |_product, _location| 24.0);
/// assert_eq!(found.lines[0].stock_on_hand, 4.0);
/// assert_eq!(found.lines[0].stock_on_order, 24.0);
/// assert!(found.left_out.is_empty());
/// ```
pub fn inventory_lines(
    counts: impl IntoIterator<Item = InventoryCount>,
    on_order: impl Fn(&str, Option<&str>) -> f64,
) -> InventoryLines {
    let mut latest: Vec<InventoryCount> = Vec::new();
    let mut places: HashMap<Place, usize> = HashMap::new();
    let mut left_out = Vec::new();
    for count in counts {
        match place(&count).map(|place| places.entry(place)) {
            Err(why) => left_out.push((count, why)),
            Ok(Entry::Vacant(place)) => {
                place.insert(latest.len());
                latest.push(count);
            }
            Ok(Entry::Occupied(place)) => {
                let known = &mut latest[*place.get()];
                let older = if count.calculated_at < known.calculated_at {
                    count
                } else {
                    std::mem::replace(known, count)
                };
                left_out.push((older, LeftOut::Outdated));
            }
        }
    }
    let lines = latest.into_iter().filter_map(|count| {
        let (product, location) = place(&count).ok()?;
        let on_order = on_order(&product, location.as_deref());
        let mut line = Inventory::new(product, count.quantity?, on_order);
        line.location_code = location;
        Some(line)
    });
    InventoryLines {
        lines: lines.collect(),
        left_out,
    }
}

/// A product, and where.
type Place = (String, Option<String>);

fn place(count: &InventoryCount) -> Result<Place, LeftOut> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let kind = count.catalog_object_type.as_deref();
    if kind.is_some_and(|kind| kind != ITEM_VARIATION) {
        return Err(LeftOut::NotAVariation);
    }
    if count.state.as_deref() != Some(IN_STOCK) {
        return Err(LeftOut::NotInStock);
    }
    if !count.quantity.is_some_and(f64::is_finite) {
        return Err(LeftOut::NoQuantity);
    }
    let product = given(&count.catalog_object_id).ok_or(LeftOut::NoProduct)?;
    Ok((product, given(&count.location_id)))
}
