//! The face as text, for `spec/api.txt`.

use super::{Face, Operation, Type};
use std::fmt::Write as _;

const HEAD: &str = "\
# The public face of the generated code: a line per operation, type and field.
# Written by `cargo xtask regenerate`, never by hand.
";

/// The whole text; equal faces give equal texts.
pub fn text(face: &Face) -> String {
    let mut text = HEAD.to_owned();
    for (name, operation) in &face.operations {
        line(
            &mut text,
            format_args!("operation {name} {}", self::operation(operation)),
        );
    }
    for (name, ty) in &face.types {
        write_type(&mut text, name, ty);
    }
    text
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{content}");
}

fn operation(operation: &Operation) -> String {
    let Operation {
        method,
        path,
        values,
        answer,
        ..
    } = operation;
    let named = values.iter().filter(|(name, _)| *name != "body");
    let mut listed: Vec<_> = named.map(|(name, ty)| format!("{name}: {ty}")).collect();
    listed.extend(values.get("body").map(|ty| format!("body {ty}")));
    format!("{method} {path} ({}) -> {answer}", listed.join(", "))
}

fn write_type(text: &mut String, name: &str, ty: &Type) {
    let kind = ty.kind;
    match ty.functions.get("new") {
        Some(new) => line(text, format_args!("{kind} {name} new({new})")),
        None => line(text, format_args!("{kind} {name}")),
    }
    for (member, about) in &ty.members {
        if kind == "enum" {
            line(
                text,
                format_args!("variant {name}::{member} = {:?}", about.wire),
            );
        } else {
            line(
                text,
                format_args!("field {name}.{member}: {} = {:?}", about.ty, about.wire),
            );
        }
    }
}
