//! The page of `report`: the numbers of the plan, and nobody's markup.

use std::fs;

use serde_json::json;
use stocktrim_sandbox::Area;

use crate::support::Shop;

#[test]
fn the_page_has_the_numbers_of_the_plan() {
    let shop = Shop::demo();
    shop.run("report plan.html").ends(0);
    let page = fs::read_to_string(shop.folder.path().join("plan.html")).unwrap();
    let plan = shop.run("-o json plan --by supplier").ends(0).json();
    let money = |value: &serde_json::Value| {
        let text = format!("{:.2}", value.as_f64().unwrap());
        let (whole, cents) = text.split_once('.').unwrap();
        let head = whole.len().saturating_sub(3);
        if head == 0 {
            text.clone()
        } else {
            format!("{},{}.{cents}", &whole[..head], &whole[head..])
        }
    };
    assert!(page.contains(&format!(
        "<b>{}</b>products to order",
        plan["totals"]["rows"]
    )));
    assert!(page.contains(&format!("<b>{}</b>cost", money(&plan["totals"]["cost"]))));
    for supplier in plan["suppliers"].as_array().unwrap() {
        assert!(
            page.contains(&format!(
                "<td class=\"n\">{}</td></tr></tfoot>",
                money(&supplier["cost"])
            )),
            "{supplier}"
        );
    }
    let rows = plan["rows"].as_array().unwrap();
    for row in rows {
        let code = row["code"].as_str().unwrap();
        let line = page
            .lines()
            .find(|line| line.starts_with(&format!("<tr><td class=\"code\">{code}</td>")))
            .unwrap();
        assert!(
            line.ends_with(&format!(
                "<td class=\"n\">{}</td></tr>",
                money(&row["cost"])
            )),
            "{line}"
        );
    }
    let without = plan["withoutForecast"].as_array().unwrap().len();
    assert!(page.contains(&format!("<b>{without}</b>without a forecast")));
    // Nothing is fetched, and nothing runs.
    for foreign in [
        "<script",
        "http://www",
        "https://",
        "@import",
        "url(",
        " src=",
        " onload",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    // A page that is there is not written over by mistake.
    shop.run("report plan.html").ends(2);
    shop.run("report plan.html --force").ends(0);
}

#[test]
fn texts_of_others_do_not_act_in_the_page() {
    let shop = Shop::empty();
    let name = "<b>&\"'</td><script>alert(1)</script>\u{202e}";
    let store = shop.sandbox.store();
    store.put(Area::Products, json!({
        "productId": name, "name": name, "category": name, "supplierCode": name, "stockOnHand": 1, "minimumShelfLevel": 9,
    })).unwrap();
    store
        .put(Area::Products, json!({ "productId": "B<i>", "name": name }))
        .unwrap();
    let day = (chrono::Utc::now() - chrono::Duration::days(9)).to_rfc3339();
    store.put(Area::SalesOrders, json!({ "externalReferenceId": "1", "productId": name, "orderDate": day, "quantity": 30 })).unwrap();
    store.run_forecast();
    let page = shop.run("report -").ends(0).out;
    assert!(page.contains("&lt;b&gt;&amp;&quot;&#39;&lt;/td&gt;&lt;script&gt;"));
    for live in ["<script", "<b>&", "<i>", "\u{202e}"] {
        assert!(!page.contains(live), "{live}");
    }
}
