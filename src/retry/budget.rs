//! How many retries a client may spend on a server that fails, all its calls together.

use std::sync::{Mutex, PoisonError};

const TOKENS: u32 = 100;
const SUCCESSES_PER_RETRY: u32 = 5;

/// How many retries all calls of a client may make, so that an outage is not made worse.
///
/// A bucket of tokens: a retry takes one, a first attempt none, and some answers that are no failure
/// of the server give one back. So a single call has all its retries, a server that is down for hours
/// gets as many requests more as there are tokens, and one that fails now and then is retried as ever.
/// A call that is not retried for want of a token says so in its error.
///
/// ```
/// use stocktrim::retry::{RetryBudget, RetryConfig};
///
/// let careful = RetryConfig::default().budget(RetryBudget::new(20).successes_per_retry(10));
/// let without = RetryConfig::default().budget(None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    tokens: u32,
    successes: u32,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(TOKENS)
    }
}

impl RetryBudget {
    /// A bucket that has so many tokens at the start and at the most. Default: 100.
    #[must_use]
    pub fn new(tokens: u32) -> Self {
        Self {
            tokens,
            successes: SUCCESSES_PER_RETRY,
        }
    }

    /// How many answers give a token back; 0 is taken for 1. Default: 5.
    #[must_use]
    pub fn successes_per_retry(mut self, successes: u32) -> Self {
        self.successes = successes.max(1);
        self
    }
}

/// The bucket of a client; counted in the parts that one success gives back.
#[derive(Debug)]
pub(crate) struct Bucket {
    per_token: u64,
    most: u64,
    left: Mutex<u64>,
}

impl Bucket {
    pub fn new(budget: RetryBudget) -> Self {
        let per_token = u64::from(budget.successes);
        let most = u64::from(budget.tokens) * per_token;
        Self {
            per_token,
            most,
            left: Mutex::new(most),
        }
    }

    /// Takes a token; `false` when there is none.
    pub fn take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = left.checked_sub(self.per_token);
        *left = rest.unwrap_or(*left);
        rest.is_some()
    }

    /// Gives back what one success is worth.
    pub fn give_back(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = self.most.min(*left + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_after_some_successes_and_never_more_than_there_were() {
        let bucket = Bucket::new(RetryBudget::new(2).successes_per_retry(3));
        bucket.give_back();
        assert!(bucket.take() && bucket.take() && !bucket.take());
        for taken in [false, false, true, false] {
            bucket.give_back();
            assert_eq!(bucket.take(), taken);
        }
        assert!(!Bucket::new(RetryBudget::new(0)).take());
        let often = Bucket::new(RetryBudget::new(1).successes_per_retry(0));
        assert!(often.take());
        often.give_back();
        assert!(often.take());
    }
}
