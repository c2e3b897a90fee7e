//! What was said before decides what is meant: offers that stand, bots that failed, and what is told as the background of
//! another question.

use super::{engine, said};
use baton_shared::id::{Confidence, Seq};
use baton_shared::trigger::{
    Assessment, Decision, Traits, Trigger, TriggerKind, TriggerState, Turn,
};

/// What `text` means after `turns`, the customer's and the bot's by turns.
fn after(turns: &[&str], text: &str) -> Assessment {
    let (engine, mut state, traits) = (engine(), TriggerState::default(), Traits::default());
    for (seq, turn) in (1..).zip(turns) {
        let answer = Turn::Answered {
            seq: Seq(seq),
            text: (*turn).into(),
            confidence: None,
            offered: false,
        };
        let asked = said(seq, turn);
        let turn = if seq % 2 == 1 { Turn::of(&asked) } else { answer };
        engine.observe(&mut state, &turn, &traits);
    }
    let next = said(turns.len() as u64 + 1, text);
    engine.preview(&state, &Turn::of(&next), &traits)
}

/// Whether one of the reasons is that the bot has failed.
fn has_failed(found: &Assessment) -> bool {
    found.triggers.iter().any(|trigger| trigger.kind == TriggerKind::BotError)
}

#[test]
fn a_bot_that_failed_is_a_reason_for_a_person_unless_all_is_well() {
    let failed = [
        "Which rows in the balcony have extra leg room?",
        "Sorry, something went wrong and I could not answer. Please try again.",
    ];
    for stumbles in ["It says something went wrong, and now?", "you are useless!!", "hello?"] {
        let next = after(&failed, stumbles);
        assert_eq!(next.decision, Decision::HandOff, "{stumbles}: {next:#?}");
        assert!(has_failed(&next), "{stumbles}: {next:#?}");
    }
    let [asked, sorry] = failed;
    let twice = [asked, sorry, "rows in the balcony with leg room?", sorry];
    assert_eq!(after(&twice, "leg room in the balcony, which rows?").decision, Decision::HandOff);
    let retried = "Which balcony rows have extra leg room?";
    assert_eq!(after(&failed, retried).decision, Decision::Continue);
    assert_eq!(after(&failed, "I found it, thanks").decision, Decision::Continue);
}

#[test]
fn a_bot_in_a_loop_and_one_that_talks_like_a_program_have_failed() {
    let menu = "Please choose: 1 Rooms, 2 Wellness, 3 Restaurant";
    let looping = ["is the sauna mixed?", menu, "2", menu, "2 wellness", menu];
    let again = after(&looping, "It keeps showing me the same menu");
    assert!(again.decision == Decision::HandOff && has_failed(&again), "{again:#?}");
    for raw in ["Null null {{answer.text}}", r#"{"error":"upstream_unavailable","code":503}"#] {
        let puzzled = after(&["can I watch offline?", raw], "what does that mean?");
        assert!(
            puzzled.decision == Decision::HandOff && has_failed(&puzzled),
            "{raw}: {puzzled:#?}"
        );
    }
    let explained =
        "Write `{{ name }}` where the customer's name should stand, as in \"Dear {{ name }}\".";
    let next = after(&["how do I put a name into the letter?", explained], "and the street?");
    assert_eq!(next.decision, Decision::Continue);
}

#[test]
fn anger_that_lasts_hands_off_whatever_the_bot_said_in_between() {
    let returns =
        "You have 45 days from delivery to change your mind. Open Orders and choose Return.";
    let annoyed = "this is so frustrating! how do I return something?";
    let asked =
        ["where is my order?", "You can follow your parcel in two places.", annoyed, returns];
    let furious = after(&asked, "You are useless! This is the worst service I have ever had");
    assert_eq!(furious.decision, Decision::HandOff, "{furious:#?}");
    let lasts = |found: &Trigger| {
        found.kind == TriggerKind::Frustration && found.confidence.thousandths() >= 950
    };
    assert!(furious.triggers.first().is_some_and(lasts), "{furious:#?}");
    assert_eq!(after(&asked[..2], annoyed).decision, Decision::Offer);
}

#[test]
fn a_number_beside_a_word_of_deals_makes_none() {
    let contract = "can a mobile contract be put over from my father to me? He is 84";
    assert_eq!(after(&[], contract).decision, Decision::Continue);
    let renewal = "our renewal for 84 seats is due, can you do better on the price?";
    assert_eq!(after(&[], renewal).decision, Decision::Offer);
}

#[test]
fn what_stands_in_quotation_marks_is_no_request() {
    let title = "and the exhibition \"Call a Human\", is that still on?";
    assert_eq!(after(&[], title).decision, Decision::Continue);
    assert_eq!(after(&[], "\"talk to a human\"").decision, Decision::HandOff);
}

const OFFER: [&str; 2] = [
    "and if there is foil on the fold line?",
    "Foil across a fold can crack. One of our print specialists could look at your file. Do you want to \
     chat with them now?",
];

#[test]
fn an_offer_stands_while_the_customer_asks_about_it() {
    let [ask, offer] = OFFER;
    let asked = [ask, offer, "how long is the wait", "Usually under five minutes."];
    assert_eq!(after(&asked, "ok let's do that").decision, Decision::HandOff);
    let declined = [ask, offer, "no thanks, I'll manage", "All right."];
    assert_eq!(after(&declined, "ok let's do that").decision, Decision::Continue);
}

#[test]
fn an_offer_at_the_end_of_a_long_answer_is_heard() {
    let offered = [
        "How much may I overpay on my mortgage this year without the charge?",
        "On our fixed mortgages you can overpay up to 10 percent of the balance each year. The balance on \
         1 January counts. For your own figure a mortgage adviser can call you, would you like that?",
    ];
    assert_eq!(after(&offered, "Yes, I would. Mornings are best.").decision, Decision::HandOff);
}

#[test]
fn what_is_past_settled_or_elsewhere_is_the_background_of_another_question() {
    for background in [
        "Last year I returned a coat to you and got my refund in three days. Is the new parka waterproof?",
        "My account at another shop was hacked years ago, so now I'm careful. Do you offer two step login?",
        "just left my old provider, they lied to me for months. so what speed do you have in LE4",
        "The complaint I had in spring about the squeaky bed was all settled, your joiner was lovely.",
    ] {
        let found = after(&[], background);
        assert_eq!(found.decision, Decision::Continue, "{background}: {found:#?}");
    }
    for matter in [
        "Last year I returned a coat to you and I'm still waiting for my refund. Where is my money?",
        "My account was hacked years ago and now somebody has ordered with it again. Can you block it?",
        "The boiler at my old landlord leaks gas and my head hurts. What should I do now?",
        "Two weeks ago someone stole my card at another shop. What should I do now?",
        "Two weeks ago someone stole my card.",
        "You charged me twice three weeks ago. Which form do I need to fill in?",
    ] {
        assert!(after(&[], matter).decision >= Decision::Offer, "{matter}");
    }
}

/// What two answers of which the bot is `sure`, in thousandths, come to, one after the other.
fn unsure(sure: u16, turns: [(&str, &str); 2]) -> [Decision; 2] {
    let (engine, mut state, traits) = (engine(), TriggerState::default(), Traits::default());
    let mut seq = 0;
    turns.map(|(asks, answers)| {
        let asked = said(seq + 1, asks);
        engine.observe(&mut state, &Turn::of(&asked), &traits);
        seq += 2;
        let confidence = Some(Confidence::from_thousandths(sure));
        let text = answers.into();
        let answer = Turn::Answered { seq: Seq(seq), text, confidence, offered: false };
        engine.observe(&mut state, &answer, &traits).decision
    })
}

#[test]
fn an_answer_that_the_bot_was_unsure_of_is_no_failure_once_it_is_taken() {
    let first =
        ("is there a height limit in the garage?", "Yes, it is 2.10 metres on both floors.");
    let next = ("good. and are dogs allowed in the shop?", "Yes, dogs on a lead are welcome.");
    assert_eq!(unsure(500, [first, next]), [Decision::Offer; 2]);
    let lost = ("is there a height limit in the garage?", "Sorry, I don't know that.");
    let again = ("and are dogs allowed in the shop?", "I'm afraid I don't know that either.");
    assert_eq!(unsure(500, [lost, again]), [Decision::Offer, Decision::HandOff]);
}
