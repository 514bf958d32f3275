//! Confirmation: who says that a plan may be carried out, and that it is still the plan that was shown.

use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, ClientResult, ElicitRequest, ElicitRequestParams, ElicitResult,
    ElicitationAction, ElicitationSchema, InputRequest, InputRequests, InputRequiredResult,
    ProtocolVersion, ServerRequest,
};
use rmcp::service::{PeerRequestOptions, RequestContext, RoleServer};

use super::arguments::Args;
use super::token::{Binding, Invalid, Opened, Way, digest};
use super::tools::Tool;
use super::trouble::invalid;
use super::{Server, answer};
use crate::failure::{Exit, Failure};
use crate::output::{cell, quoted};
use crate::plan::{Plan, Step};

/// How long what was shown can be confirmed.
pub(super) const MINUTES_TEN: Duration = Duration::from_secs(600);
/// The name of the question.
const QUESTION: &str = "confirm";
/// So much of a plan is listed in a question.
const LISTED: usize = 20;

/// What becomes of a plan.
pub(super) enum Verdict {
    /// It is carried out: the token is used up.
    Apply,
    /// A person agreed to it: it is made again, and compared.
    Again(Opened),
    /// The person is asked by the answer to the call.
    Ask(InputRequiredResult),
    /// The caller gets the plan, and this token.
    Preview(String),
}

/// One write: the tool, its arguments, and who calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    pub(super) tool: &'a Tool,
    pub(super) args: &'a Args,
    pub(super) params: &'a CallToolRequestParams,
    pub(super) context: &'a RequestContext<RoleServer>,
}

impl Request<'_> {
    fn call(&self) -> [u8; 8] {
        digest(&[
            self.tool.name,
            &self.args.but(&["confirm_token", "dry_run"]),
        ])
    }

    /// Whether the client can put a question to a person, and how.
    fn asks_by(&self) -> Option<Way> {
        let elicitation = self.context.client_capabilities()?.elicitation?;
        // Without either it can do forms, as all could before there was a choice.
        if elicitation.form.is_none() && elicitation.url.is_some() {
            return None;
        }
        let version = self.context.protocol_version()?;
        let is_new = version.as_str() >= ProtocolVersion::V_2026_07_28.as_str();
        Some(if is_new { Way::Input } else { Way::Elicited })
    }
}

impl Server {
    /// What the call shows for itself, if it does; refused before anything is read.
    ///
    /// # Errors
    /// When it does not count, or a person said no.
    pub(super) fn shown(&self, request: Request<'_>) -> Result<Option<Opened>, Failure> {
        let (way, token) = match (
            &request.params.request_state,
            request.args.text("confirm_token"),
        ) {
            (Some(state), _) => (Way::Input, state.as_str()),
            (None, Some(token)) => (Way::Token, token),
            (None, None) => return Ok(None),
        };
        let opened = self.seal.open(way, token, request.call(), self.now());
        let opened = opened.map_err(invalid)?;
        if way == Way::Token && self.wants_person(request.tool) {
            return Err(needs_person());
        }
        if way == Way::Input {
            let responses = request.params.input_responses.as_ref();
            let response = responses
                .and_then(|responses| responses.get(QUESTION))
                .cloned();
            let response = response.and_then(|response| serde_json::from_value(response).ok());
            agreed(response)?;
        }
        Ok(Some(opened))
    }

    /// Decides what becomes of a plan: the one place where that is decided.
    ///
    /// # Errors
    /// When it is not to be carried out.
    pub(super) async fn confirm(
        &self,
        request: Request<'_>,
        plan: &Plan,
        account: &str,
        shown: Option<Opened>,
    ) -> Result<Verdict, Failure> {
        let steps = answer::preview("", plan)
            .remove("steps")
            .unwrap_or_default();
        let binding = Binding::new(request.call(), account, &steps);
        if let Some(opened) = shown {
            self.seal
                .use_up(opened, binding, self.now())
                .map_err(invalid)?;
            return Ok(Verdict::Apply);
        }
        let way = match request.asks_by() {
            Some(way) if !self.settings.unattended => way,
            _ if self.wants_person(request.tool) => return Err(needs_person()),
            _ => Way::Token,
        };
        let until = self.now() + MINUTES_TEN.as_secs();
        let token = self.seal.seal(way, binding, until)?;
        let question = question(request.tool, plan, account)?;
        match way {
            Way::Token => Ok(Verdict::Preview(token)),
            Way::Input => {
                let ask = InputRequest::Elicitation(ElicitRequest::new(question));
                let asks = InputRequests::from([(QUESTION.to_owned(), ask)]);
                Ok(Verdict::Ask(InputRequiredResult::new(
                    Some(asks),
                    Some(token),
                )))
            }
            Way::Elicited => {
                self.elicit(request.context, question).await?;
                let opened = self.seal.open(way, &token, request.call(), self.now());
                let opened = opened.map_err(invalid)?;
                Ok(Verdict::Again(opened))
            }
        }
    }

    fn wants_person(&self, tool: &Tool) -> bool {
        self.settings.require_person || (tool.needs_person && !self.settings.unattended)
    }

    /// Asks the person at the client, as it was done before 2026-07-28.
    async fn elicit(
        &self,
        context: &RequestContext<RoleServer>,
        question: ElicitRequestParams,
    ) -> Result<(), Failure> {
        let request = ServerRequest::ElicitRequest(ElicitRequest::new(question));
        let options = PeerRequestOptions::with_timeout(MINUTES_TEN);
        let asked = async {
            let asked = context
                .peer
                .send_request_with_option(request, options)
                .await?;
            asked.await_response().await
        };
        let answer = tokio::select! {
            answer = asked => answer,
            () = context.ct.cancelled() => return Err(not_confirmed("the call was cancelled")),
        };
        match answer {
            Ok(ClientResult::ElicitResult(result)) => agreed(Some(result)),
            Ok(_) => Err(not_confirmed("the client gave no answer to the question")),
            Err(error) => Err(not_confirmed(&format!("the client could not ask: {error}"))),
        }
    }
}

/// Whether a person said yes.
fn agreed(result: Option<ElicitResult>) -> Result<(), Failure> {
    let is_yes = result.is_some_and(|result| {
        let content = result.content.unwrap_or_default();
        result.action == ElicitationAction::Accept && content[QUESTION] == true
    });
    if is_yes {
        Ok(())
    } else {
        Err(not_confirmed("the person at the client did not confirm it"))
    }
}

fn not_confirmed(why: &str) -> Failure {
    Failure::new(Exit::NotConfirmed, "not_confirmed", why)
}

fn needs_person() -> Failure {
    Failure::new(
        Exit::NotConfirmed,
        "needs_person",
        "deletes and new purchase orders are confirmed by a person, unless the server runs with --unattended",
    )
}

/// The question to the person: what would be done, to which account, with other people's texts in quotes.
fn question(tool: &Tool, plan: &Plan, account: &str) -> Result<ElicitRequestParams, Failure> {
    let mut lines = vec![format!("{} — {account}", tool.title)];
    lines.extend(plan.steps.iter().take(LISTED).map(line));
    if plan.steps.len() > LISTED {
        lines.push(format!("… and {} more", plan.steps.len() - LISTED));
    }
    lines.extend(
        plan.remarks
            .iter()
            .map(|remark| crate::output::clean(remark, 300)),
    );
    let field = ElicitationSchema::builder().required_bool_with(QUESTION, |field| {
        let field = field.title("Do it").with_default(false);
        field.description("Nothing is written unless this is set.")
    });
    let no_schema = |error| Failure::new(Exit::Other, "elicitation", error);
    Ok(ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: lines.join("\n"),
        requested_schema: field.build().map_err(no_schema)?,
    })
}

fn line(step: &Step) -> String {
    let changes = step.changes.iter().take(LISTED).map(|change| {
        let (field, after) = (quoted(&change.field), quoted(&cell(&change.after)));
        match &change.before {
            serde_json::Value::Null => format!("{field}: {after}"),
            before => format!("{field}: {} → {after}", quoted(&cell(before))),
        }
    });
    let changes = changes.collect::<Vec<_>>().join(", ");
    let more = step.changes.len().saturating_sub(LISTED);
    let more = if more > 0 {
        format!(", … and {more} more")
    } else {
        String::new()
    };
    let colon = if changes.is_empty() { "" } else { ": " };
    format!(
        "{} {}{colon}{changes}{more}",
        step.action.as_str(),
        quoted(&step.key)
    )
}

impl From<Invalid> for Failure {
    fn from(why: Invalid) -> Self {
        invalid(why)
    }
}
