//! `storeauth audit`: what it sums up, as text, JSON, lines and a page.

mod util;

use serde_json::{Value, json};
use std::{collections::BTreeMap, fs};
use tempfile::tempdir;
use util::{
    EXPIRY, ID, KEY, NOW, OTHER_KEY, OTHER_SIGNATURE, PRODUCT_CODE, SIGNATURE,
    assert_shows_no_signature,
    audit::{audit, combined, combined_of, generated, ndjson, reasons},
    file, query, storeauth,
};

/// Two keys, four hours, every kind of line.
fn log() -> String {
    [
        ndjson("2016-04-26T05:00:00Z").replace(SIGNATURE, OTHER_SIGNATURE),
        ndjson("2016-04-26T06:30:00Z"),
        ndjson("2016-04-26T06:59:59.999Z").replace(SIGNATURE, OTHER_SIGNATURE),
        ndjson("2016-04-26T07:00:00Z"),
        ndjson("2016-04-26T07:30:00Z").replace(ID, "S56PSA4W298W"),
        ndjson("2016-04-26T07:31:00Z").replace(ID, "S56PSA4W298W"),
        ndjson("2016-04-26T08:18:00Z"),
        "rubbish\n".to_owned(),
    ]
    .concat()
}

#[test]
fn the_summary_is_stable_json() {
    let log = file(log());
    let (summary, output) = audit().key(OTHER_KEY).arg(log.path()).summary();
    let hour = |hour: &str, authorized: u64, denied: u64, by_key: [u64; 2], by_reason: [u64; 8]| {
        json!({
            "hour": format!("2016-04-26T{hour}:00:00.000Z"), "authorized": authorized, "denied": denied,
            "byKey": by_key, "byReason": by_reason,
        })
    };
    let expected = json!({
        "complete": true,
        "lines": 8, "authorized": 4, "denied": 3, "noAuthorization": 0, "withoutTime": 0, "garbage": 1,
        "firstRequestAt": "2016-04-26T05:00:00.000Z", "lastRequestAt": "2016-04-26T08:18:00.000Z",
        "reasons": [
            { "reason": "malformed", "field": "id", "count": 0 },
            { "reason": "malformed", "field": "pc", "count": 0 },
            { "reason": "malformed", "field": "expiry", "count": 0 },
            { "reason": "malformed", "field": "signature", "count": 0 },
            { "reason": "expired", "field": null, "count": 1 },
            { "reason": "signature-mismatch", "field": null, "count": 2 },
            { "reason": "product-not-allowed", "field": null, "count": 0 },
            { "reason": "lifetime-too-long", "field": null, "count": 0 },
        ],
        "keys": [
            {
                "key": 0, "count": 2,
                "firstUsedAt": "2016-04-26T06:30:00.000Z", "lastUsedAt": "2016-04-26T07:00:00.000Z",
            },
            {
                "key": 1, "count": 2,
                "firstUsedAt": "2016-04-26T05:00:00.000Z", "lastUsedAt": "2016-04-26T06:59:59.999Z",
            },
        ],
        "hours": [
            hour("05", 1, 0, [0, 1], [0; 8]),
            hour("06", 2, 0, [1, 1], [0; 8]),
            hour("07", 1, 2, [1, 0], [0, 0, 0, 0, 0, 2, 0, 0]),
            hour("08", 0, 1, [0, 0], [0, 0, 0, 0, 1, 0, 0, 0]),
        ],
        "requestsInOtherHours": 0,
        "products": {
            "error": 0,
            "top": [{ "pc": PRODUCT_CODE, "authorized": 4, "denied": 3 }],
        },
        "deniedIds": {
            "error": 0,
            "top": [{ "id": "S56PSA4W298W", "denied": 2 }, { "id": ID, "denied": 1 }],
        },
        "garbageSamples": [{
            "file": log.path(), "line": 8,
            "problem": "expected a URL, a query string or a JSON object",
        }],
        "firstWithoutTime": null,
        "files": [{ "file": log.path(), "format": "ndjson", "compression": null, "error": null }],
    });
    assert_eq!(summary, expected);
    assert_eq!((output.stderr.as_str(), output.code), ("", Some(1)));
}

#[test]
fn the_summary_is_text_for_people() {
    let log = file(log());
    let output = audit().key(OTHER_KEY).arg(log.path()).run();
    let expected = format!(
        "           8  lines
           4  authorized  50.0 %
           3  denied      37.5 %
           1  not understood  12.5 %

requests from 2016-04-26T05:00:00.000Z to 2016-04-26T08:18:00.000Z

denied, by reason
           1  expired  33.3 %
           2  signature-mismatch  66.6 %

authorized, by key (0 is the current one)
           2  key 0  first used 2016-04-26T06:30:00.000Z, last used 2016-04-26T07:00:00.000Z
           2  key 1  first used 2016-04-26T05:00:00.000Z, last used 2016-04-26T06:59:59.999Z

by product, the most requested first
  authorized        denied  product code
           4             3  {PRODUCT_CODE}

denied, by id, the most often first
           2  S56PSA4W298W
           1  {ID}

by hour, UTC
  authorized        denied
           1             0  2016-04-26T05:00Z
           2             0  2016-04-26T06:00Z
           1             2  2016-04-26T07:00Z
           0             1  2016-04-26T08:00Z

not understood, the first ones
  {}:8: expected a URL, a query string or a JSON object
",
        log.path().display()
    );
    output.assert_prints(1, &expected);
}

#[test]
fn a_key_without_use_is_listed() {
    let (summary, _) = audit().key(OTHER_KEY).stdin(ndjson(NOW)).summary();
    let unused = json!({ "key": 1, "count": 0, "firstUsedAt": null, "lastUsedAt": null });
    assert_eq!(summary["keys"][1], unused);
    let text = audit().key(OTHER_KEY).stdin(ndjson(NOW)).run().stdout;
    assert!(text.contains("           0  key 1  not used\n"), "{text}");
}

#[test]
fn the_policy_is_that_of_verify() {
    let reason = |args: &[&str]| reasons(&audit().args(args).stdin(ndjson(NOW)).summary().0);
    assert_eq!(reason(&["--product", "other"]), [("product-not-allowed".to_owned(), 1)]);
    assert_eq!(reason(&["--max-lifetime", "30m"]), [("lifetime-too-long".to_owned(), 1)]);
    let late = ndjson("2016-04-26T08:18:00Z");
    audit().args(["--leeway", "1s"]).stdin(late).assert_counts(0, &[("authorized", 1)]);
}

#[test]
fn as_many_are_listed_as_asked_for() {
    let log = generated(&[KEY], &["--products", "50"]);
    let (summary, _) = audit().args(["--top", "3"]).stdin(log).summary();
    for list in ["products", "deniedIds"] {
        let top = summary[list]["top"].as_array().unwrap();
        assert_eq!(top.len(), 3);
        let counts = |item: &Value| {
            item["authorized"].as_u64().unwrap_or_default() + item["denied"].as_u64().unwrap()
        };
        assert!(top.windows(2).all(|pair| counts(&pair[0]) >= counts(&pair[1])));
    }
}

/// `--denied`, and what it holds.
fn denied(log: &str, args: &[&str]) -> Vec<Value> {
    let folder = tempdir().unwrap();
    let path = folder.path().join("denied.ndjson");
    let output = audit().args(args).arg("--denied").arg(&path).stdin(log).run();
    assert_eq!(output.stderr, "");
    let text = fs::read_to_string(&path).unwrap();
    if !args.contains(&"--keep-signatures") {
        assert_shows_no_signature(&text);
    }
    assert!(!text.contains(KEY));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn denied_lines_are_written_with_their_reasons_and_without_signatures() {
    let request = ndjson("2016-04-26T08:18:00Z");
    let log = ndjson(NOW) + &request;
    let masked = request.trim_end().replace(SIGNATURE, "[signature]");
    let expected = json!({
        "file": "standard input", "line": 2, "time": "2016-04-26T08:18:00.000Z",
        "reason": "expired", "field": null,
        "message": "expired at 2016-04-26T08:17:59.000Z, now is 2016-04-26T08:18:00.000Z",
        "id": ID, "pc": PRODUCT_CODE, "expiry": EXPIRY, "request": masked,
    });
    assert_eq!(denied(&log, &[]), std::slice::from_ref(&expected));
    let mut kept = expected;
    kept["request"] = request.trim_end().into();
    assert_eq!(denied(&log, &["--keep-signatures"]), [kept]);
}

#[test]
fn signatures_are_masked_in_every_format_and_wherever_they_stand() {
    let late = "26/Apr/2016:08:18:00 +0000";
    let escaped = query().replace(SIGNATURE, &format!("%31{}", &SIGNATURE[1..]));
    let log = combined(late)
        + &combined_of(late, &format!("GET /?{escaped} HTTP/1.1"))
        + &combined(late).replace("\"-\"", &format!("\"https://data.example/?{}\"", query()));
    let lines = denied(&log, &[]);
    assert_eq!(lines.len(), 3);
    for line in lines {
        let request = line["request"].as_str().unwrap();
        assert!(request.contains("signature=[signature]") && !request.contains(&SIGNATURE[1..]));
    }
    // Fields in the wrong place.
    let log = ndjson(NOW).replace(ID, SIGNATURE);
    assert_eq!(denied(&log, &[])[0]["id"], "[signature]");
    // And in the summary, which the run itself checks for signatures.
    audit().stdin(log).run();
}

#[test]
fn nobody_else_may_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir().unwrap();
    let paths = ["denied", "report"].map(|name| folder.path().join(name));
    audit().arg("--denied").arg(&paths[0]).arg("--report").arg(&paths[1]).stdin(log()).run();
    for path in &paths {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn keeping_signatures_needs_a_file_to_keep_them_in() {
    let output = audit().arg("--keep-signatures").stdin(log()).run();
    output.assert_usage("the following required arguments were not provided:");
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("no/such");
    for option in ["--denied", "--report"] {
        let output = audit().arg(option).arg(&path).stdin(log()).run();
        output.assert_system_error(&format!("file {}", path.display()));
    }
}

#[test]
fn verify_says_the_same_of_every_line() {
    let log = generated(&[KEY, OTHER_KEY], &["--count", "5000", "--share", "garbage=3"]);
    // All at one instant, since `verify` knows no other.
    let at = ["--at", "2026-01-02T12:00:00Z"];
    let summary = audit().key(OTHER_KEY).args(at).stdin(&log).summary().0;
    let verdicts = storeauth("verify").key(KEY).key(OTHER_KEY).args(at);
    let mut expected = BTreeMap::<String, u64>::new();
    for line in verdicts.args(["--format", "json"]).stdin(&log).run().stdout.lines() {
        let verdict: Value = serde_json::from_str(line).unwrap();
        let texts = ["reason", "field"].map(|member| verdict[member].as_str());
        let key = verdict["key"].as_u64().map(|key| format!("key {key}"));
        let name: Vec<_> = texts.into_iter().flatten().chain(key.as_deref()).collect();
        *expected.entry(name.join(" ")).or_default() += 1;
    }
    let mut found: BTreeMap<_, _> = reasons(&summary).into_iter().collect();
    for key in summary["keys"].as_array().unwrap() {
        found.insert(format!("key {}", key["key"]), key["count"].as_u64().unwrap());
    }
    found.insert("malformed request".to_owned(), summary["garbage"].as_u64().unwrap());
    assert_eq!(found, expected);
    assert_eq!(found.len(), 9, "every kind there is without a policy: {found:?}");
}

/// The page that `--report` writes.
fn page(log: &str) -> String {
    let folder = tempdir().unwrap();
    let path = folder.path().join("report.html");
    audit().key(OTHER_KEY).arg("--report").arg(&path).stdin(log).run();
    let page = fs::read_to_string(path).unwrap();
    assert_shows_no_signature(&page);
    page
}

#[test]
fn the_page_has_plots_that_are_well_formed_with_a_bar_for_each_count() {
    let page = page(&log());
    let plots: Vec<_> = page.match_indices("<svg").map(|(start, _)| &page[start..]).collect();
    let bars: Vec<_> = plots
        .iter()
        .map(|plot| {
            let plot = &plot[..plot.find("</svg>").unwrap() + "</svg>".len()];
            let document = roxmltree::Document::parse(plot).unwrap();
            document.descendants().filter(|node| node.has_tag_name("rect")).count()
        })
        .collect();
    // Steps with authorized and with denied ones; reasons; keys.
    assert_eq!(bars, [3 + 2, 2, 2 + 2]);
}

#[test]
fn the_page_has_the_numbers_and_text_of_the_summary() {
    let page = page(&log());
    for text in [
        "<td>signature-mismatch </td><td class=\"number\">2</td>",
        "<td>2016-04-26 07:00</td><td class=\"number\">1</td><td class=\"number\">2</td>",
        "<td><time>2016-04-26T06:59:59.999Z</time></td>",
        PRODUCT_CODE,
        "prefers-color-scheme:dark",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
}

#[test]
fn the_page_runs_no_script_whatever_an_id_is() {
    let attacks = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</style></title><svg onload=alert(1)>",
        "&lt;script&gt;",
    ];
    let log: String =
        attacks.iter().map(|id| ndjson(NOW).replace(ID, &id.replace('"', "\\\""))).collect();
    let page = page(&log);
    for tag in ["<script", "<img", "<svg onload", "&lt;script&gt;alert(1)&lt;/script&gt;&quot;"] {
        assert!(!page.contains(tag), "{page}");
    }
    for text in ["&lt;script&gt;alert(1)&lt;/script&gt;", "&quot;&gt;&lt;img", "&amp;lt;script"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
}

#[test]
fn the_page_loads_nothing() {
    let page = page(&log());
    for load in ["src=", "href=", "url(", "@import", "http:", "https:"] {
        let page = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains(load), "{load} in {page}");
    }
}

#[test]
fn an_id_that_a_terminal_would_obey_is_escaped() {
    let log = ndjson(NOW).replace(ID, "\\u001b[2J");
    let text = audit().stdin(&log).run().stdout;
    assert!(text.contains("           1  \\u{1b}[2J\n"), "{text}");
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn ids_and_product_codes_whose_ends_are_not_seen_are_in_quotes() {
    let log: String =
        ["", "a", "a "].map(|id| ndjson(NOW).replace(ID, id).replace(PRODUCT_CODE, id)).concat();
    let text = audit().stdin(&log).run().stdout;
    for row in ["  \"\"\n", "  a\n", "  \"a \"\n"] {
        assert_eq!(text.matches(row).count(), 2, "{row} in {text}");
    }
    let page = page(&log);
    for code in ["<code>&quot;&quot;</code>", "<code>a</code>", "<code>&quot;a &quot;</code>"] {
        assert_eq!(page.matches(code).count(), 2, "{code} in {page}");
    }
}

#[test]
fn access_logs_and_totals_of_every_kind_add_up() {
    let args = ["--output-format", "combined", "--count", "3000"];
    let (summary, _) = audit().stdin(generated(&[KEY], &args)).summary();
    let sum = |list: &str, member: &str| -> u64 {
        summary[list].as_array().unwrap().iter().map(|item| item[member].as_u64().unwrap()).sum()
    };
    util::audit::counts(&summary);
    assert_eq!(summary["lines"], 3000);
    assert_eq!(summary["denied"], sum("reasons", "count"));
    assert_eq!(summary["denied"], sum("hours", "denied"));
    assert_eq!(summary["authorized"], sum("keys", "count"));
    assert_eq!(summary["authorized"], sum("hours", "authorized"));
    for hour in summary["hours"].as_array().unwrap() {
        let total = |member: &str| -> u64 {
            hour[member].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum()
        };
        assert_eq!(
            (hour["authorized"].as_u64(), hour["denied"].as_u64()),
            (Some(total("byKey")), Some(total("byReason")))
        );
    }
}
