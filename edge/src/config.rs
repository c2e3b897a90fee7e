//! What whoever runs Baton sets: text bindings, each read here alone.

use crate::error::{ApiError, ApiResult};
use worker::wasm_bindgen::JsValue;
use worker::{Env, js_sys};

/// The secret that signs visitor tokens and agents' sessions.
pub fn signing_secret(env: &Env) -> ApiResult<String> {
    required(env, "BATON_SECRET")
}

/// What an owner presents to set up sites.
pub fn admin_token(env: &Env) -> ApiResult<String> {
    required(env, "BATON_ADMIN_TOKEN")
}

/// Whether the routes that fill a thread for measurements are open.
pub fn is_bench(env: &Env) -> bool {
    text(env, "BATON_BENCH").as_deref() == Some("1")
}

fn required(env: &Env, name: &str) -> ApiResult<String> {
    let missing = || ApiError::Internal(worker::Error::BindingError(format!("{name} is not set")));
    text(env, name).ok_or_else(missing)
}

/// A text binding. On workerd one that comes from an unset environment variable is there, and null.
fn text(env: &Env, name: &str) -> Option<String> {
    js_sys::Reflect::get(env, &JsValue::from(name)).ok()?.as_string()
}
