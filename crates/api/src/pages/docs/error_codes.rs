//! Error codes: when they come, and what to do.

use std::collections::BTreeMap;

use domain::{Locale, Rule};
use maud::{Markup, html};

use super::{
    super::{
        markup,
        text::{self, Text},
    },
    translation::unfilled,
};
use crate::graphql::user_error::Always;

/// A code of `extensions.code`.
struct Protocol {
    code: &'static str,
    /// With `application/graphql-response+json`; 200 where a part was answered.
    status: &'static str,
    says: Text,
    remedy: Text,
}

macro_rules! protocol {
    ($($code:ident $status:literal: [$($says:literal),*], [$($remedy:literal),*];)*) => {
        const PROTOCOL: &[Protocol] = &[$(Protocol {
            code: stringify!($code),
            status: $status,
            says: Text([$($says),*]),
            remedy: Text([$($remedy),*]),
        },)*];
    };
}

protocol! {
    BAD_USER_INPUT "400, 200":
        ["Айнымалының немесе аргументтің мәні типіне сәйкес келмейді; хабарлама жолын, не керегін және мысалды айтады. Сұраудың денесі оқылмаса да осы код келеді.",
         "Значение переменной или аргумента не подходит к своему типу; сообщение называет путь, что ожидается и пример. Тот же код приходит, если не читается само тело запроса.",
         "The value of a variable or an argument does not fit its type; the message names its path, what is wanted and an example. It is also the code where the body itself cannot be read."],
        ["Хабарламада аталған мәндерді түзетіңіз. Бір аргументтегі он қатеге дейін бірден айтылады.",
         "Исправьте названные в сообщении значения. Об ошибках одного аргумента говорится сразу, до десяти.",
         "Correct the values that the message names. Up to ten of an argument are told at once."];
    GRAPHQL_PARSE_FAILED "400":
        ["Құжат GraphQL тілінде жазылмаған.", "Документ написан не на языке GraphQL.", "The document is not GraphQL."],
        ["Жақшаларды және аталған орынды тексеріңіз.", "Проверьте скобки и указанное место.", "Look at the brackets and at the place that is named."];
    GRAPHQL_VALIDATION_FAILED "400":
        ["Құжат схемаға сәйкес келмейді: мұндай өріс, аргумент немесе тип жоқ.",
         "Документ не соответствует схеме: нет такого поля, аргумента или типа.",
         "The document does not fit the schema: there is no such field, argument or type."],
        ["Сұрауды анықтамалықпен салыстырыңыз; клиент кодын схемадан қайта жасаңыз.",
         "Сверьте запрос со справочником; заново создайте код клиента по схеме.",
         "Compare the operation with the reference; generate your client's code from the schema again."];
    CURSOR_MISMATCH "200":
        ["Курсор осы тізімдікі емес, басқа реттен алынған немесе өзгертілген.",
         "Курсор не от этого списка, взят при другом порядке или изменён.",
         "The cursor is not one of this list in this order, or it was changed."],
        ["Тізімді курсорсыз, басынан оқыңыз.", "Начните список заново, без курсора.", "Begin the list anew, without a cursor."];
    UNAUTHENTICATED "401":
        ["Токен жарамсыз, мерзімі өткен немесе басқа жерге арналған.",
         "Токен недействителен, истёк или выдан не для этого сервера.",
         "The token is not valid, has expired or is meant for another server."],
        ["Жаңа токен алыңыз. Ашық деректер токенсіз де оқылады.",
         "Получите новый токен. Открытые данные читаются и без него.",
         "Get a new token. What is public can be read without one."];
    OPERATION_TOO_LARGE "400, 413":
        ["Құжат, сұраудың денесі немесе айнымалылар шектен асады; хабарлама қай шек екенін айтады.",
         "Документ, тело запроса или переменные больше допустимого; сообщение называет предел.",
         "The document, the body or the variables are larger than allowed; the message names the limit."],
        ["Сұрауды бөліңіз, ұзын мәтіндерді айнымалыларға шығарыңыз.",
         "Разделите запрос, вынесите длинные тексты в переменные.",
         "Divide the operation, and move long texts into variables."];
    COST_EXCEEDED "400":
        ["Сұрау тым көп нысан қайтара алар еді: ішкі тізімдердің беттері көбейтіледі.",
         "Запрос мог бы вернуть слишком много объектов: страницы вложенных списков перемножаются.",
         "The operation could bring too many objects: the pages of lists within lists multiply."],
        ["Ішкі тізімдерде азырақ `first` сұраңыз немесе сұрауды бөліңіз.",
         "Запрашивайте во вложенных списках меньше (`first`) или разделите запрос.",
         "Ask for fewer in the inner lists (`first`), or divide the operation."];
    UNSUPPORTED_MEDIA_TYPE "415":
        ["Сұраудың денесі JSON ретінде белгіленбеген.", "Тело запроса не обозначено как JSON.", "The body is not marked as JSON."],
        ["`Content-Type: application/json` жіберіңіз, UTF-8 кодтауымен.", "Отправьте `Content-Type: application/json` в кодировке UTF-8.", "Send `Content-Type: application/json`, in UTF-8."];
    NOT_ACCEPTABLE "406":
        ["`Accept` тақырыбы сервер бере алатын пішіндердің ешқайсысын қабылдамайды.",
         "Заголовок `Accept` не допускает ни одного формата, который отдаёт сервер.",
         "The header `Accept` takes none of the formats that the server has."],
        ["`application/graphql-response+json` немесе `application/json` сұраңыз.",
         "Просите `application/graphql-response+json` или `application/json`.",
         "Take `application/graphql-response+json` or `application/json`."];
    METHOD_NOT_ALLOWED "405":
        ["HTTP әдісі сәйкес емес: өзгерістер GET арқылы жіберілмейді.",
         "Метод HTTP не подходит: изменения не отправляют через GET.",
         "The HTTP method does not fit: mutations are not sent by GET."],
        ["Өзгерістерді POST арқылы, сұрауларды POST немесе GET арқылы жіберіңіз.",
         "Изменения отправляйте через POST, запросы через POST или GET.",
         "Send mutations by POST, and queries by POST or GET."];
    TIMEOUT "503, 408, 200":
        ["Жауап берілген уақытта дайын болмады, `retryable: true`. Өзгеріс орындалған болуы да мүмкін.",
         "Ответ не готов за отведённое время, `retryable: true`. Изменение могло быть и выполнено.",
         "There was no answer in time, `retryable: true`. A change may have been made all the same."],
        ["`Retry-After` уақытынан кейін қайталаңыз; өзгерісті сол `idempotencyKey` кілтімен.",
         "Повторите после `Retry-After`; изменение с тем же `idempotencyKey`.",
         "Repeat after `Retry-After`; a change with the same `idempotencyKey`."];
    UNAVAILABLE "503, 200":
        ["Сервер немесе дерекқор қазір жауап бере алмайды, `retryable: true`.",
         "Сервер или база данных сейчас не отвечает, `retryable: true`.",
         "The server or the database cannot answer now, `retryable: true`."],
        ["`Retry-After` уақытынан кейін қайталаңыз; өзгерісті сол `idempotencyKey` кілтімен.",
         "Повторите после `Retry-After`; изменение с тем же `idempotencyKey`.",
         "Repeat after `Retry-After`; a change with the same `idempotencyKey`."];
    INTERNAL "200, 500":
        ["Біздің қатеміз. Хабарламада тек сұраудың нөмірі (`requestId`) бар.",
         "Ошибка на нашей стороне. В сообщении есть только номер запроса (`requestId`).",
         "A mistake of ours. The error tells the `requestId` and nothing else."],
        ["Серверді жүргізушіге `requestId` мәнін хабарлаңыз.",
         "Сообщите `requestId` тем, кто ведёт сервер.",
         "Tell the `requestId` to whoever runs the server."];
}

/// A code of `userErrors`: the rules that answer it, each with the mutations that may break it.
type Broken<'a> = BTreeMap<&'static str, Vec<(&'static Rule, Vec<&'a str>)>>;

pub(super) fn page(rules: &[(String, Vec<&'static Rule>)], locale: Locale) -> Markup {
    html! {
        h1 { (text::ERRORS.of(locale)) }
        (markup::text(text::ERRORS_LEAD.of(locale)))
        h2 #errors { (text::REQUEST_ERRORS.of(locale)) }
        @for Protocol { code, status, says, remedy } in PROTOCOL {
            (entry(code, says.of(locale), remedy.of(locale), locale, &html! {
                p.note { (text::STATUS.of(locale)) ": " (status) }
            }))
        }
        h2 #userErrors { (text::DOMAIN_ERRORS.of(locale)) }
        p { (text::EVERY_MUTATION.of(locale)) ":" }
        @for always in Always::ALL {
            (entry(always.code, always.says[locale as usize], always.remedy[locale as usize],
                locale, &html! {}))
        }
        h2 #rules { (text::RULES.of(locale)) }
        (markup::text(text::RULES_LEAD.of(locale)))
        @for (code, rules) in by_code(rules) { (broken(code, &rules, locale)) }
    }
}

fn entry(code: &str, says: &str, remedy: &str, locale: Locale, more: &Markup) -> Markup {
    html! {
        section.entry id=(code) {
            h3 { a href={ "#" (code) } { code { (code) } } }
            (told(says, remedy, locale))
            (more)
        }
    }
}

fn told(says: &str, remedy: &str, locale: Locale) -> Markup {
    html! {
        (markup::text(says))
        p { strong { (text::WHAT_TO_DO.of(locale)) ":" } " " (markup::inline(remedy)) }
    }
}

/// A code that several types may answer says of each what is wrong.
fn broken(code: &str, rules: &[(&'static Rule, Vec<&str>)], locale: Locale) -> Markup {
    let at = locale as usize;
    html! {
        section.entry id=(code) {
            h3 { a href={ "#" (code) } { code { (code) } } }
            @for (rule, mutations) in rules {
                (told(&unfilled(rule.says[at]), &unfilled(rule.remedy[at]), locale))
                details {
                    summary { (text::ANSWERED_BY.of(locale)) ": " (mutations.len()) }
                    ul.names {
                        @for name in mutations {
                            li { a href={ "types/Mutation#" (name) } { code { (name) } } }
                        }
                    }
                }
            }
        }
    }
}

fn by_code<'a>(rules: &'a [(String, Vec<&'static Rule>)]) -> Broken<'a> {
    let mut found = Broken::new();
    for (mutation, rules) in rules {
        for rule in rules {
            let of_code = found.entry(rule.code).or_default();
            let known = of_code.iter().position(|(known, _)| known.says == rule.says);
            let place = known.unwrap_or(of_code.len());
            if known.is_none() {
                of_code.push((rule, Vec::new()));
            }
            let mutations = &mut of_code[place].1;
            if mutations.last() != Some(&mutation.as_str()) {
                mutations.push(mutation);
            }
        }
    }
    found
}

/// Every code, for the search.
pub(super) fn codes(
    rules: &[(String, Vec<&'static Rule>)],
    locale: Locale,
) -> Vec<(&'static str, String)> {
    let protocol = PROTOCOL.iter().map(|it| (it.code, it.says.of(locale).to_owned()));
    let always = Always::ALL.iter().map(|it| (it.code, it.says[locale as usize].to_owned()));
    let rules = by_code(rules).into_iter().map(|(code, rules)| {
        let says = rules.iter().map(|(rule, _)| unfilled(rule.says[locale as usize]));
        (code, says.collect::<Vec<_>>().join(" "))
    });
    protocol.chain(always).chain(rules).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_of_the_schema_has_an_entry_that_says_what_to_do() {
        let reference = super::super::reference::Reference::read(&crate::sdl());
        let rules = crate::schema::rules();
        let of_schema: BTreeSet<_> = (reference.types.values())
            .filter(|of| of.name.ends_with("ErrorCode"))
            .flat_map(|of| of.fields.iter().map(|value| value.name.as_str()))
            .collect();
        assert!(of_schema.len() > 40, "{of_schema:?}");
        for locale in text::LOCALES {
            let page = page(&rules, locale).into_string();
            for code in &of_schema {
                assert_eq!(page.matches(&format!(" id=\"{code}\"")).count(), 1, "{code}");
            }
        }
    }

    #[test]
    fn a_code_that_says_several_things_tells_each_with_its_remedy() {
        let rules = crate::schema::rules();
        let page = page(&rules, Locale::En).into_string();
        for rule in rules.iter().flat_map(|(_, rules)| rules) {
            for text in [rule.says, rule.remedy] {
                let text = markup::inline(&unfilled(text[Locale::En as usize])).into_string();
                assert!(page.contains(&text), "{}: {text}", rule.code);
            }
        }
        let several = by_code(&rules).into_values().filter(|rules| rules.len() > 1).count();
        assert!(several > 0);
    }
}
