//! Exit codes, in one place (`docs/exit-codes.md`).

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; alerts may exist.
    Done,
    /// Alerts, and `--fail-on-alert` was given.
    Alerts,
    /// A flag, a path or an option makes no sense.
    Usage,
    /// AQL that does not compile.
    Query,
    /// Bytes were lost to evaluation.
    Partial,
    /// A resource limit was reached.
    Limit,
    /// A defect of ours.
    Internal,
    /// SIGINT; the output so far is valid.
    Interrupted,
    /// SIGTERM; the output so far is valid.
    Terminated,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Alerts => 1,
            Exit::Usage => 2,
            Exit::Query => 3,
            Exit::Partial => 4,
            Exit::Limit => 5,
            Exit::Internal => 70,
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
        }
    }
}

impl Exit {
    /// The one that wins: 70, 5, 4, 3, 2, 1, 0; interrupts are settled before.
    pub(crate) fn max(self, other: Exit) -> Exit {
        if self.code() >= other.code() { self } else { other }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

/// Help and version are no errors; everything else that clap refuses is usage.
pub(crate) fn from_clap(error: &clap::Error) -> ExitCode {
    // Nothing is left to tell when even the message cannot be written.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
}
