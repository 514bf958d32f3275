//! Look-ups of one row by its code: customers, suppliers, locations (C3, S1, L1).

use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::{Known, NO_CODE, NONE, any_text, nothing};
use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Reply, form, unknown};

pub(super) async fn customers(asker: &mut Asker<'_>) {
    let list = asker.call(Operation::ListCustomers, &[], "").await;
    let operation = Operation::GetCustomer;
    let code = first(&list, "code");
    let hit = |reply: &Reply| match reply.in_list("code") {
        Answer::Form(list) if list == "false" => form("object"),
        Answer::Form(_) => form("list"),
        other => other,
    };
    look_up(
        asker,
        "customer_look_up",
        &list,
        code,
        operation,
        "code",
        "customer",
        hit,
    )
    .await;
    let missing = asker.call(operation, &[("code", NO_CODE)], NONE).await;
    asker.judge("customer_misses", [&missing], |[reply]| reply.missed());
}

pub(super) async fn suppliers(asker: &mut Asker<'_>) {
    let list = asker.call(Operation::ListSuppliers, &[], "").await;
    let operation = Operation::FindSupplier;
    let code = first(&list, "supplierCode");
    let hit = |reply: &Reply| reply.in_list("supplierCode");
    look_up(
        asker,
        "supplier_look_up",
        &list,
        code,
        operation,
        "code",
        "supplier",
        hit,
    )
    .await;
    let missing = asker.call(operation, &[("code", NO_CODE)], NONE).await;
    asker.judge("supplier_misses", [&missing], |[reply]| reply.missed());
}

pub(super) async fn locations(asker: &mut Asker<'_>, known: &Known) {
    let operation = Operation::FindLocation;
    match &known.location {
        None => asker.note("location_look_up", nothing("location"), []),
        Some(code) => {
            let got = asker
                .call(
                    operation,
                    &[("code", code)],
                    "one that products or orders name",
                )
                .await;
            asker.judge("location_look_up", [&got], |[reply]| match reply.miss() {
                // What they name need not be a code.
                Some(_) => unknown("the location that products or orders name was not found by it"),
                None => reply.in_list("locationCode"),
            });
        }
    }
    let missing = asker.call(operation, &[("code", NO_CODE)], NONE).await;
    asker.judge("location_misses", [&missing], |[reply]| reply.missed());
}

fn first(list: &Got, field: &str) -> Option<String> {
    any_text(&list.reply().and_then(Reply::rows)?, field)
}

/// Looks a row up that a list has shown.
#[expect(
    clippy::too_many_arguments,
    reason = "each look-up differs in all of them"
)]
pub(super) async fn look_up(
    asker: &mut Asker<'_>,
    name: &str,
    list: &Got,
    code: Option<String>,
    operation: Operation,
    parameter: &str,
    what: &str,
    hit: impl Fn(&Reply) -> Answer,
) {
    let Some(code) = code else {
        return asker.judge(name, [list], |_| nothing(what));
    };
    let got = asker
        .call(operation, &[(parameter, &code)], "one that is there")
        .await;
    asker.judge(name, [&got], |[reply]| hit(reply));
}
