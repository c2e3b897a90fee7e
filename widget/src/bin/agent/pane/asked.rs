//! Stands in for `baton_shared::context::asked_for`, whose signature this is: to be replaced by it
//! in `guard`, and this file removed.

/// The names of those of `fields`, given as name and label, that `draft` asks the customer for.
pub(super) fn asked_for<'a>(
    draft: &str,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<&'a str> {
    let draft = draft.to_lowercase();
    let asks = ["your ", "what ", "which ", "?"].iter().any(|cue| draft.contains(cue));
    let named = |(_, label): &(&str, &str)| asks && draft.contains(&label.to_lowercase());
    fields.into_iter().filter(named).map(|(name, _)| name).collect()
}
