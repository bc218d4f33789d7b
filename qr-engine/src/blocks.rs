//! How a symbol's codewords are divided into blocks (ISO/IEC 18004, 7.5.1 and table 9), and their interleaving (7.6).

use crate::options::ErrorCorrectionLevel;
use crate::reed_solomon::Encoder;

/// Error correction codewords of a block, by level and version.
static CORRECTION: [[u8; 40]; 4] = [
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26,
        28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30,
        28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

/// Number of blocks, by level and version.
static BLOCKS: [[u8; 40]; 4] = [
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16,
        17, 18, 19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28,
        29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35,
        38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42,
        45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
];

/// The blocks of a version and level. The first `short` blocks have `data` data codewords, the others one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blocks {
    count: usize,
    short: usize,
    data: usize,
    correction: usize,
}

impl Blocks {
    /// `codewords` is how many the version's symbol holds.
    pub(crate) fn new(version: u8, level: ErrorCorrectionLevel, codewords: usize) -> Self {
        let column = usize::from(version) - 1;
        let count = usize::from(BLOCKS[level as usize][column]);
        let correction = usize::from(CORRECTION[level as usize][column]);
        let (data, longer) = (codewords / count - correction, codewords % count);
        Self { count, short: count - longer, data, correction }
    }

    /// Data codewords of all blocks together.
    pub(crate) fn data_codewords(&self) -> usize {
        self.count * (self.data + 1) - self.short
    }

    /// Where a block's data begins.
    fn start(&self, block: usize) -> usize {
        block * self.data + block.saturating_sub(self.short)
    }

    /// The data codewords and those that correct them, taken from the blocks in turn. `data` must be as long as
    /// [`data_codewords`](Self::data_codewords).
    pub(crate) fn interleave(&self, data: &[u8]) -> Vec<u8> {
        let Self { count, short, data: length, correction } = *self;
        let encoder = Encoder::new(correction);
        let mut out = vec![0; data.len() + count * correction];
        for block in 0..count {
            let content = &data[self.start(block)..self.start(block + 1)];
            for (at, &codeword) in content.iter().enumerate() {
                // The last codewords of the longer blocks stand alone, without the short blocks.
                out[if at < length { at * count + block } else { at * count + block - short }] = codeword;
            }
            for (at, codeword) in encoder.encode(content).enumerate() {
                out[data.len() + at * count + block] = codeword;
            }
        }
        out
    }
}
