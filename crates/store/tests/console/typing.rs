//! What is typed into each field of each form that there is.

use crate::{
    applied::apply,
    browser::Browser,
    forgery::version,
    form::{Field, Form},
    scopes::{pages, server},
    scripts::{SCRIPT, expect_harmless},
    server::{Answer, COMPANY, PRODUCT, Server},
};
use serde_json::json;

/// With something that each form can be about.
async fn stocked() -> Server {
    let server = server().await;
    let path = format!("/subscriptions/{COMPANY}/{PRODUCT}");
    server.put(&path, json!({"status": "Subscribed", "plan": "display"})).await.expect(201);
    server.call("POST", "/months/2026-12/close").send().await.expect(200);
    server
}

/// What is taken for each name, beside what a form has.
fn sound(name: &str) -> Option<&'static str> {
    Some(match name {
        "name" | "vendor.name" => "A",
        "id" => "B1",
        "company" => COMPANY,
        "product" => PRODUCT,
        "corrects" => "2026-12",
        "amount" | "price.display" | "price.company" => "100",
        "currency" => "USD",
        "reason" => "broken",
        "paidUntil" => "2027-02-01T00:00",
        "scopes" => "read",
        _ => return None,
    })
}

/// All forms that change something, with the page that each is on.
async fn forms(browser: &Browser<'_>) -> Vec<(String, Form)> {
    let mut found = Vec::new();
    for page in pages() {
        let answer = browser.get(&page).await;
        let forms = Form::all(&answer.body, &page).into_iter();
        let forms = forms.filter(|form| form.changes && form.to != "/console/sign-out");
        found.extend(forms.map(|form| (page.clone(), form)));
    }
    found
}

/// Sends a form as its page has it now, with a value in one field and what is sound in the others.
async fn typed(
    server: &Server,
    browser: &Browser<'_>,
    page: &str,
    form: &Form,
    field: &Field,
    value: &str,
) -> Answer {
    // What was decided waits again.
    apply(server, "Acme").await;
    let html = browser.get(page).await.body;
    let now = Form::all(&html, page).into_iter().find(|now| now.is_like(form)).unwrap();
    let mut all: Vec<_> = now
        .typed()
        .filter_map(|other| Some((&*other.name, sound(&other.name)?)))
        .filter(|(name, _)| *name != field.name)
        .collect();
    all.dedup();
    all.push((&field.name, value));
    browser.send(&now, &all).send().await
}

/// The page behind a form: what was answered, or where that leads.
async fn behind(browser: &Browser<'_>, answer: Answer) -> Answer {
    match answer.header("location") {
        Some(path) => browser.get(path).await,
        None => answer,
    }
}

#[tokio::test]
async fn a_script_is_text_whichever_field_of_whichever_form_it_is_typed_into() {
    let server = stocked().await;
    let browser = Browser::of_admin(&server).await;
    let (mut fields, mut taken) = (0, 0);
    for (page, form) in forms(&browser).await {
        for field in form.typed() {
            let answer = typed(&server, &browser, &page, &form, field, SCRIPT).await;
            fields += 1;
            taken += u32::from(answer.status == 303);
            let what = format!("{} of {}", field.name, form.to);
            expect_harmless(&what, &behind(&browser, answer).await);
        }
    }
    assert!(fields > 40 && taken > 5, "{fields} fields, {taken} taken");
    for page in pages() {
        expect_harmless(&page, &browser.get(&page).await);
    }
}

#[tokio::test]
async fn whatever_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let server = stocked().await;
    let browser = Browser::of_admin(&server).await;
    let long = "x".repeat(30_000);
    let mut refused = 0;
    for (page, form) in forms(&browser).await {
        let is_typed = |field: &&Field| !["select", "checkbox"].contains(&&*field.kind);
        for field in form.typed().filter(is_typed) {
            let what = format!("{} of {}", field.name, form.to);
            let answer = typed(&server, &browser, &page, &form, field, &long).await;
            assert!((400..500).contains(&answer.status), "{what}: {}", answer.status);
            refused += 1;
            let id = format!("field-{}", field.name.replace('.', "-"));
            let is_beside = answer.body.contains(&format!("id=\"{id}-wrong\""));
            assert!(is_beside, "{what}: {}", answer.body.replace(&long, "…"));
            assert!(answer.body.contains(&format!("href=\"#{id}\"")), "{what}");
            let shown = Form::all(&answer.body, &form.to);
            let is_kept = |there: &Field| there.name == field.name && there.value == long;
            assert!(shown.iter().any(|form| form.typed().any(is_kept)), "{what}");
        }
    }
    assert!(refused > 35, "{refused}");
}

#[tokio::test]
async fn no_form_acts_twice_however_often_it_is_sent() {
    let server = stocked().await;
    let browser = Browser::of_admin(&server).await;
    let mut done = 0;
    for (page, form) in forms(&browser).await {
        // What is gone by now has no form any more.
        let html = browser.get(&page).await.body;
        let Some(form) = Form::all(&html, &page).into_iter().find(|now| now.is_like(&form)) else {
            continue;
        };
        let names = form.typed().map(|field| &*field.name);
        let sound: Vec<_> = names.filter_map(|name| Some((name, sound(name)?))).collect();
        let call = browser.send(&form, &sound);
        let first = call.clone().send().await;
        let after = version(&server).await;
        let second = call.send().await;
        let what = format!("{} of {page}: {} {}", form.to, first.body, second.body);
        assert_eq!(first.status, second.status, "{what}");
        assert_eq!(first.header("location"), second.header("location"), "{what}");
        assert_eq!(after, version(&server).await, "{what}");
        done += u32::from(first.status < 400);
    }
    assert!(done > 15, "{done}");
}

#[tokio::test]
async fn a_token_for_nothing_is_refused_beside_what_it_may_be_for() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let page = "/console/tokens/new";
    let answer = browser.fill(page, page, &[("name", "ann")]).await.expect(400);
    let beside = answer.body.split("id=\"field-scopes\"").nth(1).unwrap();
    assert!(beside.split("</fieldset>").next().unwrap().contains("class=\"wrong\""), "{beside}");
}

#[tokio::test]
async fn what_is_looked_for_is_kept_in_its_field_and_is_text() {
    let server = stocked().await;
    let browser = Browser::of_admin(&server).await;
    let mut fields = 0;
    for page in pages() {
        let html = browser.get(&page).await.body;
        for form in Form::all(&html, &page).into_iter().filter(|form| !form.changes) {
            for field in form.typed() {
                let given = form.filled(&[(&*field.name, SCRIPT)]);
                let query =
                    form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
                let answer = browser.get(&format!("{}?{query}", form.to)).await;
                let what = format!("{} of {}", field.name, form.to);
                expect_harmless(&what, &answer);
                let shown = Form::all(&answer.body, &form.to);
                let is_kept = |there: &Field| there.name == field.name && there.value == SCRIPT;
                assert!(
                    shown.iter().any(|form| form.typed().any(is_kept)),
                    "{what}: {}",
                    answer.body
                );
                fields += 1;
            }
        }
    }
    assert!(fields > 10, "{fields}");
}

#[tokio::test]
async fn what_is_not_undone_easily_is_asked_on_a_page_that_says_what_follows() {
    let server = stocked().await;
    let browser = Browser::of_admin(&server).await;
    let mut asked = 0;
    for page in pages() {
        let html = browser.get(&page).await.body;
        if Form::all(&html, &page).iter().any(|form| form.is_dangerous) {
            let title = html.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
            assert!(title.ends_with('?'), "{page}: {title}");
            assert!(html.contains("Leave it as it is"), "{page}");
            asked += 1;
        }
    }
    assert!(asked >= 13, "{asked}");
}

#[tokio::test]
async fn no_page_gives_an_id_twice() {
    let server = stocked().await;
    let browser = Browser::of_admin(&server).await;
    for page in pages() {
        let html = browser.get(&page).await.body;
        let ids = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let mut ids: Vec<_> = ids.collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{page}: {ids:?}");
    }
}
