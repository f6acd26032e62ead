//! A table for people.

use std::io;

/// A table in columns as wide as what they hold.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(header: impl Iterator<Item = String>) -> Self {
        Self { rows: vec![header.collect()] }
    }

    pub(super) fn row(&mut self, cells: impl Iterator<Item = String>) {
        self.rows.push(cells.collect());
    }

    /// Numbers stand at the right, all else at the left.
    pub(super) fn write(&self, mut to: impl io::Write) -> io::Result<()> {
        let mut widths = Vec::new();
        for row in &self.rows {
            widths.resize(row.len(), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &self.rows {
            let cells = row.iter().zip(&widths).map(|(cell, &width)| {
                let digits = cell.strip_prefix('-').unwrap_or(cell);
                let is_number =
                    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                if is_number { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            writeln!(to, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
