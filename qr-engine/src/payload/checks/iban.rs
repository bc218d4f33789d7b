//! Bank accounts, banks and creditor references.

use super::check_digits::mod_97;
use super::{Checked, Fault};

/// Country and length of its IBANs (SWIFT IBAN registry, release 101).
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 \
    EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 \
    LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 \
    SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// Countries of the European Economic Area, where the bank needs no BIC.
const EEA: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";

/// An IBAN in one piece and upper case (ISO 13616); spaces go.
pub(crate) fn parse(text: &str) -> Checked<String> {
    let iban = text.replace([' ', '\u{a0}'], "").to_ascii_uppercase();
    if iban.len() < 5 || !iban.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Fault::format("must be an IBAN such as DE89 3704 0044 0532 0130 00"));
    }
    let country = &iban[..2];
    let Some(entry) = LENGTHS.split_whitespace().find(|entry| entry.starts_with(country)) else {
        return Err(Fault::format("begins with no country that has IBANs: check the first two letters"));
    };
    if entry[2..] != iban.len().to_string() {
        let message = [
            "has ",
            &iban.len().to_string(),
            " characters and IBANs of this country have ",
            &entry[2..],
            ": check it",
        ];
        return Err(Fault::new("payload.length", message.concat()));
    }
    if mod_97(iban[4..].chars().chain(iban[..4].chars())) != Some(1) {
        return Err(Fault::checksum("has wrong check digits: a character is mistyped"));
    }
    Ok(iban)
}

/// Whether transfers to this account need the bank's BIC.
pub(crate) fn needs_bic(iban: &str) -> bool {
    !EEA.split_whitespace().any(|country| iban.starts_with(country))
}

/// The code of a bank (ISO 9362), 8 or 11 characters; spaces go.
pub(crate) fn bic(text: &str) -> Checked<String> {
    let bic = text.replace(' ', "").to_ascii_uppercase();
    let letters = bic.bytes().take(6).all(|byte| byte.is_ascii_uppercase());
    if !matches!(bic.len(), 8 | 11) || !letters || !bic.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Fault::format(
            "must be a BIC of 8 or 11 characters such as COBADEFFXXX: six letters, then letters or digits",
        ));
    }
    Ok(bic)
}

/// A creditor reference such as `RF18539007547034` (ISO 11649); spaces go.
pub(crate) fn creditor_reference(text: &str) -> Checked<String> {
    let reference = text.replace(' ', "").to_ascii_uppercase();
    let is_shaped = (5..=25).contains(&reference.len())
        && reference.starts_with("RF")
        && reference.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_shaped || !reference[2..4].bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::format(
            "must be a creditor reference such as RF18 5390 0754 7034, of at most 25 characters",
        ));
    }
    if mod_97(reference[4..].chars().chain(reference[..4].chars())) != Some(1) {
        return Err(Fault::checksum("has wrong check digits: a character is mistyped"));
    }
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_accounts_from_others() {
        for good in [
            "de89 3704 0044 0532 0130 00",
            "GB82WEST12345698765432",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for (bad, code) in [
            ("", "payload.format"),
            ("DE89", "payload.format"),
            ("ZZ89370400440532013000", "payload.format"),
            ("DE8937040044053201300", "payload.length"),
            ("DE89370400440532013001", "payload.checksum"),
            ("DE98370400440532013000", "payload.checksum"),
            ("DE89-3704-0044", "payload.format"),
            ("DÉ89370400440532013000", "payload.format"),
        ] {
            assert_eq!(parse(bad).unwrap_err().code, code, "{bad}");
        }
    }

    #[test]
    fn tells_banks_and_references_from_others() {
        assert_eq!(bic("cobadeffxxx").unwrap(), "COBADEFFXXX");
        for bad in ["COBADEF", "COBADEFFX", "C0BADEFF", "COBADEFF-XX", "ÖOBADEF"] {
            assert!(bic(bad).is_err(), "{bad}");
        }
        assert_eq!(creditor_reference("RF18 5390 0754 7034").unwrap(), "RF18539007547034");
        for (bad, code) in [
            ("RF19539007547034", "payload.checksum"),
            ("539007547034", "payload.format"),
            ("RFXX5", "payload.format"),
            ("RF18", "payload.format"),
        ] {
            assert_eq!(creditor_reference(bad).unwrap_err().code, code, "{bad}");
        }
    }
}
