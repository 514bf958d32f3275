//! From a model that was read to one that is sent, which may require what was not answered.

use std::convert::Infallible;
use std::fmt;

/// What was read lacks a field, or has null in it, that what is sent requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingField(String);

impl MissingField {
    /// Where it is missing, by the names on the wire: `purchaseOrderLineItems[2].productId`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MissingField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.0;
        write!(
            f,
            "{path} is missing or null in what was read, and required in what is sent"
        )
    }
}

impl std::error::Error for MissingField {}

impl From<Infallible> for MissingField {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// A value that must be there.
pub(crate) fn required<T>(value: Option<T>, field: &str) -> Result<T, MissingField> {
    value.ok_or_else(|| MissingField(field.to_owned()))
}

/// Each row of a list, if there is one.
pub(crate) fn each<A, B: TryFrom<A>>(
    rows: Option<Vec<A>>,
    field: &str,
) -> Result<Option<Vec<B>>, MissingField>
where
    MissingField: From<B::Error>,
{
    let Some(rows) = rows else { return Ok(None) };
    let row = |(index, row)| {
        B::try_from(row).map_err(|error| {
            let MissingField(path) = error.into();
            MissingField(format!("{field}[{index}].{path}"))
        })
    };
    let rows = rows.into_iter().enumerate().map(row);
    rows.collect::<Result<_, _>>().map(Some)
}

/// A conversion, which fails where the model that is sent requires what may be missing.
macro_rules! convert {
    (@docs $item:item) => {
        /// What was read, to be sent: null is left out, and so is what is only read.
        ///
        /// Written back whole it undoes what has changed meanwhile, so send the key and what you change.
        $item
    };
    (From<$read:ident> for $sent:ident |$value:ident| { $($fields:tt)* }) => {
        $crate::values::convert! { @docs impl From<$read> for $sent {
            fn from($value: $read) -> Self {
                Self { extra: Default::default(), $($fields)* }
            }
        } }
    };
    (TryFrom<$read:ident> for $sent:ident |$value:ident| { $($fields:tt)* }) => {
        $crate::values::convert! { @docs impl TryFrom<$read> for $sent {
            type Error = $crate::values::MissingField;

            fn try_from($value: $read) -> Result<Self, Self::Error> {
                Ok(Self { extra: Default::default(), $($fields)* })
            }
        } }
    };
}
pub(crate) use convert;
