//! `site.toml`: its shape is [`SiteSettings`]'s own; what a type can't say is checked here, by the
//! line it stands in.

mod address;
mod desk;
mod events;
mod facts;
mod language_model;
mod playbook;
mod trigger;
mod webhook;

pub use desk::agent_mistakes;

use super::{BundleError, MAX_SETTINGS_BYTES, SETTINGS_FILE};
use baton_shared::site::SiteSettings;
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
                self.fail(&["origins", &at.to_string()], &format!("`{origin}`: {reason}"));
            }
        }
        if !is_colour(&widget.accent) {
            let reason = format!("`{}` is not a colour such as #0f6b5c", widget.accent);
            self.fail(&["widget", "accent"], &reason);
        }
        if widget.suggestions.len() > MAX_SUGGESTIONS {
            let path = ["widget", "suggestions", &MAX_SUGGESTIONS.to_string()];
            self.fail(&path, &format!("at most {MAX_SUGGESTIONS} suggestions"));
        }
        for (at, suggestion) in widget.suggestions.iter().enumerate() {
            self.line(&["widget", "suggestions", &at.to_string()], suggestion);
        }
        self.line(&["name"], &settings.name);
        self.line(&["widget", "greeting"], &widget.greeting);
        self.line(&["bot", "name"], &bot.name);
        if bot.pause_ms > MAX_PAUSE_MS {
            let reason = format!("{} ms is too long; at most {MAX_PAUSE_MS}", bot.pause_ms);
            self.fail(&["bot", "pause_ms"], &reason);
        }
        self.threshold(&["bot", "threshold"]);
        if let Some(model) = &bot.language_model {
            self.language_model(model);
        }
        if let Some(webhook) = &bot.webhook {
            self.webhook(webhook, bot.language_model.is_some());
        }
        self.triggers(&settings.trigger);
        self.playbook(settings);
        self.facts(settings);
        self.desk(settings);
        if let Some(events) = &settings.events {
            self.events(events);
        }
    }

    /// The type clamps a threshold, so the number is read as it was written.
    fn threshold(&mut self, path: &[&str]) {
        let written = find(self.table, path)
            .and_then(|value| value.get_ref().as_integer())
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        if written.is_some_and(|number| number > MAX_THRESHOLD) {
            let reason = format!("thresholds are in thousandths; at most {MAX_THRESHOLD}");
            self.fail(path, &reason);
        }
    }

    fn line(&mut self, path: &[&str], line: &str) {
        let length = line.chars().count();
        if line.trim().is_empty() {
            self.fail(path, "can't be empty");
        } else if length > MAX_LINE_CHARS || line.contains(['\n', '\r']) {
            let reason = format!("one line of at most {MAX_LINE_CHARS} characters");
            self.fail(path, &reason);
        }
    }

    /// Something is wrong at `path`, or with what should be there.
    fn fail(&mut self, path: &[&str], reason: &str) {
        let found = (1..=path.len()).rev().find_map(|length| find(self.table, &path[..length]));
        let named: Vec<&str> =
            path.iter().copied().filter(|step| step.parse::<usize>().is_err()).collect();
        let reason = format!("{}: {reason}", named.join("."));
        self.fail_at(found.map_or(0, |value| value.span().start), &reason);
    }

    fn fail_at(&mut self, offset: usize, reason: &str) {
        self.errors.push(error_at(self.text, offset, reason));
    }
}

/// What is at `path`: keys of tables, and places in arrays.
fn find<'a, 'b>(table: &'a DeTable<'b>, path: &[&str]) -> Option<&'a Spanned<DeValue<'b>>> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, step| match value.get_ref() {
        DeValue::Table(table) => table.get(*step),
        DeValue::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
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

    pub(super) fn errors(rest: &str) -> Vec<(usize, String)> {
        let text = format!("id = \"demo\"\nname = \"Demo\"\n{rest}");
        match parse(&text) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| (error.line, error.reason)).collect(),
        }
    }

    pub(super) fn lines(rest: &str) -> Vec<usize> {
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
