//! What a demo says when it is ready.

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::Path};

use super::personas::{PORTAL, Persona, role};

/// Addresses, a line to paste, and the tokens.
#[derive(Debug)]
pub(super) struct Banner<'a> {
    pub(super) address: SocketAddr,
    pub(super) explorer: bool,
    pub(super) personas: &'a [Persona],
    pub(super) tokens: &'a BTreeMap<&'static str, String>,
    /// `tokens.json`.
    pub(super) path: &'a Path,
    /// `portal.pem`.
    pub(super) key: &'a Path,
    /// Whether the data outlive the demo.
    pub(super) kept: bool,
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, tokens, path, key, .. } = self;
        writeln!(f, "\nKlaster demo. Ctrl-C ends it.\n")?;
        writeln!(f, "GraphQL    http://{address}/graphql")?;
        if self.explorer {
            writeln!(f, "Explorer   http://{address}/graphiql")?;
        }
        writeln!(f, "Docs       http://{address}/docs")?;
        writeln!(f, "Schema     http://{address}/schema.graphql")?;
        writeln!(f, "Client     {PORTAL}, to follow /docs/guides/connect-your-portal with")?;
        writeln!(f, "Its key    {}", key.display())?;
        writeln!(f, "Tokens     {}", path.display())?;
        if !self.kept {
            writeln!(f, "           (removed at the end; --data DIR keeps everything)")?;
        }
        writeln!(f, "\nPaste this into another terminal:\n\n{}", self.curl())?;
        writeln!(f, "\nTokens, valid for 30 days and for this data directory alone:")?;
        for Persona { name, seats, .. } in self.personas {
            let seats: Vec<_> =
                seats.iter().map(|seat| format!("{} at {}", role(seat), seat.place)).collect();
            writeln!(f, "\n{name}: {}\n{}", seats.join(", "), tokens[name])?;
        }
        Ok(())
    }
}

impl Banner<'_> {
    /// One line for a POSIX shell; nothing in it needs escaping inside single quotes.
    fn curl(&self) -> String {
        let (address, token) = (self.address, &self.tokens["college_portal"]);
        let query = "{ employerRequests(first: 5) { nodes { id title status } } }";
        format!(
            "curl -s http://{address}/graphql -H 'Content-Type: application/json' \
             -H 'Authorization: Bearer {token}' -d '{{\"query\":\"{query}\"}}'"
        )
    }
}
