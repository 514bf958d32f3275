//! Guides, a page per task. This module holds no code.
//!
//! | you want to | page |
//! | --- | --- |
//! | know what went wrong, and whether a write was done | [`errors`] |
//! | know which calls are retried, and change it | [`retries`] |
//! | set credentials, limits and features | [`configuration`] |
//! | know what to order, order it once, and receive it | [`ordering`] |
//! | bring StockTrim to the state of a file or another system | [`sync`] |
//! | join, spawn, store or limit calls | [`composing`] |
//! | read or write many rows | [`bulk`] |
//! | run code of your own around every attempt | [`middleware`] |
//! | see what the SDK does: spans, events, metrics | [`observability`] |
//! | test your own program without an account | [`testing`] |
//! | find the right model, and understand its nulls and dates | [`models`] |
//! | come from another client of StockTrim, or from the first edition of this crate | [`migrating`] |
//! | know how StockTrim's server departs from its document | [`behaviour`] |
//! | get an answer to a frequent question | [`questions`] |
//!
//! Whole programs are in the folder `examples/` of the repository. Each runs against the sandbox; `low_stock`, which only reads,
//! takes the real service where credentials are set, the others with `--live`. The page beside it explains what it does.
//!
//! | `cargo run --example` | what it does | page |
//! | --- | --- | --- |
//! | `quickstart` | lists, looks up, saves; tells what to do about an error | [`errors`] |
//! | `low_stock` | what is below its reorder point | [`ordering`] |
//! | `reorder`, `receive` | draft orders by supplier, shown before they are sent, and sent once; goods that come in | [`ordering`] |
//! | `import_products` | a CSV file with a progress bar, and the lines that failed | [`bulk`] |
//! | `sync_products`, `sync_customers` | only what differs from a file, or from Square, is written | [`sync`] |
//! | `forecast` | runs the forecast, waits for it, shows what runs out first | [`questions`] |
//! | `raw_api` | any operation, with status, headers and the body as it came | [`composing`] |
//! | `square_webhook` | a receiver of Square's webhooks (`--features square-signature`) | [`migrating`] |
//!
//! What each call does is documented at the call: at the [resources](crate::resources), at the operations of
//! [`Api`](crate::Api), and at the [models](crate::types). Numbers such as (R1) are those of
//! [`behaviour`].

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("retries.md")]
///
/// ## Every fault and its outcome
///
/// Each fault that the sandbox can inject, for each class of operation. `cargo test --test matrix`
/// measures this table, and fails when it is no longer true:
///
#[doc = include_str!("matrix.md")]
pub mod retries {}

#[doc = include_str!("configuration.md")]
///
#[doc = include_str!("features.md")]
pub mod configuration {}

#[doc = include_str!("questions.md")]
pub mod questions {}

#[doc = include_str!("composing.md")]
pub mod composing {}

#[doc = include_str!("bulk.md")]
pub mod bulk {}

#[doc = include_str!("middleware.md")]
pub mod middleware {}

#[doc = include_str!("testing.md")]
#[cfg_attr(
    not(feature = "mock"),
    allow(
        rustdoc::broken_intra_doc_links,
        reason = "it links to a feature that is off"
    )
)]
pub mod testing {}

#[doc = include_str!("observability.md")]
pub mod observability {}

#[doc = include_str!("ordering.md")]
pub mod ordering {}

#[doc = include_str!("sync.md")]
pub mod sync {}

#[doc = include_str!("models.md")]
pub mod models {}

#[doc = include_str!("migrating.md")]
pub mod migrating {}

/// How StockTrim's server behaves where its document is silent or says otherwise, and how sure that is.
///
/// The page is `spec/behaviour.md` of the repository. What it calls `integrations.json` is part of
/// `spec/overlay.yaml` there.
///
#[doc = include_str!("../../spec/behaviour.md")]
#[allow(
    clippy::doc_markdown,
    reason = "the page is not written for rustdoc alone"
)]
pub mod behaviour {}
