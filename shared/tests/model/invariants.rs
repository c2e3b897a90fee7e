//! The invariants, each as a check with its number in its name. Some look at the whole thread after
//! every step, some at one exchange while it happens.

use crate::client::Client;
use crate::network::{Connection, Network};
use crate::reference::{Held, Reference, hand, hold};
use crate::story;
use baton_shared::entry::Author;
use baton_shared::id::{Epoch, MessageId, Seq};
use baton_shared::protocol::{Down, MAX_BACKLOG, TAIL, Up};
use baton_shared::thread::log::{Effect, Peer, ThreadLog, Who};
use baton_shared::thread::ownership::Ownership;
use baton_shared::thread::store::MemoryStore;
use std::collections::BTreeSet;

/// Everything that must hold of the thread between two events.
pub fn all(log: &ThreadLog<MemoryStore>, clients: &[Client], reference: &mut Reference) -> Held {
    invariant_1_seqs_are_dense(log)?;
    invariant_2_author_and_id_are_unique(log)?;
    invariant_4_entries_never_change(log, reference)?;
    for client in clients {
        invariant_3_a_copy_is_a_run_of_the_log(log, client)?;
    }
    invariant_6_one_owner_fenced_by_epochs(log)?;
    invariant_8_facts_tell_the_story_of_the_log(log, reference)
}

fn invariant_1_seqs_are_dense(log: &ThreadLog<MemoryStore>) -> Held {
    let entries = &log.store().entries;
    let dense = entries.iter().zip(1..).all(|(entry, seq)| entry.seq == Seq(seq));
    let end = log.head() == Seq(entries.len() as u64);
    hold("invariant_1_seqs_are_dense", dense && end, || format!("{entries:#?}"))
}

fn invariant_2_author_and_id_are_unique(log: &ThreadLog<MemoryStore>) -> Held {
    let mut seen = BTreeSet::new();
    for entry in &log.store().entries {
        if let Some(id) = &entry.id {
            let new = seen.insert((hand(&entry.author), id));
            hold("invariant_2_author_and_id_are_unique", new, || format!("again: {entry:?}"))?;
        }
    }
    Ok(())
}

fn invariant_3_a_copy_is_a_run_of_the_log(log: &ThreadLog<MemoryStore>, client: &Client) -> Held {
    let (entries, copy) = (&log.store().entries, client.replica.entries());
    let Some(first) = copy.first() else { return Ok(()) };
    let from = usize::try_from(first.seq.0 - 1).unwrap_or(usize::MAX);
    let run = entries.get(from..from.saturating_add(copy.len()));
    hold("invariant_3_a_copy_is_a_run_of_the_log", run == Some(copy), || {
        let seqs: Vec<_> = copy.iter().map(|entry| entry.seq).collect();
        format!("client {} has {seqs:?} of {}", client.at, log.head())
    })?;
    let older = client.replica.has_older() == (first.seq > Seq(1));
    let end = copy.last().map(|last| last.seq) == Some(client.replica.applied());
    hold("invariant_3_a_copy_knows_its_bounds", older && end, || format!("{:?}", client.replica))
}

/// Before it is sent on `connection`, `down` continues what was sent there.
pub fn invariant_3_sent_without_gap_or_repeat(connection: &mut Connection, down: &Down) -> Held {
    match down {
        Down::Welcome(welcome) => connection.next = Some(welcome.first),
        Down::Entries { entries } => {
            for entry in entries {
                let expected = connection.next;
                let fits = expected == Some(entry.seq);
                hold("invariant_3_sent_without_gap_or_repeat", fits, || {
                    format!("{:?} where {expected:?} comes next", entry.seq)
                })?;
                connection.next = Some(entry.seq.next());
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whoever said hello has been sent everything up to `head`.
pub fn invariant_3_everybody_greeted_was_sent_everything(network: &Network, head: Seq) -> Held {
    for (at, peer, next) in network.greeted() {
        hold(
            "invariant_3_everybody_greeted_was_sent_everything",
            next == Some(head.next()),
            || format!("connection {at} of {peer:?} waits for {next:?}, the log has {head}"),
        )?;
    }
    Ok(())
}

/// The log has all entries it ever had, as they were. Remembers the new ones.
pub fn invariant_4_entries_never_change(
    log: &ThreadLog<MemoryStore>,
    reference: &mut Reference,
) -> Held {
    let entries = &log.store().entries;
    let same = entries.starts_with(&reference.written);
    hold("invariant_4_entries_never_change", same, || {
        format!("{:#?}\nbecame {entries:#?}", reference.written)
    })?;
    reference.written.extend_from_slice(&entries[reference.written.len()..]);
    Ok(())
}

/// A frame, and the thread as it was when the frame arrived.
pub struct Write<'a> {
    /// Who sent it.
    pub from: &'a Peer,
    /// The frame.
    pub up: &'a Up,
    /// The owner before.
    pub ownership: &'a Ownership,
    /// The log's end before.
    pub head: Seq,
}

impl Write<'_> {
    fn id(&self) -> Option<&MessageId> {
        match self.up {
            Up::Send { id, .. }
            | Up::Take { id, .. }
            | Up::HandBack { id, .. }
            | Up::Transfer { id, .. } => Some(id),
            Up::Hello { .. } | Up::Typing { .. } | Up::Page { .. } => None,
        }
    }

    fn epoch(&self) -> Option<Epoch> {
        match self.up {
            Up::Send { epoch, .. } => *epoch,
            Up::Take { epoch, .. } | Up::HandBack { epoch, .. } | Up::Transfer { epoch, .. } => {
                Some(*epoch)
            }
            Up::Hello { .. } | Up::Typing { .. } | Up::Page { .. } => None,
        }
    }

    fn author(&self) -> Author {
        match &self.from.who {
            Who::Customer => Author::Customer,
            Who::Agent(agent) => Author::Agent(agent.clone()),
        }
    }
}

/// Exactly one `Ack` or `Reject`, for this message and no other; an `Ack` names the entry that is in
/// the store, the same at every attempt (invariant 2); what is rejected is not there. Also checks
/// what `Hello` promises.
pub fn invariant_5_one_answer_per_attempt(
    write: &Write<'_>,
    effects: &[Effect],
    store: &MemoryStore,
    reference: &mut Reference,
) -> Held {
    const NAME: &str = "invariant_5_one_answer_per_attempt";
    let answers: Vec<&Down> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Reply(down @ (Down::Ack { .. } | Down::Reject { .. })) => Some(down),
            _ => None,
        })
        .collect();
    let seen = || format!("{:?} gets {answers:?}", write.up);
    let Some(id) = write.id() else {
        hold(NAME, answers.is_empty(), seen)?;
        return invariant_3_hello_resumes_after_the_last_entry(write, effects);
    };
    let hand = hand(&write.author());
    let entry = store.entries.iter().find(|entry| {
        entry.id.as_ref() == Some(id) && crate::reference::hand(&entry.author) == hand
    });
    match answers[..] {
        [Down::Ack { id: acked, seq }] => {
            hold(NAME, acked == id && entry.is_some_and(|entry| entry.seq == *seq), seen)?;
            let first = *reference.acked.entry((hand, id.clone())).or_insert(*seq);
            hold("invariant_2_a_resend_gets_the_first_seq", first == *seq, || {
                format!("{id} was at {first}, now at {seq}")
            })
        }
        [Down::Reject { id: rejected, .. }] => {
            reference.rejected.insert(id.clone());
            hold(NAME, rejected == id && entry.is_none(), seen)
        }
        _ => hold(NAME, false, seen),
    }
}

fn invariant_3_hello_resumes_after_the_last_entry(write: &Write<'_>, effects: &[Effect]) -> Held {
    let Up::Hello { after } = write.up else { return Ok(()) };
    let head = write.head.0;
    let resumed = after
        .map(|after| after.0)
        .filter(|after| (head.saturating_sub(MAX_BACKLOG)..=head).contains(after));
    let first = resumed.unwrap_or(head.saturating_sub(TAIL)) + 1;
    let promised = effects.iter().find_map(|effect| match effect {
        Effect::Reply(Down::Welcome(welcome)) => Some((welcome.first.0, welcome.head.0)),
        _ => None,
    });
    hold("invariant_3_hello_resumes_after_the_last_entry", promised == Some((first, head)), || {
        format!("hello after {after:?} at {head} gets {promised:?}")
    })
}

/// What an agent wrote was decided under the epoch that was in force.
pub fn invariant_6_accepted_only_under_the_epoch_in_force(write: &Write<'_>, head: Seq) -> Held {
    let by_agent = matches!(write.from.who, Who::Agent(_));
    let fenced = head == write.head || !by_agent || write.epoch() == Some(write.ownership.epoch);
    hold("invariant_6_accepted_only_under_the_epoch_in_force", fenced, || {
        format!("{:?} in {:?}", write.up, write.ownership)
    })
}

fn invariant_6_one_owner_fenced_by_epochs(log: &ThreadLog<MemoryStore>) -> Held {
    let told = story::owner_after(&log.store().entries)?;
    let kept = &log.store().state.ownership;
    let same = told == *log.ownership() && (kept.epoch == Epoch(0) || *kept == told);
    hold("invariant_6_the_log_tells_who_owns_the_thread", same, || {
        format!("the log tells {told:?}, kept is {kept:?}, in force {:?}", log.ownership())
    })
}

fn invariant_8_facts_tell_the_story_of_the_log(
    log: &ThreadLog<MemoryStore>,
    reference: &mut Reference,
) -> Held {
    let known = reference.facts.len() as u64;
    let new = log.store().outbox.iter().filter(|fact| fact.n > known).cloned();
    reference.facts.extend(new);
    let dense = reference.facts.iter().zip(1..).all(|(fact, n)| fact.n == n);
    let counted = log.store().state.facts == reference.facts.len() as u64;
    hold("invariant_8_facts_are_dense", dense && counted, || format!("{:#?}", reference.facts))?;
    let told: Vec<_> = reference.facts.iter().map(story::told).collect();
    let expected = story::to_tell(&log.store().entries);
    hold("invariant_8_facts_tell_the_story_of_the_log", told == expected, || {
        format!("told {told:#?}\nof {expected:#?}")
    })
}

/// In the end, with the network healed: everything said is in the log, once, in the order in which
/// each client said it; every copy ends where the log ends; nobody waits; the desk knows the owner.
pub fn nothing_is_lost(
    log: &ThreadLog<MemoryStore>,
    clients: &[Client],
    reference: &Reference,
) -> Held {
    for client in clients {
        let said = reference.lasting(client.at);
        let hand = hand(&client.author());
        let ours = log
            .store()
            .entries
            .iter()
            .filter(|entry| crate::reference::hand(&entry.author) == hand);
        let written: Vec<&MessageId> =
            ours.filter_map(|entry| entry.id.as_ref()).filter(|id| said.contains(id)).collect();
        hold("nothing said is lost, doubled or reordered", written == said, || {
            format!("client {} said {said:?}, the log has {written:?}", client.at)
        })?;
        hold("every copy ends where the log ends", client.replica.applied() == log.head(), || {
            format!(
                "client {} is at {}, the log at {}",
                client.at,
                client.replica.applied(),
                log.head()
            )
        })?;
        hold(
            "every client knows the owner",
            client.replica.ownership() == log.ownership(),
            || format!("client {} believes {:?}", client.at, client.replica.ownership()),
        )?;
        let waits = client.replica.place().is_none() || log.ownership().owner.waits();
        hold("a place in the queue is shown only in the queue", waits, || {
            format!("client {}", client.at)
        })?;
    }
    Ok(())
}
