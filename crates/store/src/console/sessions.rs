//! Who is signed in: in memory alone, and for some hours at most.

use crate::{
    model::{Millis, TokenHash},
    random_ids::{self, NoRandomness},
    tokens,
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Duration,
};

/// After so long without a page, a session is over.
const IDLE: Duration = Duration::from_mins(30);
/// And so long after it has begun.
const LONGEST: Duration = Duration::from_hours(10);
/// Sessions at a time; of more, the one goes that was not used for the longest time.
const MOST: usize = 256;

/// Somebody who is signed in.
#[derive(Debug)]
pub(super) struct Session {
    /// What his token is known by. The token itself is not kept.
    pub(super) token: TokenHash,
    /// What each of his forms has, and no other site knows.
    pub(super) secret: String,
    /// Whether his browser came over TLS.
    pub(super) is_secure: bool,
    begun: Millis,
    seen: AtomicI64,
}

impl Session {
    fn is_over(&self, now: Millis) -> bool {
        Millis(self.seen.load(Relaxed)).plus(IDLE) <= now || self.begun.plus(LONGEST) <= now
    }
}

/// All who are signed in, by the hashes of what their cookies say.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<TokenHash, Arc<Session>>>);

impl Sessions {
    /// Begins one, and gives what its cookie says.
    pub(super) fn begin(
        &self,
        token: TokenHash,
        is_secure: bool,
        now: Millis,
    ) -> Result<String, NoRandomness> {
        let (cookie, secret) = (random_ids::session()?, random_ids::session()?);
        let seen = AtomicI64::new(now.0);
        let session = Arc::new(Session { token, secret, is_secure, begun: now, seen });
        let mut sessions = self.lock();
        sessions.retain(|_, session| !session.is_over(now));
        if sessions.len() >= MOST {
            let unused = sessions.iter().min_by_key(|(_, session)| session.seen.load(Relaxed));
            if let Some(key) = unused.map(|(key, _)| *key) {
                sessions.remove(&key);
            }
        }
        sessions.insert(tokens::hash(&cookie), session);
        Ok(cookie)
    }

    /// The one of a cookie, which is used by that.
    pub(super) fn find(&self, cookie: &str, now: Millis) -> Option<Arc<Session>> {
        let mut sessions = self.lock();
        let key = tokens::hash(cookie);
        let session = Arc::clone(sessions.get(&key)?);
        if session.is_over(now) {
            sessions.remove(&key);
            return None;
        }
        session.seen.store(now.0, Relaxed);
        Some(session)
    }

    pub(super) fn end(&self, cookie: &str) {
        self.lock().remove(&tokens::hash(cookie));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenHash, Arc<Session>>> {
        // Whoever panicked meanwhile has put whole sessions into it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: TokenHash = TokenHash([1; 32]);
    const MINUTE: i64 = 60_000;

    #[test]
    fn one_that_is_not_used_is_over_after_half_an_hour() {
        let sessions = Sessions::default();
        let cookie = sessions.begin(TOKEN, false, Millis(0)).unwrap();
        assert!(sessions.find(&cookie, Millis(29 * MINUTE)).is_some());
        assert!(sessions.find(&cookie, Millis(58 * MINUTE)).is_some());
        assert!(sessions.find(&cookie, Millis(88 * MINUTE)).is_none());
    }

    #[test]
    fn one_that_is_used_is_over_after_ten_hours() {
        let sessions = Sessions::default();
        let cookie = sessions.begin(TOKEN, false, Millis(0)).unwrap();
        let is_there = |minute: i64| sessions.find(&cookie, Millis(minute * MINUTE)).is_some();
        assert!((1..600).all(is_there));
        assert!(!is_there(600));
    }

    #[test]
    fn there_are_so_many_at_a_time_and_the_one_goes_that_is_used_least() {
        let sessions = Sessions::default();
        let begin = |at: i64| sessions.begin(TOKEN, false, Millis(at)).unwrap();
        let cookies: Vec<_> = (0..256).map(begin).collect();
        let first = cookies.first().unwrap();
        assert!(sessions.find(first, Millis(300)).is_some());
        begin(301);
        assert!(sessions.find(first, Millis(302)).is_some());
        assert!(sessions.find(&cookies[1], Millis(302)).is_none());
        assert_eq!(sessions.lock().len(), 256);
    }
}
