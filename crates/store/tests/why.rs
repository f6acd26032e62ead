//! What `widget/auth` would answer, and why.

mod util;

use serde_json::{Value, json};
use store_auth_store::{
    Catalogue,
    model::Millis,
    public::{Why, why},
};
use util::{
    COMPANY, LIFETIME, NOW, OTHER_COMPANY, PRODUCT, begins, empty, groups, import, import_at,
    imported,
};

fn store(company: &Value, subscription: &Value) -> Catalogue {
    let mut document = json!({
        "products": [{"code": PRODUCT, "name": "Weather", "trialDays": 14,
                      "prices": [{"plan": "display", "amount": 100, "currency": "USD"}]}],
        "companies": [{"id": COMPANY, "name": "Acme", "displays": ["A"], "standing": company},
                      {"id": OTHER_COMPANY, "name": "Other", "displays": ["B"]}],
        "servers": [{"id": "Weather1", "key": "dedeb395b5e7fabe53671e895aa7eaeffdc4bfce"}],
    });
    if !subscription.is_null() {
        let mut members = json!({"company": COMPANY, "product": PRODUCT});
        for (name, value) in subscription.as_object().unwrap() {
            members[name] = value.clone();
        }
        document["subscriptions"] = json!([members]);
    }
    imported(&document.to_string())
}

fn asked(catalogue: &Catalogue, query: &str) -> Why {
    why(catalogue, &query.replace("PC", PRODUCT), NOW, LIFETIME)
}

#[track_caller]
fn says(catalogue: &Catalogue, query: &str, expected: &str) {
    assert_eq!(asked(catalogue, query).to_string(), expected);
}

#[test]
fn what_is_bought_is_authorized() {
    let catalogue = store(&json!("active"), &json!({"status": "Subscribed", "plan": "display"}));
    says(
        &catalogue,
        "id=A&pc=PC&srv=Weather1,nobody",
        &format!(
            "authorized until 2027-01-16T08:00:00.000Z\n  \
             product: Weather\n  \
             display: A belongs to the company below\n  \
             company: {COMPANY} Acme, active\n  \
             subscription: bought by display\n  \
             server: Weather1: signed by its key 1\n  \
             server: a server of no known id: it gets no signature\n  \
             status: Subscribed\n"
        ),
    );
}

#[test]
fn each_server_is_told_of_as_it_is_signed_for() {
    let servers: Vec<_> = (0..22)
        .map(|number| {
            let key = "dedeb395b5e7fabe53671e895aa7eaeffdc4bfce";
            json!({"id": format!("S{number}"), "key": key})
        })
        .chain([json!({"id": "None"})])
        .collect();
    let document = json!({
        "products": [{"code": PRODUCT, "name": "Weather", "free": true}],
        "companies": [{"id": COMPANY, "name": "Acme", "displays": ["A"]}],
        "servers": servers,
    });
    let catalogue = imported(&document.to_string());
    let ids: Vec<_> = (0..22).map(|number| format!("S{number}")).collect();
    let found = asked(&catalogue, &format!("id=A&pc=PC&srv=S0,S0,None,{},none", ids.join(",")));
    let steps = found.steps.into_iter().filter(|step| step.what == "server");
    let told: Vec<_> = steps.map(|step| step.found).collect();
    let again = "S0: named before, and signed for once".to_owned();
    let mut expected = vec!["S0: signed by its key 1".to_owned(), again.clone()];
    expected.extend(["None: it has no key, and gets no signature".to_owned(), again]);
    expected.extend(ids[1..20].iter().map(|id| format!("{id}: signed by its key 1")));
    let left = |id: &String| format!("{id}: it gets no signature, after those for 20 servers");
    expected.extend(ids[20..].iter().map(left));
    expected.push("a server of no known id: it gets no signature".to_owned());
    assert_eq!(told, expected);
}

#[test]
fn each_denial_has_what_to_do_about_it() {
    let catalogue = store(&json!("active"), &Value::Null);
    let cancelled =
        json!({"status": "Cancelled", "plan": "display", "paidUntil": "2027-01-14T00:00:00Z"});
    let cancelled = store(&json!("active"), &cancelled);
    for (catalogue, query, remedy) in [
        (&catalogue, "id=A&id=A", "have the App send each parameter once"),
        (&catalogue, "pc=PC", "have the App send `id`, the display's id, or `cid`"),
        (&catalogue, "id=A", "have the App send `pc`, its product code"),
        (&catalogue, "id=A&pc=x", "compare the product code in the App with that of the product"),
        (&catalogue, "cid=x&pc=PC", "make sure that the App retrieves the id rightly"),
        (&catalogue, "id=A&pc=PC&callback=-", "have the App send a callback that is the name"),
        (&cancelled, "id=A&pc=PC", "what was paid is over: the company can buy the product again"),
    ] {
        let found = asked(catalogue, query).remedy.unwrap();
        assert!(found.starts_with(remedy), "{query}: {found}");
    }
}

/// What is looked at before an answer is decided, each with what was found.
fn steps(catalogue: &Catalogue) -> Vec<(&'static str, String)> {
    let found = asked(catalogue, "id=A&pc=PC");
    found.steps.into_iter().map(|step| (step.what, step.found)).collect()
}

#[test]
fn a_product_that_was_withdrawn_is_all_that_is_looked_at() {
    let mut catalogue = store(&json!("active"), &Value::Null);
    import(
        &mut catalogue,
        &json!({"products": [{"code": PRODUCT, "withdrawn": true}]}).to_string(),
    );
    assert_eq!(steps(&catalogue), [("product", "Weather, which is withdrawn".to_owned())]);
}

#[test]
fn of_a_company_that_is_suspended_nothing_more_is_looked_at() {
    let catalogue = store(&json!("suspended"), &Value::Null);
    assert_eq!(steps(&catalogue).last().unwrap().1, format!("{COMPANY} Acme, suspended"));
}

#[test]
fn a_trial_runs_until_its_end_and_is_over_then() {
    for (ends, is_over) in [("08:00:00.000Z", "it runs"), ("07:59:59.999Z", "it is over")] {
        let ends = format!("2027-01-15T{ends}");
        let trial = json!({"status": "On Trial", "plan": "display", "trialEnds": ends});
        let (what, found) = steps(&store(&json!("active"), &trial)).pop().unwrap();
        assert_eq!(what, "trial");
        assert!(found.ends_with(&format!(" to {ends}: {is_over}")), "{found}");
    }
}

#[test]
fn a_trial_that_a_call_would_start_is_named_and_not_started() {
    let catalogue = store(&json!("active"), &Value::Null);
    let found = asked(&catalogue, "id=A&pc=PC");
    assert!(found.authorized && found.starts_trial);
    let bought = json!({"status": "Subscribed", "plan": "display"});
    assert!(!asked(&store(&json!("active"), &bought), "id=A&pc=PC").starts_trial);
    assert_eq!(found.status, Some("On Trial"));
    assert_eq!(
        found.steps.last().unwrap().found,
        "none so far: the call would start one of 14 days"
    );
    assert_eq!(catalogue.subscriptions_after(None).count(), 0);
    assert!(!asked(&catalogue, "id=A&pc=PC&startTrial=false").authorized);
}

#[test]
fn an_unknown_id_leads_to_how_it_is_retrieved() {
    let catalogue = store(&json!("active"), &Value::Null);
    says(
        &catalogue,
        "id=undefined&pc=PC",
        "denied: Display not found.\n  \
         product: Weather\n  \
         display: no display has this id\n  \
         status: Company Not Found\n\
         what to do: make sure that the App retrieves the id rightly: have it show the one that it sends, by `alert()` \
         in JavaScript, and compare that with the id of the display or company; if it is right, add it to the Store\n",
    );
}

#[test]
fn a_purchase_of_another_company_leads_to_the_company_of_the_display() {
    let catalogue = store(&json!("active"), &json!({"status": "Subscribed", "plan": "display"}));
    says(
        &catalogue,
        "id=B&pc=PC&startTrial=false",
        &format!(
            "denied: Subscription is not active.\n  \
             product: Weather\n  \
             display: B belongs to the company below\n  \
             company: {OTHER_COMPANY} Other, active\n  \
             subscription: the company has not bought it\n  \
             status: Not Subscribed\n\
             what to do: if it was purchased, make sure that the presentation and the display are of the same company \
             that has purchased it: the display is of the company above; if not, that company can buy it\n"
        ),
    );
}

#[test]
fn a_suspension_says_whose_it_is() {
    let company = store(&json!("suspended"), &Value::Null);
    let remedy = asked(&company, "id=A&pc=PC").remedy.unwrap();
    assert!(remedy.starts_with("the company is suspended"), "{remedy}");
    let subscription = store(&json!("active"), &json!({"status": "Suspended", "plan": "display"}));
    let remedy = asked(&subscription, "id=A&pc=PC").remedy.unwrap();
    assert!(remedy.starts_with("the subscription is suspended"), "{remedy}");
}

#[test]
fn it_is_json_too() {
    let found = asked(&empty(), "id=A&cid=B");
    assert_eq!(
        serde_json::to_value(found).unwrap(),
        json!({
            "authorized": false, "expiry": null, "status": null, "startsTrial": false, "steps": [],
            "message": "Display Id and Company Id cannot both be given.",
            "remedy": "have the App send each parameter once, and only one of `id` and `cid`",
        })
    );
}

/// Calls of the vectors start no trial here, so only those that come before one are compared.
#[test]
fn it_says_what_the_answers_of_the_vectors_say() {
    let mut compared = 0;
    for group in groups() {
        let mut catalogue = empty();
        import_at(&mut catalogue, &group["catalogue"].to_string(), begins(&group));
        for test in group["tests"].as_array().unwrap() {
            let get = test["get"].as_str().unwrap();
            let Some((_, query)) = get.split_once("/v1/widget/auth?") else { continue };
            let Ok(answer) = serde_json::from_str::<Value>(test["body"].as_str().unwrap()) else {
                continue;
            };
            if answer["error"]["message"] == "Callback is not valid." {
                continue;
            }
            let now: Millis = serde_json::from_value(test["now"].clone()).unwrap();
            let found = why(&catalogue, query, now, LIFETIME);
            // A trial that an earlier call has started may be over or running by now; it is not here.
            if found.starts_trial || found.status == Some("Not Subscribed") {
                continue;
            }
            assert_eq!(found.authorized, answer["authorized"] == true, "{get}");
            assert_eq!(found.message.as_deref(), answer["error"]["message"].as_str(), "{get}");
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared}");
}
