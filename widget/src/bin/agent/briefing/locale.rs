//! The customer's clock and language in the agent's words, as the browser's own `Intl` has them.
//!
//! What the customer's browser says may be no time zone and no language at all: then nothing is
//! shown. So everything is asked in a way that gives an error, not an exception.

use baton_shared::id::Millis;
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The clock of a time zone.
#[derive(Debug, Clone)]
pub(super) struct Clock(Function);

impl Clock {
    /// Of the zone with this IANA name, if the browser knows it.
    pub(super) fn of(time_zone: &str) -> Option<Self> {
        if time_zone.is_empty() {
            return None;
        }
        let fields = [
            ("timeZone", time_zone),
            ("weekday", "short"),
            ("hour", "numeric"),
            ("minute", "2-digit"),
        ];
        let format = Reflect::get(&made("DateTimeFormat", &fields)?, &"format".into()).ok()?;
        format.dyn_into().ok().map(Self)
    }

    /// Day and time there, at the moment `at`.
    pub(super) fn read(&self, at: Millis) -> String {
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds of our age are far below 2^53"
        )]
        let date = Date::new(&JsValue::from_f64(at.0 as f64));
        let text = self.0.call1(&JsValue::UNDEFINED, &date);
        text.ok().and_then(|text| text.as_string()).unwrap_or_default()
    }
}

/// What the language with the BCP 47 tag `tag` is called; the tag itself where nobody knows.
pub(super) fn language(tag: &str) -> String {
    let name = || {
        let names = made("DisplayNames", &[("type", "language")])?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &tag.into()).ok()?.as_string()
    };
    name().unwrap_or_else(|| tag.to_owned())
}

/// A new `Intl` object named `name`, in the agent's language.
fn made(name: &str, fields: &[(&str, &str)]) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &name.into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    for (field, value) in fields {
        Reflect::set(&options, &(*field).into(), &(*value).into()).ok()?;
    }
    Reflect::construct(&class, &Array::of2(&JsValue::UNDEFINED, &options)).ok()
}
