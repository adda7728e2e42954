//! One issuer: which keys its table has, and what each of them takes.

use api::{
    Destination,
    http::token::issuers::{ALGORITHMS, IssuerSettings, KeysAt},
};
use chrono::TimeDelta;
use domain::{Id, platform::ApiClient};
use jsonwebtoken::Algorithm;
use toml::de::{DeTable, DeValue};

use super::Told;

pub(super) const KEYS: [&str; 11] = [
    "issuer",
    "audience",
    "discovery",
    "key_set",
    "algorithms",
    "types",
    "type_required",
    "client_claim",
    "client",
    "clients",
    "max_lifetime",
];
/// Seconds from the issue of a token to its end.
const LIFETIME: std::ops::RangeInclusive<i64> = 60..=86_400;
/// Characters of a name.
const NAME: usize = 255;

pub(super) struct Table<'a, 'b> {
    /// Where it begins.
    pub(super) start: usize,
    pub(super) members: &'a DeTable<'a>,
    /// Names of the issuers before it, and our own.
    pub(super) others: Vec<&'a str>,
    pub(super) told: &'a mut Told<'b>,
}

impl Table<'_, '_> {
    /// Every mistake is told, not only the first.
    pub(super) fn read(mut self) -> Option<IssuerSettings> {
        self.tell_unknown();
        let issuer = self.demand("issuer", "the exact text of iss in its tokens", name);
        let audience = self.demand("audience", "our name in aud of its tokens", name);
        let keys = self.keys(issuer.as_deref());
        let algorithms = self.optional("algorithms", &algorithms_expected(), algorithms);
        let types = self.optional("types", "a list of types, such as [\"at+jwt\", \"JWT\"]", names);
        let type_required = self.optional("type_required", "true or false", truth);
        let client_claim = self.optional("client_claim", "the name of a claim", name);
        let client = self.optional("client", "the id of a client here", client);
        let expected = "a list of the clients here that its tokens may name, such as \
            [\"api_client_01h455vb4pex5vsknk084sn02q\"]";
        let clients = self.demand("clients", expected, |value| list(value, self::client));
        self.tell_unlisted(client, clients.as_deref());
        let seconds = format!("seconds, from {} to {}", LIFETIME.start(), LIFETIME.end());
        let max_lifetime = self.optional("max_lifetime", &seconds, lifetime);
        let usual = IssuerSettings::new(&issuer?, &audience?, keys?, clients?);
        Some(IssuerSettings {
            algorithms: algorithms.unwrap_or(usual.algorithms),
            types: types.unwrap_or(usual.types),
            without_type: type_required.map_or(usual.without_type, |required| !required),
            client_claim: client_claim.unwrap_or(usual.client_claim),
            client: client.or(usual.client),
            max_lifetime: max_lifetime.unwrap_or(usual.max_lifetime),
            ..usual
        })
        .filter(|settings| self.is_new(&settings.issuer))
    }

    fn tell_unknown(&mut self) {
        for (key, _) in self.members {
            let name = key.get_ref().as_ref();
            if KEYS.contains(&name) {
                continue;
            }
            let likeness = |known: &&str| strsim::normalized_damerau_levenshtein(name, known);
            let nearest = KEYS.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            let remedy = match nearest.filter(|known| likeness(known) > 0.5) {
                Some(known) => format!("Is it {known}?"),
                None => format!("There are {}.", KEYS.join(", ")),
            };
            self.told.add(key.span().start, name, None, "There is no such key.", &remedy);
        }
    }

    /// The client that stands in for others is one of those that may be named.
    fn tell_unlisted(&mut self, client: Option<Id<ApiClient>>, clients: Option<&[Id<ApiClient>]>) {
        if let (Some(client), Some(clients)) = (client, clients)
            && !clients.contains(&client)
        {
            let problem = "It is not among clients.";
            let remedy = "Put it into clients, too.";
            self.tell("client", Some(&client.to_string()), problem, remedy);
        }
    }

    /// Where its keys are: one of two, or where its name leads.
    fn keys(&mut self, issuer: Option<&str>) -> Option<KeysAt> {
        let has = |key| self.members.contains_key(key);
        match (has("discovery"), has("key_set")) {
            (true, true) => {
                let problem = "It excludes discovery, which is set too.";
                self.tell("key_set", None, problem, "Remove one of the two.");
                None
            }
            (true, false) => self.destination("discovery").map(KeysAt::Discovery),
            (false, true) => self.destination("key_set").map(KeysAt::KeySet),
            (false, false) => match IssuerSettings::discovery(issuer?) {
                Ok(found) => Some(KeysAt::Discovery(found)),
                Err(expected) => {
                    let problem = "Its metadata cannot be found by its name.";
                    let remedy = format!("Set discovery or key_set, or let issuer be {expected}.");
                    self.tell("issuer", issuer, problem, &remedy);
                    None
                }
            },
        }
    }

    fn destination(&mut self, key: &str) -> Option<Destination> {
        let written = self.members.get(key).and_then(|value| value.get_ref().as_str());
        match written.map(Destination::parse) {
            Some(Ok(destination)) => Some(destination),
            Some(Err(expected)) => self.misfit(key, &expected.to_string()),
            None => self.misfit(key, "a URL in quotes"),
        }
    }

    fn demand<T>(
        &mut self,
        key: &str,
        expected: &str,
        read: fn(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        if !self.members.contains_key(key) {
            self.tell(key, None, "It is missing.", &format!("It takes {expected}."));
        }
        self.optional(key, expected, read)
    }

    fn optional<T>(
        &mut self,
        key: &str,
        expected: &str,
        read: fn(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.members.get(key)?;
        read(value.get_ref()).or_else(|| self.misfit(key, expected))
    }

    fn misfit<T>(&mut self, key: &str, expected: &str) -> Option<T> {
        let written = self.members.get(key).and_then(|value| value.get_ref().as_str());
        self.tell(key, written, "The value does not fit.", &format!("It takes {expected}."));
        None
    }

    fn is_new(&mut self, issuer: &str) -> bool {
        let is_new = !self.others.contains(&issuer);
        if !is_new {
            let problem = "It is the name of an issuer before it, or token_issuer.";
            self.tell("issuer", Some(issuer), problem, "Name each issuer once.");
        }
        is_new
    }

    /// About a key, where it stands; about one that is missing, where the issuer begins.
    fn tell(&mut self, key: &str, value: Option<&str>, problem: &str, remedy: &str) {
        let found = self.members.get_key_value(key);
        let start = found.map_or(self.start, |(key, _)| key.span().start);
        self.told.add(start, key, value, problem, remedy);
    }
}

fn name(value: &DeValue<'_>) -> Option<String> {
    let fits = |text: &&str| {
        let is_plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
        is_plain && (1..=NAME).contains(&text.chars().count())
    };
    value.as_str().filter(fits).map(str::to_owned)
}

fn client(value: &DeValue<'_>) -> Option<Id<ApiClient>> {
    value.as_str()?.parse().ok()
}

/// A list that is not empty.
fn list<T>(value: &DeValue<'_>, read: fn(&DeValue<'_>) -> Option<T>) -> Option<Vec<T>> {
    let values = value.as_array().filter(|values| !values.is_empty())?;
    values.iter().map(|value| read(value.get_ref())).collect()
}

fn truth(value: &DeValue<'_>) -> Option<bool> {
    value.as_bool()
}

fn names(value: &DeValue<'_>) -> Option<Vec<String>> {
    list(value, name)
}

fn algorithms(value: &DeValue<'_>) -> Option<Vec<Algorithm>> {
    list(value, |value| {
        value.as_str()?.parse().ok().filter(|algorithm| ALGORITHMS.contains(algorithm))
    })
}

fn algorithms_expected() -> String {
    let names = ALGORITHMS.map(|algorithm| format!("{algorithm:?}"));
    format!("a list of some of {}, such as [\"RS256\"]", names.join(", "))
}

fn lifetime(value: &DeValue<'_>) -> Option<TimeDelta> {
    let seconds = value.as_integer()?.to_string().parse().ok();
    seconds.filter(|seconds| LIFETIME.contains(seconds)).map(TimeDelta::seconds)
}
