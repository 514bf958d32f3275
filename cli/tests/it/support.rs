//! The program beside a sandbox of the test's own.

use std::ffi::OsStr;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::{Value, json};
use stocktrim_sandbox::{Area, Builder, Fault, Sandbox, Store};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The credentials that the sandbox takes.
pub const ID: &str = "tenant-4711-secret";
/// The tenant's name.
pub const NAME: &str = "Oak and Sons secret";

/// A sandbox, a folder, and a program that knows both.
pub struct Shop {
    pub sandbox: Sandbox,
    pub folder: TempDir,
    // Dropped last: the sandbox runs on it.
    runtime: Runtime,
}

impl Shop {
    pub fn demo() -> Self {
        Self::with(Sandbox::builder())
    }

    pub fn empty() -> Self {
        Self::with(Sandbox::builder().empty())
    }

    pub fn with(builder: Builder) -> Self {
        Self::with_credentials(builder, ID, NAME)
    }

    pub fn with_credentials(builder: Builder, id: &str, name: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let sandbox = runtime
            .block_on(builder.credentials(id, name).start())
            .unwrap();
        Self {
            sandbox,
            folder: tempfile::tempdir().unwrap(),
            runtime,
        }
    }

    /// The program with the credentials in its environment; calls are not retried.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.bare();
        command
            .env("STOCKTRIM_API_AUTH_ID", ID)
            .env("STOCKTRIM_API_AUTH_SIGNATURE", NAME)
            .env("STOCKTRIM_BASE_URL", self.sandbox.url())
            .args(["--retries", "0", "--no-input"])
            .args(arguments);
        command
    }

    /// The program with nothing in its environment but a folder of its own.
    pub fn bare(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stocktrim"));
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path());
        command
    }

    /// Runs it with words split at blanks.
    pub fn run(&self, line: &str) -> Run {
        Run::of(&mut self.command(line.split_whitespace()))
    }

    /// Waits for something of the sandbox.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Writes a file into the folder.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Everything the store holds.
    pub fn snapshot(&self) -> Value {
        self.sandbox.store().snapshot()
    }
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// What it printed, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error that it printed as JSON, the last line of standard error.
    pub fn error(&self) -> Value {
        let line = self.err.lines().last().unwrap_or_default();
        let document: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        document["error"].clone()
    }

    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }
}

/// Puts one of everything into an empty store, and runs the forecast.
pub fn furnish(store: &Store) {
    let day = chrono::Utc::now() - chrono::Duration::days(9);
    let put = |area, row| store.put(area, row).unwrap();
    for id in ["A", "B"] {
        put(
            Area::Products,
            json!({
                "productId": id, "name": "Oak", "supplierCode": "S", "stockOnHand": 3, "stockOnOrder": 0,
                "cost": 2, "minimumShelfLevel": 50,
            }),
        );
    }
    put(
        Area::Suppliers,
        json!({ "supplierCode": "S", "supplierName": "Timber" }),
    );
    put(Area::Customers, json!({ "code": "C", "name": "Someone" }));
    put(
        Area::Locations,
        json!({ "locationCode": "L", "locationName": "North" }),
    );
    put(
        Area::Boms,
        json!({ "productId": "B", "componentId": "A", "quantity": 2 }),
    );
    put(
        Area::PurchaseOrders,
        json!({
            "clientReferenceNumber": "PO-1", "status": "Sent", "supplier": { "supplierCode": "S" },
            "purchaseOrderLineItems": [{ "productId": "A", "quantity": 4, "unitPrice": 2 }],
        }),
    );
    put(
        Area::SalesOrders,
        json!({
            "externalReferenceId": "R-1", "productId": "A", "orderDate": day.to_rfc3339(), "quantity": 90, "locationCode": "L",
        }),
    );
    store.run_forecast();
}

/// Every fault as it is, and after the write is carried out; but for a 429 to a write that is carried
/// out, which no client can see through.
pub fn faults() -> Vec<Fault> {
    let all = Fault::every().into_iter();
    all.flat_map(|fault| [fault.clone(), fault.after_applying()])
        .filter(|fault| !(fault.applies() && fault.name() == "too_many_requests"))
        .collect()
}
