//! The data of a sandbox in the hands of its owner: read it, seed it, save it.

use super::clock;
use super::data::{Area, Data, Row};
use super::error::StartError;
use super::handlers::forecast;
use super::shared::Shared;
use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;

/// The data of a sandbox; cheap to clone.
///
/// Nothing is validated here, so that data can be seeded which the API would not take, such as a supplier without a code (S2).
/// Rows have the field names of the wire, and any model of the SDK is one.
#[derive(Clone)]
pub struct Store(pub(super) Arc<Shared>);

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.0.data();
        f.debug_map()
            .entries(Area::ALL.map(|area| (area, data.table(area).len())))
            .finish()
    }
}

impl Store {
    /// How many rows an area has.
    #[must_use]
    pub fn len(&self, area: Area) -> usize {
        self.0.data().table(area).len()
    }

    /// Whether an area has no rows.
    #[must_use]
    pub fn is_empty(&self, area: Area) -> bool {
        self.len(area) == 0
    }

    /// All rows of an area, oldest first.
    ///
    /// # Errors
    /// When a row is no `T`.
    pub fn all<T: DeserializeOwned>(&self, area: Area) -> serde_json::Result<Vec<T>> {
        let rows: Vec<_> = self.0.data().table(area).rows().cloned().collect();
        rows.iter()
            .map(|row| serde_json::from_value(Value::Object(Row::clone(row))))
            .collect()
    }

    /// The row with that key; see [`Area`] for what the keys are.
    ///
    /// # Errors
    /// When the row is no `T`.
    pub fn get<T: DeserializeOwned>(&self, area: Area, key: &str) -> serde_json::Result<Option<T>> {
        let row = self.0.data().table(area).by_key(key).cloned();
        row.map(|row| serde_json::from_value(Value::Object(Row::clone(&row))))
            .transpose()
    }

    /// Adds a row, or lays it over the row with the same key.
    ///
    /// # Errors
    /// When `row` is not an object in JSON.
    pub fn put(&self, area: Area, row: impl Serialize) -> serde_json::Result<()> {
        let row = object(row)?;
        self.0.data().change(area).upsert(row);
        Ok(())
    }

    /// Adds many rows, or lays them over those with the same keys; all or none.
    ///
    /// # Errors
    /// When one of them is not an object in JSON.
    pub fn put_all<T: Serialize>(
        &self,
        area: Area,
        rows: impl IntoIterator<Item = T>,
    ) -> serde_json::Result<()> {
        let rows = rows
            .into_iter()
            .map(object)
            .collect::<serde_json::Result<Vec<_>>>()?;
        let mut data = self.0.data();
        let table = data.change(area);
        for row in rows {
            table.upsert(row);
        }
        Ok(())
    }

    /// Removes the row with that key; tells whether there was one.
    #[expect(
        clippy::must_use_candidate,
        reason = "the answer is often of no interest"
    )]
    pub fn remove(&self, area: Area, key: &str) -> bool {
        let mut data = self.0.data();
        let id = data.table(area).id(key);
        id.and_then(|id| data.change(area).remove(id)).is_some()
    }

    /// Removes every row of an area.
    pub fn clear(&self, area: Area) {
        self.0.data().change(area).remove_where(|_| true);
    }

    /// Runs a forecast at once, without the polls that the API needs for it.
    pub fn run_forecast(&self) {
        forecast::finish(&mut self.0.data(), clock::now());
    }

    /// Everything, in the form of a data file.
    #[must_use]
    pub fn snapshot(&self) -> Value {
        let data = self.0.data().clone();
        let mut file = Map::new();
        for area in Area::ALL {
            let rows = data
                .table(area)
                .rows()
                .map(|row| Value::Object(Row::clone(row)));
            file.insert(area.name().to_owned(), rows.collect());
        }
        file.insert(CONFIGURATION.to_owned(), Value::Object(data.configuration));
        file.insert(FORECAST.to_owned(), data.forecast.is_some().into());
        Value::Object(file)
    }

    /// Replaces everything by what a data file holds.
    ///
    /// # Errors
    /// [`StartError::Data`] when the file has another form; nothing is changed then.
    pub fn restore(&self, file: Value) -> Result<(), StartError> {
        let data = read(file)?;
        *self.0.data() = data;
        Ok(())
    }
}

const CONFIGURATION: &str = "configuration";
const FORECAST: &str = "forecastHasRun";

fn object(row: impl Serialize) -> serde_json::Result<Row> {
    match serde_json::to_value(row)? {
        Value::Object(row) => Ok(row),
        other => Err(serde_json::Error::custom(format!(
            "a row is an object, and this is {other}"
        ))),
    }
}

/// Reads a data file: a list of rows per area, by the names of [`Area::name`], all of them optional.
pub(super) fn read(file: Value) -> Result<Data, StartError> {
    let Value::Object(file) = file else {
        return wrong("it is not an object");
    };
    let mut data = Data::empty();
    let mut has_run = false;
    for (name, value) in file {
        match (
            Area::ALL.into_iter().find(|area| area.name() == name),
            value,
        ) {
            (Some(area), Value::Array(rows)) => {
                let table = data.change(area);
                for (at, row) in rows.into_iter().enumerate() {
                    let Value::Object(row) = row else {
                        return wrong(&format!("{name}[{at}] is not an object"));
                    };
                    table.load(row);
                }
            }
            (Some(_), _) => return wrong(&format!("{name} is not a list")),
            (None, Value::Object(settings)) if name == CONFIGURATION => {
                data.configuration.extend(settings);
            }
            (None, Value::Bool(flag)) if name == FORECAST => has_run = flag,
            (None, _) => {
                let known: Vec<&str> = Area::ALL.iter().map(|area| area.name()).collect();
                return wrong(&format!(
                    "{name} is not known; known are {}, {CONFIGURATION} (an object) and {FORECAST} (true or false)",
                    known.join(", ")
                ));
            }
        }
    }
    if has_run {
        forecast::finish(&mut data, clock::now());
    }
    Ok(data)
}

fn wrong<T>(why: &str) -> Result<T, StartError> {
    Err(StartError::Data(why.to_owned()))
}
