//! Lives through histories: one as JSON on each line of the standard input, and what the client did on each line of the
//! standard output. `tests/vectors/README.md` has their form.
//!
//! ```sh
//! jq -c '.[]' tests/vectors/app-client.json | cargo run --release -p store-auth-client --example replay
//! ```

#[path = "../tests/simulation/mod.rs"]
mod simulation;

use simulation::{History, live};
use std::{
    error::Error,
    io::{self, BufRead, BufWriter, Write},
    sync::Arc,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let history: History = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut output, &live(&Arc::new(history)))?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}
