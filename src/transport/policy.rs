//! How often a call is sent again, and how much later.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use super::class::RetryClass::{self, Other, SetsState};
use super::class::{by_table, is_known};

/// How often a call is sent again, and how much later.
///
/// The waits grow exponentially with full jitter: the n-th is drawn between zero and
/// `base · 2ⁿ⁻¹`, at most `cap`. What may be sent again is in [`RetryClass`], by operation.
///
/// ```
/// use std::time::Duration;
/// use stocktrim::transport::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_retries(8).cap(Duration::from_secs(60));
/// let never = RetryPolicy::none();
/// # assert_ne!(patient, never);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_retries: u32,
    base: Duration,
    cap: Duration,
    overrides: Vec<(String, RetryClass)>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 5,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(30),
            overrides: Vec::new(),
        }
    }
}

impl RetryPolicy {
    /// Nothing is ever sent again.
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_retries(0)
    }

    /// How many times a call is sent again at the most; 5 unless told.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The first wait's upper bound, which doubles each time; 1 second unless told.
    ///
    /// It is also the least wait before an operation of [`RetryClass::SetsState`] is sent again.
    #[must_use]
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// The longest wait; 30 seconds unless told. `Retry-After` may ask for more.
    #[must_use]
    pub fn cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// Puts an operation, by its id, into another class than the table of the SDK does.
    ///
    /// For the day when more is known of the server than `behaviour.md` says. A name that is not in
    /// [`OPERATIONS`](crate::OPERATIONS) is refused: by
    /// [`build`](crate::ClientBuilder::build), or, in [`CallOptions`](crate::CallOptions), by the call.
    #[must_use]
    pub fn treat(mut self, operation: impl Into<String>, class: RetryClass) -> Self {
        self.overrides.push((operation.into(), class));
        self
    }

    /// Refuses a name given to `treat` that is no operation's.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self.overrides.iter().find(|(name, _)| !is_known(name)) {
            None => Ok(()),
            Some((name, _)) => Err(format!(
                "RetryPolicy::treat: there is no operation {name:?}; OPERATIONS lists them"
            )),
        }
    }

    /// The class of a call, given its operation, its body and whether the caller vouches for it.
    pub(super) fn class_of(
        &self,
        operation: &str,
        body: Option<&[u8]>,
        idempotent: bool,
    ) -> RetryClass {
        let told = self
            .overrides
            .iter()
            .rev()
            .find(|(name, _)| name == operation);
        let class = told.map_or_else(|| by_table(operation, body), |(_, class)| *class);
        if class == Other && idempotent {
            SetsState
        } else {
            class
        }
    }

    /// How long to wait before the next attempt; `None` when there is none.
    pub(super) fn wait(
        &self,
        class: RetryClass,
        retries: u32,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        if retries >= self.max_retries {
            return None;
        }
        let wait = match asked {
            Some(asked) if !asked.is_zero() => {
                asked.saturating_add(jittered(asked / 10, asked / 10, 0))
            }
            _ => jittered(self.base, self.cap, retries),
        };
        let least = if class == SetsState {
            self.base.min(self.cap)
        } else {
            Duration::ZERO
        };
        Some(wait.max(least))
    }
}

/// Draws from zero to `base · 2^retries`, at most `cap`.
fn jittered(base: Duration, cap: Duration, retries: u32) -> Duration {
    let most = base
        .checked_mul(1 << retries.min(30))
        .map_or(cap, |wait| wait.min(cap));
    most.mul_f64(random())
}

/// A number from 0 up to 1, without it. The standard library's hashers are keyed at random, each
/// anew, which is random enough to keep clients from calling in step.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    f64::from(u32::try_from(bits).unwrap_or_default()) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::RetryClass::Read;

    #[test]
    fn waits_grow_up_to_the_cap_and_are_drawn_from_zero() {
        let policy = RetryPolicy::default().max_retries(50);
        for (retries, most) in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 30), (40, 30)] {
            let waits: Vec<_> = (0..200)
                .filter_map(|_| policy.wait(Read, retries, None))
                .collect();
            let most = Duration::from_secs(most);
            assert!(waits.iter().all(|wait| *wait <= most), "{retries}");
            assert!(waits.iter().any(|wait| *wait > most / 2), "{retries}");
            assert!(waits.iter().any(|wait| *wait < most / 2), "{retries}");
        }
        assert_eq!(policy.wait(Read, 50, None), None);
    }

    #[test]
    fn each_setting_is_kept_beside_the_others() {
        let [base, cap] = [7, 9].map(Duration::from_secs);
        let policy = RetryPolicy::none().max_retries(3).base(base).cap(cap);
        let policy = policy.treat("run_forecast", Read);
        assert_eq!(
            (policy.max_retries, policy.base, policy.cap),
            (3, base, cap)
        );
        assert_eq!(policy.class_of("run_forecast", None, false), Read);
        assert_eq!(RetryPolicy::none().wait(Read, 0, None), None);
    }

    #[test]
    fn a_server_that_asks_for_no_wait_is_not_called_at_once() {
        let policy = RetryPolicy::default();
        let waits = (0..50).filter_map(|_| policy.wait(Read, 0, Some(Duration::ZERO)));
        assert!(waits.max() > Some(Duration::from_millis(100)));
    }
}
