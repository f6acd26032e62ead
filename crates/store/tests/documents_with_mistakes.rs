//! What is said of a document with a mistake: line, member, and what was expected.

mod util;

use store_auth_store::{
    document::{Document, ImportError},
    model::Millis,
};
use util::{COMPANY, NOW, OTHER_COMPANY, PRODUCT, empty, import, imported, planned};

#[track_caller]
fn says(document: &str, expected: &str) {
    let error = planned(&empty(), document, NOW).map(|_| ()).expect_err(document);
    assert_eq!(error.to_string(), expected);
}

/// A document of a product, a company and a subscription, each with more members.
fn document(product: &str, company: &str, subscription: &str) -> String {
    format!(
        r#"{{"products": [
  {{"code": "{PRODUCT}", "name": "Weather", "prices": [{{"plan": "display", "amount": 1, "currency": "USD"}}]{product}}}],
"companies": [
  {{"id": "{COMPANY}", "name": "Acme"{company}}}],
"subscriptions": [
  {{"company": "{COMPANY}", "product": "{PRODUCT}"{subscription}}}]}}"#
    )
}

#[track_caller]
fn subscription_says(members: &str, expected: &str) {
    says(&document("", "", members), expected);
}

#[test]
fn nothing_at_all_is_a_mistake() {
    says(" \n", "line 1: expected products, companies, servers or subscriptions: there is nothing");
}

#[test]
fn other_bytes_than_utf_8_are_a_mistake() {
    let mistakes = Document::read(b"{\n\xff}").unwrap_err();
    assert_eq!(mistakes.to_string(), "line 2: expected UTF-8");
}

#[test]
fn what_is_no_json_is_a_mistake() {
    says("{\"products\": [\n", "line 2: products: expected JSON: EOF while parsing a list");
    says("{} {}", "line 1: expected JSON: trailing characters");
    says(
        "{\"server\": {\"id\": \"A\"}}\n{\"server\": ",
        "line 2: server: expected JSON: EOF while parsing a value",
    );
}

#[test]
fn what_is_no_toml_is_a_mistake() {
    says("\n[[products]\n", "line 2: expected TOML: unclosed array table, expected `]`");
    says("[\"products\"]", "line 1: products: expected a list");
}

#[test]
fn an_unknown_member_is_a_mistake_with_the_nearest_one() {
    says(r#"{"prodcuts": []}"#, "line 1: unknown member `prodcuts`: did you mean `products`?");
    says(
        "{\"companies\": [\n{\"id\": \"b430171d-550f-79ef-cdfb-55e4d24c2e52\",\n\"nmae\": \"A\"}]}",
        "line 3: companies[0]: unknown member `nmae`: did you mean `name`?",
    );
    says(
        "[[servers]]\nid = 'A'\nkeys = 'B'",
        "line 3: servers[0]: unknown member `keys`: did you mean `key`?",
    );
    says(
        "{\"server\": {\"id\": \"A\"}}\n{\"server\": {\"vendro\": {}}}",
        "line 2: server: unknown member `vendro`: did you mean `vendor`?",
    );
    says(
        "{\"server\": {\"id\": \"A\"}}\n{\"sevrer\": {}}",
        "line 2: unknown member `sevrer`: did you mean `server`?",
    );
}

#[test]
fn a_name_is_shown_without_what_a_terminal_obeys_and_not_in_full() {
    says(
        r#"{"\u001b[2J": 1}"#,
        "line 1: unknown member `\u{fffd}[2J`: expected one of `products`, `companies`, `servers`, `subscriptions`",
    );
    let document = format!(r#"{{"{}": 1}}"#, "n".repeat(1000));
    assert!(planned(&empty(), &document, NOW).err().unwrap().to_string().len() < 300);
}

#[test]
fn a_missing_member_is_a_mistake_where_its_thing_begins() {
    says("{\"servers\": [\n{\n\n}]}", "line 2: servers[0]: expected the member `id`");
    says("\n[[servers]]\n[[servers]]\nid = 'A'", "line 2: servers[0]: expected the member `id`");
    says(
        &document(
            r#", "trialDays": 1, "prices": [{"plan": "display", "currency": "USD"}]"#,
            "",
            "",
        ),
        "line 2: products[0]: `prices` is there already: expected it once",
    );
    says(
        &format!(
            r#"{{"products": [{{"code": "{PRODUCT}", "prices": [{{"plan": "display", "currency": "USD"}}]}}]}}"#
        ),
        "line 1: products[0].prices[0]: expected the member `amount`",
    );
}

#[test]
fn a_value_of_another_kind_is_a_mistake_that_quotes_nothing() {
    says("{\"servers\": [\n{\"id\":\n1}]}", "line 3: servers[0].id: expected a text in quotes");
    says("{\"servers\": {}}", "line 1: servers: expected a list");
    says(
        "{\"servers\": [\"secret\"]}",
        "line 1: servers[0]: expected a server: an object with `id` and such",
    );
    says(
        &document(r#", "free": "no""#, "", ""),
        "line 2: products[0].free: expected true or false",
    );
    says(
        &document(r#", "trialDays": -1"#, "", ""),
        "line 2: products[0].trialDays: expected a whole number from 0 to 4294967295",
    );
    says(
        &document(r#", "trialDays": 36501"#, "", r#", "status": "Not Subscribed""#),
        "line 2: products[0].trialDays: expected a whole number from 0 to 3650",
    );
    says(
        &document("", r#", "standing": "actve""#, ""),
        "line 4: companies[0].standing: unknown value `actve`: did you mean `active`?",
    );
}

#[test]
fn an_id_outside_of_its_grammar_is_a_mistake() {
    says(
        r#"{"products": [{"code": "A"}]}"#,
        "line 1: products[0].code: expected a product code of 40 hexadecimal digits in lower case",
    );
    says(
        r#"{"companies": [{"id": "B430171D-550f-79ef-cdfb-55e4d24c2e52"}]}"#,
        "line 1: companies[0].id: expected a UUID in lower case, such as 1c3a55a7-d1a3-fa58-2bd8-636655473bb6",
    );
    says(
        &document("", ",\n\"displays\": [\n\"A\",\n\"a#b\"]", ""),
        "line 7: companies[0].displays[1]: expected an id as the scheme has it: 1 to 64 bytes of letters, digits, `-`, `.`, `_` and such",
    );
    says(
        r#"{"servers": [{"id": "a-b"}]}"#,
        "line 1: servers[0].id: expected 1 to 50 ASCII letters and digits",
    );
}

#[test]
fn a_text_that_the_catalogue_does_not_take_is_a_mistake() {
    says(
        &format!("[[products]]\ncode = '{PRODUCT}'\nname = 'A'\nicon = 'a.png'"),
        "line 4: products[0].icon: expected an http or https URL of up to 2048 bytes",
    );
    says(
        &format!("[[companies]]\nid = '{COMPANY}'\nname = ' '"),
        "line 3: companies[0].name: expected 1 to 200 characters, not spaces alone, without control characters",
    );
    says(
        "[[servers]]\nid = 'A'\n[servers.vendor]\nname = 'V'\nwebsite = 'v'",
        "line 5: servers[0].vendor.website: expected an http or https URL of up to 2048 bytes",
    );
}

#[test]
fn a_server_key_that_is_none_is_a_mistake_that_does_not_show_it() {
    says(
        "{\"servers\": [{\"id\": \"A\",\n\"key\": \"secret\\n\"}]}",
        "line 2: servers[0].key: server key ends with white space or a line break: expected the key alone, as `printf %s` writes it",
    );
}

#[test]
fn an_amount_that_json_cannot_keep_is_a_mistake() {
    let price = |amount: &str| {
        let prices = format!(r#"[{{"plan": "display", "amount": {amount}, "currency": "USD"}}]"#);
        format!(r#"{{"products": [{{"code": "{PRODUCT}", "name": "A", "prices": {prices}}}]}}"#)
    };
    let expected = "line 1: products[0].prices[0].amount: expected a whole number";
    says(&price("9007199254740992"), &format!("{expected} from 0 to 9007199254740991"));
    says(&price("19.16"), &format!("{expected}, 0 or more"));
    says(&price("-1"), &format!("{expected}, 0 or more"));
}

#[test]
fn a_price_in_no_currency_is_a_mistake() {
    let prices = r#"[{"plan": "display", "amount": 1, "currency": "usd"}]"#;
    says(
        &format!(r#"{{"products": [{{"code": "{PRODUCT}", "name": "A", "prices": {prices}}}]}}"#),
        "line 1: products[0].prices[0].currency: expected a currency of three capital letters, such as USD",
    );
}

#[test]
fn an_instant_is_iso_8601_in_years_of_four_digits() {
    subscription_says(
        r#", "status": "On Trial", "trialEnds": "tomorrow""#,
        "line 6: subscriptions[0].trialEnds: expected an instant such as 2027-02-09T09:44:34.531Z",
    );
    for instant in ["1969-12-31T23:59:59Z", "9999-12-31T23:59:59-01:00"] {
        subscription_says(
            &format!(r#", "status": "On Trial", "trialEnds": "{instant}""#),
            "line 6: subscriptions[0].trialEnds: expected an instant from 1970 to 9999",
        );
    }
}

#[test]
fn a_thing_that_is_there_twice_is_a_mistake() {
    let product = format!(r#"{{"code": "{PRODUCT}", "name": "A"}}"#);
    says(
        &format!("{{\"products\": [{product},\n{product}]}}"),
        &format!("line 2: products[1].code: product {PRODUCT} is there already: expected it once"),
    );
    let company = format!(r#"{{"id": "{COMPANY}", "name": "A"}}"#);
    says(
        &format!("{{\"companies\": [{company},\n{company}]}}"),
        &format!("line 2: companies[1].id: company {COMPANY} is there already: expected it once"),
    );
    says(
        "[[servers]]\nid = 'A'\n[[servers]]\nid = 'A'",
        "line 4: servers[1].id: server A is there already: expected it once",
    );
    let subscription = format!(
        r#"{{"company": "{COMPANY}", "product": "{PRODUCT}", "status": "Not Subscribed"}}"#
    );
    says(
        &format!(
            "{{\"product\": {product}}}\n{{\"company\": {company}}}\n\
             {{\"subscription\": {subscription}}}\n\n{{\"subscription\": {subscription}}}"
        ),
        &format!(
            "line 5: subscription: {COMPANY} has a subscription to {PRODUCT} already: expected one"
        ),
    );
}

#[test]
fn a_display_under_two_companies_is_a_mistake() {
    says(
        &format!(
            r#"{{"companies": [{{"id": "{COMPANY}", "name": "A", "displays": ["D"]}},
             {{"id": "{OTHER_COMPANY}", "name": "B", "displays": ["E", "D"]}}]}}"#
        ),
        &format!(
            "line 2: companies[1].displays[1]: display D is listed under company {COMPANY} already: expected it once"
        ),
    );
}

#[test]
fn a_new_thing_without_a_name_is_a_mistake() {
    says(
        &format!("[[products]]\ncode = '{PRODUCT}'"),
        "line 1: products[0]: expected the member `name` for a new product",
    );
    says(
        &format!("\n[[companies]]\nid = '{COMPANY}'"),
        "line 2: companies[0]: expected the member `name` for a new company",
    );
}

#[test]
fn a_reference_to_nothing_is_a_mistake() {
    let subscription = |company, product| {
        format!(
            "subscriptions = [\n{{ company = '{company}', product = '{product}', status = 'Subscribed', plan = 'display' }}]"
        )
    };
    says(
        &subscription(COMPANY, PRODUCT),
        &format!(
            "line 2: subscriptions[0].company: no company {COMPANY}: expected one of this document or of the Store"
        ),
    );
    says(
        &format!("{}\n[[companies]]\nid = '{COMPANY}'\nname = 'A'", subscription(COMPANY, PRODUCT)),
        &format!(
            "line 2: subscriptions[0].product: no product {PRODUCT}: expected one of this document or of the Store"
        ),
    );
}

#[test]
fn what_is_bought_needs_a_plan_with_a_price() {
    subscription_says(
        r#", "status": "Subscribed""#,
        "line 6: subscriptions[0]: expected the member `plan` for what is bought",
    );
    for status in [
        r#""status": "Subscribed""#,
        r#""status": "Suspended""#,
        r#""status": "Cancelled", "paidUntil": "2027-01-01T00:00:00Z""#,
    ] {
        subscription_says(
            &format!(", {status},\n\"plan\": \"company\""),
            "line 7: subscriptions[0].plan: expected a plan that the product has a price for: it has none by company",
        );
    }
}

#[test]
fn what_was_bought_while_it_was_free_needs_a_price_when_it_is_free_no_more() {
    let with = |product: &str, subscription: &str| {
        format!(
            r#"{{"products": [{{"code": "{PRODUCT}", "name": "Weather", {product}}}],
"companies": [{{"id": "{COMPANY}", "name": "Acme"}}],
"subscriptions": [{{"company": "{COMPANY}", "product": "{PRODUCT}", "plan": "display", {subscription}}}]}}"#
        )
    };
    let paid_on = |plan| {
        let price = format!(r#"{{"plan": "{plan}", "amount": 1, "currency": "USD"}}"#);
        format!(r#"{{"products": [{{"code": "{PRODUCT}", "free": false, "prices": [{price}]}}]}}"#)
    };
    let expected = "line 1: products[0].free: expected true, or a price for each plan that the product is bought on";
    for bought in [
        r#""status": "Subscribed""#,
        r#""status": "Cancelled", "paidUntil": "2027-02-01T00:00:00Z""#,
    ] {
        let mut catalogue = imported(&with(r#""free": true"#, bought));
        let found = planned(&catalogue, &paid_on("company"), NOW).map(|_| ());
        assert_eq!(found.unwrap_err().to_string(), expected);
        import(&mut catalogue, &paid_on("display"));
    }
    let mut catalogue =
        imported(&with(r#""free": true, "trialDays": 9"#, r#""status": "On Trial""#));
    import(&mut catalogue, &paid_on("company"));
}

#[test]
fn an_end_of_what_was_paid_belongs_to_what_was_cancelled() {
    subscription_says(
        r#", "status": "Cancelled", "plan": "display""#,
        "line 6: subscriptions[0]: expected the member `paidUntil` beside the status `Cancelled`",
    );
    subscription_says(
        r#", "status": "Subscribed", "plan": "display", "paidUntil": "2027-01-01T00:00:00Z""#,
        "line 6: subscriptions[0].paidUntil: expected it beside the status `Cancelled` alone",
    );
}

#[test]
fn a_trial_needs_an_end_where_the_product_has_none() {
    subscription_says(
        r#", "status": "On Trial""#,
        "line 6: subscriptions[0]: expected the member `trialEnds`: the product has no days of trial",
    );
    subscription_says(
        r#", "status": "On Trial", "trialStarts": "2027-01-01T00:00:00Z""#,
        "line 6: subscriptions[0]: expected the member `trialEnds` beside `trialStarts`",
    );
    subscription_says(
        r#", "status": "On Trial", "trialStarts": "2027-01-01T00:00:00.001Z", "trialEnds": "2027-01-01T00:00:00Z""#,
        "line 6: subscriptions[0].trialStarts: expected an instant that is not after `trialEnds`",
    );
    subscription_says(
        r#", "status": "Trial Expired", "trialEnds": "2027-01-15T08:00:00Z""#,
        "line 6: subscriptions[0].trialEnds: expected an instant that is over beside `Trial Expired`",
    );
    subscription_says(
        r#", "status": "Not Subscribed", "trialEnds": "2027-01-01T00:00:00Z""#,
        "line 6: subscriptions[0].status: expected `Trial Expired` or such: the company has had a trial",
    );
}

#[test]
fn a_status_that_is_none_is_a_mistake() {
    subscription_says(
        r#", "status": "Trialed""#,
        "line 6: subscriptions[0].status: unknown value `Trialed`: expected one of `Subscribed`, `On Trial`, `Trial Expired`, `Cancelled`, `Suspended`, `Not Subscribed`",
    );
    subscription_says(
        r#", "status": "Suspended", "suspended": false"#,
        "line 6: subscriptions[0].suspended: expected true beside the status `Suspended`",
    );
}

#[test]
fn prices_that_were_in_force_stay() {
    let dated = |amount: u64, since: Millis| {
        format!(
            r#"{{"plan": "display", "amount": {amount}, "currency": "USD", "since": "{since}"}}"#
        )
    };
    let document = |prices: &str| {
        format!(r#"{{"products": [{{"code": "{PRODUCT}", "name": "A", "prices": [{prices}]}}]}}"#)
    };
    let mut catalogue = empty();
    import(&mut catalogue, &document(&dated(1, Millis(5))));
    let found = planned(&catalogue, &document(&dated(2, Millis(NOW.0 - 1))), NOW).map(|_| ());
    let expected = "line 1: products[0].prices[0].since: expected now or later: prices that were in force stay";
    assert_eq!(found.unwrap_err().to_string(), expected);

    says(
        &document(&format!("{},\n{}", dated(1, NOW), dated(2, NOW))),
        "line 2: products[0].prices[1].since: expected one price for a plan at an instant",
    );
    let undated = r#"{"plan": "display", "amount": 1, "currency": "USD"}"#;
    says(
        &document(&format!("{},\n{undated}", dated(1, NOW))),
        "line 2: products[0].prices[1].plan: expected one price for a plan, or `since` with each",
    );
}

#[test]
fn the_first_twenty_mistakes_are_listed_and_the_others_counted() {
    let companies: Vec<_> = (0..23).map(|_| format!(r#"{{"id": "{COMPANY}"}}"#)).collect();
    let document = format!("{{\"companies\": [{}]}}", companies.join(",\n"));
    let Err(ImportError::Mistakes(mistakes)) = planned(&empty(), &document, NOW) else {
        panic!("expected mistakes");
    };
    assert_eq!((mistakes.mistakes.len(), mistakes.more), (20, 3));
    assert!(mistakes.to_string().ends_with("expected it once\nand 3 more"));
}
