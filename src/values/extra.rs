//! What a model that is sent has besides its values: null in their place, and fields that the document lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::DebugStruct;

use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Nothing, for most.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Extra(Option<Box<Parts>>);

#[derive(Clone, Default, PartialEq)]
struct Parts {
    /// The fields of the model that are null unless they have a value.
    cleared: BTreeSet<&'static str>,
    /// The fields that the model lacks.
    added: BTreeMap<String, Value>,
}

impl Extra {
    pub fn clear(&mut self, field: &'static str) {
        self.0.get_or_insert_default().cleared.insert(field);
    }

    /// The last of several names that differ in case alone wins: the server reads names in any case.
    pub fn add(&mut self, name: String, value: Value) {
        let added = &mut self.0.get_or_insert_default().added;
        added.retain(|known, _| !known.eq_ignore_ascii_case(&name));
        added.insert(name, value);
    }

    /// Drops what is not kept.
    pub fn retain(&mut self, is_kept: &dyn Fn(&str) -> bool) {
        if let Some(parts) = &mut self.0 {
            parts.cleared.retain(|name| is_kept(name));
            parts.added.retain(|name, _| is_kept(name));
        }
    }

    /// Shows what there is.
    pub fn show(&self, shown: &mut DebugStruct<'_, '_>) {
        if let Some(parts) = &self.0 {
            shown.field("cleared", &parts.cleared);
            shown.field("extra", &parts.added);
        }
    }
}

/// A model while it is written: each key once, and a value before a null.
pub(crate) struct Object<'a, S: Serializer> {
    map: S::SerializeMap,
    model: &'static str,
    parts: Option<&'a Parts>,
}

impl<'a, S: Serializer> Object<'a, S> {
    pub fn new(model: &'static str, extra: &'a Extra, serializer: S) -> Result<Self, S::Error> {
        Ok(Self {
            map: serializer.serialize_map(None)?,
            model,
            parts: extra.0.as_deref(),
        })
    }

    /// Writes a field of the model, unless it is left out.
    pub fn field<T: Serialize>(
        &mut self,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<(), S::Error> {
        let mut is_null = false;
        if let Some(parts) = self.parts {
            let mut added = parts.added.keys();
            if let Some(key) = added.find(|key| key.eq_ignore_ascii_case(name)) {
                let model = self.model;
                let message = format!("{key} is a field of {model}, not one that it lacks");
                return Err(S::Error::custom(message));
            }
            is_null = parts.cleared.contains(name);
        }
        match value {
            // Not as a `Some`, which would hide the place of a fault within it.
            Some(value) => self.map.serialize_entry(name, value),
            None if is_null => self.map.serialize_entry(name, &()),
            None => Ok(()),
        }
    }

    pub fn end(mut self) -> Result<S::Ok, S::Error> {
        for (name, value) in self.parts.into_iter().flat_map(|parts| &parts.added) {
            self.map.serialize_entry(name, value)?;
        }
        self.map.end()
    }
}

/// A number that JSON can carry: one that is not finite would be sent as null, and is refused instead.
pub(crate) struct Finite(pub f64);

impl Serialize for Finite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.0.is_finite() {
            let message = format!("{} is a value that JSON cannot carry", self.0);
            return Err(S::Error::custom(message));
        }
        serializer.serialize_f64(self.0)
    }
}

/// A model that is sent.
pub trait Sent {
    /// Leaves out what is not kept, by the names on the wire, but for what the model requires.
    fn keep(&mut self, is_kept: &dyn Fn(&str) -> bool);
}

/// What a model that is sent has of its own: how it is written and shown, `clear_…` and `extra`.
macro_rules! sent {
    (@value required $value:expr) => { Some(&$value) };
    (@value optional $value:expr) => { $value.as_ref() };
    (@value number $value:expr) => { Some(&$crate::values::Finite($value)) };
    (@value optional_number $value:expr) => { $value.map($crate::values::Finite).as_ref() };
    (@keep required $is_kept:expr, $value:expr) => {};
    (@keep number $is_kept:expr, $value:expr) => {};
    (@keep $optional:ident $is_kept:expr, $value:expr) => {
        if !$is_kept {
            $value = None;
        }
    };
    ($model:ident { $($field:ident $wire:literal $kind:ident $($clear:ident)?;)* }) => {
        impl ::serde::Serialize for $model {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let model = stringify!($model);
                let mut object = $crate::values::Object::new(model, &self.extra, serializer)?;
                $(object.field($wire, $crate::values::sent!(@value $kind self.$field))?;)*
                object.end()
            }
        }

        impl $crate::values::Sent for $model {
            fn keep(&mut self, is_kept: &dyn Fn(&str) -> bool) {
                $($crate::values::sent!(@keep $kind is_kept($wire), self.$field);)*
                self.extra.retain(is_kept);
            }
        }

        impl ::std::fmt::Debug for $model {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($model));
                $(shown.field(stringify!($field), &self.$field);)*
                self.extra.show(&mut shown);
                shown.finish()
            }
        }

        impl $model {
            $($(
                #[doc = concat!("Clears `", $wire, "`: sends null, where `None` is left out.")]
                ///
                /// A value that is set afterwards wins.
                #[must_use]
                pub fn $clear(mut self) -> Self {
                    self.$field = None;
                    self.extra.clear($wire);
                    self
                }
            )?)*

            /// Adds a field that this model lacks, by its name on the wire.
            ///
            /// A name that the model has, in any case, is refused before anything is sent. A number
            /// that JSON cannot carry is sent as null.
            #[must_use]
            pub fn extra(
                mut self,
                name: impl Into<String>,
                value: impl Into<::serde_json::Value>,
            ) -> Self {
                self.extra.add(name.into(), value.into());
                self
            }
        }
    };
}
pub(crate) use sent;
