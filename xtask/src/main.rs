//! `cargo xtask <task>`.
fn main() {
    let v = xtask::document::read(&std::fs::read_to_string("spec/vendor.json").unwrap()).unwrap();
    assert_eq!(xtask::document::canonical(&v), std::fs::read_to_string("spec/vendor.json").unwrap());
    let o = xtask::overlay::read(&std::fs::read_to_string("spec/overlay.yaml").unwrap()).unwrap();
    let a = xtask::overlay::apply(&o, &v).unwrap();
    for f in &a.faults { println!("{f}"); }
    std::fs::write("spec/stocktrim.json", xtask::document::canonical(&a.document)).unwrap();
}
