//! A block of compressed data in a 7z archive, and the decoders in front of it.

use std::io::Read;

use liblzma::stream::Filters;

use super::fields::{Damage, Fields};
use crate::framing::archive::section::Shared;
use crate::framing::codec::{Codec, Decoded};
use crate::framing::input::{Buffered, Bytes};

/// The largest dictionary that is decoded with. Level 9 of 7-Zip takes 64 MiB.
const MAX_DICTIONARY: u32 = 128 << 20;

/// 7-Zip writes no more than four, and reads no more than 64.
const MAX_CODERS: u64 = 16;

/// One step of decoding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Coder {
    method: Vec<u8>,
    properties: Vec<u8>,
    inputs: u64,
    outputs: u64,
}

/// A block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    coders: Vec<Coder>,
    /// Which input takes from which output.
    pairs: Vec<(u64, u64)>,
    /// How many pieces of packed data it has.
    pub(super) packs: u64,
    /// How many outputs it has in all.
    pub(super) outputs: u64,
    /// What comes out of each.
    pub(super) sizes: Vec<u64>,
    pub(super) crc: Option<u32>,
    /// Where its first piece of packed data is, and how long that is.
    pub(super) place: (u64, u64),
}

impl Block {
    /// Reads the coders of a block.
    pub(super) fn parse(fields: &mut Fields<'_>) -> Result<Self, Damage> {
        let coders = fields.number()?;
        if coders == 0 || coders > MAX_CODERS {
            return Err(format!("a block has {coders} decoders"));
        }
        let coders = (0..coders).map(|_| Coder::parse(fields)).collect::<Result<Vec<_>, _>>()?;
        let total = |count: fn(&Coder) -> u64| coders.iter().map(count).sum::<u64>();
        let (inputs, outputs) = (total(|coder| coder.inputs), total(|coder| coder.outputs));
        let pairs = (1..outputs).map(|_| Ok((fields.number()?, fields.number()?)));
        let pairs = pairs.collect::<Result<Vec<_>, Damage>>()?;
        let packs = inputs.checked_sub(pairs.len() as u64).filter(|packs| *packs > 0);
        let packs = packs.ok_or("a block has no data")?;
        if packs > 1 {
            for _ in 0..packs {
                fields.number()?;
            }
        }
        Ok(Self { coders, pairs, packs, outputs, ..Self::default() })
    }

    /// What comes out of the last decoder.
    pub(super) fn size(&self) -> u64 {
        let last = (0..self.outputs).find(|output| self.pairs.iter().all(|(_, from)| from != output));
        let last = last.and_then(|output| self.sizes.get(usize::try_from(output).ok()?));
        last.copied().unwrap_or_default()
    }

    /// The bytes of the block.
    pub(super) fn open(&self, file: &Shared) -> Result<Bytes, String> {
        let (start, size) = self.place;
        let mut bytes: Bytes = Box::new(file.section(start, start.saturating_add(size)));
        let chain = self.chain()?;
        let mut left = chain.as_slice();
        while let Some(((coder, _), rest)) = left.split_first() {
            // Filters are decoded together with the LZMA2 before them.
            let filters = rest.iter().take_while(|(coder, _)| coder.is_filter()).count();
            let (filters, rest) = rest.split_at(filters);
            let codec = coder.codec(filters)?;
            let size = left.get(filters.len()).map_or(0, |(_, size)| *size);
            let decoded = Decoded::new(codec, Buffered::new(bytes)).map_err(|error| error.to_string())?;
            // Raw LZMA has no end of its own.
            bytes = Box::new(decoded.take(size));
            left = rest;
        }
        Ok(bytes)
    }

    /// The decoders with the sizes of what they give, the first one first.
    fn chain(&self) -> Result<Vec<(&Coder, u64)>, String> {
        if let Some(coder) = self.coders.iter().find(|coder| coder.is_encryption()) {
            return Err(coder.unsupported());
        }
        if let Some(coder) = self.coders.iter().find(|coder| coder.inputs != 1 || coder.outputs != 1) {
            return Err(coder.unsupported());
        }
        // Each has one input and one output, so all have the number of the decoder.
        let count = self.coders.len() as u64;
        let mut next = (0..count).find(|output| self.pairs.iter().all(|(_, from)| from != output));
        let mut chain = Vec::new();
        while let Some(index) = next.and_then(|index| usize::try_from(index).ok()) {
            let (Some(coder), Some(size)) = (self.coders.get(index), self.sizes.get(index)) else { break };
            if chain.len() == self.coders.len() {
                break;
            }
            chain.push((coder, *size));
            next = self.pairs.iter().find(|(to, _)| *to == index as u64).map(|(_, from)| *from);
        }
        if chain.len() != self.coders.len() || next.is_some() {
            return Err("damaged: its decoders do not form a chain".to_owned());
        }
        chain.reverse();
        Ok(chain)
    }
}

impl Coder {
    fn parse(fields: &mut Fields<'_>) -> Result<Self, Damage> {
        let flags = fields.byte()?;
        let method = fields.bytes(u64::from(flags & 15))?.to_vec();
        let (inputs, outputs) = if flags & 16 != 0 { (fields.number()?, fields.number()?) } else { (1, 1) };
        if inputs > MAX_CODERS || outputs > MAX_CODERS {
            return Err("a decoder has too many inputs".into());
        }
        let size = if flags & 32 != 0 { fields.number()? } else { 0 };
        let properties = fields.bytes(size)?.to_vec();
        if flags & 0xc0 != 0 {
            return Err("a decoder is described in an unknown way".into());
        }
        Ok(Self { method, properties, inputs, outputs })
    }

    fn is_filter(&self) -> bool {
        filter(&self.method).is_some()
    }

    fn is_encryption(&self) -> bool {
        self.method.starts_with(&[6, 0xf1])
    }

    fn codec(&self, filters: &[(&Self, u64)]) -> Result<Codec, String> {
        if let Some((filter, _)) = filters.first().filter(|_| self.method != [0x21]) {
            return Err(filter.unsupported());
        }
        Ok(match self.method.as_slice() {
            [0] => Codec::Stored,
            [0x21] => Codec::LzmaRaw(self.lzma2(filters)?),
            [3, 1, 1] => Codec::LzmaRaw(self.lzma()?),
            [4, 1, 8] => Codec::Deflate,
            [4, 1, 9] => Codec::Deflate64,
            [4, 2, 2] => Codec::Bzip2,
            [4, 0xf7, 0x11, 1] => Codec::Zstd,
            _ => return Err(self.unsupported()),
        })
    }

    fn lzma(&self) -> Result<Filters, String> {
        let size = self.properties.get(1..5).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
        allowed(size)?;
        let mut filters = Filters::new();
        filters.lzma1_properties(&self.properties).map_err(|error| error.to_string())?;
        Ok(filters)
    }

    fn lzma2(&self, before: &[(&Self, u64)]) -> Result<Filters, String> {
        let size = match self.properties.as_slice() {
            [40] => Some(u32::MAX),
            [size @ ..40] => Some((2 | u32::from(size & 1)) << (size / 2 + 11)),
            _ => None,
        };
        allowed(size)?;
        let mut filters = Filters::new();
        // The library wants them in the order of encoding.
        for (coder, _) in before.iter().rev() {
            coder.add_to(&mut filters).map_err(|error| error.to_string())?;
        }
        filters.lzma2_properties(&self.properties).map_err(|error| error.to_string())?;
        Ok(filters)
    }

    fn add_to(&self, filters: &mut Filters) -> Result<(), liblzma::stream::Error> {
        match filter(&self.method) {
            Some(Filter::Delta) => filters.delta_properties(&self.properties)?,
            Some(Filter::X86) => filters.x86(),
            Some(Filter::PowerPc) => filters.powerpc(),
            Some(Filter::Ia64) => filters.ia64(),
            Some(Filter::Arm) => filters.arm(),
            Some(Filter::ArmThumb) => filters.arm_thumb(),
            Some(Filter::Sparc) => filters.sparc(),
            Some(Filter::Arm64) => filters.arm64(),
            Some(Filter::RiscV) => filters.riscv(),
            None => filters,
        };
        Ok(())
    }

    fn unsupported(&self) -> String {
        let name = match self.method.as_slice() {
            [6, 0xf1, ..] => return "encrypted".to_owned(),
            [3, 4, 1] => " (PPMd)",
            [3, 3, 1, 0x1b] => " (BCJ2)",
            _ if self.is_filter() => " (a filter for programs) without LZMA2",
            _ => "",
        };
        let id: String = self.method.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("compressed by method {id}{name}, which is not supported")
    }
}

/// What makes programs compress better.
enum Filter {
    Delta,
    X86,
    PowerPc,
    Ia64,
    Arm,
    ArmThumb,
    Sparc,
    Arm64,
    RiscV,
}

fn filter(method: &[u8]) -> Option<Filter> {
    Some(match method {
        [3] => Filter::Delta,
        [4] | [3, 3, 1, 3] => Filter::X86,
        [5] | [3, 3, 2, 5] => Filter::PowerPc,
        [6] | [3, 3, 4, 1] => Filter::Ia64,
        [7] | [3, 3, 5, 1] => Filter::Arm,
        [8] | [3, 3, 7, 1] => Filter::ArmThumb,
        [9] | [3, 3, 8, 5] => Filter::Sparc,
        [0xa] => Filter::Arm64,
        [0xb] => Filter::RiscV,
        _ => return None,
    })
}

fn allowed(dictionary: Option<u32>) -> Result<(), String> {
    match dictionary {
        None => Err("damaged: its decoder is not fully described".to_owned()),
        Some(size) if size > MAX_DICTIONARY => Err(format!(
            "decoding takes a dictionary of {size} bytes, and no more than {MAX_DICTIONARY} are allowed"
        )),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(method: &[u8], properties: &[u8]) -> Option<String> {
        let coder = Coder { method: method.to_vec(), properties: properties.to_vec(), inputs: 1, outputs: 1 };
        coder.codec(&[]).err()
    }

    #[test]
    fn dictionaries_have_a_limit() {
        let large = |size| {
            format!("decoding takes a dictionary of {size} bytes, and no more than 134217728 are allowed")
        };
        for (method, properties, want) in [
            (&[0x21][..], &[30][..], None),
            (&[0x21], &[31], Some(large(3_u64 << 26))),
            (&[0x21], &[40], Some(large(0xffff_ffff))),
            (&[0x21], &[41], Some("damaged: its decoder is not fully described".to_owned())),
            (&[3, 1, 1], &[0x5d, 0, 0, 0, 8], None),
            (&[3, 1, 1], &[0x5d, 1, 0, 0, 8], Some(large((1 << 27) + 1))),
            (&[3, 1, 1], &[0x5d, 0], Some("damaged: its decoder is not fully described".to_owned())),
        ] {
            assert_eq!(reason(method, properties), want, "{properties:?}");
        }
    }

    #[test]
    fn decoders_form_a_chain() {
        let coder = Coder { method: vec![0], properties: Vec::new(), inputs: 1, outputs: 1 };
        let block = |pairs: &[(u64, u64)]| Block {
            coders: vec![coder.clone(), coder.clone()],
            pairs: pairs.to_vec(),
            packs: 1,
            outputs: 2,
            sizes: vec![7, 9],
            ..Block::default()
        };
        let sizes = |block: &Block| block.chain().map(|chain| chain.iter().map(|(_, size)| *size).collect());
        assert_eq!(sizes(&block(&[(0, 1)])), Ok(vec![9, 7]));
        assert_eq!(sizes(&block(&[(1, 0)])), Ok(vec![7, 9]));
        for pairs in [&[(0, 0)][..], &[(1, 1)], &[(5, 0)], &[], &[(0, 1), (1, 0)]] {
            assert!(sizes(&block(pairs)).is_err(), "{pairs:?}");
        }
    }
}
