//! Whom the App runs for.

use futures_util::future::BoxFuture;
use std::{fmt, sync::Arc};
use store_auth::Field;

/// The display or company that the App runs for.
///
/// ```
/// use store_auth_client::Id;
///
/// let this_display = Id::display("XU4XHT8XQDWK");
/// let this_company = Id::company("28453864-6de3-3443-0630-02600c1a241f");
/// let from_a_file = Id::display_from(async || {
///     std::fs::read_to_string("/etc/display-id").map(|id| id.trim_end().to_owned())
/// });
/// ```
#[derive(Clone)]
pub struct Id {
    is_company: bool,
    source: Source,
}

type AskedId = dyn Fn() -> BoxFuture<'static, Result<String, String>> + Send + Sync;

#[derive(Clone)]
enum Source {
    Given(String),
    Asked(Arc<AskedId>),
}

impl Id {
    /// A display, which is asked for under `id`.
    pub fn display(id: impl Into<String>) -> Self {
        Self { is_company: false, source: Source::Given(id.into()) }
    }

    /// A company with all of its displays, which is asked for under `cid`.
    pub fn company(id: impl Into<String>) -> Self {
        Self { is_company: true, source: Source::Given(id.into()) }
    }

    /// A display whose id a function finds out, anew at each start and for each ask.
    ///
    /// While it fails, the App is [unreachable](crate::State::Unreachable) with the text of its error, unless it still
    /// holds an authorization: what is kept serves until the id is known to be another.
    pub fn display_from<F, R, E>(find: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: fmt::Display,
    {
        Self { is_company: false, source: Source::asked(find) }
    }

    /// A company whose id a function finds out, as [`display_from`](Self::display_from) does.
    pub fn company_from<F, R, E>(find: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: fmt::Display,
    {
        Self { is_company: true, source: Source::asked(find) }
    }

    pub(crate) fn is_company(&self) -> bool {
        self.is_company
    }

    /// The id, where it is known beforehand.
    pub(crate) fn given(&self) -> Option<&str> {
        match &self.source {
            Source::Given(id) => Some(id),
            Source::Asked(_) => None,
        }
    }

    /// The id, or why it cannot be had.
    pub(crate) async fn find(&self) -> Result<String, String> {
        match &self.source {
            Source::Given(id) => Ok(id.clone()),
            Source::Asked(find) => {
                let id = find().await?;
                Field::Id.check(id.as_bytes()).map_err(|malformed| malformed.to_string())?;
                Ok(id)
            }
        }
    }
}

impl Source {
    fn asked<F, R, E>(find: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: fmt::Display,
    {
        Self::Asked(Arc::new(move || {
            let found = find();
            Box::pin(async { found.await.map_err(|error| reason(&error)) })
        }))
    }
}

fn reason(error: &impl fmt::Display) -> String {
    let text = error.to_string();
    if text.is_empty() { "no id".to_owned() } else { text }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_company { "company" } else { "display" };
        f.debug_tuple("Id").field(&kind).field(&self.given()).finish()
    }
}
