//! `storeauth store product`, `company` and such: what is added, shown, listed, changed and removed.

mod util;

use serde_json::{Value, json};
use std::fs;
use util::{
    shown,
    store::{COMPANY, DISPLAY, PRODUCT, Served, mode, store},
};

#[test]
fn what_is_added_is_called_by_an_id_that_is_printed() {
    let store = Served::start();
    for (add, length) in [
        (&["product", "add", "--name", "Weather"][..], 40),
        (&["company", "add", "--name", "Corner Shop"], 36),
    ] {
        let printed = store.ask(add);
        let id = printed.strip_suffix('\n').unwrap();
        assert_eq!(id.len(), length);
        assert_eq!(store.ask_json(&[add[0], "show", id])["name"], add[3]);
    }
    let company = store.ask(&["company", "add", "--name", "Other"]);
    let display = store.ask(&["display", "add", "--company", company.trim_end()]);
    let shown = store.ask_json(&["display", "show", display.trim_end()]);
    assert_eq!(shown["company"], company.trim_end());
}

#[test]
fn an_id_can_be_given_but_not_taken_from_another() {
    let store = Served::start();
    for add in [
        &["product", "add", "--code", PRODUCT, "--name", "Weather", "--price", "display=1USD"][..],
        &["company", "add", "--id", COMPANY, "--name", "Corner Shop"],
        &["display", "add", "--id", DISPLAY, "--company", COMPANY],
        &["server", "add", "Weather1"],
        &["subscription", "add", COMPANY, PRODUCT, "--plan", "display"],
    ] {
        store.ask(add);
        let again = store.command(add).run();
        again.assert_error("it is there already, expected that it is not");
    }
}

#[test]
fn a_thing_has_what_it_was_added_with() {
    let store = Served::start();
    store.ask(&[
        "product",
        "add",
        "--code",
        PRODUCT,
        "--name",
        "Weather",
        "--trial-days",
        "14",
        "--price",
        "display=250USD",
        "--price",
        "company=9900USD",
        "--since",
        "2026-01-01T00:00:00Z",
        "--short-description",
        "Now",
        "--vendor",
        "Weather Inc.",
        "--vendor-email",
        "a@weather.example",
        "--icon",
        "https://weather.example/i.png",
    ]);
    let product = store.ask_json(&["product", "show", PRODUCT]);
    let since = "2026-01-01T00:00:00.000Z";
    let expected = json!({
        "code": PRODUCT, "name": "Weather", "shortDescription": "Now", "longDescription": "",
        "icon": "https://weather.example/i.png", "image": null, "free": false, "trialDays": 14, "withdrawn": false,
        "vendor": {"name": "Weather Inc.", "website": null, "contactEmail": "a@weather.example"},
        "prices": [{"plan": "display", "amount": 250, "currency": "USD", "since": since},
                   {"plan": "company", "amount": 9900, "currency": "USD", "since": since}],
    });
    assert_eq!(product, expected);
}

#[test]
fn what_is_not_told_stays_as_it_is() {
    let store = Served::with_catalogue();
    let before = store.ask_json(&["product", "show", PRODUCT]);
    assert_eq!(store.ask(&["product", "set", PRODUCT, "--trial-days", "3"]), "");
    let after = store.ask_json(&["product", "show", PRODUCT]);
    assert_eq!(after["trialDays"], 3);
    for member in ["name", "prices", "free", "vendor"] {
        assert_eq!(after[member], before[member], "{member}");
    }
}

#[test]
fn a_new_price_is_beside_those_that_were_in_force() {
    let store = Served::with_catalogue();
    let set =
        ["product", "set", PRODUCT, "--price", "display=300USD", "--since", "2099-01-01T00:00:00Z"];
    store.ask(&set);
    let prices = store.ask_json(&["product", "show", PRODUCT])["prices"].clone();
    let amounts: Vec<_> = prices.as_array().unwrap().iter().map(|price| &price["amount"]).collect();
    assert_eq!(amounts, [250, 300]);
}

#[test]
fn a_price_is_a_plan_an_amount_and_a_currency() {
    let expected = "expected a plan, an amount in minor units and a currency, such as \
         display=250USD or company=noneUSD";
    for price in [
        "display=250",
        "display=USD",
        "display=2.50USD",
        "month=250USD",
        "display=250usd",
        "250USD",
        "",
    ] {
        let run = store(&["product", "add", "--name", "x", "--price", price]).run();
        run.assert_usage(&format!(
            "invalid value '{price}' for '--price <PLAN=AMOUNT>': {expected}"
        ));
    }
}

#[test]
fn a_withdrawn_product_is_authorized_no_more_until_it_is_sold_again() {
    let store = Served::with_catalogue();
    store.ask(&["product", "remove", PRODUCT]);
    assert!(!store.is_authorized());
    store.ask(&["product", "set", PRODUCT, "--withdrawn", "false"]);
    assert!(store.is_authorized());
}

#[test]
fn a_suspended_company_is_denied_and_one_that_is_active_again_is_not() {
    let store = Served::with_catalogue();
    for (standing, is_authorized) in [("suspended", false), ("active", true)] {
        store.ask(&["company", "set", COMPANY, "--standing", standing]);
        assert_eq!(store.is_authorized(), is_authorized, "{standing}");
    }
}

#[test]
fn a_display_that_moves_is_its_new_companys() {
    let store = Served::with_catalogue();
    let company = store.ask(&["company", "add", "--name", "Other"]);
    store.ask(&["display", "set", DISPLAY, "--company", company.trim_end()]);
    assert_eq!(store.ask(&["display", "list", "--company", COMPANY]), "id  company\n");
    let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&startTrial=false"));
    assert_eq!(answer["authorized"], false);
}

#[test]
fn a_display_that_is_removed_is_none_any_more() {
    let store = Served::with_catalogue();
    store.ask(&["display", "remove", DISPLAY]);
    let run = store.command(&["display", "show", DISPLAY]).run();
    run.assert_error(&format!("no display {DISPLAY}"));
}

#[test]
fn a_cancelled_subscription_is_paid_until_its_end() {
    let store = Served::with_catalogue();
    let cancel = |end| {
        let set =
            ["subscription", "set", COMPANY, PRODUCT, "--status", "Cancelled", "--paid-until", end];
        store.ask(&set);
        store.is_authorized()
    };
    assert!(cancel("2099-01-01T00:00:00Z"));
    assert!(!cancel("2020-01-01T00:00:00Z"));
    store.ask(&["subscription", "set", COMPANY, PRODUCT, "--status", "Subscribed"]);
    let subscription = store.ask_json(&["subscription", "show", COMPANY, PRODUCT]);
    assert_eq!(
        (&subscription["status"], &subscription["paidUntil"]),
        (&json!("Subscribed"), &Value::Null)
    );
}

#[test]
fn removing_what_is_not_there_is_said_and_no_failure() {
    let store = Served::with_catalogue();
    let subscription = ["subscription", "remove", COMPANY, PRODUCT];
    for remove in [&["display", "remove", DISPLAY][..], &subscription] {
        store.ask(remove);
        let again = store.command(remove).run();
        let said = "nothing was removed: it was not there\n";
        assert_eq!((again.stderr.as_str(), again.code), (said, Some(0)));
    }
}

#[test]
fn a_trial_that_is_set_to_expired_ends_now() {
    let store = Served::with_catalogue();
    store.ask(&["subscription", "remove", COMPANY, PRODUCT]);
    store.ask(&["subscription", "add", COMPANY, PRODUCT, "--status", "On Trial"]);
    assert!(store.is_authorized());
    store.ask(&["subscription", "set", COMPANY, PRODUCT, "--status", "Trial Expired"]);
    assert!(!store.is_authorized());
}

#[test]
fn an_end_of_a_trial_that_is_over_is_refused_by_its_name() {
    let store = Served::with_catalogue();
    let ends = ["--status", "On Trial", "--trial-ends"];
    let set = ["subscription", "set", COMPANY, PRODUCT];
    store.ask(&[&set[..], &ends, &["2999-01-01T00:00:00Z"]].concat());
    let refused = store.command(&[&set[..], &ends, &["2020-01-01T00:00:00Z"]].concat()).run();
    refused.assert_error("trialEnds: expected an instant that is not over beside `On Trial`");
}

#[test]
fn what_was_suspended_is_resumed_as_it_was() {
    let store = Served::with_catalogue();
    let set = ["subscription", "set", COMPANY, PRODUCT];
    let before = store.ask_json(&["subscription", "show", COMPANY, PRODUCT]);
    store.ask(&[&set[..], &["--suspended"]].concat());
    assert!(!store.is_authorized());
    store.ask(&[&set[..], &["--suspended", "false"]].concat());
    assert!(store.is_authorized());
    assert_eq!(store.ask_json(&["subscription", "show", COMPANY, PRODUCT]), before);
}

#[test]
fn what_is_suspended_stays_so_with_another_status_but_for_subscribed() {
    let store = Served::with_catalogue();
    let set = ["subscription", "set", COMPANY, PRODUCT];
    let cancel = ["--status", "Cancelled", "--paid-until", "2999-01-01T00:00:00Z"];
    let extend = ["--paid-until", "2999-02-01T00:00:00Z"];
    store.ask(&[&set[..], &["--status", "Suspended"]].concat());
    for (change, is_authorized) in [
        (&cancel[..], false),
        (&cancel, false),
        (&extend, false),
        (&["--suspended", "false"], true),
        (&["--suspended"], false),
        (&["--status", "Subscribed"], true),
    ] {
        store.ask(&[&set[..], change].concat());
        assert_eq!(store.is_authorized(), is_authorized, "{change:?}");
    }
}

#[test]
fn what_a_company_has_can_be_as_if_it_never_had_any() {
    let store = Served::with_catalogue();
    store.ask(&["subscription", "remove", COMPANY, PRODUCT]);
    assert_eq!(store.ask(&["subscription", "list", "--format", "json"]), "");
}

#[test]
fn lists_are_tables_or_a_line_of_json_each() {
    let store = Served::with_catalogue();
    let table = format!(
        "id                                    name         standing  removed\n\
         {COMPANY}  Corner Shop  active    no\n"
    );
    assert_eq!(store.ask(&["company", "list"]), table);
    let line = store.ask_json(&["company", "list"]);
    assert_eq!(line["id"], COMPANY);
}

#[test]
fn a_list_of_many_pages_is_whole() {
    let store = Served::start();
    let ids: Vec<_> =
        (0..2500).map(|number| format!("{:?}", format!("DISPLAY{number:05}"))).collect();
    let displays = ids.join(",");
    store.import(&format!(
        r#"{{"companies":[{{"id":"{COMPANY}","name":"Many","displays":[{displays}]}}]}}"#
    ));
    for more in [&[][..], &["--company", COMPANY]] {
        let printed = store.ask(&[&["display", "list", "--format", "json"][..], more].concat());
        let found: Vec<_> = printed
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].to_string())
            .collect();
        assert_eq!(found, ids);
    }
}

#[test]
fn a_name_does_nothing_to_a_terminal() {
    let store = Served::start();
    store.ask(&["company", "add", "--id", COMPANY, "--name", "Caf\u{e9} \u{202e}x"]);
    let listed = store.ask(&["company", "list"]);
    assert!(listed.contains("Caf\u{e9} \\u{202e}x"), "{listed}");
}

#[test]
fn a_key_is_shown_once_in_a_file_of_its_own() {
    let store = Served::start();
    store.ask(&["server", "add", "Weather1"]);
    let path = store.folder.path("new.key");
    let prepare = ["server", "key", "prepare", "Weather1", "--output", path.to_str().unwrap()];
    assert_eq!(store.ask(&prepare), "");
    assert_eq!(mode(&path), 0o600);
    let key = fs::read_to_string(&path).unwrap();
    assert_eq!(key.len(), 40);
    let listed = store.ask(&["server", "key", "list", "Weather1", "--format", "json"]);
    assert!(!listed.contains(&key) && listed.contains("\"state\":\"prepared\""), "{listed}");
    let again = store.command(&prepare).run();
    again.assert_system_error(&format!("key file {}", shown(&path)));
    assert_eq!(
        store.ask(&["server", "key", "list", "Weather1", "--format", "json"]).lines().count(),
        1
    );
}

#[test]
fn a_key_that_cannot_be_prepared_leaves_no_file() {
    let store = Served::start();
    let path = store.folder.path("new.key");
    let prepare = ["server", "key", "prepare", "Nobody", "--output", path.to_str().unwrap()];
    store.command(&prepare).run().assert_error("no server Nobody");
    assert!(!path.exists());
}

#[test]
fn a_key_that_is_activated_signs_and_the_list_says_when_the_old_one_is_safe_to_drop() {
    let store = Served::with_catalogue();
    let value = || {
        let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"));
        answer["signatures"][0]["value"].as_str().unwrap().to_owned()
    };
    let key = store.ask(&["server", "key", "prepare", "Weather1"]);
    store.ask(&["server", "key", "activate", "Weather1"]);
    let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"));
    let expiry = answer["expiry"].as_str().unwrap();
    let signature = util::sign(&key, DISPLAY, PRODUCT, expiry);
    assert_eq!(answer["signatures"][0]["value"], signature.as_str());
    assert_ne!(value(), util::sign(util::KEY, DISPLAY, PRODUCT, expiry));
    let listed = store.ask(&["server", "key", "list", "Weather1", "--format", "json"]);
    let keys: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&keys[0]["state"], &keys[1]["state"]), (&json!("retired"), &json!("current")));
    assert!(keys[0]["safeToDrop"].is_string() && keys[1]["safeToDrop"].is_null(), "{listed}");
}

#[test]
fn without_a_prepared_key_there_is_none_to_activate() {
    let store = Served::with_catalogue();
    let run = store.command(&["server", "key", "activate", "Weather1"]).run();
    run.assert_error(
        "server Weather1: no prepared key without an instant, expected one that `storeauth store server key prepare` makes",
    );
}

#[test]
fn a_token_may_do_what_its_scopes_say() {
    let store = Served::with_catalogue();
    let path = store.folder.path("reports.token");
    let file = path.to_str().unwrap();
    store.ask(&["token", "add", "reports", "--scope", "read", "--output", file]);
    assert_eq!(mode(&path), 0o600);
    store.ask(&["company", "list", "--token-file", file]);
    let run = store.command(&["company", "add", "--name", "x", "--token-file", file]).run();
    run.assert_error("expected a token with scope catalogue");
    store.ask(&["token", "remove", "reports"]);
    let run = store.command(&["company", "list", "--token-file", file]).run();
    assert_eq!((run.stdout.as_str(), run.code), ("", Some(2)));
}

#[test]
fn what_a_token_is_for_can_be_changed() {
    let store = Served::start();
    let path = store.folder.path("reports.token");
    let file = path.to_str().unwrap();
    let expires = ["--expires", "2999-01-01T00:00:00Z"];
    store.ask(
        &[&["token", "add", "reports", "--scope", "read", "--output", file], &expires[..]].concat(),
    );
    store.ask(&["token", "set", "reports", "--scope", "catalogue"]);
    let shown = store.ask_json(&["token", "show", "reports"]);
    assert_eq!(
        (&shown["scopes"], &shown["expires"]),
        (&json!(["catalogue"]), &json!("2999-01-01T00:00:00.000Z"))
    );
    store.ask(&["company", "add", "--name", "x", "--token-file", file]);
    store.ask(&["token", "set", "reports", "--never-expires"]);
    let shown = store.ask_json(&["token", "show", "reports"]);
    assert_eq!((&shown["scopes"], &shown["expires"]), (&json!(["catalogue"]), &Value::Null));
}

#[test]
fn the_key_that_signs_withdraws_what_was_to_replace_it() {
    let store = Served::with_catalogue();
    let file = store.folder.path("new.key");
    store.ask(&["server", "key", "prepare", "Weather1", "--output", file.to_str().unwrap()]);
    store.ask(&["server", "key", "activate", "Weather1", "--at", "2999-01-01T00:00:00Z"]);
    store.ask(&["server", "key", "activate", "Weather1", "--number", "1"]);
    let listed = store.ask(&["server", "key", "list", "Weather1", "--format", "json"]);
    let keys: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&keys[0]["state"], &keys[0]["safeToDrop"]), (&json!("current"), &Value::Null));
    assert_eq!((&keys[1]["state"], &keys[1]["currentFrom"]), (&json!("prepared"), &Value::Null));
}

#[test]
fn a_key_that_was_discarded_stays_so_in_a_store_that_is_checked_sealed_anew_and_served_again() {
    let store = Served::with_catalogue();
    for name in ["second.key", "third.key"] {
        let file = store.folder.path(name);
        store.ask(&["server", "key", "prepare", "Weather1", "--output", file.to_str().unwrap()]);
    }
    store.ask(&["server", "key", "remove", "Weather1", "3"]);
    let folder = store.end();
    let data = folder.data();
    for command in ["rekey", "check"] {
        let run = util::store::store(&[command, "--data"]).arg(&data).run();
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)), "{command}");
    }
    let store = Served::of(folder);
    let listed = store.ask(&["server", "key", "list", "Weather1", "--format", "json"]);
    let numbers: Vec<_> = listed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].clone())
        .collect();
    assert_eq!(numbers, [1, 2]);
    let file = store.folder.path("fourth.key");
    store.ask(&["server", "key", "prepare", "Weather1", "--output", file.to_str().unwrap()]);
    store.ask(&["server", "key", "activate", "Weather1", "--number", "4"]);
}

#[test]
fn the_audit_log_says_who_changed_what() {
    let store = Served::with_catalogue();
    store.ask(&["company", "set", COMPANY, "--standing", "suspended"]);
    let line = store.ask_json(&["audit", "--limit", "1"]);
    assert_eq!((&line["actor"], &line["action"]), (&json!("admin"), &json!("company.set")));
    assert_eq!(line["before"]["standing"], "active");
    assert_eq!(line["after"]["standing"], "suspended");
    assert_eq!(store.ask(&["audit"]).lines().count(), 4);
}

// Which Store

#[test]
fn a_store_is_found_by_its_url_too() {
    let store = Served::with_catalogue();
    let token = store.folder.data().join("admin.token");
    let ask = |by: &[&str], environment: &[(&str, &str)]| {
        let start = self::store(&["company", "list", "--format", "json"]).args(by);
        let run = environment.iter().fold(start, |run, (name, value)| run.env(name, value)).run();
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
        assert!(run.stdout.contains(COMPANY));
    };
    let (url, token) = (store.admin_url(), token.to_str().unwrap());
    let data = store.folder.data();
    let data = data.to_str().unwrap();
    ask(&["--store", url, "--token-file", token], &[]);
    ask(&["--store", url, "--data", data], &[]);
    ask(&["--data", data], &[]);
    ask(&[], &[("STOREAUTH_STORE", url), ("STOREAUTH_TOKEN_FILE", token)]);
    ask(&[], &[("STOREAUTH_DATA", data)]);
    ask(
        &["--data", data],
        &[("STOREAUTH_STORE", "http://127.0.0.1:1"), ("STOREAUTH_TOKEN_FILE", "/nowhere")],
    );
}

#[test]
fn without_any_store_it_is_said_how_to_name_one() {
    store(&["company", "list"]).run().assert_error(
        "no Store: expected --store URL or --data DIR, or STOREAUTH_STORE or STOREAUTH_DATA with one",
    );
    store(&["company", "list", "--store", "http://127.0.0.1:1"]).run().assert_error(
        "no token: expected --token-file FILE or --data DIR, or STOREAUTH_TOKEN_FILE or STOREAUTH_DATA with one",
    );
}

#[test]
fn a_store_that_does_not_answer_is_named() {
    let token = util::file("sat_x");
    let run = store(&["company", "list", "--store", "http://127.0.0.1:1", "--token-file"])
        .arg(token.path())
        .run();
    assert!(run.stderr.starts_with("error: http://127.0.0.1:1: "), "{}", run.stderr);
    assert_eq!(run.code, Some(2));
}

#[test]
fn a_token_in_place_of_its_file_is_not_shown() {
    let token = format!("sat_{}", "0123456789abcdef".repeat(4));
    let list = || store(&["company", "list", "--store", "http://127.0.0.1:1"]);
    for run in [
        list().args(["--token-file", &token]).run(),
        list().args(["--token-file", &token[..40]]).run(),
        list().env("STOREAUTH_TOKEN_FILE", &token).run(),
    ] {
        run.assert_error(
            "token file (expected the name of a file, not what is in it): No such file or directory (os error 2)",
        );
    }
}

#[test]
fn what_is_no_token_is_refused_and_not_sent() {
    let file = util::file("sat_x y");
    let path = file.path();
    let run = store(&["company", "list", "--store", "http://127.0.0.1:1", "--token-file"])
        .arg(path)
        .run();
    run.assert_error(&format!(
        "token file {}: expected a token alone, in visible ASCII",
        shown(path)
    ));
}
