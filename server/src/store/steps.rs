//! The steps of links' workflows.

use super::types::to_json;
use super::{Result, Tx, with_tx};
use crate::domain::id::{LinkId, WorkspaceId};
use crate::domain::step::{Exit, Step};
use crate::domain::time::Timestamp;

impl Tx {
    /// Keeps new steps; a step that a branch leads to comes before the branch's own.
    pub(crate) async fn insert_steps(&mut self, steps: &[Step]) -> Result<()> {
        with_tx!(self, db => {
            for step in steps {
                sqlx::query(
                    "insert into workflow_steps (id, workspace_id, link_id, event_action, kind, payload, created_at,
                        updated_at, media_id)
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                    .bind(step.id).bind(step.workspace).bind(step.link).bind(step.action.as_str())
                    .bind(step.action.kind().as_str()).bind(to_json(&step.payload))
                    .bind(step.created_at).bind(step.updated_at).bind(step.payload.open_media.map(|media| media.media_id))
                    .execute(&mut *db).await?;
                for (position, branch) in step.branches.iter().enumerate() {
                    sqlx::query("insert into step_branches (id, workspace_id, step_id, name, position, next_step_id)
                                 values ($1, $2, $3, $4, $5, $6)")
                        .bind(branch.id).bind(step.workspace).bind(step.id).bind(&branch.name).bind(position as i64)
                        .bind(branch.next).execute(&mut *db).await?;
                }
            }
        });
        Ok(())
    }

    /// Changes where the link's own exit step leads.
    pub(crate) async fn set_exit(
        &mut self,
        workspace: WorkspaceId,
        link: LinkId,
        exit: &Exit,
        now: Timestamp,
    ) -> Result<()> {
        let (action, payload) = (exit.action().as_str(), to_json(&exit.payload()));
        with_tx!(self, db => sqlx::query(
            "update workflow_steps set event_action = $5, payload = $3, updated_at = $4, media_id = $6 where workspace_id = $1
             and id = (select exit_step_id from links where workspace_id = $1 and id = $2)")
            .bind(workspace).bind(link).bind(payload).bind(now).bind(action).bind(exit.media()).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
