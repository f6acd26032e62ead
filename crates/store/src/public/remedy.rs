//! What to do about a denial.

use crate::{model::Standing, status::Status};
use store_auth_wire::Denial;

/// What to do about a denial.
pub(super) fn remedy(
    denial: Denial,
    status: Option<Status>,
    standing: Option<Standing>,
) -> &'static str {
    match (denial, status) {
        (Denial::GivenTwice(_) | Denial::BothIds, _) => {
            "have the App send each parameter once, and only one of `id` and `cid`"
        }
        (Denial::NoId, _) => "have the App send `id`, the display's id, or `cid`, the company's",
        (Denial::NoProductCode, _) => "have the App send `pc`, its product code",
        (Denial::ProductNotFound, _) => {
            "compare the product code in the App with that of the product; one that was withdrawn is sold no more"
        }
        (Denial::DisplayNotFound | Denial::CompanyNotFound, _) => {
            "make sure that the App retrieves the id rightly: have it show the one that it sends, by `alert()` in \
             JavaScript, and compare that with the id of the display or company; if it is right, add it to the Store"
        }
        (Denial::BadCallback, _) => {
            "have the App send a callback that is the name of a function, such as `f` or `a.b`, and once"
        }
        (_, Some(Status::Suspended)) if standing == Some(Standing::Suspended) => {
            "the company is suspended: set its standing to active once that is settled"
        }
        (_, Some(Status::Suspended)) => {
            "the subscription is suspended: end that once what it is suspended for is settled"
        }
        (_, Some(Status::Cancelled { .. })) => {
            "what was paid is over: the company can buy the product again"
        }
        (_, Some(Status::TrialExpired | Status::NotSubscribed { .. })) => {
            "if it was purchased, make sure that the presentation and the display are of the same company that has \
             purchased it: the display is of the company above; if not, that company can buy it"
        }
        _ => "ask again later",
    }
}
