//! Goods that come in, whole and in part, under both forms of P2.

use stocktrim::resources::Receipt;
use stocktrim::types::{PurchaseOrderResponseDto, PurchaseOrderStatusDto};
use stocktrim::{Applied, ErrorKind, Operation};
use stocktrim_sandbox::{Area, Fault};

use super::{empty, orders, put_order, quantities, quick};

#[tokio::test]
async fn a_partial_and_then_a_whole_receipt_keep_the_order() {
    for seed in 0..12 {
        let sandbox = empty(seed, false).await;
        put_order(&sandbox, "PO-1");
        let client = quick(&sandbox);
        let part = || Receipt::of([("OAK", 40.0)]);
        let now = orders(&client).receive("PO-1", part()).await.unwrap();
        assert_eq!(
            (now.quantity(), now.open_quantity(), now.total()),
            (120.0, 80.0, Some(2208.0))
        );
        assert!(!now.is_received());
        orders(&client).receive("PO-1", part()).await.unwrap();
        let too_much = orders(&client)
            .receive("PO-1", Receipt::of([("OAK", 41.0)]))
            .await;
        assert_eq!(too_much.unwrap_err().kind(), ErrorKind::InvalidRequest);

        let all = orders(&client)
            .receive("PO-1", Receipt::whole())
            .await
            .unwrap();
        assert_eq!(
            (all.open_quantity(), all.status.clone()),
            (0.0, Some(PurchaseOrderStatusDto::Received))
        );
        assert_eq!(
            orders(&client)
                .receive("PO-1", Receipt::whole())
                .await
                .unwrap(),
            all
        );
        let written = sandbox
            .requests()
            .count(Operation::UpsertPurchaseOrder)
            .applied;
        assert_eq!(
            written, 3,
            "a whole receipt that is repeated writes nothing"
        );
        let kept: PurchaseOrderResponseDto = sandbox
            .store()
            .get(Area::PurchaseOrders, "PO-1")
            .unwrap()
            .unwrap();
        assert!(kept.location.is_some() && kept.order_date.is_some() && kept.lines().len() == 3);
    }
}

#[tokio::test]
async fn a_server_that_appends_is_never_a_silent_480_for_120() {
    for receipt in [Receipt::whole(), Receipt::of([("OAK", 40.0)])] {
        for fault in [
            None,
            Some(Fault::close_after_applying()),
            Some(Fault::json_null()),
        ] {
            let sandbox = empty(1, true).await;
            put_order(&sandbox, "PO-1");
            let operation = Operation::UpsertPurchaseOrder;
            if let Some(fault) = fault {
                sandbox.faults().next(1, operation, fault);
            }
            let client = quick(&sandbox);
            let error = orders(&client)
                .receive("PO-1", receipt.clone())
                .await
                .unwrap_err();
            assert_eq!(
                (error.kind(), error.applied()),
                (ErrorKind::Mismatch, Applied::Yes)
            );
            assert!(error.to_string().contains("240 in all"), "{error}");
            assert_eq!(quantities(&sandbox), [240.0], "said, and not made worse");
        }
    }
}

#[tokio::test]
async fn a_receipt_whose_answer_is_lost_is_looked_for() {
    let sandbox = empty(0, false).await;
    put_order(&sandbox, "PO-1");
    let client = quick(&sandbox);
    let faults = sandbox.faults();
    faults.next(
        1,
        Operation::UpsertPurchaseOrder,
        Fault::close_after_applying(),
    );
    let part = Receipt::of([("OAK", 40.0)]);
    let now = orders(&client).receive("PO-1", part.clone()).await.unwrap();
    assert_eq!((now.open_quantity(), now.quantity()), (80.0, 120.0));
    faults.next(
        1,
        Operation::UpsertPurchaseOrder,
        Fault::close_before_applying(),
    );
    let lost = orders(&client).receive("PO-1", part).await.unwrap_err();
    assert_eq!(
        (lost.kind(), lost.applied()),
        (ErrorKind::Connection, Applied::Unknown)
    );
    let none = orders(&client)
        .receive("PO-2", Receipt::whole())
        .await
        .unwrap_err();
    assert!(
        none.is_not_found() && none.applied() == Applied::No,
        "{none}"
    );
}
