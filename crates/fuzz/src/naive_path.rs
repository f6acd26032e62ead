//! Paths of the Store's endpoints once more, naively: all of their parts at once.

use crate::naive_query;

/// An endpoint, and the ids in its path.
pub(crate) struct Path {
    pub(crate) endpoint: &'static str,
    pub(crate) named: Vec<String>,
}

/// What a path asks for, if it asks for anything.
pub(crate) fn read(path: &str) -> Option<Path> {
    let mut parts: Vec<String> =
        path.split('/').map(|part| naive_query::decode_lossy(part.as_bytes())).collect();
    // What stands before the first slash; and between two, where it is doubled.
    if parts.len() > 2 && parts[1].is_empty() && path.starts_with("//") {
        parts.remove(1);
    }
    if !path.starts_with('/') {
        return None;
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (endpoint, named): (_, &[&str]) = match &parts[1..] {
        ["v1", "widget", "auth"] => ("widget/auth", &[]),
        ["v1", "company", company, "product", "status"] => ("company/product/status", &[*company]),
        ["v1", "product", product, "status"] => ("product/status", &[*product]),
        ["v1", "product", product, "company", company, "trial", "start"] => {
            ("trial/start", &[*product, *company])
        }
        _ => return None,
    };
    Some(Path { endpoint, named: named.iter().map(|name| (*name).to_owned()).collect() })
}
