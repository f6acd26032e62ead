//! The catalogue that calls are answered by.

use crate::{catalogue::Catalogue, model::Edit, seal::SealError};
use std::{
    iter,
    sync::{PoisonError, RwLock, RwLockReadGuard},
};
use tokio::sync::watch;

/// Edits that are put into the catalogue while nobody reads it.
const AT_ONCE: usize = 1024;

/// The catalogue that calls are answered by, and the one way to bring it to a later version.
#[derive(Debug)]
pub(crate) struct Served {
    catalogue: RwLock<Catalogue>,
    /// Not so where some edits of a version are in it and others are not. It changes while nobody reads the catalogue.
    is_whole: watch::Sender<bool>,
}

impl Served {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Self { catalogue: RwLock::new(catalogue), is_whole: watch::Sender::new(true) }
    }

    /// The catalogue as it is now, which may have a part of a large change. Whoever writes waits until this is dropped.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Catalogue> {
        // Whoever panicked while he wrote has put whole things into it.
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is decided by the catalogue. What a part of a large change led to counts if it `stands`, and otherwise is
    /// decided again once all of the change is there.
    pub(crate) async fn decide<T>(
        &self,
        mut decide: impl FnMut(&Catalogue) -> T,
        stands: impl Fn(&T) -> bool,
    ) -> T {
        loop {
            let (decided, is_whole) = {
                let catalogue = self.read();
                (decide(&catalogue), *self.is_whole.borrow())
            };
            if is_whole || stands(&decided) {
                return decided;
            }
            // The sender is there as long as this is.
            let _ = self.is_whole.subscribe().wait_for(|is_whole| *is_whole).await;
        }
    }

    /// Puts the edits into it that make a version, bit by bit: while there is a writer nobody reads. One caller at a time.
    pub(crate) fn bring_to(&self, version: u64, edits: Vec<Edit>) -> Result<(), SealError> {
        self.bits(version, edits).collect()
    }

    /// Puts a bit of the edits into it at each step, and leaves out the rest where one cannot be.
    fn bits(
        &self,
        version: u64,
        edits: Vec<Edit>,
    ) -> impl Iterator<Item = Result<(), SealError>> + use<'_> {
        let mut edits = edits.into_iter();
        let mut is_over = false;
        iter::from_fn(move || {
            if is_over {
                return None;
            }
            let mut catalogue = self.catalogue.write().unwrap_or_else(PoisonError::into_inner);
            let put = edits.by_ref().take(AT_ONCE).try_for_each(|edit| catalogue.apply(edit));
            is_over = put.is_err() || edits.len() == 0;
            if is_over && put.is_ok() {
                catalogue.version = version;
            }
            // Where one cannot be put, no more come that could be waited for.
            self.is_whole.send_replace(is_over);
            Some(put)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, Served};
    use crate::{
        catalogue::Catalogue,
        model::{CompanyNumber, DisplayNumber, Edit, Millis, ServerKeyRecord},
        seal::Seal,
    };
    use futures_util::FutureExt;
    use std::{pin::pin, sync::Arc};

    fn display(number: usize, company: Option<CompanyNumber>) -> Edit {
        let id = format!("D{number}").parse().unwrap();
        Edit::Display { number: DisplayNumber(number.try_into().unwrap()), id, company }
    }

    fn is_there(catalogue: &Catalogue, number: usize) -> bool {
        catalogue.display(&format!("D{number}")).is_some_and(|display| display.company.is_some())
    }

    #[test]
    fn by_a_part_of_a_change_nothing_is_decided_but_what_stands() {
        let served = Served::new(Catalogue::new(Arc::new(Seal::new(&[7; 32]))));
        let (first, last) = (0, 2 * AT_ONCE);
        let company = Some(CompanyNumber(1));
        // Before, one has a company, and after, another: never none of them, and never both.
        served.bring_to(1, vec![display(first, company)]).unwrap();
        let mut edits: Vec<Edit> = (first..last).map(|number| display(number, None)).collect();
        edits.push(display(last, company));
        let is_either =
            |catalogue: &Catalogue| is_there(catalogue, first) || is_there(catalogue, last);

        let mut bits = served.bits(2, edits);
        bits.next().unwrap().unwrap();
        assert!(!is_either(&served.read()), "a part of it");
        let mut waits = pin!(served.decide(is_either, |is_either| *is_either));
        assert_eq!(waits.as_mut().now_or_never(), None);
        let no = served.decide(|catalogue| is_there(catalogue, first), |is_there| !is_there);
        assert_eq!(no.now_or_never(), Some(false), "what stands");
        bits.next().unwrap().unwrap();
        assert_eq!(waits.as_mut().now_or_never(), None);
        assert_eq!(served.read().version, 1);
        bits.next().unwrap().unwrap();
        assert_eq!(waits.now_or_never(), Some(true));
        assert_eq!(served.read().version, 2);
        assert!(bits.next().is_none());
    }

    #[test]
    fn what_cannot_be_put_is_not_waited_for() {
        let served = Served::new(Catalogue::new(Arc::new(Seal::new(&[7; 32]))));
        let mut edits: Vec<Edit> = (0..AT_ONCE).map(|number| display(number, None)).collect();
        edits.push(Edit::ServerKey(ServerKeyRecord {
            server: "A1".parse().unwrap(),
            number: 1,
            sealed: vec![0; 48],
            made: Millis(0),
            current_from: None,
            safe_to_drop: None,
        }));
        served.bring_to(1, edits).unwrap_err();
        assert_eq!(served.read().version, 0);
        assert_eq!(served.decide(|_| (), |()| false).now_or_never(), Some(()));
    }
}
