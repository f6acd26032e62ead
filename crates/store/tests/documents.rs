//! What a document makes of the catalogue.

mod util;

use serde_json::{Value, json};
use store_auth_store::{
    Catalogue,
    document::{Changed, Counts, ImportError, Kind, Summary},
    model::{Edit, KeyState, Millis, Plan, Purchase, Standing, Subscription, Trial},
};
use util::{
    COMPANY, LIFETIME, NOW, OTHER_COMPANY, PRODUCT, begins, empty, exported, groups, import,
    import_at, imported, planned,
};

const DAY: i64 = 86_400_000;
/// For so long a key may still sign for calls that began before it was replaced.
const MINUTE: i64 = 60_000;
const KEY: &str = "dedeb395b5e7fabe53671e895aa7eaeffdc4bfce";
const OTHER_KEY: &str = "0f453dfbc8a3451ce44cbc1798d6691ac8f332db";
const THIRD_KEY: &str = "7a52c0de48a3451ce44cbc1798d6691ac8f332db";

fn added(count: usize) -> Counts {
    Counts { added: count, ..Counts::default() }
}

fn changed(count: usize) -> Counts {
    Counts { changed: count, ..Counts::default() }
}

fn unchanged(count: usize) -> Counts {
    Counts { unchanged: count, ..Counts::default() }
}

/// A company, a product with a trial and a price by display, and what else is given.
fn document(more: &Value) -> String {
    let mut document = json!({
        "products": [{"code": PRODUCT, "name": "Weather", "trialDays": 14, "free": false,
                      "prices": [{"plan": "display", "amount": 1916, "currency": "USD"}]}],
        "companies": [{"id": COMPANY, "name": "Acme", "standing": "active", "displays": ["A", "B"]}],
    });
    for (name, value) in more.as_object().unwrap() {
        document[name] = value.clone();
    }
    document.to_string()
}

fn subscribed(more: &Value) -> String {
    let mut subscription = json!({"company": COMPANY, "product": PRODUCT});
    for (name, value) in more.as_object().unwrap() {
        subscription[name] = value.clone();
    }
    document(&json!({ "subscriptions": [subscription] }))
}

fn subscription(catalogue: &Catalogue) -> Subscription {
    let company = catalogue.company(COMPANY).unwrap().number;
    *catalogue.subscription(company, catalogue.product(PRODUCT).unwrap().number).unwrap()
}

#[test]
fn every_catalogue_of_the_vectors_is_imported_whole() {
    for group in groups() {
        let mut catalogue = empty();
        let summary =
            import_at(&mut catalogue, &group["catalogue"].to_string(), begins(&group)).summary;
        let count = |list: &str| group["catalogue"][list].as_array().unwrap().len();
        let displays = group["catalogue"]["companies"].as_array().unwrap().iter();
        let displays = displays.map(|company| company["displays"].as_array().unwrap().len()).sum();
        let changes = summary.changes.clone();
        assert_eq!(changes.len(), 100);
        let expected = Summary {
            products: added(count("products")),
            companies: added(count("companies")),
            displays: added(displays),
            servers: added(count("servers")),
            keys: added(count("servers")),
            subscriptions: added(count("subscriptions")),
            changes,
        };
        assert_eq!(summary, expected);
    }
}

#[test]
fn the_same_document_again_changes_nothing() {
    for group in groups() {
        let mut catalogue = empty();
        let document = group["catalogue"].to_string();
        import_at(&mut catalogue, &document, begins(&group));
        let later = Millis(begins(&group).0 + 40 * DAY);
        let again = import_at(&mut catalogue, &document, later);
        assert_eq!(again.edits, []);
        assert!(again.summary.is_empty());
    }
}

#[test]
fn an_export_of_the_vectors_is_the_vectors_without_keys() {
    for group in groups() {
        let mut catalogue = empty();
        import_at(&mut catalogue, &group["catalogue"].to_string(), begins(&group));
        let exported: Value = serde_json::from_str(&exported(&catalogue, begins(&group))).unwrap();
        for list in ["products", "companies", "servers", "subscriptions"] {
            let sorted = |document: &Value| {
                let mut things: Vec<_> =
                    document[list].as_array().unwrap().iter().map(without_extras).collect();
                things.sort_by_key(Value::to_string);
                things
            };
            assert_eq!(sorted(&exported), sorted(&group["catalogue"]));
        }
    }
}

/// As the vectors write it, which don't say when a trial began, and have displays in no order.
fn without_extras(thing: &Value) -> Value {
    let mut thing = thing.clone();
    let members = thing.as_object_mut().unwrap();
    members.remove("key");
    members.remove("trialStarts");
    if let Some(Value::Array(displays)) = members.get_mut("displays") {
        displays.sort_by_key(Value::to_string);
    }
    thing
}

#[test]
fn an_export_makes_the_same_catalogue_of_an_empty_one() {
    for group in groups() {
        let now = begins(&group);
        let mut catalogue = empty();
        import_at(&mut catalogue, &group["catalogue"].to_string(), now);
        let text = exported(&catalogue, now);
        let mut copy = empty();
        import_at(&mut copy, &text, now);
        assert_eq!(exported(&copy, now), text);
    }
}

#[test]
fn ndjson_says_the_same_as_json() {
    let json = subscribed(&json!({"status": "Subscribed", "plan": "display"}));
    let document: Value = serde_json::from_str(&json).unwrap();
    let line = |list: &str, name: &str| json!({ name: document[list][0] }).to_string();
    // A subscription may come before what it names.
    let lines = [
        line("subscriptions", "subscription"),
        String::new(),
        line("products", "product"),
        line("companies", "company"),
    ];
    let ndjson = imported(&lines.join("\r\n"));
    assert_eq!(exported(&ndjson, NOW), exported(&imported(&json), NOW));
}

#[test]
fn toml_says_the_same_as_json() {
    let toml = format!(
        r#"
        subscriptions = [{{ company = "{COMPANY}", product = "{PRODUCT}", status = "Subscribed", plan = "display" }}]
        [[products]]
        code = "{PRODUCT}"
        name = "Weather"
        trialDays = 14
        prices = [{{ plan = "display", amount = 1916, currency = "USD" }}]
        [[companies]]
        id = "{COMPANY}"
        name = "Acme"
        displays = ["A", "B"]
        "#
    );
    let json = subscribed(&json!({"status": "Subscribed", "plan": "display"}));
    assert_eq!(exported(&imported(&toml), NOW), exported(&imported(&json), NOW));
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_document() {
    imported(&format!("\u{feff}{}", document(&json!({}))));
}

#[test]
fn a_document_that_names_nothing_changes_nothing() {
    assert_eq!(import(&mut imported(&document(&json!({}))), "{}").edits, []);
}

#[test]
fn what_is_not_named_stays() {
    let mut catalogue = imported(&document(&json!({
        "products": [{"code": PRODUCT, "name": "Weather", "trialDays": 14, "shortDescription": "Sun",
                      "longDescription": "Sun and rain", "icon": "https://a.example/i",
                      "image": "https://a.example/b", "withdrawn": true,
                      "vendor": {"name": "V", "website": "https://v.example"},
                      "prices": [{"plan": "display", "amount": 1, "currency": "USD"}]}],
    })));
    let before = exported(&catalogue, NOW);
    let named = json!({"products": [{"code": PRODUCT}], "companies": [{"id": COMPANY}]});
    let plan = import(&mut catalogue, &named.to_string());
    assert_eq!(plan.edits, []);
    assert_eq!(exported(&catalogue, NOW), before);
}

#[test]
fn a_summary_says_which_members_change() {
    let mut catalogue = imported(&document(&json!({})));
    let named = json!({"products": [{"code": PRODUCT, "name": "Rain", "free": true}],
                       "companies": [{"id": COMPANY, "standing": "suspended", "displays": ["B", "C"]}]});
    let summary = import(&mut catalogue, &named.to_string()).summary;
    let counts = |added, changed, unchanged| Counts { added, changed, unchanged };
    assert_eq!(summary.products, counts(0, 1, 0));
    assert_eq!(summary.companies, counts(0, 1, 0));
    assert_eq!(summary.displays, counts(1, 0, 1));
    let changed = |kind, id: &str, members| Changed { kind, id: id.into(), added: false, members };
    let expected = [
        changed(Kind::Product, PRODUCT, vec!["name", "free"]),
        changed(Kind::Company, COMPANY, vec!["standing"]),
        Changed { added: true, ..changed(Kind::Display, "C", vec![]) },
    ];
    assert_eq!(summary.changes, expected);
    assert_eq!(catalogue.company(COMPANY).unwrap().standing, Standing::Suspended);
}

#[test]
fn a_display_belongs_to_the_company_that_names_it_last() {
    let mut catalogue = imported(&document(&json!({})));
    let number = catalogue.display("A").unwrap().number;
    let named = json!({"companies": [{"id": OTHER_COMPANY, "name": "Other", "displays": ["A"]}]});
    assert_eq!(import(&mut catalogue, &named.to_string()).summary.displays, changed(1));
    let display = catalogue.display("A").unwrap();
    assert_eq!(display.number, number);
    assert_eq!(display.company, Some(catalogue.company(OTHER_COMPANY).unwrap().number));
}

#[test]
fn what_was_removed_is_there_again_once_it_is_named() {
    let mut catalogue = imported(&document(&json!({})));
    let mut company = (**catalogue.company(COMPANY).unwrap()).clone();
    company.removed = true;
    catalogue.apply(Edit::Company(company)).unwrap();
    assert_eq!(import(&mut catalogue, &document(&json!({}))).summary.companies, changed(1));
    assert!(!catalogue.company(COMPANY).unwrap().removed);
}

#[test]
fn an_export_leaves_out_what_was_removed() {
    let mut catalogue = imported(&subscribed(&json!({"status": "Subscribed", "plan": "display"})));
    let mut company = (**catalogue.company(COMPANY).unwrap()).clone();
    company.removed = true;
    catalogue.apply(Edit::Company(company)).unwrap();
    let exported: Value = serde_json::from_str(&exported(&catalogue, NOW)).unwrap();
    assert_eq!(exported["companies"], json!([]));
    assert_eq!(exported["subscriptions"], json!([]));
}

fn priced(prices: &Value) -> String {
    json!({"products": [{"code": PRODUCT, "prices": prices}]}).to_string()
}

fn since(catalogue: &Catalogue) -> Vec<(Option<u64>, Millis)> {
    let prices = catalogue.product(PRODUCT).unwrap().prices.iter();
    prices.map(|price| (price.amount, price.since)).collect()
}

#[test]
fn the_first_price_on_a_plan_is_in_force_from_the_beginning() {
    let catalogue = imported(&document(&json!({})));
    assert_eq!(since(&catalogue), [(Some(1916), Millis(0))]);
}

#[test]
fn a_new_price_comes_into_force_now_and_the_old_one_stays() {
    let mut catalogue = imported(&document(&json!({})));
    let price = priced(&json!([{"plan": "display", "amount": 5, "currency": "USD"}]));
    import(&mut catalogue, &price);
    assert_eq!(since(&catalogue), [(Some(1916), Millis(0)), (Some(5), NOW)]);
    assert_eq!(import_at(&mut catalogue, &price, Millis(NOW.0 + 1)).edits, []);
}

#[test]
fn a_price_can_come_into_force_later() {
    let mut catalogue = imported(&document(&json!({})));
    let later = Millis(NOW.0 + DAY);
    let price = json!([{"plan": "display", "amount": 5, "currency": "USD", "since": later}]);
    import(&mut catalogue, &priced(&price));
    assert_eq!(since(&catalogue), [(Some(1916), Millis(0)), (Some(5), later)]);
    assert_eq!(import_at(&mut catalogue, &priced(&price), Millis(NOW.0 + 2 * DAY)).edits, []);
}

#[test]
fn a_plan_ends_by_a_price_of_null() {
    let mut catalogue = imported(&subscribed(&json!({"status": "Subscribed", "plan": "display"})));
    import(
        &mut catalogue,
        &priced(&json!([{"plan": "display", "amount": null, "currency": "USD"}])),
    );
    assert_eq!(since(&catalogue), [(Some(1916), Millis(0)), (None, NOW)]);
    // Who has bought goes on.
    let text = exported(&catalogue, NOW);
    assert_eq!(import(&mut catalogue, &text).edits, []);
    assert_eq!(exported(&imported(&text), NOW), text);
}

#[test]
fn prices_of_the_past_are_read_with_a_new_product() {
    let text = document(&json!({"products": [{"code": PRODUCT, "name": "Weather", "prices": [
        {"plan": "display", "amount": 2, "currency": "USD", "since": Millis(20)},
        {"plan": "display", "amount": 1, "currency": "USD", "since": Millis(10)},
    ]}]}));
    assert_eq!(since(&imported(&text)), [(Some(1), Millis(10)), (Some(2), Millis(20))]);
}

#[test]
fn subscribed_is_bought() {
    let catalogue = imported(&subscribed(&json!({"status": "Subscribed", "plan": "display"})));
    let expected = Subscription {
        plan: Some(Plan::Display),
        purchase: Purchase::Bought,
        ..Subscription::default()
    };
    assert_eq!(subscription(&catalogue), expected);
}

#[test]
fn a_plan_that_is_not_given_stays() {
    let mut catalogue = imported(&subscribed(&json!({"status": "Subscribed", "plan": "display"})));
    let until = Millis(NOW.0 + DAY);
    import(&mut catalogue, &subscribed(&json!({"status": "Cancelled", "paidUntil": until})));
    assert_eq!(subscription(&catalogue).plan, Some(Plan::Display));
    assert_eq!(subscription(&catalogue).purchase, Purchase::Cancelled { paid_until: until });
}

#[test]
fn cancelled_again_without_an_end_keeps_it() {
    let until = Millis(NOW.0 + DAY);
    let cancelled = json!({"status": "Cancelled", "plan": "display", "paidUntil": until});
    let mut catalogue = imported(&subscribed(&cancelled));
    assert_eq!(import(&mut catalogue, &subscribed(&json!({"status": "Cancelled"}))).edits, []);
}

#[test]
fn a_trial_that_begins_now_lasts_the_days_of_the_product() {
    let catalogue = imported(&subscribed(&json!({"status": "On Trial"})));
    let trial = Trial { from: NOW, to: Millis(NOW.0 + 14 * DAY) };
    assert_eq!(subscription(&catalogue).trial, Some(trial));
}

#[test]
fn no_second_trial_begins_however_often_a_document_is_read() {
    let document = subscribed(&json!({"status": "On Trial"}));
    let mut catalogue = imported(&document);
    assert_eq!(import_at(&mut catalogue, &document, Millis(NOW.0 + 100 * DAY)).edits, []);
}

#[test]
fn a_trial_began_its_days_before_its_end() {
    let end = Millis(NOW.0 + DAY);
    let catalogue = imported(&subscribed(&json!({"status": "On Trial", "trialEnds": end})));
    let trial = Trial { from: Millis(NOW.0 - 13 * DAY), to: end };
    assert_eq!(subscription(&catalogue).trial, Some(trial));
}

#[test]
fn a_trial_that_expired_without_an_end_is_over() {
    let mut catalogue = imported(&subscribed(&json!({"status": "On Trial"})));
    let document = subscribed(&json!({"status": "Trial Expired"}));
    import(&mut catalogue, &document);
    assert_eq!(subscription(&catalogue).trial.unwrap().to, Millis(NOW.0 - 1));
    assert_eq!(import_at(&mut catalogue, &document, Millis(NOW.0 + DAY)).edits, []);
}

#[test]
fn a_trial_that_expired_keeps_an_end_that_is_over() {
    let end = Millis(NOW.0 - DAY);
    let document = json!({"status": "Trial Expired", "trialEnds": end});
    let mut catalogue = imported(&subscribed(&document));
    import(&mut catalogue, &subscribed(&json!({"status": "Trial Expired"})));
    assert_eq!(subscription(&catalogue).trial.unwrap().to, end);
}

#[test]
fn suspended_keeps_what_was_there() {
    let mut catalogue = imported(&subscribed(&json!({"status": "On Trial"})));
    let before = subscription(&catalogue);
    import(&mut catalogue, &subscribed(&json!({"status": "Suspended"})));
    assert_eq!(subscription(&catalogue), Subscription { suspended: true, ..before });
    import(&mut catalogue, &subscribed(&json!({"status": "On Trial"})));
    assert_eq!(subscription(&catalogue), before);
}

#[test]
fn suspended_is_bought_where_nothing_was_there() {
    let catalogue = imported(&subscribed(&json!({"status": "Suspended", "plan": "display"})));
    assert_eq!(subscription(&catalogue).purchase, Purchase::Bought);
    assert!(subscription(&catalogue).suspended);
}

#[test]
fn what_is_suspended_is_exported_with_what_it_is_otherwise() {
    for status in [
        json!({"status": "Suspended", "plan": "display"}),
        json!({"status": "Suspended", "plan": "display", "trialEnds": NOW}),
        json!({"status": "Cancelled", "plan": "display", "paidUntil": NOW, "suspended": true}),
        json!({"status": "On Trial", "suspended": true}),
        json!({"status": "Trial Expired", "suspended": true}),
        json!({"status": "Not Subscribed", "suspended": true}),
    ] {
        let catalogue = imported(&subscribed(&status));
        let copy = imported(&exported(&catalogue, NOW));
        assert_eq!(subscription(&copy), subscription(&catalogue));
        assert!(subscription(&copy).suspended);
    }
}

fn keyed(key: &str) -> String {
    json!({"servers": [{"id": "Weather1", "key": key}]}).to_string()
}

fn states(catalogue: &Catalogue, now: Millis) -> Vec<(u32, KeyState, Option<Millis>)> {
    let (_, keys) = catalogue.server("Weather1").unwrap();
    keys.iter(now).map(|(key, state)| (key.number, state, key.safe_to_drop)).collect()
}

#[test]
fn the_key_that_signs_is_no_change() {
    let mut catalogue = imported(&keyed(KEY));
    let plan = import(&mut catalogue, &keyed(KEY));
    assert_eq!(plan.edits, []);
    assert_eq!(plan.summary.keys, unchanged(1));
}

#[test]
fn another_key_signs_at_once_and_the_one_before_is_kept_for_a_lifetime_and_a_minute() {
    let mut catalogue = imported(&keyed(KEY));
    let later = Millis(NOW.0 + DAY);
    assert_eq!(import_at(&mut catalogue, &keyed(OTHER_KEY), later).summary.keys, added(1));
    assert_eq!(
        states(&catalogue, later),
        [
            (1, KeyState::Retired, Some(Millis(later.plus(LIFETIME).0 + MINUTE))),
            (2, KeyState::Current, None)
        ]
    );
}

#[test]
fn an_overlap_is_never_extended() {
    let mut catalogue = imported(&keyed(KEY));
    import_at(&mut catalogue, &keyed(OTHER_KEY), Millis(NOW.0 + DAY));
    import_at(&mut catalogue, &keyed(THIRD_KEY), Millis(NOW.0 + 2 * DAY));
    let found = states(&catalogue, Millis(NOW.0 + 2 * DAY));
    assert_eq!(
        found,
        [
            (1, KeyState::Retired, Some(Millis(NOW.0 + 2 * DAY + MINUTE))),
            (2, KeyState::Retired, Some(Millis(NOW.0 + 3 * DAY + MINUTE))),
            (3, KeyState::Current, None),
        ]
    );
}

/// With a current key 1, and another one of number 2.
fn with_other_key(current_from: Option<Millis>) -> Catalogue {
    let mut catalogue = imported(&keyed(KEY));
    let mut other =
        (imported(&keyed(OTHER_KEY)).server("Weather1").unwrap().1).current(NOW).unwrap().clone();
    // A key is sealed with its number.
    other.sealed = store_auth_store::Seal::new(&[7; 32]).seal(&other.server, 2, OTHER_KEY).unwrap();
    other.number = 2;
    other.current_from = current_from;
    catalogue.apply(Edit::ServerKey(other)).unwrap();
    catalogue
}

#[test]
fn a_key_that_is_there_and_does_not_sign_is_a_mistake_that_names_its_number_and_state() {
    for (current_from, state) in [
        (None, "prepared"),
        (Some(Millis(NOW.0 + DAY)), "to be current from 2027-01-16T08:00:00.000Z on"),
        (Some(Millis(NOW.0 - DAY)), "retired"),
    ] {
        let catalogue = with_other_key(current_from);
        let Err(ImportError::Mistakes(mistakes)) = planned(&catalogue, &keyed(OTHER_KEY), NOW)
        else {
            panic!("{state}: expected mistakes");
        };
        let expected = format!(
            "it is key 2 of server Weather1, which is {state}: expected the current key or a new one"
        );
        let found = mistakes.mistakes.iter().map(|mistake| (&*mistake.member, &*mistake.problem));
        assert_eq!(found.collect::<Vec<_>>(), [("servers[0].key", &*expected)]);
    }
}

#[test]
fn no_key_is_shown() {
    let plan = import(&mut imported(&keyed(KEY)), &keyed(OTHER_KEY));
    let document = keyed(KEY);
    let read = store_auth_store::document::Document::read(document.as_bytes()).unwrap();
    let shown = format!("{plan:?} {:?} {:?}", plan.summary, read.entries());
    assert!(!shown.contains(KEY) && !shown.contains(OTHER_KEY), "{shown}");
    assert!(!exported(&imported(&keyed(KEY)), NOW).contains("key"));
}
