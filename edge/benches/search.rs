//! What a site of 1,000 articles costs: compiling it at the push, reading what was compiled, and a
//! question.

#![expect(missing_docs, reason = "criterion's macros write functions of their own")]
#![expect(clippy::expect_used, reason = "a bench without its corpus has nothing to say")]

use baton_edge::bot::search::Search;
use baton_edge::compiled;
use baton_edge::site_bundle::{ArticleFile, Site, SiteBundle};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const ARTICLES: usize = 1000;

fn site() -> Site {
    let large = baton_tests::SiteBundle::large("large", ARTICLES).expect("the corpus");
    let file =
        |article: baton_tests::Article| ArticleFile { path: article.path, text: article.text };
    let articles: Vec<ArticleFile> = large.articles.into_iter().map(file).collect();
    SiteBundle::parse(&large.settings, &articles).expect("a sound site")
}

fn search(criterion: &mut Criterion) {
    let site = site();
    let questions = baton_tests::questions().expect("the corpus");
    let mut group = criterion.benchmark_group("1,000 articles");
    group.sample_size(10);
    group.bench_function("indexing", |bencher| {
        bencher.iter(|| black_box(Search::new(&site.knowledge)));
    });
    let bytes = compiled::compile(&site).expect("a site that can be written");
    group.bench_function("reading the compiled site", |bencher| {
        bencher.iter(|| black_box(compiled::read(&bytes)));
    });
    let search = Search::new(&site.knowledge);
    group.throughput(Throughput::Elements(questions.len() as u64));
    group.bench_function("questions", |bencher| {
        bencher.iter(|| {
            for question in &questions {
                black_box(search.find(question, None));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
