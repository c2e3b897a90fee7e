//! How much of a section an answer shows: whole blocks, up to a length that still reads as a reply.

use baton_shared::entry::{Block, Span};

/// Characters after which no further block is begun. One long block is shown whole: half a
/// paragraph may say the opposite of the whole one.
const ENOUGH_CHARS: usize = 1200;

/// The first blocks of a section, `ENOUGH_CHARS` characters or a little more.
pub(super) fn excerpt(blocks: &[Block]) -> Vec<Block> {
    let mut taken = 0;
    blocks
        .iter()
        .take_while(|block| {
            let fits = taken == 0 || taken + length(block) <= ENOUGH_CHARS;
            taken += length(block);
            fits
        })
        .cloned()
        .collect()
}

fn length(block: &Block) -> usize {
    let words = |spans: &[Span]| spans.iter().map(|span| span.text.chars().count()).sum::<usize>();
    match block {
        Block::Paragraph { spans } | Block::Heading { spans } => words(spans),
        Block::List { items, .. } => items.iter().map(|item| words(item)).sum(),
        Block::Code { text } => text.chars().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(chars: usize) -> Block {
        Block::Paragraph { spans: vec![Span::plain("x".repeat(chars))] }
    }

    #[test]
    fn whole_blocks_are_shown_until_it_is_enough() {
        let blocks = [paragraph(800), paragraph(300), paragraph(300), paragraph(10)];
        assert_eq!(excerpt(&blocks).len(), 2);
        assert_eq!(excerpt(&[paragraph(5000), paragraph(5)]).len(), 1);
        assert!(excerpt(&[]).is_empty());
    }
}
