//! Histories of an App as data (`tests/vectors/app-client.json` has some), and how the client lives through them: the
//! whole of it, but for HTTP, the file, and the time, which are those of a simulated world.

mod history;
mod play;
mod world;

#[allow(unused_imports, reason = "each program uses some of it")]
pub(crate) use history::{Answer, Event, Happens, History, Lived, Options, Reply};
#[allow(unused_imports, reason = "each program uses some of it")]
pub(crate) use play::{live, live_watched};
