//! Look-ups of one row by its code: customers, suppliers, locations (C3, S1, L1).

use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::{Known, NO_CODE, NONE, any_text, nothing};
use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Reply, form, unknown};

/// A look-up of one row by its code: the facts of a row that is there and of one that is not.
#[derive(Clone, Copy)]
pub(super) struct LookUp {
    pub(super) hit: &'static str,
    pub(super) miss: &'static str,
    pub(super) operation: Operation,
    /// The parameter that takes the code.
    pub(super) by: &'static str,
    /// What a tenant lacks that has none.
    pub(super) what: &'static str,
}

impl LookUp {
    /// Looks up a row that a list has shown, and one that is not there.
    pub(super) async fn ask(
        self,
        asker: &mut Asker<'_>,
        list: &Got,
        code: Option<String>,
        hit: impl Fn(&Reply) -> Answer,
    ) {
        if let Some(code) = code {
            let values = [(self.by, code.as_str())];
            let got = asker
                .call(self.operation, &values, "one that is there")
                .await;
            asker.judge(self.hit, [&got], |[reply]| hit(reply));
        } else {
            asker.judge(self.hit, [list], |_| nothing(self.what));
        }
        self.misses(asker).await;
    }

    /// Looks up a row that is not there.
    async fn misses(self, asker: &mut Asker<'_>) {
        let values = [(self.by, NO_CODE)];
        let missing = asker.call(self.operation, &values, NONE).await;
        asker.judge(self.miss, [&missing], |[reply]| reply.missed());
    }
}

pub(super) async fn customers(asker: &mut Asker<'_>) {
    let list = asker.call(Operation::ListCustomers, &[], "").await;
    let look_up = LookUp {
        hit: "customer_look_up",
        miss: "customer_misses",
        operation: Operation::GetCustomer,
        by: "code",
        what: "customer",
    };
    let hit = |reply: &Reply| match reply.in_list("code") {
        Answer::Form(list) if list == "false" => form("object"),
        Answer::Form(_) => form("list"),
        other => other,
    };
    let code = first(&list, "code");
    look_up.ask(asker, &list, code, hit).await;
}

pub(super) async fn suppliers(asker: &mut Asker<'_>) {
    let list = asker.call(Operation::ListSuppliers, &[], "").await;
    let look_up = LookUp {
        hit: "supplier_look_up",
        miss: "supplier_misses",
        operation: Operation::FindSupplier,
        by: "code",
        what: "supplier",
    };
    let hit = |reply: &Reply| reply.in_list("supplierCode");
    let code = first(&list, "supplierCode");
    look_up.ask(asker, &list, code, hit).await;
}

pub(super) async fn locations(asker: &mut Asker<'_>, known: &Known) {
    let look_up = LookUp {
        hit: "location_look_up",
        miss: "location_misses",
        operation: Operation::FindLocation,
        by: "code",
        what: "location",
    };
    // There is no list of them, and what products and orders name need not be a code.
    if let Some(code) = &known.location {
        let values = [(look_up.by, code.as_str())];
        let note = "one that products or orders name";
        let got = asker.call(look_up.operation, &values, note).await;
        asker.judge(look_up.hit, [&got], |[reply]| match reply.miss() {
            Some(_) => unknown("the location that products or orders name was not found by it"),
            None => reply.in_list("locationCode"),
        });
    } else {
        asker.note(look_up.hit, nothing(look_up.what), []);
    }
    look_up.misses(asker).await;
}

fn first(list: &Got, field: &str) -> Option<String> {
    any_text(&list.reply().and_then(Reply::rows)?, field)
}
