//! Reads the encoder's bytes part by part. Numbers are little-endian.

/// The bytes end before what they should hold, or go on after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooShort;

/// Bytes that are still to be read.
pub(super) struct Parts(pub &'static [u8]);

impl Parts {
    /// The next `length` bytes.
    pub fn bytes(&mut self, length: usize) -> Result<&'static [u8], TooShort> {
        let (part, rest) = self.0.split_at_checked(length).ok_or(TooShort)?;
        self.0 = rest;
        Ok(part)
    }

    /// A count.
    pub fn count(&mut self) -> Result<usize, TooShort> {
        let [count] = self.counts(1)?[..] else { return Err(TooShort) };
        Ok(count)
    }

    /// So many counts.
    pub fn counts(&mut self, many: usize) -> Result<Vec<usize>, TooShort> {
        let numbers = self.fours(many)?.iter().map(|bytes| u32::from_le_bytes(*bytes));
        numbers.map(|number| usize::try_from(number).map_err(|_| TooShort)).collect()
    }

    /// So many numbers of 32 bits.
    pub fn numbers(&mut self, many: usize) -> Result<Vec<f32>, TooShort> {
        Ok(self.fours(many)?.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    /// So many rows, one after another: first each one's scale, then all their numbers as multiples of it,
    /// in 8 bits.
    pub fn rows(&mut self, many: usize, width: usize) -> Result<Vec<f32>, TooShort> {
        let scales = self.numbers(many)?;
        let bytes = self.bytes(many.checked_mul(width).ok_or(TooShort)?)?;
        let rows = bytes.chunks_exact(width.max(1)).zip(scales);
        Ok(rows
            .flat_map(|(row, scale)| {
                row.iter().map(move |byte| scale * f32::from(byte.cast_signed()))
            })
            .collect())
    }

    fn fours(&mut self, many: usize) -> Result<&'static [[u8; 4]], TooShort> {
        Ok(self.bytes(many.checked_mul(4).ok_or(TooShort)?)?.as_chunks().0)
    }
}
