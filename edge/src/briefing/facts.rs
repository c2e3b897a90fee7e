//! What the customer has told, and what an agent will still need.

use baton_shared::briefing::{Issue, Known, Missing};
use baton_shared::context::{Field, Fields, Told, latest};
use baton_shared::customer::Person;
use baton_shared::id::Seq;

/// What is known: what the site vouches for first, then what the customer told, newest value of
/// each.
pub(super) fn known(fields: &Fields, told: &Told, person: Option<&(Seq, Person)>) -> Vec<Known> {
    let label = |name: &str| fields.named(name).map_or(name, Field::label).to_owned();
    let vouched = person.and_then(|(seq, person)| {
        let email = person.email.clone()?;
        let field = "email".to_owned();
        Some(Known { label: label(&field), field, value: email, seq: *seq, verified: true })
    });
    let mut known: Vec<Known> = vouched.into_iter().collect();
    for fact in latest(&told.facts) {
        // The same address twice says nothing new.
        if known.iter().any(|one| one.value.eq_ignore_ascii_case(&fact.value)) {
            continue;
        }
        known.push(Known {
            field: fact.field.clone(),
            label: label(&fact.field),
            value: fact.value.clone(),
            seq: fact.evidence.seq,
            verified: false,
        });
    }
    known
}

/// What is required for this type of issue and not `known`.
pub(super) fn missing(
    fields: &Fields,
    told: &Told,
    known: &[Known],
    person: Option<&(Seq, Person)>,
    issue: Option<&Issue>,
) -> Vec<Missing> {
    let vouched = |name| person.is_some_and(|(_, person)| person.tells(name).is_some());
    let issue = issue.map(|issue| issue.name.as_str());
    let needed = fields.iter().filter(|field| {
        let name = field.name();
        field.is_required_for(issue)
            && !known.iter().any(|fact| fact.field == name)
            && !vouched(name)
    });
    let missing = |field: &Field| Missing {
        label: field.label().to_owned(),
        asked: told.asked.iter().find(|(name, _)| name == field.name()).map(|(_, seq)| *seq),
        skipped: told.skipped.iter().any(|name| name == field.name()),
    };
    needed.map(missing).collect()
}
