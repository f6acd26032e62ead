//! What a body may say of what the path says, or another method does.

use super::problem::Problem;

/// Refuses a body that names another thing than the path.
pub(super) fn expect_same<T: PartialEq>(
    member: &str,
    given: Option<&T>,
    of_path: &T,
) -> Result<(), Problem> {
    if given.is_some_and(|given| given != of_path) {
        return Err(Problem::invalid(member, format!("expected the {member} of the path")));
    }
    Ok(())
}

/// Refuses a body that names what the Store is to name.
pub(super) fn expect_none<T>(member: &str, given: Option<&T>) -> Result<(), Problem> {
    if given.is_some() {
        return Err(Problem::invalid(member, "expected none: PUT takes one in its path"));
    }
    Ok(())
}

/// Refuses a body that removes, such as `a company`.
pub(super) fn expect_not_removed(removed: bool, thing: &str) -> Result<(), Problem> {
    if removed {
        let expected = format!("expected false: DELETE removes {thing}");
        return Err(Problem::invalid("removed", expected));
    }
    Ok(())
}
