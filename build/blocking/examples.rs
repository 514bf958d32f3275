//! Documentation of an async method, turned into that of the method that waits.

/// The same text with its examples made blocking; `starters` are the methods whose answer is
/// awaited, and here is run.
pub fn without_async(docs: &str, starters: &[String]) -> String {
    let mut parts = docs.split("```");
    let mut text = parts.next().unwrap_or_default().to_owned();
    // Between two fences is an example, and after the second one is text again.
    while let (Some(code), after) = (parts.next(), parts.next()) {
        let fence = format!(
            "```{}```{}",
            example(code, starters),
            after.unwrap_or_default()
        );
        text.push_str(&fence);
    }
    text
}

fn example(code: &str, starters: &[String]) -> String {
    let mut code = code.replace("stocktrim::Client", "stocktrim::blocking::Client");
    for starter in starters {
        code = run_instead(&code, starter);
    }
    let looped: Vec<String> = code
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("while let Some("))
        .filter_map(|line| line.split_once(") = ")?.1.strip_suffix(".next().await {"))
        .map(ToOwned::to_owned)
        .collect();
    // Not `lines()`: the closing fence stands at the beginning of its own line.
    let lines = code
        .split('\n')
        .filter(|line| !SANDBOX.iter().any(|part| line.contains(part)));
    let mut lines: Vec<String> = lines.map(|line| blocking(line, &looped)).collect();
    let without_result = "fn example(client: stocktrim::blocking::Client) {";
    if let Some(head) = lines.iter().position(|line| line.contains(without_result)) {
        lines[head] = lines[head].replace(" {", " -> stocktrim::Result<()> {");
        if let Some(end) = lines.iter().rposition(|line| line.trim() == "# }") {
            let indent = lines[end].replace("# }", "# Ok(())");
            lines.insert(end, indent);
        }
    }
    lines.join("\n")
}

/// What runs an example against the sandbox, which needs a runtime; here it is only compiled.
const SANDBOX: &[&str] = &[
    "# #[cfg(feature = \"sandbox\")]",
    "# #[cfg(not(feature = \"sandbox\"))]",
    "# #[tokio::main(",
    "sandbox::Sandbox::start()",
    "= sandbox.client()?",
    "# fn main() {}",
];

fn blocking(line: &str, looped: &[String]) -> String {
    let mut line = line
        .replace(
            "async fn main()",
            "fn example(client: stocktrim::blocking::Client)",
        )
        .replace("async fn", "fn");
    for stream in looped {
        line = line.replace(&format!("let mut {stream} ="), &format!("let {stream} ="));
        let (head, tail) = ("while let Some(", format!(") = {stream}.next().await {{"));
        if line.ends_with(&tail) {
            line = line
                .replace(head, "for ")
                .replace(&tail, &format!(" in {stream} {{"));
        }
    }
    line.replace(".await", "")
}

/// Replaces the `.await` that follows each call of `starter`.
fn run_instead(code: &str, starter: &str) -> String {
    let call = format!(".{starter}(");
    let mut done = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(&call) {
        let (before, after) = rest.split_at(at + call.len());
        done.push_str(before);
        rest = after;
        if let Some((between, after)) = after.split_once(".await") {
            done.push_str(between);
            done.push_str(".run()?");
            rest = after.strip_prefix('?').unwrap_or(after);
        }
    }
    done + rest
}
