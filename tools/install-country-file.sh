#!/usr/bin/env bash
# Installs a free file that tells countries by network: GeoFeed, Whois and ASN data of the regional registries (NRO, CC BY
# 4.0), as the npm package @ip-location-db/geo-whois-asn-country-mmdb carries it. Run it again for a newer one.
. "$(dirname "$0")/common.sh"
need npm "install Node.js"

PACKAGE=@ip-location-db/geo-whois-asn-country-mmdb
INTO=${1:-data/country.mmdb}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack --silent --pack-destination "$folder" "$PACKAGE" >/dev/null || die "npm cannot fetch $PACKAGE"
tar -xzf "$folder"/*.tgz -C "$folder" package/geo-whois-asn-country.mmdb
mkdir -p "$(dirname "$INTO")"
mv "$folder/package/geo-whois-asn-country.mmdb" "$INTO"
printf '%s is there; start the server with QR_GEO__DATABASE=%s\n' "$INTO" "$INTO"
