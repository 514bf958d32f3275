//! The fields of a model by their names on the wire, and texts read as their values.

use schemars::{JsonSchema, Schema};
use serde_json::{Map, Number, Value};

use crate::failure::Failure;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A text, also one of a few that are known.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// A point in time.
    Time,
    /// A list or an object, written as JSON.
    Json,
}

/// A field of a model.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// What it holds.
    pub kind: Type,
    /// Whether the model needs it.
    pub required: bool,
}

/// The fields of a model, in the model's order.
#[derive(Clone, Debug)]
pub struct Fields(Vec<Field>);

impl Fields {
    /// Those of a model that is sent.
    #[must_use]
    pub fn of<T: JsonSchema>() -> Self {
        let settings = schemars::generate::SchemaSettings::draft2020_12();
        let schema = settings.into_generator().into_root_schema_for::<T>();
        Self(read(&schema))
    }

    /// The field with this name; a name in another case is taken for the one that is meant.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        let same = |field: &&Field| field.name.eq_ignore_ascii_case(name);
        let exact = self.0.iter().find(|field| field.name == name);
        exact.or_else(|| self.0.iter().find(same))
    }

    /// The field with this name.
    ///
    /// # Errors
    /// When there is none; it names those that are alike, or all.
    pub fn require(&self, name: &str) -> Result<&Field, Failure> {
        self.get(name).ok_or_else(|| {
            let all: Vec<_> = self.names().collect();
            Failure::usage(format!("there is no field {name:?}"))
                .hint(format!("Known are: {}.", all.join(", ")))
        })
    }

    /// The names of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|field| field.name.as_str())
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Field] {
        &self.0
    }

    /// Reads `name=value`, as on the command line.
    ///
    /// # Errors
    /// When there is no such field, or the text is no value of it.
    pub fn assignment(&self, text: &str) -> Result<(String, Value), Failure> {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| Failure::usage(format!("{text:?}: expected FIELD=VALUE")))?;
        let field = self.require(name.trim())?;
        let value = field.read(value).map_err(Failure::usage)?;
        Ok((field.name.clone(), value))
    }

    /// Reads several `name=value`.
    ///
    /// # Errors
    /// As [`assignment`](Self::assignment), and for a field that is named twice.
    pub fn assignments(&self, texts: &[String]) -> Result<Map<String, Value>, Failure> {
        let mut row = Map::new();
        for text in texts {
            let (name, value) = self.assignment(text)?;
            if row.insert(name.clone(), value).is_some() {
                return Err(Failure::usage(format!("{name} is given twice")));
            }
        }
        Ok(row)
    }
}

impl Field {
    /// Reads a text as a value of the field.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let trimmed = text.trim();
        let wrong = |wanted: &str| format!("{}: {text:?} is not {wanted}", self.name);
        match self.kind {
            Type::Text => Ok(text.into()),
            Type::Time => Ok(trimmed.into()),
            Type::Integer => trimmed
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| wrong("a whole number")),
            Type::Number => {
                let number = trimmed.parse::<f64>().ok().filter(|n| n.is_finite());
                number
                    .map(number_value)
                    .ok_or_else(|| wrong("a number, such as 12 or 3.5"))
            }
            Type::Flag => match trimmed.to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => Ok(true.into()),
                "false" | "no" | "0" => Ok(false.into()),
                _ => Err(wrong("true or false")),
            },
            Type::Json => serde_json::from_str(trimmed).map_err(|_| wrong("JSON")),
        }
    }
}

/// A number as JSON, without a decimal point where there are no decimals.
#[must_use]
pub fn number_value(number: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is whole, and small enough"
    )]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).into();
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

fn read(schema: &Schema) -> Vec<Field> {
    let root = schema.as_value();
    let required = root["required"].as_array();
    let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
    let properties = root["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, schema)| Field {
            name: name.clone(),
            kind: kind(root, schema),
            required: is_required(name),
        })
        .collect()
}

/// What a property holds: of several forms, the first that is not null.
fn kind(root: &Value, schema: &Value) -> Type {
    let schema = match schema["$ref"].as_str() {
        Some(path) => root.pointer(path.trim_start_matches('#')).unwrap_or(schema),
        None => schema,
    };
    if is_time(schema) {
        return Type::Time;
    }
    let names = match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => {
            let forms = schema["anyOf"].as_array().into_iter().flatten();
            let mut forms = forms.filter(|form| form["type"] != "null");
            return forms.next().map_or(Type::Json, |form| kind(root, form));
        }
    };
    // A number that may come as text is a number.
    for (name, kind) in [
        ("number", Type::Number),
        ("integer", Type::Integer),
        ("boolean", Type::Flag),
        ("string", Type::Text),
    ] {
        if names.contains(&name) {
            return kind;
        }
    }
    Type::Json
}

fn is_time(schema: &Value) -> bool {
    let forms = schema["anyOf"].as_array().into_iter().flatten();
    schema["format"] == "date-time" || forms.into_iter().any(|form| form["format"] == "date-time")
}

#[cfg(test)]
mod tests {
    use super::*;
    use stocktrim::types::{
        ProductsRequestDto, PurchaseOrderRequestDto, SalesOrderRequestDto, SupplierRequestDto,
    };

    #[test]
    fn fields_are_read_from_the_models_with_their_types() {
        let products = Fields::of::<ProductsRequestDto>();
        let kind = |name: &str| products.get(name).map(|field| field.kind);
        assert_eq!(kind("productId"), Some(Type::Text));
        assert_eq!(kind("cost"), Some(Type::Number));
        assert_eq!(kind("leadTime"), Some(Type::Integer));
        assert_eq!(kind("discontinued"), Some(Type::Flag));
        assert_eq!(kind("suppliers"), Some(Type::Json));
        assert_eq!(kind("nonsense"), None);
        let sales = Fields::of::<SalesOrderRequestDto>();
        assert_eq!(sales.get("orderdate").map(|f| f.kind), Some(Type::Time));
        let orders = Fields::of::<PurchaseOrderRequestDto>();
        assert_eq!(orders.get("orderDate").map(|f| f.kind), Some(Type::Time));
        assert_eq!(orders.get("status").map(|f| f.kind), Some(Type::Text));
        assert_eq!(orders.get("supplier").map(|f| f.kind), Some(Type::Json));
        let suppliers = Fields::of::<SupplierRequestDto>();
        let required: Vec<_> = suppliers.all().iter().filter(|f| f.required).collect();
        assert_eq!(required.len(), 1);
        assert_eq!(required[0].name, "supplierCode");
    }

    #[test]
    fn texts_are_values_of_their_field_or_refused_by_name() {
        let fields = Fields::of::<ProductsRequestDto>();
        let read = |text: &str| fields.assignment(text).map(|(_, value)| value);
        assert_eq!(read("cost=12.50").unwrap(), 12.5);
        assert_eq!(read("cost=12").unwrap(), 12);
        assert_eq!(read("NAME= a=b ").unwrap(), " a=b ");
        assert_eq!(read("discontinued=yes").unwrap(), true);
        assert_eq!(read("suppliers=[]").unwrap(), serde_json::json!([]));
        for text in [
            "cost=NaN",
            "cost=",
            "leadTime=1.5",
            "discontinued=maybe",
            "x=1",
            "cost",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(
            fields
                .assignments(&["cost=1".into(), "cost=2".into()])
                .is_err()
        );
    }
}
