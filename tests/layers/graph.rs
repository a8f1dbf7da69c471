//! Which source file needs which: paths (`crate::`, `super::`, `self::`, `eftop::`, child modules, imported names) are followed through
//! re-exports to the file that defines what they name. Tests are left out.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

/// A module path, from the root of the crate.
type Module = Vec<String>;

/// One source file.
#[derive(Debug)]
struct File {
    path: PathBuf,
    tokens: Vec<String>,
    /// Names that a `use` brings into scope, and what they stand for.
    names: HashMap<String, Vec<String>>,
    /// What is imported for the file's own use, and not handed on.
    imports: Vec<Vec<String>>,
}

/// The files that each file needs, each with the names that it is needed for.
pub type Needs<'a> = BTreeMap<&'a Path, BTreeMap<&'a Path, BTreeSet<String>>>;

/// All source files by module.
#[derive(Debug)]
pub struct Graph(BTreeMap<Module, File>);

impl Graph {
    /// Reads the files below `root` that are no tests.
    pub fn read(root: &Path) -> Self {
        let mut graph = Self(BTreeMap::new());
        graph.add(root, &root.join("lib.rs"), Vec::new());
        graph
    }

    fn add(&mut self, folder: &Path, path: &Path, module: Module) {
        let tokens = tokens(&without_tests(&fs::read_to_string(path).unwrap()));
        for at in 0..tokens.len().saturating_sub(2) {
            if tokens[at] == "mod" && tokens[at + 2] == ";" {
                let child = &tokens[at + 1];
                let files = [folder.join(format!("{child}.rs")), folder.join(child).join("mod.rs")];
                if let Some(file) = files.iter().find(|file| file.exists()) {
                    self.add(&folder.join(child), file, [module.clone(), vec![child.clone()]].concat());
                }
            }
        }
        let mut file = File { path: path.to_owned(), tokens, names: HashMap::new(), imports: Vec::new() };
        file.take_uses();
        self.0.insert(module, file);
    }

    /// What each file needs, and for which names.
    pub fn needs(&self) -> Needs<'_> {
        let mut needs = Needs::new();
        for (module, file) in &self.0 {
            let of_file = needs.entry(&file.path).or_default();
            for path in file.paths().iter().chain(&file.imports) {
                if let Some(found) = self.find(module, path, 0).filter(|found| found != module) {
                    of_file.entry(&self.0[&found].path).or_default().insert(path.join("::"));
                }
            }
        }
        needs
    }

    /// The module that defines what `path` names, seen from `from`; `None` for other crates and for modules as such.
    fn find(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        if depth > 16 {
            return None;
        }
        let (mut module, mut rest) = match path.first()?.as_str() {
            "crate" | "eftop" => (Vec::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => (from.clone(), path),
            name if self.is_child(from, name) => (from.clone(), path),
            name => {
                let target = self.0[from].names.get(name)?;
                let target: Vec<_> = target.iter().chain(&path[1..]).cloned().collect();
                return if target == path { None } else { self.find(from, &target, depth + 1) };
            }
        };
        while rest.first().is_some_and(|name| name == "super") {
            module.pop();
            rest = &rest[1..];
        }
        while let Some(name) = rest.first() {
            if name == "*" {
                return Some(module);
            }
            if self.is_child(&module, name) {
                module.push(name.clone());
                rest = &rest[1..];
            } else if let Some(target) = self.0.get(&module)?.names.get(name) {
                let target: Vec<_> = target.iter().chain(&rest[1..]).cloned().collect();
                return self.find(&module, &target, depth + 1);
            } else {
                return Some(module);
            }
        }
        None
    }

    fn is_child(&self, module: &Module, name: &str) -> bool {
        let mut child = module.clone();
        child.push(name.to_owned());
        self.0.contains_key(&child)
    }
}

impl File {
    /// Takes the `use` declarations out of the tokens.
    fn take_uses(&mut self) {
        let mut rest = Vec::new();
        let mut tokens = std::mem::take(&mut self.tokens).into_iter().peekable();
        while let Some(token) = tokens.next() {
            if token != "use" {
                rest.push(token);
                continue;
            }
            let is_public = rest.last().is_some_and(|last| last == "pub" || last == ")");
            let tree: Vec<_> = tokens.by_ref().take_while(|token| token != ";").collect();
            let mut leaves = Vec::new();
            read_tree(&tree, &mut 0, &[], &mut leaves);
            for (path, name) in leaves {
                if !is_public {
                    self.imports.push(path.clone());
                }
                self.names.insert(name, path);
            }
        }
        self.tokens = rest;
    }

    /// All paths outside of `use`, single names among them.
    fn paths(&self) -> Vec<Vec<String>> {
        let is_name = |token: &str| token.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let mut paths = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let is_inner = at > 0 && matches!(self.tokens[at - 1].as_str(), "." | "::" | "mod" | "fn");
            if is_inner || !is_name(&self.tokens[at]) {
                at += 1;
                continue;
            }
            let mut path = vec![self.tokens[at].clone()];
            at += 1;
            while at + 1 < self.tokens.len() && self.tokens[at] == "::" && is_name(&self.tokens[at + 1]) {
                path.push(self.tokens[at + 1].clone());
                at += 2;
            }
            paths.push(path);
        }
        paths
    }
}

/// Reads a tree of a `use` from `at` on: each leaf with the name that it brings.
fn read_tree(tree: &[String], at: &mut usize, prefix: &[String], leaves: &mut Vec<(Vec<String>, String)>) {
    let mut path = prefix.to_vec();
    while let Some(token) = tree.get(*at) {
        *at += 1;
        match token.as_str() {
            "::" => {}
            "{" => {
                while tree.get(*at).is_some_and(|token| token != "}") {
                    read_tree(tree, at, &path, leaves);
                }
                *at += 1;
                if tree.get(*at).is_some_and(|token| token == ",") {
                    *at += 1;
                }
                return;
            }
            "," => break,
            "}" => {
                *at -= 1;
                break;
            }
            "as" => {
                leaves.push((path, tree[*at].clone()));
                *at += 1;
                if tree.get(*at).is_some_and(|token| token == ",") {
                    *at += 1;
                }
                return;
            }
            "self" if !path.is_empty() => {}
            name => path.push(name.to_owned()),
        }
    }
    if let Some(name) = path.last().cloned().filter(|_| path.len() > prefix.len() || !prefix.is_empty()) {
        leaves.push((path, name));
    }
}

/// The code without `#[cfg(test)]` items: a module with braces is the last thing of its file here.
fn without_tests(code: &str) -> String {
    let code = match code.find("#[cfg(test)]\nmod tests {") {
        Some(end) => &code[..end],
        None => code,
    };
    let mut kept = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            lines.next();
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Names, `::` and single other characters; comments and literals are left out.
fn tokens(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if first == '"' {
            end_of_text(rest)
        } else if rest.starts_with("r\"") || rest.starts_with("r#") || rest.starts_with("br\"") {
            end_of_raw(rest)
        } else if first == '\'' {
            end_of_character(rest)
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
            end
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                found.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn end_of_raw(text: &str) -> usize {
    let open = text.find('"').unwrap_or(text.len() - 1);
    let hashes = text[..open].matches('#').count();
    let end = format!("\"{}", "#".repeat(hashes));
    text[open + 1..].find(&end).map_or(text.len(), |at| open + 1 + at + end.len())
}

/// A lifetime is one character and a name.
fn end_of_character(text: &str) -> usize {
    let after: Vec<_> = text.chars().take(3).collect();
    match after.as_slice() {
        [_, '\\', ..] => text[2..].find('\'').map_or(1, |at| if at == 0 { 4 } else { at + 3 }),
        [_, c, '\''] => 2 + c.len_utf8(),
        _ => 1,
    }
}

/// Groups of files that need each other, directly or not.
pub fn circles<'a>(needs: &Needs<'a>) -> Vec<BTreeSet<&'a Path>> {
    let reaches = |from: &'a Path| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(file) = open.pop() {
            open.extend(needs[file].keys().filter(|next| seen.insert(**next)));
        }
        seen
    };
    let reach: BTreeMap<_, _> = needs.keys().map(|file| (*file, reaches(file))).collect();
    let mut found = BTreeSet::new();
    for (file, seen) in &reach {
        if seen.contains(file) {
            found.insert(seen.iter().copied().filter(|other| reach[other].contains(file)).collect());
        }
    }
    found.into_iter().collect()
}
