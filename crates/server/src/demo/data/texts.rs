//! Sentences of the demo. Nothing is put into the middle of a sentence: Kazakh and Russian would
//! want it inflected.

use domain::market::employer_request::Kind;

use super::parts::Words;

/// What a request is for, behind the name of the trade; and two ways to tell it.
pub(in crate::demo) fn purpose(kind: Kind) -> (Words, [Words; 2]) {
    match kind {
        Kind::HireGraduates => (["", "", ""], HIRE),
        Kind::DualTraining => ([": дуальды оқыту", ": дуальное обучение", ": dual training"], DUAL),
        Kind::TargetedTraining => {
            ([": мақсатты даярлау", ": целевая подготовка", ": targeted training"], TARGETED)
        }
        Kind::Practice => ([": кәсіптік практика", ": практика", ": work placement"], PRACTICE),
        Kind::Retraining => ([": қайта даярлау", ": переподготовка", ": retraining"], RETRAINING),
        Kind::CurriculumChange => (
            [": бағдарламаны жаңарту", ": обновление программы", ": curriculum renewal"],
            CURRICULUM,
        ),
        Kind::ExpertAssignment => {
            ([": сарапшы жіберу", ": направление эксперта", ": expert assignment"], EXPERT)
        }
    }
}

const HIRE: [Words; 2] = [
    [
        "Түлектерді тұрақты жұмысқа қабылдаймыз. Алғашқы үш айда тәлімгер бекітіледі.",
        "Принимаем выпускников на постоянную работу. На первые три месяца закрепляем наставника.",
        "We hire graduates for permanent jobs. A mentor accompanies them for the first three months.",
    ],
    [
        "Өндіріс кеңейіп жатыр, сондықтан жаңа ауысымға жас мамандар керек.",
        "Производство расширяется, поэтому в новую смену нужны молодые специалисты.",
        "Production is growing, so the new shift needs young people.",
    ],
];

const DUAL: [Words; 2] = [
    [
        "Студенттер аптасына үш күн кәсіпорында, екі күн колледжде оқиды. Жұмысы үшін ақы төленеді.",
        "Студенты три дня в неделю учатся на предприятии и два дня в колледже. Труд оплачивается.",
        "Students spend three days a week at the enterprise and two at college. Their work is paid.",
    ],
    [
        "Оқу шеберханасы жабдықталған, әр топқа тәжірибелі тәлімгер бекітіледі.",
        "Учебная мастерская оборудована, за каждой группой закрепляется опытный наставник.",
        "The training workshop is equipped, and every group has an experienced mentor.",
    ],
];

const TARGETED: [Words; 2] = [
    [
        "Кәсіпорын оқу ақысын төлейді, ал түлек кемінде үш жыл бізде жұмыс істейді.",
        "Предприятие оплачивает обучение, а выпускник работает у нас не менее трёх лет.",
        "The enterprise pays for the training, and the graduate works for us for at least three years.",
    ],
    [
        "Жаңа цех ашылғанша мамандарды алдын ала даярлағымыз келеді.",
        "Хотим подготовить специалистов заранее, до открытия нового цеха.",
        "We want people to be trained in advance, before the new shop opens.",
    ],
];

const PRACTICE: [Words; 2] = [
    [
        "Өндірістік практикаға орын береміз. Үздік студенттерді жұмысқа шақырамыз.",
        "Предоставляем места для производственной практики. Лучших студентов приглашаем на работу.",
        "We give places for industrial practice and offer jobs to the best students.",
    ],
    [
        "Практика кезінде ыстық тамақ пен арнайы киім тегін беріледі.",
        "Во время практики горячее питание и спецодежда предоставляются бесплатно.",
        "Hot meals and working clothes are free of charge during the placement.",
    ],
];

const RETRAINING: [Words; 2] = [
    [
        "Жұмыс істеп жүрген қызметкерлерімізді жаңа жабдыққа қайта даярлау керек.",
        "Нужно переподготовить наших действующих работников для нового оборудования.",
        "Our present staff need retraining for new equipment.",
    ],
    [
        "Сабақтар ауысымнан кейін, кешкі уақытта өткені ыңғайлы.",
        "Занятия удобнее проводить вечером, после смены.",
        "Classes are best held in the evening, after the shift.",
    ],
];

const CURRICULUM: [Words; 2] = [
    [
        "Оқу бағдарламасына жаңа технология бойынша модуль қосуды ұсынамыз.",
        "Предлагаем включить в учебную программу модуль по новой технологии.",
        "We propose to add a module on the new technology to the curriculum.",
    ],
    [
        "Оқытушыларға өндірісте тағылымдамадан өтуге жағдай жасаймыз.",
        "Создадим преподавателям условия для стажировки на производстве.",
        "We will arrange internships in production for the teachers.",
    ],
];

const EXPERT: [Words; 2] = [
    [
        "Біліктілік емтиханына тәуелсіз сарапшылар керек.",
        "Для квалификационного экзамена нужны независимые эксперты.",
        "Independent experts are wanted for the qualification examination.",
    ],
    [
        "Сарапшының жол жүру шығынын кәсіпорын өтейді.",
        "Дорожные расходы эксперта оплачивает предприятие.",
        "The enterprise pays the expert's travel costs.",
    ],
];

/// A text that has to be looked at before it is published: it holds an address.
pub(in crate::demo) const WITH_CONTACT: Words = [
    "Толық ақпаратты kadr@ulgi.example мекенжайынан алуға болады.",
    "Подробности можно узнать по адресу kadr@ulgi.example.",
    "Write to kadr@ulgi.example for details.",
];

pub(in crate::demo) const SHIFTS: [Words; 3] = [
    [
        "Бес күндік жұмыс аптасы, 8:00–17:00",
        "Пятидневная неделя, 8:00–17:00",
        "Five-day week, 8:00–17:00",
    ],
    ["Екі ауысым, әрқайсысы сегіз сағат", "Две смены по восемь часов", "Two shifts of eight hours"],
    ["Екі күн жұмыс, екі күн демалыс", "Два дня через два", "Two days on, two days off"],
];

pub(in crate::demo) const OFFERED: [Words; 3] = [
    [
        "Топтар жинақталған, студенттер екінші жарты жылда практикаға шығуға дайын.",
        "Группы сформированы, студенты готовы выйти на практику во втором полугодии.",
        "Groups are complete, and students are ready for practice in the second half-year.",
    ],
    [
        "Шеберханалар былтыр жаңартылды, оқу қазақ және орыс тілдерінде жүреді.",
        "Мастерские обновлены в прошлом году, обучение ведётся на казахском и русском языках.",
        "The workshops were renewed last year; teaching is in Kazakh and Russian.",
    ],
    [
        "Кәсіпорынмен бірге оқу жоспарын келісуге дайынбыз.",
        "Готовы согласовать учебный план с предприятием.",
        "We are ready to agree the curriculum with the enterprise.",
    ],
];

pub(in crate::demo) const NEEDED: [Words; 3] = [
    [
        "Екі тәлімгер және жабдықталған жұмыс орындары керек.",
        "Нужны два наставника и оборудованные рабочие места.",
        "Two mentors and equipped workplaces are needed.",
    ],
    [
        "Заманауи оқу станогы қажет.",
        "Необходим современный учебный станок.",
        "A modern training machine is needed.",
    ],
    [
        "Студенттерді тасымалдауға көмек керек.",
        "Нужна помощь с перевозкой студентов.",
        "Help with transport for students is needed.",
    ],
];

pub(in crate::demo) const OBLIGATIONS: [Words; 3] = [
    [
        "Жыл сайын практикаға орын береді және тәлімгерлер бөледі.",
        "Ежегодно предоставляет места практики и выделяет наставников.",
        "Gives places for practice and mentors every year.",
    ],
    [
        "Кластер кеңесінің жұмысына қатысады.",
        "Участвует в работе совета кластера.",
        "Takes part in the work of the council of the cluster.",
    ],
    [
        "Оқу бағдарламаларын бірге жаңартады.",
        "Совместно обновляет образовательные программы.",
        "Helps to renew the educational programmes.",
    ],
];

/// One language is enough for what two people write to each other.
pub(in crate::demo) const PROPOSALS: [&str; 4] = [
    "Топ толық жинақталған, студенттер көрсетілген күннен бастап шыға алады.",
    "Группа набрана полностью, студенты могут выйти с указанной даты.",
    "Студенттерге жатақхана берілсе, санын көбейте аламыз.",
    "Просим закрепить за группой одного наставника на десять человек.",
];

pub(in crate::demo) const COUNTERS: [&str; 2] = [
    "Бірінші кезеңде аз адам қабылдап, кейін көбейтуді ұсынамыз.",
    "На первом этапе предлагаем принять меньше людей, затем увеличить число.",
];

pub(in crate::demo) const RAISED: &str = "Бізге осыншама адам қажет, топты толықтыруды сұраймыз.";

pub(in crate::demo) const RETURNED: &str =
    "Мәтіннен байланыс деректерін алып тастап, сұранысты қайта жіберіңіз.";
pub(in crate::demo) const REMARK: &str = "Уберите из описания адрес электронной почты.";
pub(in crate::demo) const REJECTED: [&str; 2] = [
    "Ұқсас сұраныс бұрын берілген, екіншісі қажет емес.",
    "Условия труда не соответствуют запрошенной квалификации.",
];
pub(in crate::demo) const BLOCKED: [&str; 2] =
    ["Жалақы туралы мәлімет тексеріліп жатыр.", "Проверяется жалоба на условия проживания."];
pub(in crate::demo) const CLOSED: [&str; 2] =
    ["Іздеу аяқталды, барлығына рақмет.", "Поиск завершён, благодарим всех за отклики."];
pub(in crate::demo) const WITHDRAWN: [&str; 2] =
    ["Өндіріс жоспары өзгерді.", "План производства изменился."];
pub(in crate::demo) const DECLINED: [&str; 3] = [
    "Оқу мерзімі бізге сәйкес келмейді.",
    "Уже договорились с другим колледжем.",
    "Студенттердің біліктілік деңгейі жеткіліксіз.",
];
pub(in crate::demo) const CANCELLED: [&str; 2] =
    ["Топтың бір бөлігі басқа қалаға көшті.", "Ввод нового цеха перенесён на следующий год."];
pub(in crate::demo) const MEMBERSHIP_DECLINED: &str = "Биыл басқа жобалармен айналысамыз.";
pub(in crate::demo) const MEMBERSHIP_SUSPENDED: &str =
    "Кәсіпорын міндеттемелерін уақытша орындамай отыр.";
pub(in crate::demo) const MEMBERSHIP_ENDED: &str =
    "Предприятие сменило вид деятельности и выходит из кластера.";
pub(in crate::demo) const CLUSTER_RETURNED: &str =
    "Тұжырымдамада тәлімгерлер саны мен қаржыландыру көздері көрсетілмеген.";
pub(in crate::demo) const CLUSTER_SUSPENDED: &str =
    "Екі тоқсан бойы есеп берілмеді, жұмысы есеп берілгенше тоқтатылды.";
pub(in crate::demo) const ORGANIZATION_SUSPENDED: &str =
    "Мекенжай бойынша табылмады, мәліметтері тексеріліп жатыр.";
/// Of workplaces in harmful conditions.
pub(in crate::demo) const PROTECTED: Words = [
    "Ыстық пен шу; арнайы киім мен есту мүшесін қорғайтын құралдар беріледі.",
    "Жара и шум; выдаются спецодежда и средства защиты слуха.",
    "Heat and noise; protective clothing and hearing protection are provided.",
];
pub(in crate::demo) const REPAIRED: &str = "Учаске жөндеуге жабылды.";
