//! Requests as the rows of Arrow data, and their verdicts as columns.

mod capsule;
mod columns;
mod refused;
mod requests;
mod texts;
mod verdicts;

pub(crate) use verdicts::Verdicts;

use arrow_array::RecordBatch;
use columns::Columns;
use pyo3::{exceptions::PyValueError, prelude::*};
use refused::refused;
use store_auth::{
    Authorization, Verifier,
    chrono::{DateTime, Utc},
};
use verdicts::Writer;

/// Requests that are verified together: few enough for a core's own cache.
const TOGETHER: usize = 512;

/// Verifies all rows, as of `now` or, without that, the system clock; or each as of its time in the column `at`.
pub(crate) fn verify(
    py: Python<'_>,
    verifier: &Verifier,
    data: &Bound<'_, PyAny>,
    now: Option<DateTime<Utc>>,
    at: Option<&str>,
) -> PyResult<Verdicts> {
    if now.is_some() && at.is_some() {
        return Err(PyValueError::new_err("expected `now` or `at`, found both"));
    }
    let now = now.unwrap_or_else(Utc::now);
    let reader = capsule::reader(data)?;
    py.detach(|| {
        let mut verdicts = Verdicts::default();
        for batch in reader {
            let batch = batch.map_err(refused)?;
            verdicts.push(rows(verifier, &batch, now, at)?);
            // Ctrl-C, which nobody else would look for meanwhile.
            #[expect(
                clippy::redundant_closure_for_method_calls,
                reason = "the method is not general enough"
            )]
            Python::attach(|py| py.check_signals())?;
        }
        Ok(verdicts)
    })
}

fn rows(
    verifier: &Verifier,
    batch: &RecordBatch,
    now: DateTime<Utc>,
    at: Option<&str>,
) -> PyResult<RecordBatch> {
    let columns = Columns::of(batch, at).map_err(PyValueError::new_err)?;
    let mut writer = Writer::with_capacity(batch.num_rows());
    let (mut requests, mut verdicts) = (Vec::with_capacity(TOGETHER), Vec::new());
    // Of logs, most lines are signed by the key of the one before.
    let mut key = 0;
    for start in (0..batch.num_rows()).step_by(TOGETHER) {
        requests.clear();
        for row in start..batch.num_rows().min(start.saturating_add(TOGETHER)) {
            let at = columns.at(row, now).map_err(PyValueError::new_err)?;
            requests.push((columns.request(row), at));
        }
        verifier.verify_batch_from_key(key, &requests, &mut verdicts);
        for verdict in &verdicts {
            writer.write(verdict);
        }
        key = verdicts.iter().rev().flatten().next().map_or(key, Authorization::key_index);
    }
    writer.finish().map_err(refused)
}
