//! The methods of a builder that set one thing: each takes the builder, and gives it back changed.

/// Defines them, from the statement that each is.
///
/// ```text
/// setters! {
///     /// What it sets.
///     pub fn size(self, size: u32) { self.size = size }
/// }
/// ```
macro_rules! setters {
    ($($(#[$meta:meta])* pub fn $name:ident($this:ident $(, $argument:ident: $type:ty)*) $set:block)+) => {$(
        $(#[$meta])*
        pub fn $name(mut $this $(, $argument: $type)*) -> Self {
            $set;
            $this
        }
    )+};
}
pub(crate) use setters;
