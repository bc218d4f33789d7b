//! Where networks are, by a file in MaxMind's format (`.mmdb`) that the operator put there. Nothing is asked of anybody
//! else, and nothing is looked up by a whole address: the network that is kept is all that is needed.

use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;
use maxminddb::{Reader, geoip2};
use serde::Deserialize;

use crate::domain::event::Place;

/// The file, in memory.
#[derive(Debug)]
pub(crate) struct Geo(Reader<Vec<u8>>);

/// The flat form of some free files: `{"country_code": "DE"}`.
#[derive(Debug, Deserialize)]
struct Flat {
    country_code: Option<String>,
    state1: Option<String>,
    city: Option<String>,
    timezone: Option<String>,
}

impl Geo {
    /// Reads a file.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let reader = Reader::from_source(bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(reader))
    }

    /// Where a network is (`203.0.113.0/24`, as scans keep it); nothing is known of most private ones.
    pub(crate) fn place(&self, network: &str) -> Place {
        let Ok(network) = network.parse::<IpNet>() else { return Place::default() };
        self.look_up(network.addr()).unwrap_or_default()
    }

    fn look_up(&self, address: IpAddr) -> Option<Place> {
        let found = self.0.lookup(address).ok()?;
        // A file of countries has the same layout as one of cities, with less in it.
        let city: Option<geoip2::City<'_>> = found.decode().ok().flatten();
        let place = city.map(|city| Place {
            country: city.country.iso_code.map(str::to_owned),
            region: city.subdivisions.first().and_then(|part| part.names.english).map(str::to_owned),
            city: city.city.names.english.map(str::to_owned),
            timezone: city.location.time_zone.map(str::to_owned),
        });
        if let Some(place) = place.filter(|place| *place != Place::default()) {
            return Some(place);
        }
        let flat: Flat = found.decode().ok()??;
        Some(Place {
            country: flat.country_code,
            region: flat.state1,
            city: flat.city,
            timezone: flat.timezone,
        })
    }
}
