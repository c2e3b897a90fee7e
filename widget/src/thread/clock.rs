//! Times of day and days as the reader writes them. The browser's formatters are made once.

use crate::browser;
use crate::words;
use baton_shared::id::Millis;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

thread_local! {
    static TIME: Function = formatter(&[("hour", "numeric"), ("minute", "2-digit")]);
    static DAY: Function = formatter(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]);
}

/// The time of day, as `14:05` or `2:05 PM`.
pub fn time(at: Millis) -> String {
    TIME.with(|format| call(format, &date(at)))
}

/// The reader's calendar day: equal for two moments of one day, greater for a later day.
pub fn day(at: Millis) -> u32 {
    day_of(&date(at))
}

fn day_of(date: &Date) -> u32 {
    (date.get_full_year() * 12 + date.get_month()) * 31 + date.get_date()
}

/// What to call the day of `at`: today, yesterday, or its date.
pub fn day_name(at: Millis) -> String {
    const A_DAY: u64 = 24 * 60 * 60 * 1000;
    let now = browser::now();
    match day(at) {
        that if that == day(now) => words::TODAY.to_owned(),
        that if that == day(Millis(now.0.saturating_sub(A_DAY))) => words::YESTERDAY.to_owned(),
        _ => DAY.with(|format| call(format, &date(at))),
    }
}

/// A moment to come, as "today at 14:05", "tomorrow at 09:00", or with its day.
pub fn to_come(at: Millis) -> String {
    let next = date(browser::now());
    next.set_date(next.get_date() + 1);
    let name = match day(at) {
        that if that == day(browser::now()) => words::THIS_DAY.to_owned(),
        that if that == day_of(&next) => words::TOMORROW.to_owned(),
        _ => [words::ON, &DAY.with(|format| call(format, &date(at)))].concat(),
    };
    [&name, words::AT, &time(at)].concat()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of our age are far below 2^53")]
fn date(at: Millis) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn formatter(fields: &[(&str, &str)]) -> Function {
    let options = Object::new();
    for (field, style) in fields {
        // Fails only for an object that is frozen.
        let _ = Reflect::set(&options, &JsValue::from_str(field), &JsValue::from_str(style));
    }
    Intl::DateTimeFormat::new(&Array::new(), &options).format()
}

fn call(format: &Function, date: &Date) -> String {
    let text = format.call1(&JsValue::UNDEFINED, date);
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
