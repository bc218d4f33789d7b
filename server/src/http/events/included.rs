//! What is shown beside events, each kind read at once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::traces;
use super::view::{DeviceView, EventView, Journey};
use crate::domain::conversion::Conversion;
use crate::domain::event::Event;
use crate::domain::id::{EventId, WorkspaceId};
use crate::http::conversions::ConversionView;
use crate::http::dialect::to_camel;
use crate::http::error::ApiError;
use crate::http::leads::LeadView;
use crate::http::links::links_beside;
use crate::http::query::Query;
use crate::http::visitors::VisitorView;
use crate::http::workspace::WorkspaceView;
use crate::state::AppState;

/// What was asked for beside events.
#[derive(Debug, Clone, Default)]
pub(super) struct Included(BTreeSet<String>);

impl Included {
    /// What a query's `include` names. Other names than those listed are passed by.
    pub(super) fn of(query: &Query) -> Self {
        Self(query.list("include").into_iter().map(to_camel).collect())
    }

    /// Adds what the columns of CSV show.
    pub(super) fn for_csv(&mut self) {
        self.0.extend(["device", "visitor", "conversions"].map(str::to_owned));
    }

    /// Events as they are answered.
    pub(super) async fn views(
        &self,
        state: &AppState,
        workspace: WorkspaceId,
        rows: Vec<Event>,
    ) -> Result<Vec<EventView>, ApiError> {
        let has = |name: &str| self.0.contains(name);
        let mut converted: BTreeMap<EventId, Vec<Conversion>> = BTreeMap::new();
        if has("traces") || has("conversions") {
            let ids: Vec<EventId> = rows.iter().map(|event| event.id).collect();
            for conversion in state.store.conversions_of(workspace, &ids).await? {
                converted.entry(conversion.event).or_default().push(conversion);
            }
        }
        let mut events: Vec<EventView> = rows
            .into_iter()
            .map(|event| {
                let its = converted.remove(&event.id).unwrap_or_default();
                let traces = has("traces").then(|| traces::views(&event, &its));
                let journey = has("journey").then(|| Journey::of(&event));
                let conversions =
                    has("conversions").then(|| its.into_iter().map(ConversionView::from).collect());
                EventView { journey, traces, conversions, ..EventView::from(event) }
            })
            .collect();
        if has("device") {
            let ids: BTreeSet<_> = events.iter().map(|event| event.device_id).collect();
            let devices = state.store.devices(workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
            let devices: BTreeMap<_, _> =
                devices.into_iter().map(|device| (device.id, DeviceView::from(device))).collect();
            for event in &mut events {
                event.device = devices.get(&event.device_id).cloned();
            }
        }
        if has("visitor") {
            let ids: BTreeSet<_> = events.iter().map(|event| event.visitor_id).collect();
            let profiles = state.store.profiles(workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
            let visitors: BTreeMap<_, _> =
                profiles.into_iter().map(|known| (known.visitor.id, VisitorView::from(known))).collect();
            for event in &mut events {
                event.visitor = visitors.get(&event.visitor_id).cloned();
            }
        }
        if has("link") {
            let ids: BTreeSet<_> = events.iter().map(|event| event.link_id).collect();
            let links = links_beside(state, workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
            for event in &mut events {
                event.link = links.get(&event.link_id).cloned();
            }
        }
        if has("leadScore") {
            let ids: BTreeSet<_> = events.iter().map(|event| event.visitor_id).collect();
            let leads = state.store.leads_of(workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
            let leads: BTreeMap<_, _> =
                leads.into_iter().map(|lead| ((lead.visitor, lead.link), LeadView::from(lead))).collect();
            for event in &mut events {
                event.lead_score = leads.get(&(event.visitor_id, event.link_id)).cloned();
                event.lead_score_id = event.lead_score.as_ref().map(|lead| lead.id);
            }
        }
        if has("workspace") && !events.is_empty() {
            let found = state.store.workspace(workspace).await?.map(WorkspaceView::from);
            for event in &mut events {
                event.workspace.clone_from(&found);
            }
        }
        Ok(events)
    }
}
