//! What a visitor of a short address gets. Pure: the link, the visit and the moment in, the decision out.

use super::link::Link;
use super::routing::Platform;
use super::step::Exit;
use super::time::Timestamp;

/// What a visitor gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision<'a> {
    /// Goes on to this address or sees the page that the link ends at; recorded as an event.
    Lead(Target<'a>),
    /// Is asked for the password, whose hash this is.
    Ask(&'a str),
    /// Does not get on: goes to this address, or sees a page of ours. Not an event of the link.
    Stop(Stop, Option<&'a str>),
}

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// To an address.
    Address(&'a str),
    /// To a page of the link's own.
    Page(&'a Exit),
}

/// Why a link does not lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYet,
    /// Its owner stopped it for a while.
    Paused,
    /// It was visited as often as it may be.
    Exhausted,
}

/// Whether a visitor has said the password of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Password {
    /// Not yet.
    Unsaid,
    /// It was checked and is right.
    Right,
}

/// Decides what a visitor of `link` gets at `now`. Whether visits are left is known only once one is counted: see
/// [`exhausted`].
#[must_use]
pub(crate) fn decide(link: &Link, platform: Platform, password: Password, now: Timestamp) -> Decision<'_> {
    let fallback = link.fallback_destination.as_deref();
    if link.has_expired(now) {
        return Decision::Stop(Stop::Expired, link.expired_destination.as_deref());
    }
    if link.paused {
        return Decision::Stop(Stop::Paused, fallback);
    }
    if link.starts_at.is_some_and(|at| now < at) {
        return Decision::Stop(Stop::NotYet, fallback);
    }
    if let (Some(hash), Password::Unsaid) = (&link.password_hash, password) {
        return Decision::Ask(hash);
    }
    Decision::Lead(match &link.exit {
        Exit::Redirect(redirect) => {
            Target::Address(link.routing.destination_for(platform).unwrap_or(&redirect.destination))
        }
        page => Target::Page(page),
    })
}

/// What a visitor gets when no visit is left.
#[must_use]
pub(crate) fn exhausted(link: &Link) -> Decision<'_> {
    Decision::Stop(Stop::Exhausted, link.routing.exhausted_destination.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{LinkId, WorkspaceId};
    use crate::domain::routing::Routing;
    use crate::domain::slug::Slug;
    use crate::domain::step::ClientRedirect;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn link(change: impl FnOnce(&mut Link)) -> Link {
        let redirect =
            ClientRedirect { destination: "https://a.example".to_owned(), conversion_tracking: false };
        let mut link = Link {
            id: LinkId::new(NOW),
            workspace: WorkspaceId::new(NOW),
            domain: None,
            shortlink: Slug::random(),
            external_id: None,
            directory: None,
            name: String::new(),
            purpose: None,
            exit: Exit::Redirect(redirect),
            fallback_destination: Some("https://fallback.example".to_owned()),
            expired_destination: None,
            routing: Routing::default(),
            starts_at: None,
            expires_at: None,
            max_scans: None,
            password_hash: None,
            paused: false,
            qrcode_enabled: true,
            design: None,
            template: None,
            metadata: std::collections::BTreeMap::new(),
            lead_goal_definition: None,
            lead_target_definition: None,
            created_at: NOW,
            updated_at: NOW,
        };
        change(&mut link);
        link
    }

    #[test]
    fn the_first_reason_to_stop_counts() {
        let stop = |change: fn(&mut Link)| match decide(&link(change), Platform::Other, Password::Unsaid, NOW)
        {
            Decision::Stop(why, to) => (Some(why), to.map(str::to_owned)),
            _ => (None, None),
        };
        let fallback = Some("https://fallback.example".to_owned());
        assert_eq!(stop(|_| ()), (None, None));
        assert_eq!(stop(|link| link.expires_at = Some(NOW)), (Some(Stop::Expired), None));
        assert_eq!(stop(|link| link.paused = true), (Some(Stop::Paused), fallback.clone()));
        let later = |link: &mut Link| link.starts_at = Some(Timestamp::from_millis(1_001));
        assert_eq!(stop(later), (Some(Stop::NotYet), fallback));
        assert_eq!(stop(|link| link.starts_at = Some(NOW)), (None, None), "it begins at that moment");
    }

    #[test]
    fn a_password_comes_before_the_destination() {
        let link = link(|link| link.password_hash = Some("hash".to_owned()));
        assert_eq!(decide(&link, Platform::Other, Password::Unsaid, NOW), Decision::Ask("hash"));
        let led = decide(&link, Platform::Other, Password::Right, NOW);
        assert_eq!(led, Decision::Lead(Target::Address("https://a.example")));
    }

    #[test]
    fn platforms_have_destinations_of_their_own() {
        let link = link(|link| link.routing.ios_destination = Some("https://apps.example".to_owned()));
        let to = |platform| decide(&link, platform, Password::Unsaid, NOW);
        assert_eq!(to(Platform::Ios), Decision::Lead(Target::Address("https://apps.example")));
        assert_eq!(to(Platform::Android), Decision::Lead(Target::Address("https://a.example")));
    }
}
