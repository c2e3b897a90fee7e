//! Trigger kinds by name. The only list of the protocol that grows often.

use baton_shared::trigger::TriggerKind;

const KINDS: [(&str, TriggerKind); 4] = [
    ("explicit_request", TriggerKind::ExplicitRequest),
    ("repeated_failure", TriggerKind::RepeatedFailure),
    ("low_confidence", TriggerKind::LowConfidence),
    ("bot_error", TriggerKind::BotError),
];

/// The name of `kind` on the wire.
pub fn kind_name(kind: TriggerKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name)
}

/// The kind that `name` names, if this build knows it.
pub(super) fn kind(name: &str) -> Option<TriggerKind> {
    KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
