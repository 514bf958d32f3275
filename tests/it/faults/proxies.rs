//! Where a request goes with a proxy in the environment, and what the hatch cannot undo.

use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use stocktrim::{ErrorKind, RetryConfig};

use crate::support::calls::list;
use crate::support::server::Server;
use crate::support::{ID, SIGNATURE, builder};

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";

/// Tells the test below that it runs in a process of its own, and where to go.
const TARGET: &str = "STOCKTRIM_TEST_TARGET";

/// Runs the test below with every variable for proxies set, and says how it ended.
async fn with_proxy(target: &str, proxy: &Server) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "faults::proxies::in_a_process_of_its_own",
        "--ignored",
    ]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        let address = format!("http://{}", proxy.address);
        command
            .env(name, &address)
            .env(name.to_lowercase(), &address);
    }
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    command.env_remove("REQUEST_METHOD").env(TARGET, target);
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = run.await.unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("running 1 test"), "{told}");
    output.status.success()
}

#[tokio::test]
#[ignore = "run by the tests below, with variables for proxies"]
async fn in_a_process_of_its_own() {
    let target = std::env::var(TARGET).expect("run by the tests below");
    let client = builder()
        .base_url(target)
        .allow_insecure_http(true)
        .connect_timeout(Duration::from_secs(1))
        .retry(RetryConfig::disabled())
        .build()
        .unwrap();
    list(&client).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn c2_loopback_is_reached_as_loopback_whatever_the_environment_says() {
    let proxy = Server::raw(ANSWER).await;
    let server = Server::raw(ANSWER).await;
    let port = server.address.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "shop.localhost",
        "[::ffff:127.0.0.1]",
    ] {
        let before = server.connections();
        let target = format!("http://{host}:{port}");
        assert!(with_proxy(&target, &proxy).await, "{host}");
        assert_eq!(server.connections(), before + 1, "{host}");
    }
    // Nobody speaks TLS there: it fails, and no proxy hears of it.
    assert!(!with_proxy(&format!("https://localhost:{port}"), &proxy).await);
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn c2_plain_http_elsewhere_goes_through_no_proxy_of_the_environment_and_https_does() {
    let proxy = Server::raw(ANSWER).await;
    // An address for documentation, where nobody is.
    assert!(!with_proxy("http://192.0.2.1:9", &proxy).await);
    assert_eq!(proxy.connections(), 0);
    assert!(!with_proxy("https://192.0.2.1:9", &proxy).await);
    assert!(proxy.connections() > 0);
}

#[tokio::test]
async fn c2_a_proxy_that_the_program_sets_is_its_own_choice() {
    let proxy = Server::raw(ANSWER).await;
    let address = format!("http://{}", proxy.address);
    for target in [
        "http://127.0.0.1:9",
        "http://localhost:9",
        "http://192.0.2.1:9",
    ] {
        let before = proxy.connections();
        let address = address.clone();
        let client = builder()
            .base_url(target)
            .allow_insecure_http(true)
            .configure_reqwest(move |http| http.proxy(reqwest::Proxy::all(&address).unwrap()))
            .build()
            .unwrap();
        list(&client).await.unwrap();
        assert_eq!(proxy.connections(), before + 1, "{target}");
    }
}

#[tokio::test]
async fn c2_the_name_of_this_machine_cannot_be_led_elsewhere() {
    let server = Server::raw(ANSWER).await;
    let elsewhere = std::net::SocketAddr::from(([192, 0, 2, 1], 9));
    let client = server
        .builder()
        .base_url(format!("http://api.localhost:{}", server.address.port()))
        .configure_reqwest(move |http| http.resolve("api.localhost", elsewhere))
        .build()
        .unwrap();
    list(&client).await.unwrap();
    assert_eq!(server.connections(), 1);
}

/// What reqwest told the `log` facade of connections, and of credentials.
static CONNECTIONS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static SHOWN: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let text = record.args().to_string();
        if [ID, SIGNATURE].iter().any(|secret| text.contains(secret)) {
            SHOWN.lock().unwrap().push(text);
        } else if text.contains("connect") {
            CONNECTIONS.lock().unwrap().push(text);
        }
    }

    fn flush(&self) {}
}

#[tokio::test]
async fn c3_what_the_promise_needs_is_set_after_the_hatch() {
    log::set_logger(&Logger).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let server = Server::raw(ANSWER).await;
    let client = server
        .builder()
        .configure_reqwest(|http| http.connection_verbose(true))
        .build()
        .unwrap();
    list(&client).await.unwrap();
    let told = CONNECTIONS.lock().unwrap().clone();
    assert!(!told.is_empty(), "reqwest tells the logger of connections");
    assert_eq!(*SHOWN.lock().unwrap(), Vec::<String>::new());

    // Nor are redirects followed, whatever the hatch says.
    let redirect = format!(
        "HTTP/1.1 307 Elsewhere\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n",
        server.address
    );
    let redirecting = Server::raw(redirect).await;
    let client = redirecting
        .builder()
        .configure_reqwest(|http| http.redirect(reqwest::redirect::Policy::limited(3)))
        .build()
        .unwrap();
    let before = server.connections();
    assert_eq!(list(&client).await.unwrap_err().kind(), ErrorKind::Status);
    assert_eq!(server.connections(), before);
}
