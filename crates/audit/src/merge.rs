//! Adding up summaries of several machines, as if all their lines had been audited at once.

use crate::{
    summary::{
        FileSummary, Frequency, HourSummary, IdSummary, KeySummary, LineProblem, ProductSummary,
        ReasonSummary, Summary,
    },
    tally::{HOURS_MAX, SAMPLES_MAX},
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};

type Time = Option<DateTime<Utc>>;

impl Summary {
    /// Adds up summaries that were made with the same keys: that of all their lines, in this order.
    ///
    /// Exact are all counts, times, samples and files, and the hours as long as there are no more than 10,000 in all. Of
    /// products and ids, those that a summary did not list are missing: `error` grows by the least count in a list that
    /// does not hold all requests, which is the most that any other may have had there. Summaries that list all are added
    /// up exactly.
    ///
    /// ```
    /// use store_auth_audit::{Audit, Control, Summary};
    /// # let verifier = || -> Result<_, store_auth::KeyError> {
    /// #     Ok(store_auth::Verifier::new(store_auth::ServerKey::new("e4232e0620f9290025cb3783768c9c8c")?))
    /// # };
    ///
    /// let one = Audit::new(verifier()?).run(&[], &Control::default().into(), None)?;
    /// let json = serde_json::to_string(&one)?;
    /// let sum = Summary::merged([serde_json::from_str(&json)?, one], 20)?;
    /// assert_eq!(sum.lines, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where there is none, or they are of another number of keys.
    pub fn merged(summaries: impl IntoIterator<Item = Self>, top: usize) -> Result<Self, String> {
        let mut summaries = summaries.into_iter();
        let mut sum = summaries.next().ok_or("expected a summary, found none")?;
        let mut hours = Hours::of(&sum.hours);
        let mut products = Lists::default();
        products.add(&sum.products, sum.authorized + sum.denied, product);
        let mut ids = Lists::default();
        ids.add(&sum.denied_ids, sum.denied, id);
        for next in summaries {
            if next.keys.len() != sum.keys.len() {
                return Err(format!(
                    "expected summaries of {} keys, found one of {}",
                    sum.keys.len(),
                    next.keys.len()
                ));
            }
            sum.requests_in_other_hours += hours.add(&next.hours);
            products.add(&next.products, next.authorized + next.denied, product);
            ids.add(&next.denied_ids, next.denied, id);
            sum.add(next);
        }
        sum.hours = hours.0.into_values().collect();
        sum.products = products.listed(top, |product_code, [authorized, denied]| ProductSummary {
            product_code,
            authorized,
            denied,
        });
        sum.denied_ids = ids.listed(top, |id, [denied, _]| IdSummary { id, denied });
        Ok(sum)
    }

    /// Adds what needs nothing but addition.
    fn add(&mut self, next: Self) {
        self.complete &= next.complete;
        self.lines += next.lines;
        self.authorized += next.authorized;
        self.denied += next.denied;
        self.no_authorization += next.no_authorization;
        self.without_time += next.without_time;
        self.garbage += next.garbage;
        self.first_request_at = earlier(self.first_request_at, next.first_request_at);
        self.last_request_at = self.last_request_at.max(next.last_request_at);
        self.requests_in_other_hours += next.requests_in_other_hours;
        for (sum, ReasonSummary { count, .. }) in self.reasons.iter_mut().zip(next.reasons) {
            sum.count += count;
        }
        for (sum, key) in self.keys.iter_mut().zip(next.keys) {
            let KeySummary { count, first_used_at, last_used_at, .. } = key;
            sum.count += count;
            sum.first_used_at = earlier(sum.first_used_at, first_used_at);
            sum.last_used_at = sum.last_used_at.max(last_used_at);
        }
        let room = SAMPLES_MAX.saturating_sub(self.garbage_samples.len());
        self.garbage_samples.extend(next.garbage_samples.into_iter().take(room));
        let first: Option<LineProblem> = next.first_without_time;
        self.first_without_time = self.first_without_time.take().or(first);
        let files: Vec<FileSummary> = next.files;
        self.files.extend(files);
    }
}

/// None is later than any.
fn earlier(one: Time, other: Time) -> Time {
    one.into_iter().chain(other).min()
}

struct Hours(BTreeMap<DateTime<Utc>, HourSummary>);

impl Hours {
    fn of(hours: &[HourSummary]) -> Self {
        Self(hours.iter().map(|hour| (hour.hour, hour.clone())).collect())
    }

    /// Adds hours, and returns how many requests are of others than those that are counted apart.
    fn add(&mut self, hours: &[HourSummary]) -> u64 {
        let mut others = 0;
        for hour in hours {
            if let Some(sum) = self.0.get_mut(&hour.hour) {
                sum.authorized += hour.authorized;
                sum.denied += hour.denied;
                add_each(&mut sum.by_key, &hour.by_key);
                add_each(&mut sum.by_reason, &hour.by_reason);
            } else if self.0.len() < HOURS_MAX {
                self.0.insert(hour.hour, hour.clone());
            } else {
                others += hour.authorized + hour.denied;
            }
        }
        others
    }
}

fn add_each(sums: &mut [u64], others: &[u64]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum += other;
    }
}

/// What is listed of something of which there may be more.
#[derive(Default)]
struct Lists {
    counts: HashMap<String, [u64; 2]>,
    error: u64,
}

fn product(product: &ProductSummary) -> (&str, [u64; 2]) {
    (&product.product_code, [product.authorized, product.denied])
}

fn id(id: &IdSummary) -> (&str, [u64; 2]) {
    (&id.id, [id.denied, 0])
}

impl Lists {
    /// Adds a list of what so many requests have.
    fn add<T>(
        &mut self,
        list: &Frequency<T>,
        requests: u64,
        item: impl Fn(&T) -> (&str, [u64; 2]),
    ) {
        let (mut listed, mut least) = (0, u64::MAX);
        for (name, counts) in list.top.iter().map(item) {
            add_each(self.counts.entry(name.to_owned()).or_default(), &counts);
            let sum = counts.iter().sum();
            listed += sum;
            least = least.min(sum);
        }
        self.error += list.error + least.min(requests.saturating_sub(listed));
    }

    /// The most frequent ones, by their names where they are as frequent.
    fn listed<T>(self, top: usize, item: impl Fn(String, [u64; 2]) -> T) -> Frequency<T> {
        let mut counts: Vec<_> = self.counts.into_iter().collect();
        counts.sort_by(|(name, counts), (other, others)| {
            let sums = [others, counts].map(|counts| counts.iter().sum::<u64>());
            sums[0].cmp(&sums[1]).then_with(|| name.cmp(other))
        });
        let top = counts.into_iter().take(top).map(|(name, counts)| item(name, counts)).collect();
        Frequency { error: self.error, top }
    }
}
