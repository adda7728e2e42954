//! Rules of clients.

use std::collections::HashSet;

use super::{ActsFor, ApiClient, Authentication, Kind};
use crate::{Bar, Guard, Rule, Scope};

macro_rules! rule {
    ($name:ident, $code:literal, [$($says:literal),*], [$($remedy:literal),*]) => {
        pub const $name: Rule = Rule {
            code: $code,
            says: [$($says),*],
            source: "S4-4",
            parameter: None,
            remedy: [$($remedy),*],
        };
    };
}

rule!(
    NAME_IS_GIVEN,
    "NAME_MISSING",
    [
        "Клиенттің 1–200 таңбалық атауы болуы керек.",
        "У клиента должно быть название длиной 1–200 знаков.",
        "A client has a name of 1 to 200 characters."
    ],
    ["Атауын жазыңыз.", "Укажите название.", "Give it a name."]
);

rule!(
    SCOPES_ARE_NAMED,
    "SCOPES_MISSING",
    [
        "Клиентке кемінде бір құқық аясы керек.",
        "Клиенту нужна хотя бы одна область доступа.",
        "A client has at least one scope."
    ],
    [
        "Қажетті құқық аяларын көрсетіңіз.",
        "Укажите нужные области доступа.",
        "Name the scopes that it needs."
    ]
);

rule!(
    PRIVATE_SCOPES_TAKE_A_KEY,
    "KEY_REQUIRED",
    [
        "Жария деректерді оқумен шектелмейтін клиент өзінің кім екенін жеке кілтпен растайды.",
        "Клиент, который не только читает общедоступные данные, подтверждает, кто он, закрытым ключом.",
        "A client that does more than read what is public proves who it is with a private key."
    ],
    [
        "PRIVATE_KEY_JWT таңдаңыз немесе тек жария оқу аяларын қалдырыңыз.",
        "Выберите PRIVATE_KEY_JWT или оставьте только области чтения общедоступных данных.",
        "Choose PRIVATE_KEY_JWT, or leave only scopes that read what is public."
    ]
);

rule!(
    SANDBOX_READS_THE_PUBLIC,
    "SANDBOX_LIMITED",
    [
        "Сынақ клиенті өз атынан тек жария деректерді оқиды.",
        "Клиент-песочница читает только общедоступные данные и только от своего имени.",
        "A sandbox client reads what is public, in its own name."
    ],
    [
        "Басқа аяларды алып тастаңыз немесе PRODUCTION клиентін сұраңыз.",
        "Уберите остальные области или запросите клиент PRODUCTION.",
        "Take the other scopes away, or ask for a PRODUCTION client."
    ]
);

rule!(
    OWN_PEOPLE_HAVE_AN_ORGANIZATION,
    "OWNER_MISSING",
    [
        "Өз ұйымының адамдары үшін тек ұйымға тиесілі клиент әрекет етеді.",
        "За людей своей организации действует только клиент, у которого есть организация.",
        "Only a client that belongs to an organization acts for its people."
    ],
    [
        "Клиентті ұйымның атынан сұраңыз.",
        "Запросите клиент от имени организации.",
        "Ask for the client in the name of an organization."
    ]
);

rule!(
    CREDENTIALS_ARE_FEW,
    "TOO_MANY_CREDENTIALS",
    [
        "Клиентте ең көбі екі құпия сөз және бес кілт болады.",
        "У клиента не больше двух секретов и пяти ключей.",
        "A client has two secrets and five keys at most."
    ],
    ["Алдымен ескісін алып тастаңыз.", "Сначала уберите старый.", "Take an old one away first."]
);

rule!(
    KEY_IS_NEW,
    "KEY_ALREADY_THERE",
    [
        "Клиентте осы идентификаторлы (`kid`) кілт немесе дәл осы кілт бұрыннан бар.",
        "У клиента уже есть ключ с таким идентификатором (`kid`) или этот самый ключ.",
        "The client has a key with this id (`kid`), or this very key, already."
    ],
    [
        "Басқа `kid` беріңіз немесе алдымен бұрынғысын алып тастаңыз; дәл сол кілт болса, оны қайта қоспаңыз.",
        "Задайте другой `kid` или сначала уберите прежний ключ; этот самый ключ добавлять снова не нужно.",
        "Give it another `kid`, or take the old one away first; this very key need not be added again."
    ]
);

rule!(
    CREDENTIAL_FITS,
    "CREDENTIAL_MISMATCH",
    [
        "PRIVATE_KEY_JWT клиентіне кілт, CLIENT_SECRET_BASIC клиентіне құпия сөз керек.",
        "Клиенту PRIVATE_KEY_JWT нужен ключ, клиенту CLIENT_SECRET_BASIC — секрет.",
        "A client with PRIVATE_KEY_JWT has keys, one with CLIENT_SECRET_BASIC has secrets."
    ],
    [
        "Растау тәсіліне сай келетінін қосыңыз.",
        "Добавьте то, что подходит способу подтверждения.",
        "Add what fits the way in which it proves who it is."
    ]
);

rule!(
    ORIGINS_ARE_WRITTEN_SO,
    "ORIGIN_INVALID",
    [
        "Дереккөз (origin) браузер жазғандай жазылады: https://portal.kz, ең көбі 20.",
        "Источник (origin) записывается как в браузере: https://portal.kz, не больше 20.",
        "An origin is written as browsers do: https://portal.kz; there are 20 at most."
    ],
    [
        "Жолсыз және қиғаш сызықсыз, кіші әріппен жазыңыз.",
        "Запишите без пути и косой черты, строчными буквами.",
        "Write it without a path or slash, in small letters."
    ]
);

rule!(
    DOCUMENTS_ARE_HASHES,
    "DOCUMENT_INVALID",
    [
        "Сенімді құжат мәтінінің SHA-256 мәнімен көрсетіледі: 64 он алтылық цифр.",
        "Доверенный документ указывается суммой SHA-256 его текста: 64 шестнадцатеричные цифры.",
        "A trusted document is named by the SHA-256 of its text: 64 hexadecimal digits."
    ],
    [
        "Мәнді кіші әріппен жазыңыз.",
        "Запишите сумму строчными буквами.",
        "Write the sum in small letters."
    ]
);

rule!(
    CONTACT_CAN_BE_WRITTEN_TO,
    "EMAIL_INVALID",
    [
        "Электрондық мекенжайда @ белгісі болуы керек.",
        "В адресе электронной почты должен быть знак @.",
        "An e-mail address has an @ in it."
    ],
    ["Мекенжайды түзетіңіз.", "Исправьте адрес.", "Correct the address."]
);

rule!(
    SANDBOX_HAS_THE_COMMON_QUOTA,
    "QUOTA_NOT_ALLOWED",
    [
        "Сынақ клиентінің квотасы бәрімен бірдей болады.",
        "У клиента для проб квота такая же, как у всех.",
        "A client to try the service with has the quota that all have."
    ],
    [
        "`pointsPerMinute` мәнін бос қалдырыңыз.",
        "Не указывайте `pointsPerMinute`.",
        "Leave out `pointsPerMinute`."
    ]
);

rule!(
    CREDENTIALS_GIVE_NO_MORE,
    "SCOPES_EXCEEDED",
    [
        "Клиент кілтін немесе құпия сөзін тек сол клиенттің барлық аялары өзінде бар токенмен қосуға болады.",
        "Ключ или секрет клиента добавляет только тот, в чьём токене есть все области этого клиента.",
        "A key or secret of a client is added only by somebody whose token has all scopes of that client."
    ],
    [
        "Осы аялары бар клиент арқылы кіріңіз немесе қызмет иесінен `klaster client rotate` орындауды сұраңыз.",
        "Войдите через клиент с этими областями или попросите владельца сервиса выполнить `klaster client rotate`.",
        "Sign in by a client that has these scopes, or ask whoever runs the service for `klaster client rotate`."
    ]
);

rule!(
    SANDBOXES_ARE_FEW,
    "TOO_MANY_SANDBOXES",
    [
        "Бір ұйымның сынақ клиенті он ғана болады; жойылған клиент те жасалғаннан кейін 24 сағат бойы есептеледі.",
        "Клиентов для проб у одной организации не больше десяти; отозванный учитывается, пока не пройдут 24 часа после его создания.",
        "An organization has ten clients to try the service with at most; one that was revoked counts \
         until 24 hours after it was made."
    ],
    [
        "Керек емес клиентті `apiClientRevoke` арқылы жойыңыз; соңғы 24 сағатта жасалғанының орны осы уақыт өткен соң босайды.",
        "Отзовите ненужный клиент через `apiClientRevoke`; место созданного за последние 24 часа освободится, когда они пройдут.",
        "Revoke one that is not needed with `apiClientRevoke`; the place of one made in the last 24 \
         hours becomes free when they have passed."
    ]
);

rule!(
    CREDENTIAL_IS_THERE,
    "CREDENTIAL_UNKNOWN",
    [
        "Клиентте мұндай кілт немесе құпия сөз жоқ.",
        "У клиента нет такого ключа или секрета.",
        "The client has no such key or secret."
    ],
    [
        "Клиенттің кілттері мен құпия сөздерінің тізімін қараңыз.",
        "Посмотрите список ключей и секретов клиента.",
        "Look at the list of its keys and secrets."
    ]
);

pub(super) const NAME: Guard<ApiClient> = Guard {
    rule: &NAME_IS_GIVEN,
    field: Some("profile.name"),
    keeps: |it, _| (1..=200).contains(&it.profile.name.trim().chars().count()),
};

pub(super) const SCOPES: Guard<ApiClient> = Guard {
    rule: &SCOPES_ARE_NAMED,
    field: Some("terms.scopes"),
    keeps: |it, _| !it.terms.scopes.is_empty(),
};

pub(super) const KEY_FOR_PRIVATE: Guard<ApiClient> = Guard {
    rule: &PRIVATE_SCOPES_TAKE_A_KEY,
    field: Some("terms.authentication"),
    keeps: |it, _| {
        it.terms.authentication == Authentication::PrivateKeyJwt
            || it.terms.scopes.iter().all(|scope| scope.is_public())
    },
};

pub(super) const SANDBOX: Guard<ApiClient> = Guard {
    rule: &SANDBOX_READS_THE_PUBLIC,
    field: Some("terms.scopes"),
    keeps: |it, _| {
        let is_public = |scope: &Scope| scope.is_public();
        it.kind != Kind::Sandbox
            || (it.terms.scopes.iter().all(is_public) && it.terms.acts_for == ActsFor::Nobody)
    },
};

pub(super) const SANDBOX_QUOTA: Guard<ApiClient> = Guard {
    rule: &SANDBOX_HAS_THE_COMMON_QUOTA,
    field: Some("terms.points_per_minute"),
    keeps: |it, _| it.kind != Kind::Sandbox || it.terms.points_per_minute.is_none(),
};

/// Whoever gives a client a key can ask as that client, also when nobody stands behind it.
pub(super) const BEYOND: Bar<ApiClient> = Bar {
    rule: &CREDENTIALS_GIVE_NO_MORE,
    field: None,
    stops: |it, viewer| {
        !viewer.system && !it.terms.scopes.iter().all(|scope| scope.is_within(&viewer.scopes))
    },
};

pub(super) const OWNER: Guard<ApiClient> = Guard {
    rule: &OWN_PEOPLE_HAVE_AN_ORGANIZATION,
    field: Some("terms.acts_for"),
    keeps: |it, _| it.terms.acts_for != ActsFor::OwnPeople || it.organization_id.is_some(),
};

pub(super) const FEW: Guard<ApiClient> = Guard {
    rule: &CREDENTIALS_ARE_FEW,
    field: None,
    keeps: |it, _| it.secrets.len() <= ApiClient::SECRETS && it.keys.len() <= ApiClient::KEYS,
};

pub(super) const EACH_ONCE: Guard<ApiClient> = Guard {
    rule: &KEY_IS_NEW,
    field: Some("key"),
    keeps: |it, _| {
        let ids: HashSet<_> = it.keys.iter().map(|key| &key.id).collect();
        // Under whichever ids: what is taken away must not go on under another one.
        let keys: HashSet<_> = it.keys.iter().map(|key| &key.jwk).collect();
        [ids.len(), keys.len()] == [it.keys.len(); 2]
    },
};

pub(super) const BY_KEY: Guard<ApiClient> = Guard {
    rule: &CREDENTIAL_FITS,
    field: None,
    keeps: |it, _| it.terms.authentication == Authentication::PrivateKeyJwt,
};

pub(super) const BY_SECRET: Guard<ApiClient> = Guard {
    rule: &CREDENTIAL_FITS,
    field: None,
    keeps: |it, _| it.terms.authentication == Authentication::ClientSecretBasic,
};

pub(super) const ORIGINS: Guard<ApiClient> = Guard {
    rule: &ORIGINS_ARE_WRITTEN_SO,
    field: Some("profile.origins"),
    keeps: |it, _| {
        it.profile.origins.len() <= 20 && it.profile.origins.iter().all(|origin| is_origin(origin))
    },
};

/// Whether a browser would write an origin like that.
fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    let is_default =
        || text.ends_with(":443") && text.starts_with("https") || text.ends_with(":80");
    rest.is_some_and(|host| {
        (1..=253).contains(&host.len()) && host.chars().all(plain) && !host.starts_with([':', '.'])
    }) && !is_default()
}

pub(super) const DOCUMENTS: Guard<ApiClient> = Guard {
    rule: &DOCUMENTS_ARE_HASHES,
    field: Some("profile.documents"),
    keeps: |it, _| {
        let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_hash = |hash: &String| hash.len() == 64 && hash.bytes().all(is_digit);
        it.profile.documents.iter().all(is_hash)
    },
};

pub(super) const EMAIL: Guard<ApiClient> = Guard {
    rule: &CONTACT_CAN_BE_WRITTEN_TO,
    field: Some("profile.contact_email"),
    keeps: |it, _| {
        let parts = it.profile.contact_email.as_ref().map(|email| email.0.rsplit_once('@'));
        parts.is_none_or(|parts| parts.is_some_and(|(of, at)| !of.is_empty() && at.contains('.')))
    },
};
