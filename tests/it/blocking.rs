//! The client without async, against a sandbox in a thread of its own.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use stocktrim::blocking::{self, RowIter};
use stocktrim::resources::FoundOrCreated;
use stocktrim::types::{
    BillOfMaterialsRequestDto, CustomerDto, OrderPlanFilterCriteria, ProductsRequestDto,
};
use stocktrim::{CallOptions, Client, DeleteOutcome, ErrorKind, Result, RetryConfig, WriteOutcome};
use stocktrim_sandbox::Sandbox;

/// A sandbox in a thread of its own, which ends with this.
struct Shop {
    client: Client,
    _ends: tokio::sync::oneshot::Sender<()>,
}

impl Shop {
    fn open() -> Self {
        let (tell, told) = mpsc::channel();
        let (ends, ended) = tokio::sync::oneshot::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let sandbox = Sandbox::start().await.unwrap();
                tell.send(sandbox.client().unwrap()).unwrap();
                let _ = ended.await;
            });
        });
        Self {
            client: told.recv().unwrap(),
            _ends: ends,
        }
    }

    fn client(&self) -> Client {
        self.client.clone()
    }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T>) {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let sentence = error.to_string();
    assert!(sentence.contains("inside an async context"), "{sentence}");
    assert!(sentence.contains("await the call there"), "{sentence}");
}

#[test]
fn products_are_saved_found_and_deleted() {
    let shop = Shop::open();
    let client = shop.client();
    let oak = ProductsRequestDto::new("OAK-TOP-999")
        .name("Oak")
        .cost(84.5);
    let saved = client.products().upsert(oak).wait().unwrap();
    assert_eq!(saved.outcome, WriteOutcome::Created);
    let found = client
        .products()
        .get("OAK-TOP-999")
        .wait()
        .unwrap()
        .unwrap();
    assert_eq!(found.name.as_deref(), Some("Oak"));
    assert_eq!(
        client.products().delete("OAK-TOP-999").wait().unwrap(),
        DeleteOutcome::Deleted
    );
    assert_eq!(
        client.products().delete("OAK-TOP-999").wait().unwrap(),
        DeleteOutcome::NotFound
    );
    let error = client.products().get(" ").wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn every_resource_answers() {
    let shop = Shop::open();
    let client = shop.client();
    assert!(!client.customers().list().wait().unwrap().is_empty());
    assert!(!client.suppliers().list().wait().unwrap().is_empty());
    assert!(
        !client
            .purchase_orders()
            .with_page_size(5)
            .list_page(0)
            .wait()
            .unwrap()
            .is_empty()
    );
    assert!(!client.order_plan().search("oak").wait().unwrap().is_empty());
    assert!(!client.locations().in_use().wait().unwrap().is_empty());
    let levels = client.inventory().levels().wait().unwrap();
    let first = &levels[0].product_id;
    client
        .inventory()
        .with_overall_sums()
        .set_at_location(first, "NORTH", 3.0, 0.0)
        .wait()
        .unwrap();
    assert!(client.sales_orders().list_for_product(first).wait().is_ok());
    let line = BillOfMaterialsRequestDto::new("TABLE-77", "LEG-77").quantity(4.0);
    client.boms().create(line).wait().unwrap();
    assert_eq!(
        client.boms().for_product("TABLE-77").wait().unwrap().len(),
        1
    );
    client
        .settings()
        .set_inventory_system("Unleashed")
        .wait()
        .unwrap();
    let acme = CustomerDto::new().code("ACME").name("Acme");
    let made = client.customers().find_or_create(acme).wait().unwrap();
    assert!(matches!(made, FoundOrCreated::Created(_)));
}

#[test]
fn a_stream_is_an_iterator_of_the_same_rows() {
    let shop = Shop::open();
    let client = shop.client();
    let listed = client.products().list().wait().unwrap();
    let streamed: Result<Vec<_>> = client.products().stream().wait().collect();
    assert_eq!(listed, streamed.unwrap());
    let criteria = OrderPlanFilterCriteria::new().per_page(7);
    let rows: RowIter<_> = client.order_plan().stream(criteria).wait();
    assert_eq!(rows.take(20).flatten().count(), 20);
    let all = blocking::wait(client.purchase_orders().stream().into_vec()).unwrap();
    assert_eq!(all, client.purchase_orders().list().wait().unwrap());
}

#[test]
fn many_rows_and_a_forecast_tell_their_progress_on_the_callers_thread() {
    let shop = Shop::open();
    let client = shop.client();
    let here = thread::current().id();
    let (mut seen, mut saved) = (Vec::new(), 0);
    let rows = (0..40).map(|number| ProductsRequestDto::new(format!("NEW-{number}")));
    let report = client
        .products()
        .upsert_all(rows)
        .concurrency(4)
        .on_progress(|now| {
            assert_eq!(thread::current().id(), here);
            seen.push(now.done);
        })
        .on_row(|row| {
            assert_eq!(thread::current().id(), here);
            saved += usize::from(row.outcome.is_saved());
        })
        .wait();
    assert!(report.is_complete());
    assert_eq!(seen, (1..=40).collect::<Vec<_>>());
    assert_eq!(saved, 40);

    let mut looks = 0;
    let run = client
        .forecast()
        .run_to_end()
        .poll_every(Duration::from_millis(5))
        .on_progress(|_| {
            looks += 1;
            // Calling from a callback waits like any other call.
            assert!(client.forecast().status().wait().is_ok());
        })
        .wait()
        .unwrap();
    assert!(run.seen_running && looks > 1);
}

#[test]
fn any_operation_is_called_with_status_and_headers() {
    let shop = Shop::open();
    let client = shop.client();
    let call = client.api().query_order_plan();
    let call = call.body(OrderPlanFilterCriteria::new().per_page(3));
    let answer = blocking::wait(call.send()).unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("content-type"));
    assert_eq!(answer.into_inner().results.unwrap().len(), 3);
    let error = blocking::wait(client.api().delete_product().send()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("product_id"), "{error}");
}

#[test]
fn options_are_those_of_the_async_client() {
    let shop = Shop::open();
    let client = shop.client();
    let hasty = client.with_options(CallOptions::default().timeout(Duration::from_nanos(1)));
    assert!(hasty.customers().list().wait().unwrap_err().is_timeout());
    assert!(client.customers().list().wait().is_ok());
    assert_eq!(client.base_url(), shop.client.base_url());
}

#[test]
fn threads_call_side_by_side() {
    let shop = Shop::open();
    let client = shop.client();
    let saved = AtomicUsize::new(0);
    thread::scope(|scope| {
        for thread in 0..16 {
            let (client, saved) = (&client, &saved);
            scope.spawn(move || {
                for number in 0..10 {
                    let id = format!("T{thread}-{number}");
                    client
                        .products()
                        .upsert(ProductsRequestDto::new(&*id))
                        .wait()
                        .unwrap();
                    assert!(client.products().exists(&id).wait().unwrap());
                    saved.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(saved.into_inner(), 160);
}

#[tokio::test]
async fn inside_an_async_context_every_call_is_refused_and_nothing_panics() {
    let shop = Shop::open();
    let client = shop.client();
    refused(client.products().get("OAK").wait());
    refused(client.products().list().wait());
    refused(blocking::wait(client.api().list_customers().send()));
    refused(client.forecast().finished().wait());
    let rows = [ProductsRequestDto::new("OAK")];
    let report = client.products().upsert_all(rows).wait();
    refused(report.into_result());
    let mut rows = client.products().stream().wait();
    refused(rows.next().unwrap());
    assert!(rows.next().is_none(), "it ends, so that a loop does too");

    let other = client.clone();
    let spawned = tokio::spawn(async move { other.customers().list().wait() }).await;
    refused(spawned.unwrap());
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async { refused(client.customers().list().wait()) })
        .await;
}

#[tokio::test]
async fn a_blocking_task_of_an_async_program_may_call() {
    let shop = Shop::open();
    let client = shop.client();
    let other = client.clone();
    let listed = tokio::task::spawn_blocking(move || other.customers().list().wait()).await;
    assert!(!listed.unwrap().unwrap().is_empty());
    refused(client.customers().list().wait());
}

#[tokio::test]
async fn what_waits_is_dropped_inside_an_async_context() {
    let shop = Shop::open();
    let client = shop.client();
    drop(client.products().stream().wait());
    let rows = tokio::task::spawn_blocking(move || {
        let mut rows = client.products().stream().wait();
        assert!(rows.next().unwrap().is_ok());
        rows
    });
    drop(rows.await.unwrap());
}

#[test]
fn a_connection_of_a_runtime_that_nobody_runs_any_more_is_not_waited_on() {
    let shop = Shop::open();
    let client = shop.client();
    let hasty = CallOptions::new().attempt_timeout(Duration::from_secs(5));
    let client = client.with_options(hasty.retry(RetryConfig::disabled()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for _ in 0..3 {
        runtime.block_on(client.customers().list()).unwrap();
        client.customers().list().wait().unwrap();
        let order = ProductsRequestDto::new("OAK-TOP-999");
        client.products().upsert(order).wait().unwrap();
    }
}

/// Answers one request per connection, and says that it could be used again.
fn answer(connection: &mut TcpStream, head: &str, body: &str) {
    let mut request = [0; 4096];
    assert!(connection.read(&mut request).unwrap() > 0);
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {head}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    connection.write_all(answer.as_bytes()).unwrap();
}

#[test]
fn a_connection_that_the_server_closes_between_two_calls_is_not_used_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::builder()
        .credentials("tenant-id", "tenant name")
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .build()
        .unwrap();
    let (tell, told) = mpsc::channel();
    let server = thread::spawn(move || {
        let (mut first, _) = listener.accept().unwrap();
        answer(&mut first, "200 OK", "[]");
        first.shutdown(Shutdown::Write).unwrap();
        first
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let noticed = first.read(&mut [0; 64]).map_err(|error| error.kind());
        tell.send(noticed).unwrap();
        let (mut second, _) = listener.accept().unwrap();
        answer(&mut second, "201 Created", "");
    });
    assert!(client.customers().list().wait().unwrap().is_empty());
    assert_eq!(
        told.recv().unwrap(),
        Ok(0),
        "the client closes it too, though nobody calls"
    );
    // Never sent twice, so that it would fail on the old connection.
    client.forecast().run().wait().unwrap();
    server.join().unwrap();
}

#[test]
fn everything_can_be_sent_and_shared_between_threads() {
    fn both<T: Send + Sync>(_: &T) {}
    fn one<T: Send>(_: &T) {}
    let shop = Shop::open();
    let client = shop.client();
    both(&client);
    both(&client.products());
    both(&client.api());
    both(&client.api().list_products());
    one(&client.products().stream());
    one(&client.products().upsert_all([]));
    one(&client.forecast().finished());
}

#[test]
fn what_is_printed_shows_no_credentials() {
    let client = Client::builder()
        .credentials("the-tenant-id", "the tenant name")
        .build()
        .unwrap();
    let printed = format!(
        "{client:?} {:?} {:?} {:?} {:?}",
        client.products(),
        client.api(),
        client.api().list_products(),
        client.products().upsert_all([])
    );
    assert!(printed.contains("Products"), "{printed}");
    assert!(!printed.contains("the-tenant-id") && !printed.contains("the tenant name"));
}
