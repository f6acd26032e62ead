//! `/applications/{number}/approve` and `/reject`: what comes of an application, in one change with it.

use super::{
    applications::{Shown, Told, known},
    products,
};
use crate::{
    Catalogue, ServerKeys, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json, Maybe},
        caller::{self, May},
        changing::{Change, change},
        problem::Problem,
        query::At,
    },
    document::{PriceEntry, put_prices},
    key_change::activate,
    model::{
        AppSought, Application, Decision, Edit, Millis, Outcome, PriceSought, Product, ProductCode,
        Scope, Server, ServerKeyRecord, Sought,
    },
    random_ids::{self, NoRandomness},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store_auth_wire::ServerId;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use zeroize::Zeroizing;

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(approve)).routes(routes!(reject))
}

/// How a product is sold that was applied for: as was applied for, where this says nothing else.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ApplicationApproval)]
struct Approval {
    /// Whether everybody may use it for nothing. Not, if not given beside prices.
    free: Option<bool>,
    /// What it costs, in place of all that was applied for.
    prices: Option<Vec<PriceEntry>>,
    /// For how many days a company can try it, up to 3650; 0, if not given, for none.
    trial_days: Option<u32>,
}

/// What came of an application that is approved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApprovedApplication)]
struct Approved {
    #[serde(flatten)]
    told: Told,
    /// The server's key: 40 hexadecimal digits. It is shown once, and null where this answer is given again, or for a product.
    key: Option<String>,
}

/// Why an application is refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApplicationRejection)]
struct Rejection {
    /// Why: 1 to 500 characters on one line.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Approves an application that waits. Of one for a product code comes a product, sold as was applied for or as this says. Of
/// one for a server key comes a server, and a key that signs from now on: this takes scope `keys` too, and this answer is the
/// only one that shows the key.
#[utoipa::path(post, path = "/applications/{number}/approve", params(("number" = u64, Path)),
    request_body = Option<Approval>, security(("token" = ["catalogue"])),
    responses((status = 200, description = "What came of it", body = Approved)))]
async fn approve(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(number): At<u64>,
    asked: Asked<Maybe<Approval>>,
) -> Result<Answer, Problem> {
    let (Maybe(approval), asked) = asked.split();
    let (code, key) = (random_ids::product_code()?, random_ids::server_key()?);
    change(&store, &asked, |catalogue, now| {
        let was = waiting(catalogue, &asked, number)?;
        let (outcome, mut edits, product) = match &was.sought {
            Sought::App(app) => {
                let product = product(was, app, approval, &code, catalogue, now)?;
                let shown = products::Shown::of(&product);
                (Outcome::Product(code), vec![Edit::Product(product)], Some(shown))
            }
            Sought::Server { id } => {
                asked.caller.needs(Scope::Keys)?;
                approval.expect_nothing()?;
                (Outcome::Server, server(&store, was, id, &key, catalogue, now)?, None)
            }
        };
        let is = decided(was, outcome, now)?;
        edits.extend(decision(&is));
        let told = Told::of(&is);
        let shown = match &is.sought {
            Sought::App(_) => None,
            Sought::Server { .. } => Some(key.to_string()),
        };
        let approved = Approved { told: told.clone(), key: shown };
        let after = After { told: told.clone(), sold: product };
        let change = Change::new("application.approve", &number, edits, Answer::thing(&approved));
        let change = change.audited(Some(&Told::of(was)), Some(&after));
        Ok(change.kept_as(&Approved { told, key: None }))
    })
    .await
    .map(Answer::untagged)
}

/// What the audit log has of it: the product as well, which is new.
#[derive(Debug, Serialize)]
struct After {
    #[serde(flatten)]
    told: Told,
    #[serde(skip_serializing_if = "Option::is_none")]
    sold: Option<products::Shown>,
}

/// Refuses an application that waits, and keeps why.
#[utoipa::path(post, path = "/applications/{number}/reject", params(("number" = u64, Path)),
    request_body = Rejection, security(("token" = ["catalogue"])),
    responses((status = 200, description = "What came of it", body = Told)))]
async fn reject(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(number): At<u64>,
    asked: Asked<Json<Rejection>>,
) -> Result<Answer, Problem> {
    let (Json(Rejection { reason }), asked) = asked.split();
    change(&store, &asked, |catalogue, now| {
        let was = waiting(catalogue, &asked, number)?;
        let is = decided(was, Outcome::Rejected(reason), now)?;
        let told = Told::of(&is);
        let answer = Answer::thing(&told);
        let change = Change::new("application.reject", &number, decision(&is), answer);
        Ok(change.audited(Some(&Told::of(was)), Some(&told)))
    })
    .await
    .map(Answer::untagged)
}

/// One that nobody has decided yet, as whoever decides it has seen it.
fn waiting<'a, B>(
    catalogue: &'a Catalogue,
    asked: &Asked<B>,
    number: u64,
) -> Result<&'a Application, Problem> {
    let application = known(catalogue, number)?;
    asked.conditions.check(Some(&Shown::of(application)))?;
    if application.decision.is_some() {
        let state = application.state().name();
        let detail = format!("application {number} is {state}, expected one that waits");
        return Err(Problem::conflict(detail));
    }
    Ok(application)
}

fn decided(
    application: &Application,
    outcome: Outcome,
    at: Millis,
) -> Result<Application, Problem> {
    let decision = Decision { at, outcome };
    decision.check()?;
    Ok(Application { decision: Some(decision), ..application.clone() })
}

fn decision(Application { number, decision, .. }: &Application) -> Option<Edit> {
    let edit = |decision| Edit::Decision { application: *number, decision };
    decision.clone().map(edit)
}

impl Approval {
    fn expect_nothing(&self) -> Result<(), Problem> {
        let expected = "expected none: a server key is applied for";
        for (member, is_given) in [
            ("free", self.free.is_some()),
            ("prices", self.prices.is_some()),
            ("trialDays", self.trial_days.is_some()),
        ] {
            if is_given {
                return Err(Problem::invalid(member, expected));
            }
        }
        Ok(())
    }
}

fn product(
    application: &Application,
    app: &AppSought,
    approval: Approval,
    code: &ProductCode,
    catalogue: &Catalogue,
    now: Millis,
) -> Result<Product, Problem> {
    let is_priced = approval.prices.iter().flatten().any(|price| price.amount.is_some());
    if is_priced && approval.free == Some(true) {
        let expected = "expected false, or no prices: nobody pays for what is free";
        return Err(Problem::invalid("free", expected));
    }
    let mut product = Product {
        number: catalogue.next_product(),
        code: code.clone(),
        name: app.name.clone(),
        short_description: app.short_description.clone(),
        long_description: app.long_description.clone(),
        icon: app.icon.clone(),
        image: app.image.clone(),
        vendor: Some(application.vendor.clone()),
        free: approval.free.unwrap_or(app.free && !is_priced),
        trial_days: approval.trial_days.unwrap_or(0),
        prices: Vec::new(),
        withdrawn: false,
    };
    let sought = || app.prices.iter().map(entry).collect();
    let prices = approval.prices.unwrap_or_else(sought);
    put_prices(&mut product, &prices, now).map_err(|(index, member, expected)| {
        Problem::invalid(format!("prices[{index}].{member}"), expected)
    })?;
    product.check()?;
    Ok(product)
}

fn entry(PriceSought { plan, amount, currency }: &PriceSought) -> PriceEntry {
    PriceEntry { plan: *plan, amount: Some(*amount), currency: *currency, since: None }
}

/// A server, and its first key, which signs at once: there is none before it that anybody has.
fn server(
    store: &Store,
    application: &Application,
    id: &ServerId,
    key: &Zeroizing<String>,
    catalogue: &Catalogue,
    now: Millis,
) -> Result<Vec<Edit>, Problem> {
    if catalogue.server(id.as_str()).is_some() {
        let detail = format!("server {id} is there already, expected that it is not");
        return Err(Problem::conflict(detail));
    }
    let server =
        Server { id: id.clone(), vendor: Some(application.vendor.clone()), removed: false };
    server.check()?;
    let keys = ServerKeys::default();
    let number = keys.next_number();
    let sealed = catalogue.seal().seal(id, number, key).map_err(|_| NoRandomness)?;
    let (current_from, safe_to_drop) = (None, None);
    let prepared = ServerKeyRecord {
        server: id.clone(),
        number,
        sealed,
        made: now,
        current_from,
        safe_to_drop,
    };
    let signs = activate(&keys, &prepared, None, now, store.lifetime());
    let signs = signs.map_err(|error| Problem::conflict(error.to_string()))?;
    let edits = signs.into_iter().map(Edit::ServerKey);
    Ok(std::iter::once(Edit::Server(server)).chain(edits).collect())
}
