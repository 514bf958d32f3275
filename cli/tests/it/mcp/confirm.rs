//! Confirmation: by a person in either protocol, by a token, and by nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use stocktrim_cli::mcp::{Arguments, Settings};
use stocktrim_sandbox::{Area, Sandbox};

use super::peer::{Change, Kind, Says, Setup, furnished, with};
use super::tools::writes;

async fn shop() -> Sandbox {
    furnished(Sandbox::builder()).await
}

fn price(cost: u32) -> Value {
    json!({ "code": "A", "cost": cost })
}

fn reprice(sandbox: &Sandbox) {
    let row = json!({ "productId": "A", "name": "Oak", "supplierCode": "S", "cost": 77 });
    sandbox.store().put(Area::Products, row).unwrap();
}

#[tokio::test]
async fn what_a_person_does_not_agree_to_is_not_sent() {
    for kind in [Kind::Input, Kind::Elicits] {
        for says in [Says::No, Says::Cancels, Says::Unset] {
            let sandbox = shop().await;
            let before = sandbox.store().snapshot();
            let peer = Setup::new(kind).says(says).beside(&sandbox).await;
            for (tool, arguments, ..) in writes() {
                let answer = peer.call(tool, arguments).await;
                assert_eq!(
                    answer.refused(),
                    "not_confirmed",
                    "{tool} {kind:?} {says:?}"
                );
            }
            assert_eq!(peer.questions().len(), writes().len());
            assert_eq!(sandbox.requests().total().applied, 0);
            assert_eq!(sandbox.store().snapshot(), before);
        }
    }
}

#[tokio::test]
async fn a_person_sees_the_account_and_what_would_be_done_with_texts_in_quotes() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Input).beside(&sandbox).await;
    peer.call(
        "update_product",
        json!({ "code": "A", "name": "Ash", "cost": 9 }),
    )
    .await
    .fine();
    peer.call("delete_purchase_order", json!({ "number": "PO-1" }))
        .await
        .fine();
    let questions = peer.questions();
    assert_eq!(
        questions[0],
        "Change a product — the test's shop\nupdate \"product A\": \"name\": \"Oak\" → \"Ash\", \"cost\": \"2\" → \"9\""
    );
    assert_eq!(
        questions[1],
        "Delete a purchase order — the test's shop\ndelete \"purchase order PO-1\"\n\
         It has status \"Sent\", supplier \"S\", lines 1, units 4, total 8."
    );
}

#[tokio::test]
async fn deletes_and_new_orders_need_a_person_unless_nobody_is_there() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
    let strict = Setup {
        arguments: Arguments {
            require_person: true,
            ..Setup::new(Kind::Plain).arguments
        },
        ..Setup::new(Kind::Plain)
    };
    let strict = strict.beside(&sandbox).await;
    for (tool, arguments, ..) in writes() {
        let needs_person = tool.starts_with("delete") || tool == "create_purchase_order";
        let answer = peer.call(tool, arguments.clone()).await;
        if needs_person {
            assert_eq!(answer.refused(), "needs_person", "{tool}");
        } else {
            let _ = answer.token();
        }
        assert_eq!(
            strict.call(tool, arguments).await.refused(),
            "needs_person",
            "{tool}"
        );
    }
    assert_eq!(sandbox.requests().total().applied, 0);
}

#[tokio::test]
async fn a_token_confirms_its_own_call_alone_and_once() {
    for (tool, arguments, _, times) in writes() {
        let sandbox = shop().await;
        let peer = Setup::new(Kind::Plain).unattended().beside(&sandbox).await;
        let token = peer.call(tool, arguments.clone()).await.token();
        let read = sandbox.requests().total().arrived;
        for (other, arguments, ..) in writes() {
            if other != tool {
                let answer = peer
                    .call(other, with(&arguments, "confirm_token", token.as_str()))
                    .await;
                assert_eq!(answer.refused(), "token_of_another_call", "{other}");
            }
        }
        for forged in [
            "",
            "x",
            &token[1..],
            &token.replace(&token[..8], "00000000"),
        ] {
            let answer = peer
                .call(tool, with(&arguments, "confirm_token", forged))
                .await;
            if forged.is_empty() {
                let _ = answer.token();
            } else {
                assert_eq!(answer.refused(), "token_unknown", "{tool}");
            }
        }
        assert_eq!(sandbox.requests().total().applied, 0, "{tool}");
        assert!(sandbox.requests().total().arrived >= read);
        let confirmed = with(&arguments, "confirm_token", token.as_str());
        assert_eq!(
            peer.call(tool, confirmed.clone()).await.applied(),
            "yes",
            "{tool}"
        );
        assert_eq!(sandbox.requests().total().applied, times, "{tool}");
        let before = sandbox.requests().total().arrived;
        assert_eq!(
            peer.call(tool, confirmed).await.refused(),
            "token_used",
            "{tool}"
        );
        assert_eq!(
            sandbox.requests().total().arrived,
            before,
            "{tool}: it was refused before anything was sent"
        );
    }
}

#[tokio::test]
async fn other_arguments_are_refused_before_anything_is_sent() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
    let token = peer.call("update_product", price(9)).await.token();
    let before = sandbox.requests().total().arrived;
    let answer = peer
        .call(
            "update_product",
            with(&price(10), "confirm_token", token.as_str()),
        )
        .await;
    assert_eq!(answer.refused(), "token_of_another_call");
    assert_eq!(sandbox.requests().total().arrived, before);
    let same = json!({ "cost": "9.0", "code": "A", "confirm_token": token });
    assert_eq!(peer.call("update_product", same).await.applied(), "yes");
}

#[tokio::test]
async fn a_changed_state_is_refused_in_every_way() {
    let sandbox = Arc::new(shop().await);
    let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
    let token = peer.call("update_product", price(9)).await.token();
    reprice(&sandbox);
    let answer = peer
        .call("update_product", with(&price(9), "confirm_token", token))
        .await;
    assert_eq!(answer.refused(), "changed_since_preview");
    for kind in [Kind::Input, Kind::Elicits] {
        let sandbox = Arc::new(shop().await);
        let shared = Arc::clone(&sandbox);
        let setup = Setup {
            meanwhile: Some(Box::new(move || reprice(&shared))),
            ..Setup::new(kind)
        };
        let peer = setup.beside(&sandbox).await;
        let answer = peer.call("update_product", price(9)).await;
        assert_eq!(answer.refused(), "changed_since_preview", "{kind:?}");
        assert_eq!(sandbox.requests().total().applied, 0);
    }
}

#[tokio::test]
async fn what_was_read_and_is_no_part_of_the_steps_may_change() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
    let token = peer.call("update_product", price(9)).await.token();
    let row = json!({ "productId": "A", "name": "Renamed", "supplierCode": "S", "stockOnHand": 1, "cost": 2 });
    sandbox.store().put(Area::Products, row).unwrap();
    let answer = peer
        .call("update_product", with(&price(9), "confirm_token", token))
        .await;
    assert_eq!(answer.applied(), "yes");
}

/// A clock that a test turns.
fn clock() -> (Arc<AtomicU64>, Change) {
    let seconds = Arc::new(AtomicU64::new(1_000_000));
    let shown = Arc::clone(&seconds);
    let set = move |settings: &mut Settings| {
        settings.clock = Arc::new(move || {
            SystemTime::UNIX_EPOCH + Duration::from_secs(shown.load(Ordering::SeqCst))
        });
    };
    (seconds, Box::new(set))
}

#[tokio::test]
async fn a_token_is_refused_after_ten_minutes() {
    let sandbox = shop().await;
    let (seconds, settings) = clock();
    let setup = Setup {
        settings,
        ..Setup::new(Kind::Plain)
    };
    let peer = setup.beside(&sandbox).await;
    let token = peer.call("update_product", price(9)).await.token();
    seconds.fetch_add(600, Ordering::SeqCst);
    let before = sandbox.requests().total().arrived;
    let late = with(&price(9), "confirm_token", token.as_str());
    assert_eq!(
        peer.call("update_product", late.clone()).await.refused(),
        "token_expired"
    );
    assert_eq!(sandbox.requests().total().arrived, before);
    seconds.fetch_sub(1, Ordering::SeqCst);
    assert_eq!(peer.call("update_product", late).await.applied(), "yes");
}

#[tokio::test]
async fn a_person_who_takes_longer_than_ten_minutes_is_not_heard() {
    for kind in [Kind::Input, Kind::Elicits] {
        let sandbox = shop().await;
        let (seconds, settings) = clock();
        let setup = Setup {
            settings,
            meanwhile: Some(Box::new(move || {
                _ = seconds.fetch_add(601, Ordering::SeqCst);
            })),
            ..Setup::new(kind)
        };
        let peer = setup.beside(&sandbox).await;
        assert_eq!(
            peer.call("update_product", price(9)).await.refused(),
            "token_expired"
        );
        assert_eq!(sandbox.requests().total().applied, 0);
    }
}

#[tokio::test]
async fn of_two_calls_at_once_with_one_token_one_is_refused() {
    for round in 0..20 {
        let sandbox = shop().await;
        let peer = Setup::new(Kind::Plain).unattended().beside(&sandbox).await;
        let order = json!({
            "number": "PO-9", "supplier": "S", "lines": [{ "product": "A", "quantity": 2 }],
        });
        let token = peer
            .call("create_purchase_order", order.clone())
            .await
            .token();
        let confirmed = with(&order, "confirm_token", token);
        let (one, other) = tokio::join!(
            peer.call("create_purchase_order", confirmed.clone()),
            peer.call("create_purchase_order", confirmed),
        );
        let mut applied = [one.applied(), other.applied()];
        applied.sort_unstable();
        assert_eq!(applied, ["no", "yes"], "{round}: {one:?} {other:?}");
        assert_eq!(sandbox.requests().total().applied, 1);
    }
}

#[tokio::test]
async fn the_token_of_a_preview_is_no_answer_of_a_person_and_holds_no_text() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
    let token = peer.call("update_product", price(9)).await.token();
    assert_eq!(token.len(), 96);
    assert!(token.chars().all(|digit| digit.is_ascii_hexdigit()));
    let person = Setup::new(Kind::Input).beside(&sandbox).await;
    let params = rmcp::model::CallToolRequestParams::new("update_product")
        .with_arguments(price(9).as_object().unwrap().clone())
        .with_request_state(token)
        .with_input_responses(
            [(
                "confirm".to_owned(),
                json!({ "action": "accept", "content": { "confirm": true } }),
            )]
            .into(),
        );
    let answer = person.client.call_tool(params).await.unwrap();
    assert_eq!(answer.is_error, Some(true));
    assert_eq!(
        answer.structured_content.unwrap()["error"]["kind"],
        "token_unknown"
    );
    assert_eq!(sandbox.requests().total().applied, 0);
}
