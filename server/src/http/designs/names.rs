//! Names of enumerations: the library's (`extra-rounded`) and the API's (`DOTS_TYPE_EXTRA_ROUNDED`).

/// How the API's names of files begin.
pub(super) const FORMAT: &str = "OUTPUT_FILE_FORMAT_";
/// How the API's names of outlines begin.
pub(super) const SHAPE: &str = "SHAPE_";
/// How the API's names of kinds of paint begin.
pub(super) const PAINT: &str = "THEME_COLOR_TYPE_";

/// The library's name from either spelling; `None` when it says nothing: empty, or the API's `…_UNSPECIFIED`.
pub(super) fn plain(prefix: &str, name: &str) -> Option<String> {
    let name = name.trim();
    let bare = name.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix));
    let bare = if bare.is_some() { name.get(prefix.len()..).unwrap_or_default() } else { name };
    let plain = bare.to_ascii_lowercase().replace('_', "-");
    (!plain.is_empty() && plain != "unspecified").then_some(plain)
}

/// The API's name of a library's name.
pub(super) fn constant(prefix: &str, name: &str) -> String {
    format!("{prefix}{}", name.to_ascii_uppercase().replace('-', "_"))
}

/// The name among the SDKs' types that is nearest to a type that they do not have.
pub(super) fn nearest<'a>(part: &str, kind: &'a str) -> &'a str {
    match (part, kind) {
        ("cornersSquareOptions", "dots" | "bubbly-dots" | "circuit-chip")
        | (
            "cornersDotOptions",
            "dots" | "rounded" | "extra-rounded" | "classy-rounded" | "bubbly-dots" | "circuit-chip",
        ) => "dot",
        ("cornersSquareOptions", "rounded" | "classy" | "classy-rounded") => "extra-rounded",
        ("cornersDotOptions", "classy") => "square",
        _ => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_name_the_same() {
        for name in ["extra-rounded", "DOTS_TYPE_EXTRA_ROUNDED", "EXTRA_ROUNDED", "dots_type_extra_rounded"] {
            assert_eq!(plain("DOTS_TYPE_", name).as_deref(), Some("extra-rounded"), "{name}");
        }
        assert_eq!(constant("DOTS_TYPE_", "extra-rounded"), "DOTS_TYPE_EXTRA_ROUNDED");
        for name in ["", " ", "DOTS_TYPE_UNSPECIFIED", "UNSPECIFIED"] {
            assert_eq!(plain("DOTS_TYPE_", name), None, "{name}");
        }
        assert_eq!(plain("DOTS_TYPE_", "ü"), Some("ü".to_owned()), "cut at no character's middle");
    }

    /// The types that the SDKs have, by the part that has them.
    const SDKS: [(&str, &str, &[&str]); 3] = [
        (
            "dotsOptions",
            "DOTS_TYPE_",
            &[
                "SQUARE",
                "DOTS",
                "BUBBLY_DOTS",
                "CIRCUIT_CHIP",
                "ROUNDED",
                "EXTRA_ROUNDED",
                "CLASSY",
                "CLASSY_ROUNDED",
                "HEXAGON",
                "OCTAGON",
            ],
        ),
        (
            "cornersSquareOptions",
            "CORNERS_SQUARE_TYPE_",
            &["DOT", "SQUARE", "EXTRA_ROUNDED", "HEXAGON", "OCTAGON", "LEAF"],
        ),
        (
            "cornersDotOptions",
            "CORNERS_DOT_TYPE_",
            &["DOT", "SQUARE", "HEXAGON", "OCTAGON", "TEARDROP", "STAR"],
        ),
    ];

    #[test]
    fn names_of_the_sdks_come_back_as_they_were() {
        for (part, prefix, names) in SDKS {
            for name in names {
                let sent = format!("{prefix}{name}");
                let kept = plain(prefix, &sent).unwrap();
                assert_eq!(constant(prefix, nearest(part, &kept)), sent);
            }
        }
    }

    #[test]
    fn every_type_is_shown_under_a_name_of_the_sdks() {
        for (part, prefix, names) in SDKS {
            // Corners take the types of the dots too, of which the SDKs have some alone.
            let [(_, _, dots), ..] = SDKS;
            for kind in dots {
                let shown = constant("", nearest(part, &plain("", kind).unwrap()));
                assert!(names.contains(&shown.as_str()), "{prefix}{shown}, for {kind}");
            }
        }
    }

    #[test]
    fn types_that_the_sdks_lack_become_the_nearest() {
        assert_eq!(nearest("cornersSquareOptions", "classy"), "extra-rounded");
        assert_eq!(nearest("cornersDotOptions", "rounded"), "dot");
        assert_eq!(nearest("dotsOptions", "classy"), "classy");
    }
}
