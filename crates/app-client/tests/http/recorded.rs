//! Answers that were recorded from the Store, byte for byte.

use crate::util::{MovedClock, NOT_ACTIVE, Store, builder};
use store_auth_client::State;

const BEFORE: &str = "2016-04-25T08:17:59Z";

/// What the client makes of an answer, a day before the recorded expiry.
async fn state(body: &str) -> State {
    let store = Store::saying(body).await;
    builder(&store).clock(MovedClock::at(BEFORE)).build().unwrap().authorize().await
}

#[tokio::test]
async fn the_recorded_authorization_holds_until_its_whole_second() {
    let body = r#"{"authorized":true,"expiry":"2016-04-26T08:17:59.059+0000","signatures":null,"error":null}"#;
    let until = "2016-04-26T08:17:59Z".parse().unwrap();
    assert_eq!(state(body).await, State::Authorized { until });
}

#[tokio::test]
async fn the_authorization_of_the_documentation_holds_until_its_millisecond() {
    let body = r#"{"authorized":true,"expiry_time":"2017-03-27T18:25:43.511Z","signatures":null}"#;
    let until = "2017-03-27T18:25:43.511Z".parse().unwrap();
    assert_eq!(state(body).await, State::Authorized { until });
}

#[tokio::test]
async fn the_recorded_denials_are_told_with_their_text() {
    let recorded = r#"{"authorized":false,"expiry":null,"signatures":null,"error":{"message":"Subscription is not active."}}"#;
    for body in [recorded, NOT_ACTIVE] {
        let reason = "Subscription is not active.".to_owned();
        assert_eq!(state(body).await, State::Denied { reason });
    }
}

#[tokio::test]
async fn the_expiry_is_passed_on_as_it_was_recorded() {
    let body = r#"{"authorized":true,"expiry":"2016-04-26T08:17:59.059+0000","signatures":[{"serverId":"RiseFinancial","value":"16be1703017fd1001fe63465e50523982f10b0ca"}],"error":null}"#;
    let store = Store::saying(body).await;
    let client = builder(&store).clock(MovedClock::at(BEFORE)).build().unwrap();
    client.authorize().await;
    assert_eq!(
        client.signed_query("RiseFinancial").unwrap(),
        "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
         &expiry=2016-04-26T08:17:59.059%2B0000&signature=16be1703017fd1001fe63465e50523982f10b0ca"
    );
}
