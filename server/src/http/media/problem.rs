//! What a caller is told of a file that is not taken.

use axum::http::StatusCode;

use crate::app::media::Problem;
use crate::files::FilesError;
use crate::http::error::ApiError;

/// The refusal, with the field of the request that the file came by.
pub(super) fn refusal(problem: Problem, field: &str) -> ApiError {
    match problem {
        Problem::Exists { id, name } => {
            let message = format!(
                "this file is in the media library already, as {name} ({id}); use that one instead of sending it again"
            );
            ApiError::new(StatusCode::CONFLICT, "MEDIA_ALREADY_EXISTS", message).with_facts(
                "MEDIA_ALREADY_EXISTS",
                [("existingMediaId", id.to_string()), ("existingFileName", name)],
            )
        }
        Problem::NoRoom(megabytes) => ApiError::precondition(format!(
            "the file does not fit: this workspace's files may have {megabytes} MB together; delete some that are not needed"
        ))
        .because("MEDIA_STORAGE_FULL"),
        // Whoever was faster took it, or it was lost: asking again tells.
        Problem::Files(FilesError::Missing) => ApiError::raced(),
        Problem::Files(error) => {
            tracing::error!(%error, cause = std::error::Error::source(&error), "the store of files failed");
            ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "UNAVAILABLE",
                "the store of files does not answer; try again shortly",
            )
            .retry_after(2)
        }
        Problem::Store(error) => error.into(),
        Problem::Empty
        | Problem::TooLarge(..)
        | Problem::Unknown
        | Problem::Mislabelled { .. }
        | Problem::Unreachable(_) => ApiError::field(field, problem.to_string()),
    }
}
