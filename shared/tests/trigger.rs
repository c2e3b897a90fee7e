//! What is a request for a human, what is a complaint, and what only looks like one: sentences, and
//! what the trigger engine makes of them.

use baton_shared::entry::{Answer, Author, Block, Body, Entry, Source, Span};
use baton_shared::id::{Confidence, Epoch, Millis, Seq};
use baton_shared::site::TriggerSettings;
use baton_shared::trigger::{Assessment, Decision, TriggerEngine, TriggerKind, TriggerState};

/// What `text` means in answer to the bot's first answer.
fn preview(text: &str) -> Assessment {
    let engine = TriggerEngine::new(&TriggerSettings::default());
    let mut state = TriggerState::default();
    engine.observe(&mut state, &answered(1, true));
    engine.preview(&state, Seq(2), text)
}

fn entry(seq: u64, author: Author, body: Body) -> Entry {
    Entry { seq: Seq(seq), at: Millis(0), epoch: Epoch(0), author, id: None, body }
}

fn said(seq: u64, text: &str) -> Entry {
    entry(seq, Author::Customer, Body::Text { text: text.to_owned() })
}

/// The bot's answer, with a source or without knowing any.
fn answered(seq: u64, known: bool) -> Entry {
    let source = Source { title: "Shipping".to_owned(), href: "/help".to_owned() };
    let answer = Answer {
        reply_to: Seq(seq - 1),
        blocks: vec![Block::Paragraph { spans: vec![Span::plain("…")] }],
        sources: if known { vec![source] } else { Vec::new() },
        confidence: Confidence::from_thousandths(if known { 900 } else { 100 }),
        offer: !known,
    };
    entry(seq, Author::Bot, Body::Answer(answer))
}

/// The decision after each of `entries`.
fn decisions(entries: &[Entry]) -> Vec<Decision> {
    let engine = TriggerEngine::new(&TriggerSettings::default());
    let mut state = TriggerState::default();
    entries.iter().map(|entry| engine.observe(&mut state, entry).decision).collect()
}

/// The sentences of `list` for which `as_wanted` does not hold.
fn astray(list: &str, as_wanted: impl Fn(&Assessment) -> bool) -> Vec<&str> {
    let sentences = list.lines().map(str::trim).filter(|line| !line.is_empty());
    sentences.filter(|sentence| !as_wanted(&preview(sentence))).collect()
}

fn is_request(assessment: &Assessment) -> bool {
    assessment.decision == Decision::HandOff
        && assessment.triggers.first().is_some_and(|trigger| {
            trigger.kind == TriggerKind::ExplicitRequest && !trigger.evidence.is_empty()
        })
}

fn is_complaint(assessment: &Assessment) -> bool {
    assessment.triggers.first().is_some_and(|trigger| trigger.kind == TriggerKind::RepeatedFailure)
}

#[test]
fn a_request_for_a_human_is_heard() {
    let missed = astray(REQUESTS, is_request);
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_only_sounds_like_a_request_is_not_one() {
    let alarms = astray(OTHERS, |assessment| !is_request(assessment));
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn a_complaint_about_the_answer_is_heard() {
    let missed = astray(COMPLAINTS, is_complaint);
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_only_sounds_like_a_complaint_is_not_one() {
    let alarms = astray(NO_COMPLAINTS, |assessment| !is_complaint(assessment));
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn the_evidence_is_the_words_of_the_request() {
    for (text, words) in [
        ("Hello. Could I please speak to a manager about my bill?", "speak to a manager"),
        ("this is silly — get me a human", "get me a human"),
        ("Ça suffit, tranfer me to an agnet!", "tranfer me to an agnet"),
        ("I don't want to talk to a bot", "talk to a bot"),
        ("  REPRESENTATIVE!!  ", "REPRESENTATIVE"),
    ] {
        let assessment = preview(text);
        let evidence = assessment.triggers[0].evidence.first().copied().unwrap();
        assert_eq!(&text[evidence.start as usize..evidence.end as usize], words, "{text}");
    }
}

#[test]
fn two_failures_in_a_row_hand_off() {
    use Decision::{Continue, HandOff, Offer};
    let (ask, object) = ("where is it?", "that didn't help");
    assert_eq!(
        decisions(&[said(1, ask), answered(2, false), said(3, ask), answered(4, false)]),
        [Continue, Offer, Continue, HandOff],
        "two questions it can't answer"
    );
    assert_eq!(
        decisions(&[
            said(1, ask),
            answered(2, true),
            said(3, object),
            answered(4, true),
            said(5, object)
        ]),
        [Continue, Continue, Offer, Continue, HandOff],
        "two answers that don't help"
    );
    assert_eq!(
        decisions(&[
            said(1, ask),
            answered(2, false),
            said(3, ask),
            answered(4, true),
            said(5, ask),
            answered(6, false),
        ]),
        [Continue, Offer, Continue, Continue, Continue, Offer],
        "an answer that is taken starts the count anew"
    );
}

#[test]
fn a_complaint_before_any_answer_is_about_something_else() {
    assert_eq!(decisions(&[said(1, "that didn't help")]), [Decision::Continue]);
}

#[test]
fn small_talk_is_no_failure() {
    let mut greeting = answered(2, false);
    if let Body::Answer(answer) = &mut greeting.body {
        answer.confidence = Confidence::FULL;
    }
    assert_eq!(decisions(&[said(1, "hi"), greeting]), [Decision::Continue; 2]);
}

#[test]
fn a_doubtful_request_is_offered_and_not_acted_on() {
    for text in ["is anyone there?", "anyone there", "who can I talk to about this?"] {
        assert_eq!(preview(text).decision, Decision::Offer, "{text}");
    }
}

const REQUESTS: &str = "
    let me talk to a real person
    I want to speak to a human
    can I talk to someone?
    Could you connect me with an agent please
    transfer me to a representative
    tranfer me to an agent
    please transfer me to a humna
    get me your manager
    Get your boss on here
    get me a supervisor now
    give me a human
    gimme a real person
    I need a human being
    I need an agent to help me
    I'd like to speak with a manager
    Id rather talk to a person
    put me through to someone in billing
    put me through to customer service
    Please escalate this
    escalate my case to a supervisor
    I want this to be handled by a person, connect me to one of your staff
    loop in an employee
    hand me over to a colleague of yours
    human please
    a human. now.
    HUMAN!!!
    agent
    live agent please
    Representative!!
    reprasentative
    customer service rep please
    real person
    operator
    live chat
    is there a human I can talk to?
    is there anyone I can speak to?
    is there someone who I can chat with
    are there any real people here
    are you a bot? let me talk to a person
    I don't want to talk to a bot
    I dont want to speak with a machine any more
    not a bot, a human please
    no bots
    why can't I talk to a person
    why won't you connect me to an agent
    can't I just speak to somebody?
    how do I get hold of a human
    how can I reach a real person?
    how do I talk to an advisor
    what do I have to do to talk to an agent
    could someone call me back
    can I have someone call me
    I want someone to call me
    can a human look at this?
    Can a representative help me with this
    I need help from a person
    I have a question for a representative
    I would like to have a conversation with one of your advisors
    talk to agent
    speak to manager
    chat with a person
    call me a manager, this is the third time: I want to talk to a supervisor
    this isn't working, let me chat with somebody
    you're useless get me a person
    I asked for a refund a week ago. I want to talk to a manager
    I was told to wait. Can I speak to someone now?
    my agent never answers, can I talk to someone else
    I've been at this for an hour, transfer me
    could you bring in a colleague who knows about repairs, I want to talk to someone real
    thanks but I'd prefer a human
    I want to contact your sales team
    connect me with sales
    can you get somebody from the team to look at this
    pls connect me to ur support team
    this is going nowhere. Real human. Now.
    let me speak to whoever is in charge
    could a member of your team contact me
    can one of your colleagues take over
    is it possible to speak with an actual person about my refund?
    i wanna speak 2 a human
    I want 2 talk to sum1
    plz get me a person
    transfer this chat to an agent
    pass me to a human
    hand this over to a person
    please hand me off to an agent
    switch me to a human operator
    I demand to speak to a manager
    I insist on speaking with your supervisor
    speak to someone please
    someone real please
    anybody human there?
    is there a real person there
    any humans around?
    just let me talk with a person for god's sake
    STOP. I WANT A HUMAN.
    i've had enough of this bot, i want a person
    I'm done talking to a robot
    I'm tired of talking to a bot
    talking to a bot is pointless, human please
    i would rather deal with a human
    can I deal with a person instead
    need human assistance asap
    customer support
    customer service
    talk to support
    call center agent please
    chat with an associate
    can you have your manager call me
    I'd like to talk with someone about my order
    may I speak to someone who handles repairs
    I want to complain to a manager
    let me complain to your boss
    Put me in contact with your team
    can you escalate my complaint
    take this to your supervisor
    please ask a colleague to help me
    can you fetch a human
    summon a human
    bring me a human
    please let a human answer
    I want a human to answer
    I need to get through to a person
    how do i get through to a real agent
    what's the quickest way to speak to a person
    is there any way to talk to a human
    I'd like to be transferred to an agent
    can I be connected to a human being
    I want to be put through to a manager
    could I have a word with a manager
    can i have a chat with a human
    reprsentative pls
    agnet
    operater
    speak to represenative
    conect me with a persn
    talk to a humam
    help from a real human please
    i don't want the bot, i want someone who understands
    you can't help me. give me someone who can
    you cant help me so transfer me to someone who can
";

const OTHERS: &str = "
    don't transfer me
    please do not transfer me to an agent
    no need to talk to a human
    I don't need to speak to anyone, just tell me the price
    I don't want to talk to a person, you are fine
    I'd never talk to an agent about that
    you don't have to connect me to anyone
    are you a real person?
    are you human
    are you a bot or a human?
    am I talking to a bot?
    am I speaking with a real person
    is this a real person
    is this an agent or a machine?
    who is your boss
    do I need to talk to someone for that?
    do I have to contact an agent to cancel
    should I call customer service or write an email?
    I talked to an agent yesterday
    I spoke with a representative last week and she said it was fine
    I was talking to an agent and got disconnected
    they told me to talk to a manager at the bank
    your colleague asked me to contact someone at the carrier
    she wants to talk to a person at school
    after I talk to my manager I'll order
    when I call customer service, what do they ask?
    what are the hours to reach customer service
    at what time can I call customer support
    do you have a phone number for customer service
    what is the agent fee
    how high is the agent commission
    what does a travel agent cost
    is there a discount for a real estate agent
    I work in human resources
    is it made by human hands
    is this a human rights organisation
    this isn't a representative sample of leather
    is the colour in the picture representative
    how many bags per person
    a bag for two people
    price for 4 people
    can I pick it up in person
    can another person collect my order
    can someone else use my discount code
    someone stole my bag
    I think someone used my card
    somebody else opened the parcel
    my boss wants one too
    I need it for my manager
    a present for my manager
    tell me about your team
    how large is your team?
    who made this bag
    my sales rep bag broke
    can I speak French with you
    what do people say about the weekender
    where do I find the care label
    how do I call off my order
    call it off
    can I transfer my gift card to another card
    transfer money to my bank
    bank transfer
    how do I connect the strap to the bag
    connect my account to paypal
    I need some help
    help
    help me find a bag for a person who travels a lot
    I need a bag for someone who loves leather
    I want a real leather strap
    is it real leather
    do you have an actual shop
    can you get me a discount
    get me the price in pounds
    give me the tracking number
    manager approval is on its way
    can I contact the carrier myself
    put it in the bag
    take me to the checkout
    send it to someone else
    operator error
    the agent name on the form is wrong
    people are strange
    thanks, you talk like a human
    I already spoke to someone, thanks
    how long do your agents take to reply
    does a human pack my order
    I am a human
    I'm not a robot
    prove you're human
    I'm a travel agent, do I get a discount
    as a representative of our school I'd like to order 20 bags
    I ordered for my manager and the size is wrong
    the delivery person was rude
    the delivery guy called me
    somebody signed for my parcel
    my neighbour talked to the driver
    I spoke to Maya this morning, she was great
    the person I talked to said it ships tomorrow
    who should I ask for at the shop
    can I call you tomorrow
    can you call a taxi
    do you sell bags for people with back pain
    a bag a person can carry
    the operator of the website
    can someone tell me the price
    does anyone know if it fits under the seat
    has anybody tried the rain cover
    can someone help with my passcode
    I don't need an agent
    no agent needed
    no human needed, thanks
    please don't escalate this
    I'd rather not talk to anyone
    I would rather not speak to a person on the phone
    never mind the manager
    is talking to an agent free?
    how much does it cost to talk to an agent
    when will an agent be available
    are your agents available on sunday
    what's your team like
    what does customer service mean to you
    your customer service is great
    your customer service is terrible
    I love talking to your bot
    nice talking to you
    thanks for connecting me to the agent earlier
    I was connected to an agent but nobody answered
    she told me to contact customer service
    the website says to call an agent
    do you employ people in ghent
    how many employees do you have
    give someone a gift card
    I want to give my boss a gift
    can I send a gift to someone
    I want to get someone a present
    need a present for someone who travels
    find a bag for my manager
    I need to speak with my wife first
    I have to talk to my husband about it
    let me talk to my wife first
    can I talk to my friend about the discount
    human size bag
    live tracking please
    live support for wordpress
    is there live tracking
    real leather please
    can I take it as hand luggage
    put someone else's name on the order
    transfer the balance to someone else
    move my order to another person
    please direct me to the returns page
    connect the strap to the ring
    where can I get support for my back
    I need help with my agent code
    operators manual
    the manager of my building took my parcel
    can my assistant pick it up
    can a friend or another person return it for me
    will a person check my returned bag
    can an agent see this chat
    is this chat read by people
    do real people read this
    are there people working there on sundays
    do humans answer on weekends
";

const COMPLAINTS: &str = "
    that didn't help
    That did not help.
    this doesn't help me
    it isn't helping
    not helpful
    that wasn't helpful at all
    this is unhelpful
    you're not helping
    that's not what I asked
    that is not what I asked for
    not what I meant
    that's not my question
    you didn't answer my question
    that doesn't answer my question
    wrong answer
    that's wrong
    you don't understand
    you are not understanding me
    you misunderstood me
    you're not listening
    still not working
    it still doesn't work
    that didn't work
    it's still broken after that
    I already tried that
    already did that
    tried that, no luck
    I've done that already
    you already said that
    you keep saying the same thing
    same answer again
    you're repeating yourself
    useless
    this is useless
    that makes no sense
    no, that's not it
";

const NO_COMPLAINTS: &str = "
    where is my order
    my zip is not working
    the strap doesn't work with my old bag
    it didn't help with my old bank, but now I want to pay by card
    the rain cover didn't help with my last bag, which one is better?
    can you help me
    would it help to send a photo
    that helped, thanks
    that was helpful
    not sure what I need
    I don't understand the sizes
    I didn't ask for gift wrapping
    what does the guarantee answer for
    the wrong bag arrived
    my address is wrong
    does it still work in the rain
    I already have the small one
    I tried the zip and it is fine
    same bag in another colour
";
