//! A server with a client of some abilities, whose person says yes or no; every answer is checked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use boon::{Compiler, SchemaIndex, Schemas};
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ElicitRequestParams,
    ElicitResult, ElicitationAction, ErrorData, Implementation, ProtocolVersion,
};
use rmcp::service::{RequestContext, RoleClient, RunningService};
use rmcp::{ClientHandler, ClientLifecycleMode, ClientServiceExt as _};
use serde_json::{Value, json};
use stocktrim::RetryConfig;
use stocktrim_cli::mcp::{Allow, Arguments, Server, Settings};
use stocktrim_sandbox::{Area, Builder, Sandbox};

use crate::support::furnish;

/// What a client can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Protocol 2026-07-28: it is asked by the answer.
    Input,
    /// Protocol 2025-11-25 with elicitation.
    Elicits,
    /// Protocol 2025-11-25 without.
    Plain,
}

pub const KINDS: [Kind; 3] = [Kind::Input, Kind::Elicits, Kind::Plain];

/// What the person at the client says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Yes,
    /// The form comes back with the field as it was.
    Unset,
    No,
    Cancels,
}

/// The person at the client.
pub struct Person {
    kind: Kind,
    says: Says,
    asked: Arc<Mutex<Vec<String>>>,
    /// What happens while the person thinks.
    meanwhile: Option<Meanwhile>,
}

impl ClientHandler for Person {
    fn get_info(&self) -> ClientConfig {
        let capabilities = match self.kind {
            Kind::Plain => ClientCapabilities::default(),
            _ => ClientCapabilities::builder().enable_elicitation().build(),
        };
        ClientConfig::new(capabilities, Implementation::new("test", "1"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let ElicitRequestParams::FormElicitationParams {
            message,
            requested_schema,
            ..
        } = request
        else {
            return Err(ErrorData::invalid_params("a form is wanted", None));
        };
        let schema = serde_json::to_value(requested_schema).unwrap();
        assert_eq!(schema["properties"]["confirm"]["type"], "boolean");
        self.asked.lock().unwrap().push(message);
        if let Some(meanwhile) = &self.meanwhile {
            meanwhile();
        }
        let accepted = ElicitResult::new(ElicitationAction::Accept);
        Ok(match self.says {
            Says::Yes => accepted.with_content(json!({ "confirm": true })),
            Says::Unset => accepted.with_content(json!({ "confirm": false })),
            Says::No => ElicitResult::new(ElicitationAction::Decline),
            Says::Cancels => ElicitResult::new(ElicitationAction::Cancel),
        })
    }
}

/// What a test changes of the server's settings.
pub type Change = Box<dyn FnOnce(&mut Settings) + Send>;
/// What happens while the person thinks.
pub type Meanwhile = Box<dyn Fn() + Send + Sync>;

/// How a test's peer is made.
pub struct Setup {
    pub kind: Kind,
    pub says: Says,
    pub arguments: Arguments,
    pub limit: Duration,
    pub settings: Change,
    pub meanwhile: Option<Meanwhile>,
}

impl Setup {
    /// All tools, a person who says yes.
    pub fn new(kind: Kind) -> Self {
        let arguments = Arguments {
            allow: vec![Allow::Write, Allow::Delete],
            ..Arguments::default()
        };
        Self {
            kind,
            says: Says::Yes,
            arguments,
            limit: Duration::from_secs(20),
            settings: Box::new(|_| {}),
            meanwhile: None,
        }
    }

    pub fn says(mut self, says: Says) -> Self {
        self.says = says;
        self
    }

    pub fn unattended(mut self) -> Self {
        self.arguments.unattended = true;
        self
    }

    /// Serves the client of a sandbox; calls are not retried.
    pub async fn beside(self, sandbox: &Sandbox) -> Peer {
        let timeout = Duration::from_secs(10).min(self.limit);
        let client = sandbox
            .client_builder()
            .retry(RetryConfig::disabled())
            .timeout(timeout)
            .attempt_timeout(timeout)
            .build()
            .unwrap();
        let mut settings = Settings::new(self.arguments.clone()).unwrap();
        settings.limit = self.limit;
        settings.poll = Duration::from_millis(5);
        let Self {
            kind,
            says,
            settings: change,
            meanwhile,
            ..
        } = self;
        change(&mut settings);
        let server = Server::of_client(settings, client, "the test's shop").unwrap();
        Peer::of(server, kind, says, meanwhile).await
    }
}

/// A client that is connected to a server.
pub struct Peer {
    pub client: RunningService<RoleClient, Person>,
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    pub async fn of(server: Server, kind: Kind, says: Says, meanwhile: Option<Meanwhile>) -> Self {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let (input, output) = tokio::io::split(theirs);
        tokio::spawn(async move { server.serve(input, output).await.unwrap() });
        let asked = Arc::default();
        let person = Person {
            kind,
            says,
            asked: Arc::clone(&asked),
            meanwhile,
        };
        let lifecycle = match kind {
            Kind::Input => ClientLifecycleMode::Discover {
                preferred_versions: vec![ProtocolVersion::V_2026_07_28],
            },
            _ => ClientLifecycleMode::Initialize,
        };
        let client = person.serve_with_lifecycle(ours, lifecycle).await.unwrap();
        Self { client, asked }
    }

    /// Calls a tool, and checks the answer against what its tool promises.
    pub async fn call(&self, tool: &str, arguments: Value) -> Answer {
        let params = CallToolRequestParams::new(tool.to_owned());
        let params = params.with_arguments(arguments.as_object().unwrap().clone());
        let result = self.client.call_tool(params).await;
        let result = result.unwrap_or_else(|error| panic!("{tool} {arguments}: {error}"));
        checked(tool, &arguments, &result)
    }

    /// What the person was asked.
    pub fn questions(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// An answer that keeps what its tool promises.
fn checked(tool: &str, arguments: &Value, result: &CallToolResult) -> Answer {
    let about = format!("{tool} {arguments}: {result:?}");
    let document = result.structured_content.clone().expect(&about);
    let (schemas, tools) = schemas();
    if let Err(error) = schemas.validate(&document, tools[tool]) {
        panic!("{about}: {error}");
    }
    let texts: Vec<&str> = result
        .content
        .iter()
        .map(|block| block.as_text().unwrap().text.as_str())
        .collect();
    let json = texts.last().expect(&about);
    assert!(json.len() <= 60_000, "{}", json.len());
    assert_eq!(serde_json::from_str::<Value>(json).unwrap(), document);
    let is_error = result.is_error == Some(true);
    assert_eq!(texts.len(), 1 + usize::from(is_error), "{about}");
    assert_eq!(document.get("error").is_some(), is_error, "{about}");
    let words = if is_error {
        texts[0].to_owned()
    } else {
        String::new()
    };
    Answer { document, words }
}

/// What each tool promises of its answers, as it is checked in.
fn schemas() -> &'static (Schemas, HashMap<String, SchemaIndex>) {
    static SCHEMAS: OnceLock<(Schemas, HashMap<String, SchemaIndex>)> = OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let tools = include_str!("../../mcp/tools.ndjson").lines().map(|line| {
            let mut tool: Value = serde_json::from_str(line).unwrap();
            let name = tool["name"].as_str().unwrap().to_owned();
            compiler
                .add_resource(&name, tool["outputSchema"].take())
                .unwrap();
            let schema = compiler.compile(&name, &mut schemas).unwrap();
            (name, schema)
        });
        let tools = tools.collect();
        (schemas, tools)
    })
}

/// The answer to a call.
#[derive(Debug)]
pub struct Answer {
    pub document: Value,
    /// The words of an error.
    pub words: String,
}

impl Answer {
    pub fn is_error(&self) -> bool {
        !self.words.is_empty()
    }

    /// Whether it was applied, as the answer says: by its words and its fields, which have to agree.
    pub fn applied(&self) -> &str {
        if !self.is_error() {
            let is_done = self.document["result"] == "done";
            return if is_done { "yes" } else { "no" };
        }
        let applied = self.document["error"]["applied"].as_str().unwrap();
        let lead = match applied {
            "no" => "not applied:",
            "yes" => "applied, but",
            _ => "may have been applied:",
        };
        assert!(self.words.starts_with(lead), "{self:?}");
        let hint = self.document["error"]["hint"].as_str().unwrap();
        assert!(!hint.is_empty() && self.words.ends_with(hint), "{self:?}");
        applied
    }

    #[track_caller]
    pub fn fine(self) -> Value {
        assert!(!self.is_error(), "{self:#?}");
        self.document
    }

    /// The error of a call that was refused with nothing applied.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.applied(), "no", "{self:#?}");
        assert!(self.is_error(), "{self:#?}");
        self.document["error"]["kind"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn token(&self) -> String {
        assert_eq!(self.document["result"], "confirmation_needed", "{self:#?}");
        self.document["confirmToken"].as_str().unwrap().to_owned()
    }
}

/// A sandbox with one of everything.
pub async fn furnished(builder: Builder) -> Sandbox {
    let sandbox = builder.empty().start().await.unwrap();
    furnish(&sandbox.store());
    let shelf = json!({
        "productId": "C", "name": "Oak shelf", "supplierCode": "S", "stockOnHand": 5, "stockOnOrder": 0, "cost": 2,
        "stockLocations": [{ "locationCode": "L", "locationName": "North", "stockOnHand": 5, "stockOnOrder": 0 }],
    });
    sandbox.store().put(Area::Products, shelf).unwrap();
    sandbox
}

/// The same arguments, with one more.
pub fn with(arguments: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut arguments = arguments.clone();
    arguments[name] = value.into();
    arguments
}
