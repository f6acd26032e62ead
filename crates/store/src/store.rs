//! The Store: its catalogue in memory, its database, and the one way to change both.

use crate::{
    catalogue::Catalogue,
    change::{AuditEntry, Change, Draft, Idempotency},
    clock::Clock,
    db::{Database, DatabasePlace, OpenError, Turn, Unavailable, UsagePlace},
    model::{CompanyNumber, Edit, FrozenLine, Millis, Month, ProductNumber, Trial, Usage},
    seal::Seal,
    served::Served,
    status::Status,
};
use serde_json::json;
use std::{
    sync::{Arc, RwLockReadGuard},
    time::Duration,
};
use tokio::sync::{Mutex, watch};

/// A Store that serves from a database. Clones are the same Store.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    database: Database,
    served: Arc<Served>,
    /// One change at a time, from what it is made of to what it makes.
    changing: Arc<Mutex<()>>,
    clock: Clock,
    lifetime: Duration,
}

/// A change that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<E> {
    /// It is none: what was asked for makes no sense.
    #[error("{0}")]
    Refused(E),
    /// It was made before: its key is that of another, whose answer is here.
    #[error("a change with this key was made before")]
    Repeated(Idempotency),
    /// It cannot be written now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Store {
    /// Makes the database of a Store, where there is none or an empty file, and opens it as [`Self::open`] does.
    ///
    /// # Errors
    /// An [`OpenError`], such as that there is one.
    pub async fn create(
        database: impl Into<DatabasePlace>,
        seal: Seal,
        clock: Clock,
        lifetime: Duration,
    ) -> Result<Self, OpenError> {
        Ok(Self::of(Database::create(&database.into(), Arc::new(seal)).await?, clock, lifetime))
    }

    /// Opens the Store of a database that was made before.
    ///
    /// Authorizations hold for `lifetime`. It is closed when the last clone is dropped, which waits as [`Self::close`] does.
    ///
    /// # Errors
    /// An [`OpenError`] that says what to do.
    pub async fn open(
        database: impl Into<DatabasePlace>,
        seal: Seal,
        clock: Clock,
        lifetime: Duration,
    ) -> Result<Self, OpenError> {
        Ok(Self::of(Database::open(&database.into(), Arc::new(seal)).await?, clock, lifetime))
    }

    fn of((database, served): (Database, Arc<Served>), clock: Clock, lifetime: Duration) -> Self {
        Self(Arc::new(Inner { database, served, changing: Arc::default(), clock, lifetime }))
    }

    /// The clock that every rule takes its time from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// For how long an authorization holds.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.0.lifetime
    }

    /// The catalogue as it is now, which may have a part of a large change. Changes wait until this is dropped, so read, and
    /// drop it before waiting for anything.
    pub fn catalogue(&self) -> RwLockReadGuard<'_, Catalogue> {
        self.0.served.read()
    }

    /// What is decided by the catalogue. What a part of a large change led to counts if it `stands`, and otherwise is
    /// decided again once all of the change is there.
    pub(crate) async fn decide<T>(
        &self,
        decide: impl FnMut(&Catalogue) -> T,
        stands: impl Fn(&T) -> bool,
    ) -> T {
        self.0.served.decide(decide, stands).await
    }

    /// Records an authorization. It is durable when this returns.
    ///
    /// # Errors
    /// [`Unavailable`]: then it must not be given.
    pub async fn record(&self, usage: Usage) -> Result<(), Unavailable> {
        self.0.database.record(usage).await
    }

    /// Starts the trial of a product for a company, if there is one to be had, and says whether it has. Of many that ask at
    /// once one starts it.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn start_trial(
        &self,
        company: CompanyNumber,
        product: ProductNumber,
        asked_by: &str,
        request_id: &str,
    ) -> Result<bool, Unavailable> {
        let now = self.clock().now();
        let draft = |catalogue: &Catalogue| {
            let (found_product, found_company) =
                (catalogue.product_numbered(product), catalogue.company_numbered(company));
            let before = catalogue.subscription(company, product);
            let status = Status::of(
                found_product.map(|product| &**product),
                found_company.map(|company| &**company),
                before,
                now,
            );
            let days = status.trial_days();
            let (Some(product), Some(company), 1..) = (found_product, found_company, days) else {
                return Ok::<_, std::convert::Infallible>(Draft::default());
            };
            let to = now.plus(Trial::length(days));
            let mut subscription = before.copied().unwrap_or_default();
            subscription.trial = Some(Trial { from: now, to });
            Ok(Draft {
                actor: asked_by.to_owned(),
                action: "trial.start",
                object: format!("{}/{}", company.id, product.code),
                after: Some(json!({ "trialEnds": to })),
                request_id: request_id.to_owned(),
                may_wait: true,
                edits: vec![Edit::Subscription {
                    company: company.number,
                    product: product.number,
                    subscription: Some(subscription),
                }],
                ..Draft::default()
            })
        };
        match self.change(draft).await {
            Ok(version) => Ok(version.is_some()),
            Err(ChangeError::Unavailable(error)) => Err(error),
            // It has no key.
            Err(ChangeError::Repeated(_)) => Ok(false),
            Err(ChangeError::Refused(error)) => match error {},
        }
    }

    /// Changes the catalogue: makes a draft of what it is now, commits it, and serves by it. Gives the version that it made,
    /// if it changes anything. One change is made at a time.
    ///
    /// Of changes with one key for their answers the first is made, whoever asks at the same time.
    ///
    /// # Errors
    /// What `draft` says, the answer of the change that was made with the same key, or [`Unavailable`]; nothing is changed
    /// then.
    pub async fn change<E>(
        &self,
        draft: impl FnOnce(&Catalogue) -> Result<Draft, E>,
    ) -> Result<Option<u64>, ChangeError<E>> {
        let changing = Arc::clone(&self.0.changing).lock_owned().await;
        let turn = self.0.database.turn().await?;
        let (draft, version) = {
            let catalogue = self.catalogue();
            (
                draft(&catalogue).map_err(ChangeError::Refused)?,
                catalogue.version().saturating_add(1),
            )
        };
        if draft.edits.is_empty() {
            return Ok(None);
        }
        // Whoever asks may leave at any time, such as a client that starts a trial. What is committed by then must be
        // served all the same: so it is not his to drop.
        let store = self.clone();
        let made = tokio::spawn(async move {
            let _changing = changing;
            store.make(turn, draft, version).await
        });
        match made.await.map_err(|_| Unavailable::Ended)?? {
            None => Ok(Some(version)),
            Some(kept) => Err(ChangeError::Repeated(kept)),
        }
    }

    /// Commits a change, and serves by it; gives the answer of the one that was made with its key before, if one was.
    async fn make(
        &self,
        turn: Turn,
        draft: Draft,
        version: u64,
    ) -> Result<Option<Idempotency>, Unavailable> {
        let change = Change { version, at: self.clock().now(), draft };
        self.0.database.commit(turn, change).await
    }

    /// Waits until the tables of the database say what the changes do, which those of a large change do only after it.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn settle(&self) -> Result<(), Unavailable> {
        self.0.database.settle().await
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    /// Closes the Store for all of its clones: waits until everything is written and until nobody reads any more, and lets go
    /// of the database, which another process can open then. What is asked of it later is [`Unavailable::Ended`].
    pub async fn close(&self) {
        self.0.database.close().await;
    }

    /// Whether the last that was to be written could be.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.0.database.is_writable()
    }

    /// The same, as it changes. There are no more changes once what writes has ended: at [`Self::close`], or because it has
    /// failed.
    #[must_use = "changes are told through it alone"]
    pub fn writing(&self) -> watch::Receiver<bool> {
        self.0.database.writing()
    }

    /// Whether the changes of other Stores of the same database are seen, as that changes, where there may be others.
    #[must_use = "changes are told through it alone"]
    pub fn following(&self) -> Option<watch::Receiver<bool>> {
        self.0.database.following()
    }

    /// Groups of records that became durable since it was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.0.database.commits()
    }

    /// Hands out the records of usage from one instant until another, which is not among them, in the order of time.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn usage(
        &self,
        from: Millis,
        until: Millis,
        mut take: impl FnMut(Usage),
    ) -> Result<(), Unavailable> {
        let mut place = UsagePlace::new(from, until);
        loop {
            let records = self.usage_after(&mut place).await?;
            if records.is_empty() {
                return Ok(());
            }
            records.into_iter().for_each(&mut take);
        }
    }

    /// The records of usage that follow a place, a few thousand or those of some seconds, in the order of time; none after
    /// the last. Then the catalogue says which months were pruned before, be it by another Store. Whoever hands them on to
    /// somebody slow holds nothing of the database meanwhile.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn usage_after(&self, place: &mut UsagePlace) -> Result<Vec<Usage>, Unavailable> {
        self.0.database.usage_after(place).await
    }

    /// The lines of the bill of a closed month, corrections aside; none of one that is not closed.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn bill_lines(&self, month: Month) -> Result<Vec<FrozenLine>, Unavailable> {
        self.0.database.bill_lines(month).await
    }

    /// How many records of usage a month has.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn usage_count(&self, month: Month) -> Result<u64, Unavailable> {
        self.0.database.usage_count(month).await
    }

    /// The months that have usage and are not closed, in their order.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn open_months(&self) -> Result<Vec<Month>, Unavailable> {
        let (mut open, mut from) = (Vec::new(), Millis(0));
        while let Some(at) = self.0.database.first_usage(from).await? {
            let month = Month::of(at);
            if self.catalogue().books().closed(month).is_none() {
                open.push(month);
            }
            // The last that there is has no end.
            if month.range().end <= from {
                break;
            }
            from = month.range().end;
        }
        Ok(open)
    }

    /// Waits until all records are gone of a month that a change says is pruned. They go in any case, after a restart too.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn finish_pruning(&self, month: Month) -> Result<(), Unavailable> {
        self.0.database.finish_pruning(month).await
    }

    /// The answer that was given to who asked with a key before, if there is one.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn idempotency(
        &self,
        token: &str,
        key: &str,
    ) -> Result<Option<Idempotency>, Unavailable> {
        self.0.database.idempotency(token, key).await
    }

    /// Entries of the audit log before a version, the latest first.
    ///
    /// # Errors
    /// [`Unavailable`]
    pub async fn audit(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, Unavailable> {
        self.0.database.audit(before, limit).await
    }
}
