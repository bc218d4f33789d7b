//! Text to matrix, the mask chosen, nothing drawn.

use crate::measure::{candidate, compare};
use crate::scenes::{design, text};
use qr_engine::Matrix;
use serde_json::json;

pub fn run() {
    for (version, length, level) in
        [(2, 25, "M"), (5, 60, "Q"), (13, 300, "M"), (22, 1000, "L"), (40, 2900, "L")]
    {
        let data = text(length);
        let with = |options| design(&json!({ "data": data, "qrOptions": options }));
        let compat = with(json!({ "errorCorrectionLevel": level }));
        let iso = with(json!({ "errorCorrectionLevel": level, "mask": "iso" }));
        let mixed = with(json!({ "errorCorrectionLevel": level, "segments": "mixed" }));
        assert_eq!(Matrix::new(&compat).unwrap().version(), version);
        let (fast, plain) = match level {
            "L" => (fast_qr::ECL::L, qrcode::EcLevel::L),
            "M" => (fast_qr::ECL::M, qrcode::EcLevel::M),
            _ => (fast_qr::ECL::Q, qrcode::EcLevel::Q),
        };
        compare(
            &format!("text to matrix: {length} B, {level}, version {version}"),
            "fast_qr 8x, stretch 10x / 10x / 14x at 5 / 13 / 40",
            vec![
                candidate("qr-engine", || Matrix::new(&compat).unwrap().size()),
                candidate("qr-engine, mask by ISO/IEC 18004", || Matrix::new(&iso).unwrap().size()),
                candidate("qr-engine, mixed segments, divided before", || {
                    Matrix::new(&mixed).unwrap().size()
                }),
                candidate("fast_qr", || {
                    fast_qr::QRBuilder::new(data.as_bytes()).ecl(fast).build().unwrap().size
                }),
                candidate("qrcode", || {
                    qrcode::QrCode::with_error_correction_level(data.as_bytes(), plain).unwrap().width()
                }),
            ],
        );
    }
}
