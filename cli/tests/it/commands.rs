//! What the commands print, as transcripts in `tests/cmd` and in the README; `TRYCMD=overwrite` writes them anew.

#[test]
fn every_command_prints_what_its_transcript_says() {
    trycmd::TestCases::new()
        .default_bin_path(env!("CARGO_BIN_EXE_stocktrim"))
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .case("README.md")
        .case("tests/cmd/*.trycmd");
}
