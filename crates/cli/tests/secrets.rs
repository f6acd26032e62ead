//! What may be a signature is in no output of the command, however it is spelled and in whichever field it stands.

mod util;

use util::{EXPIRY, ID, NOW, OTHER_KEY, PRODUCT_CODE, SIGNATURE, storeauth, verify};

/// The signature as it is, in upper case, and with one digit escaped as URLs, logs and JSON do.
fn spellings() -> Vec<String> {
    let (before, behind) = SIGNATURE.split_at(19);
    let escaped = ["%36", "%2536", r"\x36", r"\u0036"];
    let escaped = escaped.iter().map(|digit| format!("{before}{digit}{}", &behind[1..]));
    [SIGNATURE.to_owned(), SIGNATURE.to_uppercase()].into_iter().chain(escaped).collect()
}

/// Queries with a text in the place of each field. As a product code alone, nothing tells it from one.
fn queries(text: &str) -> [String; 5] {
    let query = |id: &str, expiry: &str, signature: &str| {
        format!("id={id}&pc={PRODUCT_CODE}&expiry={expiry}&signature={signature}")
    };
    [
        query(text, EXPIRY, SIGNATURE),
        query(ID, text, SIGNATURE),
        query(ID, EXPIRY, text),
        query(ID, EXPIRY, SIGNATURE).replace(PRODUCT_CODE, text),
        format!("{}&callback={text}", query(ID, EXPIRY, &format!("{text}0"))),
    ]
}

/// The same as a JSON object, whose escapes are those of JSON.
fn object(query: &str) -> String {
    let members = query.split('&').map(|part| {
        let (name, value) = part.split_once('=').unwrap();
        format!("\"{name}\":\"{}\"", value.replace(r"\x", r"\\x"))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

#[track_caller]
fn assert_shows_no_signature(what: &str, written: &str) {
    let written = written.to_ascii_lowercase();
    // Whichever digit is escaped, one half or the other stands together.
    for half in [&SIGNATURE[..19], &SIGNATURE[20..]] {
        assert!(!written.contains(half), "{what}: {written}");
    }
}

#[test]
fn neither_verify_nor_explain_shows_one() {
    for text in spellings() {
        for query in queries(&text) {
            for request in [query.clone(), object(&query), format!("https://a/?{query}")] {
                for format in ["text", "json"] {
                    let verified = verify().args(["--format", format]).arg(&request).run();
                    let args = ["--at", NOW, "--format", format];
                    let explained =
                        storeauth("explain").key(OTHER_KEY).args(args).arg(&request).run();
                    for (name, said) in [("verify", verified), ("explain", explained)] {
                        assert_shows_no_signature(name, &format!("{}{}", said.stdout, said.stderr));
                    }
                }
            }
        }
    }
}

#[cfg(feature = "audit")]
#[test]
fn no_part_of_an_audit_shows_one() {
    let lines = spellings().into_iter().flat_map(|text| queries(&text)).map(|query| {
        format!(
            "::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?{query} HTTP/1.1\" 401 1\n\
             not a line at all: {query}\n"
        )
    });
    let log: String = lines.collect();
    let folder = tempfile::tempdir().unwrap();
    let [denied, report] = ["denied.ndjson", "report.html"].map(|name| folder.path().join(name));
    let log = util::file(log);
    for format in ["text", "json"] {
        let said = storeauth("audit")
            .key(util::KEY)
            .args(["--format", format, "--input-format", "combined", "--denied"])
            .arg(&denied)
            .arg("--report")
            .arg(&report)
            .arg(log.path())
            .run();
        assert_eq!(said.code, Some(1), "{said:?}");
        assert_shows_no_signature("audit", &format!("{}{}", said.stdout, said.stderr));
        for path in [&denied, &report] {
            let written = std::fs::read_to_string(path).unwrap();
            assert!(written.contains("[signature]"), "{}", path.display());
            assert_shows_no_signature(&path.display().to_string(), &written);
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[cfg(all(unix, feature = "gateway"))]
#[test]
fn neither_answers_nor_logs_of_the_gateway_show_one() {
    use util::{
        gateway::{Gateway, about},
        http,
    };

    let gateway = Gateway::and("[log]\nlevel = \"debug\"\n[explain]\nper_minute = 4294967295\n");
    for text in spellings() {
        // As they are in a URI: a backslash is escaped there.
        for query in queries(&text.replace('\\', "%5C")) {
            let answer = http::get(gateway.address(), "/", &[&about(&format!("/?{query}"))]);
            assert_eq!(answer.status, 401, "{query}");
            assert_shows_no_signature("an answer", &format!("{answer:?}"));
        }
    }
    assert_shows_no_signature("the log", &gateway.wait_for_times("request denied", 30));
}
