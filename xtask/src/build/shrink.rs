//! What wasm-bindgen leaves in a browser's download that the browser never uses.
//!
//! Two things: classes that a dependency exports to JavaScript and no page asks for, which keep
//! their code in the module; and the long names by which module and glue know each other, with
//! hashes that can't be compressed. Relies on how the pinned wasm-bindgen writes its glue;
//! what doesn't look like that is left as it is.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use walrus::Module;

/// Rewrites `NAME.js` and `NAME_bg.wasm` in `folder`.
pub fn shrink(folder: &Path, name: &str) -> Result<()> {
    let (glue_file, wasm_file) =
        (folder.join(format!("{name}.js")), folder.join(format!("{name}_bg.wasm")));
    let glue = without_classes(&fs::read_to_string(&glue_file)?);
    let mut module = Module::from_file(&wasm_file)
        .with_context(|| format!("{} can't be read", wasm_file.display()))?;
    let glue = shorten_exports(&mut module, &glue);
    let glue = shorten_imports(&mut module, &glue);
    fs::write(glue_file, glue)?;
    fs::write(wasm_file, module.emit_wasm())?;
    Ok(())
}

/// What a page does ask for.
const ASKED_FOR: [&str; 1] = ["Sense"];

/// The glue without the classes that nothing else in it mentions.
fn without_classes(glue: &str) -> String {
    let mut kept = glue.to_owned();
    for line in glue.lines() {
        let Some(name) =
            line.strip_prefix("export class ").and_then(|rest| rest.strip_suffix(" {"))
        else {
            continue;
        };
        if ASKED_FOR.contains(&name) {
            continue;
        }
        let without = cut(&kept, &format!("export class {name} {{\n"), "\n}\n")
            .and_then(|glue| cut(&glue, &format!("if (Symbol.dispose) {name}."), ";\n"))
            .and_then(|glue| cut(&glue, &format!("const {name}Finalization = "), ";\n"));
        kept = without.filter(|glue| !glue.contains(name)).unwrap_or(kept);
    }
    kept
}

/// `text` without what lies between the first `start` and the `end` after it, both included.
fn cut(text: &str, start: &str, end: &str) -> Option<String> {
    let from = text.find(start)?;
    let to = from + text[from..].find(end)? + end.len();
    Some([&text[..from], &text[to..]].concat())
}

/// Gives every export that the glue calls a short name, and forgets the others: their code is unused
/// from then on, and Binaryen drops it.
fn shorten_exports(module: &mut Module, glue: &str) -> String {
    let mut glue = glue.to_owned();
    let mut unused = Vec::new();
    for (at, export) in module.exports.iter_mut().enumerate() {
        let short = format!("e{at}");
        match renamed(&glue, &format!("wasm.{}", export.name), &format!("wasm.{short}")) {
            Some(renamed) => {
                glue = renamed;
                export.name = short;
            }
            None => unused.push(export.id()),
        }
    }
    for export in unused {
        module.exports.delete(export);
    }
    glue
}

/// `text` with `to` wherever `from` stands as a whole name; none where it doesn't.
fn renamed(text: &str, from: &str, to: &str) -> Option<String> {
    let whole = |at: usize| {
        let next = text[at + from.len()..].chars().next();
        !next.is_some_and(|next| next.is_alphanumeric() || next == '_' || next == '$')
    };
    let places: Vec<usize> =
        text.match_indices(from).map(|(at, _)| at).filter(|at| whole(*at)).collect();
    let last = *places.last()?;
    let mut renamed = String::with_capacity(text.len());
    let mut done = 0;
    for at in places {
        renamed.extend([&text[done..at], to]);
        done = at + from.len();
    }
    renamed.push_str(&text[last + from.len()..]);
    Some(renamed)
}

/// Gives every import that the glue defines by name a short one.
fn shorten_imports(module: &mut Module, glue: &str) -> String {
    let mut glue = glue.to_owned();
    for (at, import) in module.imports.iter_mut().enumerate() {
        let definition = format!("        {}: function(", import.name);
        if glue.matches(&definition).count() == 1 {
            import.name = format!("i{at}");
            glue = glue.replace(&definition, &format!("        {}: function(", import.name));
        }
    }
    glue
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASS: &str = "export class Pipe {\n    close() {\n        wasm.pipe_close();\n    }\n}\n\
         if (Symbol.dispose) Pipe.prototype[Symbol.dispose] = Pipe.prototype.free;\n\
         const PipeFinalization = (typeof X === 'undefined')\n    ? {}\n    : new X(1);\n";

    #[test]
    fn a_class_nobody_mentions_goes() {
        assert_eq!(without_classes(&format!("a();\n{CLASS}b();\n")), "a();\nb();\n");
    }

    #[test]
    fn only_whole_names_are_renamed() {
        let text = "wasm.a(wasm.a_b, wasm.a);";
        assert_eq!(
            renamed(text, "wasm.a", "wasm.e0").as_deref(),
            Some("wasm.e0(wasm.a_b, wasm.e0);")
        );
        assert_eq!(renamed(text, "wasm.c", "wasm.e1"), None);
    }

    #[test]
    fn a_class_that_is_used_stays() {
        let glue = format!("{CLASS}use(Pipe);\n");
        assert_eq!(without_classes(&glue), glue);
        let asked_for = CLASS.replace("Pipe", ASKED_FOR[0]);
        assert_eq!(without_classes(&asked_for), asked_for);
    }
}
