//! Ten conversations on the demo site, each through the real thread log, trigger engine and bot: the
//! briefing, read alone, says who, what, what was tried, why now, how they feel and what to do next.

use super::*;
use crate::bot::{Question, Retrieval};
use crate::site_bundle::{ArticleFile, SiteBundle};
use baton_shared::briefing::{About, End, Known};
use baton_shared::customer::Trait;
use baton_shared::entry::{AgentCard, Answer, Outcome};
use baton_shared::id::{AgentId, Epoch, MessageId, Millis, ThreadId};
use baton_shared::protocol::{Message, Up};
use baton_shared::thread::log::{BotReply, Effect, Peer, ThreadLog, Who as Whose};
use baton_shared::thread::ownership::Owner;
use baton_shared::thread::store::{LogStore, MemoryStore};
use std::fs;
use std::path::Path;

/// The demo shop with one customer.
struct Shop {
    settings: SiteSettings,
    bot: Retrieval,
    log: ThreadLog<MemoryStore>,
    now: Millis,
    said: u32,
}

impl Shop {
    fn open() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sites/demo");
        let settings = fs::read_to_string(folder.join("site.toml")).unwrap();
        let mut articles = Vec::new();
        for file in fs::read_dir(folder.join("knowledge")).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            articles.push(ArticleFile { path: name, text: fs::read_to_string(path).unwrap() });
        }
        articles.sort_by(|one, other| one.path.cmp(&other.path));
        let site = SiteBundle::parse(&settings, &articles).unwrap();
        let bot = Retrieval::new(site.knowledge, site.settings.bot.threshold);
        let thread = ThreadId::parse("t").unwrap();
        let log = ThreadLog::open(thread, site.settings.card(), MemoryStore::default()).unwrap();
        Self { settings: site.settings, bot, log, now: Millis(1_790_000_000_000), said: 0 }
    }

    fn from(&mut self, whose: Whose, up: impl FnOnce(MessageId, Seq, Epoch) -> Up) -> &mut Self {
        self.said += 1;
        self.now = self.now.plus(20_000);
        let id = MessageId::parse(format!("m{}", self.said)).unwrap();
        let up = up(id, self.log.head(), self.log.ownership().epoch);
        let peer = Peer { who: whose, greeted: true };
        let mut effects = self.log.handle(&peer, up, self.now).unwrap();
        while let Some(turn) = asked(&effects) {
            let recent = self.log.store().entries_before(turn.reply_to, 12).unwrap();
            let answer = self.bot.reply(&Question { text: &turn.question, recent: &recent });
            let reply = Ok(BotReply::Answer(answer));
            effects = self.log.bot_replied(&turn, reply, self.now.plus(500)).unwrap();
        }
        self
    }

    fn sends(&mut self, message: Message) -> &mut Self {
        self.from(Whose::Customer, |id, after, _| Up::Send {
            id,
            after,
            epoch: None,
            message,
            sensed: None,
        })
    }

    fn says(&mut self, text: &str) -> &mut Self {
        self.sends(Message::text(text))
    }

    fn says_from(&mut self, page: &str, text: &str) -> &mut Self {
        let visit = Visit {
            page: format!("https://larkspur.example{page}"),
            language: "en-GB".to_owned(),
            device: "phone".to_owned(),
            ..Visit::default()
        };
        let (text, behaviour) = (text.to_owned(), Vec::new());
        self.sends(Message::Text { text, behaviour, visit: Some(Box::new(visit)) })
    }

    fn rates(&mut self, helped: bool) -> &mut Self {
        let answer = self.newest(|body| matches!(body, Body::Answer(_)));
        self.sends(Message::Rated { answer, helped })
    }

    fn skips(&mut self) -> &mut Self {
        let asked = self.newest(|body| matches!(body, Body::Asked(_)));
        self.sends(Message::Skipped { asked })
    }

    fn is(&mut self, person: Person) -> &mut Self {
        self.log.identified(person, self.now).unwrap();
        self
    }

    fn maya(&mut self, up: impl FnOnce(MessageId, Seq, Epoch) -> Up) -> &mut Self {
        let card = AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() };
        self.from(Whose::Agent(card), up)
    }

    fn newest(&self, kind: impl Fn(&Body) -> bool) -> Seq {
        let entries = &self.log.store().entries;
        entries.iter().rev().find(|entry| kind(&entry.body)).unwrap().seq
    }

    fn briefing(&self) -> Briefing {
        let mut case = Case::new(&self.settings, None);
        for entry in &self.log.store().entries {
            case.take_in(entry.clone());
        }
        let (settings, bot) = (&self.settings, &self.bot);
        let briefing = case.briefing(&Surroundings { settings, bot, earlier: Vec::new() });
        for line in &briefing.summary {
            println!("{:?}: {} {:?}", line.about, line.text, line.entries);
        }
        is_whole(&briefing, self.log.head());
        briefing
    }
}

fn asked(effects: &[Effect]) -> Option<baton_shared::thread::log::BotTurn> {
    effects.iter().find_map(|effect| match effect {
        Effect::AskBot(turn) => Some(turn.clone()),
        _ => None,
    })
}

/// Six lines, one for each question, each with entries that there are.
fn is_whole(briefing: &Briefing, head: Seq) {
    let about: Vec<About> = briefing.summary.iter().map(|line| line.about).collect();
    let all = [About::Who, About::What, About::Tried, About::Why, About::Mood, About::Next];
    assert_eq!(about, all);
    for line in &briefing.summary {
        assert!(!line.text.is_empty() && !line.entries.is_empty(), "{line:?}");
        assert!(line.entries.iter().all(|seq| (Seq(1)..=head).contains(seq)), "{line:?}");
    }
}

/// The line about `about` holds all of `words`.
#[track_caller]
fn says(briefing: &Briefing, about: About, words: &[&str]) {
    let line = briefing.summary.iter().find(|line| line.about == about).unwrap();
    let text = line.text.to_lowercase();
    for word in words {
        assert!(text.contains(&word.to_lowercase()), "{word:?} is not in {:?}", line.text);
    }
}

fn told(briefing: &Briefing, field: &str) -> Vec<String> {
    let of = |fact: &&Known| fact.field == field;
    briefing.facts.iter().filter(of).map(|fact| fact.value.clone()).collect()
}

fn anna() -> Person {
    let said = |name: &str, value: &str| Trait { name: name.to_owned(), value: value.to_owned() };
    Person {
        id: "4711".to_owned(),
        name: Some("Anna Berg".to_owned()),
        email: Some("anna@berg.example".to_owned()),
        traits: vec![said("tier", "gold"), said("value", "2400")],
    }
}

#[test]
fn first_a_late_parcel_with_its_number() {
    let mut shop = Shop::open();
    shop.says_from("/help", "where is my order LK-48213? it should have come last week");
    shop.says("that didn't help, I already looked at the tracking").says("let me talk to a human");
    let briefing = shop.briefing();
    says(&briefing, About::Who, &["not verified", "/help", "phone"]);
    says(&briefing, About::What, &["shipping", "where is my order", "LK-48213"]);
    says(&briefing, About::Tried, &["didn't help"]);
    says(&briefing, About::Why, &["asked for a person", "talk to a human"]);
    says(&briefing, About::Next, &["tracking"]);
    assert_eq!(told(&briefing, "order_number"), ["LK-48213"]);
    assert_eq!(briefing.missing, []);
}

#[test]
fn second_an_angry_verified_customer() {
    let mut shop = Shop::open();
    shop.is(anna()).says("I want my money back for the torn bag");
    shop.says("this is ridiculous, I am so angry with you people!!");
    shop.says("worst shop ever, what a joke").says("get me someone who can actually help");
    let briefing = shop.briefing();
    says(&briefing, About::Who, &["Anna Berg", "verified", "gold"]);
    says(&briefing, About::What, &["money back"]);
    says(&briefing, About::Mood, &["sharpest at"]);
    assert!(!briefing.mood.spikes.is_empty());
    assert_eq!(told(&briefing, "email"), ["anna@berg.example"]);
    assert!(briefing.facts[0].verified);
}

#[test]
fn third_an_answer_rated_as_no_help_twice() {
    let mut shop = Shop::open();
    shop.says("how do I clean my leather bag?").rates(false);
    shop.says("which cabin bag do you recommend?").rates(false);
    let briefing = shop.briefing();
    let ends: Vec<End> = briefing.attempts.iter().map(|attempt| attempt.end).collect();
    assert_eq!(ends, [End::DidNotHelp, End::DidNotHelp]);
    says(&briefing, About::Tried, &["didn't help"]);
    says(&briefing, About::Why, &["answers didn't help"]);
    assert_eq!(shop.log.ownership().owner, Owner::QUEUE);
}

#[test]
fn fourth_asked_for_a_number_while_waiting() {
    let mut shop = Shop::open();
    shop.says("my parcel hasn't arrived").says("I want to speak to a real person");
    assert!(matches!(shop.log.store().entries.last().unwrap().body, Body::Asked(_)));
    shop.says("oh and it was a present for my mum").says("48213");
    let briefing = shop.briefing();
    assert_eq!(told(&briefing, "order_number").len(), 1);
    assert!(told(&briefing, "order_number")[0].contains("48213"));
    says(&briefing, About::What, &["order number", "48213"]);
    assert_eq!(briefing.missing, []);
    let questions = shop.log.store().entries.iter();
    let questions = questions.filter(|entry| matches!(entry.body, Body::Asked(_))).count();
    assert_eq!(questions, 1, "never twice");
}

#[test]
fn fifth_a_question_that_is_skipped() {
    let mut shop = Shop::open();
    shop.says("my parcel hasn't arrived").says("I want to speak to a real person").skips();
    let briefing = shop.briefing();
    assert!(briefing.missing[0].skipped && briefing.missing[0].asked.is_some());
    says(&briefing, About::What, &["not known: order number"]);
}

#[test]
fn sixth_an_account_that_strangers_are_in() {
    let mut shop = Shop::open();
    shop.says("someone hacked my account and ordered three bags with my card, this is urgent");
    let briefing = shop.briefing();
    says(&briefing, About::Why, &["account at risk"]);
    says(&briefing, About::Why, &["urgent"]);
    assert!(briefing.priority.priority > baton_shared::trigger::Priority::Normal);
}

#[test]
fn seventh_nothing_in_the_articles() {
    let mut shop = Shop::open();
    shop.says("do you sponsor football clubs?");
    shop.sends(Message::PersonRequested);
    let briefing = shop.briefing();
    assert_eq!(briefing.attempts[0].end, End::NoAnswer);
    says(&briefing, About::What, &["sponsor football clubs"]);
    says(&briefing, About::Tried, &["no good answer"]);
    says(&briefing, About::Why, &["asked for a person"]);
}

#[test]
fn eighth_a_person_asked_for_before_a_word() {
    let mut shop = Shop::open();
    shop.sends(Message::PersonRequested);
    let briefing = shop.briefing();
    says(&briefing, About::What, &["without a question"]);
    says(&briefing, About::Tried, &["nothing yet"]);
    says(&briefing, About::Mood, &["nothing said yet"]);
}

#[test]
fn ninth_back_after_an_agent_had_resolved_it() {
    let mut shop = Shop::open();
    shop.says("my parcel LK-10001 is late").says("can I talk to a real person");
    shop.maya(|id, after, epoch| Up::Take { id, after, epoch });
    shop.maya(|id, after, epoch| Up::HandBack { id, after, epoch, outcome: Outcome::Resolved });
    shop.says("hello again, now the zip of the new bag is broken").says("a human please");
    let briefing = shop.briefing();
    says(&briefing, About::Who, &["was here before, with Maya"]);
    says(&briefing, About::What, &["zip"]);
    assert_eq!(briefing.before.len(), 1);
    assert_eq!(briefing.why.as_ref().unwrap().number, 2);
    assert_eq!(told(&briefing, "order_number"), ["LK-10001"], "told before, not asked again");
}

#[test]
fn tenth_a_card_number_that_nobody_sees() {
    let mut shop = Shop::open();
    shop.says("you charged 4111 1111 1111 1111 twice, 59 euros each, email me at jo@mail.example");
    shop.says("I need a person for this");
    let briefing = shop.briefing();
    let stored = serde_json::to_string(&shop.log.store().entries).unwrap();
    let shown = serde_json::to_string(&briefing).unwrap();
    assert!(!stored.contains("4111 1111") && !shown.contains("4111 1111"));
    assert_eq!(told(&briefing, "email"), ["jo@mail.example"]);
    says(&briefing, About::What, &["charged"]);
    says(&briefing, About::Next, &["charge"]);
}

#[test]
fn an_answer_broken_off_is_an_attempt_cut_short() {
    let mut shop = Shop::open();
    shop.says("where is my order?");
    let blocks = Answer::of(Seq(1), Vec::new()).blocks;
    let answer = Answer { unfinished: true, ..Answer::of(Seq(1), blocks) };
    let mut case = Case::new(&shop.settings, None);
    for entry in &shop.log.store().entries {
        case.take_in(entry.clone());
    }
    let last = shop.log.store().entries.last().unwrap().clone();
    let seq = last.seq.next();
    case.take_in(Entry { seq, author: Author::Bot, body: Body::Answer(answer), ..last });
    let (settings, bot) = (&shop.settings, &shop.bot);
    let briefing = case.briefing(&Surroundings { settings, bot, earlier: Vec::new() });
    assert_eq!(briefing.attempts.last().unwrap().end, End::CutShort);
}
