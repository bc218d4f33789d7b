//! The media library: what may lie in it, and how much of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{DesignId, LinkId, MediaId, StepId, TemplateId, UploadId, WorkspaceId};
use super::time::Timestamp;

/// Largest file that comes inside of a request, and largest picture that designs take, in bytes.
pub(crate) const INLINE: u64 = 3_000_000;
/// Longest name of a file, in characters.
pub(crate) const FILE_NAME: usize = 255;
/// How long an announced upload may take.
pub(crate) const UPLOAD: Duration = Duration::from_hours(1);
/// How many bytes of a file tell its format.
pub(crate) const HEAD: usize = 16_384;

/// Enumerations with the names that the API and the database have for them.
macro_rules! named {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub(crate) enum $name { $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// All of them, each with its name.
            pub(crate) const NAMES: &[(&str, Self)] = &[$(($text, Self::$variant),)*];

            /// The name in the API and in the database.
            #[must_use]
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    )*};
}

named! {
    /// What a file is, as far as its use goes.
    Kind {
        /// A picture.
        Image = "KIND_IMAGE",
        /// A document.
        Document = "KIND_DOCUMENT",
        /// A film.
        Video = "KIND_VIDEO",
    }
    /// What a file is, by its bytes; named by media type.
    Format {
        /// Portable Network Graphics.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
        /// WebP.
        Webp = "image/webp",
        /// Scalable Vector Graphics.
        Svg = "image/svg+xml",
        /// Portable Document Format.
        Pdf = "application/pdf",
        /// MPEG-4.
        Mp4 = "video/mp4",
    }
    /// Who may open a file.
    Visibility {
        /// Whoever knows its address.
        Public = "VISIBILITY_PUBLIC",
        /// Whoever has an address that was signed lately.
        Private = "VISIBILITY_PRIVATE",
    }
    /// Where a file was uploaded from: information only.
    Origin {
        /// The library itself.
        Library = "UPLOAD_ORIGIN_MEDIA_LIBRARY",
        /// Choosing the logo of a code.
        QrCodeLogo = "UPLOAD_ORIGIN_QR_CODE_LOGO",
        /// Choosing the cover of a page.
        BackgroundCover = "UPLOAD_ORIGIN_BACKGROUND_COVER",
        /// Choosing the badge of a page.
        Badge = "UPLOAD_ORIGIN_BADGE",
        /// Choosing the logo below a page.
        FooterLogo = "UPLOAD_ORIGIN_FOOTER_LOGO",
        /// Choosing what a link opens.
        OpenMedia = "UPLOAD_ORIGIN_OPEN_MEDIA",
        /// A conversation.
        Assistant = "UPLOAD_ORIGIN_ASSISTANT",
    }
    /// What older clients say a file is for: recorded, never judged by.
    Usage {
        /// The logo of a code.
        CentralImage = "USAGE_CENTRAL_QRCODE_IMAGE",
        /// The cover of a page.
        BackgroundCover = "USAGE_BACKGROUND_COVER",
        /// The badge of a page.
        Badge = "USAGE_BADGE",
        /// The logo below a page.
        FooterLogo = "USAGE_FOOTER_LOGO",
        /// What a link opens.
        OpenMedia = "USAGE_OPEN_MEDIA",
    }
}

impl Format {
    /// What files of this format are.
    #[must_use]
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Png | Self::Jpeg | Self::Webp | Self::Svg => Kind::Image,
            Self::Pdf => Kind::Document,
            Self::Mp4 => Kind::Video,
        }
    }

    /// How names of such files end, without the dot.
    #[must_use]
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Mp4 => "mp4",
        }
    }
}

impl Kind {
    /// Largest file, in bytes.
    #[must_use]
    pub(crate) const fn most(self) -> u64 {
        match self {
            Self::Image => 10_000_000,
            Self::Document => 25_000_000,
            Self::Video => 50_000_000,
        }
    }

    /// What a person calls it.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Image => "images",
            Self::Document => "PDF documents",
            Self::Video => "MP4 videos",
        }
    }
}

impl Usage {
    /// The origin that it stands for where none is given.
    #[must_use]
    pub(crate) const fn origin(self) -> Origin {
        match self {
            Self::CentralImage => Origin::QrCodeLogo,
            Self::BackgroundCover => Origin::BackgroundCover,
            Self::Badge => Origin::Badge,
            Self::FooterLogo => Origin::FooterLogo,
            Self::OpenMedia => Origin::OpenMedia,
        }
    }
}

/// A file as it lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// What it is, by its bytes.
    pub(crate) format: Format,
    /// Its length in bytes.
    pub(crate) size: u64,
    /// SHA-256 of its bytes, as 64 lower-case hexadecimal digits.
    pub(crate) sha256: String,
    /// Where it lies.
    pub(crate) key: String,
}

/// What is said of a file by whoever brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// Its name.
    pub(crate) file_name: String,
    /// Who may open it.
    pub(crate) visibility: Visibility,
    /// Where it was uploaded from.
    pub(crate) origin: Origin,
    /// What an older client says it is for.
    pub(crate) usage: Option<Usage>,
}

/// A media item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Media {
    /// Its id, which stays when the file is replaced.
    pub(crate) id: MediaId,
    /// Whose it is.
    pub(crate) workspace: WorkspaceId,
    /// What was said of it.
    pub(crate) label: Label,
    /// The file.
    pub(crate) file: Stored,
    /// Grows by one with each file.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When its file was last replaced.
    pub(crate) updated_at: Timestamp,
}

/// An upload that was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    /// Its id; that of the media item that it makes.
    pub(crate) id: UploadId,
    /// Whose it is.
    pub(crate) workspace: WorkspaceId,
    /// The item whose file it takes the place of; a new one when there is none.
    pub(crate) replaces: Option<MediaId>,
    /// What was said of the file.
    pub(crate) label: Label,
    /// The format that it has to have.
    pub(crate) format: Format,
    /// Its length in bytes.
    pub(crate) size: u64,
    /// SHA-256 that it has to have.
    pub(crate) sha256: Option<String>,
    /// What came.
    pub(crate) received: Option<Received>,
    /// When it was announced.
    pub(crate) created_at: Timestamp,
    /// When it counts no more.
    pub(crate) expires_at: Timestamp,
}

/// What came of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    /// Where it lies.
    pub(crate) key: String,
    /// SHA-256 of its bytes.
    pub(crate) sha256: String,
    /// What its bytes are; `None` for what the library does not take.
    pub(crate) format: Option<Format>,
}

/// A use of a media item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A link opens it.
    Step {
        /// The step that does.
        step: StepId,
        /// Its link.
        link: LinkId,
        /// What the link is called: its name, or its short address.
        name: String,
    },
    /// A code has it as its logo.
    Logo {
        /// The design.
        design: DesignId,
        /// A link whose code has the design, with what it is called.
        link: Option<(LinkId, String)>,
        /// The template whose design it is, with its name.
        template: Option<(TemplateId, String)>,
    },
}

/// A file's name as it is kept: the last part of a path, without control characters; `fallback` where nothing is left.
#[must_use]
pub(crate) fn file_name(given: &str, fallback: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|letter| !letter.is_control()).take(FILE_NAME).collect();
    let clean = clean.trim().trim_start_matches('.');
    if clean.is_empty() { fallback.to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_no_paths() {
        for (given, kept) in [
            ("menu.pdf", "menu.pdf"),
            ("C:\\Users\\ada\\menu.pdf", "menu.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb\0.pdf", "ab.pdf"),
            ("..", "file.pdf"),
            ("", "file.pdf"),
            ("Speisekarte für heute.pdf", "Speisekarte für heute.pdf"),
        ] {
            assert_eq!(file_name(given, "file.pdf"), kept, "{given}");
        }
        assert_eq!(file_name(&"x".repeat(900), "").chars().count(), FILE_NAME);
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for (name, format) in Format::NAMES {
            assert_eq!(format.as_str(), *name);
            assert_eq!(serde_json::from_value::<Format>((*name).into()).unwrap(), *format);
        }
        assert!(Usage::NAMES.iter().all(|(_, usage)| usage.origin() != Origin::Library));
    }
}
