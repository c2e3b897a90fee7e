//! The thread's client end.
