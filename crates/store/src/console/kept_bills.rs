//! The bills of months as they come, counted in the background: no page waits until a month has been read.

use super::days::Days;
use crate::{
    Store, UsagePlace,
    billing::{Bill, Filter, Tally, closable_from, corrected, frozen},
    db::Unavailable,
    model::{Millis, Month},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{sync::Notify, time};

/// How often what is new is counted.
const PAUSE: Duration = Duration::from_secs(5);
/// Months that are kept besides the running one.
const MOST: usize = 6;
/// A record may be seen so long after its instant, by which they are read.
const BEHIND: i64 = 60_000;
/// A bill that could have been made of so much more is not shown any more.
const LATE: i64 = 60_000;

/// A month as far as it was counted.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// The bill so far; none where it has an amount too high, or not everything was read once.
    pub(super) bill: Option<Arc<Bill>>,
    /// How many records it is of; without a bill, how many were counted.
    pub(super) records: u64,
    /// Until when.
    pub(super) until: Millis,
    /// Each day of it; none where the month is closed, or without a bill.
    pub(super) days: Days,
}

/// What is counted, and what was.
#[derive(Debug)]
pub(super) struct KeptBills {
    store: Store,
    has_begun: AtomicBool,
    wake: Notify,
    shown: Mutex<Shown>,
}

#[derive(Debug, Default)]
struct Shown {
    /// What is asked for, the latest last.
    wanted: Vec<Month>,
    counted: BTreeMap<Month, Counted>,
    /// What was asked for since its bill was made.
    asked: BTreeSet<Month>,
    /// Months with usage that are not closed.
    open: BTreeSet<Month>,
}

impl KeptBills {
    pub(super) fn new(store: Store) -> Self {
        let (has_begun, wake) = (AtomicBool::new(false), Notify::new());
        Self { store, has_begun, wake, shown: Mutex::default() }
    }

    /// Counts from now on, in the runtime that this is called in, until that ends or the Store is closed.
    pub(super) fn begin(self: &Arc<Self>) {
        if !self.has_begun.swap(true, Relaxed) {
            let bills = Arc::clone(self);
            tokio::spawn(async move { bills.count().await });
        }
    }

    /// A month as far as it was counted, if it was: it is from now on. Without the bill, where another one is to be made.
    pub(super) fn of(&self, month: Month) -> Option<Counted> {
        let closed = self.store.catalogue().books().closed(month).map(|closed| closed.closed);
        let countable = countable(month, self.store.clock().now());
        let is_of_now = |until: Millis| match closed {
            Some(closed) => until == closed,
            None => until.0.saturating_add(LATE) >= countable.0,
        };
        let mut shown = self.lock();
        shown.wanted.retain(|wanted| *wanted != month);
        shown.wanted.push(month);
        shown.asked.insert(month);
        let counted = shown.counted.get(&month).cloned().map(|counted| {
            let bill = counted.bill.filter(|_| is_of_now(counted.until));
            Counted { bill, ..counted }
        });
        let is_bill_there = counted.as_ref().is_some_and(|counted| counted.bill.is_some());
        if !is_bill_there {
            self.wake.notify_one();
        }
        counted
    }

    /// Months with usage that are not closed.
    pub(super) fn open(&self) -> BTreeSet<Month> {
        self.lock().open.clone()
    }

    /// Looks for what is new at once.
    pub(super) fn look(&self) {
        self.wake.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn count(&self) {
        let mut counting = BTreeMap::new();
        loop {
            match self.round(&mut counting).await {
                Ok(()) => {}
                Err(Unavailable::Ended) => return,
                Err(error) => tracing::warn!("console: usage cannot be counted: {error}"),
            }
            tokio::select! {
                () = time::sleep(PAUSE) => {}
                () = self.wake.notified() => {}
            }
        }
    }

    async fn round(&self, counting: &mut BTreeMap<Month, Counting>) -> Result<(), Unavailable> {
        let now = self.store.clock().now();
        let open = self.store.open_months().await?;
        self.lock().open = open.into_iter().collect();
        let wanted = {
            let mut shown = self.lock();
            let more = shown.wanted.len().saturating_sub(MOST);
            shown.wanted.drain(..more);
            let running = Month::of(now);
            let mut wanted = vec![running];
            wanted.extend(shown.wanted.iter().rev().filter(|month| **month != running));
            shown.counted.retain(|month, _| wanted.contains(month));
            shown.asked.retain(|month| wanted.contains(month));
            wanted
        };
        counting.retain(|month, _| wanted.contains(month));
        for month in wanted {
            if self.store.catalogue().books().closed(month).is_some() {
                counting.remove(&month);
                self.read_closed(month).await?;
            } else {
                let counting = counting.entry(month).or_insert_with(|| Counting::new(month));
                self.read_on(month, counting, now).await?;
            }
        }
        Ok(())
    }

    /// A closed bill stays what it is.
    async fn read_closed(&self, month: Month) -> Result<(), Unavailable> {
        let (records, until) = {
            let catalogue = self.store.catalogue();
            let Some(closed) = catalogue.books().closed(month) else { return Ok(()) };
            (closed.records, closed.closed)
        };
        let is_there = self
            .lock()
            .counted
            .get(&month)
            .is_some_and(|there| there.until == until && there.bill.is_some());
        if is_there {
            return Ok(());
        }
        let lines = self.store.bill_lines(month).await?;
        let bill = {
            let catalogue = self.store.catalogue();
            let bill = frozen(&lines, Filter::default(), &catalogue);
            bill.and_then(|bill| corrected(bill, month, Filter::default(), &catalogue)).ok()
        };
        self.lock().counted.insert(
            month,
            Counted { bill: bill.map(Arc::new), records, until, days: Days::default() },
        );
        Ok(())
    }

    async fn read_on(
        &self,
        month: Month,
        counting: &mut Counting,
        now: Millis,
    ) -> Result<(), Unavailable> {
        let until = countable(month, now);
        loop {
            // Where it broke off, it goes on behind the last record that was counted.
            let (place, end) = match &mut counting.place {
                Some((place, end)) => (place, *end),
                none if counting.until < until => {
                    let (place, end) = none.insert((UsagePlace::new(counting.until, until), until));
                    (place, *end)
                }
                _ => break,
            };
            let records = self.store.usage_after(place).await?;
            if records.is_empty() {
                counting.until = end;
                counting.place = None;
                continue;
            }
            for usage in &records {
                counting.tally.add(usage);
                counting.days.add(month, usage);
            }
            counting.records += u64::try_from(records.len()).unwrap_or(u64::MAX);
            self.tell(month, counting);
        }
        if closable_from(month) <= now {
            counting.tally.end();
        }
        let made_of = (self.store.catalogue().version(), counting.records);
        match &mut counting.made {
            // Nothing has come since.
            Some((of, counted)) if *of == made_of => counted.until = counting.until,
            // It takes some time: not for nobody.
            made if self.lock().asked.remove(&month) => {
                let bill = counting.tally.bill_so_far(|| self.store.catalogue());
                let bill = bill.and_then(|bill| {
                    corrected(bill, month, Filter::default(), &self.store.catalogue())
                });
                let (bill, days) = (bill.ok().map(Arc::new), counting.days.clone());
                let (records, until) = (counting.records, counting.until);
                *made = Some((made_of, Counted { bill, records, until, days }));
            }
            _ => {}
        }
        self.tell(month, counting);
        Ok(())
    }

    /// The bill that was made last, with what it was made of.
    fn tell(&self, month: Month, counting: &Counting) {
        let Counting { made, records, until, .. } = counting;
        let counted = made.as_ref().map(|(_, counted)| counted.clone());
        let counted = counted.unwrap_or_else(|| Counted {
            bill: None,
            records: *records,
            until: *until,
            days: Days::default(),
        });
        self.lock().counted.insert(month, counted);
    }
}

/// Until when what a month has can be counted.
fn countable(month: Month, now: Millis) -> Millis {
    if closable_from(month) <= now {
        month.range().end
    } else {
        Millis(now.0.saturating_sub(BEHIND))
    }
}

/// A month that is being counted.
#[derive(Debug)]
struct Counting {
    tally: Tally,
    /// Until when all was counted.
    until: Millis,
    /// How far what follows was, and until when that is.
    place: Option<(UsagePlace, Millis)>,
    records: u64,
    days: Days,
    /// What was made last, with the version of the catalogue and how many records there were.
    made: Option<((u64, u64), Counted)>,
}

impl Counting {
    fn new(month: Month) -> Self {
        let tally = Tally::new(month, Filter::default());
        Self {
            tally,
            until: month.range().start,
            place: None,
            records: 0,
            days: Days::default(),
            made: None,
        }
    }
}
