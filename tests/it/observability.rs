//! The guide on observability and what is emitted, held against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stocktrim::transport::testing::Answer;
use stocktrim::types::ProductsRequestDto;
use stocktrim::{Client, RetryConfig};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::support::scripted;

const PAGE: &str = include_str!("../../src/guide/observability.md");

/// What was emitted: the fields of each span, its parents, the level and fields of each event.
#[derive(Default)]
struct Emitted {
    spans: BTreeMap<&'static str, BTreeSet<&'static str>>,
    parents: BTreeSet<(&'static str, &'static str)>,
    events: BTreeMap<String, (BTreeSet<&'static str>, BTreeSet<Level>)>,
    values: BTreeSet<String>,
}

#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Emitted>>);

#[derive(Default)]
struct Values {
    message: String,
    all: BTreeSet<String>,
}

impl Visit for Values {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.all.insert(format!("{}={value:?}", field.name()));
        }
    }
}

fn ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("stocktrim::")
}

fn names(metadata: &'static Metadata<'static>) -> BTreeSet<&'static str> {
    let names = metadata.fields().iter().map(|field| field.name());
    names.filter(|name| *name != "message").collect()
}

impl<S> Layer<S> for Collector
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, span: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !ours(span.metadata()) {
            return;
        }
        assert_eq!(*span.metadata().level(), Level::INFO);
        let mut values = Values::default();
        span.record(&mut values);
        let mut emitted = self.0.lock().unwrap();
        let name = span.metadata().name();
        emitted
            .spans
            .entry(name)
            .or_default()
            .extend(names(span.metadata()));
        emitted.values.extend(values.all);
        let parent = context
            .span(id)
            .and_then(|span| Some(span.parent()?.name()));
        emitted.parents.extend(parent.map(|parent| (name, parent)));
    }

    fn on_record(&self, _: &Id, record: &Record<'_>, _: Context<'_, S>) {
        let mut values = Values::default();
        record.record(&mut values);
        self.0.lock().unwrap().values.extend(values.all);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !ours(event.metadata()) {
            return;
        }
        let mut values = Values::default();
        event.record(&mut values);
        let mut emitted = self.0.lock().unwrap();
        let (fields, levels) = emitted.events.entry(values.message).or_default();
        fields.extend(names(event.metadata()));
        levels.insert(*event.metadata().level());
    }
}

/// Makes calls of every kind, and of every kind of failure.
fn emitted() -> Emitted {
    let collector = Collector::default();
    let subscriber = Registry::default().with(collector.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    tracing::subscriber::with_default(subscriber, || runtime.block_on(calls()));
    std::mem::take(&mut collector.0.lock().unwrap())
}

async fn calls() {
    let client = |answer: fn(u32) -> Answer| -> Client {
        let (builder, _) = scripted(answer);
        let retry = RetryConfig::default().max_retries(1);
        builder.log_bodies(true).retry(retry).build().unwrap()
    };
    let well = client(|_| Answer::json(200, "[]"));
    well.products().list().await.unwrap();
    let idle = client(|_| Answer::json(200, r#"{"isProcessing":false}"#));
    idle.forecast().finished().await.unwrap();
    let odd = client(|_| Answer::json(200, "what?"));
    let rows = [ProductsRequestDto::new("A")];
    assert!(odd.products().upsert_all(rows).await.is_complete());
    client(|_| Answer::status(403))
        .customers()
        .list()
        .await
        .unwrap_err();
    assert!(
        client(|_| Answer::status(404))
            .products()
            .get("A")
            .await
            .unwrap()
            .is_none()
    );
    client(|_| Answer::status(503))
        .customers()
        .list()
        .await
        .unwrap_err();
    let slow = client(|_| Answer::status(503)).customers().list();
    tokio::time::timeout(Duration::ZERO, slow)
        .await
        .unwrap_err();
}

/// The rows of the table whose head begins so, each cell's texts in backticks.
fn table(head: &str) -> Vec<Vec<BTreeSet<&'static str>>> {
    let rows = PAGE
        .lines()
        .skip_while(|line| !line.starts_with(head))
        .skip(2);
    let cell = |cell: &'static str| cell.split('`').skip(1).step_by(2).collect();
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split('|').skip(1).map(cell).collect())
        .collect()
}

#[test]
fn a12_the_page_names_every_span_and_its_fields() {
    let emitted = emitted();
    let page: BTreeSet<_> = table("| span |")
        .into_iter()
        .flat_map(|row| row[0].clone())
        .collect();
    assert_eq!(emitted.spans.keys().copied().collect::<BTreeSet<_>>(), page);
    let fields: BTreeSet<_> = table("| field |")
        .into_iter()
        .flat_map(|row| row[0].clone())
        .collect();
    assert_eq!(emitted.spans["stocktrim.call"], fields);
    for row in table("| span |")
        .iter()
        .filter(|row| !row[0].contains("stocktrim.call"))
    {
        let name = row[0].iter().next().unwrap();
        for field in &emitted.spans[name] {
            assert!(row[2].contains(field), "{name}: {field}");
        }
        assert!(
            emitted.parents.contains(&("stocktrim.call", name)),
            "{name} has children"
        );
    }
}

#[test]
fn a12_the_page_names_every_event_its_level_and_its_fields() {
    let emitted = emitted();
    let rows = table("| message |");
    let lines = PAGE
        .lines()
        .skip_while(|line| !line.starts_with("| message |"))
        .skip(2);
    for (row, line) in rows.iter().zip(lines) {
        for message in &row[0] {
            // It takes a socket to cut a body.
            let Some((fields, levels)) = emitted.events.get(*message) else {
                assert_eq!(*message, "the answer's body is not whole");
                continue;
            };
            assert_eq!(*fields, row[2], "{message}");
            for level in levels {
                assert!(line.contains(level.as_str()), "{message}: {level}");
            }
        }
    }
    let named: BTreeSet<_> = rows.into_iter().flat_map(|row| row[0].clone()).collect();
    for message in emitted.events.keys() {
        assert!(named.contains(message.as_str()), "{message}");
    }
}

#[test]
fn a12_a_call_that_fails_says_so_in_its_span() {
    let values = emitted().values;
    for value in [
        r#"otel.status_code="ERROR""#,
        r#"error.type="auth""#,
        r#"error.type="cancelled""#,
        r#"otel.name="products.list""#,
        "stocktrim.rows=1",
    ] {
        assert!(values.contains(value), "{value}: {values:?}");
    }
}
