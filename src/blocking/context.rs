//! Whether the caller is a task, which must not wait.

use std::task::{Context, Poll, Waker};

use tokio::runtime::Handle;
use tokio::task::coop;

/// More steps than any budget has.
const MOST: usize = 256;

/// Whether this thread polls a task of tokio at the moment.
///
/// That there is a runtime does not tell: it is there in `spawn_blocking` too, where waiting is
/// welcome. But tokio gives every task it polls a budget of at most 255 steps, and none to code
/// that may wait. So the steps are taken until there are none left, and all given back.
///
/// Not seen are tasks of other executors, and those in `tokio::task::unconstrained`: there a call
/// waits, as any other code that blocks.
pub(super) fn is_async() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    let mut steps = Vec::with_capacity(MOST);
    let mut spent = false;
    while !spent && steps.len() < MOST {
        match coop::poll_proceed(&mut context) {
            Poll::Ready(step) => steps.push(step),
            Poll::Pending => spent = true,
        }
    }
    // Each step puts back what there was before it: the first one last.
    while steps.pop().is_some() {}
    spent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_runtime<T>(run: impl AsyncFnOnce() -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(run())
    }

    #[test]
    fn a_plain_thread_is_not_async_and_may_have_entered_a_runtime() {
        assert!(!is_async());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let _entered = runtime.enter();
        assert!(!is_async());
    }

    #[test]
    fn a_task_is_async_and_a_blocking_one_is_not() {
        in_runtime(async || {
            assert!(is_async());
            assert!(tokio::spawn(async { is_async() }).await.unwrap());
            assert!(!tokio::task::spawn_blocking(is_async).await.unwrap());
        });
    }

    #[test]
    fn asking_takes_nothing_of_the_budget() {
        in_runtime(async || {
            for _ in 0..1000 {
                assert!(is_async());
            }
            assert!(coop::has_budget_remaining());
            let mut context = Context::from_waker(Waker::noop());
            let mut left = 0;
            while let Poll::Ready(step) = coop::poll_proceed(&mut context) {
                step.made_progress();
                left += 1;
            }
            assert_eq!(left, 128, "tokio's own figure");
            assert!(is_async(), "a task whose budget is spent is one");
        });
    }
}
