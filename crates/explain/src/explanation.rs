//! A report, and as of when it was made.

use crate::{explainer::Explainer, report::Report};
use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use store_auth::Iso8601;
use store_auth_requests::LoggedRequest;

/// What is said of a text that somebody pasted, and as of when.
///
/// Serialised, it is the report with `at`, the instant, before its members.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    #[serde(serialize_with = "written")]
    at: DateTime<Utc>,
    #[serde(flatten)]
    report: Report,
}

impl Explanation {
    /// As of when the request was explained.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// What is said of it.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl Explainer {
    /// Explains a text that somebody pasted: a line of an access log, or what [`explain_at`](Self::explain_at) takes.
    ///
    /// It is explained as of `at` or, without that, the time that the line has or, without that too, `now`.
    #[must_use]
    pub fn explain_pasted(
        &self,
        text: impl AsRef<[u8]>,
        at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Explanation {
        let text = text.as_ref();
        let logged = LoggedRequest::find(text);
        let (text, time) = match &logged {
            Some(logged) => (&*logged.url, logged.time),
            None => (text, None),
        };
        let at = at.or(time).unwrap_or(now);
        Explanation { at, report: self.explain_at(text, at) }
    }
}

fn written<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Iso8601(*at))
}
