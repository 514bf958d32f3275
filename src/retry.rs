//! What users set of retries: how often, how much later, and what is never repeated.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

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

pub(crate) use budget::Bucket;
pub use budget::RetryBudget;

const MAX_RETRIES: u32 = 5;
const INITIAL_BACKOFF: Duration = Duration::from_secs(1);
const MAX_BACKOFF: Duration = Duration::from_secs(30);
const MIN_WRITE_BACKOFF: Duration = Duration::from_secs(1);
/// From here on the arithmetic of retry-policies overflows: 136 years.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

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
        match &self.policy {
            Some(Policy {
                known: Some(known), ..
            }) => debug.field("backoff", known),
            Some(_) => debug.field("backoff", &"a policy of the application"),
            None => debug.field("backoff", &self.exponential()),
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

    /// Refuses numbers with which the arithmetic of the policy would panic.
    pub(crate) fn check(&self) -> Result<(), String> {
        let (backoff, least, most) = match &self.policy {
            Some(Policy {
                known: Some(known), ..
            }) => (
                *known,
                "the least interval of the backoff",
                "the greatest one",
            ),
            Some(_) => return Ok(()),
            None => (self.exponential(), "initial_backoff", "max_backoff"),
        };
        let (min, max) = (backoff.min_retry_interval, backoff.max_retry_interval);
        if min > max {
            return Err(format!(
                "RetryConfig: {least}, {min:?}, is longer than {most}, {max:?}"
            ));
        }
        if max > LONGEST {
            return Err(format!("RetryConfig: {most} is longer than {LONGEST:?}"));
        }
        if backoff.base == 0 {
            return Err("RetryConfig: the base of the backoff is 0".to_owned());
        }
        Ok(())
    }

    /// The class that the application puts an operation into.
    pub(crate) fn class_of(&self, operation: Operation) -> Option<Idempotency> {
        self.classes.get(&operation).copied()
    }

    /// How long to wait before retry number `retries + 1`; `None` when there is none.
    ///
    /// What the server asked for is obeyed, with up to a tenth more, so that not everyone comes
    /// back at once.
    pub(crate) fn wait(
        &self,
        class: Idempotency,
        started: SystemTime,
        retries: u32,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        if self.max_retries.is_some_and(|most| retries >= most) {
            return None;
        }
        let now = SystemTime::now();
        let decision = match &self.policy {
            Some(policy) => policy.decide.should_retry(started, retries),
            None => self.exponential().should_retry(started, retries),
        };
        let RetryDecision::Retry { execute_after } = decision else {
            return None;
        };
        let drawn = execute_after.duration_since(now).unwrap_or_default();
        let wait = match asked {
            Some(asked) if !asked.is_zero() => asked.saturating_add(drawn.min(asked / 10)),
            _ => drawn,
        };
        let least = match class {
            Idempotency::Idempotent => self.write_floor(),
            _ => Duration::ZERO,
        };
        Some(wait.max(least))
    }

    fn exponential(&self) -> ExponentialBackoff {
        let mut backoff = ExponentialBackoff::builder()
            .build_with_max_retries(self.max_retries.unwrap_or(MAX_RETRIES));
        // By the fields: `retry_bounds` panics where `check` refuses.
        backoff.min_retry_interval = self.initial_backoff;
        backoff.max_retry_interval = self.max_backoff;
        backoff
    }

    fn write_floor(&self) -> Duration {
        self.min_write_backoff.unwrap_or(match self.policy {
            None => MIN_WRITE_BACKOFF.min(self.initial_backoff),
            Some(_) => MIN_WRITE_BACKOFF,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Idempotency::{Idempotent, Safe};

    fn wait(config: &RetryConfig, class: Idempotency, retries: u32) -> Option<Duration> {
        config.wait(class, SystemTime::now(), retries, None)
    }

    #[test]
    fn waits_grow_up_to_the_cap_and_are_drawn_from_zero() {
        let config = RetryConfig::default().max_retries(50);
        for (retries, most) in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 30), (40, 30)] {
            let waits: Vec<_> = (0..200)
                .filter_map(|_| wait(&config, Safe, retries))
                .collect();
            let most = Duration::from_secs(most);
            // The clock is read before the policy reads it.
            let slack = Duration::from_millis(100);
            assert!(waits.iter().all(|wait| *wait <= most + slack), "{retries}");
            assert!(waits.iter().any(|wait| *wait > most / 2), "{retries}");
            assert!(waits.iter().any(|wait| *wait < most / 2), "{retries}");
        }
        assert_eq!(wait(&config, Safe, 50), None);
        assert_eq!(wait(&RetryConfig::disabled(), Safe, 0), None);
        assert!(wait(&RetryConfig::default(), Safe, 4).is_some());
        assert_eq!(wait(&RetryConfig::default(), Safe, 5), None);
    }

    #[test]
    fn a_write_waits_for_the_first_one_to_end() {
        let second = Duration::from_secs(1);
        let writes = |config: RetryConfig| {
            (0..50)
                .filter_map(|_| wait(&config, Idempotent, 0))
                .min()
                .unwrap()
        };
        assert!(writes(RetryConfig::default()) >= second);
        let short = RetryConfig::default().initial_backoff(Duration::from_millis(5));
        assert!(writes(short.clone()) < second);
        assert!(writes(short.min_write_backoff(second)) >= second);
        let foreign = ExponentialBackoff::builder()
            .retry_bounds(Duration::ZERO, Duration::ZERO)
            .build_with_max_retries(3);
        assert!(writes(RetryConfig::default().backoff(foreign)) >= second);
    }

    #[test]
    fn a_server_that_asks_for_a_wait_is_obeyed_and_a_little_more() {
        let config = RetryConfig::default();
        let asked = Duration::from_secs(40);
        for _ in 0..50 {
            let wait = config
                .wait(Safe, SystemTime::now(), 3, Some(asked))
                .unwrap();
            assert!(wait >= asked && wait <= asked + asked / 10, "{wait:?}");
        }
        let at_once =
            (0..50).filter_map(|_| config.wait(Safe, SystemTime::now(), 0, Some(Duration::ZERO)));
        assert!(
            at_once.max() > Some(Duration::from_millis(100)),
            "no wait is not believed"
        );
    }

    #[test]
    fn a_policy_of_the_application_is_asked_and_its_retries_can_be_cut() {
        struct Three;
        impl RetryPolicy for Three {
            fn should_retry(&self, _: SystemTime, retries: u32) -> RetryDecision {
                if retries < 3 {
                    return RetryDecision::Retry {
                        execute_after: SystemTime::now(),
                    };
                }
                RetryDecision::DoNotRetry
            }
        }
        let config = RetryConfig::default().backoff(Three);
        assert_eq!(config.check(), Ok(()));
        assert!(wait(&config, Safe, 2).is_some() && wait(&config, Safe, 3).is_none());
        assert_eq!(wait(&config.max_retries(1), Safe, 1), None);
    }

    #[test]
    fn bounds_that_would_panic_are_refused() {
        let seconds = Duration::from_secs;
        let config = RetryConfig::default;
        let mut upside_down = ExponentialBackoff::builder().build_with_max_retries(1);
        (
            upside_down.min_retry_interval,
            upside_down.max_retry_interval,
        ) = (seconds(9), seconds(4));
        let mut baseless = ExponentialBackoff::builder().build_with_max_retries(1);
        baseless.base = 0;
        for (config, names) in [
            (config().initial_backoff(seconds(31)), "initial_backoff"),
            (config().max_backoff(Duration::MAX), "max_backoff"),
            (config().backoff(upside_down), "least interval"),
            (config().backoff(baseless), "base"),
        ] {
            let refused = config.check().unwrap_err();
            assert!(refused.contains(names), "{refused}");
        }
        let widest = config().initial_backoff(LONGEST).max_backoff(LONGEST);
        assert_eq!(widest.check(), Ok(()));
        assert!(wait(&widest, Safe, 3).is_some());
    }

    #[test]
    fn the_last_class_that_was_given_counts() {
        let config = RetryConfig::default()
            .classify(Operation::RunForecast, Safe)
            .classify(Operation::RunForecast, Idempotent);
        assert_eq!(config.class_of(Operation::RunForecast), Some(Idempotent));
        assert_eq!(config.class_of(Operation::ListBoms), None);
    }
}
