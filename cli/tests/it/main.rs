//! The program `stocktrim` against the sandbox.

mod support;

mod commands;
mod exits;
mod imports;
mod profiles;
mod report;
mod secrets;
mod survey;
mod writes;
