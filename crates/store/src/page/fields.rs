//! What was typed into a form, or stands in a URL behind the `?`.

use serde_json::Value;

/// Names and what was given for them, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads what a browser sends. White space around a value is left out, and line ends are `\n`.
    pub(crate) fn read(encoded: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(encoded);
        Self(
            pairs
                .map(|(name, value)| {
                    (name.into_owned(), value.replace("\r\n", "\n").trim().to_owned())
                })
                .collect(),
        )
    }

    /// What was given for a name; nothing where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(there, _)| there == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// All that was given for a name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let of_name = self.0.iter().filter(move |(there, _)| there == name);
        of_name.map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|given| given == value)
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// What a thing says for each of some names, of which `a.b` is the member `b` of its member `a`.
    pub(crate) fn of(thing: &Value, names: &[&str]) -> Self {
        let mut fields = Self::default();
        for name in names {
            let mut value = thing;
            for member in name.split('.') {
                value = &value[member];
            }
            match value {
                Value::Null => {}
                Value::String(text) => fields = fields.with(name, text.as_str()),
                Value::Array(values) => {
                    for value in values.iter().filter_map(Value::as_str) {
                        fields = fields.with(name, value);
                    }
                }
                other => fields = fields.with(name, other.to_string()),
            }
        }
        fields
    }

    /// A text as a member; none where nothing was given.
    pub(crate) fn optional(&self, name: &str) -> Value {
        match self.get(name) {
            "" => Value::Null,
            text => text.into(),
        }
    }

    /// A whole number as a member. What is none stays what it is: to refuse it is for whoever is asked.
    pub(crate) fn number(&self, name: &str) -> Value {
        let text = self.get(name);
        match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) if text.is_empty() => Value::Null,
            Err(_) => text.into(),
        }
    }

    /// An instant of UTC as a browser writes it, as a member.
    pub(crate) fn instant(&self, name: &str) -> Value {
        let text = self.get(name);
        match text.len() {
            0 => Value::Null,
            16 if text.contains('T') => format!("{text}:00Z").into(),
            19 | 21..=23 if !text.ends_with('Z') => format!("{text}Z").into(),
            _ => text.into(),
        }
    }
}
