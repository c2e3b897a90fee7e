//! The customer's panel.

fn main() {}
