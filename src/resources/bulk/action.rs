//! What a callback may do about a row.

use std::ops::ControlFlow;

use super::Boxed;

/// What the callback of [`Bulk::on_row`](super::Bulk::on_row) may return: nothing, a
/// [`ControlFlow`] that may stop the bulk, or a future of either.
///
/// `M` tells the two apart for the compiler, and is inferred.
pub trait RowAction<'a, M>: sealed::Sealed<'a, M> {}

impl<'a, M, A: sealed::Sealed<'a, M>> RowAction<'a, M> for A {}

/// What is to be done about a row.
#[allow(missing_debug_implementations, reason = "it is never public")]
pub enum Step<'a> {
    Now(ControlFlow<()>),
    Later(Boxed<'a, ControlFlow<()>>),
}

mod sealed {
    use super::{Boxed, ControlFlow, Step};

    pub trait Sealed<'a, M> {
        fn step(self) -> Step<'a>;
    }

    /// At once.
    #[derive(Debug)]
    pub struct Plain;
    /// When a future is done.
    #[derive(Debug)]
    pub struct Awaited<M>(std::marker::PhantomData<M>);

    impl<'a> Sealed<'a, Plain> for () {
        fn step(self) -> Step<'a> {
            Step::Now(ControlFlow::Continue(()))
        }
    }

    impl<'a> Sealed<'a, Plain> for ControlFlow<()> {
        fn step(self) -> Step<'a> {
            Step::Now(self)
        }
    }

    impl<'a, F> Sealed<'a, Awaited<F::Output>> for F
    where
        F: Future<Output: Sealed<'a, Plain>> + Send + 'a,
    {
        fn step(self) -> Step<'a> {
            let later: Boxed<'a, _> = Box::pin(async {
                match self.await.step() {
                    Step::Now(flow) => flow,
                    Step::Later(later) => later.await,
                }
            });
            Step::Later(later)
        }
    }
}
