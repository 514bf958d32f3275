//! From the body of a webhook to what happened.

use serde_json::Value;
use serde_path_to_error::{Path, Segment};

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
    /// Where it holds what could not be read, which counts as missing: `data.object.customer.version`.
    pub unread: Vec<String>,
}

/// An event with more unreadable fields than this is none that Square sends.
const MOST_UNREAD: usize = 50;

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
    /// Whether it comes from Square is not checked: [`verify`](super::verify) its signature before. A field
    /// that cannot be read counts as missing and is named in [`unread`](Self::unread); so a count without a
    /// quantity is left out alone ([`LeftOut::NoQuantity`](super::LeftOut::NoQuantity)).
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
    /// [`ErrorKind::Decode`] when the body is not a webhook in JSON, or more than 50 of its fields cannot be read.
    pub fn from_json(body: &[u8]) -> Result<Self> {
        let unreadable = |place: &str, error: serde_json::Error| {
            let message = format!("the body of the webhook cannot be read{place}: {error}");
            Error::with_source(ErrorKind::Decode, message, error)
        };
        let mut body: Value =
            serde_json::from_slice(without_bom(body)).map_err(|error| unreadable("", error))?;
        let mut unread = Vec::new();
        loop {
            let failed = match serde_path_to_error::deserialize::<_, WebHook>(&body) {
                Ok(webhook) => {
                    return Ok(Self {
                        unread,
                        ..webhook.into()
                    });
                }
                Err(failed) => failed,
            };
            let place = format!(" at {}", failed.path());
            if unread.len() == MOST_UNREAD || !clear(&mut body, failed.path()) {
                return Err(unreadable(&place, failed.into_inner()));
            }
            unread.push(failed.path().to_string());
        }
    }
}

/// Takes away what stands at a place, or around it where nothing does; `false` where that is everything.
fn clear(body: &mut Value, path: &Path) -> bool {
    let mut pointer = String::new();
    let mut nearest = None;
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
            Segment::Map { key } => pointer.extend(["/", key]),
            Segment::Enum { .. } | Segment::Unknown => break,
        }
        let is_row = matches!(segment, Segment::Seq { .. });
        if is_row || body.pointer(&pointer).is_some_and(|value| !value.is_null()) {
            nearest = Some(pointer.clone());
        }
    }
    let place = nearest
        .as_deref()
        .and_then(|nearest| nearest.rsplit_once('/'));
    let Some((around, name)) = place else {
        return false;
    };
    match (body.pointer_mut(around), name.parse::<usize>()) {
        (Some(Value::Array(list)), Ok(index)) => drop(list.remove(index)),
        (Some(Value::Object(object)), _) => drop(object.remove(name)),
        _ => return false,
    }
    true
}

impl From<WebHook> for Event {
    fn from(webhook: WebHook) -> Self {
        Self {
            event_id: webhook.event_id.clone(),
            merchant_id: webhook.merchant_id.clone(),
            created_at: webhook.created_at,
            kind: kind(&webhook).unwrap_or_else(|| EventKind::Other(Box::new(webhook))),
            unread: Vec::new(),
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
