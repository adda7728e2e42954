//! The closed lists of codes: in `extensions.code`, and with which a WebSocket is closed. A code
//! without a text does not compile.

use super::super::text::{STATUS_JSON as JSON, STATUS_PART as PART, Text};
use crate::{graphql::error::ProtocolCode, http::CloseCode};

/// What is said of a code.
pub(super) struct Said {
    pub(super) says: Text,
    pub(super) remedy: Text,
}

/// With which HTTP status a code comes.
pub(super) struct Status {
    pub(super) usual: &'static str,
    /// When it is another one.
    pub(super) otherwise: &'static [Text],
}

macro_rules! protocol {
    ($($code:ident $status:literal $(, $otherwise:ident)*:
        [$($says:literal),*], [$($remedy:literal),*];)*
    ) => {
        pub(super) fn protocol(code: ProtocolCode) -> (Status, Said) {
            match code {
                $(ProtocolCode::$code => (
                    Status { usual: $status, otherwise: &[$($otherwise),*] },
                    Said { says: Text([$($says),*]), remedy: Text([$($remedy),*]) },
                ),)*
            }
        }
    };
}

macro_rules! closings {
    ($($code:ident: [$($says:literal),*], [$($remedy:literal),*];)*) => {
        pub(super) fn closing(code: CloseCode) -> Said {
            match code {
                $(CloseCode::$code => {
                    Said { says: Text([$($says),*]), remedy: Text([$($remedy),*]) }
                })*
            }
        }
    };
}

protocol! {
    BadUserInput "400, 404, 409", JSON, PART:
        ["Айнымалының немесе аргументтің мәні типіне сәйкес келмейді; хабарлама жолын, не керегін және мысалды айтады. Сұраудың денесі оқылмаса да осы код келеді.",
         "Значение переменной или аргумента не подходит к своему типу; сообщение называет путь, что ожидается и пример. Тот же код приходит, если не читается само тело запроса.",
         "The value of a variable or an argument does not fit its type; the message names its path, what is wanted and an example. It is also the code where the body itself cannot be read."],
        ["Хабарламада аталған мәндерді түзетіңіз. Бір аргументтегі он қатеге дейін бірден айтылады.",
         "Исправьте названные в сообщении значения. Об ошибках одного аргумента говорится сразу, до десяти.",
         "Correct the values that the message names. Up to ten of an argument are told at once."];
    GraphqlParseFailed "400", JSON:
        ["Құжат GraphQL тілінде жазылмаған.", "Документ написан не на языке GraphQL.", "The document is not GraphQL."],
        ["Жақшаларды және аталған орынды тексеріңіз.", "Проверьте скобки и указанное место.", "Look at the brackets and at the place that is named."];
    GraphqlValidationFailed "400", JSON:
        ["Құжат схемаға сәйкес келмейді: мұндай өріс, аргумент немесе тип жоқ.",
         "Документ не соответствует схеме: нет такого поля, аргумента или типа.",
         "The document does not fit the schema: there is no such field, argument or type."],
        ["Сұрауды анықтамалықпен салыстырыңыз; клиент кодын схемадан қайта жасаңыз.",
         "Сверьте запрос со справочником; заново создайте код клиента по схеме.",
         "Compare the operation with the reference; generate your client's code from the schema again."];
    CursorMismatch "400", JSON, PART:
        ["Курсор осы тізімдікі емес, басқа реттен алынған немесе өзгертілген.",
         "Курсор не от этого списка, взят при другом порядке или изменён.",
         "The cursor is not one of this list in this order, or it was changed."],
        ["Тізімді курсорсыз, басынан оқыңыз.", "Начните список заново, без курсора.", "Begin the list anew, without a cursor."];
    Unauthenticated "401":
        ["Токен жарамсыз, мерзімі өткен немесе басқа жерге арналған.",
         "Токен недействителен, истёк или выдан не для этого сервера.",
         "The token is not valid, has expired or is meant for another server."],
        ["Жаңа токен алыңыз. Ашық деректер токенсіз де оқылады.",
         "Получите новый токен. Открытые данные читаются и без него.",
         "Get a new token. What is public can be read without one."];
    OperationTooLarge "400, 413", JSON:
        ["Құжат, сұраудың денесі немесе айнымалылар шектен асады; хабарлама қай шек екенін айтады.",
         "Документ, тело запроса или переменные больше допустимого; сообщение называет предел.",
         "The document, the body or the variables are larger than allowed; the message names the limit."],
        ["Сұрауды бөліңіз, ұзын мәтіндерді айнымалыларға шығарыңыз.",
         "Разделите запрос, вынесите длинные тексты в переменные.",
         "Divide the operation, and move long texts into variables."];
    CostExceeded "400", JSON:
        ["Операцияның құны бір операцияға рұқсат етілгеннен жоғары: ішкі тізімдердің беттері көбейтіледі. Ол үшін ештеңе есептен шығарылмайды.",
         "Операция стоит больше, чем разрешено одной операции: страницы вложенных списков перемножаются. За неё ничего не списано.",
         "The operation costs more points than one may: the pages of lists within lists multiply. Nothing is charged for it."],
        ["Ішкі тізімдерде азырақ `first` сұраңыз немесе сұрауды бөліңіз; құнын алдын ала `?dryRun=1` айтады.",
         "Запрашивайте во вложенных списках меньше (`first`) или разделите запрос; стоимость заранее скажет `?dryRun=1`.",
         "Ask for fewer in the inner lists (`first`), or divide the operation; `?dryRun=1` tells the cost beforehand."];
    RateLimited "429":
        ["Осы минуттың квотасы таусылды, `retryable: true`. Сондай-ақ бір клиентте тым көп ағын немесе бір ағында тым көп операция ашық болса келеді.",
         "Квота этой минуты исчерпана, `retryable: true`. Приходит и тогда, когда у клиента открыто слишком много потоков или в одном потоке слишком много операций.",
         "The quota of this minute is used up, `retryable: true`. It is also the code where a client has too many streams, or a stream too many operations."],
        ["`Retry-After` тақырыбы айтқан секундтан кейін қайталаңыз; қалғанын `RateLimit` тақырыбынан қараңыз. Ағындар үшін артығын жабыңыз.",
         "Повторите через столько секунд, сколько говорит заголовок `Retry-After`; за остатком следите по `RateLimit`. Лишние потоки закройте.",
         "Repeat after the seconds that the header `Retry-After` tells; watch what is left in `RateLimit`. Close streams that are not needed."];
    PersistedQueryNotFound "400", JSON:
        ["Құжат хешімен аталған, бірақ бұл серверге ол жақында жіберілмеген; не сервер тек тіркелген құжаттарды орындайды.",
         "Документ назван по хешу, но этому серверу его недавно не присылали; либо сервер выполняет только зарегистрированные документы.",
         "The document is named by its hash and was not sent to this server lately; or the server runs registered documents only."],
        ["Құжатты хешімен бірге жіберіңіз: клиент кітапханалары мұны өздері жасайды. Тіркелген құжаттар ғана орындалса, оператормен сөйлесіңіз.",
         "Пришлите документ вместе с хешем: библиотеки клиентов делают это сами. Если выполняются только зарегистрированные документы, обратитесь к оператору.",
         "Send the document together with its hash, as client libraries do by themselves. Where only registered documents are run, talk to the operator."];
    UnsupportedMediaType "415":
        ["Сұраудың денесі JSON ретінде белгіленбеген.", "Тело запроса не обозначено как JSON.", "The body is not marked as JSON."],
        ["`Content-Type: application/json` жіберіңіз, UTF-8 кодтауымен.", "Отправьте `Content-Type: application/json` в кодировке UTF-8.", "Send `Content-Type: application/json`, in UTF-8."];
    NotAcceptable "406":
        ["`Accept` тақырыбы сервер бере алатын пішіндердің ешқайсысын қабылдамайды.",
         "Заголовок `Accept` не допускает ни одного формата, который отдаёт сервер.",
         "The header `Accept` takes none of the formats that the server has."],
        ["`application/graphql-response+json` немесе `application/json`, ал `/graphql/stream` мекенжайында `text/event-stream` сұраңыз.",
         "Просите `application/graphql-response+json` или `application/json`, а по адресу `/graphql/stream` — `text/event-stream`.",
         "Take `application/graphql-response+json` or `application/json`, and `text/event-stream` at `/graphql/stream`."];
    MethodNotAllowed "405":
        ["HTTP әдісі сәйкес емес: өзгерістер GET арқылы жіберілмейді.",
         "Метод HTTP не подходит: изменения не отправляют через GET.",
         "The HTTP method does not fit: mutations are not sent by GET."],
        ["Өзгерістерді POST арқылы, сұрауларды POST немесе GET арқылы жіберіңіз.",
         "Изменения отправляйте через POST, запросы через POST или GET.",
         "Send mutations by POST, and queries by POST or GET."];
    Forbidden "200", PART:
        ["Өріс жеке деректер болып табылады, ал токенде `personal:read` жоқ немесе мақсат айтылмаған. Өріс `null`, көршілері қалады.",
         "Поле относится к персональным данным, а в токене нет `personal:read` или не названа цель. Поле `null`, соседние остаются.",
         "The field is personal, and the token lacks `personal:read`, or no purpose was said. The field is `null`, its siblings stay."],
        ["Клиентке `personal:read` сұраңыз және `X-Purpose` тақырыбын жіберіңіз: `CONTACT`, `CONTRACT`, `SUPERVISION` немесе `AUDIT`.",
         "Запросите для клиента `personal:read` и отправляйте заголовок `X-Purpose`: `CONTACT`, `CONTRACT`, `SUPERVISION` или `AUDIT`.",
         "Ask for `personal:read` for the client, and send the header `X-Purpose`: `CONTACT`, `CONTRACT`, `SUPERVISION` or `AUDIT`."];
    Timeout "503, 408", PART:
        ["Жауап берілген уақытта дайын болмады, `retryable: true`. Өзгеріс орындалған болуы да мүмкін.",
         "Ответ не готов за отведённое время, `retryable: true`. Изменение могло быть и выполнено.",
         "There was no answer in time, `retryable: true`. A change may have been made all the same."],
        ["`Retry-After` уақытынан кейін қайталаңыз; өзгерісті сол `idempotencyKey` кілтімен.",
         "Повторите после `Retry-After`; изменение с тем же `idempotencyKey`.",
         "Repeat after `Retry-After`; a change with the same `idempotencyKey`."];
    Unavailable "503", PART:
        ["Дерекқор қазір жауап бере алмайды немесе серверде операциялар тым көп, `retryable: true`.",
         "База данных сейчас не отвечает или у сервера слишком много операций, `retryable: true`.",
         "The database cannot answer now, or the server has too many operations at work, `retryable: true`."],
        ["`Retry-After` уақытынан кейін қайталаңыз; өзгерісті сол `idempotencyKey` кілтімен.",
         "Повторите после `Retry-After`; изменение с тем же `idempotencyKey`.",
         "Repeat after `Retry-After`; a change with the same `idempotencyKey`."];
    Internal "500", PART:
        ["Біздің қатеміз. Хабарламада тек сұраудың нөмірі (`requestId`) бар.",
         "Ошибка на нашей стороне. В сообщении есть только номер запроса (`requestId`).",
         "A mistake of ours. The error tells the `requestId` and nothing else."],
        ["Серверді жүргізушіге `requestId` мәнін хабарлаңыз.",
         "Сообщите `requestId` тем, кто ведёт сервер.",
         "Tell the `requestId` to whoever runs the server."];
}

closings! {
    TooLarge:
        ["Хабарлама 64 КиБ-тан ұзын немесе онда 5000 мәннен не 500 нысаннан артық бар.",
         "Сообщение длиннее 64 КиБ или содержит больше 5000 значений или 500 объектов.",
         "A message is longer than 64 KiB, or holds more than 5000 values or 500 objects."],
        ["Айнымалыларды азайтыңыз немесе сұрауды POST арқылы жіберіңіз.",
         "Уменьшите переменные или отправьте операцию через POST.",
         "Send fewer variables, or the operation by POST."];
    Invalid:
        ["Бұл `graphql-transport-ws` хаттамасының хабарламасы емес.",
         "Это не сообщение протокола `graphql-transport-ws`.",
         "What came is no message of the protocol `graphql-transport-ws`."],
        ["Клиентті түзетіңіз: қайта қосылу көмектеспейді. `graphql-ws` кітапханасы жарайды.",
         "Исправьте клиент: повторное подключение не поможет. Подойдёт библиотека `graphql-ws`.",
         "Mend the client: connecting again does not help. The library `graphql-ws` will do."];
    Unauthorized:
        ["Токеннің мерзімі өтті немесе операция `connection_ack` келмей тұрып жіберілді.",
         "Срок токена истёк, или операция отправлена до `connection_ack`.",
         "The token has expired, or an operation was sent before `connection_ack`."],
        ["Жаңа токенмен қосылып, соңғы курсордан жалғастырыңыз.",
         "Подключитесь с новым токеном и продолжите с последнего курсора.",
         "Connect with a new token, and go on from the last cursor."];
    Forbidden:
        ["`connection_init` ішіндегі токен жарамсыз.", "Токен в `connection_init` недействителен.", "The token in `connection_init` is not valid."],
        ["Жаңа токен алыңыз; сол токенмен қайта қосылмаңыз.",
         "Получите новый токен; с прежним не подключайтесь.",
         "Get a new token; do not connect again with this one."];
    WrongProtocol:
        ["Басқа ішкі хаттама сұралды.", "Запрошен другой подпротокол.", "Another subprotocol was asked for."],
        ["`Sec-WebSocket-Protocol: graphql-transport-ws` сұраңыз; ескі `graphql-ws` (`subscriptions-transport-ws`) хаттамасы қолданылмайды.",
         "Просите `Sec-WebSocket-Protocol: graphql-transport-ws`; старый протокол `graphql-ws` (`subscriptions-transport-ws`) не поддерживается.",
         "Ask for `Sec-WebSocket-Protocol: graphql-transport-ws`; the old protocol `graphql-ws` (`subscriptions-transport-ws`) is not spoken."];
    NotInitialised:
        ["`connection_init` бес секундта келмеді.", "`connection_init` не пришёл за пять секунд.", "`connection_init` did not come within five seconds."],
        ["Токенді қосылмай тұрып алыңыз, содан кейін қайта қосылыңыз.",
         "Получите токен до подключения, затем подключитесь снова.",
         "Have the token ready before you connect, then connect again."];
    SubscriberExists:
        ["Осындай `id` бар операция орындалып жатыр.", "Операция с таким `id` уже выполняется.", "An operation with this `id` is running."],
        ["Әр операцияға өз `id` мәнін беріңіз.", "Давайте каждой операции свой `id`.", "Give each operation an `id` of its own."];
    TooMany:
        ["`connection_init` екі рет келді, бір қосылымда операция тым көп немесе бір клиентте қосылым тым көп; қайсысы екенін жабу себебі айтады.",
         "`connection_init` пришёл дважды, в одном соединении слишком много операций или у клиента слишком много соединений; что именно, говорит причина закрытия.",
         "`connection_init` came twice, there are too many operations in one connection, or too many connections of one client; the reason of the close says which."],
        ["Артық операциялар мен қосылымдарды жабыңыз, содан кейін қайта қосылыңыз.",
         "Закройте лишние операции и соединения, затем подключитесь снова.",
         "End operations and connections that are not needed, then connect again."];
    Stopping:
        ["Сервер тоқтап жатыр немесе клиент хабарламаларды бес секунд бойы қабылдамады. Жабу себебі — жалғастыратын курсор; жазылым болмаса, ол бос.",
         "Сервер останавливается, или клиент пять секунд не принимал сообщения. Причина закрытия: курсор, с которого можно продолжить; без подписок она пуста.",
         "The server stops, or the client has taken no message for five seconds. The reason of the close is the cursor to go on from; without subscriptions it is empty."],
        ["Қайта қосылыңыз да, сол курсорды `after` ретінде беріңіз.",
         "Подключитесь снова и передайте этот курсор в `after`.",
         "Connect again, with this cursor as `after`."];
}
