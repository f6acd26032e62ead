//! Things of a Store as text: tables of many, and all that is known of one.

use crate::output::report::Report;
use serde_json::{Map, Value};
use std::io;

/// What a column shows: its heading, and where a thing has it.
pub(crate) type Column = (&'static str, &'static str);

/// A table whose rows come by and by. Its columns are as wide as what the first rows hold.
#[derive(Debug)]
pub(crate) struct Table {
    columns: &'static [Column],
    widths: Vec<usize>,
}

impl Table {
    pub(crate) fn new(columns: &'static [Column]) -> Self {
        Self { columns, widths: Vec::new() }
    }

    /// Writes rows, the heading before the first.
    pub(crate) fn rows(&mut self, out: &mut Report, things: &[Value]) -> io::Result<()> {
        let cells = |thing: &Value| {
            let cell = |(_, at): &Column| thing.pointer(at).map(shown).unwrap_or_default();
            self.columns.iter().map(cell).collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<String>> = things.iter().map(cells).collect();
        if self.widths.is_empty() {
            rows.insert(0, self.columns.iter().map(|(name, _)| (*name).to_owned()).collect());
            let width = |column| {
                let lengths = rows.iter().filter_map(|row| row.get(column));
                lengths.map(|cell: &String| cell.chars().count()).max().unwrap_or(0)
            };
            self.widths = (0..self.columns.len()).map(width).collect();
        }
        for row in rows {
            let cells = row.iter().zip(&self.widths);
            let line = cells.fold(String::new(), |line, (cell, width)| {
                let width = *width;
                line + &format!("{cell:<width$}  ")
            });
            out.text(line.trim_end())?;
        }
        Ok(())
    }
}

/// A line for each member, those of members among them.
pub(crate) fn members(out: &mut Report, thing: &Value) -> io::Result<()> {
    lines(out, "", thing)
}

/// In which order people expect members. What is not listed comes last.
const ORDER: [&str; 22] = [
    "code",
    "id",
    "server",
    "number",
    "state",
    "company",
    "product",
    "name",
    "standing",
    "status",
    "plan",
    "amount",
    "currency",
    "since",
    "shortDescription",
    "longDescription",
    "website",
    "contactEmail",
    "free",
    "trialDays",
    "made",
    "scopes",
];

fn in_order(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = members.iter().collect();
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    members.sort_by_key(|(name, _)| place(name));
    members
}

fn lines(out: &mut Report, before: &str, thing: &Value) -> io::Result<()> {
    let Value::Object(members) = thing else { return Ok(()) };
    for (name, value) in in_order(members) {
        match value {
            Value::Object(_) => lines(out, &format!("{before}{name}."), value)?,
            Value::Array(things) if things.iter().any(Value::is_object) => {
                for thing in things {
                    out.text(format_args!("{before}{name}: {}", shown(thing)))?;
                }
            }
            value => match shown(value).as_str() {
                "" => {}
                text => out.text(format_args!("{before}{name}: {text}"))?,
            },
        }
    }
    Ok(())
}

/// A value on one line. Whoever gave a thing its name cannot have it do anything to a terminal.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.chars().fold(String::new(), |mut shown, letter| {
            if letter.is_control() || turns_around(letter) {
                shown.extend(letter.escape_default());
            } else {
                shown.push(letter);
            }
            shown
        }),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let values = in_order(members)
                .into_iter()
                .map(|(_, value)| shown(value))
                .filter(|value| !value.is_empty());
            values.collect::<Vec<_>>().join(" ")
        }
    }
}

/// Whether what follows may be shown in another order than it is in.
fn turns_around(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_does_nothing_to_a_terminal() {
        assert_eq!(shown(&json!("a\u{1b}[31m\n")), "a\\u{1b}[31m\\n");
    }

    #[test]
    fn a_price_is_on_one_line() {
        let price = json!({"plan": "display", "amount": 1916, "currency": "USD", "since": null});
        assert_eq!(shown(&price), "display 1916 USD");
    }
}
