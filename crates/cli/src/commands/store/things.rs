//! What the commands for products, companies and such have in common: they list, show, add, change and remove things.

use crate::{
    options::values::Format,
    output::{
        console::note,
        report::Report,
        status::Status,
        things::{Column, Table, members},
    },
    store_api::{Answer, At, Client},
};
use anyhow::Context;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// How results are written, and which Store they are of.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    #[command(flatten)]
    pub(super) at: At,
}

/// Lists all things of a path, a page at a time.
pub(super) fn list(
    asked: &Asked,
    path: &str,
    query: &[(&str, &str)],
    columns: &'static [Column],
) -> anyhow::Result<Status> {
    let client = asked.at.client()?;
    let mut out = Report::to_stdout();
    let mut table = Table::new(columns);
    each_page(&client, path, query, |things| {
        match asked.format {
            Format::Text => table.rows(&mut out, things),
            Format::Json => things.iter().try_for_each(|thing| out.json(thing)),
        }
        .context("standard output")
    })?;
    out.flush().context("standard output")?;
    Ok(Status::Good)
}

/// Lists all things of a path that has them on one page.
pub(super) fn list_all(
    asked: &Asked,
    path: &str,
    columns: &'static [Column],
) -> anyhow::Result<Status> {
    let all = asked.at.client()?.get(path, &[])?.json;
    let things = items(&all)?;
    let mut out = Report::to_stdout();
    match asked.format {
        Format::Text => Table::new(columns).rows(&mut out, things),
        Format::Json => things.iter().try_for_each(|thing| out.json(thing)),
    }
    .and_then(|()| out.flush())
    .context("standard output")?;
    Ok(Status::Good)
}

/// The things of a page, or of a list that has one alone.
pub(super) fn items(page: &Value) -> anyhow::Result<&[Value]> {
    let items = page.get("items").and_then(Value::as_array);
    Ok(items.context("the Store's answer: expected a page of a list")?)
}

/// The pages of a list.
pub(super) fn each_page(
    client: &Client,
    path: &str,
    query: &[(&str, &str)],
    mut take: impl FnMut(&[Value]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut after: Option<String> = None;
    loop {
        let mut query = [query, &[("limit", "1000")]].concat();
        if let Some(after) = &after {
            query.push(("after", after));
        }
        let Answer { json, .. } = client.get(path, &query)?;
        take(items(&json)?)?;
        match json.get("next").and_then(Value::as_str) {
            Some(next) => after = Some(next.to_owned()),
            None => return Ok(()),
        }
    }
}

/// Shows one thing.
pub(super) fn show(asked: &Asked, path: &str) -> anyhow::Result<Status> {
    let thing = asked.at.client()?.get(path, &[])?.json;
    print(asked, &thing, |out| members(out, &thing))
}

/// Adds a thing under an id of the Store's or, where `id` is one, under that, which must be new. As text its id is printed.
pub(super) fn add(
    asked: &Asked,
    path: &str,
    id: Option<&str>,
    names_it: &str,
    thing: Map<String, Value>,
) -> anyhow::Result<Status> {
    let client = asked.at.client()?;
    let thing = Value::Object(thing);
    let added = match id {
        None => client.change("POST", path, &[], Some(&thing))?,
        Some(id) => {
            let path = path.to_owned() + &crate::store_api::path(&[id]);
            client.change("PUT", &path, &[("if-none-match", "*")], Some(&thing))?
        }
    };
    let id = added.json.get(names_it).and_then(Value::as_str).unwrap_or_default();
    print(asked, &added.json, |out| out.text(id))
}

/// Changes a thing: what is there but what is told. Whoever changes it meanwhile is not undone. As text nothing is
/// printed.
pub(super) fn set(
    asked: &Asked,
    path: &str,
    change: impl FnOnce(&mut Map<String, Value>),
) -> anyhow::Result<Status> {
    let client = asked.at.client()?;
    let Answer { json: mut thing, tag } = client.get(path, &[])?;
    change(thing.as_object_mut().context("the Store's answer: expected an object")?);
    let seen: Vec<_> = tag.iter().map(|tag| ("if-match", tag.as_str())).collect();
    let changed = client.change("PUT", path, &seen, Some(&thing))?.json;
    print(asked, &changed, |_| Ok(()))
}

/// Removes a thing. Nothing is printed, but that it was not there is said.
pub(super) fn remove(at: &At, path: &str) -> anyhow::Result<Status> {
    if !at.client()?.remove(path)? {
        note("nothing was removed: it was not there");
    }
    Ok(Status::Good)
}

/// Prints a thing as JSON, or what `text` does.
pub(super) fn print(
    asked: &Asked,
    thing: &Value,
    text: impl FnOnce(&mut Report) -> std::io::Result<()>,
) -> anyhow::Result<Status> {
    let mut out = Report::to_stdout();
    match asked.format {
        Format::Text => text(&mut out),
        Format::Json => out.json(thing),
    }
    .and_then(|()| out.flush())
    .context("standard output")?;
    Ok(Status::Good)
}

/// A member of an answer that is shown this once.
pub(super) fn secret(answer: &Value, name: &str) -> anyhow::Result<Zeroizing<String>> {
    let text = answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let text = text.with_context(|| format!("the Store's answer: expected a {name}"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Puts a member that was told in the place of what was there.
pub(super) fn tell<T: Into<Value> + Clone>(
    thing: &mut Map<String, Value>,
    name: &str,
    value: Option<&T>,
) {
    if let Some(value) = value {
        thing.insert(name.to_owned(), value.clone().into());
    }
}
