//! Where results go, in the order of the input.

use crate::{
    control::Control,
    tally::{Part, Tally},
};
use std::{
    io::{self, Write},
    sync::Arc,
};

/// Counts results, and writes the denied requests among them.
pub(crate) struct Sink<'a> {
    tally: Tally,
    denied: Option<&'a mut (dyn Write + Send)>,
    result: io::Result<()>,
    control: Arc<Control>,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(denied: Option<&'a mut (dyn Write + Send)>, control: &Arc<Control>) -> Self {
        Self { tally: Tally::default(), denied, result: Ok(()), control: Arc::clone(control) }
    }

    /// Takes the next result. Where it can't be written, the audit is stopped.
    pub(crate) fn take(&mut self, part: Part) {
        if let (Some(denied), Ok(())) = (&mut self.denied, &self.result) {
            self.result = denied.write_all(&part.denied);
            if self.result.is_err() {
                self.control.stop();
            }
        }
        self.control.add_lines(part.lines());
        self.tally.add(part);
    }

    /// What was counted.
    ///
    /// # Errors
    /// What writing failed for.
    pub(crate) fn finish(self) -> io::Result<Tally> {
        self.result?;
        self.denied.map_or(Ok(()), Write::flush)?;
        Ok(self.tally)
    }
}
