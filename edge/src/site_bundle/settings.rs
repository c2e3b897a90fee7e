//! `site.toml`: its shape is [`SiteSettings`]'s own; what a type can't say is checked here, by the
//! line it stands in.

use super::{BundleError, MAX_SETTINGS_BYTES, SETTINGS_FILE};
use baton_shared::site::SiteSettings;
use baton_shared::trigger::lexicon::Phrase;
use baton_shared::trigger::TriggerSettings;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest pause before the bot answers, in milliseconds.
const MAX_PAUSE_MS: u32 = 10_000;
/// Thresholds are in thousandths.
const MAX_THRESHOLD: i64 = 1000;
/// Most one-tap questions.
const MAX_SUGGESTIONS: usize = 4;
/// Most characters of a line that the widget shows.
const MAX_LINE_CHARS: usize = 200;
/// Fewest example sentences that tell a type of issue.
const MIN_ISSUE_SENTENCES: usize = 3;

/// The settings in `text`, or everything that is wrong with them.
pub(super) fn parse(text: &str) -> Result<SiteSettings, Vec<BundleError>> {
    if text.len() > MAX_SETTINGS_BYTES {
        let reason = format!("{} bytes; at most {MAX_SETTINGS_BYTES}", text.len());
        return Err(vec![BundleError { file: SETTINGS_FILE.to_owned(), line: 0, reason }]);
    }
    let settings = toml::from_str::<SiteSettings>(text);
    let table = DeTable::parse(text);
    match (settings, table) {
        (Ok(settings), Ok(table)) => {
            let mut check = Check { text, table: table.get_ref(), errors: Vec::new() };
            check.all(&settings);
            if check.errors.is_empty() { Ok(settings) } else { Err(check.errors) }
        }
        (Err(error), _) | (_, Err(error)) => {
            let span = error.span().unwrap_or_default();
            Err(vec![error_at(text, span.start, error.message())])
        }
    }
}

/// Checks that need more than types.
struct Check<'a> {
    text: &'a str,
    table: &'a DeTable<'a>,
    errors: Vec<BundleError>,
}

impl Check<'_> {
    fn all(&mut self, settings: &SiteSettings) {
        let (widget, bot) = (&settings.widget, &settings.bot);
        for (at, origin) in settings.origins.iter().enumerate() {
            if let Err(reason) = check_origin(origin) {
                self.fail(&["origins"], Some(at), &format!("`{origin}`: {reason}"));
            }
        }
        if !is_colour(&widget.accent) {
            let reason = format!("`{}` is not a colour such as #0f6b5c", widget.accent);
            self.fail(&["widget", "accent"], None, &reason);
        }
        if widget.suggestions.len() > MAX_SUGGESTIONS {
            let reason = format!("at most {MAX_SUGGESTIONS} suggestions");
            self.fail(&["widget", "suggestions"], Some(MAX_SUGGESTIONS), &reason);
        }
        for (at, suggestion) in widget.suggestions.iter().enumerate() {
            self.line(&["widget", "suggestions"], Some(at), suggestion);
        }
        self.line(&["name"], None, &settings.name);
        self.line(&["widget", "greeting"], None, &widget.greeting);
        self.line(&["bot", "name"], None, &bot.name);
        if bot.pause_ms > MAX_PAUSE_MS {
            let reason = format!("{} ms is too long; at most {MAX_PAUSE_MS}", bot.pause_ms);
            self.fail(&["bot", "pause_ms"], None, &reason);
        }
        self.threshold(&["bot", "threshold"]);
        self.triggers(&settings.trigger);
        if settings.trigger.failures == 0 {
            self.fail(&["trigger", "failures"], None, "at least 1");
        }
    }

    fn triggers(&mut self, trigger: &TriggerSettings) {
        for (at, rule) in trigger.rules.iter().enumerate() {
            self.line(&["trigger", "rules"], Some(at), &rule.name);
            let phrases = rule.says.iter().map(|phrase| (phrase, Phrase::read(phrase)));
            for (phrase, error) in phrases.filter_map(|(said, read)| Some((said, read.err()?))) {
                let reason = format!("rule `{}`, phrase `{phrase}`: {error}", rule.name);
                self.fail(&["trigger", "rules"], Some(at), &reason);
            }
            if rule.says.is_empty() && rule.page.is_none() && rule.topic.is_none() {
                let reason = format!("rule `{}` names no words, page or topic", rule.name);
                self.fail(&["trigger", "rules"], Some(at), &reason);
            }
        }
        for (name, sentences) in &trigger.issue_types {
            if sentences.len() < MIN_ISSUE_SENTENCES {
                let reason = format!("`{name}`: at least {MIN_ISSUE_SENTENCES} sentences");
                self.fail(&["trigger", "issue_types", name], None, &reason);
            }
        }
    }

    /// The type clamps a threshold, so the number is read as it was written.
    fn threshold(&mut self, key: &[&str]) {
        let written = self
            .find(key)
            .and_then(|value| value.get_ref().as_integer())
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        if written.is_some_and(|number| number > MAX_THRESHOLD) {
            self.fail(
                key,
                None,
                &format!("thresholds are in thousandths; at most {MAX_THRESHOLD}"),
            );
        }
    }

    fn line(&mut self, key: &[&str], item: Option<usize>, line: &str) {
        let length = line.chars().count();
        if line.trim().is_empty() {
            self.fail(key, item, "can't be empty");
        } else if length > MAX_LINE_CHARS || line.contains(['\n', '\r']) {
            let reason = format!("one line of at most {MAX_LINE_CHARS} characters");
            self.fail(key, item, &reason);
        }
    }

    fn fail(&mut self, key: &[&str], item: Option<usize>, reason: &str) {
        let span = self.span(key, item).unwrap_or_default();
        let reason = format!("{}: {reason}", key.join("."));
        self.errors.push(error_at(self.text, span.start, &reason));
    }

    fn span(&self, key: &[&str], item: Option<usize>) -> Option<Range<usize>> {
        let value = self.find(key)?;
        let item = item.and_then(|at| value.get_ref().as_array()?.get(at));
        Some(item.unwrap_or(value).span())
    }

    fn find(&self, key: &[&str]) -> Option<&Spanned<DeValue<'_>>> {
        let (last, tables) = key.split_last()?;
        let mut table = self.table;
        for name in tables {
            table = table.get(*name)?.get_ref().as_table()?;
        }
        table.get(*last)
    }
}

fn error_at(text: &str, offset: usize, reason: &str) -> BundleError {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    BundleError { file: SETTINGS_FILE.to_owned(), line, reason: reason.to_owned() }
}

fn check_origin(origin: &str) -> Result<(), &'static str> {
    let host = ["https://", "http://"].iter().find_map(|scheme| origin.strip_prefix(scheme));
    let host = host.ok_or("an origin begins with https:// or http://")?;
    if host.contains(['/', '?', '#']) {
        return Err("an origin has no path, as in https://shop.example");
    }
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, "")) => (address, None),
        Some((address, port)) => (address, Some(port.strip_prefix(':').ok_or(BAD_HOST)?)),
        None => host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
    };
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._:".contains(&b);
    let bracketed = host.starts_with('[');
    if name.is_empty() || !name.bytes().all(plain) || (name.contains(':') && !bracketed) {
        return Err(BAD_HOST);
    }
    match port {
        None | Some("*") => Ok(()),
        Some(port) if port.parse::<u16>().is_ok_and(|port| port > 0) => Ok(()),
        Some(_) => Err("the port is a number, or * for any"),
    }
}

const BAD_HOST: &str = "the host is lower case letters, digits, dots and hyphens";

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(rest: &str) -> Vec<(usize, String)> {
        let text = format!("id = \"demo\"\nname = \"Demo\"\n{rest}");
        match parse(&text) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| (error.line, error.reason)).collect(),
        }
    }

    fn lines(rest: &str) -> Vec<usize> {
        errors(rest).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn only_id_and_name_are_needed() {
        assert_eq!(errors(""), []);
        assert_eq!(parse("id = \"demo\"\n").unwrap_err()[0].line, 1);
    }

    #[test]
    fn mistakes_are_found_with_their_line() {
        assert_eq!(lines("[widget]\ncolour = \"red\"\n"), [4]);
        assert_eq!(lines("[widget]\naccent = \"red\"\n"), [4]);
        assert_eq!(lines("[bot]\n\npause_ms = 10001\n"), [5]);
        assert_eq!(lines("[bot]\nthreshold = 1001\n"), [4]);
        assert_eq!(lines("[trigger]\nexplicit_request = { hand_off = 900 }\nfailures = 0\n"), [5]);
        assert_eq!(lines("[trigger]\nexplicit_request = { hand_off = 1001 }\n"), [4]);
        assert!(lines("[trigger.topics]\nrefund = { hand_off = \"never\" }\n").is_empty());
        assert_eq!(lines("[trigger.topics]\nrefunds = { offer = 500 }\n"), [4]);
        let rule = "[[trigger.rules]]\nname = \"Recall\"\ndecision = \"offer\"\n";
        assert_eq!(lines(&format!("{rule}says = [\"Model X\"]\n")), [3]);
        assert_eq!(lines(rule), [3]);
        assert!(lines(&format!("{rule}says = [\"model x\"]\n")).is_empty());
        assert_eq!(
            lines("origins = [\n  \"https://a.example\",\n  \"https://b.example/\",\n]\n"),
            [5]
        );
        assert_eq!(lines("[widget]\nsuggestions = [\"a\", \"b\", \"c\", \"d\", \"e\"]\n"), [4]);
        assert_eq!(lines("this is not toml"), [3]);
        assert_eq!(parse("id = \"a b\"\nname = \"x\"").unwrap_err()[0].line, 1);
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for good in [
            "https://shop.example",
            "http://localhost:*",
            "http://127.0.0.1:8788",
            "http://[::1]:*",
        ] {
            assert_eq!(check_origin(good), Ok(()), "{good}");
        }
        for bad in [
            "shop.example",
            "https://",
            "https://a/",
            "https://*.a",
            "https://a:b",
            "https://A.example",
            "ftp://a",
            "https://a b",
            "https://a:0",
            "https://u@a",
        ] {
            assert!(check_origin(bad).is_err(), "{bad}");
        }
    }
}
