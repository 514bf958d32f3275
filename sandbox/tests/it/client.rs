//! The SDK's own client on the sandbox.

use stocktrim::Operation;
use stocktrim_sandbox::Sandbox;

#[tokio::test]
async fn the_client_of_a_sandbox_is_let_in() {
    for builder in [
        Sandbox::builder(),
        Sandbox::builder().credentials("me", "My Shop"),
    ] {
        let sandbox = builder.start().await.unwrap();
        let client = sandbox.client().unwrap();
        let page = client
            .api()
            .list_products()
            .send()
            .await
            .unwrap()
            .into_inner();
        assert_eq!(page.into_iter().count(), 50);
        assert_eq!(sandbox.requests().count(Operation::ListProducts).arrived, 1);
    }
}
