//! The `eftop` program: hands over to the library and turns its result into an exit code.

fn main() {}
