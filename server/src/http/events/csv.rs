//! Events as CSV (RFC 4180) with headers for people.

use super::view::{DeviceView, EventView};

/// A column: its header and its cell.
type Column = (&'static str, fn(&EventView) -> String);

/// The columns, in order. New ones go to the end: people have spreadsheets that count.
const COLUMNS: [Column; 30] = [
    ("Event ID", |event| event.id.to_string()),
    ("Scanned at", |event| event.scanned_at.to_string()),
    ("Action", |event| event.action.as_str().trim_start_matches("ACTION_").to_owned()),
    ("Visit type", |event| event.visit_type.as_str().trim_start_matches("VISIT_TYPE_").to_owned()),
    ("Traffic", |event| event.traffic.clone()),
    ("Link ID", |event| event.link_id.to_string()),
    ("Entrypoint", |event| event.entrypoint.clone()),
    ("Destination", |event| event.destination.clone()),
    ("Visitor ID", |event| event.visitor_id.to_string()),
    ("Device ID", |event| event.device_id.to_string()),
    ("Method", |event| event.http_method.trim_start_matches("HTTP_METHOD_").to_owned()),
    ("Referrer", |event| event.referrer.clone().unwrap_or_default()),
    ("Destination action", |event| {
        event.destination_action.as_str().trim_start_matches("EVENT_ACTION_").to_owned()
    }),
    ("LBID", |event| event.lbid.clone()),
    ("Recorded at", |event| event.created_at.to_string()),
    ("Visitor email", |event| {
        event.visitor.as_ref().and_then(|visitor| visitor.email.clone()).unwrap_or_default()
    }),
    ("Device type", |event| {
        device(event, |device| Some(device.device_type.trim_start_matches("DEVICE_TYPE_").to_owned()))
    }),
    ("Device brand", |event| device(event, |device| device.device_brand.clone())),
    ("Device name", |event| device(event, |device| device.device_name.clone())),
    ("Browser", |event| device(event, |device| device.browser_name.clone())),
    ("Browser version", |event| device(event, |device| device.browser_version.clone())),
    ("Browser language", |event| device(event, |device| device.browser_language.clone())),
    ("Platform", |event| device(event, |device| device.platform_name.clone())),
    ("Platform version", |event| device(event, |device| device.platform_version.clone())),
    ("Actor", |event| {
        device(event, |device| Some(device.device_actor.trim_start_matches("DEVICE_ACTOR_").to_owned()))
    }),
    ("Actor name", |event| device(event, |device| device.device_actor_name.clone())),
    ("Country", |event| device(event, |device| device.country.clone())),
    ("City", |event| device(event, |device| device.city.clone())),
    ("Network", |event| device(event, |device| device.ip_address.clone())),
    ("Conversions", |event| {
        let told = event.conversions.iter().flatten().map(|conversion| {
            let value = conversion.value.map(|value| format!(" {value}")).unwrap_or_default();
            let currency = conversion.currency.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
            format!("{}{value}{currency}", conversion.name)
        });
        told.collect::<Vec<_>>().join("; ")
    }),
];

fn device(event: &EventView, cell: fn(&DeviceView) -> Option<String>) -> String {
    event.device.as_ref().and_then(cell).unwrap_or_default()
}

/// The events, one a line, after a line of headers if they begin the file.
pub(super) fn text(events: &[EventView], headers: bool) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if headers {
        writer.write_record(COLUMNS.map(|(header, _)| header))?;
    }
    for event in events {
        writer.write_record(COLUMNS.map(|(_, cell)| inert(cell(event))))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // Written from texts, so that it is UTF-8.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that no spreadsheet takes for a formula: what begins like one, blanks aside, gets an apostrophe.
pub(in crate::http) fn inert(cell: impl Into<String>) -> String {
    let cell = cell.into();
    if cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn cells_are_no_formulas() {
        let cell = |text: &str| inert(text.to_owned());
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("\t=1+1"), "'\t=1+1");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("https://example.com/=1"), "https://example.com/=1");
    }
}
