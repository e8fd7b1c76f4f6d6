//! What must hold for any bytes whatsoever, as functions that panic when it does not.
//!
//! The fuzz targets call them with what libFuzzer makes up; ordinary tests call them
//! with the seeds and with whatever crashed before (`crashers/`).

pub mod aql;
pub mod input;
pub mod mutation;
pub mod records;
