//! A connection that cannot be trusted is reported as what it is, after one attempt.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, date_time_ymd,
};
use stocktrim::{Applied, ClientBuilder, ErrorKind, RetryConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig, crypto};

use crate::support;
use crate::support::calls::list;
use crate::support::server::{Server, closed};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

struct Leaf {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

fn leaf(authority: &Authority, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    Leaf {
        certificate: params.signed_by(&key, authority).unwrap(),
        key,
    }
}

/// A server that answers every request with an empty list.
async fn serve(leaf: &Leaf, clients: Option<&Authority>) -> Server {
    let provider = Arc::new(crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let key = PrivatePkcs8KeyDer::from(leaf.key.serialize_der()).into();
    let config = builder
        .with_single_cert(vec![leaf.certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::start(move |stream, _| {
        let acceptor = acceptor.clone();
        async move {
            let _ = answer(acceptor, stream).await;
        }
    })
    .await
}

async fn answer(acceptor: TlsAcceptor, stream: TcpStream) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let _length = stream.read(&mut [0; 4096]).await?;
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

fn builder(server: &Server) -> ClientBuilder {
    server
        .builder()
        .base_url(format!("https://localhost:{}", server.address.port()))
        .retry(RetryConfig::default().initial_backoff(Duration::from_millis(1)))
}

/// That the call fails as TLS, at the first attempt, and says `part` somewhere in its chain.
async fn assert_refused(server: &Server, builder: ClientBuilder, part: &str) {
    let error = list(&builder.build().unwrap()).await.unwrap_err();
    let mut chain = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        chain = format!("{chain}: {cause}");
        source = cause.source();
    }
    assert_eq!(error.kind(), ErrorKind::Tls, "{chain}");
    assert!(
        error
            .to_string()
            .contains("the TLS connection to localhost was refused"),
        "{error}"
    );
    assert_eq!(
        (error.attempts(), error.applied()),
        (1, Applied::No),
        "{chain}"
    );
    assert_eq!(server.connections(), 1, "{chain}");
    assert!(chain.to_lowercase().contains(part), "{chain}");
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_root_that_was_added_is_trusted() {
    let authority = authority("ours");
    let server = serve(&leaf(&authority, "localhost", |_| {}), None).await;
    let client = builder(&server)
        .add_root_certificate(authority.pem())
        .build()
        .unwrap();
    assert_eq!(list(&client).await.unwrap(), 0);
}

#[tokio::test]
async fn an_unknown_root_is_refused() {
    let server = serve(&leaf(&authority("theirs"), "localhost", |_| {}), None).await;
    let builder = builder(&server).add_root_certificate(authority("ours").pem());
    assert_refused(&server, builder, "unknownissuer").await;
}

#[tokio::test]
async fn a_wrong_host_name_is_refused() {
    let authority = authority("ours");
    let server = serve(&leaf(&authority, "elsewhere.test", |_| {}), None).await;
    let builder = builder(&server).add_root_certificate(authority.pem());
    assert_refused(&server, builder, "not valid for name").await;
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let authority = authority("ours");
    let expired = leaf(&authority, "localhost", |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let server = serve(&expired, None).await;
    let builder = builder(&server).add_root_certificate(authority.pem());
    assert_refused(&server, builder, "expired").await;
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_reported_as_such() {
    let server = Server::start(|mut stream, _| async move {
        let _length = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let builder = builder(&server).add_root_certificate(authority("ours").pem());
    assert_refused(&server, builder, "tls").await;
}

#[tokio::test]
async fn a_client_certificate_is_shown_when_the_server_asks_for_one() {
    let authority = authority("ours");
    let server = serve(&leaf(&authority, "localhost", |_| {}), Some(&authority)).await;
    let own = leaf(&authority, "our client", |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let pem = format!("{}{}", own.certificate.pem(), own.key.serialize_pem());
    let trusting = || builder(&server).add_root_certificate(authority.pem());
    let client = trusting().client_certificate(pem).build().unwrap();
    assert_eq!(list(&client).await.unwrap(), 0);

    let without = trusting().retry(RetryConfig::disabled()).build().unwrap();
    list(&without).await.unwrap_err();
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_connection_and_is_tried_again() {
    let client = support::builder()
        .base_url(format!("http://{}", closed()))
        .retry(
            RetryConfig::default()
                .max_retries(2)
                .initial_backoff(Duration::from_millis(1)),
        )
        .build()
        .unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
    assert!(
        error
            .to_string()
            .contains("no connection to 127.0.0.1 could be made"),
        "{error}"
    );
    assert!(
        error.is_transient() && error.to_string().contains("no connection"),
        "{error}"
    );
}
