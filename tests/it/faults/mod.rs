//! What was found by use: a module per section, and each test bears the number of its finding.

mod e;
