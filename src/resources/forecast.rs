//! The forecast: started, watched, and waited for.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;
use tracing::Instrument;

use crate::call::Call;
use crate::client::Client;
use crate::error::{Applied, ErrorKind, Inner, Result};
use crate::generated::types::ProcessingStatusResponseDto as Status;
use crate::operation::Operation;
use crate::values::setters;

/// The forecast of a tenant; made by [`Client::forecast`].
///
/// A run takes minutes, and the order plan is empty before the first one (F1).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use std::time::Duration;
///
/// let run = client
///     .forecast()
///     .run_to_end()
///     .poll_every(Duration::from_millis(5))
///     .on_progress(|status| eprintln!("{:?} %", status.percentage_complete))
///     .await?;
/// assert!(run.seen_running);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Forecast {
    pub(super) client: Client,
}

impl Forecast {
    /// Starts a run, which goes on for minutes after this has returned (F1).
    ///
    /// Calls `run_forecast` once. It is not retried when its answer is lost: then
    /// [`Error::applied`](crate::Error::applied) is unknown, and [`status`](Self::status) shows whether it
    /// runs.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.forecast().run().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub fn run(&self) -> Call<()> {
        self.client
            .call(|client| async move { client.api().run_forecast().send().await.map(drop) })
    }

    /// Whether a run is under way, and how far it is.
    ///
    /// Calls `get_processing_status` once. Right after the start it may still say that nothing runs
    /// (F1).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// println!("{:?}", client.forecast().status().await?.is_processing);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub fn status(&self) -> Call<Status> {
        self.client.call(|client| async move {
            let status = client.api().get_processing_status().send().await?;
            Ok(status.into_inner())
        })
    }

    /// Waits until no run is under way; at once when there is none. See [`ForecastWait`].
    ///
    /// Calls `get_processing_status` every 5 seconds, by default. After [`run`](Self::run), use
    /// [`ForecastWait::starts_within`], or better [`run_to_end`](Self::run_to_end).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.forecast().finished().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn finished(&self) -> ForecastWait<'static> {
        ForecastWait {
            client: self.client.clone(),
            run: false,
            poll_every: Duration::from_secs(5),
            starts_within: Duration::ZERO,
            timeout: Duration::from_secs(30 * 60),
            on_progress: None,
        }
    }

    /// Starts a run and waits until it is over. See [`ForecastWait`].
    ///
    /// Calls `run_forecast` once, then `get_processing_status` every 5 seconds, by default. Right
    /// after the start the server may still say that nothing runs (F1): this is believed only after
    /// a minute, by default.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let run = client.forecast().run_to_end().await?;
    /// if !run.seen_running {
    ///     eprintln!("StockTrim took the request, and was never seen at work");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn run_to_end(&self) -> ForecastWait<'static> {
        ForecastWait {
            run: true,
            starts_within: Duration::from_secs(60),
            ..self.finished()
        }
    }
}

type OnStatus<'a> = Box<dyn FnMut(&Status) + Send + 'a>;

/// How a wait for a forecast ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ForecastRun {
    /// What the status was at last.
    pub status: Status,
    /// Whether a run was seen under way.
    ///
    /// If not, it was over between two looks, or it has not begun: the status does not say which.
    pub seen_running: bool,
    /// How long it took, from the start of the wait.
    pub elapsed: Duration,
}

impl ForecastRun {
    /// The end of a run, for the tests of a program that waits for one.
    #[must_use]
    pub fn new(status: Status, seen_running: bool, elapsed: Duration) -> Self {
        Self {
            status,
            seen_running,
            elapsed,
        }
    }
}

/// A wait for a forecast, to be awaited.
///
/// # Errors
/// What starting the run or asking for the status failed with, by its
/// [`operation`](crate::Error::operation), and [`ErrorKind::Timeout`] when the wait's time is over.
/// Of [`Forecast::run_to_end`], [`Error::applied`](crate::Error::applied) speaks of the start: if it
/// is [`Applied::Yes`], the run goes on, and [`Forecast::finished`] resumes the wait.
///
/// Dropping it ends the wait, not the run.
#[must_use = "nothing happens until it is awaited"]
pub struct ForecastWait<'a> {
    client: Client,
    run: bool,
    poll_every: Duration,
    starts_within: Duration,
    timeout: Duration,
    on_progress: Option<OnStatus<'a>>,
}

impl<'a> ForecastWait<'a> {
    setters! {
        /// The time between two looks at the status. Default: 5 seconds.
        pub fn poll_every(self, interval: Duration) { self.poll_every = interval }

        /// How long a status that says that nothing runs is not believed, unless a run was seen before.
        ///
        /// A minute for [`Forecast::run_to_end`], not at all for [`Forecast::finished`], by default.
        pub fn starts_within(self, time: Duration) { self.starts_within = time }

        /// How long to wait in all, the start included. Default: 30 minutes.
        ///
        /// The start also ends with the client's own time-out, as every call does.
        pub fn timeout(self, time: Duration) { self.timeout = time }

        /// Calls a function with every status. It must not block.
        pub fn on_progress(self, call: impl FnMut(&Status) + Send + 'a) {
            self.on_progress = Some(Box::new(call));
        }
    }

    async fn run(mut self) -> Result<ForecastRun> {
        let started = Instant::now();
        let limit = self.timeout;
        if self.run {
            let run = self.client.forecast().run();
            let Ok(answer) = tokio::time::timeout(limit, run).await else {
                let message = format!("StockTrim did not confirm the start within {limit:?}");
                let mut late = late(Operation::RunForecast, message, started);
                (late.applied, late.attempts) = (Applied::Unknown, 1);
                return Err(late.into());
            };
            answer?;
        }
        let left = limit.saturating_sub(started.elapsed());
        let mut attempts = 0;
        let watch = self.watch(started, &mut attempts);
        let ended = tokio::time::timeout(left, watch).await;
        let ended = ended.unwrap_or_else(|_| {
            let message = format!("the forecast was not over within {limit:?}");
            let mut late = late(Operation::GetProcessingStatus, message, started);
            late.attempts = attempts;
            Err(late.into())
        });
        match ended {
            Err(error) if self.run => Err(error.after_it_was_applied()),
            ended => ended,
        }
    }

    /// Looks until the run is over, and counts the requests; one that is under way is one.
    async fn watch(&mut self, started: Instant, attempts: &mut u32) -> Result<ForecastRun> {
        let mut seen_running = false;
        loop {
            *attempts += 1;
            let answer = self.client.api().get_processing_status().send().await?;
            *attempts += answer.attempts() - 1;
            let status = answer.into_inner();
            if let Some(call) = &mut self.on_progress {
                call(&status);
            }
            match status.is_processing {
                Some(true) => seen_running = true,
                Some(false) if seen_running || started.elapsed() >= self.starts_within => {
                    return Ok(ForecastRun::new(status, seen_running, started.elapsed()));
                }
                // Not yet begun, or an answer that does not say.
                Some(false) | None => {}
            }
            tokio::time::sleep(self.poll_every).await;
        }
    }
}

/// What is said of a wait whose time is up.
fn late(operation: Operation, message: String, started: Instant) -> Inner {
    let mut inner = Inner::new(ErrorKind::Timeout, message);
    inner.endpoint = Some(operation.into());
    inner.elapsed = started.elapsed();
    inner
}

impl<'a> IntoFuture for ForecastWait<'a> {
    type Output = Result<ForecastRun>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let span = tracing::info_span!("stocktrim.wait");
        Box::pin(self.run().instrument(span))
    }
}

impl fmt::Debug for ForecastWait<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForecastWait")
            .field("run", &self.run)
            .field("poll_every", &self.poll_every)
            .field("starts_within", &self.starts_within)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
