//! A small App: it prints whether it is authorized whenever that changes, and a feed every minute while it is.
//!
//! ```sh
//! cargo run -p store-auth-client --example app -- STORE DISPLAY PRODUCT SERVER FEED
//! ```
//!
//! `STORE` and `FEED` are URLs, `SERVER` the id of the data server that has the feed. What the Store answers is kept in
//! `app.json` in the folder for temporary files.

use std::{env, error::Error, time::Duration};
use store_auth_client::{AppClient, Id};
use tokio::{signal, time};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [store, display, product, server, feed] = arguments.as_slice() else {
        return Err("expected five arguments: STORE DISPLAY PRODUCT SERVER FEED".into());
    };
    let client = AppClient::builder(store, Id::display(display), product)
        .server(server)
        .cache_file(env::temp_dir().join("app.json"))
        .build()?;
    let _running = client.start();

    let mut states = client.states();
    let mut minutes = time::interval(Duration::from_secs(60));
    println!("{}", client.state());
    loop {
        tokio::select! {
            _ = states.changed() => println!("{}", *states.borrow_and_update()),
            _ = minutes.tick() => match client.get(server, feed).await {
                Ok(answer) => println!("{}: {}", answer.status(), answer.text().await?),
                Err(error) => println!("no feed: {error}"),
            },
            end = signal::ctrl_c() => return Ok(end?),
        }
    }
}
