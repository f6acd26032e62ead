//! `/subscriptions`: what companies have of products.

use super::whose;
use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json, Nothing},
        caller::{self, May},
        changing::{Change, change},
        of_path::expect_same,
        page::{Limit, Page, page, place},
        problem::Problem,
        query::{AtBoth, Query},
    },
    document::{StatusEntry, SubscriptionEntry, subscription_becomes, subscription_entry},
    model::{
        Company, CompanyId, CompanyNumber, Edit, Millis, Plan, Product, ProductCode, ProductNumber,
        Purchase, Subscription,
    },
};
use axum::extract::State;
use serde::Deserialize;
use std::{fmt, str::FromStr, sync::Arc};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, set, remove))
}

type Shown = SubscriptionEntry;

/// A subscription as it is to be. What is left out of its trial and plan stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SubscriptionToSet)]
struct Given {
    /// That of the path, if given.
    company: Option<CompanyId>,
    /// That of the path, if given.
    product: Option<ProductCode>,
    /// What it is.
    status: StatusEntry,
    /// The plan that it is bought on, or would be.
    plan: Option<Plan>,
    /// Since when its trial runs or ran.
    trial_starts: Option<Millis>,
    /// The last instant of its trial.
    trial_ends: Option<Millis>,
    /// The end of what was paid, for one that was cancelled.
    paid_until: Option<Millis>,
    /// Whether it is suspended, whatever else its status says.
    suspended: Option<bool>,
}

/// Which subscriptions, and where the page begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those of this company alone.
    company: Option<CompanyId>,
    /// Those to this product alone.
    product: Option<ProductCode>,
    /// What `next` of the page before was.
    after: Option<String>,
    /// How many, at most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// The place of a subscription in their order.
#[derive(Clone, Copy, Debug)]
struct Place((CompanyNumber, ProductNumber));

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self((company, product)) = self;
        write!(f, "{}.{}", company.0, product.0)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (company, product) = text.split_once('.').ok_or(())?;
        let number = |text: &str| text.parse().map_err(|_| ());
        Ok(Self((CompanyNumber(number(company)?), ProductNumber(number(product)?))))
    }
}

/// All subscriptions, those of a company one after the other, a page at a time.
#[utoipa::path(get, path = "/subscriptions", params(Which), security(("token" = ["read"])),
    responses((status = 200, description = "A page of subscriptions", body = Page<Shown>)))]
async fn list(
    _: May<caller::Read>,
    State(store): State<Store>,
    Query(which): Query<Which>,
) -> Result<Page<Shown>, Problem> {
    let mut after = place::<Place>(which.after.as_ref())?;
    let only = whose::filter(&store.catalogue(), which.company.as_ref(), which.product.as_ref())?;
    // Those of no product come before all of theirs.
    after = after.or(only.company.map(|company| Place((company, ProductNumber(0)))));
    let now = store.clock().now();
    Ok(page(&store, which.limit, after, |catalogue, after, count| {
        let subscriptions = catalogue.subscriptions_after(after.map(|Place(place)| place));
        let of_company = subscriptions
            .take_while(|((company, _), _)| only.company.is_none_or(|only| only == *company));
        let shown = |(place, subscription): (&(CompanyNumber, ProductNumber), &Subscription)| {
            let is_asked_for = only.product.is_none_or(|only| only == place.1);
            let shown = is_asked_for
                .then(|| {
                    let company = catalogue.company_numbered(place.0)?.id.clone();
                    let product = catalogue.product_numbered(place.1)?.code.clone();
                    Some(subscription_entry(company, product, *subscription, now))
                })
                .flatten();
            (Place(*place), shown)
        };
        of_company.take(count).map(shown).collect()
    }))
}

/// What a company has of a product.
#[utoipa::path(get, path = "/subscriptions/{company}/{product}",
    params(("company" = CompanyId, Path), ("product" = ProductCode, Path)),
    security(("token" = ["read"])),
    responses((status = 200, description = "The subscription", body = Shown)))]
async fn show(
    _: May<caller::Read>,
    State(store): State<Store>,
    AtBoth(company, product): AtBoth<CompanyId, ProductCode>,
) -> Result<Answer, Problem> {
    let now = store.clock().now();
    let catalogue = store.catalogue();
    let known = Known::of(&catalogue, &company, &product)?;
    let shown = known.shown(known.subscription, now).ok_or_else(|| known.none())?;
    Ok(Answer::thing(&shown))
}

/// A company, a product, and what the one has of the other.
struct Known<'a> {
    company: &'a Arc<Company>,
    product: &'a Arc<Product>,
    subscription: Option<&'a Subscription>,
}

impl<'a> Known<'a> {
    fn of(
        catalogue: &'a Catalogue,
        company: &CompanyId,
        product: &ProductCode,
    ) -> Result<Self, Problem> {
        let no = |what, id: &str| Problem::not_found(format!("no {what} {id}"));
        let (id, code) = (company.as_str(), product.as_str());
        let company = catalogue.company(id).ok_or_else(|| no("company", id))?;
        let product = catalogue.product(code).ok_or_else(|| no("product", code))?;
        let subscription = catalogue.subscription(company.number, product.number);
        Ok(Self { company, product, subscription })
    }

    fn shown(&self, subscription: Option<&Subscription>, now: Millis) -> Option<Shown> {
        let (company, product) = (self.company.id.clone(), self.product.code.clone());
        Some(subscription_entry(company, product, *subscription?, now))
    }

    fn none(&self) -> Problem {
        let (company, product) = (&self.company.id, &self.product.code);
        Problem::not_found(format!("company {company} has no subscription to product {product}"))
    }

    fn object(&self) -> String {
        format!("{}/{}", self.company.id, self.product.code)
    }

    fn edit(&self, subscription: Option<Subscription>) -> Edit {
        let (company, product) = (self.company.number, self.product.number);
        Edit::Subscription { company, product, subscription }
    }
}

/// A document may say what was bought before its plan was sold no more; what is bought anew is on one that is sold now.
fn check_sold(known: &Known<'_>, becomes: Subscription, now: Millis) -> Result<(), Problem> {
    let there = known.subscription.copied().unwrap_or_default();
    let is_anew = match (there.purchase, becomes.purchase) {
        (_, Purchase::None) => false,
        (Purchase::None, _) | (Purchase::Cancelled { .. }, Purchase::Bought) => true,
        _ => there.plan != becomes.plan,
    };
    let product = known.product;
    let is_sold = |plan| product.price_at(plan, now).is_some_and(|price| price.amount.is_some());
    match becomes.plan {
        Some(plan) if is_anew && !product.free && !is_sold(plan) => {
            let plan = plan.name();
            let expected = format!(
                "expected a plan that the product has a price for now: it has none by {plan}"
            );
            Err(Problem::invalid("plan", expected))
        }
        _ => Ok(()),
    }
}

/// Sets what a company has of a product. What is bought must be on a plan that the product has a price for at that time, unless
/// it is free or was bought so.
#[utoipa::path(put, path = "/subscriptions/{company}/{product}",
    params(("company" = CompanyId, Path), ("product" = ProductCode, Path)),
    request_body = Given, security(("token" = ["catalogue"])),
    responses(
        (status = 200, description = "The subscription", body = Shown),
        (status = 201, description = "The subscription, which is new", body = Shown),
    ))]
async fn set(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    AtBoth(company, product): AtBoth<CompanyId, ProductCode>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    expect_same("company", given.company.as_ref(), &company)?;
    expect_same("product", given.product.as_ref(), &product)?;
    let entry = SubscriptionEntry {
        company,
        product,
        status: given.status,
        plan: given.plan,
        trial_starts: given.trial_starts,
        trial_ends: given.trial_ends,
        paid_until: given.paid_until,
        suspended: given.suspended,
    };
    change(&store, &asked, |catalogue, now| {
        let known = Known::of(catalogue, &entry.company, &entry.product)?;
        let was = known.shown(known.subscription, now);
        asked.conditions.check(was.as_ref())?;
        if known.company.removed {
            return Err(Problem::conflict("the company was removed, expected one that was not"));
        }
        // A document may be older than the end of a trial; what is set is about now.
        let is_over = entry.trial_ends.is_some_and(|ends| ends < now);
        if entry.status == StatusEntry::OnTrial && is_over {
            let expected = "expected an instant that is not over beside `On Trial`";
            return Err(Problem::invalid("trialEnds", expected));
        }
        let becomes = subscription_becomes(&entry, known.product, known.subscription, now)
            .map_err(|(member, expected)| Problem::invalid(member, expected))?;
        check_sold(&known, becomes, now)?;
        let is = known.shown(Some(&becomes), now);
        let at = format!("/subscriptions/{}", known.object());
        let answer = Answer::put(was.is_none(), &at, &is);
        let is_changed = known.subscription != Some(&becomes);
        let edits = is_changed.then(|| known.edit(Some(becomes)));
        let change = Change::new("subscription.set", &known.object(), edits, answer);
        Ok(change.audited(was.as_ref(), is.as_ref()))
    })
    .await
}

/// Makes it as if a company had never had anything of a product, a trial neither.
#[utoipa::path(delete, path = "/subscriptions/{company}/{product}",
    params(("company" = CompanyId, Path), ("product" = ProductCode, Path)),
    security(("token" = ["catalogue"])),
    responses((status = 204, description = "There is none")))]
async fn remove(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    AtBoth(company, product): AtBoth<CompanyId, ProductCode>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, now| {
        let known = Known::of(catalogue, &company, &product)?;
        let was = known.shown(known.subscription, now);
        asked.conditions.check(was.as_ref())?;
        let edits = was.is_some().then(|| known.edit(None));
        let change = Change::new("subscription.remove", &known.object(), edits, Answer::nothing());
        Ok(change.audited(was.as_ref(), None::<&Shown>))
    })
    .await
}
