//! Counts the hexadecimal digits of its input, with a plain loop that is compiled for each backend.
//!
//! ```sh
//! cargo run --example hex_digits <Cargo.toml
//! ```

use sha1_lanes::Backend;
use std::io::{self, Read};

// Always inlined: what is called instead is compiled as any other function.
#[expect(clippy::inline_always, reason = "or it is not compiled for the backend")]
#[inline(always)]
fn hex_digits(text: &[u8]) -> usize {
    text.iter().filter(|byte| byte.is_ascii_hexdigit()).count()
}

fn main() -> io::Result<()> {
    let mut text = Vec::new();
    io::stdin().read_to_end(&mut text)?;
    for backend in Backend::available() {
        let count = backend.vectorize(|| hex_digits(&text));
        println!("{}: {count}", backend.name());
    }
    Ok(())
}
