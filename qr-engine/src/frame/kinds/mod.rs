//! The designs, one a file: how far each reaches, and what it draws, with the caption below. Lengths are shares of the side of
//! the square in which the symbol lies.

mod badge;
mod bag;
mod banner;
mod border;
mod brackets;
mod bubble;
mod card;
mod clipboard;
mod phone;
mod pill;
mod ribbon;
mod ticket;

use super::sheet::{Extent, Parts, Sheet};
use crate::error::Result;
use crate::options::FrameType;

/// A design.
pub(super) struct Kind {
    pub(super) extent: fn(&Sheet<'_>) -> Extent,
    pub(super) draw: fn(&Sheet<'_>) -> Result<Parts>,
    /// Whether a caption on top turns the whole design upside down. The others know the wish for it.
    pub(super) mirrors: bool,
}

impl Kind {
    pub(super) fn of(kind: FrameType) -> Self {
        match kind {
            FrameType::Border => Self { extent: border::extent, draw: border::draw, mirrors: true },
            FrameType::Banner => Self { extent: banner::extent, draw: banner::draw, mirrors: true },
            FrameType::Pill => Self { extent: pill::extent, draw: pill::draw, mirrors: true },
            FrameType::Card => Self { extent: card::extent, draw: card::draw, mirrors: true },
            FrameType::Ticket => Self { extent: ticket::extent, draw: ticket::draw, mirrors: true },
            FrameType::Bubble => Self { extent: bubble::extent, draw: bubble::draw, mirrors: true },
            FrameType::Ribbon => Self { extent: ribbon::extent, draw: ribbon::draw, mirrors: true },
            FrameType::Brackets => Self { extent: brackets::extent, draw: brackets::draw, mirrors: true },
            FrameType::Badge => Self { extent: badge::extent, draw: badge::draw, mirrors: false },
            FrameType::Phone => Self { extent: phone::extent, draw: phone::draw, mirrors: false },
            FrameType::Bag => Self { extent: bag::extent, draw: bag::draw, mirrors: false },
            FrameType::Clipboard => Self { extent: clipboard::extent, draw: clipboard::draw, mirrors: false },
        }
    }
}
