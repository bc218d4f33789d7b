//! Error correction codewords (ISO/IEC 18004, 7.5 and annex A): the remainder of the data, taken as a polynomial over
//! GF(2^8), divided by a generator polynomial.
//!
//! A division step multiplies the whole generator by one field element. The products with the sixteen values of either
//! half of a byte are made first, as words of eight coefficients, so a step is eight XORs. It is ours because encoding
//! with coefficients one by one, as the `qrcode` crate does, took half of the time that a large symbol takes.

/// Most error correction codewords of a block.
const MAX_DEGREE: usize = 30;

/// Coefficients of a polynomial below x^32, eight a word, the highest first in the first word's top byte.
type Polynomial = [u64; 4];

/// The generator polynomials by degree, made when compiling.
static GENERATORS: [Polynomial; MAX_DEGREE + 1] = {
    let mut generators = [[0; 4]; MAX_DEGREE + 1];
    let mut degree = 0;
    while degree <= MAX_DEGREE {
        generators[degree] = made_generator(degree);
        degree += 1;
    }
    generators
};

/// The generator polynomial of a degree, (x - 1)(x - a)(x - a^2)…, without its leading 1 and left-aligned.
fn generator(degree: usize) -> Polynomial {
    // The preview bundle is spared the table: its bytes are those of chance, and do not compress.
    if cfg!(target_family = "wasm") { made_generator(degree) } else { GENERATORS[degree] }
}

const fn made_generator(degree: usize) -> Polynomial {
    let mut generator = [0; 4];
    // Coefficients from the second highest on.
    let mut coefficients = [0_u8; MAX_DEGREE];
    let (mut root, mut roots) = (1, 0);
    while roots < degree {
        // Multiplying by (x - root): each coefficient takes root times the one above it.
        let mut above = 1;
        let mut at = 0;
        while at <= roots {
            let here = coefficients[at];
            coefficients[at] ^= multiply(above, root);
            above = here;
            at += 1;
        }
        root = multiply(root, 2);
        roots += 1;
    }
    let mut at = 0;
    while at < degree {
        generator[at / 8] |= (coefficients[at] as u64) << (56 - at % 8 * 8);
        at += 1;
    }
    generator
}

/// Product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1.
const fn multiply(a: u8, b: u8) -> u8 {
    let (mut a, mut rest, mut product) = (a, b, 0);
    while rest > 0 {
        if rest & 1 == 1 {
            product ^= a;
        }
        a = a << 1 ^ if a >= 0x80 { 0x1d } else { 0 };
        rest >>= 1;
    }
    product
}

/// Twice each coefficient.
fn double(polynomial: Polynomial) -> Polynomial {
    polynomial.map(|word| {
        let high = word >> 7 & 0x0101_0101_0101_0101;
        ((word & 0x7f7f_7f7f_7f7f_7f7f) << 1) ^ (high * 0x1d)
    })
}

fn add(a: Polynomial, b: Polynomial) -> Polynomial {
    [a[0] ^ b[0], a[1] ^ b[1], a[2] ^ b[2], a[3] ^ b[3]]
}

/// Makes the error correction codewords of blocks of one kind.
pub(crate) struct Encoder {
    degree: usize,
    /// The generator times 0 to 15, and times 0, 16, …, 240.
    low: [Polynomial; 16],
    high: [Polynomial; 16],
}

impl Encoder {
    /// For blocks with `degree` error correction codewords, 1 to 30.
    pub(crate) fn new(degree: usize) -> Self {
        let multiples = |one: Polynomial| {
            let mut multiples = [[0; 4]; 16];
            let mut power = one;
            for bit in 0..4 {
                let half = 1 << bit;
                for at in 0..half {
                    multiples[half + at] = add(multiples[at], power);
                }
                power = double(power);
            }
            (multiples, power)
        };
        let (low, sixteenfold) = multiples(generator(degree));
        Self { degree, low, high: multiples(sixteenfold).0 }
    }

    /// The error correction codewords of a block's data codewords.
    pub(crate) fn encode(&self, data: &[u8]) -> impl Iterator<Item = u8> + use<> {
        let mut rest = [0_u64; 4];
        for &byte in data {
            let factor = (rest[0] >> 56) as u8 ^ byte;
            let shifted = [
                rest[0] << 8 | rest[1] >> 56,
                rest[1] << 8 | rest[2] >> 56,
                rest[2] << 8 | rest[3] >> 56,
                rest[3] << 8,
            ];
            let product = add(self.low[usize::from(factor & 15)], self.high[usize::from(factor >> 4)]);
            rest = add(shifted, product);
        }
        (0..self.degree).map(move |at| (rest[at / 8] >> (56 - at % 8 * 8)) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_encoder_of_qrcode(data in prop::collection::vec(any::<u8>(), 1..150), degree in 1..=MAX_DEGREE) {
            // Degrees that no symbol uses have no table there.
            prop_assume!([7, 10, 13, 15, 16, 17, 18, 20, 22, 24, 26, 28, 30].contains(&degree));
            let ours = Encoder::new(degree).encode(&data).collect::<Vec<_>>();
            prop_assert_eq!(ours, qrcode::ec::create_error_correction_code(&data, degree));
        }
    }
}
