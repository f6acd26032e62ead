//! Rows as requests.

use super::texts::Texts;
use store_auth::Request;

/// The columns of which requests are made.
pub(super) enum Requests<'a> {
    /// Of id, product code, expiry and signature.
    Fields([Texts<'a>; 4]),
    Urls(Texts<'a>),
}

impl Requests<'_> {
    /// The request of a row. What is null is what the request lacks.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Request<'_> {
        match self {
            Self::Urls(urls) => Request::from_url(urls.get(row).unwrap_or_default()),
            Self::Fields(columns) => {
                let [id, pc, expiry, signature] = columns.each_ref().map(|column| column.get(row));
                if let (Some(id), Some(pc), Some(expiry), Some(signature)) =
                    (id, pc, expiry, signature)
                {
                    return Request::new(id, pc, expiry, signature);
                }
                let fields = [("id", id), ("pc", pc), ("expiry", expiry), ("signature", signature)];
                Request::from_pairs(
                    fields.into_iter().filter_map(|(name, text)| Some((name, text?))),
                )
            }
        }
    }
}
