//! Removes the survey's own rows, however far it came, and says what is left.

use serde_json::{Map, Value};
use stocktrim::Operation;

use super::own::Own;
use crate::survey::asker::Asker;
use crate::survey::reply::{Reply, text};

/// What became of the survey's own rows.
#[derive(Clone, Debug, Default)]
pub struct Cleaned {
    /// Those that are gone now, by what they are and their codes.
    pub removed: Vec<String>,
    /// Those that are left.
    pub left: Vec<Left>,
}

/// A row that is left, or may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// The API has no delete for it.
    Cannot(String),
    /// Its delete failed, and why: it may be repeated.
    Failed(String, String),
}

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cannot(what) => write!(f, "{what}: the API cannot delete it"),
            Self::Failed(what, why) => write!(f, "{what}: {why}"),
        }
    }
}

/// After so many failures in a row nothing more is tried.
const GIVE_UP_AFTER: usize = 3;
/// So many pages of orders are searched, of so many rows.
const PAGES: usize = 5;
const ROWS: usize = 100;

/// Deletes everything that a survey with these codes can have made.
pub(crate) async fn clean(asker: &mut Asker<'_>, own: &Own) -> Cleaned {
    let mut cleaning = Cleaning {
        asker,
        done: Cleaned::default(),
        failures: 0,
    };
    cleaning.stray_orders(own).await;
    for (row, operation, values) in own.deletes() {
        cleaning.remove(row, operation, &values).await;
    }
    cleaning
        .stays("customer", Operation::GetCustomer, &own.code("C1"))
        .await;
    for code in [own.code("L1"), own.code("L2")] {
        cleaning
            .stays("location", Operation::FindLocation, &code)
            .await;
    }
    cleaning.done
}

struct Cleaning<'a, 'b> {
    asker: &'a mut Asker<'b>,
    done: Cleaned,
    failures: usize,
}

impl Cleaning<'_, '_> {
    async fn remove(&mut self, row: String, operation: Operation, values: &[(String, String)]) {
        let values: Vec<_> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        match self.ask(operation, &values).await {
            Ok(reply) if reply.is_success() => self.done.removed.push(row),
            Ok(reply) if reply.status == 404 => {}
            Ok(reply) => self.failed(
                row,
                format!("its delete was answered with {}", reply.status),
            ),
            Err(why) => self.failed(row, why),
        }
    }

    /// Names what cannot be deleted, if it is there.
    async fn stays(&mut self, what: &str, look_up: Operation, code: &str) {
        let row = format!("{what} {code}");
        match self.ask(look_up, &[("code", code)]).await {
            Ok(reply) => match reply.rows() {
                Some(rows) if rows.is_empty() => {}
                _ => self.done.left.push(Left::Cannot(row)),
            },
            Err(_) => self
                .done
                .left
                .push(Left::Cannot(format!("{row} (if it was made)"))),
        }
    }

    /// Orders of the survey's own supplier whose numbers are not the survey's: the server gave them others.
    async fn stray_orders(&mut self, own: &Own) {
        let is_own = |row: &&Map<String, Value>| {
            let supplier = row.get("supplier").and_then(Value::as_object);
            supplier.and_then(|row| text(row, "supplierCode")) == Some(&own.code("S1"))
        };
        let known = [own.code("O1"), own.code("O2")];
        let numbers = |row: &Map<String, Value>| {
            ["clientReferenceNumber", "referenceNumber"]
                .map(|field| text(row, field).map(str::to_owned))
        };
        let mut stray = Vec::new();
        for page in 0..PAGES {
            let (page, rows) = (page.to_string(), ROWS.to_string());
            let values = [("page", page.as_str()), ("pageSize", rows.as_str())];
            let Ok(reply) = self.ask(Operation::ListPurchaseOrders, &values).await else {
                break;
            };
            let rows = reply.rows().unwrap_or_default();
            let found = rows.iter().copied().filter(is_own).map(numbers);
            stray.extend(found.filter(|numbers| {
                !numbers
                    .iter()
                    .flatten()
                    .any(|number| known.contains(number))
            }));
            if rows.len() < ROWS {
                break;
            }
        }
        for numbers in stray {
            let Some(number) = numbers.into_iter().flatten().next() else {
                let row = format!(
                    "a purchase order of supplier {} that has no number",
                    own.code("S1")
                );
                self.done.left.push(Left::Cannot(row));
                continue;
            };
            let row = format!("purchase order {number}");
            let values = [("referenceNumber".to_owned(), number)];
            self.remove(row, Operation::DeletePurchaseOrder, &values)
                .await;
        }
    }

    fn failed(&mut self, row: String, why: String) {
        self.done.left.push(Left::Failed(row, why));
    }

    async fn ask(
        &mut self,
        operation: Operation,
        values: &[(&str, &str)],
    ) -> Result<Reply, String> {
        if self.failures >= GIVE_UP_AFTER {
            return Err("not tried, since others had failed".to_owned());
        }
        let reply = self.asker.clean(operation, values).await;
        self.failures = if reply.is_err() { self.failures + 1 } else { 0 };
        reply
    }
}
