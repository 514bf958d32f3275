//! Zero or more rows, in whichever form the server sends them.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::row::{Keys, Row};
use super::watch::count;

/// The answer of every list, every look-up and every write that answers with a model.
///
/// StockTrim sends rows as a list, as one object, as `null`, as `{}`, or not at all, and not
/// always as documented (S1, L1, P1, B1, A2, G7, G8). All of them are read; `null`, `{}` and an
/// empty body are no rows. An object that has nothing of a row, such as `{"error":"…"}`, is an error,
/// and so is `{}` in a list.
///
/// ```
/// use stocktrim::types::Rows;
///
/// let one: Rows<Vec<u8>> = serde_json::from_str("null")?;
/// assert!(one.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Rows<T>(Vec<T>);

impl<T> Rows<T> {
    /// The rows as a vector.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// The first row, where at most one is expected.
    #[must_use]
    pub fn into_first(self) -> Option<T> {
        self.0.into_iter().next()
    }
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> From<Vec<T>> for Rows<T> {
    fn from(rows: Vec<T>) -> Self {
        Self(rows)
    }
}

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

impl<T> Deref for Rows<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> IntoIterator for Rows<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Rows<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RowsVisitor(PhantomData))
    }
}

struct RowsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for RowsVisitor<T> {
    type Value = Rows<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows, one row, or null")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Rows::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(OneRow(row)) = list.next_element()? {
            rows.push(row);
        }
        Ok(Rows(rows))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        let mut keys = Keys::new(object, &[], &[]);
        let row = T::deserialize(Row::one(MapAccessDeserializer::new(&mut keys)));
        if keys.was_empty() {
            return Ok(Rows::default());
        }
        Ok(Rows(vec![row?]))
    }
}

/// A row of a list, for which there is memory.
struct OneRow<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneRow<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        count::<T, _>()?;
        T::deserialize(Row::one(deserializer)).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        code: String,
        count: Option<i32>,
    }

    fn read(json: &str) -> Vec<String> {
        let rows: Rows<Row> = serde_json::from_str(json).unwrap();
        rows.into_iter().map(|row| row.code).collect()
    }

    #[test]
    fn a_list_an_object_null_and_an_empty_object_are_rows() {
        assert_eq!(read(r#"[{"code":"a"},{"code":"b","count":2}]"#), ["a", "b"]);
        assert_eq!(read(r#"{"count":1,"code":"a","new":{}}"#), ["a"]);
        assert!(read("null").is_empty());
        assert!(read("{}").is_empty());
        assert!(read("[]").is_empty());
    }

    #[test]
    fn texts_and_numbers_are_not_rows() {
        for json in ["\"a\"", "1", "true"] {
            let wrong = serde_json::from_str::<Rows<Row>>(json).unwrap_err();
            let says = wrong.to_string();
            assert!(says.contains("a list of rows, one row, or null"), "{says}");
        }
    }

    #[test]
    fn rows_are_looked_at_and_taken_in_their_order() {
        let rows: Rows<u8> = [1, 2, 3].into_iter().collect();
        let seen: Vec<_> = (&rows).into_iter().copied().collect();
        assert_eq!(seen, [1, 2, 3]);
        assert_eq!(rows, Rows::from(vec![1, 2, 3]));
        assert_eq!(rows.clone().into_first(), Some(1));
        assert_eq!(rows.into_vec(), [1, 2, 3]);
    }

    #[test]
    fn the_path_of_a_wrong_field_names_its_row() {
        let mut json = serde_json::Deserializer::from_str(
            r#"[{"code":"a"},{"code":"b"},{"code":"c"},{"code":"d","count":"x"}]"#,
        );
        let wrong = serde_path_to_error::deserialize::<_, Rows<Row>>(&mut json).unwrap_err();
        assert_eq!(wrong.path().to_string(), "[3].count");

        let mut json = serde_json::Deserializer::from_str(r#"{"count":"x","code":"a"}"#);
        let wrong = serde_path_to_error::deserialize::<_, Rows<Row>>(&mut json).unwrap_err();
        assert_eq!(wrong.path().to_string(), "count");
    }
}
