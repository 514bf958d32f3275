//! The vendor's document, read once: models, and for every operation its parameters, body and success.

use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;

/// StockTrim's own document; what validates requests and shapes answers.
pub(super) static VENDOR: LazyLock<Document> = LazyLock::new(|| {
    let document = serde_json::from_str(stocktrim::VENDOR_DOCUMENT);
    Document::read(&document.expect("StockTrim's document is JSON"))
});

/// The parts of the document that a server needs.
#[derive(Debug)]
pub(super) struct Document {
    models: HashMap<String, Model>,
    /// By method in lower case and path template as written.
    contracts: HashMap<(String, String), Contract>,
}

/// An object schema.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) fields: Vec<Field>,
    /// Whether keys that it does not name are allowed.
    pub(super) open: bool,
}

/// A property of a model.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// The name as it stands in an object: in quotes, with a colon.
    pub(super) written: String,
    pub(super) schema: Schema,
    pub(super) required: bool,
}

/// What a value must look like.
#[derive(Debug, Clone)]
pub(super) struct Schema {
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    /// Whether it stands behind a `$ref`, which cannot say that it is nullable.
    pub(super) referenced: bool,
}

/// The type of a value, with the rules of that type.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Any,
    Text { min_length: usize, date_time: bool },
    Member { of: String, members: Vec<String> },
    Integer { minimum: Option<f64> },
    Number { minimum: Option<f64> },
    Boolean,
    List(Box<Schema>),
    Model(String),
}

/// What the document says about one operation.
#[derive(Debug)]
pub(super) struct Contract {
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) status: u16,
    pub(super) answer: Option<Schema>,
}

/// A parameter in path or query; the two header parameters are the business of the door.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) schema: Schema,
}

/// A request body.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) media: Vec<String>,
    pub(super) schema: Schema,
}

impl Document {
    /// The model of that name.
    pub(super) fn model(&self, name: &str) -> &Model {
        static NONE: Model = Model {
            fields: Vec::new(),
            open: true,
        };
        self.models.get(name).unwrap_or(&NONE)
    }

    /// What is said about an operation.
    pub(super) fn contract(&self, method: &str, path: &str) -> Option<&Contract> {
        self.contracts
            .get(&(method.to_ascii_lowercase(), path.to_owned()))
    }

    /// How many operations there are.
    #[cfg(test)]
    pub(super) fn operations(&self) -> usize {
        self.contracts.len()
    }

    fn read(root: &Value) -> Self {
        let schemas = &root["components"]["schemas"];
        let models = entries(schemas)
            .filter(|(_, schema)| schema["type"] == "object")
            .map(|(name, schema)| (name.clone(), model(schemas, schema)))
            .collect();
        let contracts = entries(&root["paths"])
            .flat_map(|(path, item)| entries(item).map(move |(method, op)| (path, method, op)))
            .map(|(path, method, op)| ((method.clone(), path.clone()), contract(schemas, op)))
            .collect();
        Self { models, contracts }
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn model(schemas: &Value, object: &Value) -> Model {
    let fields = entries(&object["properties"])
        .map(|(name, property)| Field {
            name: name.clone(),
            written: format!("{}:", Value::from(name.as_str())),
            schema: schema(schemas, property),
            required: items(&object["required"]).any(|required| required == name),
        })
        .collect();
    Model {
        fields,
        open: object["additionalProperties"] != false,
    }
}

fn schema(schemas: &Value, value: &Value) -> Schema {
    if let Some(name) = value["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        let target = &schemas[name];
        let kind = if target["enum"].is_array() {
            let members = items(&target["enum"]).map(text).collect();
            Kind::Member {
                of: name.to_owned(),
                members,
            }
        } else {
            Kind::Model(name.to_owned())
        };
        return Schema {
            kind,
            nullable: false,
            referenced: true,
        };
    }
    let minimum = value["minimum"].as_f64();
    let kind = match value["type"].as_str() {
        Some("string") => Kind::Text {
            min_length: value["minLength"]
                .as_u64()
                .unwrap_or(0)
                .try_into()
                .unwrap_or(usize::MAX),
            date_time: value["format"] == "date-time",
        },
        Some("integer") => Kind::Integer { minimum },
        Some("number") => Kind::Number { minimum },
        Some("boolean") => Kind::Boolean,
        Some("array") => Kind::List(Box::new(schema(schemas, &value["items"]))),
        _ => Kind::Any,
    };
    Schema {
        kind,
        nullable: value["nullable"] == true,
        referenced: false,
    }
}

fn contract(schemas: &Value, operation: &Value) -> Contract {
    let parameters = items(&operation["parameters"])
        .filter(|parameter| parameter["in"] != "header")
        .map(|parameter| Parameter {
            name: text(&parameter["name"]),
            required: parameter["required"] == true,
            schema: schema(schemas, &parameter["schema"]),
        })
        .collect();
    let content = &operation["requestBody"]["content"];
    let body = entries(content).next().map(|(_, first)| Body {
        media: entries(content).map(|(media, _)| media.clone()).collect(),
        schema: schema(schemas, &first["schema"]),
    });
    let success = entries(&operation["responses"]).find(|(status, _)| status.starts_with('2'));
    let (status, answer) = success.map_or((200, None), |(status, response)| {
        let answer = &response["content"]["application/json"]["schema"];
        (
            status.parse().unwrap_or(200),
            answer.is_object().then(|| schema(schemas, answer)),
        )
    });
    Contract {
        parameters,
        body,
        status,
        answer,
    }
}
