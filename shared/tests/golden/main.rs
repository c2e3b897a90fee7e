//! The bytes of every message and every stored row, one file each.
//!
//! What is in these files is in browsers, databases and on the wire of the version before this one.
//! A change of bytes is a change of protocol: it fails here until it is made on purpose. Every
//! variant of every enum has a sample; a new one doesn't compile without a name, and doesn't pass
//! without a file. Out of scope: what the messages mean.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod desk;
mod down;
mod log;
mod stored;
mod up;

use baton_shared::entry::AgentCard;
use baton_shared::id::{AgentId, MessageId, SiteId, ThreadId};
use baton_shared::protocol::{decode, encode};
use baton_shared::site::{SiteCard, WidgetSettings};
use baton_shared::trigger::Topic;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

/// What to do when the bytes have changed.
const ADVICE: &str = "\
What is deployed and stored has the old bytes. If the change is meant:
  1. unless it only adds a field with a default, bump VERSION in shared/src/protocol/mod.rs
     and keep understanding the version before it;
  2. add a line to the history in shared/src/protocol/mod.rs;
  3. write the files anew: UPDATE_GOLDEN=1 cargo test -p baton-shared golden";

/// A type whose bytes are fixed: its folder, and a name for each of its variants.
trait Golden: Serialize + DeserializeOwned + PartialEq + Debug {
    const FOLDER: &'static str;
    const VARIANTS: &'static [&'static str];
    fn variant(&self) -> &'static str;
}

/// Names every variant of a type. The `match` is exhaustive: a new variant needs a name here.
macro_rules! golden {
    ($type:ty, $folder:literal { $($pattern:pat => $name:literal),+ $(,)? }) => {
        impl crate::Golden for $type {
            const FOLDER: &'static str = $folder;
            const VARIANTS: &'static [&'static str] = &[$($name),+];
            fn variant(&self) -> &'static str {
                match self { $($pattern => $name),+ }
            }
        }
    };
}
use golden;

/// Compares `samples` with their files; the first sample of a variant has the variant's name, the
/// next ones a number behind it.
fn check<T: Golden>(samples: &[T]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(T::FOLDER);
    let mut names: BTreeSet<String> = BTreeSet::new();
    for sample in samples {
        let alike = names.iter().filter(|name| stem(name) == sample.variant()).count();
        let name = match alike {
            0 => sample.variant().to_owned(),
            n => format!("{}.{}", sample.variant(), n + 1),
        };
        compare(&folder.join(format!("{name}.json")), sample);
        tolerates_the_future(sample);
        names.insert(name);
    }
    for variant in T::VARIANTS {
        assert!(names.contains(*variant), "{} has no sample of `{variant}`", T::FOLDER);
    }
    let files: BTreeSet<String> = files(&folder).iter().map(|path| file_stem(path)).collect();
    assert_eq!(files, names, "{} has files that belong to no sample\n{ADVICE}", T::FOLDER);
}

fn compare<T: Golden>(path: &Path, sample: &T) {
    let bytes = encode(sample) + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &bytes).unwrap();
    }
    let shown = path.display();
    let golden = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{shown}: {error}\n{ADVICE}"))
        .replace("\r\n", "\n");
    assert_eq!(bytes, golden, "the bytes of {shown} have changed.\n{ADVICE}");
    let decoded: T = decode(&golden)
        .unwrap_or_else(|error| panic!("{shown} can't be read any more: {error}\n{ADVICE}"));
    assert_eq!(&decoded, sample, "{shown} is read as something else.\n{ADVICE}");
}

/// A peer one version ahead adds fields; they are skipped, wherever they are.
fn tolerates_the_future<T: Golden>(sample: &T) {
    let mut value = serde_json::to_value(sample).unwrap();
    add_unknown_fields(&mut value);
    let text = value.to_string();
    let decoded: T = decode(&text).unwrap_or_else(|error| {
        panic!("a field from a newer version is an error: {error}\nin {text}")
    });
    assert_eq!(&decoded, sample, "a field from a newer version changes what is read: {text}");
}

fn add_unknown_fields(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            // The keys of this one are the owner's, so no version adds any.
            let ours = fields.iter_mut().filter(|(name, _)| *name != "issue_types");
            ours.for_each(|(_, value)| add_unknown_fields(value));
            let newer = json!({ "nested": [1, null, "…"] });
            fields.insert("from_a_newer_version".to_owned(), newer);
        }
        Value::Array(items) => items.iter_mut().for_each(add_unknown_fields),
        _ => {}
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect()
}

fn file_stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn maya() -> AgentCard {
    AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() }
}

fn thread() -> ThreadId {
    ThreadId::parse("t_7Kq").unwrap()
}

fn message_id() -> MessageId {
    MessageId::parse("m_01").unwrap()
}

fn site() -> SiteCard {
    SiteCard {
        id: SiteId::parse("demo").unwrap(),
        name: "Larkspur".to_owned(),
        bot: "Assistant".to_owned(),
        widget: WidgetSettings {
            accent: "#0f6b5c".to_owned(),
            greeting: "Hello! How can we help?".to_owned(),
            suggestions: vec!["Where is my order?".to_owned()],
        },
        trigger: serde_json::from_value(numbers()).unwrap(),
        origins: vec!["https://shop.example".to_owned()],
        facts: Vec::new(),
        tells_messages: false,
    }
}

/// A site whose owner has chosen topics, rules, types of issue and facts too.
fn chosen_site() -> SiteCard {
    let levels = json!({ "offer": 300, "hand_off": "never" });
    let topics: Map<String, Value> =
        Topic::ALL.into_iter().map(|topic| (topic.name().to_owned(), levels.clone())).collect();
    let mut trigger = numbers();
    trigger["topics"] = Value::Object(topics);
    trigger["rules"] = json!([
        { "name": "Recall", "says": ["recall~ [of] model|bag"], "decision": "hand_off" },
        { "name": "Prices", "page": "/trade", "topic": "refund", "decision": "offer" },
    ]);
    trigger["issue_types"] =
        json!({ "warranty": ["the zip broke", "is this covered", "a seam came apart"] });
    let facts = json!([
        { "name": "order_number", "pattern": "LK-\\d{5}", "example": "LK-48213" },
        { "name": "colour", "label": "Colour", "values": ["Sand|beige"], "ask": "Which colour?",
          "required_for": ["warranty"] },
    ]);
    SiteCard {
        trigger: serde_json::from_value(trigger).unwrap(),
        facts: serde_json::from_value(facts).unwrap(),
        ..site()
    }
}

/// Every number of the trigger settings, so that the bytes don't depend on the defaults.
fn numbers() -> Value {
    json!({
        "explicit_request": { "offer": 350, "hand_off": 500 },
        "frustration": { "offer": 480, "hand_off": 850 },
        "repeated_failure": { "offer": "never", "hand_off": 1000 },
        "failures": 2,
        "low_confidence": { "offer": 0, "hand_off": "never" },
        "urgency": { "offer": 600, "hand_off": "never" },
        "complexity": { "offer": 500, "hand_off": "never" },
        "high_value": { "offer": 500, "hand_off": 900 },
        "bot_error": { "offer": "never", "hand_off": 500 },
        "unsure_below": 650,
        "value": { "tiers": ["gold", "club"], "amount": 500, "ease": 50 },
        "issue_known": 450,
    })
}
