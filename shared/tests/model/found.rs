//! Runs that once broke an invariant, kept as they were found.

use crate::transitions::{BotWay, Run, Step, Words};
use crate::world::World;
use baton_shared::entry::Outcome;

#[test]
fn what_was_said_in_one_millisecond_keeps_its_order_over_a_reload() {
    let say = || Step::Say { client: 0, what: Words::Plain };
    let reload = Step::Reload { client: 0 };
    play(vec![say(), say(), say(), say(), reload]);
}

#[test]
fn a_question_asked_while_a_late_answer_is_held_back_is_answered() {
    play(vec![
        Step::ArriveAll,
        Step::Say { client: 0, what: Words::Plain },
        Step::Take { client: 2 },
        Step::ArriveAll,
        Step::HandBack { client: 2, outcome: Outcome::Returned },
        Step::Say { client: 0, what: Words::Plain },
        Step::ArriveAll,
        Step::BotReplies { how: BotWay::Sure },
    ]);
}

#[test]
fn the_desk_is_not_told_of_the_bot_when_a_customer_writes_to_an_agent() {
    play(vec![
        Step::ArriveAll,
        Step::Take { client: 2 },
        Step::ArriveAll,
        Step::Say { client: 0, what: Words::Plain },
    ]);
}

#[test]
fn a_connection_that_falls_silent_is_noticed() {
    play(vec![
        Step::ArriveAll,
        Step::Stall { pick: 0 },
        Step::Say { client: 0, what: Words::Plain },
        Step::Say { client: 1, what: Words::Plain },
    ]);
}

fn play(steps: Vec<Step>) {
    if let Err(broken) = World::play(&Run { filled: 0, steps }) {
        panic!("{broken}");
    }
}
