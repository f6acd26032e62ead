//! The options for whoever makes a product or runs a server.

use super::things::tell;
use serde_json::{Map, Value};

#[derive(Debug, Default, clap::Args)]
pub(super) struct Vendor {
    /// The name of its vendor
    #[arg(id = "vendor", long, value_name = "NAME")]
    name: Option<String>,

    /// The URL of the vendor's website
    #[arg(id = "vendor-website", long, value_name = "URL")]
    website: Option<String>,

    /// Where to write to the vendor
    #[arg(id = "vendor-email", long, value_name = "EMAIL")]
    email: Option<String>,
}

impl Vendor {
    /// Puts what was told in the place of what was there.
    pub(super) fn tell(&self, thing: &mut Map<String, Value>) {
        let Self { name, website, email } = self;
        if name.is_none() && website.is_none() && email.is_none() {
            return;
        }
        let known = thing.remove("vendor").and_then(|known| match known {
            Value::Object(members) => Some(members),
            _ => None,
        });
        let mut members = known.unwrap_or_default();
        tell(&mut members, "name", name.as_ref());
        tell(&mut members, "website", website.as_ref());
        tell(&mut members, "contactEmail", email.as_ref());
        thing.insert("vendor".to_owned(), Value::Object(members));
    }
}
