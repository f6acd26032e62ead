//! What is plotted: counts over time, in as many steps as are told apart.

use crate::{
    report::color::{AUTHORIZED, Color, DENIED, SERIES},
    summary::{HourSummary, Summary},
};
use chrono::{DateTime, TimeDelta, Utc};

/// Counts over time, stacked.
pub(super) struct Chart {
    pub(super) title: &'static str,
    /// When each step starts, all of one length.
    pub(super) starts: Vec<DateTime<Utc>>,
    /// The lowest first.
    pub(super) series: Vec<Series>,
}

/// One of the counts.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) color: &'static Color,
    /// One for each step.
    pub(super) counts: Vec<u64>,
}

/// So many steps fit a plot.
const STEPS_MAX: i64 = 120;
/// The lengths of steps that people think in: hours, days, weeks, and then any number of weeks.
const HOURS: [i64; 7] = [1, 2, 3, 6, 12, 24, WEEK];
const WEEK: i64 = 7 * 24;

/// The plots of a summary; none without requests.
pub(super) fn charts(summary: &Summary) -> Vec<Chart> {
    let Some(steps) = Steps::of(&summary.hours) else { return Vec::new() };
    let chart = |title, series| Chart { title, starts: steps.starts(), series };
    let series = |name: &str, color, count: &dyn Fn(&HourSummary) -> u64| Series {
        name: name.to_owned(),
        color,
        counts: steps.counts(&summary.hours, count),
    };
    let mut charts = vec![chart(
        "Requests",
        vec![
            series("authorized", &AUTHORIZED, &|hour| hour.authorized),
            series("denied", &DENIED, &|hour| hour.denied),
        ],
    )];
    let reasons = summary.reasons.iter().zip(SERIES.iter().cycle()).enumerate();
    let reasons =
        reasons.filter(|(_, (reason, _))| reason.count > 0).map(|(index, (reason, color))| {
            let name = format!("{} {}", reason.reason, reason.field.unwrap_or_default());
            series(name.trim_end(), color, &|hour| hour.by_reason[index])
        });
    let keys = summary.keys.iter().map(|key| {
        let name = format!("key {}{}", key.key, if key.key == 0 { " (current)" } else { "" });
        let color = &SERIES[key.key % SERIES.len()];
        series(&name, color, &|hour| hour.by_key[key.key])
    });
    if summary.denied > 0 {
        charts.push(chart("Denied, by reason, over time", reasons.collect()));
    }
    if summary.authorized > 0 {
        charts.push(chart("Authorized, by key", keys.collect()));
    }
    charts
}

/// How time is divided.
struct Steps {
    first: DateTime<Utc>,
    hours: i64,
    count: i64,
}

impl Steps {
    fn of(hours: &[HourSummary]) -> Option<Self> {
        let (first, last) = (hours.first()?.hour, hours.last()?.hour);
        let span = (last - first).num_hours() + 1;
        let fits = |hours: &i64| span <= hours * STEPS_MAX;
        let weeks = || ((span - 1) / (STEPS_MAX * WEEK) + 1) * WEEK;
        let hours = HOURS.into_iter().find(fits).unwrap_or_else(weeks);
        Some(Self { first, hours, count: (span - 1) / hours + 1 })
    }

    fn starts(&self) -> Vec<DateTime<Utc>> {
        // None of them is after the last hour.
        (0..self.count).map(|step| self.first + TimeDelta::hours(step * self.hours)).collect()
    }

    fn counts(&self, hours: &[HourSummary], count: &dyn Fn(&HourSummary) -> u64) -> Vec<u64> {
        let mut counts = vec![0; usize::try_from(self.count).unwrap_or_default()];
        for hour in hours {
            let step = (hour.hour - self.first).num_hours() / self.hours;
            if let Some(sum) = usize::try_from(step).ok().and_then(|step| counts.get_mut(step)) {
                *sum += count(hour);
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(number: i64) -> HourSummary {
        HourSummary {
            hour: DateTime::from_timestamp(number * 3600, 0).unwrap(),
            authorized: 1,
            denied: 0,
            by_key: vec![1],
            by_reason: [0; 8],
        }
    }

    #[test]
    fn any_span_is_divided_into_steps_that_hold_every_request() {
        for last in [0, 1, 119, 120, 1000, 10_000, 1_000_000, 80_000_000] {
            let hours = [hour(0), hour(last / 2), hour(last)];
            let steps = Steps::of(&hours).unwrap();
            let counts = steps.counts(&hours, &|hour| hour.authorized);
            assert!(counts.len() <= 120 && counts.len() == steps.starts().len(), "{last}");
            assert_eq!(counts.iter().sum::<u64>(), 3, "{last}");
        }
        assert!(Steps::of(&[]).is_none());
    }

    #[test]
    fn hours_without_requests_are_steps_too() {
        let steps = Steps::of(&[hour(10), hour(13)]).unwrap();
        assert_eq!(steps.counts(&[hour(10), hour(13)], &|hour| hour.authorized), [1, 0, 0, 1]);
    }
}
