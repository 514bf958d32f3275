//! One thread with a runtime for the connections, and callers that wait for their own calls.

use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use tokio::runtime::{Builder, Handle};

use super::context;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::BACKGROUND;

/// The runtime of the thread, once it is there.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// A current-thread runtime on a thread of its own, for the whole process.
///
/// It runs all the time, so that an idle connection that the server closes is noticed before the
/// next call.
fn background() -> Result<Handle> {
    let failed = |error| {
        let message = "the thread of the blocking client cannot be started";
        Error::with_source(ErrorKind::Config, message, error)
    };
    let mut started = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*started {
        return Ok(handle.clone());
    }
    let (tell, told) = std::sync::mpsc::channel();
    thread::Builder::new()
        .name("stocktrim-blocking".to_owned())
        .spawn(
            move || match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    drop(tell.send(Ok(runtime.handle().clone())));
                    runtime.block_on(std::future::pending::<()>());
                }
                Err(error) => drop(tell.send(Err(error))),
            },
        )
        .map_err(failed)?;
    let handle = told
        .recv()
        .map_err(|error| failed(std::io::Error::other(error)))?;
    let handle = handle.map_err(failed)?;
    BACKGROUND.get_or_init(|| handle.id());
    Ok(started.insert(handle).clone())
}

/// Waits for a future, which goes on in the caller's thread; the runtime's moves its bytes.
///
/// # Errors
/// `InvalidRequest` inside an async context, where nothing was done.
pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output> {
    if context::is_async() {
        return Err(Error::invalid_request(
            "wait() was called inside an async context, where it would stop the tasks around it: \
             await the call there, or wait in tokio::task::spawn_blocking",
        ));
    }
    let background = background()?;
    let _entered = background.enter();
    let mut future = pin!(future);
    let signal = Arc::new(Signal::default());
    let waker = Waker::from(Arc::clone(&signal));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut context) {
            return Ok(outcome);
        }
        signal.wait();
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
