//! What `storeauth demo --serve` prints: pages to open, and commands that do something to what they show.

use super::pages::Places;
use crate::{
    commands::demo::{
        catalogue::{COMPANY, OTHER_DISPLAY, PRODUCT, SERVER},
        running::Running,
    },
    output::shell::quoted,
};
use chrono::Utc;
use std::{env, fmt, path::Path};

pub(super) struct ToTry<'a> {
    pub(super) store: &'a Running,
    pub(super) viewer: &'a str,
    /// The folder of the data server's keys.
    pub(super) keys: &'a Path,
    pub(super) places: Places<'a>,
}

impl fmt::Display for ToTry<'_> {
    /// Lines for people. What is to be opened or pasted stands by itself, indented.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { viewer, places: Places { store, data_server, .. }, .. } = self;
        let storeauth = env::args().next().unwrap_or_else(|| "storeauth".to_owned());
        let storeauth = format!("{} store", quoted(&storeauth));
        let data = quoted(&self.store.data().display().to_string());
        let key = |name: &str| quoted(&self.keys.join(name).display().to_string());
        let (first, second) = (key("first.key"), key("second.key"));
        let folder = self.store.folder().display();
        let month = Utc::now().format("%Y-%m");
        write!(
            f,
            "\
A Store, {store}, and a data server, {data_server}.

A widget on a display; then one on a display of a company that has bought
nothing, and one in a Preview:
  {viewer}/viewer.html
  {viewer}/viewer.html?display={OTHER_DISPLAY}
  {viewer}/preview.html

To try, in another terminal:
  export STOREAUTH_DATA={data}

The subscription is suspended. Have the page ask again: it is denied. And back:
  {storeauth} subscription set {COMPANY} \\
    {PRODUCT} --status Suspended
  {storeauth} subscription set {COMPANY} \\
    {PRODUCT} --status Subscribed

The server's key is replaced: the data server gets the new one beside the old,
then the Store signs with it. The page goes on:
  {storeauth} server key prepare {SERVER} \\
    --output {second}
  {storeauth} server key activate {SERVER}

The old key is dropped. The data server turns the page away, which asks the
Store once more, by itself, and goes on:
  rm {first}

What was authorized, and what it costs:
  {storeauth} bill --month {month}

Ctrl-C ends it, and removes {folder}."
        )
    }
}
