//! TLS: which library, which roots, which certificate of our own.

use reqwest::ClientBuilder;
use secrecy::SecretSlice;

use crate::config::config;
use crate::error::Result;

/// What was asked for beyond the platform's roots.
#[derive(Default)]
pub(super) struct Options {
    pub roots: Vec<Vec<u8>>,
    pub identity: Option<SecretSlice<u8>>,
}

impl Options {
    /// Gives reqwest a ready-made TLS.
    #[cfg(feature = "rustls")]
    ///
    /// For plain http the platform's roots are not read: that takes longer than all the rest, and
    /// a machine may have none.
    pub fn apply(&self, http: ClientBuilder, needed: bool) -> Result<ClientBuilder> {
        Ok(http.tls_backend_preconfigured(with_rustls::config(self, needed)?))
    }

    /// Gives reqwest the system's TLS.
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    pub fn apply(&self, mut http: ClientBuilder, _needed: bool) -> Result<ClientBuilder> {
        use secrecy::ExposeSecret;

        for pem in &self.roots {
            let roots = reqwest::Certificate::from_pem_bundle(pem).ok();
            let roots = roots
                .filter(|roots| !roots.is_empty())
                .ok_or_else(bad_root)?;
            http = roots
                .into_iter()
                .fold(http, ClientBuilder::add_root_certificate);
        }
        if let Some(identity) = &self.identity {
            let pem = identity.expose_secret();
            let identity =
                reqwest::Identity::from_pkcs8_pem(pem, pem).map_err(|_| bad_identity())?;
            http = http.identity(identity);
        }
        Ok(http.tls_backend_native())
    }

    /// Without TLS there is only plain http.
    #[cfg(not(any(feature = "native-tls", feature = "rustls")))]
    pub fn apply(&self, http: ClientBuilder, needed: bool) -> Result<ClientBuilder> {
        if needed || !self.roots.is_empty() || self.identity.is_some() {
            return Err(config(
                "https needs the feature rustls or native-tls of stocktrim",
            ));
        }
        Ok(http)
    }
}

#[cfg(any(feature = "native-tls", feature = "rustls"))]
fn bad_root() -> crate::error::Error {
    config("ClientBuilder::add_root_certificate needs a certificate as PEM")
}

#[cfg(any(feature = "native-tls", feature = "rustls"))]
fn bad_identity() -> crate::error::Error {
    config("ClientBuilder::client_certificate needs a certificate chain and its private key as PEM")
}

#[cfg(feature = "rustls")]
mod with_rustls {
    use std::sync::Arc;

    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::Verifier;
    use secrecy::ExposeSecret;

    use super::{Options, bad_identity, bad_root};
    use crate::error::{Error, ErrorKind, Result};

    /// Ring, and the platform's roots if they are needed, beside those that were given.
    pub fn config(options: &Options, needed: bool) -> Result<ClientConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(wrong("rustls has no protocol version"))?;
        let mut roots = Vec::new();
        for pem in &options.roots {
            roots.extend(certificates(pem).ok_or_else(bad_root)?);
        }
        let builder = if needed {
            let verifier = Verifier::new_with_extra_roots(roots, provider).map_err(wrong(
                "the platform's root certificates cannot be read; install them \
                 (ca-certificates on Linux) or use ClientBuilder::add_root_certificate",
            ))?;
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        } else {
            let mut store = RootCertStore::empty();
            for root in roots {
                store.add(root).map_err(|_| bad_root())?;
            }
            builder.with_root_certificates(store)
        };
        let mut config = match &options.identity {
            None => builder.with_no_client_auth(),
            Some(pem) => {
                let pem = pem.expose_secret();
                let chain = certificates(pem).ok_or_else(bad_identity)?;
                let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| bad_identity())?;
                builder
                    .with_client_auth_cert(chain, key)
                    .map_err(|_| bad_identity())?
            }
        };
        if cfg!(feature = "http2") {
            config.alpn_protocols.push(b"h2".to_vec());
        }
        config.alpn_protocols.push(b"http/1.1".to_vec());
        Ok(config)
    }

    fn wrong(message: &'static str) -> impl Fn(rustls::Error) -> Error {
        move |error| Error::with_source(ErrorKind::Config, message, error)
    }

    fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        read.ok().filter(|read| !read.is_empty())
    }
}
