//! Lists and words laid end to end, as an index keeps them and as it is stored: a handful of
//! allocations to read where a list or a word of its own each would be thousands.

use serde::{Deserialize, Serialize};

/// Numbered lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Lists<T> {
    /// Where each list ends in `items`.
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    /// List `number`, from 0; empty when there is none.
    pub fn list(&self, number: u32) -> &[T] {
        self.items.get(range(&self.ends, number as usize)).unwrap_or_default()
    }

    /// The items of all lists.
    pub fn items(&self) -> &[T] {
        &self.items
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> FromIterator<Vec<T>> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(lists: I) -> Self {
        let mut all = Self::default();
        for list in lists {
            all.items.extend(list);
            all.ends.push(end(all.items.len()));
        }
        all
    }
}

/// Words, each with a number, found by bisection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    /// All words, in order.
    text: String,
    /// Where each ends in `text`.
    ends: Vec<u32>,
    /// The number of each.
    numbers: Vec<u32>,
    /// Where the word with each number is.
    places: Vec<u32>,
}

impl Words {
    /// These words with these numbers.
    pub fn new(words: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut words: Vec<(String, u32)> = words.into_iter().collect();
        words.sort_unstable();
        let mut packed = Self::default();
        for (word, number) in words {
            packed.text.push_str(&word);
            packed.ends.push(end(packed.text.len()));
            packed.numbers.push(number);
        }
        packed.places = vec![0; packed.numbers.len()];
        for (at, number) in (0..).zip(&packed.numbers) {
            if let Some(place) = packed.places.get_mut(*number as usize) {
                *place = at;
            }
        }
        packed
    }

    /// The number of `word`.
    pub fn find(&self, word: &str) -> Option<u32> {
        let at = self.before(word);
        let found = at < self.ends.len() && self.word(at) == word;
        found.then(|| self.numbers.get(at).copied()).flatten()
    }

    /// The word with this `number`; empty when there is none.
    pub fn named(&self, number: u32) -> &str {
        let place = self.places.get(number as usize).map(|at| *at as usize);
        place.filter(|at| *at < self.ends.len()).map_or("", |at| self.word(at))
    }

    /// The words that begin with `prefix`, in order, with their numbers.
    pub fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, u32)> {
        self.after(self.before(prefix)).take_while(move |(word, _)| word.starts_with(prefix))
    }

    /// All words, in order, with their numbers.
    pub fn all(&self) -> impl Iterator<Item = (&str, u32)> {
        self.after(0)
    }

    /// The numbers of all words, in no order that matters.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    fn after(&self, first: usize) -> impl Iterator<Item = (&str, u32)> {
        let words = (first..self.ends.len()).map(|at| self.word(at));
        words.zip(self.numbers.iter().skip(first).copied())
    }

    /// How many words come before `word`.
    fn before(&self, word: &str) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.word(middle) < word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn word(&self, at: usize) -> &str {
        self.text.get(range(&self.ends, at)).unwrap_or_default()
    }
}

fn range(ends: &[u32], at: usize) -> std::ops::Range<usize> {
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    start as usize..ends.get(at).copied().unwrap_or(start) as usize
}

fn end(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_by_its_number() {
        let lists: Lists<u8> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!((lists.list(0), lists.list(1), lists.list(2)), (&[1, 2][..], &[][..], &[3][..]));
        assert_eq!((lists.list(3), lists.items()), (&[][..], &[1, 2, 3][..]));
    }

    #[test]
    fn a_word_is_found_whole_or_by_its_beginning() {
        let words = ["ship", "shipping", "zürich", "abroad", "shop"];
        let words = Words::new(words.map(str::to_owned).into_iter().zip(0..));
        assert_eq!((words.find("abroad"), words.find("zürich")), (Some(3), Some(2)));
        assert_eq!((words.find("ships"), words.find("zz"), words.find("")), (None, None, None));
        let found: Vec<_> = words.beginning("shi").collect();
        assert_eq!(found, [("ship", 0), ("shipping", 1)]);
        assert_eq!(words.beginning("q").count(), 0);
        assert_eq!(Words::default().find("ship"), None);
    }
}
