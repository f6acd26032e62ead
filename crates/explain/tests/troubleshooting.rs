//! `docs/troubleshooting.md` is written from the table of codes.

mod util;

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};
use store_auth::Policy;
use store_auth_explain::{Code, Topic};
use util::{EXPIRY, ID, PRODUCT_CODE, explainer, now};

/// Set to anything, this has the page written anew.
const REWRITE: &str = "REWRITE_TROUBLESHOOTING";

const START: &str = "\
# Troubleshooting

A request was denied, and should not have been. `storeauth explain` takes it as it is, as a URL, a query, JSON, headers or
any text with a URL in it, such as a line of an access log or an error log, and says which mistake it was made with:

```text
storeauth explain --server-key-file server.key 'https://data.example/feed?id=…&pc=…&expiry=…&signature=…'
```

Without the command, [the page that says why](../clients/why/README.md) does the same in a browser, and sends nothing to
anybody. Programs call the crate `store-auth-explain`, which gives the same as data. This page has all that any of them
can find, by its code. It is written from the table of these codes: `REWRITE_TROUBLESHOOTING=1 cargo test -p
store-auth-explain --test troubleshooting` writes it anew, and the same test without the variable compares.

## What to look at first

- *The Store answers that the display or company id cannot be found*: see [`store-id-not-found`](#store-id-not-found) and
  [`placeholder-id`](#placeholder-id). Show the id once, by `alert()` in the App, and compare it with the one of the display.
- *The Store answers that a product is not authorized although it was bought*: see [`store-denied`](#store-denied). Display
  and presentation must be of the company that bought it.
- *The Store authorizes, and this server says `signature-mismatch`*: run `storeauth explain`. Without it, compare in this
  order: the key file ([`key-trailing-newline`](#key-trailing-newline)), the expiry byte by byte
  ([`expiry-date-library`](#expiry-date-library), [`plus-as-space`](#plus-as-space)), the id that the Store was asked with
  ([`company-id-signed`](#company-id-signed)).
- *It worked until some minutes ago*: see [`expired`](#expired) and [`clock-skew`](#clock-skew).

";

const HOW: &str = "\
The texts are those without a mistake, those with one, and those with two of them together. What has many forms is tried
alone: the expiry in every millisecond, in every time zone (all quarter hours from 12 hours west of Greenwich to 14 hours
east of it where the text shows its zone, and the zones in use since 1972 where it does not) and by other letters of the
Store's pattern; rarer forms of the key; what programs print where they have no value; and the query. The crate's README
says how many texts each family has. Each text is made of one key after another, so that more keys mean more texts: of
eight keys at most the usual changes are tried, and 200,000 texts are the end. The first match in a fixed order is
reported, the same each time.

Some texts are made by two mistakes alike: 06:17 for 18:17 is the 12-hour clock, or a clock 12 hours west of Greenwich.
The signature proves the text and not which it was. Both are reported then, the likelier one first, and as *likely*.

";

fn page() -> String {
    let wrong = format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={}", "0".repeat(40));
    let candidates = explainer(Policy::default()).explain_at(wrong, now()).candidates();
    let mut page = START.to_owned();
    write!(
        page,
        "## How the search works\n\n\
         A mistake is *certain* where hashing the text that it makes gives the signature that was sent, or where the\n\
         request or the verdict says it in so many words, *likely* where only the form of the request suggests it, and\n\
         *unknown* where no known mistake was found. For the usual request and one key, {candidates} texts are hashed where\n\
         none of them matches, in about 8 ms on one core (`cargo bench -p store-auth-explain`).\n\
         {HOW}"
    )
    .unwrap();
    for topic in Topic::ALL {
        writeln!(page, "## {}\n", topic.title()).unwrap();
        for code in Code::ALL.iter().filter(|code| code.topic() == topic) {
            let title = code.title();
            writeln!(page, "### `{code}`\n").unwrap();
            writeln!(
                page,
                "**{}{}.** {}\n",
                title[..1].to_uppercase(),
                &title[1..],
                code.explanation()
            )
            .unwrap();
            writeln!(page, "*What to do:* {}\n", code.fix()).unwrap();
            writeln!(page, "{}\n", code.told_by().sentence()).unwrap();
        }
    }
    page.truncate(page.trim_end().len());
    page + "\n"
}

#[test]
fn the_page_is_the_table_of_codes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/troubleshooting.md");
    if std::env::var_os(REWRITE).is_some() {
        fs::write(&path, page()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(
        written == page(),
        "{} is not what the table says: set {REWRITE}=1 to write it anew",
        path.display()
    );
}

#[test]
fn every_link_of_the_page_leads_to_a_code() {
    let page = page();
    let links: Vec<_> =
        page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert_ne!(links.len(), 0);
    for link in links {
        assert!(page.contains(&format!("\n### `{link}`\n")), "{link}");
    }
}

#[test]
fn every_code_belongs_to_a_topic_and_says_all_there_is_to_say() {
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(Topic::ALL.contains(&code.topic()));
        assert!(
            code.name()
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        assert!(
            !code.title().ends_with('.')
                && code.explanation().ends_with('.')
                && code.fix().ends_with('.'),
            "{code}"
        );
    }
}
