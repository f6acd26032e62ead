//! Which routes there are, as the source of the console declares them: no test leaves one out.

use crate::{forgery::forms, scopes::pages};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What is sent without a session.
const SIGN_IN: &str = "/console/sign-in";
/// What leads to a page, or is one of every session, or of none.
const NO_PAGES: [&str; 5] =
    ["/console/", "/console/{*path}", "/console/subscriptions/find", SIGN_IN, "/console/explain"];

/// A route: its path, as it is declared, and what it answers to.
struct Route {
    path: String,
    has_page: bool,
    takes_form: bool,
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

fn routes() -> Vec<Route> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console");
    let texts = sources(&folder).into_iter().map(|path| fs::read_to_string(path).unwrap());
    texts
        .flat_map(|text| text.split(".route(").skip(1).filter_map(route).collect::<Vec<_>>())
        .collect()
}

/// What stands behind `.route(`, if it is a path of the console.
fn route(declared: &str) -> Option<Route> {
    let declared = declared.trim_start().strip_prefix('"')?;
    let (path, methods) = declared.split_once('"')?;
    if !path.starts_with("/console") {
        return None;
    }
    let mut depth = 1;
    let end = methods.find(|letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        depth == 0
    });
    let methods = &methods[..end.unwrap()];
    let route = Route {
        path: path.to_owned(),
        has_page: methods.contains("get("),
        takes_form: methods.contains("post("),
    };
    assert!(route.has_page || route.takes_form, "{path} answers to neither GET nor POST");
    Some(route)
}

/// The route that a path is of: of several, the one with fewest placeholders.
fn declared<'a>(routes: &'a [Route], path: &str) -> &'a str {
    let path = path.split('?').next().unwrap();
    let is_of = |route: &&Route| {
        let (declared, given) = (route.path.split('/'), path.split('/'));
        declared.clone().count() == given.clone().count()
            && declared
                .zip(given)
                .all(|(declared, given)| declared.starts_with('{') || declared == given)
    };
    let found = routes.iter().filter(is_of).min_by_key(|route| route.path.matches('{').count());
    &found.unwrap_or_else(|| panic!("no route is declared for {path}")).path
}

#[track_caller]
fn expect_all(kind: &str, tested: &[String], is_of: impl Fn(&Route) -> bool) {
    let routes = routes();
    let tested: BTreeSet<_> = tested.iter().map(|path| declared(&routes, path)).collect();
    let there = routes.iter().filter(|route| is_of(route) && !NO_PAGES.contains(&&*route.path));
    let there: BTreeSet<_> = there.map(|route| &*route.path).collect();
    assert!(there.len() > 20, "{there:?}");
    assert_eq!(tested, there, "{kind}");
}

#[test]
fn every_form_that_there_is_is_tried_by_the_tests_of_forms() {
    expect_all("forms", &forms(), |route| route.takes_form);
}

#[test]
fn every_page_that_there_is_is_looked_at_by_the_tests_of_pages() {
    expect_all("pages", &pages(), |route| route.has_page);
}
