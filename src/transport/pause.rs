//! What holds back every call of a client: a pause that the server asks for, and a rate of its own.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use reqwest::Response;
use tokio::time::{Instant, sleep_until};

use super::classify::{Failure, FailureKind};
use super::context::CallContext;
use super::retry_after;

/// The longest that one answer holds back the others.
const LONGEST: Duration = Duration::from_secs(60);

/// A pause, from a `Retry-After` on.
#[derive(Default)]
pub(super) struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// Begins one, or makes it longer, if an answer asks for it.
    pub fn note(&self, response: &Response) {
        let status = response.status();
        if !matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        ) {
            return;
        }
        if let Some(asked) = retry_after::read(response.headers(), SystemTime::now()) {
            let end = Instant::now() + asked.min(LONGEST);
            let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *until = (*until).max(Some(end));
        }
    }

    /// The end of the pause, while there is one.
    pub fn end(&self) -> Option<Instant> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > Instant::now())
    }

    /// Waits until there is none; a call whose time would end first fails at once.
    pub async fn over(&self, call: &CallContext) -> Result<(), Failure> {
        while let Some(end) = self.end() {
            hold(call, end, "StockTrim asked for a pause (Retry-After)").await?;
        }
        Ok(())
    }
}

/// At most so many requests in any span of so long.
pub(super) struct RateLimit {
    requests: usize,
    per: Duration,
    /// When the last of them were, or will be, sent.
    turns: Mutex<VecDeque<Instant>>,
}

impl RateLimit {
    pub fn new((requests, per): (u32, Duration)) -> Self {
        Self {
            requests: usize::try_from(requests).unwrap_or(usize::MAX),
            per,
            turns: Mutex::default(),
        }
    }

    /// Waits for a turn; a call whose time would end first fails at once, and takes none.
    pub async fn turn(&self, call: &CallContext) -> Result<(), Failure> {
        let turn = self.reserve(call);
        hold(
            call,
            turn,
            "all requests of ClientBuilder::rate_limit are spoken for",
        )
        .await
    }

    fn reserve(&self, call: &CallContext) -> Instant {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let full = turns.len() >= self.requests;
        let free = turns.front().filter(|_| full);
        let turn = free.map_or(now, |first| now.max(*first + self.per));
        if call.ends.is_none_or(|ends| turn < ends) {
            if full {
                turns.pop_front();
            }
            turns.push_back(turn);
        }
        turn
    }
}

/// Waits until then, unless the call's time would be over first.
async fn hold(call: &CallContext, until: Instant, why: &str) -> Result<(), Failure> {
    if call.ends.is_some_and(|ends| ends <= until) {
        call.cut_attempt(FailureKind::HeldBack);
        let wait = until.saturating_duration_since(Instant::now());
        call.progress().retry_after = Some(wait);
        let message = format!("{why}: there are {wait:.0?} to wait, and less for this call");
        return Err(Failure::new(FailureKind::HeldBack, message));
    }
    sleep_until(until).await;
    Ok(())
}
