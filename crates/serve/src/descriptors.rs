//! Open files: each connection is one, and systems give a process few unless it asks for more.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What is open besides connections to `[[listen]]`: listeners, those to `[admin]`, timers, watched folders.
const OTHERS: u64 = 128;

/// Asks for as many as `connections` take, and says so where the system does not give them.
pub(crate) fn raise(connections: u32) {
    let wanted = u64::from(connections) + OTHERS;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return;
    }
    let given = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if given < wanted
        || setrlimit(Resource::Nofile, Rlimit { current: Some(given), maximum }).is_err()
    {
        tracing::warn!(
            "limits.connections is {connections}, and the system gives this process {given} open files: expected {wanted}"
        );
    }
}
