//! The engine of `eftop serve` over directories of the tests' own: what becomes of the files, and that nothing else is touched.

mod clashes;
mod confinement;
mod copying;
mod limits;
mod mounts;
mod moving;
mod program;
mod support;
mod table;
mod trees;
