//! The program `stocktrim`.

use std::process::ExitCode;

fn main() -> ExitCode {
    stocktrim_cli::main()
}
