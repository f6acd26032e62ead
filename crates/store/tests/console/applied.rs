//! What strangers have applied for.

use crate::server::{NOW, Server};
use std::convert::Infallible;
use store_auth_store::{
    Draft,
    model::{AppSought, Application, Decision, Edit, Millis, Outcome, Sought, Vendor},
};

/// Two that wait, and one that is decided, as if they had just come.
pub(crate) async fn apply(server: &Server, text: &str) {
    let edits = (1..=3).flat_map(|number| {
        let forgotten = Edit::Forgotten { application: number };
        [forgotten, Edit::Application(application(number, text))]
    });
    let (at, outcome) = (Millis(NOW), Outcome::Rejected(text.to_owned()));
    let decided = Edit::Decision { application: 3, decision: Decision { at, outcome } };
    let edits = edits.chain([decided]).collect();
    let change = server.store.change(|_| Ok::<_, Infallible>(Draft { edits, ..Draft::default() }));
    change.await.unwrap();
}

fn application(number: u64, text: &str) -> Application {
    let (website, contact_email) = (Some("https://a.example".into()), Some("a@a.example".into()));
    let app = AppSought {
        name: text.into(),
        short_description: text.into(),
        long_description: text.into(),
        icon: None,
        image: None,
        free: true,
        prices: Vec::new(),
    };
    Application {
        number,
        made: Millis(NOW),
        vendor: Vendor { name: text.into(), website, contact_email },
        sought: Sought::App(app),
        decision: None,
    }
}
