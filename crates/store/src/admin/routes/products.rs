//! `/products`: what is sold.

use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json, Nothing},
        caller::{self, May},
        changing::{Change, change},
        of_path::{expect_none, expect_same},
        page::{Page, found, look, place},
        problem::Problem,
        query::{At, Query},
        search::{Search, Searched},
    },
    document::{PriceEntry, check_bought, put_prices},
    model::{Edit, Millis, Price, Product, ProductCode, ProductNumber, Vendor},
    random_ids,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, set, withdraw))
}

/// A product.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Product)]
pub(super) struct Shown {
    code: ProductCode,
    name: String,
    /// One line about it.
    short_description: String,
    /// All about it.
    long_description: String,
    /// The URL of an icon.
    icon: Option<String>,
    /// The URL of an image.
    image: Option<String>,
    /// Whoever makes it.
    vendor: Option<Vendor>,
    /// Whether everybody may use it for nothing.
    free: bool,
    /// For how many days a company can try it; 0 for none.
    trial_days: u32,
    /// What it costs and has cost, in the order in which the prices came into force.
    prices: Vec<Price>,
    /// Whether it is sold no more.
    withdrawn: bool,
}

impl Shown {
    pub(super) fn of(product: &Product) -> Self {
        let Product { number: _, code, name, short_description, long_description, .. } = product;
        Self {
            code: code.clone(),
            name: name.clone(),
            short_description: short_description.clone(),
            long_description: long_description.clone(),
            icon: product.icon.clone(),
            image: product.image.clone(),
            vendor: product.vendor.clone(),
            free: product.free,
            trial_days: product.trial_days,
            prices: product.prices.clone(),
            withdrawn: product.withdrawn,
        }
    }
}

/// A product as it is to be. What is left out is empty, but prices that were in force stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ProductToSet)]
struct Given {
    /// That of the path, if given.
    code: Option<ProductCode>,
    /// 1 to 200 characters.
    name: String,
    /// Up to 500 characters on one line.
    #[serde(default)]
    short_description: String,
    /// Up to 20000 characters.
    #[serde(default)]
    long_description: String,
    /// The http or https URL of an icon.
    icon: Option<String>,
    /// The http or https URL of an image.
    image: Option<String>,
    /// Whoever makes it.
    vendor: Option<Vendor>,
    /// Whether everybody may use it for nothing.
    #[serde(default)]
    free: bool,
    /// For how many days a company can try it, up to 3650; 0 for none.
    #[serde(default)]
    trial_days: u32,
    /// Prices that come into force now, or when they say. Those that it has can be left out.
    #[serde(default)]
    prices: Vec<PriceEntry>,
    /// Whether it is sold no more.
    #[serde(default)]
    withdrawn: bool,
}

impl Given {
    /// The product that it makes of the one that was there.
    fn becomes(
        self,
        before: Option<&Product>,
        code: &ProductCode,
        next: ProductNumber,
        now: Millis,
    ) -> Result<Product, Problem> {
        expect_same("code", self.code.as_ref(), code)?;
        let mut product = Product {
            number: before.map_or(next, |before| before.number),
            code: code.clone(),
            name: self.name,
            short_description: self.short_description,
            long_description: self.long_description,
            icon: self.icon,
            image: self.image,
            vendor: self.vendor,
            free: self.free,
            trial_days: self.trial_days,
            prices: before.map(|before| before.prices.clone()).unwrap_or_default(),
            withdrawn: self.withdrawn,
        };
        put_prices(&mut product, &self.prices, now).map_err(|(index, member, expected)| {
            Problem::invalid(format!("prices[{index}].{member}"), expected)
        })?;
        product.check()?;
        Ok(product)
    }
}

/// All products by their codes, a page at a time.
#[utoipa::path(get, path = "/products", params(Searched), security(("token" = ["read"])),
    responses((status = 200, description = "A page of products", body = Page<Shown>)))]
async fn list(
    _: May<caller::Read>,
    State(store): State<Store>,
    Query(Searched { search, after, limit }): Query<Searched>,
) -> Result<Page<Shown>, Problem> {
    let after = place::<ProductCode>(after.as_ref())?;
    let search = Search::of(search.as_deref());
    let shown = |product: &Product| {
        let is_found = search.finds(product.code.as_str()) || search.finds(&product.name);
        is_found.then(|| Shown::of(product))
    };
    Ok(found(&store, limit, after, |catalogue, after, most| {
        let products = catalogue.products_after(after);
        look(products, most, |product| &product.code, |product| shown(product))
    }))
}

/// A product, withdrawn or not.
#[utoipa::path(get, path = "/products/{code}", params(("code" = ProductCode, Path)),
    security(("token" = ["read"])),
    responses((status = 200, description = "The product", body = Shown)))]
async fn show(
    _: May<caller::Read>,
    State(store): State<Store>,
    At(code): At<ProductCode>,
) -> Result<Answer, Problem> {
    Ok(Answer::thing(&Shown::of(known(&store.catalogue(), &code)?)))
}

fn known<'a>(catalogue: &'a Catalogue, code: &ProductCode) -> Result<&'a Product, Problem> {
    let product = catalogue.product(code.as_str());
    product
        .map(|product| &**product)
        .ok_or_else(|| Problem::not_found(format!("no product {code}")))
}

/// Adds a product under a code of the Store's.
#[utoipa::path(post, path = "/products", request_body = Given, security(("token" = ["catalogue"])),
    responses((status = 201, description = "The product", body = Shown)))]
async fn add(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    expect_none("code", given.code.as_ref())?;
    let code = random_ids::product_code()?;
    put(&store, &asked, given, &code).await
}

/// Adds a product, or replaces it.
#[utoipa::path(put, path = "/products/{code}", params(("code" = ProductCode, Path)),
    request_body = Given, security(("token" = ["catalogue"])),
    responses(
        (status = 200, description = "The product", body = Shown),
        (status = 201, description = "The product, which is new", body = Shown),
    ))]
async fn set(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(code): At<ProductCode>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    put(&store, &asked, given, &code).await
}

async fn put(
    store: &Store,
    asked: &Asked<()>,
    given: Given,
    code: &ProductCode,
) -> Result<Answer, Problem> {
    change(store, asked, |catalogue, now| {
        let before = catalogue.product(code.as_str()).map(|product| &**product);
        let was = before.map(Shown::of);
        asked.conditions.check(was.as_ref())?;
        let product = given.becomes(before, code, catalogue.next_product(), now)?;
        if let Some(before) = before {
            check_bought(catalogue, before, &product)?;
        }
        let is = Shown::of(&product);
        let answer = Answer::put(was.is_none(), &format!("/products/{code}"), &is);
        let is_changed = before != Some(&product);
        let edits = is_changed.then_some(Edit::Product(product));
        Ok(Change::new("product.set", code, edits, answer).audited(was.as_ref(), Some(&is)))
    })
    .await
}

/// Withdraws a product: it is sold no more, and authorized no more. PUT sells it again.
#[utoipa::path(delete, path = "/products/{code}", params(("code" = ProductCode, Path)),
    security(("token" = ["catalogue"])),
    responses((status = 204, description = "It is withdrawn")))]
async fn withdraw(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(code): At<ProductCode>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, _| {
        let before = known(catalogue, &code)?;
        let was = Shown::of(before);
        asked.conditions.check(Some(&was))?;
        let product = Product { withdrawn: true, ..before.clone() };
        let is = Shown::of(&product);
        let edits = (!before.withdrawn).then_some(Edit::Product(product));
        let answer = Answer::nothing();
        Ok(Change::new("product.withdraw", &code, edits, answer).audited(Some(&was), Some(&is)))
    })
    .await
}
