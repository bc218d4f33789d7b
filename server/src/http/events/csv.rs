//! Events as CSV (RFC 4180) with headers for people.

use super::view::EventView;

/// The columns, in order.
const HEADERS: [&str; 12] = [
    "Event ID",
    "Scanned at",
    "Action",
    "Visit type",
    "Traffic",
    "Link ID",
    "Entrypoint",
    "Destination",
    "Visitor ID",
    "Device ID",
    "Method",
    "Referrer",
];

/// The events, one a line, after a line of headers.
pub(super) fn text(events: &[EventView]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADERS)?;
    for event in events {
        let referrer = event.referrer.as_deref().unwrap_or_default();
        writer.write_record([
            event.id.to_string().as_str(),
            &event.scanned_at.to_string(),
            event.action.as_str().trim_start_matches("ACTION_"),
            event.visit_type.as_str().trim_start_matches("VISIT_TYPE_"),
            &event.traffic,
            &event.link_id.to_string(),
            &inert(&event.entrypoint),
            &inert(&event.destination),
            &event.visitor_id.to_string(),
            &event.device_id.to_string(),
            event.http_method.trim_start_matches("HTTP_METHOD_"),
            &inert(referrer),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // Written from texts, so that it is UTF-8.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe.
pub(in crate::http) fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn cells_are_no_formulas() {
        assert_eq!(inert("=1+1"), "'=1+1");
        assert_eq!(inert("https://example.com/=1"), "https://example.com/=1");
    }
}
