//! One thread with a runtime for the connections, and callers that wait for their own calls.

use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::context;
use crate::error::{Error, ErrorKind, Result};

/// A current-thread runtime on a thread of its own, which ends when this is dropped.
///
/// The runtime is made and dropped there: dropping one inside an async context would panic. It runs
/// all the time, so that an idle connection that the server closes is noticed before the next call.
#[derive(Debug)]
pub(crate) struct Runtime {
    handle: Handle,
    /// Ends the thread by being dropped.
    _ends: oneshot::Sender<()>,
}

impl Runtime {
    pub fn start() -> Result<Self> {
        let failed = |error| {
            let message = "the thread of the blocking client cannot be started";
            Error::with_source(ErrorKind::Config, message, error)
        };
        let (tell, told) = std::sync::mpsc::channel();
        let (ends, ended) = oneshot::channel::<()>();
        thread::Builder::new()
            .name("stocktrim-blocking".to_owned())
            .spawn(move || {
                let runtime = match Builder::new_current_thread().enable_all().build() {
                    Ok(runtime) => runtime,
                    Err(error) => return drop(tell.send(Err(error))),
                };
                drop(tell.send(Ok(runtime.handle().clone())));
                // An error, when the sender is dropped: nothing is ever sent.
                let _ = runtime.block_on(ended);
            })
            .map_err(failed)?;
        let handle = told
            .recv()
            .map_err(|error| failed(std::io::Error::other(error)))?;
        Ok(Self {
            handle: handle.map_err(failed)?,
            _ends: ends,
        })
    }

    /// Waits for a call, which goes on in the caller's thread; the runtime's moves its bytes.
    ///
    /// # Errors
    /// The call's own, and `InvalidRequest` inside an async context, where nothing was done.
    pub fn block_on<T, E: Into<Error>>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T> {
        if context::is_async() {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "stocktrim::blocking was called inside an async context, where it would stop the \
                 tasks around it: use stocktrim::Client there, or tokio::task::spawn_blocking",
            ));
        }
        let _entered = self.handle.enter();
        let mut call = pin!(call);
        let signal = Arc::new(Signal::default());
        let waker = Waker::from(Arc::clone(&signal));
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(outcome) = call.as_mut().poll(&mut context) {
                return outcome.map_err(Into::into);
            }
            signal.wait();
        }
    }
}

/// Wakes the thread that waits for a call. Not `thread::park`: the call may park for its own ends.
#[derive(Default)]
struct Signal {
    given: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    fn wait(&self) {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let given = self.changed.wait_while(given, |given| !*given);
        *given.unwrap_or_else(PoisonError::into_inner) = false;
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        *self.given.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }
}
