//! Clusters of Almaty and of Pavlodar Region.

use domain::directory::{
    cluster::Status,
    organization::SizeClass::{Large, Medium, Micro, Small},
};

use super::parts::{Setting, craft, hard, jsc, llp, town};

pub(super) const BUILD: Setting = Setting {
    code: "CL-75-BUILD",
    region: "75",
    status: Status::Suspended,
    name: [
        "Алатау құрылыс және тұрғын үй кластері",
        "Строительный кластер «Алатау»",
        "Alatau Construction Cluster",
    ],
    brand: ["Алатау", "Алатау", "Alatau"],
    mission: [
        "Қауіпсіз әрі сапалы үй салатын мамандарды бірге тәрбиелейміз.",
        "Вместе воспитываем тех, кто строит безопасно и качественно.",
        "Together we bring up those who build safely and well.",
    ],
    goal: [
        "Құрылыс алаңдарында колледж студенттеріне арналған тәлімгерлер тобы жұмыс істейді.",
        "На строительных площадках работают группы наставников для студентов колледжей.",
        "Teams of mentors for college students work on construction sites.",
    ],
    industries: &["F"],
    fields: &["0713", "0715", "0732"],
    towns: &[
        town("751210000", 43.2900, 76.8300),
        town("751110000", 43.2550, 76.9200),
        town("751410000", 43.2200, 76.9000),
        town("751510000", 43.3000, 76.9300),
        town("751910000", 43.3400, 76.9700),
    ],
    crafts: &[
        craft(
            "3W07130201",
            330,
            ["Электр монтаждаушы", "Электромонтажник", "Electrical installer"],
        ),
        craft("4S07130202", 360, ["Техник-электрик", "Техник-электрик", "Electrical technician"]),
        hard(
            "3W07320602",
            340,
            [
                "Технологиялық құбырларды монтаждаушы",
                "Монтажник технологических трубопроводов",
                "Pipeline installer",
            ],
        ),
        craft(
            "4S07320603",
            370,
            [
                "Құбыр жүйелерінің технигі-механигі",
                "Техник-механик трубопроводных систем",
                "Piping systems technician",
            ],
        ),
        craft(
            "3W07150604",
            300,
            ["Механикалық жинау слесарі", "Слесарь механосборочных работ", "Assembly fitter"],
        ),
        craft(
            "3W07150602",
            310,
            [
                "Апаттық-қалпына келтіру жұмыстарының слесарі",
                "Слесарь аварийно-восстановительных работ",
                "Emergency repair fitter",
            ],
        ),
    ],
    skills: &[
        "Құрылыс сызбасын оқу",
        "Биіктікте жұмыс істеуге рұқсат",
        "Электр қауіпсіздігінің үшінші тобы",
        "Құрал-саймандарды күту",
    ],
    colleges: &[
        [
            "Алатау құрылыс жоғары колледжі",
            "Алатауский строительный высший колледж",
            "Alatau Higher College of Construction",
        ],
        [
            "Талғар энергетика колледжі",
            "Талгарский энергетический колледж",
            "Talghar College of Energy",
        ],
        [
            "Медеу сәулет және монтаж колледжі",
            "Медеуский колледж архитектуры и монтажа",
            "Medeu College of Architecture and Installation",
        ],
    ],
    institute: [
        "«Алатау» сейсмикалық құрылыс институты",
        "Институт сейсмостойкого строительства «Алатау»",
        "Alatau Institute of Seismic Construction",
    ],
    association: [
        "«Алатау» құрылысшылар қауымдастығы",
        "Ассоциация строителей «Алатау»",
        "Alatau Association of Builders",
    ],
    partner: (
        [
            "«Хансан» құрылыс колледжі",
            "Строительный колледж «Хансан»",
            "Hansan College of Construction",
        ],
        "KR",
    ),
    firms: &[
        jsc("41.20.1", ["Биік Тау Құрылыс", "Биик Тау Курылыс", "Biik Tau Construction"]),
        llp(Large, "42.22.0", ["Жарық Желі", "Жарык Жели", "Zharyq Networks"]),
        llp(Medium, "43.21.9", ["Тоқ Монтаж", "Ток Монтаж", "Toq Montage"]),
        llp(Medium, "43.22.0", ["Жылу Құбыр", "Жылу Кубыр", "Zhylu Piping"]),
        llp(Medium, "23.61.1", ["Берік Бетон", "Берик Бетон", "Berik Concrete"]),
        llp(Small, "41.20.2", ["Сәулет Үй", "Саулет Уй", "Saulet Buildings"]),
        llp(Small, "43.29.9", ["Реттеу Сервис", "Реттеу Сервис", "Retteu Commissioning"]),
        llp(Small, "42.21.2", ["Мөлдір Су Құрылыс", "Молдир Су Курылыс", "Moldir Su Construction"]),
        llp(Small, "23.63.0", ["Дайын Ерітінді", "Дайын Еритинди", "Daiyn Ready-Mix"]),
        llp(Micro, "71.12.1", ["Ақылды Үй", "Акылды Уй", "Aqyldy Home"]),
        llp(Small, "43.29.1", ["Жылы Қабырға", "Жылы Кабырга", "Zhyly Insulation"]),
    ],
};

pub(super) const ENERGY: Setting = Setting {
    code: "CL-55-ENERGY",
    region: "55",
    status: Status::Initiative,
    name: ["Ертіс энергетика кластері", "Энергетический кластер «Ертис»", "Ertis Energy Cluster"],
    brand: ["Ертіс", "Ертис", "Ertis"],
    mission: [
        "Электр станциялары мен желілерге жас мамандар толқынын дайындаймыз.",
        "Готовим новое поколение специалистов для электростанций и сетей.",
        "We prepare a new generation for power stations and networks.",
    ],
    goal: [
        "Мехатроника мен энергетика бағдарламалары өңір сұранысына сай қайта құрылады.",
        "Программы мехатроники и энергетики перестраиваются под спрос региона.",
        "Programmes of mechatronics and energy are rebuilt to meet the region's demand.",
    ],
    industries: &["D"],
    fields: &["0713", "0714"],
    towns: &[town("551010000", 52.2873, 76.9674), town("552210000", 51.7298, 75.3266)],
    crafts: &[
        craft("3W07130101", 330, ["Электромонтёр", "Электромонтёр", "Electrician"]),
        craft(
            "3W07130102",
            335,
            [
                "Электр жабдықтарын жөндейтін электр слесарі",
                "Электрослесарь по ремонту электрооборудования",
                "Electrical repair fitter",
            ],
        ),
        craft("4S07130103", 380, ["Техник-электрик", "Техник-электрик", "Electrical technician"]),
        craft(
            "4S07130202",
            370,
            [
                "Электрмен жабдықтау технигі",
                "Техник по электроснабжению",
                "Power supply technician",
            ],
        ),
        craft(
            "4S07140302",
            390,
            ["Техник-мехатроник", "Техник-мехатроник", "Mechatronics technician"],
        ),
    ],
    skills: &[
        "Электр қауіпсіздігінің төртінші тобы",
        "Релелік қорғанысты баптау",
        "Электр сызбаларын оқу",
        "Ауыспалы кестемен жұмыс істеу",
    ],
    colleges: &[
        [
            "Ертіс энергетика жоғары колледжі",
            "Ертисский энергетический высший колледж",
            "Ertis Higher College of Energy",
        ],
        [
            "Баянтау политехникалық колледжі",
            "Баянтауский политехнический колледж",
            "Baiantau Polytechnic College",
        ],
        [
            "Майқара электромеханика колледжі",
            "Майкаринский электромеханический колледж",
            "Maiqara Electromechanical College",
        ],
    ],
    institute: [
        "«Ертіс» электр жүйелері институты",
        "Институт электрических систем «Ертис»",
        "Ertis Institute of Power Systems",
    ],
    association: [
        "«Ертіс» энергетиктер қауымдастығы",
        "Ассоциация энергетиков «Ертис»",
        "Ertis Association of Power Engineers",
    ],
    partner: (
        [
            "«Альпштром» кәсіптік мектебі",
            "Профессиональная школа «Альпштром»",
            "Alpstrom Berufsschule",
        ],
        "AT",
    ),
    firms: &[
        jsc("35.11.1", ["Ертіс Жылу Станциясы", "Ертис Жылу Станциясы", "Ertis Thermal Power"]),
        llp(Large, "35.12.1", ["Дала Электр Желісі", "Дала Электр Желиси", "Dala Power Grid"]),
        llp(Medium, "35.13.0", ["Қалалық Тарату", "Калалык Тарату", "Qalalyq Distribution"]),
        llp(Medium, "33.14.1", ["Турбина Жөндеу", "Турбина Жондеу", "Turbine Repairs"]),
        llp(Medium, "27.11.0", ["Трансформатор Ертіс", "Трансформатор Ертис", "Transformer Ertis"]),
        llp(Small, "35.30.3", ["Жылу Тарату", "Жылу Тарату", "Zhylu Taratu Heating"]),
        llp(Small, "35.11.4", ["Желді Дала", "Желди Дала", "Zheldi Dala Wind"]),
        llp(Small, "27.12.0", ["Қалқан Щит", "Калкан Щит", "Qalqan Switchgear"]),
        llp(Small, "43.21.9", ["Ұшқын Монтаж", "Ушкын Монтаж", "Ushqyn Montage"]),
        llp(Micro, "35.11.5", ["Күн Нұры", "Кун Нуры", "Kun Nury Solar"]),
        llp(Small, "33.14.2", ["Реле Сервис", "Реле Сервис", "Rele Service"]),
    ],
};
