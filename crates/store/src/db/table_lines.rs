//! Rows of tables as lines of text, which are the same whoever keeps them: those of `COPY` in `PostgreSQL`.
//!
//! Values are separated by tabs, a backslash stands before a letter for what would separate, `\N` is null. What is true is 1,
//! what is not is 0, and bytes are `\x` and their hexadecimal digits.

use super::{
    from_rows::foreign,
    tables::{Kind, Table},
};
use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{BoxStream, try_unfold},
};

/// Rows of a table: some whole lines at a time, each with a line break.
pub(super) type Lines<'a> = BoxStream<'a, Result<Vec<u8>, sqlx::Error>>;

/// Bytes that are enough for a time.
const ENOUGH: usize = 256 << 10;

/// How what would separate is written, in the order in which it has to be replaced.
pub(super) const ESCAPES: [(u8, u8); 7] = [
    (b'\\', b'\\'),
    (0x08, b'b'),
    (b'\t', b't'),
    (b'\n', b'n'),
    (0x0b, b'v'),
    (0x0c, b'f'),
    (b'\r', b'r'),
];

/// Many lines at a time, out of one at a time.
pub(super) fn together<'a, L: AsRef<[u8]> + Send + 'a>(
    lines: impl Stream<Item = Result<L, sqlx::Error>> + Send + 'a,
) -> Lines<'a> {
    let some = |mut lines: BoxStream<'a, Result<L, sqlx::Error>>| async move {
        let mut batch = Vec::new();
        while batch.len() < ENOUGH
            && let Some(line) = lines.try_next().await?
        {
            batch.extend_from_slice(line.as_ref());
        }
        Ok((!batch.is_empty()).then_some((batch, lines)))
    };
    try_unfold(lines.boxed(), some).boxed()
}

/// The lines among them, without their line breaks.
pub(super) fn each(lines: &[u8]) -> impl Iterator<Item = &[u8]> {
    lines
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}

/// How many lines they are.
pub(super) fn count(lines: &[u8]) -> u64 {
    each(lines).map(|_| 1).sum()
}

/// What is in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The values of a line.
pub(super) fn values(table: &Table, line: &[u8]) -> Result<Vec<Value>, sqlx::Error> {
    let mut fields = line.split(|byte| *byte == b'\t');
    let mut values = Vec::with_capacity(table.columns.len() + 1);
    for (name, kind) in table.columns {
        let problem = || foreign(format!("{}.{name} is not what such a column has", table.name));
        let field = fields.next().ok_or_else(problem)?;
        values.push(value(*kind, field).ok_or_else(problem)?);
    }
    Ok(values)
}

fn value(kind: Kind, field: &[u8]) -> Option<Value> {
    if field == br"\N" {
        return Some(Value::Null);
    }
    let text = String::from_utf8(unescaped(field)?).ok()?;
    Some(match kind {
        Kind::Integer | Kind::Boolean => Value::Integer(text.parse().ok()?),
        Kind::Text => Value::Text(text),
        Kind::Bytes => Value::Bytes(hex::decode(text.strip_prefix(r"\x")?).ok()?),
    })
}

fn unescaped(field: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = field.iter();
    let mut text = Vec::with_capacity(field.len());
    while let Some(byte) = bytes.next() {
        text.push(match byte {
            b'\\' => {
                let letter = bytes.next()?;
                ESCAPES.iter().find(|(_, written)| written == letter)?.0
            }
            byte => *byte,
        });
    }
    Some(text)
}
