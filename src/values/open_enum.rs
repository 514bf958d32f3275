//! Enums that grow: a member that the document does not know yet is kept as text (D6).

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};

/// Reads a member of an open enum by its text, or by its number where there is a table of them.
pub(crate) struct Member<T: 'static> {
    pub name: &'static str,
    pub numbers: &'static [T],
}

impl<T: Clone + From<String> + for<'a> From<&'a str>> Visitor<'_> for Member<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a member of {}", self.name)
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(text.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.numbered(number, Unexpected::Signed(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.numbered(number, Unexpected::Unsigned(number))
    }
}

impl<T: Clone + From<String> + for<'a> From<&'a str>> Member<T> {
    fn numbered<E: Error>(
        self,
        number: impl TryInto<usize> + ToString + Copy,
        unexpected: Unexpected<'_>,
    ) -> Result<T, E> {
        if self.numbers.is_empty() {
            return Err(E::invalid_type(unexpected, &self));
        }
        let member = number.try_into().ok().and_then(|at| self.numbers.get(at));
        Ok(member.cloned().unwrap_or_else(|| number.to_string().into()))
    }
}

/// Defines an open enum: its known members, and `Other` with the text of any other.
///
/// `numbers[a, b]` lists the members that the numbers 0, 1, … stand for on the wire; without
/// any, a number is refused.
macro_rules! open_enum {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident { $($member:ident = $text:literal),+ $(,)? }
        numbers[$($number:ident),*]
    ) => {
        $(#[doc = $doc])*
        ///
        /// The list is open: a member that this version does not know arrives as
        /// [`Other`](Self::Other) with its text, and is sent back unchanged.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "` on the wire.")]
                $member,
            )+
            /// A member that this version does not know, with its text as it came.
            Other(::std::string::String),
        }

        impl $name {
            /// The members that this version knows, in the document's order.
            pub const KNOWN: &'static [Self] = &[$(Self::$member),+];

            const NUMBERS: &'static [Self] = &[$(Self::$number),*];

            /// The text that stands for this member on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$member => $text,)+
                    Self::Other(text) => text,
                }
            }

            /// Whether this version knows the member.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Other(_))
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$member,)+
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any($crate::values::Member {
                    name: stringify!($name),
                    numbers: Self::NUMBERS,
                })
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                $crate::values::schema::open_enum(
                    generator,
                    concat!($($doc, "\n"),*),
                    &[$($text),+],
                    !Self::NUMBERS.is_empty(),
                )
            }
        }
    };
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    open_enum! {
        /// A colour.
        pub enum Colour { Red = "Red", SeaGreen = "sea-green" }
        numbers[Red, SeaGreen]
    }
    open_enum! {
        /// A shape.
        pub enum Shape { Round = "Round" }
        numbers[]
    }

    fn read(json: &str) -> Colour {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn known_members_are_read_and_written_by_their_wire_text() {
        assert_eq!(read(r#""sea-green""#), Colour::SeaGreen);
        assert_eq!(
            serde_json::to_string(&Colour::SeaGreen).unwrap(),
            r#""sea-green""#
        );
        assert_eq!(Colour::SeaGreen.to_string(), "sea-green");
        assert_eq!(Colour::KNOWN, [Colour::Red, Colour::SeaGreen]);
    }

    #[test]
    fn an_unknown_member_keeps_its_text_both_ways() {
        let unknown = read(r#""Mauve""#);
        assert_eq!(unknown, Colour::Other("Mauve".to_owned()));
        assert!(!unknown.is_known());
        assert_eq!(serde_json::to_string(&unknown).unwrap(), r#""Mauve""#);
        assert_eq!("Red".parse::<Colour>().unwrap(), Colour::Red);
    }

    #[test]
    fn numbers_are_read_by_the_table_and_kept_as_text_beyond_it() {
        assert_eq!(read("1"), Colour::SeaGreen);
        assert_eq!(read("7"), Colour::Other("7".to_owned()));
        assert_eq!(read("-1"), Colour::Other("-1".to_owned()));
    }

    #[test]
    fn an_enum_without_a_table_refuses_numbers() {
        assert!(Shape::KNOWN.iter().all(Shape::is_known));
        let refused = serde_json::from_str::<Shape>("0").unwrap_err().to_string();
        assert!(refused.contains("a member of Shape"), "{refused}");
    }
}
