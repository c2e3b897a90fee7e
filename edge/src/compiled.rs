//! A site as it is compiled at the push: settings, knowledge and search index in one run of bytes, which
//! an isolate reads in a fraction of the time that Markdown and indexing take.
//!
//! The bytes are derived from what the owner wrote and can be made again at any time: [`FORMAT`] says
//! which Baton wrote them, and whoever meets another format, or bytes that can't be read, compiles the
//! sources anew.

use crate::bot::search::Search;
use crate::bot::{Knowledge, Retrieval};
use crate::site_bundle::Site;
use baton_shared::site::SiteSettings;
use std::fmt;

/// The format of the bytes. Counts up with every change of what is compiled: its shape, and which words
/// are indexed and how.
pub const FORMAT: u32 = 11;

/// A site, ready to serve.
pub struct LiveSite {
    /// What its owner set.
    pub settings: SiteSettings,
    /// Its bot, with the knowledge indexed.
    pub bot: Retrieval,
}

/// Why compiled bytes can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// They are of another format.
    OtherFormat,
    /// They are not what was written.
    Damaged,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherFormat => "the compiled site is of another format",
            Self::Damaged => "the compiled site is damaged",
        })
    }
}

impl std::error::Error for Unreadable {}

/// Compiles `site`: the format in four bytes, and what [`read`] makes a [`LiveSite`] of. Fails only where
/// the settings can't be written.
pub fn compile(site: &Site) -> Result<Vec<u8>, serde_json::Error> {
    use serde::ser::Error;
    // Settings are read by name: their types are made for TOML and JSON.
    let settings = serde_json::to_string(&site.settings)?;
    let parts = (settings, &site.knowledge, Search::new(&site.knowledge));
    postcard::to_extend(&parts, FORMAT.to_le_bytes().to_vec()).map_err(serde_json::Error::custom)
}

/// Whether `bytes`, or the beginning of them, are of this Baton's format.
pub fn is_current(bytes: &[u8]) -> bool {
    bytes.starts_with(&FORMAT.to_le_bytes())
}

/// Reads what [`compile`] wrote.
pub fn read(bytes: &[u8]) -> Result<LiveSite, Unreadable> {
    let parts = bytes.strip_prefix(&FORMAT.to_le_bytes()).ok_or(Unreadable::OtherFormat)?;
    let ((settings, knowledge, search), rest) =
        postcard::take_from_bytes::<(&str, Knowledge, Search)>(parts)
            .map_err(|_| Unreadable::Damaged)?;
    let settings: SiteSettings = serde_json::from_str(settings).map_err(|_| Unreadable::Damaged)?;
    if !rest.is_empty() || !search.is_sound(&knowledge) {
        return Err(Unreadable::Damaged);
    }
    let bot = Retrieval::with_search(knowledge, search, settings.bot.threshold);
    Ok(LiveSite { settings, bot })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::Question;
    use crate::site_bundle::{ArticleFile, SiteBundle};
    use data_encoding::HEXLOWER;
    use sha2::{Digest, Sha256};

    fn site() -> Site {
        let settings = "id = \"demo\"\nname = \"Demo\"\n[bot]\nthreshold = 600\n\
                        [trigger.topics]\nbilling_dispute = { offer = 700, hand_off = \"never\" }\n";
        let shipping = "---\ntitle: Delivery times\nlink: /help\ntags: parcel, courier\n---\n\
                        Parcels take **two** to [four days](/help#days).\n\n\
                        ## What does delivery cost?\n\n- Five euros\n- Nothing above `50`\n\n\
                        ### Abroad\n\n    as agreed\n";
        let returns = "---\ntitle: Returning an item\nissue_type: refund\n---\n\
                       Print the label and hand the weekender in.\n";
        let file = |path: &str, text: &str| ArticleFile { path: path.into(), text: text.into() };
        let articles = [
            file("shipping.md", shipping),
            file("returns.md", returns),
            file("synonyms.txt", "duffel, weekender\n"),
        ];
        SiteBundle::parse(settings, &articles).unwrap()
    }

    #[test]
    fn a_compiled_site_answers_like_the_one_it_was_made_of() {
        let site = site();
        let read = read(&compile(&site).unwrap()).unwrap();
        assert_eq!(read.settings, site.settings);
        assert_eq!(*read.bot.knowledge(), site.knowledge);
        let fresh = Retrieval::new(site.knowledge, site.settings.bot.threshold);
        for text in ["delivry price", "how long does shipping take", "return my duffel", "jazz?"] {
            let question = Question { text, recent: &[] };
            assert_eq!(read.bot.find(&question), fresh.find(&question), "{text}");
            assert_eq!(read.bot.reply(&question), fresh.reply(&question), "{text}");
        }
    }

    #[test]
    fn bytes_that_are_not_what_was_written_are_refused() {
        let bytes = compile(&site()).unwrap();
        let why = |bytes: &[u8]| read(bytes).err();
        for length in (4..bytes.len()).step_by(7) {
            assert_eq!(why(&bytes[..length]), Some(Unreadable::Damaged), "{length} bytes");
        }
        assert_eq!(why(&[&bytes[..], &[0]].concat()), Some(Unreadable::Damaged));
        let other = [&(FORMAT + 1).to_le_bytes(), &bytes[4..]].concat();
        assert_eq!((why(&other), is_current(&other)), (Some(Unreadable::OtherFormat), false));
        assert_eq!((why(&[]), is_current(&[])), (Some(Unreadable::OtherFormat), false));
        assert!(is_current(&bytes));
    }

    #[test]
    fn whatever_is_changed_in_the_bytes_reading_them_does_not_panic() {
        let bytes = compile(&site()).unwrap();
        for at in 4..bytes.len() {
            for value in [0, 1, 255] {
                let mut bytes = bytes.clone();
                bytes[at] = value;
                if let Ok(site) = read(&bytes) {
                    site.bot
                        .reply(&Question { text: "delivery price of a weekender", recent: &[] });
                }
            }
        }
    }

    /// Where this fails, what is compiled has changed: count [`FORMAT`] up, so that the sites that are
    /// stored are compiled anew, and write the new digest down.
    #[test]
    fn another_format_has_another_number() {
        let digest = HEXLOWER.encode(&Sha256::digest(compile(&site()).unwrap()));
        assert_eq!((FORMAT, &digest[..16]), (11, "39be389b0bfa41cd"));
    }
}
