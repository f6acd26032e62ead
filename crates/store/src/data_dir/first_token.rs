//! A token for everything, of a Store that nobody serves: for the first one, and where none is at hand any more.

use super::error::DataDirError;
use crate::{
    change::Draft,
    model::{Edit, Millis, Scope, Token, TokenHash},
    seal::SealError,
    store::{ChangeError, Store},
    tokens,
};
use std::time::Duration;
use zeroize::Zeroizing;

/// For how long authorizations hold of a Store that gives none.
pub(super) const LIFETIME: Duration = Duration::from_hours(24);

/// Makes one, and closes the Store. `name` makes what it is called of the time now; no other may have had it.
pub(super) async fn make(
    store: Store,
    actor: &str,
    name: impl FnOnce(Millis) -> String,
) -> Result<Zeroizing<String>, DataDirError> {
    let (text, hash) = tokens::make().map_err(|_| SealError::NoRandomness)?;
    let name = name(store.clock().now());
    add(store, actor, name, hash).await?;
    Ok(text)
}

/// Adds one that is made, and closes the Store.
pub(super) async fn add(
    store: Store,
    actor: &str,
    name: String,
    hash: TokenHash,
) -> Result<(), DataDirError> {
    let token = Token {
        name,
        hash,
        scopes: vec![Scope::Admin],
        made: store.clock().now(),
        expires: None,
        revoked: false,
    };
    let draft = Draft {
        actor: actor.to_owned(),
        action: "token.add",
        object: token.name.clone(),
        request_id: actor.to_owned(),
        edits: vec![Edit::Token(token)],
        ..Draft::default()
    };
    let made = store.change(|_| Ok::<_, std::convert::Infallible>(draft)).await;
    store.close().await;
    match made {
        // No key was given that could have been given before.
        Ok(_) | Err(ChangeError::Repeated(_)) => Ok(()),
        Err(ChangeError::Unavailable(error)) => {
            Err(DataDirError::Unavailable { database: store.database().name().to_owned(), error })
        }
        Err(ChangeError::Refused(error)) => match error {},
    }
}
