//! Every write: a dry run writes nothing, and whatever fault strikes, the exit code agrees with the store.

use std::thread;

use stocktrim::Operation;
use stocktrim_sandbox::Fault;

use crate::support::{Run, Shop, faults, furnish};

/// The writes, each with the operation that it needs.
const WRITES: &[(&str, Operation)] = &[
    ("products set A cost=9", Operation::UpsertProduct),
    ("products set N name=New --create", Operation::UpsertProduct),
    ("products delete A", Operation::DeleteProduct),
    ("products import products.csv", Operation::UpsertProduct),
    ("products sync products.csv", Operation::UpsertProduct),
    (
        "suppliers set S defaultLeadTime=9",
        Operation::UpsertSuppliers,
    ),
    ("suppliers delete S", Operation::DeleteSupplier),
    ("customers set C name=Other", Operation::UpsertCustomer),
    (
        "locations set L locationName=Other",
        Operation::UpsertLocation,
    ),
    ("boms set A B 3", Operation::CreateBom),
    ("boms delete B A", Operation::DeleteBom),
    ("stock set A --on-hand 7", Operation::SetInventory),
    (
        "stock set A --location L --on-hand 7",
        Operation::SetInventory,
    ),
    (
        "orders create PO-9 --supplier S A=2",
        Operation::UpsertPurchaseOrder,
    ),
    ("orders receive PO-1", Operation::UpsertPurchaseOrder),
    (
        "orders generate --supplier S",
        Operation::GeneratePurchaseOrders,
    ),
    ("orders delete PO-1", Operation::DeletePurchaseOrder),
    ("sales import sales.csv", Operation::UpsertSalesOrders),
    ("sales delete --product A", Operation::DeleteSalesOrders),
    (
        "sales delete --location L",
        Operation::DeleteSalesOrdersAtLocation,
    ),
    (
        "sales delete --from 2026-01-01 --to 2026-12-31",
        Operation::DeleteSalesOrdersInRange,
    ),
    (
        "sales delete --all --confirm all",
        Operation::DeleteAllSalesOrders,
    ),
    ("forecast run", Operation::RunForecast),
    ("api delete_product productId=A", Operation::DeleteProduct),
    (
        "api upsert_customer --input customer.json",
        Operation::UpsertCustomer,
    ),
];

fn shop() -> Shop {
    let shop = Shop::empty();
    furnish(&shop.sandbox.store());
    shop.file("products.csv", "productId,name\nA,Other\n");
    shop.file(
        "sales.csv",
        "externalReferenceId,productId,orderDate,quantity\nR-2,A,2026-05-01,1\n",
    );
    shop.file("customer.json", r#"{"code":"C","name":"Other"}"#);
    shop
}

#[test]
fn every_write_works_and_its_dry_run_changes_nothing() {
    for (write, operation) in WRITES {
        let shop = shop();
        let before = shop.snapshot();
        for form in ["table", "json", "ndjson", "csv"] {
            shop.run(&format!("-o {form} {write} --dry-run")).ends(0);
        }
        assert_eq!(shop.sandbox.requests().total().applied, 0, "{write}");
        assert_eq!(shop.snapshot(), before, "{write}");
        let run = shop.run(&format!("-o json {write} --yes")).ends(0);
        assert_eq!(
            shop.sandbox.requests().count(*operation).applied,
            1,
            "{write}: {run:?}"
        );
    }
}

#[test]
fn whatever_fault_strikes_a_write_its_exit_code_agrees_with_the_store() {
    let threads = WRITES
        .iter()
        .map(|(write, operation)| thread::spawn(move || under_every_fault(write, *operation)));
    let threads: Vec<_> = threads.collect();
    let runs: usize = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    assert_eq!(runs, WRITES.len() * faults().len());
}

fn under_every_fault(write: &str, operation: Operation) -> usize {
    let shop = shop();
    let clean = shop.snapshot();
    let all = faults();
    for fault in &all {
        let name = fault.name();
        shop.sandbox.store().restore(clean.clone()).unwrap();
        shop.sandbox.requests().clear();
        shop.sandbox.faults().clear();
        shop.sandbox.faults().always(operation, fault.clone());
        let run = shop.run(&format!("--timeout 0.7 -o json {write} --yes"));
        let applied = shop.sandbox.requests().count(operation).applied > 0;
        let told = match run.code {
            Some(0) => "yes".to_owned(),
            Some(8) => panic!("{write}, {name}: one step is not some of many: {run:?}"),
            _ => run.error()["applied"].as_str().unwrap().to_owned(),
        };
        match told.as_str() {
            "no" => assert!(
                !applied,
                "{write}, {name}, applied {}: {run:?}",
                fault.applies()
            ),
            "yes" => assert!(
                applied,
                "{write}, {name}, applied {}: {run:?}",
                fault.applies()
            ),
            other => assert_eq!(other, "unknown"),
        }
        assert_eq!(
            run.code == Some(7),
            told == "unknown",
            "{write}, {name}: {run:?}"
        );
    }
    all.len()
}

#[test]
fn an_interrupted_wait_for_the_forecast_says_that_it_goes_on() {
    let shop = shop();
    shop.sandbox
        .faults()
        .always(Operation::GetProcessingStatus, Fault::status(503));
    let run = shop
        .run("-o json forecast run --wait --every 0.01 --yes")
        .ends(7);
    assert!(
        run.error()["hint"].as_str().unwrap().contains("goes on"),
        "{run:?}"
    );
    assert_eq!(
        shop.sandbox
            .requests()
            .count(Operation::RunForecast)
            .applied,
        1
    );
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    use std::io::Read as _;
    use std::process::{Command, Stdio};
    for arguments in [
        &["-o", "ndjson", "stock", "list"][..],
        &["-o", "json", "plan", "--all"],
        &["completions", "bash"],
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_stocktrim"));
        program
            .arg("--demo")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let mut first = [0; 1];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let Run { code, err, .. } = {
            let output = child.wait_with_output().unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            Run {
                code: output.status.code(),
                out: String::new(),
                err: text(output.stderr),
            }
        };
        assert_eq!(code, Some(0), "{arguments:?}: {err}");
        assert!(
            !err.contains("panicked") && !err.contains("pipe"),
            "{arguments:?}: {err}"
        );
    }
}
