//! What somebody applies for, as it is given: as JSON, or by the form of a page.

use super::refused::Refused;
use crate::{
    document::from_json,
    model::{AppSought, Plan, PriceSought, Sought, Vendor},
    page::Fields,
};
use serde::{Deserialize, de::DeserializeOwned};
use store_auth_wire::ServerId;
use utoipa::ToSchema;

/// An application, as it is given.
pub(super) trait Given: DeserializeOwned {
    /// What a form says.
    fn of_form(fields: &Fields) -> Result<Self, Refused>;

    /// Who applies, and what for.
    fn parts(self) -> (Vendor, Sought);

    /// What JSON says.
    fn of_json(body: &[u8]) -> Result<Self, Refused> {
        let text = std::str::from_utf8(body);
        let text = text.map_err(|_| Refused::wrong("", "expected a body in UTF-8"))?;
        from_json(text).map_err(|mistake| Refused::wrong(mistake.field(), mistake.problem))
    }
}

/// An application for a product code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppApplication)]
pub(super) struct AppGiven {
    /// The company that applies: 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    company: String,
    /// The http or https URL of its website, of up to 2048 bytes.
    #[schema(min_length = 1, max_length = 2048)]
    website: String,
    /// Where to write to, of up to 254 bytes: the answer comes there.
    #[schema(min_length = 3, max_length = 254)]
    contact_email: String,
    /// The name of the product: 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    product_name: String,
    /// One line about it: 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    short_description: String,
    /// All about it: 1 to 4000 characters.
    #[schema(min_length = 1, max_length = 4000)]
    long_description: String,
    /// The https URL of an icon, of up to 2048 bytes. It is never fetched.
    #[schema(max_length = 2048)]
    icon: Option<String>,
    /// The https URL of an image, of up to 2048 bytes. It is never fetched.
    #[schema(max_length = 2048)]
    image: Option<String>,
    /// Whether everybody may use it for nothing. If not, it has a price.
    #[serde(default)]
    free: bool,
    /// What it is to cost a month: one price for each plan, in one currency.
    #[serde(default)]
    #[schema(max_items = 2)]
    prices: Vec<PriceSought>,
}

/// An application for a server key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ServerApplication)]
pub(super) struct ServerGiven {
    /// The company that applies: 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    company: String,
    /// The http or https URL of its website, of up to 2048 bytes.
    #[schema(min_length = 1, max_length = 2048)]
    website: String,
    /// Where to write to, of up to 254 bytes: the answer comes there.
    #[schema(min_length = 3, max_length = 254)]
    contact_email: String,
    /// What Apps are to call the server: 1 to 50 ASCII letters and digits.
    #[schema(value_type = String, pattern = "^[A-Za-z0-9]{1,50}$")]
    server_id: ServerId,
}

impl Given for AppGiven {
    fn of_form(fields: &Fields) -> Result<Self, Refused> {
        let text = |name| fields.get(name).to_owned();
        let optional = |name| Some(text(name)).filter(|text| !text.is_empty());
        let prices = [Plan::Display, Plan::Company].map(|plan| price(fields, plan));
        Ok(Self {
            company: text("company"),
            website: text("website"),
            contact_email: text("contactEmail"),
            product_name: text("productName"),
            short_description: text("shortDescription"),
            long_description: text("longDescription"),
            icon: optional("icon"),
            image: optional("image"),
            free: fields.has("free", "true"),
            prices: prices.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>()?,
        })
    }

    fn parts(self) -> (Vendor, Sought) {
        let vendor = vendor(self.company, self.website, self.contact_email);
        let sought = Sought::App(AppSought {
            name: self.product_name,
            short_description: self.short_description,
            long_description: self.long_description,
            icon: self.icon,
            image: self.image,
            free: self.free,
            prices: self.prices,
        });
        (vendor, sought)
    }
}

impl Given for ServerGiven {
    fn of_form(fields: &Fields) -> Result<Self, Refused> {
        let text = |name| fields.get(name).to_owned();
        let id = text("serverId").parse::<ServerId>();
        Ok(Self {
            company: text("company"),
            website: text("website"),
            contact_email: text("contactEmail"),
            server_id: id.map_err(|error| Refused::wrong("serverId", error.to_string()))?,
        })
    }

    fn parts(self) -> (Vendor, Sought) {
        let vendor = vendor(self.company, self.website, self.contact_email);
        (vendor, Sought::Server { id: self.server_id })
    }
}

fn vendor(name: String, website: String, contact_email: String) -> Vendor {
    Vendor { name, website: Some(website), contact_email: Some(contact_email) }
}

/// What is typed for a plan, if anything is.
fn price(fields: &Fields, plan: Plan) -> Result<Option<PriceSought>, Refused> {
    let name = format!("price.{}", plan.name());
    let text = fields.get(&name);
    if text.is_empty() {
        return Ok(None);
    }
    let expected = "expected a whole number in minor units: 250 is 2.50 USD";
    let amount = text.parse().map_err(|_| Refused::wrong(name, expected))?;
    let currency = fields.get("currency").parse();
    let currency = currency.map_err(|error: crate::model::CurrencyError| {
        Refused::wrong("currency", error.to_string())
    })?;
    Ok(Some(PriceSought { plan, amount, currency }))
}
