//! One article: front matter between two `---` lines, then Markdown.
//!
//! Front matter is `key: value` lines: `title` (required), `link`, `tags` (`[a, b]` or `a, b`),
//! `language` and `issue_type`. Anything else in it is a mistake, so that a typo in a key can't pass unseen.

use super::{ArticleFile, BundleError, MAX_ARTICLE_BYTES};
use crate::bot::{Article, is_safe_link, sections};

/// The article in `file`, or everything that is wrong with it.
pub(super) fn parse(file: &ArticleFile, issue_types: &[&str]) -> Result<Article, Vec<BundleError>> {
    if file.path.trim().is_empty() {
        return Err(vec![file.error(0, "an article needs a path")]);
    }
    if file.text.len() > MAX_ARTICLE_BYTES {
        let size = file.text.len();
        let reason = format!("{size} bytes; an article has at most {MAX_ARTICLE_BYTES}");
        return Err(vec![file.error(0, reason)]);
    }
    let (front, body) = split(file).map_err(|error| vec![error])?;
    let mut errors = Vec::new();
    let mut matter = FrontMatter { issue_types, ..FrontMatter::default() };
    for (line, text) in front {
        if let Err(reason) = matter.take(text) {
            errors.push(file.error(line, reason));
        }
    }
    let sections = sections(body);
    if sections.is_empty() {
        errors.push(file.error(file.text.lines().count().max(1), "the article has no text"));
    }
    match matter.title {
        Some(title) if errors.is_empty() => Ok(Article {
            path: file.path.clone(),
            title,
            link: matter.link,
            tags: matter.tags.unwrap_or_default(),
            language: matter.language,
            issue_type: matter.issue_type,
            sections,
        }),
        Some(_) => Err(errors),
        None => {
            errors.push(file.error(1, "the front matter needs a title, as in `title: Shipping`"));
            Err(errors)
        }
    }
}

/// A line of front matter with its number, from 1.
type NumberedLine<'a> = (usize, &'a str);

/// The front matter's lines, and the text after it.
fn split(file: &ArticleFile) -> Result<(Vec<NumberedLine<'_>>, &str), BundleError> {
    let text = file.text.trim_start_matches('\u{feff}');
    let mut front = Vec::new();
    let mut rest = text;
    for number in 1.. {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim();
        match (number, line) {
            (1, "---") => {}
            (1, _) => {
                return Err(
                    file.error(1, "an article begins with front matter between `---` lines")
                );
            }
            (_, "---") => return Ok((front, after)),
            _ if after.is_empty() => break,
            (_, "") => {}
            _ => front.push((number, line)),
        }
        rest = after;
    }
    Err(file.error(1, "the front matter is not closed by a second `---` line"))
}

#[derive(Default)]
struct FrontMatter<'a> {
    /// The issue types that there are.
    issue_types: &'a [&'a str],
    title: Option<String>,
    link: Option<String>,
    tags: Option<Vec<String>>,
    language: Option<String>,
    issue_type: Option<String>,
}

impl FrontMatter<'_> {
    fn knows(&self, issue_type: &str) -> bool {
        self.issue_types.contains(&issue_type)
    }

    fn take(&mut self, line: &str) -> Result<(), String> {
        if line.starts_with('#') {
            return Ok(());
        }
        let (key, value) =
            line.split_once(':').ok_or_else(|| "expected `key: value`".to_owned())?;
        let (key, value) = (key.trim(), unquoted(value));
        if value.is_empty() {
            return Err(format!("`{key}` has no value"));
        }
        match key {
            "title" => once(key, &mut self.title, value.to_owned()),
            "link" if !is_safe_link(value) => {
                Err(format!("`{value}` is neither a web address nor a path such as /help"))
            }
            "link" => once(key, &mut self.link, value.to_owned()),
            "tags" => once(key, &mut self.tags, list(value)),
            "language" if !is_language(value) => {
                Err(format!("`{value}` is not a language tag such as `en` or `pt-BR`"))
            }
            "language" => once(key, &mut self.language, value.to_owned()),
            "issue_type" if !self.knows(value) => Err(format!(
                "`{value}` is no issue type; there are {}",
                self.issue_types.join(", ")
            )),
            "issue_type" => once(key, &mut self.issue_type, value.to_owned()),
            _ => {
                let known = "title, link, tags, language and issue_type";
                Err(format!("unknown key `{key}`; known are {known}"))
            }
        }
    }
}

fn once<T>(key: &str, slot: &mut Option<T>, value: T) -> Result<(), String> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("`{key}` is given twice")),
    }
}

fn list(value: &str) -> Vec<String> {
    let inside = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let items = inside.unwrap_or(value).split(',').map(unquoted);
    items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let alphanumeric = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Article, Vec<(usize, String)>> {
        let file = ArticleFile { path: "a.md".to_owned(), text: text.to_owned() };
        parse(&file, &["billing", "refund"])
            .map_err(|errors| errors.into_iter().map(|e| (e.line, e.reason)).collect())
    }

    fn lines(text: &str) -> Vec<usize> {
        read(text).unwrap_err().into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn front_matter_is_read() {
        let text = "---\r\ntitle: \"Returns: how\"\r\nlink: /help#returns\r\ntags: [refund, 'send back']\r\nissue_type: refund\r\nlanguage: en-GB\r\n---\r\nText";
        let article = read(text).unwrap();
        assert_eq!(article.title, "Returns: how");
        assert_eq!(article.link.as_deref(), Some("/help#returns"));
        assert_eq!(article.tags, ["refund", "send back"]);
        assert_eq!(article.language.as_deref(), Some("en-GB"));
        assert_eq!(article.issue_type.as_deref(), Some("refund"));
        assert_eq!(article.sections.len(), 1);
    }

    #[test]
    fn mistakes_are_found_with_their_line() {
        assert_eq!(lines("text only"), [1]);
        assert_eq!(lines(""), [1]);
        assert_eq!(lines("---\ntitle: A\ntext"), [1]);
        assert_eq!(lines("---\nlink: /a\n---\ntext"), [1]);
        assert_eq!(lines("---\ntitle: A\ntitel: B\nlanguage: english!\n---\ntext"), [3, 4]);
        assert_eq!(lines("---\ntitle: A\nlink: javascript:x\n---\ntext"), [3]);
        assert_eq!(lines("---\ntitle: A\ntitle: B\n---\ntext"), [3]);
        assert_eq!(lines("---\ntitle: A\nissue_type: bags\n---\ntext"), [3]);
        assert_eq!(lines("---\ntitle: A\n---\n\n"), [4]);
        assert_eq!(lines("---\ntitle:\n---\ntext"), [2, 1]);
    }

    #[test]
    fn an_article_has_a_bounded_size() {
        let text = format!("---\ntitle: A\n---\n{}", "x".repeat(MAX_ARTICLE_BYTES));
        assert_eq!(lines(&text), [0]);
    }
}
