//! Sales orders, bills of materials, and errors (A1, B1, B2, G3, G6).

use serde_json::{Map, Value};
use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::{Known, NO_CODE, NONE};
use crate::survey::asker::Asker;
use crate::survey::reply::{Reply, form, text, unknown};

pub(super) async fn sales_orders(asker: &mut Asker<'_>, known: &Known) {
    let Some(product) = &known.sold else {
        let why = "no product was seen of which it is known that it was sold";
        return asker.note("sales_orders_are_readable", unknown(why), []);
    };
    let values = [("productId", product.as_str())];
    let got = asker
        .call(
            Operation::ListSalesOrders,
            &values,
            "a product that was sold",
        )
        .await;
    asker.judge("sales_orders_are_readable", [&got], |[reply]| {
        match reply.rows() {
            Some(rows) if rows.iter().any(|row| row.contains_key("orderDate")) => form("true"),
            Some(rows) if rows.is_empty() => form("false"),
            _ => reply.other(),
        }
    });
}

pub(super) async fn boms(asker: &mut Asker<'_>, known: &Known) {
    let operation = Operation::ListBoms;
    let all = asker.call(operation, &[], "").await;
    asker.judge("boms_are_201", [&all], |[reply]| {
        match (reply.status, reply.rows()) {
            (_, Some(rows)) if rows.is_empty() => no_rows(),
            (200 | 201, Some(_)) => form(reply.status == 201),
            _ => reply.other(),
        }
    });
    let rows = all.reply().and_then(Reply::rows).unwrap_or_default();
    let pair = rows
        .iter()
        .find_map(|row| Some((text(row, "productId")?, text(row, "componentId")?)));
    if let Some((product, component)) = pair {
        let values = [("productId", product), ("componentId", component)];
        let one = asker.call(operation, &values, "one that is there").await;
        asker.judge("one_bom_is_object", [&one], |[reply]| {
            match (reply.rows(), reply.in_list("productId")) {
                (_, Answer::Form(list)) => form(list == "false"),
                (Some(rows), _) if rows.len() > 1 => unknown("the tenant has it several times"),
                (_, other) => other,
            }
        });
    } else {
        asker.judge("one_bom_is_object", [&all], |_| no_rows());
    }
    if pair.is_some() && rows.iter().all(|row| products_of(row).all(Value::is_null)) {
        // They are null also where the products themselves are not there.
        let is_known = |code| {
            known
                .products
                .iter()
                .any(|row| text(row, "productId") == Some(code))
        };
        let mut products = rows.iter().filter_map(|row| text(row, "productId"));
        if products.any(is_known) {
            asker.judge("bom_products_are_null", [&all], |_| form("true"));
        } else {
            let product = pair.map_or("", |(product, _)| product);
            let got = asker
                .call(
                    Operation::ListProducts,
                    &[("code", product)],
                    "the product of one",
                )
                .await;
            asker.judge(
                "bom_products_are_null",
                [&all, &got],
                |[_, reply]| match reply.rows() {
                    Some(rows) if !rows.is_empty() => form("true"),
                    _ => {
                        unknown("they are null, but so may be those of products that are not there")
                    }
                },
            );
        }
    } else {
        asker.judge("bom_products_are_null", [&all], |[reply]| {
            let rows = reply.rows().unwrap_or_default();
            let mut all = rows.iter().flat_map(|row| products_of(row));
            if all.any(Value::is_object) {
                form("false")
            } else {
                no_rows()
            }
        });
    }
    let none = asker.call(operation, &[("productId", NO_CODE)], NONE).await;
    asker.judge("no_boms", [&none], |[reply]| reply.missed());
}

fn products_of(row: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    ["skuProduct", "skuComponent"]
        .into_iter()
        .filter_map(|field| row.get(field))
}

fn no_rows() -> Answer {
    unknown("the tenant has no bills of materials")
}

pub(super) async fn errors(asker: &mut Asker<'_>) {
    let path = asker.get_path("/api/NoSuchPath").await;
    asker.judge("unknown_path", [&path], |[reply]| {
        match reply.body.error_form() {
            Some(body) if reply.status == 404 => form(body),
            _ => reply.other(),
        }
    });
    let query = asker.get_path("/api/Products?code=%FF").await;
    asker.judge("bad_request_body", [&query], |[reply]| {
        match reply.body.error_form() {
            Some(body) if reply.status == 400 => form(body),
            _ => unknown(format!(
                "a query that is not UTF-8 was answered with {}",
                reply.words()
            )),
        }
    });
}
