//! From settings to a client: everything is checked here, and nothing is sent.

use http::HeaderValue;
use secrecy::ExposeSecret;

use super::connections::{NEVER, http_client};
use super::{Client, ClientBuilder};
use crate::config::environment::Found;
use crate::config::{
    self, AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, Credentials, DEFAULT_BASE_URL, config,
};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Parts, Transport};

/// Makes the client from what was given and what was found in the environment.
pub(super) fn build(builder: ClientBuilder, found: Option<Found>) -> Result<Client> {
    let settings = builder.settings;
    for (number, method) in [
        (settings.max_concurrency, "max_concurrency"),
        (settings.max_response_bytes, "max_response_bytes"),
    ] {
        if number == 0 {
            return Err(config(format!(
                "ClientBuilder::{method} must be at least 1"
            )));
        }
    }
    if let Some((requests, per)) = settings.rate_limit
        && (requests == 0 || per.is_zero() || per > NEVER)
    {
        let says = "ClientBuilder::rate_limit takes at least 1 request, and a time of up to a year";
        return Err(config(says));
    }
    settings.retry.check().map_err(config)?;
    let user_agent = user_agent(builder.app_info.as_deref())?;
    let found_url = found.as_ref().and_then(|found| found.base_url.as_ref());
    let (url, url_name) = match (&builder.base_url, found_url) {
        (Some(url), _) => (url.as_str(), "ClientBuilder::base_url"),
        (None, Some(url)) => (url.value.expose_secret(), url.name.as_str()),
        (None, None) => (DEFAULT_BASE_URL, "the default base_url"),
    };
    let base_url = config::parse_base_url(url, url_name, builder.allow_insecure_http)?;
    let credentials = credentials(builder.credentials, found)?;

    let make = {
        let (tls, configure) = (builder.tls, builder.configure_reqwest);
        let (settings, base_url) = (settings.clone(), base_url.clone());
        move || http_client(&tls, configure.as_deref(), &base_url, &settings)
    };
    let transport = Transport::new(Parts {
        http: make()?,
        base_url,
        credentials,
        user_agent,
        settings,
        middleware: builder.middleware,
        on_attempt: builder.on_attempt,
        in_process: builder.in_process,
        #[cfg(feature = "blocking")]
        make_client: std::sync::Arc::new(make),
    });
    Ok(transport.into())
}

fn credentials(given: Option<Result<Credentials>>, found: Option<Found>) -> Result<Credentials> {
    if let Some(given) = given {
        return given;
    }
    let Some(found) = found else {
        return Err(Error::new(
            ErrorKind::NoCredentials,
            "there are no credentials: call ClientBuilder::credentials or ClientBuilder::from_env",
        ));
    };
    if found.auth_id.is_none() && found.auth_signature.is_none() {
        let message = format!(
            "neither {AUTH_ID_VARIABLE} nor {AUTH_SIGNATURE_VARIABLE} is set (looked in {})",
            found.place
        );
        return Err(Error::new(ErrorKind::NoCredentials, message));
    }
    let missing = |name| config(format!("{name} is not set (looked in {})", found.place));
    let id = found.auth_id.ok_or_else(|| missing(AUTH_ID_VARIABLE))?;
    let name = found.auth_signature;
    let name = name.ok_or_else(|| missing(AUTH_SIGNATURE_VARIABLE))?;
    Credentials::named([(id.value, &id.name), (name.value, &name.name)])
}

fn user_agent(app_info: Option<&str>) -> Result<HeaderValue> {
    let own = concat!("stocktrim/", env!("CARGO_PKG_VERSION"));
    let all = format!("{own} {}", app_info.unwrap_or_default().trim());
    let all = all.trim_end();
    let printable = all.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let value = HeaderValue::from_str(all).ok().filter(|_| printable);
    value.ok_or_else(|| {
        config("ClientBuilder::app_info has a character that an HTTP header cannot carry")
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::setting::Setting;

    fn setting(value: &str) -> Option<Setting> {
        Setting::new(value.into(), "VARIABLE (line 3 of .env)".to_owned()).unwrap()
    }

    fn refused(builder: ClientBuilder) -> String {
        let error = build(builder, None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error.to_string()
    }

    fn any() -> ClientBuilder {
        Client::builder().credentials("tenant-id", "tenant name")
    }

    #[test]
    fn what_is_wrong_is_named_by_its_method() {
        for (builder, says) in [
            (any().max_concurrency(0), "ClientBuilder::max_concurrency"),
            (
                any().max_response_bytes(0),
                "ClientBuilder::max_response_bytes",
            ),
            (
                any().rate_limit(0, Duration::from_secs(1)),
                "ClientBuilder::rate_limit",
            ),
            (
                any().rate_limit(1, Duration::ZERO),
                "ClientBuilder::rate_limit",
            ),
            (any().base_url("nowhere"), "ClientBuilder::base_url"),
            (any().app_info("a\nb"), "ClientBuilder::app_info"),
            (
                any().add_root_certificate("no pem"),
                "ClientBuilder::add_root_certificate",
            ),
            (
                any().client_certificate("no pem"),
                "ClientBuilder::client_certificate",
            ),
            (
                Client::builder().credentials("", "x"),
                "the tenant id of ClientBuilder::credentials",
            ),
        ] {
            let message = refused(builder);
            assert!(message.contains(says), "{message}");
        }
    }

    #[test]
    fn no_credentials_at_all_is_a_kind_of_its_own_and_says_where_it_looked() {
        let error = build(Client::builder(), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoCredentials);
        assert!(
            error.to_string().contains("ClientBuilder::credentials"),
            "{error}"
        );
        let found = Found {
            place: "the environment and in .env".to_owned(),
            ..Found::default()
        };
        let error = build(Client::builder(), Some(found)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoCredentials);
        let expected = "neither STOCKTRIM_API_AUTH_ID nor STOCKTRIM_API_AUTH_SIGNATURE is set \
            (looked in the environment and in .env)";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_missing_variable_is_named_with_where_it_was_looked_for() {
        let found = Found {
            auth_id: setting("id"),
            place: "the environment".to_owned(),
            ..Found::default()
        };
        let error = build(Client::builder(), Some(found))
            .unwrap_err()
            .to_string();
        let expected = "STOCKTRIM_API_AUTH_SIGNATURE is not set (looked in the environment)";
        assert_eq!(error, expected);
    }

    #[test]
    fn explicit_values_win_over_the_environment() {
        let found = || Found {
            base_url: setting("https://env"),
            ..Found::default()
        };
        let client = build(any().base_url("https://mine/x/"), Some(found())).unwrap();
        assert_eq!(client.base_url(), "https://mine/x");
        let client = build(any(), Some(found())).unwrap();
        assert_eq!(client.base_url(), "https://env");
    }

    #[test]
    fn d3_what_was_found_and_is_wrong_is_named_with_its_place() {
        for (id, url) in [("hid\u{7f}den", "https://env"), ("id", "hidden")] {
            let found = Found {
                auth_id: setting(id),
                auth_signature: setting("name"),
                base_url: setting(url),
                ..Found::default()
            };
            let refused = build(Client::builder(), Some(found)).unwrap_err();
            let message = refused.to_string();
            assert!(
                message.starts_with("VARIABLE (line 3 of .env) "),
                "{message}"
            );
            assert!(!message.contains("hid"), "{message}");
        }
    }

    #[test]
    fn credentials_may_be_checked_before() {
        let checked = Credentials::new("tenant-id", "tenant name").unwrap();
        let builder = Client::builder().with_credentials(checked);
        build(builder, None).unwrap();
    }

    #[test]
    fn what_the_environment_has_makes_a_client() {
        let found = Found {
            auth_id: setting("id"),
            auth_signature: setting("name"),
            ..Found::default()
        };
        let client = build(Client::builder(), Some(found)).unwrap();
        assert_eq!(client.base_url(), DEFAULT_BASE_URL);
    }

    #[test]
    fn plain_http_to_another_machine_must_be_allowed() {
        let builder = || any().base_url("http://10.0.0.1");
        assert!(refused(builder()).contains("allow_insecure_http"));
        build(builder().allow_insecure_http(true), None).unwrap();
        let taken_back = builder()
            .allow_insecure_http(true)
            .allow_insecure_http(false);
        assert!(refused(taken_back).contains("allow_insecure_http"));
    }

    #[test]
    fn what_changes_reqwests_client_runs_in_order() {
        let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let [first, second] = [1, 2].map(|n| {
            let seen = std::sync::Arc::clone(&seen);
            move |http: reqwest::ClientBuilder| {
                seen.lock().unwrap().push(n);
                http.user_agent("nobody")
            }
        });
        build(
            any().configure_reqwest(first).configure_reqwest(second),
            None,
        )
        .unwrap();
        assert_eq!(*seen.lock().unwrap(), [1, 2]);
    }

    #[test]
    fn no_public_type_shows_a_credential() {
        let builder = any();
        let shown = format!("{builder:?}");
        let client = build(builder, None).unwrap();
        let shown = format!(
            "{shown} {client:?} {:?} {:#?}",
            client.api(),
            client.api().list_products()
        );
        assert!(
            !shown.contains("tenant-id") && !shown.contains("tenant name"),
            "{shown}"
        );
        for part in [
            "ClientBuilder",
            "Client {",
            "base_url",
            "timeout: 120s",
            "RetryConfig",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let credentials = Credentials::new("tenant-id", "tenant name").unwrap();
        assert_eq!(format!("{credentials:?}"), "Credentials([redacted])");
    }

    #[test]
    fn bulk_writes_know_how_many_requests_may_be_under_way() {
        let client = build(any().max_concurrency(3), None).unwrap();
        assert_eq!(client.max_concurrency(), 3);
        assert_eq!(build(any(), None).unwrap().max_concurrency(), 8);
    }

    #[test]
    fn clients_and_their_futures_cross_threads() {
        fn crosses<T: Send + Sync>(_: &T) {}
        fn is_send<T: Send>(_: T) {}
        let client = build(any(), None).unwrap();
        crosses(&client);
        is_send(client.api().list_products().send());
    }
}
