//! Visitors as CSV (RFC 4180) with headers for people.

use crate::domain::visitor::{Attribute, Profile};
use crate::http::events::inert;

/// The columns that every list has; one for each attribute follows.
const HEADERS: [&str; 11] = [
    "Visitor ID",
    "Email",
    "Phone",
    "First name",
    "Last name",
    "Visits",
    "Devices",
    "QR codes",
    "Identified at",
    "Created at",
    "Updated at",
];

/// The visitors, one a line, after a line of headers. `keys` are the workspace's attributes, so that all pages have the same
/// columns.
pub(super) fn text(profiles: &[Profile], keys: &[String]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADERS.into_iter().map(str::to_owned).chain(keys.iter().map(inert)))?;
    for profile in profiles {
        let visitor = &profile.visitor;
        let text = |field: &Option<String>| inert(field.as_deref().unwrap_or_default());
        let fixed = [
            visitor.id.to_string(),
            text(&visitor.email),
            text(&visitor.phone),
            text(&visitor.first_name),
            text(&visitor.last_name),
            profile.visits.to_string(),
            profile.devices.to_string(),
            profile.links.to_string(),
            profile.identified_at.map(|at| at.to_string()).unwrap_or_default(),
            visitor.created_at.to_string(),
            visitor.updated_at.to_string(),
        ];
        let value = |key: &String| profile.attributes.get(key).map(cell).unwrap_or_default();
        writer.write_record(fixed.into_iter().chain(keys.iter().map(value)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // Written from texts, so that it is UTF-8.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A number is none that a spreadsheet takes for a formula, though it may begin like one.
fn cell(attribute: &Attribute) -> String {
    if attribute.number.is_some() { attribute.value.clone() } else { inert(&attribute.value) }
}
