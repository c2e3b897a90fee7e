//! The demo site is a valid bundle, and its knowledge answers what its visitors are invited to ask.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use baton_edge::bot::{Question, Retrieval};
use baton_edge::site_bundle::{ArticleFile, SETTINGS_FILE, Site, SiteBundle};
use baton_shared::trigger::{Topic, TriggerKind, TriggerSettings};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn demo() -> Site {
    parse(&fs::read_to_string(folder().join(SETTINGS_FILE)).unwrap())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sites/demo")
}

/// The demo's articles under these settings.
fn parse(settings: &str) -> Site {
    let mut articles: Vec<ArticleFile> = fs::read_dir(folder().join("knowledge"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| ArticleFile {
            path: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(&path).unwrap(),
        })
        .collect();
    articles.sort_by(|a, b| a.path.cmp(&b.path));
    SiteBundle::parse(settings, &articles).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn bot(site: &Site) -> Retrieval {
    Retrieval::new(site.knowledge.clone(), site.settings.bot.threshold)
}

#[test]
fn every_suggestion_gets_an_answer_well_above_the_threshold() {
    let site = demo();
    let sources = ["#tracking", "#returns", "#sizes", "#repairs"];
    assert_eq!(site.settings.widget.suggestions.len(), sources.len());
    for (text, anchor) in site.settings.widget.suggestions.iter().zip(sources) {
        let answer = bot(&site).reply(&Question { text, recent: &[] });
        assert!(answer.sources[0].href.ends_with(anchor), "{text}: {answer:?}");
        assert!(answer.confidence.thousandths() > 850, "{text}: {answer:?}");
    }
}

#[test]
fn everyday_questions_find_their_article() {
    let site = demo();
    for (text, title) in [
        ("where's my package", "Orders and tracking"),
        ("i want to cancel my order", "Orders and tracking"),
        ("do you ship to Canada?", "Shipping"),
        ("how long does delivery take", "Shipping"),
        ("my bag arrived damaged", "Returns and exchanges"),
        ("when do I get my money back?", "Refunds"),
        ("the zipper broke", "Guarantee and repairs"),
        ("will a 15 inch laptop fit?", "Sizes and cabin luggage"),
        ("is it waterproof?", "Caring for your bag"),
        ("my card was declined", "Payment"),
        ("I forgot my pasword", "Your account"),
        ("gift card balance", "Gift cards"),
        ("are you open on sunday", "Contact and opening hours"),
        ("unsubscribe from newsletter", "Privacy"),
        ("where are your bags made", "Our bags"),
    ] {
        let answer = bot(&site).reply(&Question { text, recent: &[] });
        let found = answer.sources.first().map(|source| source.title.as_str());
        assert_eq!(found, Some(title), "{text}");
    }
}

#[test]
fn what_the_shop_does_not_know_is_not_answered() {
    let site = demo();
    for text in [
        "what's the weather like tomorrow",
        "who won the election",
        "do you have a loyalty programme",
        "are you hiring?",
        "book a table for two",
        "my flight was delayed, can I get compensation",
    ] {
        let answer = bot(&site).reply(&Question { text, recent: &[] });
        assert!(answer.sources.is_empty() && answer.offer, "{text}: {answer:?}");
    }
}

#[test]
fn what_could_mean_two_things_is_asked_back_and_each_choice_leads_to_its_section() {
    let bot = bot(&demo());
    let reply = |text: &str| bot.reply(&Question { text, recent: &[] });
    for (text, titles) in [
        ("email", ["Contact and opening hours", "Your account"]),
        ("order email", ["Orders and tracking", "Your account"]),
    ] {
        let asking = reply(text);
        assert!(asking.sources.is_empty() && !asking.offer, "{text}: {asking:?}");
        let led_to: Vec<String> =
            asking.choices.iter().map(|choice| reply(choice).sources[0].title.clone()).collect();
        assert_eq!(led_to, titles, "{text}: {:?}", asking.choices);
    }
}

#[test]
fn every_link_of_the_knowledge_leads_to_a_page_of_the_shop() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/shop");
    for article in &demo().knowledge.articles {
        let link = article.link.as_deref().unwrap_or_default();
        let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
        let html = fs::read_to_string(shop.join(page.trim_start_matches('/'))).unwrap();
        assert!(html.contains(&format!("id=\"{anchor}\"")), "{link}");
    }
}

#[test]
fn every_setting_of_the_triggers_is_shown_with_its_default() {
    let (shown, default) = (demo().settings.trigger, TriggerSettings::default());
    assert_eq!(shown.topics.len(), Topic::ALL.len());
    for kind in TriggerKind::all() {
        assert_eq!(shown.of(kind), default.of(kind), "{}", kind.name());
    }
    assert_eq!(TriggerSettings { topics: BTreeMap::new(), ..shown }, default);
}

#[test]
fn the_examples_that_are_commented_out_can_be_used() {
    let text = fs::read_to_string(folder().join(SETTINGS_FILE)).unwrap();
    // Of two bots a site has one.
    let with_all_but = |left_out: &str| {
        let mut example = false;
        let lines = text.lines().map(|line| {
            let begins = line.starts_with("# [") && !line.contains(left_out);
            example = begins || (example && line.starts_with('#'));
            line.strip_prefix("# ").filter(|_| example).unwrap_or(line)
        });
        parse(&lines.collect::<Vec<_>>().join("\n")).settings
    };
    let settings = with_all_but("[bot.webhook]");
    assert_eq!((settings.trigger.rules.len(), settings.trigger.issue_types.len()), (1, 1));
    assert!(settings.bot.language_model.is_some());
    assert!(with_all_but("[bot.language_model]").bot.webhook.is_some());
}
