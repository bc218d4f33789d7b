//! The kinds of payload and the names of their `type`.

use super::built::Draft;
use super::fields::Fields;
use super::{
    bitcoin, email, emv, epc, ethereum, event, geo, gs1, lightning, mecard, messaging, otp, paynow, phone,
    pix, promptpay, sms, swiss, text, upi, url, vcard, wifi,
};
use crate::error::Result;
use crate::options::value::Value;

/// Writes the enumeration, its list and its names from one table.
macro_rules! kinds {
    ($($kind:ident = $name:literal, $about:literal, $draft:path;)*) => {
        /// What a payload can be; the name in quotes is its `type`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Kind {
            $(#[doc = concat!("`", $name, "`: ", $about)] $kind,)*
        }

        impl Kind {
            /// All kinds, in the order of the documentation.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$kind),*];

            /// The value of `type`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            pub(super) fn draft<V: Value>(self, fields: &Fields<V>) -> Result<Draft> {
                match self { $(Self::$kind => $draft(fields)),* }
            }
        }
    };
}

kinds! {
    Url = "url", "an address of the web or of an app, see [`url`].", url::draft;
    Text = "text", "any text, see [`text`].", text::draft;
    Binary = "binary", "any bytes, see [`text`].", text::draft_binary;
    Wifi = "wifi", "access to a network, see [`wifi`].", wifi::draft;
    VCard = "vcard", "a contact, see [`vcard`].", vcard::draft;
    MeCard = "mecard", "a contact in fewer bytes, see [`mecard`].", mecard::draft;
    Event = "event", "an event for the calendar, see [`event`].", event::draft;
    Email = "email", "a message to send by e-mail, see [`email`].", email::draft;
    Phone = "phone", "a number to call, see [`phone`].", phone::draft;
    Sms = "sms", "a short message to send, see [`sms`].", sms::draft;
    Mms = "mms", "a multimedia message to send, see [`sms`].", sms::draft_mms;
    Geo = "geo", "a place, see [`geo`].", geo::draft;
    WhatsApp = "whatsapp", "a chat in WhatsApp, see [`messaging`].", messaging::draft_whatsapp;
    Telegram = "telegram", "a chat in Telegram, see [`messaging`].", messaging::draft_telegram;
    FaceTime = "facetime", "a call by FaceTime, see [`messaging`].", messaging::draft_facetime;
    Skype = "skype", "a call or chat by Skype, see [`messaging`].", messaging::draft_skype;
    Otp = "otp", "a key for one-time passwords, see [`otp`].", otp::draft;
    Gs1 = "gs1", "a GS1 Digital Link of a product, see [`gs1`].", gs1::draft;
    Epc = "epc", "a SEPA credit transfer, see [`epc`].", epc::draft;
    Swiss = "swissQrBill", "a Swiss QR-bill, see [`swiss`].", swiss::draft;
    Emv = "emv", "an EMVCo merchant-presented payment, see [`emv`].", emv::draft;
    Pix = "pix", "a payment by PIX (Brazil), see [`pix`].", pix::draft;
    PayNow = "paynow", "a payment by PayNow (Singapore), see [`paynow`].", paynow::draft;
    PromptPay = "promptpay", "a payment by PromptPay (Thailand), see [`promptpay`].", promptpay::draft;
    Upi = "upi", "a payment by UPI (India), see [`upi`].", upi::draft;
    Bitcoin = "bitcoin", "a payment in Bitcoin, see [`bitcoin`].", bitcoin::draft;
    Ethereum = "ethereum", "a payment in Ether or a token, see [`ethereum`].", ethereum::draft;
    Lightning = "lightning", "a Lightning invoice or LNURL, see [`lightning`].", lightning::draft;
}

impl Kind {
    /// The kind of that name, spelled exactly so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
