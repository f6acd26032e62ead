//! The pages of help, found from the command itself, and the examples on them.

use crate::util::storeauth;

/// The words of every command that there is, and so of every page: `storeauth`, then what it lists, with what that lists.
pub(crate) fn pages() -> Vec<Vec<String>> {
    let mut pages = vec![vec!["storeauth".to_owned()]];
    let mut next = 0;
    while let Some(page) = pages.get(next).cloned() {
        next += 1;
        let help = help(&page, "100");
        if let Some((_, listed)) = help.split_once("\nCommands:\n") {
            let (listed, _) = listed.split_once("\n\n").unwrap();
            let names = listed.lines().filter_map(|line| line.strip_prefix("  "));
            let names = names.filter(|line| !line.starts_with(' '));
            let names = names.map(|line| line.split(' ').next().unwrap());
            let below: Vec<_> = names
                .filter(|name| *name != "help")
                .map(|name| [&page[..], &[name.to_owned()]].concat())
                .collect();
            pages.splice(next..next, below);
        }
    }
    pages
}

/// A page as a terminal of so many columns shows it.
#[track_caller]
fn help(page: &[String], columns: &str) -> String {
    let (first, above) = match &page[1..] {
        [] => ("--help", &[][..]),
        [first, above @ ..] => (first.as_str(), above),
    };
    let run = storeauth(first).args(above).arg("--help").env("COLUMNS", columns).run();
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)), "{page:?}");
    run.stdout
}

/// The lines of the examples of a page, without their indentation.
#[track_caller]
pub(crate) fn examples(page: &[String], columns: &str) -> Vec<String> {
    let help = help(page, columns);
    let headings = ["\nExamples:\n", "\nExample:\n", "\nStart with:\n"];
    let examples = headings.iter().find_map(|heading| help.split_once(heading));
    let (_, examples) = examples.unwrap_or_else(|| panic!("expected examples in {help}"));
    let lines = examples.lines().take_while(|line| !line.is_empty());
    lines
        .map(|line| line.strip_prefix("  ").unwrap_or_else(|| panic!("{line}")).to_owned())
        .collect()
}
