//! The `eftop` program: hands over to the library and turns its result into an exit code.

use std::process::ExitCode;

// The C library's allocator has an arena for each thread and keeps in it what one large answer needed: memory grew tenfold over half
// an hour of faults, while what was in use did not. This one gives it back.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    eftop::run::main().into()
}
