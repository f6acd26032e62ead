//! In which format a document is.

/// A format of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object with lists of things.
    Json,
    /// A JSON object with one thing on each line.
    Ndjson,
    /// TOML with tables of things.
    Toml,
}

/// Under what NDJSON has each thing.
const THINGS: [&str; 4] = ["product", "company", "server", "subscription"];

impl Format {
    /// The format that a text is in, by how it begins: a brace is JSON's, and the name of one thing behind it NDJSON's.
    ///
    /// ```
    /// use store_auth_store::document::Format;
    ///
    /// assert_eq!(Format::of(r#"{"products": []}"#), Format::Json);
    /// assert_eq!(Format::of(r#"{"product": {}}"#), Format::Ndjson);
    /// assert_eq!(Format::of("[[products]]"), Format::Toml);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        let Some(object) = text.trim_start().strip_prefix('{') else { return Self::Toml };
        let name = object.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
        if name.is_some_and(|name| THINGS.contains(&name)) { Self::Ndjson } else { Self::Json }
    }
}
