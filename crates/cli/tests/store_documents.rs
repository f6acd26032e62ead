//! `storeauth store import` and `export`.

mod util;

use util::store::{CATALOGUE, PRODUCT, Served};

#[test]
fn an_import_says_what_changed() {
    let store = Served::start();
    let said = store.import(CATALOGUE).stdout;
    assert!(said.starts_with("products: 1 added, 0 changed, 0 unchanged\n"), "{said}");
    assert!(said.contains(&format!("\n  added product {PRODUCT}\n")), "{said}");
}

#[test]
fn the_same_import_changes_nothing_more() {
    let store = Served::with_catalogue();
    let said = store.import(CATALOGUE).stdout;
    assert!(
        !said.contains("added ") && said.contains("keys: 0 added, 0 changed, 1 unchanged\n"),
        "{said}"
    );
}

#[test]
fn a_dry_run_changes_nothing() {
    let store = Served::start();
    let said = store.command(&["import", "--dry-run", "-"]).stdin(CATALOGUE).run().stdout;
    assert!(said.starts_with("products: 1 added"), "{said}");
    assert!(said.ends_with("nothing was changed: this was a dry run\n"), "{said}");
    assert_eq!(store.ask(&["product", "list", "--format", "json"]), "");
}

#[test]
fn a_mistake_is_said_with_its_file_and_line_and_nothing_is_changed() {
    let store = Served::start();
    let text = CATALOGUE.replace("\"trialDays\"", "\"tiralDays\"");
    let file = store.folder.write("catalogue.json", &text);
    let run = store.command(&["import"]).arg(&file).run();
    let problem = "line 2: products[0]: unknown member `tiralDays`: did you mean `trialDays`?";
    run.assert_error(&format!("{}: {problem}", util::shown(&file)));
    assert_eq!(store.ask(&["company", "list", "--format", "json"]), "");
}

#[test]
fn a_long_import_that_is_refused_says_why() {
    let store = Served::start();
    let [revoked, reader] = ["revoked", "reader"].map(|name| {
        let file = store.folder.path(name).into_os_string().into_string().unwrap();
        store.ask(&["token", "add", name, "--scope", "read", "--output", &file]);
        file
    });
    store.ask(&["token", "remove", "revoked"]);
    // More than fits into the buffers between the two.
    let document = " ".repeat(64 << 20);
    for (token, said) in [
        (&revoked, "standard input: this token was revoked"),
        (&reader, "standard input: expected a token with scope catalogue"),
    ] {
        let run = store.command(&["import", "-", "--token-file", token]).stdin(&document).run();
        run.assert_error(said);
    }
}

#[test]
fn a_folder_is_not_imported() {
    let store = Served::start();
    let folder = store.folder.data();
    let run = store.command(&["import", folder.to_str().unwrap()]).run();
    run.assert_error(&format!("{}: it is a folder, expected a file", util::shown(&folder)));
}

#[test]
fn all_formats_are_known_by_how_they_begin() {
    let store = Served::start();
    store.import(
        "{\"product\":{\"name\":\"One\",\"code\":\"1111111111111111111111111111111111111111\"}}\n",
    );
    store.import("[[products]]\nname = 'Two'\ncode = '2222222222222222222222222222222222222222'\n");
    assert_eq!(store.ask(&["product", "list", "--format", "json"]).lines().count(), 2);
}

#[test]
fn an_export_is_a_document_that_changes_nothing_and_has_no_key() {
    let store = Served::with_catalogue();
    let exported = store.ask(&["export"]);
    assert!(!exported.contains("\"key\""), "{exported}");
    let said = store.import(&exported).stdout;
    assert!(!said.contains(" added ") && !said.contains("  changed"), "{said}");
    let other = Served::start();
    other.import(&exported);
    assert_eq!(other.ask(&["export"]), exported);
}

#[test]
fn an_export_does_not_overwrite_a_file() {
    let store = Served::with_catalogue();
    let path = store.folder.path("catalogue.json");
    store.ask(&["export", "--output", path.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), store.ask(&["export"]));
    let again = store.command(&["export", "--output"]).arg(&path).run();
    again.assert_system_error(&util::shown(&path));
}

#[test]
fn what_is_about_usage_goes_with_it() {
    let store = Served::start();
    store
        .command(&["export", "--company", "x"])
        .run()
        .assert_error("--company and --product: expected --usage");
}
