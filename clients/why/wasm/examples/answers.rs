//! Answers questions, one a line, as the page does, but compiled for this machine: what a test compares the page with.

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for question in io::stdin().lock().lines() {
        out.write_all(&store_auth_why::answer_to(question?.as_bytes()))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
