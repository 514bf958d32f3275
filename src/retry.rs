//! What users set of retries: how often, how much later, and what is never repeated.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use reqwest_retry::policies::{
    ExponentialBackoff, ExponentialBackoffBuilder, ExponentialBackoffTimed,
};
pub use reqwest_retry::{
    DefaultRetryableStrategy, Jitter, RetryDecision, RetryPolicy, Retryable, RetryableStrategy,
};

pub use crate::operation::Idempotency;
use crate::operation::Operation;
use crate::values::setters;

mod budget;
mod wait;

pub(crate) use budget::Bucket;
pub use budget::RetryBudget;

const INITIAL_BACKOFF: Duration = Duration::from_secs(1);
const MAX_BACKOFF: Duration = Duration::from_secs(30);

/// How often a call is retried, and how much later.
///
/// The waits grow exponentially with full jitter: the n-th is drawn between zero and
/// `initial_backoff · 2ⁿ⁻¹`, at most `max_backoff`. Any
/// [`RetryPolicy`] of the crate [`reqwest_retry`] replaces it by [`backoff`](Self::backoff). What may
/// be retried at all depends on the operation: see [`Idempotency`].
///
/// ```
/// use std::time::Duration;
/// use stocktrim::retry::{ExponentialBackoff, Jitter, RetryConfig};
///
/// let patient = RetryConfig::default().max_retries(8).max_backoff(Duration::from_secs(60));
/// let steady = RetryConfig::default().backoff(
///     ExponentialBackoff::builder()
///         .retry_bounds(Duration::from_secs(2), Duration::from_secs(10))
///         .jitter(Jitter::Bounded)
///         .build_with_max_retries(3),
/// );
/// let never = RetryConfig::disabled();
/// ```
#[derive(Clone)]
pub struct RetryConfig {
    max_retries: Option<u32>,
    initial_backoff: Duration,
    max_backoff: Duration,
    min_write_backoff: Option<Duration>,
    policy: Option<Policy>,
    pub(crate) budget: Option<RetryBudget>,
    pub(crate) strategy: Option<Arc<dyn RetryableStrategy + Send + Sync>>,
    classes: BTreeMap<Operation, Idempotency>,
}

/// A policy of the application, and what of it can be checked.
#[derive(Clone)]
struct Policy {
    decide: Arc<dyn RetryPolicy + Send + Sync>,
    known: Option<ExponentialBackoff>,
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self {
            max_retries: None,
            initial_backoff: INITIAL_BACKOFF,
            max_backoff: MAX_BACKOFF,
            min_write_backoff: None,
            policy: None,
            budget: Some(RetryBudget::default()),
            strategy: None,
            classes: BTreeMap::new(),
        }
    }
}

impl fmt::Debug for RetryConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("RetryConfig");
        match self.known() {
            Some(known) => debug.field("backoff", &known),
            None => debug.field("backoff", &"a policy of the application"),
        };
        debug
            .field("max_retries", &self.max_retries)
            .field("min_write_backoff", &self.write_floor())
            .field("budget", &self.budget)
            .field("strategy", &self.strategy.is_some())
            .field("classes", &self.classes)
            .finish_non_exhaustive()
    }
}

impl RetryConfig {
    /// Nothing is ever retried.
    #[must_use]
    pub fn disabled() -> Self {
        Self::default().max_retries(0)
    }

    setters! {
        /// How many times a call is retried at the most, whatever the policy of
        /// [`backoff`](Self::backoff) says. Default: 5, or what that policy says.
        #[must_use]
        pub fn max_retries(self, retries: u32) { self.max_retries = Some(retries) }

        /// The upper bound of the first wait, which doubles with each retry. Default: 1 second.
        #[must_use]
        pub fn initial_backoff(self, wait: Duration) { self.initial_backoff = wait }

        /// The longest wait; `Retry-After` may ask for more. Default: 30 seconds.
        #[must_use]
        pub fn max_backoff(self, wait: Duration) { self.max_backoff = wait }

        /// The least wait before an [`Idempotency::Idempotent`] write is retried, so that the first one
        /// has come to its end. Default: 1 second, or `initial_backoff` where that is shorter.
        #[must_use]
        pub fn min_write_backoff(self, wait: Duration) { self.min_write_backoff = Some(wait) }

        /// Draws the waits from another policy, such as an [`ExponentialBackoff`] with other bounds; it
        /// replaces `initial_backoff` and `max_backoff`.
        ///
        /// Bounds with which an [`ExponentialBackoff`] would panic are refused by
        /// [`build`](crate::ClientBuilder::build), or, in a call's options, by the call. Of any other
        /// policy nothing can be checked.
        #[must_use]
        pub fn backoff(self, policy: impl RetryPolicy + Send + Sync + 'static) {
            let any: &dyn Any = &policy;
            let known = any.downcast_ref::<ExponentialBackoff>().copied();
            self.policy = Some(Policy {
                decide: Arc::new(policy),
                known,
            });
        }

        /// How many retries all calls of the client may make together; `None` for as many as they are
        /// allowed one by one. Default: [`RetryBudget::default`].
        ///
        /// The bucket is the client's: in the options of a call or a view it only matters whether there is
        /// one, that is, whether their retries count.
        #[must_use]
        pub fn budget(self, budget: impl Into<Option<RetryBudget>>) { self.budget = budget.into() }

        /// Asks a strategy before every retry: it may forbid one that the SDK allows, by any answer but
        /// [`Retryable::Transient`]. It never allows one that the SDK forbids, or an order would be
        /// sent twice.
        ///
        /// It is given the answer with its body, or the error: reqwest's own where there is one.
        #[must_use]
        pub fn strategy(self, strategy: impl RetryableStrategy + Send + Sync + 'static) {
            self.strategy = Some(Arc::new(strategy));
        }

        /// Puts an operation into another class than the table of the SDK does.
        ///
        /// For the day when more is known of the server than `behaviour.md` says.
        #[must_use]
        pub fn classify(self, operation: Operation, idempotency: Idempotency) {
            self.classes.insert(operation, idempotency);
        }
    }

    /// The class that the application puts an operation into.
    pub(crate) fn class_of(&self, operation: Operation) -> Option<Idempotency> {
        self.classes.get(&operation).copied()
    }
}
