//! From the body of a webhook to what happened.

use serde_json::Value;

use super::{Customer, InventoryCount, WebHook, WebHookOrderUpdatedData};
use crate::error::{Error, ErrorKind, Result};
use crate::values::{Timestamp, without_bom};

/// Something that happened at Square, as its webhook tells it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The number of the event: one that comes twice has the same.
    pub event_id: Option<String>,
    /// Whose it is.
    pub merchant_id: Option<String>,
    /// When it happened.
    pub created_at: Option<Timestamp>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened at Square.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventKind {
    /// `customer.created`.
    CustomerCreated(Customer),
    /// `customer.updated`.
    CustomerUpdated(Customer),
    /// `customer.deleted`. StockTrim cannot delete customers.
    CustomerDeleted(Customer),
    /// `inventory.count.updated`; see [`inventory_lines`](super::inventory_lines).
    InventoryCounted(Vec<InventoryCount>),
    /// `order.updated`.
    OrderUpdated(WebHookOrderUpdatedData),
    /// `catalog.version.updated`, with the time of the new version.
    CatalogUpdated(Timestamp),
    /// Anything else, and an event without the part that its type promises.
    Other(Box<WebHook>),
}

impl Event {
    /// Reads the body of a webhook.
    ///
    /// Whether it comes from Square is not checked: verify its signature before. A quantity is read
    /// as a number or as a text with a number, which Square sends; anything else counts as missing,
    /// and leaves out that count alone ([`LeftOut::NoQuantity`](super::LeftOut::NoQuantity)).
    ///
    /// ```
    /// use stocktrim::square::{Event, EventKind};
    ///
    /// let event = Event::from_json(
    ///     br#"{ "merchant_id": "M1", "type": "customer.updated", "event_id": "E1",
    ///           "data": { "object": { "customer": { "id": "SQ-1" } } } }"#,
    /// )?;
    /// assert!(matches!(event.kind, EventKind::CustomerUpdated(customer)
    ///     if customer.id.as_deref() == Some("SQ-1")));
    /// # Ok::<(), stocktrim::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the body is not a webhook in JSON; it names the field.
    pub fn from_json(body: &[u8]) -> Result<Self> {
        let unreadable = |place: &str, error: serde_json::Error| {
            let message = format!("the body of the webhook cannot be read{place}: {error}");
            Error::with_source(ErrorKind::Decode, message, error)
        };
        let mut body: Value =
            serde_json::from_slice(without_bom(body)).map_err(|error| unreadable("", error))?;
        let counts = body
            .pointer_mut("/data/object/inventory_counts")
            .and_then(Value::as_array_mut);
        for quantity in counts
            .into_iter()
            .flatten()
            .filter_map(|count| count.get_mut("quantity"))
        {
            let number = match &*quantity {
                Value::String(text) => text.trim().parse().ok(),
                other => other.as_f64(),
            };
            *quantity = number.into();
        }
        let webhook: WebHook = serde_path_to_error::deserialize(body).map_err(|failed| {
            let place = format!(" at {}", failed.path());
            unreadable(&place, failed.into_inner())
        })?;
        Ok(webhook.into())
    }
}

impl From<WebHook> for Event {
    fn from(webhook: WebHook) -> Self {
        Self {
            event_id: webhook.event_id.clone(),
            merchant_id: webhook.merchant_id.clone(),
            created_at: webhook.created_at,
            kind: kind(&webhook).unwrap_or_else(|| EventKind::Other(Box::new(webhook))),
        }
    }
}

fn kind(webhook: &WebHook) -> Option<EventKind> {
    let object = webhook.data.as_ref()?.object.clone()?;
    Some(match webhook.type_.as_deref()? {
        "customer.created" => EventKind::CustomerCreated(object.customer?),
        "customer.updated" => EventKind::CustomerUpdated(object.customer?),
        "customer.deleted" => EventKind::CustomerDeleted(object.customer?),
        "inventory.count.updated" => EventKind::InventoryCounted(object.inventory_counts?),
        "order.updated" => EventKind::OrderUpdated(object.order_updated?),
        "catalog.version.updated" => EventKind::CatalogUpdated(object.catalog_version?.updated_at?),
        _ => return None,
    })
}
