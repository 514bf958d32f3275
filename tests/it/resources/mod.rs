//! The resources against the sandbox, whatever it knows to do, and against scripted answers.

mod blank;
mod bulk;
mod faults;
mod forecast;
mod large;
mod live;
mod methods;
mod refused;
mod rows;
mod scripted;
mod shop;
