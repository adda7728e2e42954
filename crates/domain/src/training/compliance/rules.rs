//! What is said to whoever plans what the law does not permit.

use crate::{Rule, reference::RuleKey};

pub const OLD_ENOUGH: Rule = Rule {
    code: "TOO_YOUNG",
    says: [
        "Кәсіпорында {value} жастан бастап оқуға болады.",
        "На предприятии можно обучаться с {value} лет.",
        "Training at an enterprise begins at {value} years.",
    ],
    source: "S2.1",
    parameter: Some(RuleKey::WorkMinAge),
    remedy: [
        "Білім алушы {value} жасқа толғаннан кейінгі күннен бастаңыз.",
        "Начните с дня, когда обучающемуся уже исполнится {value} лет.",
        "Begin on a day on which the learner is {value} already.",
    ],
};

pub const WEEK_IS_SHORT_ENOUGH: Rule = Rule {
    code: "WEEK_HOURS_EXCEEDED",
    says: [
        "Аптадағы жұмыс уақыты білім алушының жасы мен еңбек жағдайына қарай рұқсат етілген шектен аспайды. Туған күн болатын аптада бұрынғы жастың шегі сақталады.",
        "Рабочее время в неделю не больше разрешённого по возрасту обучающегося и условиям труда. В неделю дня рождения действует предел прежнего возраста.",
        "The hours of a week do not pass what the age of the learner and the conditions of work permit. In the week of a birthday the limit of the younger age holds.",
    ],
    source: "S2.1",
    parameter: None,
    remedy: [
        "Көрсетілген аптадағы сағаттарды азайтыңыз.",
        "Уменьшите часы в указанную неделю.",
        "Plan fewer hours in the week that is named.",
    ],
};

pub const DAY_IS_SHORT_ENOUGH: Rule = Rule {
    code: "DAY_HOURS_EXCEEDED",
    says: [
        "Күндік жұмыс уақыты бес немесе алты күндік апта үшін рұқсат етілген шектен аспайды.",
        "Продолжительность рабочего дня не больше разрешённой для пятидневной или шестидневной недели.",
        "The hours of a day do not pass what is permitted in a week of five or six days.",
    ],
    source: "S2.1",
    parameter: None,
    remedy: [
        "Көрсетілген күндегі сағаттарды азайтыңыз.",
        "Уменьшите часы в указанный день.",
        "Plan fewer hours on the day that is named.",
    ],
};

pub const NIGHTS_ARE_FOR_ADULTS: Rule = Rule {
    code: "NIGHT_WORK_NOT_ALLOWED",
    says: [
        "{value} жасқа толмағандарға түнгі уақытта жұмыс істеуге тыйым салынған.",
        "Работа в ночное время запрещена тем, кому меньше {value} лет.",
        "Work at night is closed to people under {value}.",
    ],
    source: "S2.1",
    parameter: Some(RuleKey::NightWorkMinAge),
    remedy: [
        "Ауысымдарды күндізгі уақытқа ауыстырыңыз.",
        "Перенесите смены на дневное время.",
        "Move the shifts into the day.",
    ],
};

pub const HARM_IS_FOR_ADULTS: Rule = Rule {
    code: "HARMFUL_WORK_NOT_ALLOWED",
    says: [
        "{value} жасқа толмағандарға ауыр, зиянды және қауіпті жағдайда жұмыс істеуге тыйым салынған.",
        "Тяжёлая работа и работа во вредных и опасных условиях запрещены тем, кому меньше {value} лет.",
        "Heavy, harmful and dangerous work is closed to people under {value}.",
    ],
    source: "S2.1",
    parameter: Some(RuleKey::HarmfulWorkMinAge),
    remedy: [
        "Зиянды жағдайы жоқ жұмыс орнын таңдаңыз.",
        "Выберите рабочее место без вредных условий.",
        "Choose a workplace without harmful conditions.",
    ],
};

pub const LONG_DAYS_HAVE_A_BREAK: Rule = Rule {
    code: "BREAK_MISSING",
    says: [
        "Демалу мен тамақтануға арналған үзіліссіз {value} минуттан артық жұмыс істелмейді.",
        "Без перерыва для отдыха и приёма пищи работают не дольше {value} минут.",
        "No more than {value} minutes are worked without a break for rest and a meal.",
    ],
    source: "S2.1",
    parameter: Some(RuleKey::RestBreakAfter),
    remedy: [
        "Ауысымға демалу мен тамақтануға арналған үзіліс қосыңыз.",
        "Добавьте в смену перерыв для отдыха и приёма пищи.",
        "Put a break for rest and a meal into the shift.",
    ],
};

pub const ONE_PLACE_AT_A_TIME: Rule = Rule {
    code: "SCHEDULES_OVERLAP",
    says: [
        "Білім алушы бір уақытта екі жерде бола алмайды.",
        "Обучающийся не может быть в двух местах одновременно.",
        "A learner is not at two places at one time.",
    ],
    source: "S2.1",
    parameter: None,
    remedy: [
        "Басқа орналастыруымен қиылыспайтын уақытты таңдаңыз.",
        "Выберите время, которое не пересекается с обучением в другом месте.",
        "Choose hours that do not meet those of the learner's other placement.",
    ],
};

pub const WITHIN_STUDIES: Rule = Rule {
    code: "OUTSIDE_STUDIES",
    says: [
        "Кәсіпорындағы оқу колледждегі оқу мерзімінен шықпайды.",
        "Обучение на предприятии не выходит за срок учёбы в колледже.",
        "Training at the enterprise lies within the studies at the college.",
    ],
    source: "S2.1",
    parameter: None,
    remedy: [
        "Күндерді білім алушының оқу мерзіміне сай түзетіңіз.",
        "Исправьте даты по сроку учёбы обучающегося.",
        "Bring the days within the learner's studies.",
    ],
};

pub const BEGINS_ON_A_WORKING_DAY: Rule = Rule {
    code: "START_NOT_WORKED",
    says: [
        "Бірінші күн – кестеде жұмысы бар, мереке не демалыс болмаған күн.",
        "Первый день – рабочий по расписанию, не праздник и не выходной.",
        "The first day is one that the schedule works: no holiday and no day off.",
    ],
    source: "S2.1",
    parameter: None,
    remedy: [
        "Келесі жұмыс күнінен бастаңыз.",
        "Начните со следующего рабочего дня.",
        "Begin on the next working day.",
    ],
};

pub const SHARE_IS_HELD: Rule = Rule {
    code: "ENTERPRISE_SHARE_TOO_SMALL",
    says: [
        "Дуальды оқытуда өндірістік оқыту мен кәсіптік практиканың кемінде {value} пайызы кәсіпорында өтеді.",
        "При дуальном обучении не менее {value} процентов производственного обучения и профессиональной практики проходит на предприятии.",
        "In dual training at least {value} percent of production training and practice is held at the enterprise.",
    ],
    source: "S2.1",
    parameter: Some(RuleKey::DualMinEnterpriseShare),
    remedy: [
        "Кәсіпорындағы сағаттарды көбейтіңіз немесе басқа түрін таңдаңыз.",
        "Увеличьте часы на предприятии или выберите другой вид.",
        "Plan more hours at the enterprise, or choose another kind.",
    ],
};

pub const HOURS_ARE_OF_THE_PROGRAMME: Rule = Rule {
    code: "HOURS_EXCEED_PROGRAMME",
    says: [
        "Кәсіпорындағы сағаттар сол кезеңдегі оқу бағдарламасының сағаттарынан аспайды.",
        "Часы на предприятии не больше часов программы за это время.",
        "The hours at the enterprise are no more than the programme has in that time.",
    ],
    source: "S2.1",
    parameter: None,
    remedy: [
        "Теория, өндірістік оқыту және практика сағаттарын бағдарламамен салыстырып түзетіңіз.",
        "Сверьте с программой часы теории, производственного обучения и практики.",
        "Compare the hours of theory, production training and practice with the programme.",
    ],
};

pub const HOURS_FIND_TIME: Rule = Rule {
    code: "HOURS_EXCEED_SCHEDULE",
    says: [
        "Жоспарланған сағаттар кестеге сыяды.",
        "Запланированные часы помещаются в расписание.",
        "The hours that are planned find time in the schedule.",
    ],
    source: "S2.1",
    parameter: None,
    remedy: [
        "Кестені ұзартыңыз немесе сағаттарды азайтыңыз.",
        "Продлите расписание или уменьшите часы.",
        "Extend the schedule, or plan fewer hours.",
    ],
};

pub const WORKPLACE_TRAINS_IT: Rule = Rule {
    code: "QUALIFICATION_NOT_TRAINED",
    says: [
        "Жұмыс орнында білім алушының біліктілігіне үйретіледі.",
        "На рабочем месте обучают квалификации обучающегося.",
        "The workplace trains for the learner's qualification.",
    ],
    source: "S1.2-L2-1",
    parameter: None,
    remedy: [
        "Осы біліктілікке үйретілетін жұмыс орнын таңдаңыз.",
        "Выберите рабочее место, где обучают этой квалификации.",
        "Choose a workplace where that qualification can be trained.",
    ],
};

pub const WORKPLACE_IS_AVAILABLE: Rule = Rule {
    code: "WORKPLACE_NOT_AVAILABLE",
    says: [
        "Жұмыс орнын оқудың бірінші күнінен соңғы күніне дейін пайдалануға болады.",
        "Рабочее место доступно с первого до последнего дня обучения.",
        "The workplace can be used from the first day of the training to the last.",
    ],
    source: "S1.2-L2-1",
    parameter: None,
    remedy: [
        "Күндерді жұмыс орнының мерзіміне сай түзетіңіз немесе басқа орын таңдаңыз.",
        "Исправьте даты по сроку рабочего места или выберите другое.",
        "Bring the days within those of the workplace, or choose another one.",
    ],
};

pub const WORKPLACE_HAS_ROOM: Rule = Rule {
    code: "WORKPLACE_FULL",
    says: [
        "Жұмыс орнында бір мезгілде сыйымдылығынан көп адам болмайды.",
        "На рабочем месте одновременно не больше людей, чем оно вмещает.",
        "A workplace never holds more people than it has room for.",
    ],
    source: "S1.2-L2-1",
    parameter: None,
    remedy: [
        "Басқа жұмыс орнын немесе орын босайтын күндерді таңдаңыз.",
        "Выберите другое рабочее место или дни, когда место освободится.",
        "Choose another workplace, or days on which there is room.",
    ],
};

pub const MENTOR_HAS_ROOM: Rule = Rule {
    code: "MENTOR_FULL",
    says: [
        "Тәлімгерге кәсіпорын белгілегеннен көп білім алушы бекітілмейді.",
        "За наставником закреплено не больше обучающихся, чем установило предприятие.",
        "A mentor has no more learners than the enterprise has set.",
    ],
    source: "S1.2-L2-2",
    parameter: None,
    remedy: [
        "Басқа тәлімгерді таңдаңыз.",
        "Выберите другого наставника.",
        "Choose another mentor.",
    ],
};

pub const MENTORS_DO_NOT_HAVE_TOO_MANY: Rule = Rule {
    code: "MENTOR_OVERLOADED",
    says: [
        "Бір тәлімгерге {value} адамнан көп бекітілмегені жөн.",
        "За одним наставником лучше закреплять не больше {value} человек.",
        "One mentor had better have no more than {value} learners.",
    ],
    source: "S1.2-L2-2",
    parameter: Some(RuleKey::MentorMaxLearners),
    remedy: [
        "Білім алушыларды басқа тәлімгерлермен бөлісіңіз.",
        "Распределите обучающихся между другими наставниками.",
        "Share the learners among other mentors.",
    ],
};
