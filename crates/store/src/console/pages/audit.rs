//! `/console/audit`: who changed what.

use crate::console::{
    asking::Refused,
    layout,
    parts::{ON_A_PAGE, also, code, items, next, paging, table, text, time},
    state::Console,
    visit::Visit,
};
use axum::{Router, response::Response, routing::get};
use maud::html;
use serde_json::Value;

pub(super) fn router() -> Router<Console> {
    Router::new().route("/console/audit", get(list))
}

/// Of a large change, such as an import, the interface has all of it.
const LONGEST: usize = 4000;

async fn list(visit: Visit) -> Result<Response, Refused> {
    let before = also(&visit, "before");
    let page = visit.get(&format!("/audit?limit={ON_A_PAGE}{before}")).await?.json;
    let content = html! {
        p { "All changes, the latest first. Times are UTC." }
        (table("Changes", &html! {
            thead { tr { th.number { "Version" } th { "When" } th { "Who" } th { "What" } th { "Of what" } th { "Before and after" } } }
            tbody {
                @for entry in items(&page) {
                    tr {
                        td.number { (entry["version"]) }
                        td { (time(text(entry, "at"))) }
                        td { (text(entry, "actor")) }
                        td { (text(entry, "action")) }
                        td { (code(text(entry, "object"))) }
                        td {
                            details {
                                summary { "Show " span.faint { "version " (entry["version"]) } }
                                @for (name, what) in [("before", "Before"), ("after", "After")] {
                                    @if !entry[name].is_null() { p.hint { (what) } pre { (shown(&entry[name])) } }
                                }
                                p.hint { "Request " (code(text(entry, "requestId"))) }
                            }
                        }
                    }
                }
            }
        }))
        (paging(&visit, "before", next(&page)))
    };
    Ok(layout::page(&visit, "Audit log", &content))
}

fn shown(thing: &Value) -> String {
    let text = serde_json::to_string_pretty(thing).unwrap_or_default();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
