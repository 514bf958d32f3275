//! A small program that uses every item of a generated module, written from what that module shows.

use std::fmt::Write as _;
use xtask::public_api::{Operation, PublicApi, Type};

/// The source of the program.
pub fn source(api: &PublicApi) -> String {
    let mut out = String::from(
        "#![allow(deprecated)]\nuse stocktrim::types::*;\nuse stocktrim::{Api, Response};\n",
    );
    for (name, ty) in &api.types {
        match ty.kind {
            "enum" => use_enum(&mut out, name, ty),
            _ => use_struct(&mut out, name, ty),
        }
    }
    for (name, operation) in &api.operations {
        use_operation(&mut out, name, operation);
    }
    out.push_str("fn main() {}\n");
    out
}

fn use_enum(out: &mut String, name: &str, ty: &Type) {
    let arms: Vec<String> = ty
        .members
        .keys()
        .map(|member| format!("{name}::{member} => {member:?}, "))
        .collect();
    let arms = arms.concat();
    let _ = writeln!(
        out,
        "pub fn match_{name}(v: &{name}) -> &'static str {{ match v {{ {arms} _ => \"other\" }} }}"
    );
}

fn use_struct(out: &mut String, name: &str, ty: &Type) {
    for (field, member) in &ty.members {
        let _ = writeln!(
            out,
            "pub fn read_{name}_{field}(v: {name}) -> {} {{ v.{field} }}",
            member.ty
        );
    }
    for (function, parameters) in &ty.functions {
        let arguments: Vec<&str> = parameters
            .split(", ")
            .filter_map(|p| Some(p.split_once(':')?.0))
            .collect();
        let arguments = arguments.join(", ");
        if function == "new" {
            let _ = writeln!(
                out,
                "pub fn new_{name}({parameters}) -> {name} {{ {name}::new({arguments}) }}"
            );
        } else {
            let _ = writeln!(
                out,
                "pub fn set_{name}_{function}(v: {name}, {parameters}) -> {name} {{ v.{function}({arguments}) }}"
            );
        }
    }
    if ty.derives.iter().any(|derive| derive == "Default") {
        let _ = writeln!(
            out,
            "pub fn default_{name}() -> {name} {{ {name}::default() }}"
        );
    }
}

fn use_operation(out: &mut String, name: &str, operation: &Operation) {
    let setters = &operation.setters;
    let parameters: Vec<String> = setters
        .iter()
        .map(|(setter, ty)| format!(", {setter}: {ty}"))
        .collect();
    let chain: Vec<String> = setters
        .keys()
        .map(|setter| format!(".{setter}({setter})"))
        .collect();
    let (parameters, chain) = (parameters.concat(), chain.concat());
    let answer = &operation.answer;
    let _ = writeln!(
        out,
        "pub async fn call_{name}(api: &Api{parameters}) -> Option<Response<{answer}>> {{ api.{name}(){chain}.send().await.ok() }}"
    );
}
