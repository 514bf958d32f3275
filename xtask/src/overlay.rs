//! Applying `spec/overlay.yaml` and `spec/descriptions.yaml`: every action must change exactly as many places as it says.

use roas_overlay::common::apply::{compile_path, locate, merge_json, remove_at};
use roas_overlay::v1_1::{Action, Overlay};
use roas_overlay::validation::Validate as _;
use serde_json::Value;
use std::fmt;

/// A document with an overlay applied, and what did not go as the overlay says.
#[derive(Debug)]
pub struct Applied {
    /// The document, with every action applied wherever it could be.
    pub document: Value,
    /// The actions that no longer fit; empty when the overlay fits.
    pub faults: Vec<Fault>,
}

/// An action that does not fit the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of the overlay: `overlay` or `descriptions`, as the file in `spec/`.
    pub overlay: &'static str,
    /// The action's place in the list, from 1.
    pub action: usize,
    /// What the action selects.
    pub target: String,
    /// What the action is for.
    pub description: String,
    /// The name that it gives to an operation, if it does.
    pub name: Option<String>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with an action.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// It selects another number of places than it says.
    Matches {
        /// What `x-matches` says.
        expected: usize,
        /// What it selects.
        found: usize,
    },
    /// It changes nothing at these places.
    Idle {
        /// JSON pointers into the document.
        places: Vec<String>,
    },
    /// It describes what is not there.
    Stray {
        /// JSON pointers into the document.
        places: Vec<String>,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            overlay,
            action,
            target,
            description,
            name,
            kind,
        } = self;
        let shown: String = target.chars().take(80).collect();
        let more = if shown.len() < target.len() {
            "…"
        } else {
            ""
        };
        write!(
            f,
            "{overlay} action {action} (`{shown}{more}`: {description}) "
        )?;
        if let (Some(name), FaultKind::Matches { found: 0, .. }) = (name, kind) {
            return write!(
                f,
                "names {name}, whose operation is gone: StockTrim has removed or moved it; correct its target in \
                 spec/{overlay}.yaml, or delete the action and what else is said about {name}"
            );
        }
        match kind {
            FaultKind::Matches { found: 0, .. } => write!(
                f,
                "hits nothing: StockTrim has removed or renamed what it corrects; correct its target in \
                 spec/{overlay}.yaml, or delete the action"
            ),
            FaultKind::Matches { expected, found } => write!(
                f,
                "hits {found} places, not {expected}: see what StockTrim changed there, then correct its target or \
                 its x-matches in spec/{overlay}.yaml"
            ),
            FaultKind::Idle { places } => write!(
                f,
                "changes nothing at {}: StockTrim has done it itself; delete the action from spec/{overlay}.yaml, or \
                 narrow its target",
                places.join(", ")
            ),
            FaultKind::Stray { places } => write!(
                f,
                "describes {}, which is not there: StockTrim has removed or renamed it; correct spec/{overlay}.yaml",
                places.join(", ")
            ),
        }
    }
}

/// Reads an overlay and checks that each of its actions is complete.
///
/// # Errors
/// One sentence that names the action and says what is missing.
pub fn read(text: &str) -> Result<Overlay, String> {
    let value = crate::document::read(text)?;
    let overlay: Overlay =
        serde_json::from_value(value).map_err(|e| format!("not an Overlay 1.1 document: {e}"))?;
    for (index, action) in overlay.actions.iter().enumerate() {
        let say = |what: &str| Err(format!("action {} (`{}`) {what}", index + 1, action.target));
        if action
            .description
            .as_deref()
            .is_none_or(|d| d.trim().is_empty())
        {
            return say(
                "has no description: say why it is needed, with the number in behaviour.md",
            );
        }
        if matches(action).is_none() {
            return say("has no x-matches: say how many places it changes");
        }
        if action.update.is_none() && action.copy.is_none() && !action.is_remove() {
            return say("does nothing: give it `update`, `copy` or `remove: true`");
        }
    }
    overlay
        .validate(enumset::EnumSet::empty())
        .map_err(|e| format!("not an Overlay 1.1 document: {e}"))?;
    Ok(overlay)
}

/// Applies an overlay as far as it goes; the strict caller refuses any fault, the best-effort one reads on.
///
/// # Errors
/// One sentence when an action cannot be carried out on any document.
pub fn apply(overlay: &Overlay, vendor: &Value) -> Result<Applied, String> {
    let mut document = vendor.clone();
    let mut faults = Vec::new();
    for (index, action) in overlay.actions.iter().enumerate() {
        let mut fault = |kind| {
            faults.push(Fault {
                overlay: "overlay",
                action: index + 1,
                target: action.target.clone(),
                description: action.description.clone().unwrap_or_default(),
                name: action
                    .update
                    .as_ref()
                    .and_then(|update| Some(update.get("operationId")?.as_str()?.to_owned())),
                kind,
            });
        };
        let places = find(&document, &action.target)?;
        let expected = matches(action).unwrap_or_default();
        if places.len() != expected {
            fault(FaultKind::Matches {
                expected,
                found: places.len(),
            });
        }
        let update = match &action.copy {
            Some(source) => copied(&document, source)?,
            None => action.update.clone(),
        };
        let idle: Vec<String> = places
            .iter()
            .rev()
            .filter(|place| !change(&mut document, place, update.as_ref()))
            .cloned()
            .collect();
        if !idle.is_empty() {
            fault(FaultKind::Idle {
                places: idle.into_iter().rev().collect(),
            });
        }
    }
    Ok(Applied { document, faults })
}

/// How many places an action says it changes.
fn matches(action: &Action) -> Option<usize> {
    let count = action.extensions.as_ref()?.get("x-matches")?.as_u64()?;
    usize::try_from(count).ok()
}

/// The places that a target selects, in document order.
pub(crate) fn find(document: &Value, target: &str) -> Result<Vec<String>, String> {
    let path = compile_path(target).map_err(|e| format!("`{target}` is not a JSONPath: {e}"))?;
    Ok(locate(document, &path))
}

/// The value a `copy` names; none when the document has no such place.
fn copied(document: &Value, source: &str) -> Result<Option<Value>, String> {
    let places = find(document, source)?;
    Ok(places
        .first()
        .and_then(|place| document.pointer(place))
        .cloned())
}

/// Changes one place, removing it when there is nothing to merge; says whether that made a difference.
fn change(document: &mut Value, place: &str, update: Option<&Value>) -> bool {
    let Some(update) = update else {
        return remove_at(document, place);
    };
    let Some(slot) = document.pointer_mut(place) else {
        return false;
    };
    let before = slot.clone();
    merge_json(slot, update);
    *slot != before
}
