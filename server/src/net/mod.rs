//! What the server asks of other machines. Every such request goes through [`outbound::Outbound`], which reaches public
//! addresses only, unless the operator allowed more.

pub(crate) mod certificate;
pub(crate) mod dns;
pub(crate) mod error;
pub(crate) mod guard;
pub(crate) mod outbound;
mod resolve;
pub(crate) mod service;
pub(crate) mod target;
mod tls;
