//! One test for each line of the faults that the field found, by the number of the line.

mod a;
mod b;
mod c;
