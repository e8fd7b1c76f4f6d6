//! The event kinds of a type, ready for use.

use aquila_event::{Taxonomy, nearest};
use serde_saphyr::Spanned;

use super::builtin::Defaults;
use super::definition::EventDefinition;
use super::fault::{Fault, did_you_mean};

/// The number that `other` has within its type, where it is given no QID.
const OTHER: usize = 999;

/// One event kind.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) qid: i64,
    pub(crate) name: String,
    pub(crate) category: i64,
    pub(crate) severity: i64,
    pub(crate) credibility: i64,
    pub(crate) relevance: i64,
    pub(crate) definition: EventDefinition,
    /// Where it stands in its file.
    pub(crate) location: serde_saphyr::Location,
}

/// What the rules of one type are made with.
pub(super) struct Rules<'a> {
    pub(super) source_type: i64,
    pub(super) defaults: &'a Defaults,
    pub(super) taxonomy: &'a Taxonomy,
}

impl Rules<'_> {
    /// The rules of the listed events, in order.
    pub(super) fn listed(&self, events: Vec<Spanned<EventDefinition>>) -> Result<Vec<Rule>, Fault> {
        events.into_iter().enumerate().map(|(index, event)| self.rule(event, index + 1)).collect()
    }

    /// The rule of all other events.
    pub(super) fn other(&self, event: Spanned<EventDefinition>) -> Result<Rule, Fault> {
        self.rule(event, OTHER)
    }

    fn rule(&self, event: Spanned<EventDefinition>, number: usize) -> Result<Rule, Fault> {
        let (location, event) = (event.referenced, event.value);
        let of_event = |fault: Fault| fault.of(&format!("event {:?}", event.name)).or_at(location);
        let category = self.category(&event.category).map_err(of_event)?;
        let qid = event.qid.map_or_else(|| self.qid(number), Ok).map_err(Fault::from).map_err(of_event)?;
        Ok(Rule {
            qid,
            name: event.name.clone(),
            category,
            severity: event.severity.unwrap_or(self.defaults.severity),
            credibility: self.defaults.credibility,
            relevance: self.defaults.relevance,
            definition: event,
            location,
        })
    }

    fn category(&self, name: &Spanned<String>) -> Result<i64, Fault> {
        self.taxonomy.category_id(&name.value).ok_or_else(|| {
            let near = nearest(&name.value, self.taxonomy.categories().map(|(_, name)| name));
            let meant = match &near[..] {
                [] => "; write \"Unknown\" where none fits".to_owned(),
                near => did_you_mean(near),
            };
            let reason = format!("there is no category {:?}{meant}", name.value);
            Fault::at(name.referenced, reason)
        })
    }

    /// The QID of the event with this number: there are a thousand for each type.
    fn qid(&self, number: usize) -> Result<i64, String> {
        let id = self.source_type;
        let qid = i64::try_from(number).ok().filter(|number| *number <= OTHER as i64);
        qid.and_then(|number| id.checked_mul(1000)?.checked_add(number)).ok_or_else(|| {
            format!("it needs a qid: id {id} has none for event {number}, only for 1 to {OTHER}")
        })
    }
}
