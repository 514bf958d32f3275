//! Found at the sandbox, and where it is the SDK that has to see to it.

use stocktrim::types::ProductsRequestDto;
use stocktrim::{Applied, ErrorKind};
use stocktrim_sandbox::Sandbox;

#[tokio::test]
async fn e9_a_service_level_that_is_no_fraction_is_refused_before_it_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client().unwrap();
    let product = |level| ProductsRequestDto::new("OAK").service_level(level);
    for level in [95.0, 1.01, -0.1, f64::NAN, f64::INFINITY] {
        let error = client.products().upsert(product(level)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.applied(), Applied::No);
        let said = error.to_string();
        assert!(
            said.contains("serviceLevel of OAK") && said.contains("0.95"),
            "{said}"
        );
    }
    let report = client
        .products()
        .upsert_all([95.0, 0.95].map(product))
        .await;
    assert_eq!((report.failed().count(), report.saved().count()), (1, 1));
    assert_eq!(sandbox.requests().total().arrived, 1);
    // The raw operation sends it as it is, and the sandbox refuses it.
    let sent = client
        .api()
        .upsert_product()
        .body(product(95.0))
        .send()
        .await;
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn e6_the_client_of_a_sandbox_that_listens_everywhere_reaches_it() {
    let everywhere = std::net::Ipv4Addr::UNSPECIFIED.into();
    let sandbox = Sandbox::builder().listen(everywhere).start().await.unwrap();
    let suppliers = sandbox.client().unwrap().suppliers().list().await.unwrap();
    assert!(!suppliers.is_empty());
}
