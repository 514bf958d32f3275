//! A row is an object that names itself: anything else that is answered in its place is no row.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::watch::{Fault, fail};

/// Of each model that is answered, the keys of which a row has at least one (`x-identity` in the document).
const IDENTITIES: &[(&str, &[&str])] = include!(concat!(env!("OUT_DIR"), "/identities.rs"));

/// What tells of a failure, where a model has no such field.
const OF_FAILURES: [&str; 5] = ["error", "errors", "message", "detail", "title"];

/// Reads a model of an answer, if what stands there is one; other types are read as they are.
pub(crate) struct Row<D> {
    deserializer: D,
    /// Whether an object without any key is read as a model without fields.
    may_be_empty: bool,
}

impl<D> Row<D> {
    /// The whole of an answer.
    pub(crate) fn whole(deserializer: D) -> Self {
        Self {
            deserializer,
            may_be_empty: true,
        }
    }

    /// A row of a list, or the only one.
    pub(super) fn one(deserializer: D) -> Self {
        Self {
            deserializer,
            may_be_empty: false,
        }
    }
}

macro_rules! pass_on {
    ($($method:ident $(($($argument:ident: $type:ty),*))?),* $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, $($($argument: $type,)*)? visitor: V) -> Result<V::Value, D::Error> {
            self.deserializer.$method($($($argument,)*)? visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Row<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        match IDENTITIES.iter().find(|(model, _)| *model == name) {
            None => self.deserializer.deserialize_struct(name, fields, visitor),
            Some((_, identity)) => {
                let judge = Judge {
                    visitor,
                    fields,
                    identity,
                    may_be_empty: self.may_be_empty,
                };
                self.deserializer.deserialize_struct(name, fields, judge)
            }
        }
    }

    pass_on! {
        deserialize_any, deserialize_bool, deserialize_char, deserialize_f32, deserialize_f64,
        deserialize_i8, deserialize_i16, deserialize_i32, deserialize_i64,
        deserialize_u8, deserialize_u16, deserialize_u32, deserialize_u64,
        deserialize_str, deserialize_string, deserialize_bytes, deserialize_byte_buf,
        deserialize_option, deserialize_unit, deserialize_seq, deserialize_map,
        deserialize_identifier, deserialize_ignored_any,
        deserialize_unit_struct(name: &'static str), deserialize_newtype_struct(name: &'static str),
        deserialize_tuple(len: usize), deserialize_tuple_struct(name: &'static str, len: usize),
        deserialize_enum(name: &'static str, variants: &'static [&'static str]),
    }
}

/// A model's own visitor, which is given objects alone, and what makes an object a row.
struct Judge<V> {
    visitor: V,
    fields: &'static [&'static str],
    identity: &'static [&'static str],
    may_be_empty: bool,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Judge<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let mut keys = Keys::new(map, self.fields, self.identity);
        let read = self.visitor.visit_map(&mut keys);
        let is_no_row = if keys.ended {
            let may_be_empty = keys.is_empty && self.may_be_empty;
            !(keys.is_named || may_be_empty) || keys.is_failure()
        } else {
            // A value could not be read; what follows may say that it was none of ours.
            while let Ok(Some(_)) = keys.next_entry::<IgnoredAny, IgnoredAny>() {}
            keys.ended && keys.is_failure()
        };
        if is_no_row {
            return Err(fail(Fault::NoRow));
        }
        read
    }
}

/// An object whose keys are looked at in passing.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a thing seen on its own"
)]
pub(super) struct Keys<A> {
    map: A,
    fields: &'static [&'static str],
    identity: &'static [&'static str],
    is_empty: bool,
    is_named: bool,
    tells_of_failure: bool,
    /// How many keys are the model's own; more than two are not counted.
    known: usize,
    ended: bool,
}

impl<A> Keys<A> {
    pub fn new(map: A, fields: &'static [&'static str], identity: &'static [&'static str]) -> Self {
        Self {
            map,
            fields,
            identity,
            is_empty: true,
            is_named: false,
            tells_of_failure: false,
            known: 0,
            ended: false,
        }
    }

    /// Whether all of the object was read, and there was no key.
    pub fn was_empty(&self) -> bool {
        self.ended && self.is_empty
    }

    fn see(&mut self, key: &str) {
        self.is_empty = false;
        self.is_named = self.is_named || self.identity.contains(&key);
        if self.known < 2 && self.fields.contains(&key) {
            self.known += 1;
        } else if self.known < 2 {
            let tells = |name: &&str| name.eq_ignore_ascii_case(key);
            self.tells_of_failure = self.tells_of_failure || OF_FAILURES.iter().any(tells);
        }
    }

    fn is_failure(&self) -> bool {
        self.tells_of_failure && self.known < 2
    }
}

/// A key, borrowed from the answer where it has no escapes. It asks for a text, so that whoever keeps
/// track of the path sees it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Keys<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Some(Key(key)) = self.map.next_key()? else {
            self.ended = true;
            return Ok(None);
        };
        self.see(&key);
        seed.deserialize(CowStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
