//! The packages of the workspace and of all it depends on, as cargo resolves them.

use std::{
    collections::{HashMap, HashSet},
    process::Command,
};

use serde::Deserialize;

use crate::process::{Outcome, cargo, output};

#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    packages: Vec<Package>,
    workspace_members: HashSet<String>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
pub(super) struct Package {
    id: String,
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression.
    pub(super) license: Option<String>,
    /// What its manifest asks for.
    pub(super) dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// `dev` and `build`; none for what the program is made of.
    pub(super) kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Debug, Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

impl Metadata {
    /// What any platform may be built on.
    pub(super) fn of_all_platforms() -> Outcome<Self> {
        Self::read(&[])
    }

    /// What this platform is built on.
    pub(super) fn of_this_platform() -> Outcome<Self> {
        let host = output(Command::new("rustc").args(["--print", "host-tuple"]))?;
        Self::read(&["--filter-platform", host.trim()])
    }

    fn read(platform: &[&str]) -> Outcome<Self> {
        let mut command = cargo();
        command.args(["metadata", "--format-version", "1", "--locked"]).args(platform);
        let text = output(&mut command)?;
        serde_json::from_str(&text).map_err(|error| format!("`cargo metadata`: {error}"))
    }

    /// Our own packages.
    pub(super) fn own(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The packages of others that are really built.
    pub(super) fn foreign(&self) -> impl Iterator<Item = &Package> {
        let built: HashSet<_> = self.resolve.nodes.iter().map(|node| node.id.as_str()).collect();
        self.packages.iter().filter(move |package| {
            !self.workspace_members.contains(&package.id) && built.contains(package.id.as_str())
        })
    }

    /// Every package that the code of one is built on, the tests' own left out.
    pub(super) fn under(&self, package: &Package) -> Vec<&Package> {
        let nodes: HashMap<_, _> =
            self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let mut seen = HashSet::new();
        let mut open = vec![package.id.as_str()];
        while let Some(id) = open.pop() {
            for edge in nodes.get(id).into_iter().flat_map(|node| &node.deps) {
                let tests_only =
                    edge.dep_kinds.iter().all(|kind| kind.kind.as_deref() == Some("dev"));
                if !tests_only && seen.insert(edge.pkg.as_str()) {
                    open.push(&edge.pkg);
                }
            }
        }
        self.packages.iter().filter(|package| seen.contains(package.id.as_str())).collect()
    }
}
