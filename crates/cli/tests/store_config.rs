//! The configuration of a Store: its mistakes, and that docs/store.md has all of it.

mod util;

use std::{collections::BTreeSet, fs};
use util::{
    gateway::workspace,
    http::get,
    shown,
    store::{DISPLAY, Folder, PRODUCT, Served, store},
};

/// What is said of a configuration that is refused, behind the name of its file.
#[track_caller]
fn refused(config: &str) -> String {
    let folder = Folder::made();
    let path = folder.write("store.toml", config);
    let run = store(&["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data"])
        .arg(folder.data())
        .arg("--config")
        .arg(&path)
        .run();
    assert_eq!((run.stdout.as_str(), run.code), ("", Some(2)), "{run:?}");
    let start = format!("error: {}", shown(&path));
    run.stderr.strip_prefix(&start).unwrap_or_else(|| panic!("{run:?}")).trim_end().to_owned()
}

#[test]
fn a_lifetime_is_from_2_hours_to_24_days() {
    for lifetime in ["'1h 59m'", "'25d'", "'-3h'", "'24'", "24", "'never'"] {
        let config = format!("[authorization]\nlifetime = {lifetime}\n");
        let problem = ", line 2: expected a duration from \"2h\" to \"24d\"";
        assert_eq!(refused(&config), problem, "{lifetime}");
    }
}

#[test]
fn a_limit_is_a_burst_and_a_rate() {
    for (rate, problem) in [
        ("{ burst = 0, per_minute = 1 }", "`burst`: expected a whole number from 1 to 1000000"),
        (
            "{ burst = 1, per_minute = 0 }",
            "`per_minute`: expected a number from 0.01 to 60000000, such as 0.5 for one in two minutes",
        ),
        ("{ burst = 1 }", "expected the key `per_minute`"),
        ("{ burst = 1, per_minutes = 1 }", "unknown key `per_minutes`: did you mean `per_minute`?"),
    ] {
        let config = format!("[limits]\nper_id = {rate}\n");
        assert_eq!(refused(&config), format!(", line 2: {problem}"), "{rate}");
    }
}

#[test]
fn limits_of_connections_and_of_calls_are_known_to_one_section() {
    let unknown = ", line 2: unknown key `per_compny`: did you mean `per_company`?";
    assert_eq!(refused("[limits]\nper_compny = 1\n"), unknown);
    let unknown = ", line 2: unknown key `conections`: did you mean `connections`?";
    assert_eq!(refused("[limits]\nconections = 1\n"), unknown);
}

#[test]
fn the_master_key_is_in_one_place() {
    let either = ", line 1: expected either `file` or `credential`";
    assert_eq!(refused("[master_key]\n"), either);
    assert_eq!(refused("[master_key]\nfile = 'a'\ncredential = 'b'\n"), either);
}

#[test]
fn a_product_may_have_a_limit_of_its_own() {
    let folder = Folder::made();
    let rate = "burst = 1\nper_minute = 0.01\n";
    folder.write("store.toml", &format!("[limits.per_product.{PRODUCT}]\n{rate}"));
    let store = Served::of(folder);
    store.import(util::store::CATALOGUE);
    assert!(store.is_authorized());
    assert_eq!(store.get(&format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}")).status, 429);
}

#[test]
fn how_many_applications_wait_is_a_number_that_fits_a_queue() {
    for waiting in ["0", "10001", "-1", "'many'", "1.5"] {
        let config = format!("[applications]\nwaiting = {waiting}\n");
        let problem = ", line 2: expected a whole number from 1 to 10000";
        assert_eq!(refused(&config), problem, "{waiting}");
    }
    let unknown = ", line 2: unknown key `wating`: did you mean `waiting`?";
    assert_eq!(refused("[applications]\nwating = 1\n"), unknown);
}

#[test]
fn an_admin_interface_that_others_reach_is_warned_of() {
    let folder = Folder::made();
    let config = folder.write("store.toml", "[admin]\ntcp = '0.0.0.0:0'\n");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_storeauth"));
    command
        .args(["store", "serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.data())
        .arg("--config")
        .arg(config);
    let store = Served::spawn(command, folder);
    store.wait_for("tokens and server keys pass it in the clear");
    assert!(store.admin().starts_with("127.0.0.1:"), "{}", store.admin());
}

// The reference

fn page() -> String {
    fs::read_to_string(workspace().join("docs/store.md")).unwrap()
}

/// What the first cells of a section's tables have in backticks, and begins with this.
fn rows(text: &str, start: &str) -> BTreeSet<String> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.map(|row| row.split('`').next().unwrap().to_owned());
    cells.filter(|cell| cell.starts_with(start)).collect()
}

/// Each key that is known, as the command itself lists them where one is not.
fn known() -> BTreeSet<String> {
    let expected = |config: &str| {
        let said = refused(config);
        let (_, list) = said.split_once("expected ").unwrap_or_else(|| panic!("{said}"));
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let mut known = BTreeSet::new();
    for key in expected("q = 1\n") {
        if key == "workers" {
            known.insert(key);
            continue;
        }
        let header = if key == "listen" { "[[listen]]".to_owned() } else { format!("[{key}]") };
        let names = expected(&format!("{header}\nq = 1\n"));
        known.extend(names.iter().map(|name| format!("{key}.{name}")));
    }
    known
}

#[test]
fn every_key_is_described_and_every_key_that_is_described_is_known() {
    let page = page();
    let start = page.find("## Configuration").unwrap();
    let section = page[start..].split("\n## ").next().unwrap();
    assert_eq!(rows(section, ""), known());
}

#[test]
fn every_metric_is_described_and_every_metric_that_is_described_is_there() {
    let store = Served::with_catalogue();
    assert!(store.is_authorized());
    let metrics = get(store.admin(), "/metrics", &[]).body;
    let samples = metrics.lines().filter(|line| !line.starts_with('#'));
    let found: BTreeSet<_> =
        samples.map(|line| line.split(['{', ' ']).next().unwrap().to_owned()).collect();
    let described = rows(&page(), "store_auth_");
    let described: BTreeSet<_> =
        described.iter().map(|name| name.split('{').next().unwrap().to_owned()).collect();
    assert_eq!(described, found);
}
