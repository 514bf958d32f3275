//! Imports: a second try lands what the first did not, and nothing lands twice.

use std::fmt::Write as _;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use stocktrim::Operation;
use stocktrim_sandbox::{Area, Fault, Sandbox};

use crate::support::{ID, NAME, Run, Shop};

fn products(bad: impl Fn(usize) -> bool) -> String {
    let mut text = "Variant SKU,Title,Price,Notes\n".to_owned();
    for number in 0..1000 {
        let price = if bad(number) { "dear" } else { "9.5" };
        writeln!(text, "SKU-{number},\"Oak, no. {number}\",{price},x").unwrap();
    }
    text
}

const MAP: [&str; 8] = [
    "--map",
    "Variant SKU=productId",
    "--map",
    "Title=name",
    "--map",
    "Price=price",
    "--map",
    "Notes=",
];

fn import(shop: &Shop, arguments: &[&str]) -> Run {
    let words = ["-o", "json", "--yes"].iter().chain(arguments);
    Run::of(&mut shop.command(words))
}

#[test]
fn of_a_thousand_rows_thirty_are_wrong_and_all_land_once_when_they_are_mended() {
    let shop = Shop::empty();
    shop.file(
        "in.csv",
        &products(|number| number % 50 < 1 || number % 100 == 7),
    );
    let arguments = [
        &["products", "import", "in.csv", "--failed", "failed.csv"][..],
        &MAP,
    ]
    .concat();
    // Nothing is sent of a file that has wrong rows.
    let run = import(&shop, &arguments).ends(2);
    assert!(
        run.error()["message"]
            .as_str()
            .unwrap()
            .contains("30 of 1000 rows are wrong"),
        "{run:?}"
    );
    assert_eq!(shop.sandbox.requests().total().arrived, 0);
    assert!(!shop.folder.path().join("failed.csv").exists());

    // The good ones are sent; ten of them are refused.
    shop.sandbox
        .faults()
        .next(10, Operation::UpsertProduct, Fault::status(400));
    let run = import(&shop, &[&arguments[..], &["--skip-bad"]].concat()).ends(8);
    assert_eq!(
        (run.json()["done"].as_u64(), run.json()["failed"].as_u64()),
        (Some(960), Some(10))
    );
    assert_eq!(shop.sandbox.store().len(Area::Products), 960);
    let failed = fs::read_to_string(shop.folder.path().join("failed.csv")).unwrap();
    assert_eq!(failed.lines().count(), 41);
    assert!(
        failed.starts_with("Variant SKU,Title,Price,Notes,outcome,message\n"),
        "{failed}"
    );

    // A file of rows that did not land is not written over by another import.
    import(&shop, &arguments).ends(2);

    shop.file("failed.csv", &failed.replace(",dear,", ",9.5,"));
    let again = [
        &["products", "import", "failed.csv", "--failed", "failed.csv"][..],
        &MAP,
    ]
    .concat();
    import(&shop, &again).ends(0);
    assert_eq!(shop.sandbox.store().len(Area::Products), 1000);
    assert_eq!(
        shop.sandbox
            .requests()
            .count(Operation::UpsertProduct)
            .applied,
        1000
    );
    assert!(!shop.folder.path().join("failed.csv").exists());
}

#[test]
fn a_file_with_a_column_that_no_field_is_or_a_row_twice_is_refused_whole() {
    let shop = Shop::empty();
    for (text, words) in [
        ("productId,nonsense\nA,1\n", "nonsense"),
        ("productId,name\nA,1\nB,2\nA,3\n", "row 3"),
        ("name\nA\n", "productId is missing"),
        ("productId,serviceLevel\nA,95\n", "serviceLevel"),
        ("productId,productId\nA,B\n", "twice"),
    ] {
        shop.file("in.csv", text);
        let run = import(&shop, &["products", "import", "in.csv"]).ends(2);
        assert!(run.err.contains(words), "{run:?}");
    }
    shop.file("in.ndjson", "{\"productId\":\"A\"}\n[1]\n");
    import(&shop, &["products", "import", "in.ndjson"]).ends(2);
    assert_eq!(shop.sandbox.requests().total().arrived, 0);
}

#[test]
fn every_kind_is_imported_from_csv_and_ndjson() {
    let shop = Shop::empty();
    for (kind, name, text, area) in [
        (
            "products",
            "p.ndjson",
            "{\"productId\":\"A\",\"cost\":\"2.5\",\"name\":null}\n{\"productId\":\"B\"}\n",
            Area::Products,
        ),
        (
            "suppliers",
            "s.csv",
            "SupplierCode,supplierName\nS,Timber\nT,Glass\n",
            Area::Suppliers,
        ),
        (
            "customers",
            "c.csv",
            "code;name\nC/1;One\nC/2;Two\n",
            Area::Customers,
        ),
        (
            "locations",
            "l.csv",
            "locationCode,locationName\nL,North\nM,South\n",
            Area::Locations,
        ),
        (
            "boms",
            "b.csv",
            "productId,componentId,quantity\nA,B,2\nB,C,3\n",
            Area::Boms,
        ),
        (
            "sales",
            "o.csv",
            "order,externalReferenceId,productId,orderDate,quantity\n7,7/1,A,2026-05-01,1\n7,7/2,B,2026-05-01,2\n",
            Area::SalesOrders,
        ),
    ] {
        shop.file(name, text);
        let delimiter: &[&str] = if text.contains(';') {
            &["--delimiter", ";"]
        } else {
            &[]
        };
        import(&shop, &[&[kind, "import", name][..], delimiter].concat()).ends(0);
        assert_eq!(shop.sandbox.store().len(area), 2, "{kind}");
    }
    // The lines of one order are one request.
    assert_eq!(
        shop.sandbox
            .requests()
            .count(Operation::UpsertSalesOrders)
            .applied,
        1
    );
    shop.file(
        "stock.csv",
        "productId,locationCode,stockOnHand\nA,,5\nB,L,6\n",
    );
    // What is on order of A is not known, so that it cannot be kept.
    import(&shop, &["stock", "import", "stock.csv"]).ends(2);
    shop.sandbox
        .store()
        .put(
            Area::Products,
            serde_json::json!({"productId":"A","stockOnOrder":3}),
        )
        .unwrap();
    import(&shop, &["stock", "import", "stock.csv"]).ends(0);
    let product: serde_json::Value = shop
        .sandbox
        .store()
        .get(Area::Products, "A")
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            product["stockOnHand"].as_f64(),
            product["stockOnOrder"].as_f64()
        ),
        (Some(5.0), Some(3.0))
    );
}

#[test]
fn lines_of_sales_need_references_of_their_own_and_agree_on_their_order() {
    let shop = Shop::empty();
    for (text, words) in [
        (
            "productId,orderDate,quantity\nA,2026-05-01,1\n",
            "externalReferenceId is missing",
        ),
        (
            "externalReferenceId,productId,orderDate,quantity\n1,A,2026-05-01,1\n1,B,2026-05-01,1\n",
            "is row 1 too",
        ),
        (
            "order,externalReferenceId,productId,orderDate,quantity\n7,1,A,2026-05-01,1\n7,2,B,2026-05-02,1\n",
            "differ in orderDate",
        ),
    ] {
        shop.file("in.csv", text);
        let run = import(&shop, &["sales", "import", "in.csv"]).ends(2);
        assert!(run.err.contains(words), "{run:?}");
    }
    assert_eq!(shop.sandbox.requests().total().arrived, 0);
}

/// Starts an import, and ends it when so many requests have arrived.
fn killed(shop: &Shop, arguments: &[&str], requests: u64, end: impl Fn(&Child)) -> Run {
    let child = Command::new(env!("CARGO_BIN_EXE_stocktrim"))
        .current_dir(shop.folder.path())
        .envs([
            ("STOCKTRIM_API_AUTH_ID", ID),
            ("STOCKTRIM_API_AUTH_SIGNATURE", NAME),
            ("STOCKTRIM_BASE_URL", &shop.sandbox.url()),
        ])
        .args(["--yes", "-o", "json"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    shop.block_on(shop.sandbox.requests().arrived(requests));
    end(&child);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

fn kill(child: &Child, signal: &str) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap()
            .success()
    );
}

fn slow() -> Shop {
    Shop::with(
        Sandbox::builder()
            .empty()
            .latency(Duration::from_millis(20)),
    )
}

#[test]
fn an_import_that_was_killed_half_way_is_repeated_and_all_land_once() {
    let shop = slow();
    shop.file("in.csv", &products(|_| false));
    let arguments = [
        &["products", "import", "in.csv", "--failed", "failed.csv"][..],
        &MAP,
    ]
    .concat();
    killed(&shop, &arguments, 200, |child| kill(child, "-KILL"));
    let landed = shop.sandbox.store().len(Area::Products);
    assert!((100..1000).contains(&landed), "{landed}");
    let failed = fs::read_to_string(shop.folder.path().join("failed.csv")).unwrap();
    assert_eq!(failed.matches(",unknown,").count(), 1000);
    let again = [
        &["products", "import", "failed.csv", "--failed", "failed.csv"][..],
        &MAP,
    ]
    .concat();
    import(&shop, &again).ends(0);
    assert_eq!(shop.sandbox.store().len(Area::Products), 1000);
}

#[test]
fn an_import_that_is_told_to_end_says_what_was_not_sent() {
    let shop = slow();
    shop.file("in.csv", &products(|_| false));
    let arguments = [
        &["products", "import", "in.csv", "--failed", "failed.csv"][..],
        &MAP,
    ]
    .concat();
    let run = killed(&shop, &arguments, 100, |child| kill(child, "-TERM")).ends(8);
    let landed = shop.sandbox.store().len(Area::Products);
    assert_eq!(run.json()["done"].as_u64(), Some(landed as u64));
    let failed = fs::read_to_string(shop.folder.path().join("failed.csv")).unwrap();
    assert_eq!(failed.matches(",not_sent,").count(), 1000 - landed);
}

#[test]
fn orders_of_unknown_fate_are_not_repeated_unless_that_is_asked_for() {
    let shop = Shop::empty();
    let mut text = "externalReferenceId,productId,orderDate,quantity\n".to_owned();
    for number in 0..20 {
        writeln!(text, "R-{number},A,2026-05-01,1").unwrap();
    }
    shop.file("in.csv", &text);
    shop.sandbox.faults().next(
        3,
        Operation::UpsertSalesOrders,
        Fault::close_after_applying(),
    );
    let run = import(
        &shop,
        &["sales", "import", "in.csv", "--failed", "failed.csv"],
    )
    .ends(8);
    assert_eq!(run.json()["unknown"].as_u64(), Some(3));
    shop.sandbox.requests().clear();
    let again = ["sales", "import", "failed.csv", "--failed", "failed.csv"];
    let run = import(&shop, &again).ends(8);
    assert_eq!(shop.sandbox.requests().total().arrived, 0, "{run:?}");
    assert!(shop.folder.path().join("failed.csv").exists());
    import(&shop, &[&again[..], &["--repeat-unknown"]].concat()).ends(0);
    assert_eq!(shop.sandbox.store().len(Area::SalesOrders), 20);
}

#[test]
fn components_that_are_there_are_not_added_again() {
    let shop = Shop::empty();
    shop.file("in.csv", "productId,componentId,quantity\nA,B,2\nA,C,3\n");
    import(&shop, &["boms", "import", "in.csv"]).ends(0);
    import(&shop, &["boms", "import", "in.csv"]).ends(0);
    assert_eq!(shop.sandbox.store().len(Area::Boms), 2);
    shop.file("in.csv", "productId,componentId,quantity\nA,B,9\n");
    import(&shop, &["boms", "import", "in.csv"]).ends(2);
}

#[test]
fn a_sync_writes_what_differs_and_discontinues_only_when_asked() {
    let shop = Shop::empty();
    shop.file(
        "in.csv",
        "productId,name,cost\nA,One,1\nB,Two,2\nC,Three,3\n",
    );
    import(&shop, &["products", "import", "in.csv"]).ends(0);
    shop.sandbox.requests().clear();
    shop.file(
        "in.csv",
        "productId,name,cost\nA,One,1\nB,Other,2\nD,Four,4\n",
    );
    let run = import(&shop, &["products", "sync", "in.csv"]).ends(0);
    assert_eq!(run.json()["done"].as_u64(), Some(2));
    // More than the share that may be missing.
    import(
        &shop,
        &["products", "sync", "in.csv", "--discontinue-missing"],
    )
    .ends(2);
    let all = [
        "products",
        "sync",
        "in.csv",
        "--discontinue-missing",
        "--max-missing",
        "0.5",
    ];
    import(&shop, &all).ends(0);
    let gone: serde_json::Value = shop
        .sandbox
        .store()
        .get(Area::Products, "C")
        .unwrap()
        .unwrap();
    assert_eq!(gone["discontinued"], true);
    assert_eq!(
        shop.sandbox
            .requests()
            .count(Operation::UpsertProduct)
            .applied,
        3
    );
}
