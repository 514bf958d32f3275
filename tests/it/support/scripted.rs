//! A client that is answered in process, and what it sent.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use stocktrim::ClientBuilder;
use stocktrim::transport::testing::Answer;

use super::builder;

/// What was sent, in order.
#[derive(Clone, Default)]
pub struct Sent(Arc<Mutex<Vec<Request<Bytes>>>>);

impl Sent {
    pub fn count(&self) -> u32 {
        self.0.lock().unwrap().len().try_into().unwrap()
    }

    /// What was sent since the last call of this.
    pub fn take(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A client whose n-th request, counted from 1, is answered by `answer(n)`.
pub fn scripted(answer: impl Fn(u32) -> Answer + Send + Sync + 'static) -> (ClientBuilder, Sent) {
    let sent = Sent::default();
    let (kept, asked) = (sent.clone(), Mutex::new(0));
    let builder = builder().in_process(move |request| {
        kept.0.lock().unwrap().push(request);
        let mut asked = asked.lock().unwrap();
        *asked += 1;
        std::future::ready(answer(*asked))
    });
    (builder, sent)
}
