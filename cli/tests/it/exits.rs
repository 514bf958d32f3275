//! The exit codes, each reached by a fault of the sandbox or by what a user does.

use stocktrim::Operation;
use stocktrim_sandbox::{Fault, Target};

use crate::support::{Run, Shop};

#[test]
fn done_is_0() {
    Shop::demo().run("products get OAK-TOP-120").ends(0);
}

#[test]
fn an_answer_that_means_nothing_is_1() {
    let shop = Shop::demo();
    shop.sandbox
        .faults()
        .always(Operation::ListProducts, Fault::malformed_json());
    let run = shop.run("-o json products list").ends(1);
    assert_eq!(run.error()["applied"], "no");
    assert_eq!(run.error()["operation"], "list_products");
}

#[test]
fn what_makes_no_sense_is_2_and_nothing_is_sent() {
    let shop = Shop::demo();
    for line in [
        "nonsense",
        "products set A cost=dear",
        "products set A nonsense=1",
        "--columns nonsense products get OAK-TOP-120",
        "orders generate",
        "orders create PO-9 --supplier HT-01 OAK-TOP-120=-1",
        "api delete_product",
        "api delete_product productID=OAK-TOP-120 --yes",
        "sales delete",
    ] {
        shop.run(line).ends(2);
    }
    assert_eq!(shop.sandbox.requests().total().applied, 0);
    // What the SDK refuses before it sends.
    Run::of(&mut shop.command(["products", "get", " "])).ends(2);
}

#[test]
fn what_is_not_there_is_3() {
    let shop = Shop::demo();
    for line in [
        "products get NOTHING",
        "why NOTHING",
        "suppliers get NOTHING",
        "customers get NOTHING",
        "locations get NOTHING",
        "orders get NOTHING",
        "boms get NOTHING",
        "products set NOTHING cost=1 -y",
        "products delete NOTHING -y",
        "orders delete NOTHING -y",
        "boms delete NOTHING NOTHING -y",
        "stock set NOTHING --on-hand 1 -y",
    ] {
        let run = shop.run(&format!("-o json {line}")).ends(3);
        assert_eq!(run.error()["applied"], "no", "{line}");
    }
    assert_eq!(shop.sandbox.requests().total().applied, 0);
}

#[test]
fn credentials_are_4() {
    let shop = Shop::demo();
    Run::of(shop.bare().args(["plan"])).ends(4);
    Run::of(shop.bare().args(["-p", "nobody", "plan"])).ends(4);
    let mut wrong = shop.command(["-o", "json", "plan"]);
    let run = Run::of(wrong.env("STOCKTRIM_API_AUTH_ID", "another")).ends(4);
    assert_eq!(run.error()["kind"], "auth");
}

#[test]
fn refused_values_are_5() {
    let shop = Shop::demo();
    let refusal = r#"{"title":"wrong","status":400,"errors":{"cost":["It is too dear."]}}"#;
    let fault = Fault::answer(400, "application/problem+json", refusal);
    shop.sandbox
        .faults()
        .always(Operation::UpsertProduct, fault);
    let run = shop
        .run("-o json products set OAK-TOP-120 cost=9 -y")
        .ends(5);
    assert_eq!(run.error()["fields"]["cost"][0], "It is too dear.");
    // A number in use is refused before anything is sent.
    let run = shop.run("-o json orders list --limit 1").ends(0);
    let number = run.json()[0]["number"].as_str().unwrap().to_owned();
    shop.run(&format!(
        "orders create {number} --supplier HT-01 OAK-TOP-120=1 -y"
    ))
    .ends(5);
    assert_eq!(shop.sandbox.requests().total().applied, 0);
}

#[test]
fn unreachable_is_6() {
    let shop = Shop::demo();
    for fault in [Fault::status(503), Fault::status(429), Fault::reset()] {
        shop.sandbox.faults().clear();
        shop.sandbox.faults().always(Target::Any, fault);
        let run = shop.run("-o json plan").ends(6);
        assert_eq!(run.error()["applied"], "no");
    }
    let mut command = shop.command(["plan"]);
    Run::of(command.env("STOCKTRIM_BASE_URL", "http://127.0.0.1:9")).ends(6);
}

#[test]
fn what_may_have_been_applied_is_7_and_says_how_to_look() {
    let shop = Shop::demo();
    shop.sandbox.faults().always(
        Operation::UpsertPurchaseOrder,
        Fault::close_before_applying(),
    );
    let run = shop
        .run("-o json orders create PO-9 --supplier HT-01 OAK-TOP-120=2 -y")
        .ends(7);
    assert_eq!(run.error()["applied"], "unknown");
    assert!(
        run.error()["hint"]
            .as_str()
            .unwrap()
            .contains("stocktrim orders get PO-9")
    );
    shop.run("orders get PO-9").ends(3);
    // Where the order is found after all, all is well.
    shop.sandbox.faults().clear();
    shop.sandbox.faults().always(
        Operation::UpsertPurchaseOrder,
        Fault::close_after_applying(),
    );
    shop.run("orders create PO-9 --supplier HT-01 OAK-TOP-120=2 -y")
        .ends(0);
}

#[test]
fn some_rows_of_many_are_8() {
    let shop = Shop::empty();
    let file = shop.file("p.csv", "productId,name\nA,One\nB,Two\nC,Three\n");
    shop.sandbox
        .faults()
        .next(1, Operation::UpsertProduct, Fault::status(400));
    let run = shop
        .run(&format!("-o json products import {} -y", file.display()))
        .ends(8);
    assert_eq!(
        (run.json()["done"].as_u64(), run.json()["failed"].as_u64()),
        (Some(2), Some(1))
    );
}

#[test]
fn what_nobody_confirms_is_9_and_nothing_is_written() {
    let shop = Shop::demo();
    let before = shop.snapshot();
    for line in [
        "products set OAK-TOP-120 cost=9",
        "orders generate --all",
        "forecast run",
        "sales delete --product OAK-TOP-120",
        "sales delete --all --yes",
        "sales delete --all --yes --confirm 3",
        "api delete_product productId=OAK-TOP-120",
    ] {
        shop.run(line).ends(9);
    }
    assert_eq!(shop.snapshot(), before);
    assert_eq!(shop.sandbox.requests().total().applied, 0);
}
