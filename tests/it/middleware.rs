//! What an application's own middleware may do, and do wrong, without a write being done twice.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use stocktrim::transport::testing::Answer;
use stocktrim::{Applied, ClientBuilder, Error, ErrorKind};

use crate::support::calls::{self, send_order};
use crate::support::server::closed;
use crate::support::{self, Sent, scripted};

type Told = Arc<Mutex<Vec<u32>>>;

/// A client with a middleware, whose n-th request is answered by `answer(n)`; what was sent, and
/// which attempts the hook was told.
fn client(
    middleware: impl Middleware,
    answer: impl Fn(u32) -> Answer + Send + Sync + 'static,
) -> (ClientBuilder, Sent, Told) {
    let (builder, sent) = scripted(answer);
    let told = Told::default();
    let numbers = Arc::clone(&told);
    let builder = builder
        .middleware(middleware)
        .on_attempt(move |attempt| numbers.lock().unwrap().push(attempt.number));
    (builder, sent, told)
}

/// Tells another server of every answer, which is not there.
struct Audit;

#[async_trait::async_trait]
impl Middleware for Audit {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let response = next.run(request, extensions).await?;
        let address = closed();
        // An error is returned when another test was first: it is installed then.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build()?;
        http.post(format!("http://{address}/?key=hidden"))
            .send()
            .await?;
        Ok(response)
    }
}

#[tokio::test]
async fn a_middleware_that_fails_after_an_order_was_applied_does_not_send_it_again() {
    let (builder, sent, told) = client(Audit, |_| Answer::status(201));
    let error = send_order(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!(sent.count(), 1);
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::Middleware, Applied::Yes)
    );
    assert!(
        error.to_string().ends_with("; StockTrim applied it"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("hidden"), "{error:?}");
    assert_eq!(*told.lock().unwrap(), [1]);
}

/// Makes two attempts of one, and gives the second's answer.
struct Twice;

#[async_trait::async_trait]
impl Middleware for Twice {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let copy = request.try_clone().unwrap();
        let _ = next.clone().run(copy, extensions).await;
        next.run(request, extensions).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_middleware_that_tries_twice_does_not_hide_what_the_first_try_did() {
    for first in [Answer::broken_connection, || Answer::status(201)] {
        let (builder, sent, _) = client(Twice, move |n| {
            if n == 1 {
                first()
            } else {
                Answer::no_connection()
            }
        });
        let error = send_order(&builder.build().unwrap()).await.unwrap_err();
        assert_eq!(sent.count(), 2, "the middleware's two");
        assert_ne!(error.applied(), Applied::No);
    }
}

#[tokio::test(start_paused = true)]
async fn a_keyed_write_that_was_applied_is_not_sent_again_either() {
    let (builder, sent, _) = client(Twice, |n| {
        if n == 1 {
            Answer::status(200)
        } else {
            Answer::status(503)
        }
    });
    let client = builder.build().unwrap();
    let error = calls::upsert(&client).await.unwrap_err();
    assert_eq!(sent.count(), 2);
    assert_eq!(error.applied(), Applied::Yes);
}

/// Fails before anything is sent.
struct Broken;

#[async_trait::async_trait]
impl Middleware for Broken {
    async fn handle(&self, _: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        Err(reqwest_middleware::Error::middleware(
            std::io::Error::other("no audit, no order"),
        ))
    }
}

#[tokio::test(start_paused = true)]
async fn a_middleware_that_fails_at_once_makes_no_attempt() {
    let (builder, sent, told) = client(Broken, |_| Answer::status(201));
    let error = send_order(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Middleware);
    assert_eq!((error.attempts(), error.applied()), (0, Applied::No));
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "no audit, no order");
    assert_eq!(sent.count(), 0);
    assert!(told.lock().unwrap().is_empty());
}

/// Stalls until the call is over.
struct Stalling;

#[async_trait::async_trait]
impl Middleware for Stalling {
    async fn handle(&self, _: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_middleware_that_stalls_is_ended_by_the_deadline_and_nothing_was_sent() {
    let (builder, _, told) = client(Stalling, |_| Answer::status(201));
    let client = builder.timeout(Duration::from_secs(7)).build().unwrap();
    let error = send_order(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied(), error.elapsed()),
        (ErrorKind::Timeout, Applied::No, Duration::from_secs(7))
    );
    assert!(told.lock().unwrap().is_empty());
}

/// Gives an attempt a second.
struct Impatient;

#[async_trait::async_trait]
impl Middleware for Impatient {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        tokio::time::timeout(Duration::from_secs(1), next.run(request, extensions))
            .await
            .map_err(reqwest_middleware::Error::middleware)?
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_a_middleware_breaks_off_may_have_been_applied() {
    let client = support::builder()
        .middleware(Impatient)
        .in_process(|_| std::future::pending())
        .build()
        .unwrap();
    let error = send_order(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied(), error.attempts()),
        (ErrorKind::Middleware, Applied::Unknown, 1)
    );
    let read = calls::list(&client).await.unwrap_err();
    assert_eq!(read.applied(), Applied::No);
}

async fn list(builder: ClientBuilder) -> std::result::Result<usize, Error> {
    calls::list(&builder.build()?).await
}

/// Answers by itself, as a cache does.
struct Cache(u16, &'static str);

#[async_trait::async_trait]
impl Middleware for Cache {
    async fn handle(&self, _: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        let answer = http::Response::builder().status(self.0);
        let answer = answer.body(reqwest::Body::from(self.1));
        answer
            .map(Into::into)
            .map_err(reqwest_middleware::Error::middleware)
    }
}

#[tokio::test]
async fn an_answer_of_a_middlewares_own_is_read_like_any_other() {
    let body = r#"[{"supplierCode":"HT-01"}]"#;
    let (builder, sent, told) = client(Cache(200, body), |_| Answer::status(500));
    assert_eq!(list(builder).await.unwrap(), 1);
    assert_eq!(sent.count(), 0);
    assert!(told.lock().unwrap().is_empty());

    let (builder, ..) = client(Cache(400, r#"{"detail":"stale"}"#), |_| Answer::status(500));
    let error = list(builder).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(
        error.problem().unwrap().detail(),
        Some("stale"),
        "{error:?}"
    );

    let page = "<html>maintenance</html>";
    let (builder, ..) = client(Cache(200, page), |_| Answer::status(500));
    let error = list(builder).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
}

/// Sets reqwest's own time-out of a request.
struct Hasty;

#[async_trait::async_trait]
impl Middleware for Hasty {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        *request.timeout_mut() = Some(Duration::from_millis(20));
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn a_time_out_that_a_middleware_sets_is_one_of_the_attempt() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = support::builder()
        .base_url(format!("http://{}", silent.local_addr().unwrap()))
        .middleware(Hasty)
        .build()
        .unwrap();
    let error = send_order(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied(), error.attempts()),
        (ErrorKind::Timeout, Applied::Unknown, 1)
    );
    assert!(
        error.to_string().contains("127.0.0.1 took too long"),
        "{error}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = support::builder()
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .build()
        .unwrap();
    let closing = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        tokio::io::AsyncReadExt::read_u8(&mut socket).await.unwrap();
    };
    let (sent, ()) = tokio::join!(send_order(&client), closing);
    let error = sent.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::Connection, Applied::Unknown)
    );
    let says = error.to_string();
    assert!(says.contains("the connection to 127.0.0.1 broke"), "{says}");
}

/// Writes down how each attempt failed, causes and all.
struct Witness(Arc<Mutex<Vec<String>>>);

#[async_trait::async_trait]
impl Middleware for Witness {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let result = next.run(request, extensions).await;
        if let Err(error) = &result {
            let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| {
                error.source()
            });
            let causes: Vec<_> = causes.map(ToString::to_string).collect();
            self.0.lock().unwrap().push(causes.join(" <- "));
        }
        result
    }
}

#[tokio::test]
async fn a_middleware_sees_why_an_attempt_failed() {
    let address = closed();
    let seen = Arc::default();
    let client = support::builder()
        .base_url(format!("http://{address}"))
        .retry(stocktrim::RetryConfig::disabled())
        .middleware(Witness(Arc::clone(&seen)))
        .build()
        .unwrap();
    send_order(&client).await.unwrap_err();
    let seen = seen.lock().unwrap();
    assert!(
        seen[0].contains("no connection to 127.0.0.1 could be made") && seen[0].contains("refused"),
        "{seen:?}"
    );
}
