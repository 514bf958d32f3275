//! Square's own formats, beside StockTrim's, and the way from one to the other.
//!
//! StockTrim once took webhooks from Square, and its document described what they held. It withdrew
//! that part; integrators still move data between the two, so the models are here. The SDK does not
//! talk to Square.
//!
//! # Which model do I want?
//!
//! | | native | Square's |
//! | --- | --- | --- |
//! | what it is | what StockTrim's API takes and answers | what Square sends |
//! | where | [`stocktrim::types`](crate::types) | `stocktrim::square` |
//! | names end in | `Dto`, most of them | nothing |
//! | on the wire | `camelCase` | `snake_case` |
//! | a customer | [`CustomerDto`](crate::types::CustomerDto) | [`Customer`] |
//! | its key | `code` | `id`, and `reference_id` for other systems |
//! | its name | `name` | `company_name`, or `given_name` and `family_name` |
//! | its address | six fields of the customer | [`Address`] |
//! | what is in stock | [`Inventory`](crate::types::Inventory), a line to be set | [`InventoryCount`] |
//! | a message | none: StockTrim calls nobody | [`WebHook`], read as an [`Event`] |
//!
//! To call StockTrim you want the native one, always: every method of a
//! [`Client`](crate::Client) takes and answers native models. You want Square's only where Square's
//! data comes in or goes out, and convert it there, at the edge:
//!
//! ```
//! use stocktrim::square;
//! use stocktrim::types::CustomerDto;
//!
//! let from_square: square::Customer = serde_json::from_str(
//!     r#"{ "id": "SQ-1", "company_name": "Harbour Cafe", "phone_number": "+64 9 555 0100",
//!          "address": { "locality": "Auckland", "country": "NZ" } }"#,
//! )?;
//! let native = CustomerDto::from(from_square);
//! assert_eq!(native.code.as_deref(), Some("SQ-1"));
//! assert_eq!(native.name.as_deref(), Some("Harbour Cafe"));
//! assert_eq!(native.city.as_deref(), Some("Auckland"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Which field goes where
//!
//! From Square to StockTrim, a text that is blank counts as missing:
//!
//! | [`Customer`] | | [`CustomerDto`](crate::types::CustomerDto) |
//! | --- | --- | --- |
//! | `reference_id`, else `id` | → | `code` |
//! | `company_name`, else `given_name` and `family_name` with a space | → | `name` |
//! | `email_address` | → | `emailAddress` |
//! | `phone_number` | → | `phone` |
//! | `address.address_line_1` | → | `addressLine1` |
//! | `address.address_line_2` | → | `addressLine2` |
//! | `address.locality` | → | `city` |
//! | `address.administrative_district_level_1` | → | `state` |
//! | `address.postal_code` | → | `postCode` |
//! | `address.country` | → | `country` |
//! | `id` beside a `reference_id`; `given_name` and `family_name` beside a `company_name` | | lost |
//! | `birthday`, `created_at`, `updated_at`, `creation_source`, `version` | | lost |
//!
//! From StockTrim to Square it is the same table from right to left, where `code` becomes
//! `reference_id`, since Square gives out its `id`s itself, and `name` becomes `company_name`, since
//! a name cannot be taken apart. `streetAddress` has no counterpart and is lost. A native customer
//! that goes to Square and back is the same but for its `streetAddress`.
//!
//! Inventory counts become lines by [`inventory_lines`], and the body of a webhook an [`Event`]. Whether it comes from Square tells
//! `verify` (feature `square-signature`); the example `square_webhook` is a receiver.

mod customer;
mod event;
mod inventory;
#[cfg(feature = "square-signature")]
mod signature;

pub use event::{Event, EventKind};
pub use inventory::{InventoryLines, LeftOut, inventory_lines};
#[cfg(feature = "square-signature")]
#[cfg_attr(docsrs, doc(cfg(feature = "square-signature")))]
pub use signature::{SIGNATURE_HEADER, verify};

pub use crate::generated::types::{
    SquareAddress as Address, SquareCustomer as Customer, SquareInventoryCount as InventoryCount,
    SquareWebHook as WebHook, SquareWebHookCatalog as WebHookCatalog,
    SquareWebHookData as WebHookData, SquareWebHookObject as WebHookObject,
    SquareWebHookOrderUpdatedData as WebHookOrderUpdatedData,
};
