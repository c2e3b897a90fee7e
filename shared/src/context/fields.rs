//! The fields of a site, compiled: what a message tells of them, what an answer to a question says,
//! and what is still to be asked.

use super::field::{ANY_ISSUE, BUILT_IN_FIELDS, FieldSettings, whole, within};
use super::find::{self, Found, Said, Values};
use super::secret;
use crate::id::Seq;
use crate::trigger::{Evidence, IssueType};
use regex_lite::Regex;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// A fact that the customer has told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    /// The field's name.
    pub field: String,
    /// Its value: e-mail in lower case, letters of an order number in upper case, a phone number's
    /// digits with a leading `+`, a listed value as the owner writes it, anything else as written.
    pub value: String,
    /// Where it was said.
    pub evidence: Evidence,
}

/// Which of a field's values counts: the newest of each field, in the order of their telling. What
/// they replace stays in `captured`.
pub fn latest(captured: &[Captured]) -> Vec<&Captured> {
    let newer = |fact: &Captured, rest: &[Captured]| rest.iter().any(|r| r.field == fact.field);
    let each = captured.iter().enumerate();
    each.filter(|(at, fact)| !newer(fact, &captured[at + 1..])).map(|(_, fact)| fact).collect()
}

/// The fields of a site.
#[derive(Debug, Clone)]
pub struct Fields {
    all: Vec<Field>,
    /// Places in `all`: whose shape is mistaken for another's the least comes first.
    surest_first: Vec<usize>,
}

/// A field: how it is recognised, and when and how it is asked for.
#[derive(Debug, Clone)]
pub struct Field {
    name: String,
    label: String,
    ask: Option<String>,
    required_for: Vec<String>,
    kind: Kind,
    pattern: Option<Pattern>,
    values: Values,
}

/// What a built-in field is recognised by, when the owner gives no pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    OrderNumber,
    Email,
    Phone,
    Amount,
    Date,
    /// By the owner's pattern and values alone.
    Own,
}

/// An owner's pattern.
#[derive(Debug, Clone)]
struct Pattern {
    whole: Regex,
    within: Regex,
    /// What comes before the digits of the example, `LK-`.
    prefix: String,
}

impl Fields {
    /// The fields of a site: the owner's in their order, then the built-in ones that the owner leaves
    /// as they are. A pattern that can't be read is left out; [`FieldSettings::check`] says why.
    pub fn new(settings: &[FieldSettings]) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        for field in settings {
            if !fields.iter().any(|known| known.name == field.name) {
                fields.push(Field::new(field));
            }
        }
        for name in BUILT_IN_FIELDS {
            let known = fields.iter().any(|field| field.name == name);
            if !known && kind(name) != Kind::Own {
                let field = FieldSettings { name: name.to_owned(), ..FieldSettings::default() };
                fields.push(Field::new(&field));
            }
        }
        let mut surest_first: Vec<usize> = (0..fields.len()).collect();
        surest_first.sort_by_key(|&at| fields.get(at).map(Field::ambiguity));
        Self { all: fields, surest_first }
    }

    /// All fields, in the order in which they are asked for.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.all.iter()
    }

    /// The field of this name.
    pub fn named(&self, name: &str) -> Option<&Field> {
        self.all.iter().find(|field| field.name == name)
    }

    /// Every fact in `text`, in the order of their places; none overlaps another.
    pub fn find(&self, seq: Seq, text: &str) -> Vec<Captured> {
        let said = Said::new(text);
        let mut taken = find::Taken::new(&said);
        // What has been taken as one fact is no other.
        for field in self.surest_first.iter().filter_map(|&at| self.all.get(at)) {
            taken.add(field, field.by_shape(&said));
        }
        for field in &self.all {
            taken.add(field, field.values.find(&said));
        }
        let found = taken.into_inner().into_iter();
        found.map(|(field, found)| captured(field, seq, found)).collect()
    }

    /// What `text` says of `field`, read as the reply to its question: "48213" is an order number
    /// there, and nowhere else. None when it doesn't say, or the field doesn't exist.
    pub fn answer(&self, field: &str, seq: Seq, text: &str) -> Option<Captured> {
        let field = self.named(field)?;
        let said = Said::new(text);
        let (own, others): (Vec<_>, Vec<_>) =
            self.find(seq, text).into_iter().partition(|fact| fact.field == field.name);
        let denied = |fact: &Captured| said.is_denied(fact.evidence.start as usize);
        if let Some(fact) = own.into_iter().rev().find(|fact| !denied(fact)) {
            return Some(fact);
        }
        // Ten digits are a phone number by themselves, and as a reply whatever was asked for.
        let plain = |value: &str| value.bytes().all(|b| b.is_ascii_digit());
        let others = others.into_iter().filter(|fact| !plain(&fact.value));
        let mut taken: Vec<Range<usize>> = secret::card_spans(text);
        taken.extend(others.map(|fact| fact.evidence.start as usize..fact.evidence.end as usize));
        let loose = field.by_answer(&said).into_iter().find(|found| {
            let apart =
                |span: &Range<usize>| found.span.end <= span.start || span.end <= found.span.start;
            taken.iter().all(apart) && !said.is_denied(found.span.start)
        });
        Some(captured(field, seq, loose?))
    }

    /// The next field to ask for: required for an issue of this type, not `known`, and not
    /// `skipped` by the customer before, or settled in another way.
    pub fn missing(
        &self,
        issue: Option<&str>,
        known: &[Captured],
        skipped: &[&str],
    ) -> Option<&Field> {
        self.all.iter().find(|field| {
            field.is_required_for(issue)
                && !known.iter().any(|fact| fact.field == field.name)
                && !skipped.contains(&field.name.as_str())
        })
    }
}

impl Field {
    fn new(settings: &FieldSettings) -> Self {
        let kind = kind(&settings.name);
        let label = settings.label.as_deref().unwrap_or_else(|| default_label(&settings.name));
        let shipping = [IssueType::Shipping, IssueType::Refund, IssueType::Cancellation];
        let required_for = match &settings.required_for {
            Some(issues) => issues.clone(),
            None if kind == Kind::OrderNumber => {
                shipping.map(|issue| issue.name().to_owned()).to_vec()
            }
            None => Vec::new(),
        };
        let example = settings.example.as_deref().unwrap_or_default();
        Self {
            name: settings.name.clone(),
            label: label.to_owned(),
            ask: settings.ask.clone(),
            required_for,
            kind,
            pattern: settings.pattern.as_ref().and_then(|pattern| Pattern::new(pattern, example)),
            values: Values::new(settings.values.as_deref().unwrap_or_default()),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people call it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The question that asks a customer for it.
    pub fn question(&self) -> Cow<'_, str> {
        let default = match self.name.as_str() {
            "order_number" => "What's your order number?",
            "email" => "Which e-mail address is the order under?",
            "phone" => "Which phone number can we reach you on?",
            "amount" => "Which amount is it about?",
            "date" => "Which date is it about?",
            "product" => "Which product is it about?",
            "plan" => "Which plan are you on?",
            _ => "",
        };
        match &self.ask {
            Some(ask) => Cow::Borrowed(ask),
            None if default.is_empty() => {
                Cow::Owned(format!("What's your {}?", lower_first(&self.label)))
            }
            None => Cow::Borrowed(default),
        }
    }

    /// Whether it is asked for when the issue is of this type.
    pub fn is_required_for(&self, issue: Option<&str>) -> bool {
        self.required_for.iter().any(|wanted| wanted == ANY_ISSUE || Some(wanted.as_str()) == issue)
    }

    /// How easily what it finds is something else.
    fn ambiguity(&self) -> u8 {
        match (self.kind, &self.pattern) {
            (Kind::Email, _) => 0,
            (_, Some(_)) => 1,
            (Kind::Date, None) => 2,
            (Kind::Amount, None) => 3,
            (Kind::OrderNumber, None) => 4,
            (Kind::Phone, None) => 5,
            (Kind::Own, None) => 6,
        }
    }

    fn by_shape(&self, said: &Said<'_>) -> Vec<Found> {
        match self.kind {
            _ if self.pattern.is_some() => self.by_pattern(said),
            Kind::Email => find::emails(said),
            Kind::Date => find::dates(said),
            Kind::Amount => find::amounts(said),
            Kind::OrderNumber => find::order_numbers(said),
            Kind::Phone => find::phones(said),
            Kind::Own => Vec::new(),
        }
    }

    fn by_pattern(&self, said: &Said<'_>) -> Vec<Found> {
        let Some(pattern) = &self.pattern else { return Vec::new() };
        let mut found: Vec<Found> = pattern
            .within
            .find_iter(said.text)
            .filter(|at| !at.is_empty())
            .map(|at| self.found(at.range(), at.as_str()))
            .collect();
        if self.kind != Kind::Email && !pattern.prefix.is_empty() {
            let cued = find::order_numbers(said).into_iter().map(|cued| cued.span);
            let cued = cued.filter(|_| self.kind == Kind::OrderNumber);
            let spans = find::prefixed(said).into_iter().chain(cued);
            found.extend(spans.filter_map(|span| {
                let value = pattern.complete(said.text.get(span.clone())?)?;
                Some(self.found(span, &value))
            }));
        }
        found
    }

    /// What the field's value may be when what is `said` answers its question, likeliest first.
    fn by_answer(&self, said: &Said<'_>) -> Vec<Found> {
        if let Some(pattern) = &self.pattern {
            let loose = find::loose_order_numbers(said);
            let mut fit: Vec<Found> = loose
                .iter()
                .filter_map(|f| Some(self.found(f.span.clone(), &pattern.complete(&f.value)?)))
                .collect();
            // A number that the owner's pattern doesn't know is still what the customer has.
            fit.extend(loose.into_iter().filter(|_| self.kind == Kind::OrderNumber));
            return fit;
        }
        match self.kind {
            Kind::OrderNumber => find::loose_order_numbers(said),
            Kind::Email => find::loose_email(said).into_iter().collect(),
            Kind::Phone => find::loose_phones(said),
            Kind::Amount => find::loose_amounts(said),
            Kind::Date => find::loose_date(said).into_iter().collect(),
            Kind::Own if self.values.is_empty() => find::free_text(said).into_iter().collect(),
            Kind::Own => self.values.find_misspelt(said),
        }
    }

    fn found(&self, span: Range<usize>, value: &str) -> Found {
        let value = match self.kind {
            Kind::OrderNumber => value.trim().to_uppercase(),
            Kind::Email => value.trim().to_lowercase(),
            _ => value.trim().to_owned(),
        };
        Found { span, value }
    }
}

impl Pattern {
    fn new(pattern: &str, example: &str) -> Option<Self> {
        let digits = example.find(|c: char| c.is_ascii_digit()).unwrap_or_default();
        Some(Self {
            whole: whole(pattern).ok()?,
            within: within(pattern).ok()?,
            prefix: example[..digits].to_owned(),
        })
    }

    /// The value that `text` stands for: itself, written with other separators, or without what
    /// every value begins with.
    fn complete(&self, text: &str) -> Option<String> {
        let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let digits = bare.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let separated = |separator: &str| text.replace([' ', '-', '_', '/'], separator);
        let letters = &bare[..bare.len() - digits.len()];
        let same = self.prefix.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let prefixed = (letters.is_empty() || letters.eq_ignore_ascii_case(&same))
            .then(|| format!("{}{digits}", self.prefix));
        [
            Some(text.to_owned()),
            prefixed,
            Some(separated("-")),
            Some(separated("")),
            Some(bare.clone()),
        ]
        .into_iter()
        .flatten()
        .find(|value| self.whole.is_match(value))
    }
}

fn captured(field: &Field, seq: Seq, found: Found) -> Captured {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let evidence = Evidence { seq, start: offset(found.span.start), end: offset(found.span.end) };
    Captured { field: field.name.clone(), value: found.value, evidence }
}

fn kind(name: &str) -> Kind {
    match name {
        "order_number" => Kind::OrderNumber,
        "email" => Kind::Email,
        "phone" => Kind::Phone,
        "amount" => Kind::Amount,
        "date" => Kind::Date,
        _ => Kind::Own,
    }
}

fn default_label(name: &str) -> &str {
    match name {
        "order_number" => "Order number",
        "email" => "E-mail",
        "phone" => "Phone",
        "amount" => "Amount",
        "date" => "Date",
        "product" => "Product",
        "plan" => "Plan",
        _ => name,
    }
}

/// "Serial number" within a sentence; "IMEI" stays.
fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}
