//! How values that may be written in several ways are read: by what they are, so that a
//! mistake within one is told as what it is and where.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::definition::{Many, TimeDefinition, TimeForm, ValueDefinition, ValueForm};

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ManyVisitor(PhantomData))
    }
}

struct ManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Many<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("one value or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(Many::Several)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Many::One)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        T::deserialize(text.into_deserializer()).map(Many::One)
    }

    // Event kinds are often numbers, and nobody thinks of quotes.
    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.visit_str(&number.to_string())
    }
}

/// A path, or a map that says more.
trait PathOr: Sized {
    type Form: for<'de> Deserialize<'de>;
    fn path(path: &str) -> Self;
    fn form(form: Self::Form) -> Self;
}

impl PathOr for ValueDefinition {
    type Form = ValueForm;

    fn path(path: &str) -> Self {
        ValueDefinition::Path(path.to_owned())
    }

    fn form(form: ValueForm) -> Self {
        ValueDefinition::Form(Box::new(form))
    }
}

impl PathOr for TimeDefinition {
    type Form = TimeForm;

    fn path(path: &str) -> Self {
        TimeDefinition::Path(path.to_owned())
    }

    fn form(form: TimeForm) -> Self {
        TimeDefinition::Full(form)
    }
}

struct PathOrVisitor<T>(PhantomData<T>);

impl<'de, T: PathOr> Visitor<'de> for PathOrVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a path or a map")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::path(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::Form::deserialize(MapAccessDeserializer::new(map)).map(T::form)
    }
}

impl<'de> Deserialize<'de> for ValueDefinition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PathOrVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for TimeDefinition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PathOrVisitor(PhantomData))
    }
}
