//! What a callback may do about a row.

use std::ops::ControlFlow;

use super::Boxed;

/// What the callback of [`Bulk::on_row`](super::Bulk::on_row) may return: nothing, a
/// [`ControlFlow`] that may stop the bulk, or a future of either.
///
/// `M` tells the two apart for the compiler, and is inferred.
pub trait RowAction<'a, M>: sealed::Sealed<'a, M> {}

impl<'a, M, A: sealed::Sealed<'a, M>> RowAction<'a, M> for A {}

mod sealed {
    use std::future::ready;

    use super::{Boxed, ControlFlow};

    pub trait Sealed<'a, M> {
        /// Whether to go on, once that is known.
        fn flow(self) -> Boxed<'a, ControlFlow<()>>;
    }

    /// At once.
    #[derive(Debug)]
    pub struct Plain;
    /// When a future is done.
    #[derive(Debug)]
    pub struct Awaited<M>(std::marker::PhantomData<M>);

    impl<'a> Sealed<'a, Plain> for () {
        fn flow(self) -> Boxed<'a, ControlFlow<()>> {
            ControlFlow::Continue(()).flow()
        }
    }

    impl<'a> Sealed<'a, Plain> for ControlFlow<()> {
        fn flow(self) -> Boxed<'a, ControlFlow<()>> {
            Box::pin(ready(self))
        }
    }

    impl<'a, F> Sealed<'a, Awaited<F::Output>> for F
    where
        F: Future<Output: Sealed<'a, Plain>> + Send + 'a,
    {
        fn flow(self) -> Boxed<'a, ControlFlow<()>> {
            Box::pin(async { self.await.flow().await })
        }
    }
}
