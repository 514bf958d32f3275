//! What the tests share: two credentials, calls to make, and what answers them.

pub mod calls;
pub mod operations;
mod scripted;
pub mod server;

pub use scripted::{Sent, scripted};

use std::sync::{Arc, Mutex};

use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use stocktrim::{Client, ClientBuilder, RetryConfig};

/// Values that appear nowhere but in the two headers.
pub const ID: &str = "id-6f0d9a52";
pub const SIGNATURE: &str = "Oak & Harbour Ltd";

/// A client that is being built, with these credentials.
pub fn builder() -> ClientBuilder {
    Client::builder().credentials(ID, SIGNATURE)
}

/// A server that gives every request the same answer and keeps what arrived.
pub struct Recorder {
    server: MockServer,
    requests: Arc<Mutex<Vec<HttpMockRequest>>>,
}

impl Recorder {
    pub async fn start() -> Self {
        Self::answering(200, "null").await
    }

    pub async fn answering(status: u16, body: &'static str) -> Self {
        let server = MockServer::start_async().await;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        server
            .mock_async(move |when, then| {
                when.is_true(|_| true);
                then.respond_with(move |request| {
                    kept.lock().unwrap().push(request.clone());
                    HttpMockResponse::builder()
                        .status(status)
                        .body(body)
                        .build()
                });
            })
            .await;
        Self { server, requests }
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn builder(&self) -> ClientBuilder {
        builder()
            .base_url(self.server.base_url())
            .retry(RetryConfig::disabled())
    }

    pub fn url(&self) -> String {
        self.server.base_url()
    }

    pub fn host(&self) -> String {
        self.server.address().to_string()
    }

    /// What has arrived since the last call.
    pub fn take(&self) -> Vec<HttpMockRequest> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}
