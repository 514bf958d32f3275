//! What is watched while an answer is read: whether its rows are StockTrim's, and how much memory they take.

use std::cell::Cell;

use serde::de::{Deserialize, Deserializer, Error};

/// Why an answer is refused although it is JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An object has nothing of a row.
    NoRow,
    /// The rows would take more memory than they may.
    TooLarge,
}

thread_local! {
    /// The bytes that rows may still take, and the fault that was found; outside of [`watch`] there is no limit.
    static WATCH: Cell<(usize, Option<Fault>)> = const { Cell::new((usize::MAX, None)) };
}

/// Reads within a limit for the rows of all lists together; says what was found if the reading failed.
pub(crate) fn watch<T>(bytes: usize, read: impl FnOnce() -> T) -> (T, Option<Fault>) {
    WATCH.set((bytes, None));
    let value = read();
    let (_, fault) = WATCH.replace((usize::MAX, None));
    (value, fault)
}

/// The error of a fault, which is remembered: an error of serde has nothing but a text.
pub(super) fn fail<E: Error>(fault: Fault) -> E {
    let (left, _) = WATCH.get();
    WATCH.set((left, Some(fault)));
    E::custom(match fault {
        Fault::NoRow => "an object that has nothing of a row",
        Fault::TooLarge => "more rows than may be held in memory",
    })
}

/// An element of a list, for which there is memory.
pub(super) struct Counted<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Counted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        count::<T, _>()?;
        T::deserialize(deserializer).map(Self)
    }
}

/// Takes the memory of one more element.
pub(super) fn count<T, E: Error>() -> Result<(), E> {
    let (left, fault) = WATCH.get();
    let left = left.checked_sub(size_of::<T>());
    WATCH.set((left.ok_or_else(|| fail(Fault::TooLarge))?, fault));
    Ok(())
}

/// Reads a list of a model within the limit; null is none.
pub(crate) fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let list = Option::<Vec<Counted<T>>>::deserialize(deserializer)?;
    Ok(list.map(|list| list.into_iter().map(|element| element.0).collect()))
}
