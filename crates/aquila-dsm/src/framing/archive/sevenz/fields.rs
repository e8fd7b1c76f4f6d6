//! Fields of a 7z header, taken off one after the other.

/// What is wrong with a header.
pub(super) type Damage = String;

/// What is left of a header.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Where the next field is.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn bytes(&mut self, count: u64) -> Result<&'a [u8], Damage> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let end = self.at.saturating_add(count);
        let taken = self.bytes.get(self.at..end).ok_or("its header ends early")?;
        self.at = end;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Damage> {
        Ok(self.bytes(1)?.first().copied().unwrap_or_default())
    }

    pub(super) fn u32(&mut self) -> Result<u32, Damage> {
        let bytes = self.bytes(4)?;
        Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Damage> {
        let (low, high) = (self.u32()?, self.u32()?);
        Ok(u64::from(high) << 32 | u64::from(low))
    }

    /// A number: ones at the start of the first byte say how many bytes follow.
    pub(super) fn number(&mut self) -> Result<u64, Damage> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let low =
            self.bytes(more.into())?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let rest = u64::from(first) & (0x7f_u64 >> more.min(7));
        Ok(if more >= 7 { low } else { low | rest << (8 * more) })
    }

    /// A number that something has one field for each of, and so cannot be
    /// larger than what is left.
    pub(super) fn count(&mut self) -> Result<usize, Damage> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if count > self.bytes.len().saturating_sub(self.at) {
            return Err("its header claims more than it has".into());
        }
        Ok(count)
    }

    /// One bit for each of `count`, or one byte that says that all are set.
    pub(super) fn bits_or_all(&mut self, count: usize) -> Result<Option<&'a [u8]>, Damage> {
        if self.byte()? != 0 {
            return Ok(None);
        }
        self.bits(count).map(Some)
    }

    /// One bit for each of `count`.
    pub(super) fn bits(&mut self, count: usize) -> Result<&'a [u8], Damage> {
        self.bytes(count.div_ceil(8) as u64)
    }

    /// The property with this tag has to be next.
    pub(super) fn expect(&mut self, tag: u8) -> Result<(), Damage> {
        if self.number()? == u64::from(tag) { Ok(()) } else { Err("its header is out of order".into()) }
    }
}

/// A bit of a list of bits, the first in the highest place.
pub(super) fn bit(bits: &[u8], index: usize) -> bool {
    bits.get(index / 8).is_some_and(|byte| byte & (0x80 >> (index % 8)) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (bytes, want) in [
            (&b"\x05"[..], Ok(5)),
            (b"\x7f", Ok(127)),
            (b"\x80\x80", Ok(128)),
            (b"\x81\x02", Ok(0x102)),
            (b"\xc1\x02\x03", Ok(0x1_0302)),
            (b"\xfe\x01\x02\x03\x04\x05\x06\x07", Ok(0x0007_0605_0403_0201)),
            (b"\xff\x01\x02\x03\x04\x05\x06\x07\x08", Ok(0x0807_0605_0403_0201)),
            (b"\xff\x01", Err("its header ends early".to_owned())),
            (b"", Err("its header ends early".to_owned())),
        ] {
            assert_eq!(Fields::new(bytes).number(), want, "{bytes:?}");
        }
        assert!(Fields::new(b"\xf0\xff\xff\xff\xff").count().is_err());
        assert!(bit(&[0x80, 0x01], 0) && bit(&[0x80, 0x01], 15) && !bit(&[0x80], 8));
    }
}
