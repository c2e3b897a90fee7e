//! Reading a briefing of a newer edge: what this build has no name for is left out, and the rest
//! still says what it says.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The items of a list that can be read.
pub(super) fn items<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    let items = Vec::<Value>::deserialize(deserializer)?;
    Ok(items.into_iter().filter_map(|item| T::deserialize(item).ok()).collect())
}

/// What stands there, or the default where that can't be read.
pub(super) fn part<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + DeserializeOwned,
    D: Deserializer<'de>,
{
    Ok(T::deserialize(Value::deserialize(deserializer)?).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::briefing::{About, Briefing};
    use crate::entry::Behaviour;
    use crate::id::Seq;
    use crate::trigger::{Priority, TriggerKind};

    #[test]
    fn what_has_no_name_yet_is_left_out_alone() {
        let briefing: Briefing = serde_json::from_str(
            r#"{"t":"briefing","head":7,"later":[1],
            "summary":[{"about":"shoe_size","text":"44","entries":[1]},
                {"about":"what","text":"A refund","entries":[2]}],
            "why":{"seq":5,"at":9,"number":1,"reasons":[
                {"kind":"boredom","confidence":900,"quotes":[]},
                {"kind":"frustration","confidence":900,"quotes":[]}]},
            "seen":[[2,"yawns"],[3,"dead_clicks"]],
            "attempts":[{"seq":2,"question":"q","confidence":1,"sources":[],"end":"exploded"}],
            "mood":{"course":[[1,-10]],"trend":"sideways"},
            "priority":{"priority":"cosmic","because":["it is"]},
            "issue":{"name":7},
            "messages":3}"#,
        )
        .unwrap();
        let about: Vec<_> = briefing.summary.iter().map(|line| line.about).collect();
        assert_eq!((briefing.head, briefing.messages, about), (Seq(7), 3, vec![About::What]));
        let kinds: Vec<_> = briefing.why.unwrap().reasons.iter().map(|why| why.kind).collect();
        assert_eq!(kinds, [TriggerKind::Frustration]);
        assert_eq!(briefing.seen, [(Seq(3), Behaviour::DeadClicks)]);
        assert_eq!((briefing.attempts.len(), briefing.issue), (0, None));
        assert_eq!(briefing.mood.course, [(Seq(1), -10)]);
        assert_eq!(briefing.priority.priority, Priority::Normal);
        assert_eq!(briefing.priority.because, ["it is"]);
    }
}
