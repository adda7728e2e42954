//! What the pages themselves say, in Kazakh, Russian and English.

use domain::Locale;

/// A text in Kazakh, Russian and English.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text(pub(super) [&'static str; 3]);

impl Text {
    pub(super) fn of(self, locale: Locale) -> &'static str {
        self.0[locale as usize]
    }
}

/// All languages, in the order in which they are offered.
pub(super) const LOCALES: [Locale; 3] = [Locale::Kk, Locale::Ru, Locale::En];

/// What a language calls itself.
pub(super) fn own_name(locale: Locale) -> &'static str {
    ["Қазақша", "Русский", "English"][locale as usize]
}

macro_rules! texts {
    ($($name:ident: $kk:literal, $ru:literal, $en:literal;)*) => {
        $(pub(super) const $name: Text = Text([$kk, $ru, $en]);)*

        /// Every text by its name, for the tests.
        #[cfg(test)]
        const ALL: &[(&str, Text)] = &[$((stringify!($name), $name),)*];
    };
}

texts! {
    // The frame of every page.
    SKIP: "Мазмұнына өту", "К содержанию", "Skip to the content";
    LANGUAGE: "Тіл", "Язык", "Language";
    SECTIONS: "Бөлімдер", "Разделы", "Sections";
    DOCUMENTATION: "Құжаттама", "Документация", "Documentation";
    GUIDES: "Нұсқаулықтар", "Руководства", "Guides";
    REFERENCE: "Анықтамалық", "Справочник", "Reference";
    LIFECYCLES: "Өмірлік циклдер", "Жизненные циклы", "Lifecycles";
    ERRORS: "Қате кодтары", "Коды ошибок", "Error codes";
    CHANGELOG: "Өзгерістер журналы", "Журнал изменений", "Changelog";
    EXPLORER: "Сұрау құралы", "Обозреватель", "Explorer";
    SCHEMA: "Схема (SDL)", "Схема (SDL)", "Schema (SDL)";
    SEARCH: "Іздеу", "Поиск", "Search";
    SEARCH_HINT: "Тип, өріс, код немесе сөз", "Тип, поле, код или слово", "Type, field, code or word";
    ON_THIS_PAGE: "Осы бетте", "На этой странице", "On this page";
    LICENCE: "Лицензия: Apache-2.0", "Лицензия: Apache-2.0", "Licence: Apache-2.0";

    // `/`.
    TITLE:
        "Klaster: өңірлік кластерлердің ашық API-і",
        "Klaster: открытый API региональных кластеров",
        "Klaster: the open API of regional clusters";
    LEAD:
        "Қазақстанның өңірлік білім беру-өндірістік кластерлеріне арналған ашық GraphQL API: жұмыс \
         берушілер кімді іздейтінін айтады, колледждер жауап береді, екі тарап келіседі, ал есеп \
         беретіндер сандарды осы жерден алады.",
        "Открытый GraphQL API для региональных образовательно-производственных кластеров Казахстана: \
         работодатели говорят, кто им нужен, колледжи отвечают, стороны договариваются, а цифры для \
         отчётов берутся отсюда же.",
        "One open GraphQL API for the regional education-production clusters of Kazakhstan: employers \
         say whom they need, colleges answer, both sides agree, and whoever has to account for it \
         reads the numbers.";
    BEGIN: "Неден бастау керек", "С чего начать", "Where to begin";
    BEGIN_GUIDE: "Бес минутта алғашқы сұрау", "Первый запрос за пять минут", "First query in five minutes";
    BEGIN_GUIDE_TEXT:
        "Токенсіз бір сұрау жіберіп, жауабын оқисыз; содан кейін тізімдер, қателер және өзгерістер.",
        "Отправьте запрос без токена и прочитайте ответ; дальше списки, ошибки и изменения.",
        "Send a query without a token and read its answer; then lists, errors and changes.";
    BEGIN_EXPLORER_TEXT:
        "Сұрауларды браузерде жазып, бірден орындаңыз. Интернетсіз де жұмыс істейді.",
        "Пишите запросы в браузере и сразу выполняйте их. Работает и без интернета.",
        "Write operations in the browser and run them at once. Works without the internet, too.";
    BEGIN_REFERENCE_TEXT:
        "Барлық типтер, өрістер, аргументтер мен мәндер: олардың мағынасы және кім көре алады.",
        "Все типы, поля, аргументы и значения: что они означают и кто их видит.",
        "All types, fields, arguments and values: what they mean and who may see them.";
    BEGIN_SCHEMA_TEXT:
        "Келісімшарт толығымен бір файлда, код генераторларына арналған.",
        "Весь контракт одним файлом, для генераторов кода.",
        "The whole contract in one file, for code generators.";
    BEGIN_ERRORS_TEXT:
        "Сервер қайтара алатын әр код және не істеу керек.",
        "Каждый код, которым может ответить сервер, и что с ним делать.",
        "Every code that the server can answer, and what to do about it.";
    BEGIN_LIFECYCLES_TEXT:
        "Сұраныс, жауап немесе кластер қандай күйлерден өтеді және кім не істей алады.",
        "Через какие состояния проходят заявка, отклик или кластер и кто что может сделать.",
        "Which states a request, a response or a cluster goes through, and who may do what.";
    ADDRESSES: "Мекенжайлар", "Адреса", "Addresses";
    ADDRESS_GRAPHQL: "сұраулар мен өзгерістер (POST), тек сұраулар (GET)", "запросы и изменения (POST), только запросы (GET)", "queries and mutations (POST), queries alone (GET)";
    ADDRESS_SOCKET: "жазылымдар (graphql-transport-ws)", "подписки (graphql-transport-ws)", "subscriptions (graphql-transport-ws)";
    ADDRESS_STREAM: "жазылымдар (server-sent events)", "подписки (server-sent events)", "subscriptions (server-sent events)";
    ADDRESS_SCHEMA: "схема SDL түрінде", "схема в виде SDL", "the schema as SDL";
    ADDRESS_LIVE: "процесс жұмыс істеп тұр ма", "работает ли процесс", "whether the process lives";
    ADDRESS_READY: "дерекқор жауап бере ме", "отвечает ли база данных", "whether the database answers";
    SOURCE: "Бастапқы код", "Исходный код", "Source code";
    SOURCE_TEXT:
        "Бағдарлама Apache-2.0 лицензиясымен ашық. Код, орнату және жүктеме өлшемдері бағдарламамен \
         бірге берілетін `README.md` файлында сипатталған.",
        "Программа открыта под лицензией Apache-2.0. Код, установка и измерения описаны в файле \
         `README.md`, который поставляется вместе с ней.",
        "The program is open under the Apache-2.0 licence. Its code, how to run it and how fast it \
         is are described in `README.md`, which comes with it.";

    // The reference.
    DOCS_LEAD:
        "API-дің толық сипаттамасы: нұсқаулықтардағы мысалдар тексерілген, анықтамалық схеманың өзінен \
         жасалады.",
        "Полное описание API: примеры в руководствах проверены, справочник строится из самой схемы.",
        "All about the API: the examples of the guides are tested, the reference is made of the \
         schema itself.";
    REFERENCE_LEAD:
        "Схеманың барлық типтері. Әр өрістің сипаттамасы оның мағынасын және кімге көрінетінін айтады.",
        "Все типы схемы. Описание каждого поля говорит, что оно означает и кому видно.",
        "All types of the schema. The description of each field says what it means and who sees it.";
    ROOTS: "Неден басталады", "С чего начинается запрос", "Where an operation begins";
    OBJECTS: "Нысандар", "Объекты", "Objects";
    LISTS: "Тізімдер және олардың беттері", "Списки и их страницы", "Lists and their pages";
    ANSWERS: "Өзгерістердің жауаптары", "Ответы на изменения", "Answers to mutations";
    INPUTS: "Енгізілетін деректер", "Входные данные", "Inputs";
    FILTERS: "Сүзгілер, реттер және кілттер", "Фильтры, порядок и ключи", "Filters, orders and keys";
    ENUMS: "Тізбелер", "Перечисления", "Enums";
    CODES: "Өзгерістердің қате кодтары", "Коды ошибок изменений", "Error codes of mutations";
    INTERFACES: "Интерфейстер", "Интерфейсы", "Interfaces";
    UNIONS: "Біріктірулер", "Объединения", "Unions";
    SCALARS: "Скалярлар", "Скаляры", "Scalars";
    DIRECTIVES: "Директивалар", "Директивы", "Directives";
    KIND_OBJECT: "нысан", "объект", "object";
    KIND_INTERFACE: "интерфейс", "интерфейс", "interface";
    KIND_UNION: "біріктіру", "объединение", "union";
    KIND_ENUM: "тізбе", "перечисление", "enum";
    KIND_INPUT: "енгізілетін деректер", "входные данные", "input";
    KIND_SCALAR: "скаляр", "скаляр", "scalar";
    FIELDS: "Өрістер", "Поля", "Fields";
    VALUES: "Мәндер", "Значения", "Values";
    ARGUMENTS: "Аргументтер", "Аргументы", "Arguments";
    IMPLEMENTS: "Іске асырады", "Реализует", "Implements";
    POSSIBLE: "Мүмкін типтер", "Возможные типы", "Possible types";
    USED_BY: "Қайда қолданылады", "Где используется", "Where it is used";
    BY_DEFAULT: "әдепкіде", "по умолчанию", "default";
    PLACES: "Қолданылатын орындар", "Где применяется", "Where it stands";
    ITS_LIFECYCLE: "Өмірлік циклі", "Жизненный цикл", "Its lifecycle";
    CLASSES_LEAD:
        "Әр өрістің жанында оның деректер класы тұр: жалпыға қолжетімді, ішкі, дербес немесе ерекше \
         қорғалатын. Оларды кім оқитынын мына тізбе айтады:",
        "У каждого поля указан класс его данных: общедоступные, внутренние, персональные или особо \
         защищаемые. Кто их читает, говорит перечисление",
        "Beside each field stands the class of its data: public, internal, personal or sensitive. Who \
         reads them is told by";
    CLASS_PUBLIC: "жалпыға қолжетімді", "общедоступно", "everyone may read it";
    CLASS_INTERNAL:
        "ішкі: қатысушылар мен шешім қабылдайтындар оқиды",
        "внутреннее: читают участники и те, кто принимает решение",
        "internal: read by those who take part or decide";
    CLASS_PERSONAL:
        "дербес деректер: адамның өзі және жазбаға жауапты адам оқиды",
        "персональные данные: читают сам человек и тот, кто отвечает за запись",
        "personal: read by the person and by whoever looks after the entry";
    CLASS_SENSITIVE:
        "ерекше қорғалады: шифрланған күйде сақталады",
        "особо защищается: хранится зашифрованным",
        "sensitive: stored encrypted";
    WHAT_TO_DO: "Не істеу керек", "Что делать", "What to do";

    // Lifecycles.
    LIFECYCLES_LEAD:
        "Сервер осы кестелер бойынша шешеді: нысан қай күйде болса, соған сәйкес әрекеттер ғана мүмкін. \
         Сізге қазір не рұқсат етілгенін нысанның `allowedActions` өрісі айтады.",
        "По этим таблицам решает сам сервер: из каждого состояния возможны только названные действия. \
         Что разрешено сейчас вам, говорит поле объекта `allowedActions`.",
        "The server itself decides by these tables: from each state only the actions named are \
         possible. What you may do now, the field `allowedActions` of the object says.";
    DIAGRAM: "Күйлер диаграммасы", "Диаграмма состояний", "Diagram of the states";
    DIAGRAM_BELOW: "Дәл осы мазмұн төмендегі кестеде берілген.", "То же самое написано в таблице ниже.", "The table below says the same.";
    STATES: "Күйлер", "Состояния", "States";
    TRANSITIONS: "Әрекеттер", "Действия", "Actions";
    ACTION: "Әрекет", "Действие", "Action";
    FROM: "Қай күйден", "Из состояния", "From";
    TO: "Қай күйге", "В состояние", "To";
    STAYS: "өзгермейді", "не меняется", "stays";
    BY_WHOM: "Кім", "Кто", "By whom";
    CONDITIONS: "Шарттар", "Условия", "Conditions";
    SYSTEM: "сервердің өзі", "сам сервер", "the server itself";
    BEGINS_AS: "Жаңа нысанның күйі", "Состояние нового объекта", "A new object is";

    // Error codes.
    ERRORS_LEAD:
        "Қателер екі жерде ғана болады. Сұраудың өзіндегі қате `errors` тізімінде, `extensions.code` \
         кодымен келеді; деректердегі қате мутация жауабының `userErrors` тізімінде, сіздің тіліңізде.",
        "Ошибки бывают только в двух местах. Ошибка самого запроса приходит в `errors` с кодом в \
         `extensions.code`; ошибка в данных приходит в `userErrors` ответа мутации, на вашем языке.",
        "Errors come in two places alone. What is wrong with a request comes in `errors`, with a code \
         in `extensions.code`; what is wrong with the data comes in `userErrors` of a mutation, in \
         your language.";
    REQUEST_ERRORS: "Сұраудың қателері: errors", "Ошибки запроса: errors", "Errors of the request: errors";
    DOMAIN_ERRORS: "Деректердің қателері: userErrors", "Ошибки в данных: userErrors", "Errors of the data: userErrors";
    EVERY_MUTATION: "Кез келген мутация қайтара алатын кодтар", "Коды, которыми может ответить любая мутация", "Codes that any mutation may answer";
    RULES: "Ережелер", "Правила", "Rules";
    RULES_LEAD:
        "Мұндағы N — заң немесе бағдарлама белгілейтін мән; оның бүгінгісін `rules` сұрауы көрсетеді.",
        "N здесь: значение, которое устанавливает закон или программа; сегодняшнее показывает запрос \
         `rules`.",
        "N stands for a value that law or the programme sets; the query `rules` tells the one of \
         today.";
    ANSWERED_BY: "Қай мутацияларда", "В каких мутациях", "Answered by";
    STATUS: "HTTP мәртебесі", "Статус HTTP", "HTTP status";
    STATUS_JSON:
        "`application/json` кезінде 400 орнына 200",
        "при `application/json` вместо 400 приходит 200",
        "200 instead of 400 with `application/json`";
    STATUS_PART:
        "қате бір өріске қатысты болса, 200",
        "200, если ошибка относится к одному полю",
        "200 where the error is that of a field";
    CLOSINGS: "WebSocket жабылу кодтары", "Коды закрытия WebSocket", "Close codes of WebSockets";
    CLOSINGS_LEAD:
        "`/graphql/ws` қосылымы осы кодтармен жабылады. Операцияның өз қателері `error` хабарламасында,          жоғарыдағы кодтармен келеді және қосылымды жаппайды.",
        "С этими кодами закрывается соединение `/graphql/ws`. Ошибки самой операции приходят в сообщении \
         `error` с кодами, названными выше, и соединение не закрывают.",
        "With these codes a connection to `/graphql/ws` is closed. Errors of an operation come in a message \
         `error`, with the codes above, and do not close the connection.";

    // Search.
    NO_SCRIPT:
        "Іздеуге JavaScript керек. Барлық типтер анықтамалықта тізілген.",
        "Для поиска нужен JavaScript. Все типы перечислены в справочнике.",
        "Search needs JavaScript. The reference lists all types.";
    NOTHING_FOUND: "Ештеңе табылмады.", "Ничего не найдено.", "Nothing found.";
    NOT_FOUND_TITLE: "Мұндай бет жоқ", "Такой страницы нет", "There is no such page";
    NOT_FOUND_TEXT:
        "Мүмкін, тип немесе бөлім басқаша аталатын шығар. Іздеп көріңіз.",
        "Возможно, тип или раздел называется иначе. Попробуйте поиск.",
        "The type or section may be called otherwise. Try the search.";

    // The explorer.
    EXPLORER_TITLE: "Klaster: GraphQL сұрау құралы", "Klaster: обозреватель GraphQL", "Klaster: GraphQL explorer";
    TOKEN: "Қолжетімділік токені", "Токен доступа", "Access token";
    NO_TOKEN: "жоқ: баршаға ашық деректерді көресіз", "нет: видно то, что открыто всем", "none: you see what everybody sees";
    LANGUAGE_OF_TEXTS: "Мәтіндер тілі", "Язык текстов", "Language of texts";
    PERSONA: "Демонстрация рөлі", "Роль в демонстрации", "Persona of the demo";
    NOBODY: "Токенсіз", "Без токена", "Without a token";
    READY: "Дайын сұрау", "Готовый запрос", "Ready operation";
    CHOOSE: "Таңдаңыз", "Выберите", "Choose one";
    NEEDS_SCRIPT:
        "Сұрау құралына JavaScript керек. Схеманы /schema.graphql мекенжайынан оқуға болады.",
        "Обозревателю нужен JavaScript. Схему можно прочитать по адресу /schema.graphql.",
        "The explorer needs JavaScript. The schema can be read at /schema.graphql.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_written_in_the_letters_of_its_language() {
        let cyrillic = |text: &str| {
            text.chars().any(|c| ('а'..='я').contains(&c.to_lowercase().next().unwrap_or(c)))
        };
        for (name, Text([kk, ru, en])) in ALL {
            assert!(cyrillic(kk) && cyrillic(ru) && !cyrillic(en), "{name}");
            assert!([kk, ru, en].iter().all(|text| !text.trim().is_empty()), "{name}");
        }
    }
}
