//! The public API as text, for `spec/api.txt`.

use super::{Member, Operation, PublicApi, Type};
use std::fmt::Write as _;

const HEAD: &str = "\
# The public API of the generated code: a line per operation, method, type, field and conversion.
# Written by `cargo xtask regenerate`, never by hand.
";

/// The whole text; equal APIs give equal texts.
pub fn text(api: &PublicApi) -> String {
    let mut text = HEAD.to_owned();
    for (name, operation) in &api.operations {
        write_operation(&mut text, name, operation);
    }
    for (name, ty) in &api.types {
        write_type(&mut text, name, ty);
    }
    text
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{content}");
}

fn write_operation(text: &mut String, name: &str, operation: &Operation) {
    let Operation {
        variant,
        idempotency,
        key,
        method,
        path,
        values,
        answer,
        ..
    } = operation;
    let by = if key.is_empty() {
        String::new()
    } else {
        format!(" by {key}")
    };
    line(
        text,
        format_args!("operation {name} = Operation::{variant}: {method} {path}, {idempotency}{by}"),
    );
    for (setter, ty) in values {
        let inner = ty
            .strip_prefix("Option<")
            .and_then(|ty| ty.strip_suffix('>'));
        let (ty, optional) = inner.map_or((ty.as_str(), ""), |inner| (inner, ", optional"));
        line(
            text,
            format_args!("method {name}().{setter}({ty}){optional}"),
        );
    }
    line(
        text,
        format_args!("method {name}().send() -> Response<{answer}>"),
    );
    line(
        text,
        format_args!("method {name}().send_raw() -> Response<Bytes>"),
    );
}

fn write_type(text: &mut String, name: &str, ty: &Type) {
    let kind = ty.kind;
    match ty.functions.get("new") {
        Some(new) => line(text, format_args!("{kind} {name} new({new})")),
        None => line(text, format_args!("{kind} {name}")),
    }
    if let Some(extra) = ty.functions.get("extra") {
        line(text, format_args!("method {name}.extra({extra})"));
    }
    for (read, made) in &ty.conversions {
        line(text, format_args!("{name}: {made}<{read}>"));
    }
    for (member, about) in &ty.members {
        if kind == "enum" {
            line(
                text,
                format_args!("variant {name}::{member} = {:?}", about.wire),
            );
        } else {
            let clear = format!("clear_{member}");
            let clear = if ty.functions.contains_key(&clear) {
                ", or null"
            } else {
                ""
            };
            let Member { ty, wire } = about;
            line(
                text,
                format_args!("field {name}.{member}: {ty} = {wire:?}{clear}"),
            );
        }
    }
}
