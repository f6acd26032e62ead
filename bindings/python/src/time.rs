//! Times of Python as milliseconds, and back.

use crate::text::wrong_type;
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyString},
};

/// What is needed of Python's module `datetime`, which has no stable interface for native code.
struct Times {
    datetime: Py<PyAny>,
    timedelta: Py<PyAny>,
    epoch: Py<PyAny>,
    millisecond: Py<PyAny>,
}

static TIMES: PyOnceLock<Times> = PyOnceLock::new();

fn times(py: Python<'_>) -> PyResult<&Times> {
    TIMES.get_or_try_init(py, || {
        let module = py.import("datetime")?;
        let datetime = module.getattr("datetime")?;
        let timedelta = module.getattr("timedelta")?;
        let zone = PyDict::new(py);
        zone.set_item("tzinfo", module.getattr("timezone")?.getattr("utc")?)?;
        let one = PyDict::new(py);
        one.set_item("milliseconds", 1)?;
        Ok(Times {
            epoch: datetime.call((1970, 1, 1), Some(&zone))?.unbind(),
            millisecond: timedelta.call((), Some(&one))?.unbind(),
            datetime: datetime.unbind(),
            timedelta: timedelta.unbind(),
        })
    })
}

/// Milliseconds since 1970-01-01T00:00:00Z of a `datetime` with a zone, or of a text as of RFC 3339. Parts of a
/// millisecond are dropped.
pub(crate) fn instant(name: &str, given: &Bound<'_, PyAny>) -> PyResult<i64> {
    if let Ok(text) = given.cast::<PyString>() {
        let text = text.to_string_lossy();
        return store_auth_flat::instant(&text).map_err(|_| {
            let expected = "an instant with its zone, such as 2016-04-27T00:00:00Z";
            PyValueError::new_err(format!("{name}: expected {expected}"))
        });
    }
    let times = times(given.py())?;
    if !given.is_instance(times.datetime.bind(given.py()))? {
        return Err(wrong_type(name, "datetime or str", given));
    }
    if given.call_method0("utcoffset")?.is_none() {
        let message = format!("{name}: expected a datetime with a time zone, found one without");
        return Err(PyValueError::new_err(message));
    }
    whole_milliseconds(times, &given.sub(&times.epoch)?)
}

/// Whole milliseconds of a `timedelta`.
pub(crate) fn length(name: &str, given: &Bound<'_, PyAny>) -> PyResult<i64> {
    let times = times(given.py())?;
    if !given.is_instance(times.timedelta.bind(given.py()))? {
        return Err(wrong_type(name, "timedelta", given));
    }
    whole_milliseconds(times, given)
}

fn whole_milliseconds(times: &Times, length: &Bound<'_, PyAny>) -> PyResult<i64> {
    length.floor_div(&times.millisecond)?.extract()
}

/// The `datetime` in UTC; an `OverflowError` outside of the years 1 to 9999.
pub(crate) fn datetime(py: Python<'_>, milliseconds: i64) -> PyResult<Bound<'_, PyAny>> {
    let times = times(py)?;
    times.millisecond.bind(py).mul(milliseconds)?.add(&times.epoch)
}
