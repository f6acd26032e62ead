//! The pages for strangers: they work without cookies and scripts, and show nothing but text.

use crate::strangers::{Open, app, data_server, typed_app, typed_server};
use serde_json::Value;

const SCRIPT: &str = r#"<img src=x onerror=alert(1)>"'&<script>alert(2)</script>"#;

#[track_caller]
fn expect_harmless(page: &str, html: &str) {
    for bad in ["<img", "<script", "onerror=alert(1)>\""] {
        assert!(!html.contains(bad), "{page}: {html}");
    }
}

#[tokio::test]
async fn every_answer_lets_no_script_run_and_sets_no_cookie() {
    let open = Open::start().await;
    let mut answers = Vec::new();
    for path in ["/apply", "/apply/app", "/apply/server", "/apply/received", "/apply/none"] {
        answers.push((path, open.page(path).await));
    }
    answers.push(("form", open.send("app", &typed_app()).await));
    answers.push(("wrong form", open.send("app", &[]).await));
    answers.push(("json", open.apply("server", &data_server()).await));
    answers.push(("wrong json", open.apply("app", &Value::Null).await));
    for (name, answer) in answers {
        let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        assert_eq!(answer.header("content-security-policy"), Some(policy), "{name}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{name}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{name}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{name}");
        assert_eq!(answer.header("set-cookie"), None, "{name}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{name}");
        assert!(!answer.body.contains("<script") && !answer.body.contains(" style="), "{name}");
    }
}

#[tokio::test]
async fn what_is_typed_is_text_where_the_form_comes_back() {
    let open = Open::start().await;
    for (kind, typed) in [("app", typed_app()), ("server", typed_server())] {
        for at in 0..typed.len() {
            let mut typed = typed.clone();
            typed[at].1 = SCRIPT;
            // Whatever is wrong with it: the field with the script, or another.
            let mut other = typed.clone();
            other.retain(|(name, _)| *name != "contactEmail");
            for typed in [typed, other] {
                expect_harmless(kind, &open.send(kind, &typed).await.body);
            }
        }
    }
    let answer = open
        .page(&format!(
            "/apply/app?company={}",
            SCRIPT.replace(' ', "%20").replace(['<', '>', '"'], "%3C")
        ))
        .await;
    expect_harmless("query", &answer.body);
}

#[tokio::test]
async fn a_problem_quotes_nothing_that_was_sent() {
    let open = Open::start().await;
    let mut given = app();
    given["contactEmail"] = SCRIPT.into();
    let answer = open.apply("app", &given).await.expect(400);
    assert!(!answer.body.contains("onerror"), "{}", answer.body);
}

#[tokio::test]
async fn the_style_sheet_is_kept_by_its_content() {
    let open = Open::start().await;
    let page = open.page("/apply/app").await.expect(200).body;
    for (rel, of_type) in [("stylesheet", "text/css"), ("icon", "image/svg+xml")] {
        let href = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1).unwrap();
        let answer = open.page(href.split('"').next().unwrap()).await.expect(200);
        assert_eq!(answer.header("content-type"), Some(of_type));
        let forever = Some("public, max-age=31536000, immutable");
        assert_eq!(answer.header("cache-control"), forever);
    }
}

#[tokio::test]
async fn apps_are_answered_as_ever_beside_it() {
    let open = Open::start().await;
    let answer = open.page("/v1/widget/auth?id=A&pc=1").await.expect(200);
    assert_eq!(answer.json()["error"]["message"], "Product not found.");
    assert_eq!(open.page("/applying").await.expect(404).json()["authorized"], false);
    let head = open.ask("HEAD", "/apply/app").send().await.expect(200);
    assert!(head.body.is_empty());
}
