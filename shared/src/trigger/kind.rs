//! What a trigger can be about: kinds of signal, sensitive topics, types of issue. Each has one name,
//! the same in settings, on the wire and in reports.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What kind of signal a trigger is. Written by its name: `"frustration"`,
/// `"sensitive_topic:refund"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TriggerKind {
    /// The customer asks for a human.
    ExplicitRequest,
    /// The customer is angry or annoyed, or has to say things twice.
    Frustration,
    /// The bot did not help, repeatedly.
    RepeatedFailure,
    /// The bot's own confidence is under the site's threshold.
    LowConfidence,
    /// A matter that the owner wants a human for.
    Sensitive(Topic),
    /// It can't wait.
    Urgency,
    /// Several problems at once.
    Complexity,
    /// A customer, or a deal, of high value.
    HighValue,
    /// The bot failed technically.
    BotError,
    /// What only the browser sees: resends, discarded drafts, dead clicks.
    Behaviour,
    /// A rule of the owner's own.
    SiteRule,
}

impl TriggerKind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExplicitRequest => "explicit_request",
            Self::Frustration => "frustration",
            Self::RepeatedFailure => "repeated_failure",
            Self::LowConfidence => "low_confidence",
            Self::Sensitive(topic) => topic.full_name(),
            Self::Urgency => "urgency",
            Self::Complexity => "complexity",
            Self::HighValue => "high_value",
            Self::BotError => "bot_error",
            Self::Behaviour => "behaviour",
            Self::SiteRule => "site_rule",
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Self::ExplicitRequest,
            Self::Frustration,
            Self::RepeatedFailure,
            Self::LowConfidence,
            Self::Urgency,
            Self::Complexity,
            Self::HighValue,
            Self::BotError,
            Self::Behaviour,
            Self::SiteRule,
        ]
        .into_iter()
        .chain(Topic::ALL.into_iter().map(Self::Sensitive))
    }

    /// What agents read for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ExplicitRequest => "Asked for a person",
            Self::Frustration => "Frustrated",
            Self::RepeatedFailure => "Answers didn't help",
            Self::LowConfidence => "Assistant not sure",
            Self::Sensitive(topic) => topic.label(),
            Self::Urgency => "Urgent",
            Self::Complexity => "Several problems",
            Self::HighValue => "Important deal",
            Self::BotError => "Assistant failed",
            Self::Behaviour => "Stuck",
            Self::SiteRule => "Site rule",
        }
    }

    /// The kind that `name` names, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }
}

impl Serialize for TriggerKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for TriggerKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name)
            .ok_or_else(|| de::Error::custom(format_args!("no kind of trigger is named `{name}`")))
    }
}

/// A sensitive topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A charge, bill or amount is said to be wrong.
    BillingDispute,
    /// Something is to be cancelled, closed or ended.
    Cancellation,
    /// A grievance about service or staff.
    Complaint,
    /// Lawyers, regulators, rights, breach of contract.
    LegalCompliance,
    /// Personal data.
    Privacy,
    /// The customer can't get in.
    AccountAccess,
    /// Fraud, theft, strangers in an account.
    AccountSecurity,
    /// Money back.
    Refund,
    /// A rule is to be bent.
    PolicyException,
    /// Somebody may come to harm.
    Safety,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::BillingDispute,
        Self::Cancellation,
        Self::Complaint,
        Self::LegalCompliance,
        Self::Privacy,
        Self::AccountAccess,
        Self::AccountSecurity,
        Self::Refund,
        Self::PolicyException,
        Self::Safety,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        let (_, name) = self.full_name().split_at(PREFIX.len());
        name
    }

    /// What agents read for it.
    const fn label(self) -> &'static str {
        match self {
            Self::BillingDispute => "Disputes a charge",
            Self::Cancellation => "Wants to cancel",
            Self::Complaint => "Complaint",
            Self::LegalCompliance => "Legal matter",
            Self::Privacy => "Personal data",
            Self::AccountAccess => "Can't sign in",
            Self::AccountSecurity => "Account at risk",
            Self::Refund => "Wants money back",
            Self::PolicyException => "Asks for an exception",
            Self::Safety => "Safety",
        }
    }

    /// Its name as a kind of trigger.
    const fn full_name(self) -> &'static str {
        match self {
            Self::BillingDispute => "sensitive_topic:billing_dispute",
            Self::Cancellation => "sensitive_topic:cancellation",
            Self::Complaint => "sensitive_topic:complaint",
            Self::LegalCompliance => "sensitive_topic:legal_compliance",
            Self::Privacy => "sensitive_topic:privacy",
            Self::AccountAccess => "sensitive_topic:account_access",
            Self::AccountSecurity => "sensitive_topic:account_security",
            Self::Refund => "sensitive_topic:refund",
            Self::PolicyException => "sensitive_topic:policy_exception",
            Self::Safety => "sensitive_topic:safety",
        }
    }

    /// The topic that `name` names, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }
}

const PREFIX: &str = "sensitive_topic:";

/// What the customer wants done: whom a lead would give it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueType {
    /// Charges, invoices, ways to pay.
    Billing,
    /// Signing in, profile, verification, cards and their security.
    Account,
    /// Something doesn't work, or how it works.
    Technical,
    /// Buying, prices, plans, stock.
    Sales,
    /// Delivery and tracking.
    Shipping,
    /// Money back, returns.
    Refund,
    /// Ending an order, a booking, a contract.
    Cancellation,
    /// Anything else.
    Other,
}

impl IssueType {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Billing,
        Self::Account,
        Self::Technical,
        Self::Sales,
        Self::Shipping,
        Self::Refund,
        Self::Cancellation,
        Self::Other,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::Account => "account",
            Self::Technical => "technical",
            Self::Sales => "sales",
            Self::Shipping => "shipping",
            Self::Refund => "refund",
            Self::Cancellation => "cancellation",
            Self::Other => "other",
        }
    }

    /// The type that `name` names, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|issue| issue.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in TriggerKind::all() {
            assert_eq!(TriggerKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Topic::Refund.name(), "refund");
        assert_eq!(Topic::from_name("safety"), Some(Topic::Safety));
        assert_eq!(IssueType::from_name("sales"), Some(IssueType::Sales));
    }
}
