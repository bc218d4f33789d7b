//! What must hold for any bytes: the bodies of the fuzz targets, which `tests/fuzz_corpus.rs` runs over what they found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a check reports by panicking")]
#![allow(dead_code, reason = "each target has a check of its own")]

use qr_engine::logo::Logo;
use qr_engine::options::ErrorCorrectionLevel;
use qr_engine::{Design, EncodingMode, Error, Format, Matrix, Mode, QrOptions, render};
use resvg::usvg::roxmltree;

/// Longest side in px of the pictures that are drawn as pixels, too: larger ones take time and show nothing new.
const PIXELS: f64 = 400.0;

/// Bytes as the JSON text of options, in both modes: drawn, or refused in words.
pub(crate) fn options(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let strict = Design::from_json(&text, Mode::Strict);
    let compat = Design::from_json(&text, Mode::Compat);
    // Most of what strict mode takes means the same in compat mode, and need not be drawn again.
    let is_same = strict == compat;
    drawn(strict);
    if !is_same {
        drawn(compat);
    }
}

fn drawn(design: Result<Design, Error>) {
    let svg = design.as_ref().map_err(Error::clone).and_then(|design| render(design, Format::Svg));
    match svg {
        Ok(svg) => well_formed(&svg),
        Err(error) => explained(&error),
    }
    let Ok(design) = design else { return };
    if design.width.max(design.height) <= PIXELS {
        match render(&design, Format::Png) {
            Ok(png) => assert!(png.starts_with(b"\x89PNG")),
            Err(error) => explained(&error),
        }
    }
}

fn explained(error: &Error) {
    assert!(error.code().contains('.') && !error.to_string().is_empty(), "{error:?}");
}

/// An SVG document whose numbers are numbers.
fn well_formed(svg: &[u8]) {
    let text = str::from_utf8(svg).unwrap();
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    for attribute in document.descendants().flat_map(|node| node.attributes()) {
        // These carry words of the caller's: base64 and colours that only a viewer knows can spell anything.
        if matches!(attribute.name(), "href" | "fill" | "stop-color") {
            continue;
        }
        let value = attribute.value();
        assert!(!value.contains("NaN") && !value.contains("inf"), "{}=\"{value}\"", attribute.name());
    }
}

/// Bytes as a logo, in its box and behind the symbol: drawn in every format, or refused in words.
pub(crate) fn logo(bytes: &[u8]) {
    let text =
        r#"{ "data": "HI", "width": 120, "height": 120, "imageOptions": { "shape": "alpha", "margin": 2 } }"#;
    let design = Design::from_json(text, Mode::Strict).unwrap();
    let scene = Logo::from_bytes(bytes.to_vec()).and_then(|logo| design.scene_with(Some(logo)));
    let scene = match scene {
        Ok(scene) => scene,
        Err(error) => return explained(&error),
    };
    for format in Format::ALL {
        match format.write(&scene) {
            Ok(file) if *format == Format::Svg => well_formed(&file),
            Ok(file) => assert!(!file.is_empty()),
            Err(error) => explained(&error),
        }
    }
}

/// The same of bytes that begin as SVG does.
pub(crate) fn svg_logo(bytes: &[u8]) {
    let mut text =
        b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' ".to_vec();
    text.extend(bytes);
    logo(&text);
}

/// Four bytes that choose how to encode, then the data: what rqrr reads off the modules is what was to be written.
pub(crate) fn data(bytes: &[u8]) {
    let [mode, version, choice, marks, data @ ..] = bytes else { return };
    let is_latin1 = marks & 2 != 0;
    let text: String = if is_latin1 {
        data.iter().copied().map(char::from).collect()
    } else {
        String::from_utf8_lossy(data).into_owned()
    };
    let mut options = QrOptions { data: text, ..QrOptions::default() };
    let qr = &mut options.qr_options;
    let modes = [None, Some("Numeric"), Some("Alphanumeric"), Some("Byte"), Some("Kanji")];
    qr.mode = modes[usize::from(mode % 5)].map(str::to_owned);
    qr.type_number = f64::from(version % 41);
    qr.error_correction_level = ["L", "M", "Q", "H"][usize::from(choice % 4)].into();
    qr.mask = ["compat", "iso", "0", "1", "2", "3", "4", "5", "6", "7"][usize::from(choice / 4 % 10)].into();
    qr.segments = ["single", "mixed"][usize::from(marks & 1)].into();
    qr.eci = [0.0, 3.0, 26.0][usize::from(marks / 4 % 3)];
    let encoded = options.validate(Mode::Strict).and_then(|design| Ok((Matrix::new(&design)?, design)));
    match encoded {
        Ok((matrix, design)) => read_back(&matrix, &design, &options),
        Err(error) => explained(&error),
    }
}

fn read_back(matrix: &Matrix, design: &Design, options: &QrOptions) {
    let modules = rqrr::SimpleGrid::from_func(matrix.size(), |column, row| matrix.is_dark(row, column));
    let mut read = Vec::new();
    let symbol = rqrr::Grid::new(modules).decode_to(&mut read).unwrap();
    assert_eq!((symbol.version.0, symbol.mask), (usize::from(matrix.version()), u16::from(matrix.mask())));
    // The format information's numbers (ISO/IEC 18004, table 12).
    let level = match design.error_correction_level {
        ErrorCorrectionLevel::L => 1,
        ErrorCorrectionLevel::M => 0,
        ErrorCorrectionLevel::Q => 3,
        ErrorCorrectionLevel::H => 2,
    };
    assert_eq!(symbol.ecc_level, level);

    // rqrr gives all segments' bytes behind one another: kanji as the same pairs of Shift JIS, and of an ECI nothing,
    // for it reads past the number. So borders between segments and that number are not compared.
    let segments = design.payload.segments(matrix.version());
    let written = segments.iter().flat_map(|segment| segment.bytes().to_vec()).collect::<Vec<_>>();
    assert_eq!(read, written);

    // Kanji left aside, which needs a table, those bytes are the whole text, in Latin-1 or in UTF-8.
    if segments.iter().all(|segment| segment.mode() != EncodingMode::Kanji) {
        let latin1 = options.data.chars().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<_>>>();
        let expected = latin1.filter(|_| options.qr_options.eci != 26.0);
        assert_eq!(read, expected.unwrap_or_else(|| options.data.clone().into_bytes()));
    }
}
