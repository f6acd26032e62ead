//! The command `storeauth`.

use std::process::ExitCode;

fn main() -> ExitCode {
    storeauth::main()
}
