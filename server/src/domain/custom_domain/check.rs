//! What a check finds out, and what follows from it: the state machine of custom domains, without I/O.

use std::time::Duration;

use super::records::{Target, ownership_name};
use super::{CustomDomain, Seen, State, Status};
use crate::domain::time::Timestamp;

/// Shortest time between two checks of a domain that is not ready yet.
const SOONEST: Duration = Duration::from_secs(30);
/// Longest time between two checks of a domain that is not ready yet.
const LATEST: Duration = Duration::from_hours(6);
/// How long after a check that found nothing out the next one comes.
const UNSURE: Duration = Duration::from_mins(5);
/// How often a domain is checked that cannot renew its certificate.
const RENEWING: Duration = Duration::from_hours(1);
/// How often domains are checked that have come to rest.
const RESTING: Duration = Duration::from_hours(24);
/// A certificate that has less than this part of its life left should have been renewed: issuers advise a third.
const RENEWED_BEFORE: i64 = 6;

/// What a check found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Where the name leads, or why that is not known.
    pub(crate) routing: Result<Routing, String>,
    /// Whether the TXT record is there, or why that is not known.
    pub(crate) ownership: Result<Ownership, String>,
    /// What a TLS handshake with the name gave.
    pub(crate) certificate: Certificate,
    /// The zone's name servers, as far as they are known.
    pub(crate) nameservers: Vec<String>,
}

/// Where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Routing {
    /// To this server.
    Here,
    /// Elsewhere: to these names or addresses.
    Elsewhere(Vec<String>),
    /// It has no records.
    Nowhere,
}

/// What the TXT record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ownership {
    /// What it shall say.
    Proved,
    /// Something else.
    Other,
    /// There is none.
    Missing,
}

/// What a TLS handshake gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Certificate {
    /// A certificate for the name that is trusted, and its life.
    Valid { from: Timestamp, until: Timestamp },
    /// None that counts, and why.
    Invalid(String),
    /// No handshake was tried: the name does not lead here.
    Unasked,
}

/// The state that follows from a check, and how long until the next one.
#[must_use]
pub(crate) fn assess(
    domain: &CustomDomain,
    target: &Target,
    facts: &Facts,
    now: Timestamp,
) -> (State, Duration) {
    let before = &domain.state;
    let mut state = before.clone();
    state.last_checked_at = Some(now);
    let proved = facts.ownership.as_ref().is_ok_and(|ownership| *ownership == Ownership::Proved);
    if let Ok(routing) = &facts.routing {
        state.seen.routing = *routing == Routing::Here;
    }
    if facts.ownership.is_ok() {
        state.seen.ownership = proved;
    }
    if !facts.nameservers.is_empty() {
        state.seen = Seen { nameservers: facts.nameservers.clone(), ..state.seen };
    }
    if proved && state.verified_at.is_none() {
        state.verified_at = Some(now);
    }
    if let Certificate::Valid { until, .. } = facts.certificate {
        state.certificate_expires_at = Some(until);
    }
    let is_certified = state.certificate_expires_at.is_some_and(|until| now < until);
    let found = find(&state, domain, target, facts, is_certified, now);
    let is_unsure = found.is_none();
    let (status, error) = found.unwrap_or_else(|| (before.status, Some(unknown(facts))));
    if status != before.status {
        state.status_since = now;
    }
    if status == Status::Active && state.activated_at.is_none() {
        state.activated_at = Some(now);
    }
    if status == Status::Expired && facts.ownership.is_ok() && !proved {
        // Whoever has the name by now proves it anew.
        state.verified_at = None;
    }
    state.status = status;
    state.last_error = error;
    let next = if is_unsure { UNSURE } else { next(&state, now) };
    (state, next)
}

/// The status and what stands in the way; `None` when DNS did not tell enough.
fn find(
    state: &State,
    domain: &CustomDomain,
    target: &Target,
    facts: &Facts,
    is_certified: bool,
    now: Timestamp,
) -> Option<(Status, Option<String>)> {
    let name = &domain.name;
    let routing = facts.routing.as_ref().ok()?;
    let was_active = state.activated_at.is_some();
    let away = match routing {
        Routing::Here => None,
        Routing::Elsewhere(found) => {
            Some(format!("{name} leads to {} instead of {target}; change its record", found.join(", ")))
        }
        Routing::Nowhere => Some(format!("{name} leads nowhere; add the record that points it at {target}")),
    };
    if let Some(away) = away {
        let status = match (was_active, is_certified) {
            (false, _) => Status::DomainPending,
            (true, true) => Status::RenewalPending,
            (true, false) => Status::Expired,
        };
        return Some((status, Some(away)));
    }
    if state.verified_at.is_none() {
        let record = ownership_name(name);
        let error = match facts.ownership.as_ref().ok()? {
            Ownership::Other => format!("the TXT record of {record} says something else; change it"),
            Ownership::Missing | Ownership::Proved => {
                format!("the TXT record of {record} is missing; add it to prove that the name is yours")
            }
        };
        return Some((Status::VerificationPending, Some(error)));
    }
    Some(match &facts.certificate {
        Certificate::Valid { from, until } if !is_overdue(*from, *until, now) => (Status::Active, None),
        Certificate::Valid { until, .. } => {
            (Status::RenewalPending, Some(format!("the certificate ends at {until} and was not renewed")))
        }
        certificate => {
            let why = match certificate {
                Certificate::Invalid(why) => why.as_str(),
                _ => "no handshake was tried",
            };
            let status = match (was_active, is_certified) {
                (false, _) => Status::CertificatePending,
                (true, true) => Status::RenewalPending,
                (true, false) => Status::Expired,
            };
            (status, Some(format!("https://{name} has no certificate that counts: {why}")))
        }
    })
}

/// Whether so little of a certificate's life is left that its renewal must have failed.
fn is_overdue(from: Timestamp, until: Timestamp, now: Timestamp) -> bool {
    let (life, left) = (until.as_millis() - from.as_millis(), until.as_millis() - now.as_millis());
    left < life / RENEWED_BEFORE
}

/// Why nothing was found out.
fn unknown(facts: &Facts) -> String {
    let routing = facts.routing.as_ref().err();
    let why = routing.or(facts.ownership.as_ref().err()).map_or("no answer", String::as_str);
    format!("DNS could not be asked ({why}); it is tried again in a few minutes")
}

/// How long until the next check: soon after a change of status, then ever later.
fn next(state: &State, now: Timestamp) -> Duration {
    match state.status {
        Status::Active | Status::Expired => RESTING,
        Status::RenewalPending => RENEWING,
        Status::Inactive
        | Status::DomainPending
        | Status::VerificationPending
        | Status::CertificatePending => (now.since(state.status_since) / 4).clamp(SOONEST, LATEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::custom_domain::fixture;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const DAY: Duration = Duration::from_hours(24);

    /// Facts in a word each: routing, ownership, certificate (`good`, `late` or not).
    fn facts(routing: &str, ownership: &str, certificate: &str) -> Facts {
        Facts {
            routing: match routing {
                "here" => Ok(Routing::Here),
                "elsewhere" => Ok(Routing::Elsewhere(vec!["shop.example.net".to_owned()])),
                "nowhere" => Ok(Routing::Nowhere),
                _ => Err("request timed out".to_owned()),
            },
            ownership: match ownership {
                "proved" => Ok(Ownership::Proved),
                "other" => Ok(Ownership::Other),
                "missing" => Ok(Ownership::Missing),
                _ => Err("request timed out".to_owned()),
            },
            certificate: match certificate {
                "good" => Certificate::Valid { from: NOW.before(DAY * 30), until: NOW.after(DAY * 60) },
                "late" => Certificate::Valid { from: NOW.before(DAY * 80), until: NOW.after(DAY * 10) },
                "bad" => Certificate::Invalid("it is for another name".to_owned()),
                _ => Certificate::Unasked,
            },
            nameservers: Vec::new(),
        }
    }

    /// A domain in a status; with an end of its certificate, in days from now, when it was active before.
    fn domain(status: Status, verified: bool, certificate: Option<i64>) -> CustomDomain {
        let mut domain = fixture::domain("qr.example.com", NOW.before(DAY * 90));
        let end = |days: i64| Timestamp::from_millis(NOW.as_millis() + days * 86_400_000);
        domain.state = State {
            status,
            status_since: NOW.before(DAY),
            verified_at: verified.then(|| NOW.before(DAY)),
            activated_at: certificate.map(|_| NOW.before(DAY * 60)),
            certificate_expires_at: certificate.map(end),
            ..domain.state
        };
        domain
    }

    fn after(domain: &CustomDomain, facts: &Facts) -> State {
        assess(domain, &fixture::target(), facts, NOW).0
    }

    #[test]
    fn every_status_follows_from_what_was_found() {
        use Status::*;
        for (before, verified, certificate, found, expected) in [
            // The way there, in whatever order the records come.
            (Inactive, false, None, ("nowhere", "missing", "-"), DomainPending),
            (Inactive, false, None, ("nowhere", "proved", "-"), DomainPending),
            (DomainPending, false, None, ("elsewhere", "missing", "-"), DomainPending),
            (DomainPending, false, None, ("here", "missing", "-"), VerificationPending),
            (DomainPending, false, None, ("here", "other", "-"), VerificationPending),
            (DomainPending, false, None, ("here", "proved", "bad"), CertificatePending),
            (DomainPending, true, None, ("here", "missing", "good"), Active),
            (VerificationPending, false, None, ("here", "proved", "-"), CertificatePending),
            (VerificationPending, false, None, ("nowhere", "missing", "-"), DomainPending),
            (CertificatePending, true, None, ("here", "proved", "good"), Active),
            (CertificatePending, true, None, ("nowhere", "proved", "-"), DomainPending),
            (Inactive, false, None, ("here", "proved", "good"), Active),
            // A short certificate right from its start.
            (Inactive, false, None, ("here", "proved", "late"), RenewalPending),
            // Life after that.
            (Active, true, Some(60), ("here", "proved", "good"), Active),
            (Active, true, Some(60), ("here", "missing", "good"), Active),
            (Active, true, Some(10), ("here", "proved", "late"), RenewalPending),
            (Active, true, Some(60), ("elsewhere", "proved", "-"), RenewalPending),
            (Active, true, Some(60), ("here", "proved", "bad"), RenewalPending),
            (RenewalPending, true, Some(-1), ("elsewhere", "missing", "-"), Expired),
            (RenewalPending, true, Some(-1), ("here", "proved", "bad"), Expired),
            (RenewalPending, true, Some(10), ("here", "proved", "good"), Active),
            (Expired, true, Some(-1), ("here", "proved", "good"), Active),
            (Expired, false, Some(-1), ("nowhere", "missing", "-"), Expired),
            (Expired, false, Some(-1), ("here", "missing", "bad"), VerificationPending),
            (Expired, false, Some(-1), ("here", "proved", "bad"), Expired),
        ] {
            let domain = domain(before, verified, certificate);
            let state = after(&domain, &facts(found.0, found.1, found.2));
            assert_eq!(state.status, expected, "{before:?} {found:?}: {:?}", state.last_error);
            assert_eq!(state.last_error.is_none(), state.status == Active, "{before:?} {found:?}");
            assert_eq!(state.last_checked_at, Some(NOW));
            assert_eq!(state.status_since == NOW, before != expected, "{before:?} {found:?}");
        }
    }

    #[test]
    fn a_resolver_that_fails_changes_nothing() {
        for status in Status::ALL {
            let domain = domain(status, true, Some(60));
            let (state, next) = assess(&domain, &fixture::target(), &facts("?", "?", "-"), NOW);
            assert_eq!(state.status, status);
            assert_eq!((state.verified_at, next), (domain.state.verified_at, UNSURE));
            assert!(state.last_error.unwrap().contains("request timed out"));
        }
        let unproved = domain(Status::DomainPending, false, None);
        assert_eq!(after(&unproved, &facts("here", "?", "-")).status, Status::DomainPending);
    }

    #[test]
    fn ownership_is_proved_once_and_anew_after_the_end() {
        let fresh = domain(Status::Inactive, false, None);
        let ahead = after(&fresh, &facts("nowhere", "proved", "-"));
        assert_eq!(
            ahead.verified_at,
            Some(NOW),
            "before the name leads here: nothing breaks when it is moved"
        );
        let active = domain(Status::Active, true, Some(60));
        assert!(after(&active, &facts("here", "missing", "good")).verified_at.is_some());
        assert!(after(&active, &facts("elsewhere", "missing", "-")).verified_at.is_some());
        let ended = domain(Status::RenewalPending, true, Some(-1));
        assert_eq!(after(&ended, &facts("elsewhere", "missing", "-")).verified_at, None);
        assert!(after(&ended, &facts("elsewhere", "proved", "-")).verified_at.is_some());
        assert!(after(&ended, &facts("elsewhere", "?", "-")).verified_at.is_some());
    }

    #[test]
    fn checks_come_soon_at_first_and_then_ever_later() {
        let waited = |time: Duration| {
            let mut domain = domain(Status::DomainPending, false, None);
            domain.state.status_since = NOW.before(time);
            assess(&domain, &fixture::target(), &facts("nowhere", "missing", "-"), NOW).1
        };
        assert_eq!(waited(Duration::ZERO), SOONEST);
        assert_eq!(waited(Duration::from_mins(4)), Duration::from_mins(1));
        assert_eq!(waited(DAY * 30), LATEST);
        let rest = |certificate, facts: &Facts| {
            assess(&domain(Status::Active, true, Some(certificate)), &fixture::target(), facts, NOW).1
        };
        assert_eq!(rest(60, &facts("here", "proved", "good")), DAY);
        assert_eq!(rest(60, &facts("elsewhere", "proved", "-")), RENEWING);
        assert_eq!(rest(-1, &facts("elsewhere", "proved", "-")), DAY);
    }

    #[test]
    fn what_is_wrong_is_said_with_the_way_out() {
        let fresh = domain(Status::Inactive, false, None);
        let said = |routing, ownership| after(&fresh, &facts(routing, ownership, "bad")).last_error.unwrap();
        assert_eq!(
            said("elsewhere", "missing"),
            "qr.example.com leads to shop.example.net instead of go.example.org; change its record"
        );
        assert!(said("here", "missing").contains("_qr-engine.qr.example.com is missing"));
        assert!(said("here", "proved").ends_with("it is for another name"));
    }
}
