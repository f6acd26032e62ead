//! What the log says of each call: from where, for whom, and how it went.

use crate::{
    log,
    shop::{DISPLAY, SOLD, Shop, TRIED},
};

/// What is logged of a call of an endpoint.
async fn logged(shop: &Shop, target: &str) -> String {
    log::begin();
    shop.get(target).await;
    let text = log::taken();
    let lines = text.lines().filter(|line| line.contains("call_log")).collect::<Vec<_>>();
    let [line] = lines[..] else { panic!("{text}") };
    assert!(line.contains(" DEBUG "), "{line}");
    line.split_once(": called ").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_call_is_logged_with_whom_it_was_for() {
    let shop = Shop::open().await;
    let asked = format!("/v1/widget/auth?id={DISPLAY}&pc={SOLD}");
    let expected = format!(
        "from=127.0.0.1 endpoint=\"widget/auth\" id={DISPLAY} pc={SOLD} outcome=\"authorized\""
    );
    assert_eq!(logged(&shop, &asked).await, expected);
}

#[tokio::test]
async fn a_call_that_is_for_nobody_is_logged_without() {
    let shop = Shop::open().await;
    for (target, expected) in [
        (
            format!("/v1/widget/auth?id={DISPLAY}"),
            "from=127.0.0.1 endpoint=\"widget/auth\" outcome=\"denied\"",
        ),
        ("/v1/products".into(), "from=127.0.0.1 endpoint=\"none\" outcome=\"denied\""),
    ] {
        assert_eq!(logged(&shop, &target).await, expected);
    }
}

#[tokio::test]
async fn an_id_that_may_be_a_signature_is_not_logged() {
    let shop = Shop::open().await;
    let signature = "16be1703017fd1001fe63465e50523982f10b0ca";
    let line = logged(&shop, &format!("/v1/widget/auth?id={signature}&pc={SOLD}")).await;
    assert!(line.contains(" id=") && !line.contains(signature), "{line}");
}

#[tokio::test]
async fn what_is_sent_makes_no_line_of_its_own_and_no_long_one() {
    let shop = Shop::open().await;
    let sent = format!("a%0A%1B[31m%E2%80%A8forged{}", "x".repeat(1000));
    for target in ["id={sent}&pc={SOLD}", "id={DISPLAY}&pc={sent}"] {
        let target =
            target.replace("{sent}", &sent).replace("{SOLD}", SOLD).replace("{DISPLAY}", DISPLAY);
        let line = logged(&shop, &format!("/v1/widget/auth?{target}")).await;
        let forges = |letter: char| letter.is_control() || letter == '\u{2028}';
        assert!(!line.contains(forges), "{line}");
        assert!(line.contains("forged") && line.len() < 300, "{line}");
    }
}

#[tokio::test]
async fn a_trial_is_logged_with_where_the_call_came_from_and_nothing_that_was_sent() {
    let shop = Shop::open().await;
    log::begin();
    shop.get(&format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}")).await;
    let text = log::taken();
    let line = text.lines().find(|line| line.contains("trial started")).unwrap();
    assert!(line.contains(" INFO ") && line.contains("from=127.0.0.1"), "{line}");
    assert!(line.contains("trial started by widget/auth"), "{line}");
    assert!(!line.contains(DISPLAY) && !line.contains(TRIED), "{line}");
}
