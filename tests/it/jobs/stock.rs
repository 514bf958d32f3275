//! Stock by those who know one of its numbers.

use serde_json::json;
use stocktrim::ErrorKind;
use stocktrim_sandbox::Area;

use super::{empty, quick};

#[tokio::test]
async fn what_is_on_order_stays_when_what_is_on_hand_is_set() {
    for seed in 0..6 {
        let sandbox = empty(seed, false).await;
        let product = json!({
            "productId": "33303389", "productCodeReadable": "OAK", "stockOnHand": 9.0, "stockOnOrder": 24.0,
            "stockLocations": [{ "locationCode": "NORTH", "locationName": "North store",
                                 "stockOnHand": 5.0, "stockOnOrder": 8.0 }],
        });
        sandbox.store().put(Area::Products, product).unwrap();
        let client = quick(&sandbox);
        let stock = client.inventory();
        let code = match sandbox.quirks().code_compares {
            stocktrim_sandbox::CodeCompares::ProductId => "33303389",
            _ => "OAK",
        };
        stock.set_on_hand(code, None, 12.5).await.unwrap();
        stock.set_on_hand(code, "NORTH", 4.0).await.unwrap();
        stock.set_on_hand(code, Some("SOUTH"), 3.0).await.unwrap();
        let level = stock.levels().await.unwrap().remove(0);
        let mut places: Vec<_> = level.locations.iter().collect();
        places.sort_by_key(|place| place.location_code.clone());
        let levels = |n: usize| (places[n].stock_on_hand, places[n].stock_on_order);
        assert_eq!((level.on_hand, level.on_order), (Some(12.5), Some(24.0)));
        assert_eq!(levels(0), (Some(4.0), Some(8.0)));
        assert_eq!(levels(1), (Some(3.0), Some(0.0)));
        let error = stock.set_on_hand("ASH", None, 1.0).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}
