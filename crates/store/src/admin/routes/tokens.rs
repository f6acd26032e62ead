//! `/tokens`: who may do what here.

use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json, Nothing},
        caller::{self, May},
        changing::{Change, change},
        of_path::expect_same,
        page::{Page, Paging, page},
        problem::Problem,
        query::{At, Query},
    },
    model::{Edit, Millis, Scope, Token},
    random_ids::NoRandomness,
    tokens,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, set, revoke))
}

/// A token, without the token itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
struct Shown {
    /// What it is called in the audit log.
    name: String,
    /// What may be done with it.
    scopes: Vec<Scope>,
    /// When it was made.
    made: Millis,
    /// From when on it is not taken any more, if it ends.
    expires: Option<Millis>,
    /// Whether it was revoked.
    revoked: bool,
}

impl Shown {
    fn of(token: &Token) -> Self {
        let Token { name, hash: _, scopes, made, expires, revoked } = token;
        let (made, expires, revoked) = (*made, *expires, *revoked);
        Self { name: name.clone(), scopes: scopes.clone(), made, expires, revoked }
    }
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewToken)]
struct Made {
    name: String,
    /// The token itself. It is shown once, and null where this answer is given again.
    token: Option<String>,
    scopes: Vec<Scope>,
    expires: Option<Millis>,
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TokenToAdd)]
struct Given {
    /// What it is called in the audit log: 1 to 64 letters, digits, `-`, `.` and `_`. No other had or has this name.
    name: String,
    /// What may be done with it.
    scopes: Vec<Scope>,
    /// From when on it is not taken any more. It is taken for ever, if not given.
    expires: Option<Millis>,
}

/// What a token is to be for. The token itself stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TokenToSet)]
struct Becomes {
    /// That of the path, if given.
    name: Option<String>,
    /// What may be done with it.
    scopes: Vec<Scope>,
    /// From when on it is not taken any more. It is taken for ever, if not given.
    expires: Option<Millis>,
}

/// All tokens by their names, a page at a time, those that are not taken any more among them.
#[utoipa::path(get, path = "/tokens", params(Paging), security(("token" = ["admin"])),
    responses((status = 200, description = "A page of tokens", body = Page<Shown>)))]
async fn list(
    _: May<caller::Admin>,
    State(store): State<Store>,
    Query(Paging { after, limit }): Query<Paging>,
) -> Page<Shown> {
    page(&store, limit, after, |catalogue, after, count| {
        let mut tokens = catalogue
            .tokens()
            .filter(|token| after.is_none_or(|after| token.name > *after))
            .collect::<Vec<_>>();
        tokens.sort_unstable_by_key(|token| &token.name);
        let tokens = tokens.into_iter().take(count);
        tokens.map(|token| (token.name.clone(), Some(Shown::of(token)))).collect()
    })
}

/// A token.
#[utoipa::path(get, path = "/tokens/{name}", params(("name" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 200, description = "The token", body = Shown)))]
async fn show(
    _: May<caller::Admin>,
    State(store): State<Store>,
    At(name): At<String>,
) -> Result<Answer, Problem> {
    Ok(Answer::thing(&Shown::of(known(&store.catalogue(), &name)?)))
}

fn named<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Token> {
    catalogue.tokens().find(|token| token.name == name)
}

fn known<'a>(catalogue: &'a Catalogue, name: &str) -> Result<&'a Token, Problem> {
    // The name may be anything: it is not repeated.
    named(catalogue, name).ok_or_else(|| Problem::not_found("no token of this name"))
}

const LONGEST_NAME: usize = 64;

fn check(given: &Given) -> Result<(), Problem> {
    let Given { name, scopes, expires: _ } = given;
    let is_of_one = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if !(1..=LONGEST_NAME).contains(&name.len()) || !name.bytes().all(is_of_one) {
        let expected = "expected 1 to 64 letters, digits, `-`, `.` and `_`";
        return Err(Problem::invalid("name", expected));
    }
    check_scopes(scopes)
}

fn check_scopes(scopes: &[Scope]) -> Result<(), Problem> {
    if scopes.is_empty() {
        let expected =
            "expected one of `read`, `catalogue`, `keys`, `billing`, `admin`, or several";
        return Err(Problem::invalid("scopes", expected));
    }
    Ok(())
}

fn in_order(mut scopes: Vec<Scope>) -> Vec<Scope> {
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

fn check_expiry(expires: Option<Millis>, now: Millis) -> Result<(), Problem> {
    if expires.is_some_and(|expires| expires <= now) {
        return Err(Problem::invalid("expires", "expected an instant that is not over"));
    }
    Ok(())
}

/// Makes a token. This answer is the only one that shows it.
#[utoipa::path(post, path = "/tokens", request_body = Given, security(("token" = ["admin"])),
    responses((status = 201, description = "The token, shown once", body = Made)))]
async fn add(
    _: May<caller::Admin>,
    State(store): State<Store>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    check(&given)?;
    let (text, hash) = tokens::make().map_err(|_| NoRandomness)?;
    change(&store, &asked, |catalogue, made| {
        check_expiry(given.expires, made)?;
        if named(catalogue, &given.name).is_some() {
            let detail = "a token had this name already, expected another name";
            return Err(Problem::conflict(detail));
        }
        let Given { name, scopes, expires } = given;
        let scopes = in_order(scopes);
        let token = Token { name, hash, scopes, made, expires, revoked: false };
        let is = Shown::of(&token);
        let (name, scopes) = (is.name.clone(), is.scopes.clone());
        let shown = Made { name, token: Some(text.to_string()), scopes, expires };
        let answer = Answer::made(&shown);
        let change = Change::new("token.add", &is.name, vec![Edit::Token(token)], answer);
        let kept = Made { token: None, ..shown };
        Ok(change.audited(None::<&Shown>, Some(&is)).kept_as(&kept))
    })
    .await
    .map(Answer::untagged)
}

/// Changes what may be done with a token, and until when. The last one that everything may be done with stays one, and the
/// last such one without an end stays without.
#[utoipa::path(put, path = "/tokens/{name}", params(("name" = String, Path)),
    request_body = Becomes, security(("token" = ["admin"])),
    responses((status = 200, description = "The token", body = Shown)))]
async fn set(
    _: May<caller::Admin>,
    State(store): State<Store>,
    At(name): At<String>,
    asked: Asked<Json<Becomes>>,
) -> Result<Answer, Problem> {
    let (Json(Becomes { name: given, scopes, expires }), asked) = asked.split();
    expect_same("name", given.as_ref(), &name)?;
    check_scopes(&scopes)?;
    let scopes = in_order(scopes);
    change(&store, &asked, |catalogue, now| {
        let before = known(catalogue, &name)?;
        let was = Shown::of(before);
        asked.conditions.check(Some(&was))?;
        if before.revoked {
            return Err(Problem::conflict("the token was revoked, expected one that was not"));
        }
        if expires != before.expires {
            check_expiry(expires, now)?;
        }
        let token = Token { scopes, expires, ..before.clone() };
        keep_last(catalogue, before, Some(&token), now)?;
        let is = Shown::of(&token);
        let edits = (token != *before).then_some(Edit::Token(token));
        let change = Change::new("token.set", &name, edits, Answer::thing(&is));
        Ok(change.audited(Some(&was), Some(&is)))
    })
    .await
}

/// Refuses what takes everybody's right to do everything.
fn keep_last(
    catalogue: &Catalogue,
    before: &Token,
    after: Option<&Token>,
    now: Millis,
) -> Result<(), Problem> {
    let is_admin = |token: &Token| {
        let is_taken = !token.revoked && token.expires.is_none_or(|expires| expires > now);
        is_taken && token.scopes.contains(&Scope::Admin)
    };
    let never_ends = |token: &Token| is_admin(token) && token.expires.is_none();
    let takes_last = |is: &dyn Fn(&Token) -> bool| {
        let mut others = catalogue.tokens().filter(|token| token.name != before.name);
        is(before) && !after.is_some_and(is) && !others.any(is)
    };
    if takes_last(&is_admin) {
        let detail = "it is the last token with scope admin, expected another one";
        return Err(Problem::conflict(detail));
    }
    // Once the others have ended there would be none.
    if takes_last(&never_ends) {
        let detail =
            "it is the last token with scope admin that does not end, expected another such one";
        return Err(Problem::conflict(detail));
    }
    Ok(())
}

/// Revokes a token. The last one that everything may be done with is kept, and so is the last such one without an end.
#[utoipa::path(delete, path = "/tokens/{name}", params(("name" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 204, description = "It is revoked")))]
async fn revoke(
    _: May<caller::Admin>,
    State(store): State<Store>,
    At(name): At<String>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, now| {
        let before = known(catalogue, &name)?;
        let was = Shown::of(before);
        asked.conditions.check(Some(&was))?;
        keep_last(catalogue, before, None, now)?;
        let token = Token { revoked: true, ..before.clone() };
        let is = Shown::of(&token);
        let edits = (!before.revoked).then_some(Edit::Token(token));
        let answer = Answer::nothing();
        Ok(Change::new("token.revoke", &name, edits, answer).audited(Some(&was), Some(&is)))
    })
    .await
}
