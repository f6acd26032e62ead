//! The pages of `examples/widget`, and where they find the others.

use crate::commands::demo::catalogue::{DISPLAY, OTHER_DISPLAY, PRODUCT, SERVER};
use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    response::Redirect,
    routing::get,
};
use serde_json::json;

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

const PAGES: &[(&str, &str, &str)] = &[
    ("/index.html", HTML, include_str!("widget/index.html")),
    ("/viewer.html", HTML, include_str!("widget/viewer.html")),
    ("/preview.html", HTML, include_str!("widget/preview.html")),
    ("/viewer.js", SCRIPT, include_str!("widget/viewer.js")),
    ("/gadgets.js", SCRIPT, include_str!("widget/gadgets.js")),
    ("/store-auth.js", SCRIPT, include_str!("widget/store-auth.js")),
    ("/style.css", STYLE, include_str!("widget/style.css")),
];

/// Where the others are, without a slash at the end.
#[derive(Debug)]
pub(super) struct Places<'a> {
    pub(super) widget: &'a str,
    pub(super) store: &'a str,
    pub(super) data_server: &'a str,
}

/// All of them: of the Viewer and of the widget, each on an origin of its own.
pub(super) fn router(places: &Places<'_>) -> Router {
    let router = Router::new().route("/", get(async || Redirect::to("/viewer.html")));
    let router = PAGES.iter().fold(router, |router, &(path, content_type, text)| {
        router.route(path, get(async move || page(content_type, text)))
    });
    let settings = settings(places);
    router.route("/settings.js", get(async move || page(SCRIPT, settings)))
}

/// The next demonstration may have the same port: what the one before said must not be kept.
fn page<T>(
    content_type: &'static str,
    text: T,
) -> ([(axum::http::HeaderName, &'static str); 3], T) {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}

/// In the place of `examples/widget/settings.js`.
fn settings(places: &Places<'_>) -> String {
    let settings = json!({
        "store": format!("{}/", places.store),
        "feed": format!("{}/feed", places.data_server),
        "productCode": PRODUCT,
        "server": SERVER,
        "widget": format!("{}/index.html", places.widget),
        "display": DISPLAY,
        "otherDisplay": OTHER_DISPLAY,
    });
    format!("var settings = {settings:#};\n")
}
