//! Who the customer is and where they write from: what the site vouches for, and what only the
//! browser says.
//!
//! A [`Person`] comes from a token that the site has signed; everything in a [`Visit`] is the
//! browser's word, bounded and never trusted.

use serde::{Deserialize, Serialize};

/// Most characters of any one thing that is said of a customer.
const MAX_CHARS: usize = 300;
/// Most traits or claims of one customer.
const MAX_TRAITS: usize = 24;

/// A customer whom the site vouches for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The site's own, stable id of them.
    pub id: String,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Anything else that the site says of them: tier, plan, value, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<Trait>,
}

/// One thing that is said of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trait {
    /// What: "tier", "plan", "cart".
    pub name: String,
    /// As it was said.
    pub value: String,
}

/// What the customer's browser says of itself while they write. None of it is verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Visit {
    /// The page's address, without its query.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// The page's title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Where they came to the site from: an origin.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub referrer: String,
    /// The browser's language, as a BCP 47 tag.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The time zone, by its IANA name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
    /// What they use, in a word or two: "phone", "desktop".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub device: String,
    /// What the page says of them without a signature.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Trait>,
}

impl Person {
    /// The person with every part cut to what is kept.
    #[must_use]
    pub fn bounded(self) -> Self {
        Self {
            id: self.id,
            name: self.name.map(line).filter(|name| !name.is_empty()),
            email: self.email.map(line).filter(|email| !email.is_empty()),
            traits: bounded(self.traits),
        }
    }

    /// What they are called: their name, else their address, else the site's id of them.
    pub fn called(&self) -> &str {
        self.name.as_deref().or(self.email.as_deref()).unwrap_or(&self.id)
    }

    /// The tiers and plans the site vouches for, in lower case.
    pub fn tiers(&self) -> Vec<String> {
        ["tier", "plan"]
            .into_iter()
            .filter_map(|name| self.says(name))
            .map(str::to_lowercase)
            .collect()
    }

    /// The value the site vouches for, in its currency.
    pub fn value(&self) -> Option<u32> {
        self.says("value")?.split(['.', ',']).next()?.trim().parse().ok()
    }

    /// What the site vouches for of the field `name`, so that nobody needs to tell it.
    pub fn tells(&self, name: &str) -> Option<&str> {
        match name {
            "email" => self.email.as_deref(),
            _ => self.says(name),
        }
    }

    fn says(&self, name: &str) -> Option<&str> {
        self.traits.iter().find(|said| said.name == name).map(|said| said.value.as_str())
    }
}

impl Visit {
    /// The visit with every part cut to what is kept.
    #[must_use]
    pub fn bounded(self) -> Self {
        Self {
            page: line(self.page),
            title: line(self.title),
            referrer: line(self.referrer),
            language: line(self.language),
            time_zone: line(self.time_zone),
            device: line(self.device),
            claims: bounded(self.claims),
        }
    }

    /// The path of the page, from its first `/`; none when the page is unknown.
    pub fn path(&self) -> Option<&str> {
        let rest = self.page.split_once("://").map_or(self.page.as_str(), |(_, rest)| rest);
        rest.find('/').map(|at| &rest[at..])
    }
}

fn bounded(traits: Vec<Trait>) -> Vec<Trait> {
    let lines =
        traits.into_iter().map(|said| Trait { name: line(said.name), value: line(said.value) });
    lines.filter(|said| !said.name.is_empty() && !said.value.is_empty()).take(MAX_TRAITS).collect()
}

/// `text` on one line, cut to [`MAX_CHARS`].
fn line(text: String) -> String {
    let plain = |text: &str| text.len() <= MAX_CHARS && !text.contains(char::is_control);
    if plain(&text) {
        return text;
    }
    text.chars().filter(|character| !character.is_control()).take(MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, value: &str) -> Trait {
        Trait { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn what_a_browser_says_is_cut_to_size() {
        let claims = (0..100).map(|n| of(&format!("k{n}"), &"v\n".repeat(1000))).collect();
        let visit = Visit { page: "x".repeat(5000), claims, ..Visit::default() }.bounded();
        assert_eq!(visit.page.len(), MAX_CHARS);
        assert_eq!(visit.claims.len(), MAX_TRAITS);
        assert!(visit.claims.iter().all(|said| said.value.len() == MAX_CHARS));
    }

    #[test]
    fn a_path_is_what_follows_the_host() {
        let path = |page: &str| {
            Visit { page: page.to_owned(), ..Visit::default() }.path().map(str::to_owned)
        };
        assert_eq!(path("https://shop.example/bags/tote").as_deref(), Some("/bags/tote"));
        assert_eq!(path("https://shop.example"), None);
        assert_eq!(path(""), None);
    }

    #[test]
    fn value_and_tier_are_read_from_traits() {
        let traits = [("tier", "Gold"), ("value", "1250.50"), ("plan", "pro")];
        let traits = traits.map(|(name, value)| of(name, value)).to_vec();
        let person = Person { id: "7".to_owned(), traits, ..Person::default() };
        assert_eq!(
            (person.tiers(), person.value()),
            (vec!["gold".into(), "pro".into()], Some(1250))
        );
        assert_eq!(person.called(), "7");
    }
}
