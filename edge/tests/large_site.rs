//! A site of a thousand articles stays small enough to be handed to every isolate.

use baton_edge::bot::search::Search;
use baton_edge::compiled;
use baton_edge::site_bundle::{ArticleFile, SiteBundle};

/// Most bytes of the index.
const INDEX_BYTES: usize = 4_000_000;

#[test]
fn the_index_of_a_thousand_articles_has_at_most_four_megabytes() {
    let large = baton_tests::SiteBundle::large("large", 1000).unwrap();
    let articles: Vec<ArticleFile> = large
        .articles
        .into_iter()
        .map(|article| ArticleFile { path: article.path, text: article.text })
        .collect();
    let markdown: usize = articles.iter().map(|article| article.text.len()).sum();
    let site = SiteBundle::parse(&large.settings, &articles).unwrap();
    let index = postcard::to_allocvec(&Search::new(&site.knowledge)).unwrap().len();
    let whole = compiled::compile(&site).unwrap().len();
    let sections = site.knowledge.section_count();
    println!(
        "{markdown} bytes of Markdown, {sections} sections: index {index}, whole site {whole}"
    );
    assert!(index <= INDEX_BYTES, "{index} bytes");
}
