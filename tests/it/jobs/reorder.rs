//! Ordering what the plan says from every supplier, while answers are lost.

use std::time::Duration;

use stocktrim::resources::{FoundOrCreated, SupplierPlan, exact_sum};
use stocktrim::types::PurchaseOrderResponseDto;
use stocktrim::{Applied, CallOptions, Client, Operation};
use stocktrim_sandbox::{Area, Fault, Quirks, Sandbox};

use super::{orders, quick};

/// Orders from every supplier; how many were created, were there, and are uncertain.
async fn reorder(client: &Client) -> stocktrim::Result<[usize; 3]> {
    let mut counts = [0; 3];
    for group in client.order_plan().by_supplier().await? {
        let code = group.supplier_code.as_deref().unwrap_or_default();
        let Some(draft) = group.draft(format!("RO-11-{code}")) else {
            continue;
        };
        match orders(client).create_once(draft).await {
            Ok(FoundOrCreated::Found(_)) => counts[1] += 1,
            Ok(_) => counts[0] += 1,
            Err(error) if error.applied() == Applied::Unknown => counts[2] += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(counts)
}

#[tokio::test]
async fn no_order_twice_under_four_kinds_of_lost_answers_and_three_seeds() {
    for seed in 1..=3 {
        for lost in [
            Fault::close_after_applying(),
            Fault::close_before_applying(),
            Fault::reset().after_applying(),
            Fault::status(504).after_applying(),
        ] {
            let mut quirks = Quirks::drawn(seed);
            quirks.order_lines_append = true; // so that an order that is posted twice shows
            let sandbox = Sandbox::builder()
                .seed(seed)
                .quirks(quirks)
                .start()
                .await
                .unwrap();
            // Nothing stalls here, so that a busy machine is given its time.
            let patient = CallOptions::new().attempt_timeout(Duration::from_secs(30));
            let client = quick(&sandbox).with_options(patient);
            let before = sandbox.store().len(Area::PurchaseOrders);
            let what = format!("{} {seed}", lost.name());
            sandbox
                .faults()
                .random(0.5, Operation::UpsertPurchaseOrder, [lost]);
            let [created, found, unknown] = reorder(&client).await.unwrap();
            assert_eq!((created + unknown, found), (33, 0), "{what}");
            sandbox.faults().clear();
            let again = reorder(&client).await.unwrap();
            assert_eq!(again, [unknown, created, 0], "{what}");

            let all: Vec<PurchaseOrderResponseDto> =
                sandbox.store().all(Area::PurchaseOrders).unwrap();
            let ours = all
                .iter()
                .filter(|order| order.number().is_some_and(|n| n.starts_with("RO-")));
            let totals: Vec<f64> = ours.filter_map(PurchaseOrderResponseDto::total).collect();
            assert_eq!((totals.len(), all.len() - before), (33, 33), "{what}");
            let plan = client.order_plan().by_supplier().await.unwrap();
            let planned = plan.iter().filter(|group| group.supplier_code.is_some());
            let planned: Vec<f64> = planned.filter_map(SupplierPlan::total).collect();
            let (ordered, planned) = (exact_sum(totals), exact_sum(planned));
            assert_eq!(
                ordered.to_bits(),
                planned.to_bits(),
                "{what}: nothing is there twice"
            );
            assert_eq!(ordered.to_string(), "76513.19", "33 orders, to the cent");
        }
    }
}
