//! What became of a day, and of everybody who came.

use baton_shared::protocol::WaitRange;

/// How often those who wait are counted, in minutes.
pub const COUNTED_EVERY_MIN: u64 = 5;

/// What became of a customer.
#[derive(Debug, Clone, Default)]
pub struct Served {
    pub tier: String,
    /// How long they waited in all, in milliseconds.
    pub waited_ms: u64,
    /// Whether they gave up.
    pub left: bool,
    /// Whether the first who came had every required skill and wrote their language.
    pub fit: Option<bool>,
    /// How often they were passed on.
    pub passed_on: u32,
    /// What they were told of their first wait, and what it was, in seconds.
    pub told: Option<(WaitRange, u64)>,
    /// The expectation behind it, and what it was, in seconds.
    pub expected: Option<(u64, u64)>,
}

/// A day under one way of routing.
#[derive(Debug, Default)]
pub struct Outcome {
    pub served: Vec<Served>,
    /// How many waited, every [`COUNTED_EVERY_MIN`] minutes.
    pub lines: Vec<u32>,
    /// The time that threads were in somebody's hands, and for which there were places, in
    /// milliseconds.
    pub busy_ms: u64,
    pub places_ms: u64,
}
