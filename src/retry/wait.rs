//! How long to wait before the next attempt, and with which numbers that cannot be computed.

use std::time::{Duration, SystemTime};

use super::{ExponentialBackoff, Idempotency, RetryConfig, RetryDecision, RetryPolicy};
const MAX_RETRIES: u32 = 5;
const MIN_WRITE_BACKOFF: Duration = Duration::from_secs(1);
/// From here on the arithmetic of retry-policies overflows: 136 years.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

impl RetryConfig {
    /// Refuses numbers with which the arithmetic of the policy would panic.
    pub(crate) fn check(&self) -> Result<(), String> {
        let Some(backoff) = self.known() else {
            return Ok(());
        };
        let (least, most) = match &self.policy {
            Some(_) => ("the least interval of the backoff", "the greatest one"),
            None => ("initial_backoff", "max_backoff"),
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

    /// The backoff, if it is one whose numbers are known.
    pub(super) fn known(&self) -> Option<ExponentialBackoff> {
        match &self.policy {
            Some(policy) => policy.known,
            None => Some(self.exponential()),
        }
    }

    fn exponential(&self) -> ExponentialBackoff {
        let mut backoff = ExponentialBackoff::builder()
            .build_with_max_retries(self.max_retries.unwrap_or(MAX_RETRIES));
        // By the fields: `retry_bounds` panics where `check` refuses.
        backoff.min_retry_interval = self.initial_backoff;
        backoff.max_retry_interval = self.max_backoff;
        backoff
    }

    pub(super) fn write_floor(&self) -> Duration {
        self.min_write_backoff.unwrap_or(match self.policy {
            None => MIN_WRITE_BACKOFF.min(self.initial_backoff),
            Some(_) => MIN_WRITE_BACKOFF,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;
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
