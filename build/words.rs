//! The document's own words become the documentation of the client and of its requests.

use openapiv3::{
    Operation, Parameter, ParameterSchemaOrContent, ReferenceOr, SchemaKind, StatusCode, Type,
};
use syn::{
    Attribute, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, Visibility, parse_quote,
};

use crate::generate::document::{Document, operations};
use crate::generate::rewrite::{code, expect, items};

/// Documents the client's methods, the requests, and their setters.
pub fn client(file: &mut File, document: &Document) -> Result<(), String> {
    let calls: Vec<_> = operations(&document.openapi)
        .map(|(path, method, operation)| Call {
            path,
            method: method.to_uppercase(),
            operation,
        })
        .collect();
    let mut seen = Seen::default();
    for item in &mut file.items {
        match item {
            Item::Struct(client) if client.ident == "Client" => {
                let text = document.openapi.info.description.as_deref();
                document_with(
                    &mut client.attrs,
                    text.unwrap_or("Every operation of the document, one method each."),
                );
            }
            Item::Impl(block) if block.trait_.is_none() && code(&block.self_ty) == "Client" => {
                methods(block, &calls, &mut seen);
            }
            Item::Mod(module) if module.ident == "builder" => {
                let text = "The requests of [`Api`](crate::Api), one for every operation.";
                document_with(&mut module.attrs, text);
                requests(module, &calls, &mut seen);
            }
            _ => {}
        }
    }
    let want = document.counts();
    expect("method of an operation", seen.methods, want.operations)?;
    expect("request of an operation", seen.requests, want.operations)?;
    expect("sending of an operation", seen.sendings, want.operations)?;
    expect("body", seen.bodies, want.bodies)?;
    expect("parameter", seen.parameters, want.parameters)
}

/// Replaces an item's documentation.
pub fn document_with(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    attributes.push(parse_quote!(#[doc = #text]));
}

#[derive(Default)]
struct Seen {
    methods: usize,
    requests: usize,
    sendings: usize,
    bodies: usize,
    parameters: usize,
}

/// An operation, as the texts name it.
struct Call<'a> {
    path: &'a str,
    method: String,
    operation: &'a Operation,
}

impl Call<'_> {
    fn id(&self) -> &str {
        self.operation.operation_id.as_deref().unwrap_or_default()
    }

    /// The name of its request: `list_products` as `ListProducts`.
    fn request(&self) -> String {
        let words = self.id().split('_').map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        });
        words.collect()
    }

    /// What it does, in the document's words if it has any.
    fn sentence(&self) -> String {
        let told = self.operation.description.as_deref();
        told.map_or_else(|| format!("Calls {}.", self.line()), str::to_owned)
    }

    /// Its line in the document: `GET /api/Products`.
    fn line(&self) -> String {
        format!("`{} {}`", self.method, self.path)
    }

    fn parameters(&self) -> impl Iterator<Item = &openapiv3::ParameterData> {
        let named = self.operation.parameters.iter();
        named.filter_map(ReferenceOr::as_item).map(|parameter| {
            let (Parameter::Query { parameter_data, .. }
            | Parameter::Header { parameter_data, .. }
            | Parameter::Path { parameter_data, .. }
            | Parameter::Cookie { parameter_data, .. }) = parameter;
            parameter_data
        })
    }

    /// What its body is, as a link: a model, or a list of one.
    fn body(&self) -> Option<String> {
        let body = self.operation.request_body.as_ref()?.as_item()?;
        let schema = body.content.get("application/json")?.schema.as_ref()?;
        let (list, reference) = match schema {
            ReferenceOr::Reference { reference } => ("", reference),
            ReferenceOr::Item(schema) => match &schema.schema_kind {
                SchemaKind::Type(Type::Array(list)) => match list.items.as_ref()? {
                    ReferenceOr::Reference { reference } => ("a list of ", reference),
                    ReferenceOr::Item(_) => return None,
                },
                _ => return None,
            },
        };
        let model = reference.rsplit('/').next()?;
        Some(format!("{list}[`{model}`](crate::types::{model})"))
    }

    /// The parameters and the body of the operation in one sentence, each with its setter.
    fn arguments(&self) -> Option<String> {
        let request = self.request();
        let setter = |name: &str| format!("[`{name}`](builder::{request}::{name})");
        let named = self.parameters().map(|parameter| {
            let must = if parameter.required {
                " (required)"
            } else {
                ""
            };
            format!("{}{must}", setter(&snake(&parameter.name)))
        });
        let body = self
            .body()
            .map(|model| format!("a {}: {model}", setter("body")));
        let all: Vec<_> = named.chain(body).collect();
        (!all.is_empty()).then(|| format!("Takes {}.", all.join(", ")))
    }

    /// Whether it answers with something to read.
    fn answers(&self) -> bool {
        let success = self
            .operation
            .responses
            .responses
            .get(&StatusCode::Range(2));
        let success = success.and_then(ReferenceOr::as_item);
        success.is_some_and(|answer| !answer.content.is_empty())
    }
}

fn methods(block: &mut ItemImpl, calls: &[Call<'_>], seen: &mut Seen) {
    for method in functions(block) {
        let name = method.sig.ident.to_string();
        let Some(call) = calls.iter().find(|call| call.id() == name) else {
            continue;
        };
        seen.methods += 1;
        let mut text = format!("{}\n\nSends {}.", call.sentence(), call.line());
        if let Some(arguments) = call.arguments() {
            text = format!("{text} {arguments}");
        }
        document_with(&mut method.attrs, &text);
    }
}

fn requests(module: &mut ItemMod, calls: &[Call<'_>], seen: &mut Seen) {
    for item in items(module) {
        match item {
            Item::Struct(request) => {
                let name = request.ident.to_string();
                let Some(call) = calls.iter().find(|call| call.request() == name) else {
                    continue;
                };
                seen.requests += 1;
                let text = format!(
                    "{}\n\nMade by [`{id}`](super::Client::{id}).",
                    call.sentence(),
                    id = call.id()
                );
                document_with(&mut request.attrs, &text);
            }
            Item::Impl(block) => {
                let name = code(&block.self_ty);
                let name = name.split('<').next().unwrap_or_default().to_owned();
                if let Some(call) = calls.iter().find(|call| call.request() == name) {
                    setters(block, call, seen);
                }
            }
            _ => {}
        }
    }
}

fn setters(block: &mut ItemImpl, call: &Call<'_>, seen: &mut Seen) {
    for method in functions(block) {
        if !matches!(method.vis, Visibility::Public(_)) {
            continue;
        }
        let name = method.sig.ident.to_string();
        let parameter = call.parameters().find(|p| snake(&p.name) == name);
        let text = if let Some(parameter) = parameter {
            seen.parameters += 1;
            of_parameter(parameter)
        } else if name == "send" && method.sig.asyncness.is_some() {
            seen.sendings += 1;
            of_sending(call)
        } else if name == "body" {
            seen.bodies += 1;
            let what = call.body().map(|model| format!(": {model}"));
            let what = what.unwrap_or_default();
            format!("Sets the body{what}. Without one nothing is sent.")
        } else {
            continue;
        };
        document_with(&mut method.attrs, &text);
    }
}

fn of_parameter(parameter: &openapiv3::ParameterData) -> String {
    let mut text = format!("Sets `{}`.", parameter.name);
    if let Some(words) = &parameter.description {
        text = format!("{text} {words}");
    }
    if parameter.required {
        text.push_str("\n\nRequired: without it nothing is sent.");
    }
    if is_text(parameter) {
        text.push_str("\n\nA blank text is refused before anything is sent.");
    }
    text
}

fn of_sending(call: &Call<'_>) -> String {
    let answer = if call.answers() {
        "the answer, with its status and headers"
    } else {
        "the status and headers of the answer, whose body is not read"
    };
    format!(
        "Sends {} and returns {answer}.\n\n# Errors\nThe generated code's own error; `?` turns it \
         into an [`Error`](crate::Error), which tells the kind and whether the call was applied.",
        call.line()
    )
}

fn is_text(parameter: &openapiv3::ParameterData) -> bool {
    let ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) = &parameter.format else {
        return false;
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => {
            matches!(&text.format, openapiv3::VariantOrUnknownOrEmpty::Empty)
        }
        _ => false,
    }
}

fn functions(block: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    block.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// The name of a parameter's setter: `pageNo` as `page_no`.
fn snake(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
