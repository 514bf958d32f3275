//! Ordering once, whatever becomes of requests and answers.

use std::time::Duration;

use stocktrim::resources::FoundOrCreated;
use stocktrim::{Applied, ErrorKind, Operation};
use stocktrim_sandbox::{Area, Fault, Target};
use tokio::task::JoinSet;

use super::{empty, order, orders, put_order, quantities, quick};

/// One fault at one place; afterwards the same call again, as a program would after a failure.
async fn placed_under(fault: Fault, at: Target, always: bool, append: bool, is_there: bool) {
    let what = format!("{} at {at:?}, {always} {append} {is_there}", fault.name());
    let sandbox = empty(0, append).await;
    if is_there {
        put_order(&sandbox, "PO-1");
    }
    let client = quick(&sandbox);
    if always {
        sandbox.faults().always(at, fault);
    } else {
        sandbox.faults().next(1, at, fault);
    }
    let first = orders(&client).create_once(order("PO-1")).await;
    let applied = sandbox
        .requests()
        .count(Operation::UpsertPurchaseOrder)
        .applied;
    assert!(
        applied <= u64::from(!is_there),
        "{what}: {applied} {first:?}"
    );
    match &first {
        Ok(FoundOrCreated::Found(_)) => assert!(is_there, "{what}"),
        Ok(_) => assert_eq!(applied, 1, "{what}"),
        Err(error) if error.applied() == Applied::No => assert_eq!(applied, 0, "{what}: {error}"),
        Err(error) => assert_eq!(error.applied(), Applied::Unknown, "{what}: {error}"),
    }
    sandbox.faults().clear();
    orders(&client).create_once(order("PO-1")).await.unwrap();
    assert_eq!(quantities(&sandbox), [120.0], "{what}");
}

#[tokio::test]
async fn there_are_never_two_orders_under_any_fault_at_any_place() {
    let places = [
        Target::Any,
        Operation::FindPurchaseOrder.into(),
        Operation::GetPurchaseOrder.into(),
        Operation::UpsertPurchaseOrder.into(),
    ];
    let mut runs = JoinSet::new();
    for fault in Fault::every()
        .into_iter()
        .chain([400, 401, 403, 404, 408, 429, 500, 503].map(Fault::status))
    {
        for (n, place) in places.into_iter().enumerate() {
            for bits in 0..8 {
                let (always, append, is_there) = (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0);
                if always && n == 0 {
                    continue; // Nothing answers: then nothing is placed either.
                }
                runs.spawn(placed_under(fault.clone(), place, always, append, is_there));
                while runs.len() >= 32 {
                    runs.join_next().await.unwrap().unwrap();
                }
            }
        }
    }
    while let Some(run) = runs.join_next().await {
        run.unwrap();
    }
}

#[tokio::test]
async fn an_order_whose_answer_is_lost_is_found_and_one_that_never_came_is_unknown() {
    for seed in 0..12 {
        let sandbox = empty(seed, seed % 2 == 0).await;
        let client = quick(&sandbox);
        let operation = Operation::UpsertPurchaseOrder;
        sandbox
            .faults()
            .next(1, operation, Fault::close_after_applying());
        let created = orders(&client).create_once(order("PO-1")).await.unwrap();
        let FoundOrCreated::Created(saved) = created else {
            panic!("{created:?}");
        };
        assert!(saved.value.unwrap().bears("PO-1"));

        sandbox
            .faults()
            .next(1, operation, Fault::close_before_applying());
        let lost = orders(&client)
            .create_once(order("PO-2"))
            .await
            .unwrap_err();
        assert_eq!(
            (lost.kind(), lost.applied()),
            (ErrorKind::Connection, Applied::Unknown)
        );
        let looks = sandbox
            .requests()
            .count(Operation::FindPurchaseOrder)
            .arrived;
        assert_eq!(
            looks,
            2 + 1 + 3,
            "before each, once found, then at once and after two waits"
        );
        assert_eq!(quantities(&sandbox), [120.0]);
    }
}

#[tokio::test]
async fn the_time_of_the_call_bounds_its_waits() {
    let sandbox = empty(0, false).await;
    let client = quick(&sandbox);
    sandbox.faults().next(
        1,
        Operation::UpsertPurchaseOrder,
        Fault::close_before_applying(),
    );
    let call = client.purchase_orders().create_once(order("PO-1"));
    let lost = call.timeout(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!(lost.applied(), Applied::Unknown);
    assert_eq!(sandbox.store().len(Area::PurchaseOrders), 0);
    let nameless = order(" ");
    let refused = client
        .purchase_orders()
        .create_once(nameless)
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
}
