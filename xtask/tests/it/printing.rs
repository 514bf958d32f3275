//! What a task prints may have no reader.

use std::process::Command;

#[test]
fn e11_a_report_whose_reader_has_left_ends_as_it_would() {
    for (fail_on, code) in [("never", 0), ("breaking", 1)] {
        let folder = tempfile::tempdir().unwrap();
        let old = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/vendor.json");
        let new = folder.path().join("new.json");
        let text = std::fs::read_to_string(old).unwrap();
        std::fs::write(&new, text.replace("/api/Customers\"", "/api/Clients\"")).unwrap();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["diff", old])
            .arg(&new)
            .args(["--fail-on", fail_on])
            .stdout(writer)
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*errors), (Some(code), ""));
    }
}
