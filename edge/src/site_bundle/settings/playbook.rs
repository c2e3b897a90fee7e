//! `[playbook]`: steps for agents, by type of issue.

use super::Check;
use baton_shared::site::SiteSettings;
use baton_shared::trigger::IssueType;

/// Most steps for one type of issue.
const MAX_STEPS: usize = 8;

impl Check<'_> {
    pub(super) fn playbook(&mut self, settings: &SiteSettings) {
        for (issue, steps) in &settings.playbook {
            let own = settings.trigger.issue_types.contains_key(issue);
            if !own && IssueType::from_name(issue).is_none() {
                let known = IssueType::ALL.map(IssueType::name).join(", ");
                let reason = format!("`{issue}` is no issue type; there are {known}, and your own");
                self.fail(&["playbook", issue], &reason);
            }
            if steps.is_empty() || steps.len() > MAX_STEPS {
                self.fail(&["playbook", issue], &format!("1 to {MAX_STEPS} steps"));
            }
            for (at, step) in steps.iter().enumerate() {
                self.line(&["playbook", issue, &at.to_string()], step);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::site_bundle::settings::tests::lines;

    #[test]
    fn a_playbook_has_steps_for_issues_that_there_are() {
        let good = "[playbook]\nshipping = [\"Look up the parcel\"]\nrepair = [\"Ask for a photo\"]\n\
                    [trigger.issue_types]\nrepair = [\"a\", \"b\", \"c\"]\n";
        assert_eq!(lines(good), [] as [usize; 0]);
        assert_eq!(lines("[playbook]\nbags = [\"x\"]\n"), [4]);
        assert_eq!(lines("[playbook]\nshipping = []\n"), [4]);
        assert_eq!(lines("[playbook]\nshipping = [\n\"x\",\n\"\"]\n"), [6]);
    }
}
