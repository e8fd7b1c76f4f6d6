//! How often text may be read again after an attempt at a record of several
//! lines failed. Without a bound, input made for it would cost quadratic time.

/// Bytes that failed attempts may read again for each byte of progress.
const EARNED: u64 = 4;

/// The most that can be saved up, and what there is at the start.
const MOST: u64 = 4 << 20;

/// The account of one framer.
pub(super) struct Retry {
    credit: u64,
    earned_to: u64,
    until: u64,
}

impl Retry {
    /// A fresh account.
    pub(super) fn new() -> Self {
        Self { credit: MOST, earned_to: 0, until: 0 }
    }

    /// Whether a record of several lines may be tried at this offset.
    pub(super) fn may(&self, offset: u64) -> bool {
        offset >= self.until
    }

    /// An attempt at `offset` came as far as `reached` in vain.
    pub(super) fn failed(&mut self, offset: u64, reached: u64) {
        let progress = offset.saturating_sub(self.earned_to);
        self.earned_to = offset;
        self.credit = self.credit.saturating_add(progress.saturating_mul(EARNED)).min(MOST);
        let cost = reached.saturating_sub(offset);
        if cost <= self.credit {
            self.credit -= cost;
        } else {
            self.until = reached;
        }
    }
}
