//! The answer to a request that is a line of text.

use store_auth::{Authorization, Denied, Expiry, Request};
use store_auth_audit::RequestLine;
use store_auth_vectors::{Outcome, Verdict};

/// The verdict on a line, and a message for people.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The verdict. A line that is no request at all is malformed in the field `request`.
    pub verdict: Verdict,
    /// What the verdict says, in a sentence.
    pub message: String,
}

/// Reads a request from a line and has it verified.
pub fn answer(
    line: &[u8],
    verify: impl Fn(&Request<'_>) -> Result<Authorization, Denied>,
) -> Answer {
    let request = match RequestLine::parse(line) {
        Ok(request) => request,
        Err(problem) => return not_a_request(&problem),
    };
    let verdict = verify(&request.request());
    let mut answer = Answer::from(&verdict);
    if let Err(denied) = &verdict {
        answer.message = request.explain(denied);
    }
    answer
}

impl From<&Result<Authorization, Denied>> for Answer {
    fn from(verdict: &Result<Authorization, Denied>) -> Self {
        let message = match verdict {
            Ok(authorization) => {
                let expires_at = Expiry::iso(authorization.expires_at());
                let expires_at = expires_at.as_ref().map(Expiry::as_str).unwrap_or_default();
                let key = authorization.key_index();
                format!("authorized until {expires_at} by key {key}")
            }
            Err(denied) => denied.to_string(),
        };
        Self { verdict: Verdict::from(verdict), message }
    }
}

/// The answer to what is no request.
pub(crate) fn not_a_request(problem: &str) -> Answer {
    Answer {
        verdict: Verdict {
            result: Outcome::Denied,
            reason: Some("malformed".to_owned()),
            field: Some("request".to_owned()),
            key: None,
            expires_at: None,
        },
        message: format!("malformed request: {problem}"),
    }
}
