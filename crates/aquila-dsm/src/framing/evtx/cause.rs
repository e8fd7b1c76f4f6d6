//! What the `evtx` crate says about a broken record, without the numbers in it:
//! problems are grouped by their text.

use evtx::err::{DeserializationError as Bytes, EvtxError};

/// Why a record cannot be read.
pub(super) fn of(error: &EvtxError) -> String {
    format!("EVTX record cannot be read: {}", reason(error))
}

fn reason(error: &EvtxError) -> &'static str {
    match error {
        EvtxError::FailedToParseRecord { source, .. } | EvtxError::FailedToReadRecordAt { source, .. } => {
            reason(source)
        }
        EvtxError::InvalidDataSize { .. } => "its size is too small",
        EvtxError::FailedToCreateRecordModel(reason) => reason,
        EvtxError::DeserializationError(error) => bytes(error),
        EvtxError::Unimplemented { .. } => "it has parts of an unknown kind",
        EvtxError::SerializationError(_) => "it cannot be written as XML",
        _ => "it is damaged",
    }
}

fn bytes(error: &Bytes) -> &'static str {
    match error {
        Bytes::Truncated { .. } | Bytes::OutOfBounds { .. } => "it points past the end of its chunk",
        Bytes::InvalidEvtxRecordHeaderMagic { .. } => "its signature is missing",
        Bytes::InvalidRecordTimestamp { .. } | Bytes::InvalidDateTimeError => "it has an impossible time",
        Bytes::InvalidToken { .. } => "its binary XML has an unknown token",
        Bytes::InvalidValueVariant { .. } | Bytes::UnimplementedValueVariant { .. } => {
            "its binary XML has a value of an unknown type"
        }
        Bytes::FailedToDeserializeTemplate { source, .. } => bytes(source),
        _ => "its binary XML is damaged",
    }
}
