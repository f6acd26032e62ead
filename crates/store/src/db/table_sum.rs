//! What two tables are compared by: how many rows there are, and a sum over all of them.

use super::table_lines::{Lines, each};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};

/// How many rows a table has, and a sum of their hashes: the same in whatever order they come, and another where one of them
/// is another, is missing, or is there once more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableSum {
    /// The number of rows.
    pub rows: u64,
    /// The first half of the SHA-256 of each, as a number, added up without what is carried.
    pub sum: u128,
}

impl TableSum {
    /// Of all rows. `tell` is told of each few thousand, how many there are of them.
    pub(super) async fn of(
        mut lines: Lines<'_>,
        mut tell: impl FnMut(u64),
    ) -> Result<Self, sqlx::Error> {
        let mut sum = Self::default();
        while let Some(some) = lines.try_next().await? {
            let before = sum.rows;
            each(&some).for_each(|line| sum.add(line));
            tell(sum.rows - before);
        }
        Ok(sum)
    }

    fn add(&mut self, line: &[u8]) {
        let mut half = [0; 16];
        let hash = Sha256::digest(line);
        half.iter_mut().zip(hash).for_each(|(to, byte)| *to = byte);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
    }
}

#[cfg(test)]
mod tests {
    use super::TableSum;

    fn sum(lines: &[&str]) -> TableSum {
        let mut sum = TableSum::default();
        for line in lines {
            sum.add(line.as_bytes());
        }
        sum
    }

    #[test]
    fn the_order_of_rows_is_none_of_it_and_all_else_is() {
        let all = sum(&["1\ta", "2\tb", "2\tb"]);
        assert_eq!(all, sum(&["2\tb", "1\ta", "2\tb"]));
        for other in [&["1\ta", "2\tb"][..], &["1\ta", "1\ta", "2\tb"], &["1\ta", "2\tb", "2\tc"]] {
            assert_ne!(all, sum(other), "{other:?}");
        }
    }
}
