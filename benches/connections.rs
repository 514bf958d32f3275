//! How many connections a thousand calls take, one after the other and eight at a time.

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use stocktrim::Client;
use support::server::{Server, ok};
use support::{bodies, measures, row, runtime, sdk};

fn main() {
    let calls = if measures() { 1000 } else { 50 };
    let page = ok(&bodies::page(0));
    for (name, together, most) in [("one by one", 1, 1), ("8 at a time", 8, 8)] {
        let page = Arc::clone(&page);
        let server = Server::start(move |_| Arc::clone(&page));
        runtime().block_on(all(&server.url(), calls, together));
        assert_eq!(server.log.requests.load(Ordering::SeqCst), calls);
        let connections = server.log.connections.load(Ordering::SeqCst);
        row(
            &format!("connections: 1,000 calls {name}"),
            connections,
            &format!("≤ {most}"),
            connections <= most,
            "counted by the server",
        );
    }
}

async fn all(url: &str, calls: usize, together: usize) {
    let client = sdk(url).build().expect("a client can be made");
    let workers: Vec<_> = (0..together)
        .map(|worker| {
            let share = (calls + worker) / together;
            tokio::spawn(some(client.clone(), share))
        })
        .collect();
    for worker in workers {
        worker.await.expect("no call fails");
    }
}

async fn some(client: Client, calls: usize) {
    for _ in 0..calls {
        client.products().list_page(None).await.expect("an answer");
    }
}
