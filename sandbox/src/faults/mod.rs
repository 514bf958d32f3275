//! Faults: scripted ("the next two answers to this operation") or at random.

mod body;
mod kinds;

pub(super) use body::{AnswerBody, Cut};
pub use kinds::{Fault, RetryAfter};
pub(super) use kinds::{Kind, corrupt};

use super::random::Random;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stocktrim::Operation;

/// What a fault is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Every request.
    Any,
    /// The requests for one operation.
    Operation(Operation),
}

impl From<Operation> for Target {
    fn from(operation: Operation) -> Self {
        Self::Operation(operation)
    }
}

impl Target {
    fn means(self, operation: Option<Operation>) -> bool {
        match self {
            Self::Any => true,
            Self::Operation(one) => operation == Some(one),
        }
    }
}

/// The faults that a sandbox will play; cheap to clone.
///
/// A request takes the oldest script that is meant for it; only when there is none, the dice are rolled.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug)]
struct Plan {
    scripts: Vec<Script>,
    dice: Vec<Dice>,
    random: Random,
}

#[derive(Debug)]
struct Script {
    target: Target,
    fault: Fault,
    /// `None` for ever.
    left: Option<usize>,
}

#[derive(Debug)]
struct Dice {
    target: Target,
    rate: f64,
    faults: Vec<Fault>,
}

impl Faults {
    pub(super) fn new(seed: u64) -> Self {
        let random = Random::new(seed ^ 0xfa17);
        Self(Arc::new(Mutex::new(Plan {
            scripts: Vec::new(),
            dice: Vec::new(),
            random,
        })))
    }

    /// Plays a fault for the next `count` requests to an operation, or to [`Target::Any`].
    pub fn next(&self, count: usize, target: impl Into<Target>, fault: Fault) {
        self.script(target.into(), fault, Some(count));
    }

    /// Plays a fault for every request to an operation, or to [`Target::Any`], until [`Faults::clear`].
    pub fn always(&self, target: impl Into<Target>, fault: Fault) {
        self.script(target.into(), fault, None);
    }

    /// Plays one of the faults for a share of the requests, 0 to 1, drawn from the seed of the sandbox.
    pub fn random(&self, rate: f64, target: impl Into<Target>, faults: impl Into<Vec<Fault>>) {
        let (target, faults) = (target.into(), faults.into());
        self.lock().dice.push(Dice {
            target,
            rate,
            faults,
        });
    }

    /// Plays no more faults.
    pub fn clear(&self) {
        let mut plan = self.lock();
        plan.scripts.clear();
        plan.dice.clear();
    }

    /// How many scripted faults have not been played yet; those for ever do not count.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.lock()
            .scripts
            .iter()
            .filter_map(|script| script.left)
            .sum()
    }

    fn script(&self, target: Target, fault: Fault, left: Option<usize>) {
        if left != Some(0) {
            self.lock().scripts.push(Script {
                target,
                fault,
                left,
            });
        }
    }

    /// The fault for a request, if there is one.
    pub(super) fn draw(&self, operation: Option<Operation>) -> Option<Fault> {
        let plan = &mut *self.lock();
        if let Some(at) = plan
            .scripts
            .iter()
            .position(|script| script.target.means(operation))
        {
            let script = &mut plan.scripts[at];
            let fault = script.fault.clone();
            if let Some(left) = &mut script.left {
                *left -= 1;
                if *left == 0 {
                    plan.scripts.remove(at);
                }
            }
            return Some(fault);
        }
        let random = &mut plan.random;
        plan.dice
            .iter()
            .filter(|dice| dice.target.means(operation) && !dice.faults.is_empty())
            .find(|dice| random.chance(dice.rate))
            .map(|dice| &dice.faults)
            .map(|faults| random.pick(faults).clone())
    }

    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
