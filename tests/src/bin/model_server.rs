//! [`ModelServer`] as a program, for tests that aren't written in Rust. The first line it prints is
//! `{"base_url": …}`. A line of JSON on its input is a script, as in `{"script":"hang"}`, or
//! `"requests"`, which prints those so far. It ends with its input. The key that requests must bear is
//! its one argument.

use baton_tests::{ModelServer, Script};
use serde::Deserialize;
use serde_json::json;
use std::error::Error;
use std::io::stdin;

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Script(Script),
    Ask(Ask),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    Requests,
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = std::env::args().nth(1).ok_or("the key is missing: model_server KEY")?;
    let server = ModelServer::start(&key)?;
    println!("{}", json!({ "base_url": server.base_url() }));
    for line in stdin().lines() {
        match serde_json::from_str(&line?)? {
            Line::Script(script) => server.script(script),
            Line::Ask(Ask::Requests) => println!("{}", json!(server.requests())),
        }
    }
    Ok(())
}
