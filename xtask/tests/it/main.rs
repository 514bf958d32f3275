//! The tasks, on copies of the repository's own files.

mod common;
mod document;
mod drift;
mod fetch;
mod follow;
mod judged;
mod mutations;
mod printing;
mod refusals;
mod regenerate;
mod rules;
mod rust_axis;
#[cfg(unix)]
mod workflow;
