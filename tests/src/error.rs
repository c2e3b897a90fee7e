//! What can go wrong between a test and the edge. `Debug` reads as `Display`, so that a failed
//! `unwrap` in a test says it in words.

use serde::Deserialize;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why the harness could not do what it was asked.
pub enum Error {
    /// Something that is built or installed first is not there.
    Missing {
        /// What was looked for.
        path: PathBuf,
        /// The command that makes it.
        remedy: &'static str,
    },
    /// A file or a process could not be used.
    Io {
        /// What was being done.
        doing: String,
        /// What the system said.
        source: io::Error,
    },
    /// workerd ended before it answered, or never did.
    NotReady {
        /// What it wrote, newest last.
        output: String,
    },
    /// The address that workerd should listen on is taken.
    PortTaken {
        /// The port.
        port: u16,
    },
    /// No answer, or none that HTTP allows.
    NoAnswer {
        /// Where from.
        url: String,
        /// What the client said.
        detail: String,
    },
    /// An answer with another status than the one expected.
    Refused {
        /// Where from.
        url: String,
        /// The status.
        status: u16,
        /// The body's `error.code`; empty when it has none.
        code: String,
        /// The body's `error.message`, or the whole body.
        message: String,
        /// The body's `error.problems`: what is wrong with a pushed site.
        problems: Vec<Problem>,
    },
    /// An answer or frame of another shape than expected.
    Shape {
        /// What it is an answer to.
        of: String,
        /// What does not fit.
        detail: String,
    },
    /// A WebSocket failed or was closed.
    Closed {
        /// Its close code; 1006 when there was none.
        code: u16,
        /// The reason given, or what failed.
        reason: String,
    },
    /// What was waited for did not come.
    TimedOut {
        /// What came instead.
        instead: String,
    },
    /// A site's folder is not one.
    Site {
        /// Where in it.
        file: String,
        /// What is wrong.
        reason: String,
    },
}

/// One mistake in a pushed site.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Problem {
    /// `site.toml`, or an article's path below `knowledge`.
    pub file: String,
    /// The line, from 1; 0 when it is in no particular one.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
}

impl Error {
    /// The HTTP status or WebSocket close code that it came with.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Closed { code, .. } => Some(*code),
            _ => None,
        }
    }

    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path, remedy } => {
                write!(f, "{} is missing: run `{remedy}` first", path.display())
            }
            Self::Io { doing, source } => write!(f, "{doing}: {source}"),
            Self::NotReady { output } => write!(f, "workerd did not become ready\n{output}"),
            Self::PortTaken { port } => write!(
                f,
                "port {port} is taken by another program: stop it, or choose another port (0 takes a free one)"
            ),
            Self::NoAnswer { url, detail } => write!(f, "no answer from {url}: {detail}"),
            Self::Refused { url, status, code, message, .. } => {
                write!(f, "{url} answered {status} {code}: {message}")
            }
            Self::Shape { of, detail } => write!(f, "unexpected answer to {of}: {detail}"),
            Self::Closed { code, reason } => write!(f, "the socket is closed ({code}): {reason}"),
            Self::TimedOut { instead } => write!(f, "waited in vain; instead came: {instead}"),
            Self::Site { file, reason } => write!(f, "{file}: {reason}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
