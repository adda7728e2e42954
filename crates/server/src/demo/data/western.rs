//! Clusters of Atyrau and Mangystau Regions.

use domain::directory::{
    cluster::Status,
    organization::SizeClass::{Large, Medium, Micro, Small},
};

use super::parts::{Setting, craft, hard, jsc, llp, town};

pub(super) const OIL: Setting = Setting {
    code: "CL-23-OIL",
    region: "23",
    status: Status::Active,
    name: [
        "Каспий мұнай-химия кластері",
        "Каспийский нефтехимический кластер",
        "Caspian Petrochemical Cluster",
    ],
    brand: ["Каспий", "Каспий", "Caspian"],
    mission: [
        "Мұнай-химия өндірісіне технологияны меңгерген жұмысшылар мен техниктерді даярлаймыз.",
        "Готовим для нефтехимии рабочих и техников, владеющих современной технологией.",
        "We train workers and technicians who master the technology of petrochemistry.",
    ],
    goal: [
        "Әр зауытта студенттер тәжірибеден өтетін оқу учаскесі ашылады.",
        "На каждом заводе открывается учебный участок для практики студентов.",
        "Every plant opens a training section where students do their practice.",
    ],
    industries: &["B", "C"],
    fields: &["0711", "0722", "0724"],
    towns: &[
        town("231010000", 47.0945, 51.9238),
        town("233620100", 46.9530, 54.0130),
        town("235230100", 47.6500, 53.3170),
        town("234030100", 48.5500, 51.7830),
    ],
    crafts: &[
        hard(
            "3W07110501",
            420,
            [
                "Технологиялық қондырғылардың операторы",
                "Оператор технологических установок",
                "Process unit operator",
            ],
        ),
        hard(
            "3W07110101",
            380,
            [
                "Химия өндірісінің аппаратшысы",
                "Аппаратчик химического производства",
                "Chemical plant operator",
            ],
        ),
        craft(
            "4S07110502",
            430,
            [
                "Мұнай өңдеу технигі-технологы",
                "Техник-технолог нефтепереработки",
                "Oil refining technician",
            ],
        ),
        craft(
            "3W07220703",
            350,
            [
                "Полимер өндірісі желісінің операторы",
                "Оператор линий полимерного производства",
                "Polymer line operator",
            ],
        ),
        craft(
            "3W07220704",
            340,
            ["Экструдер машинисі", "Машинист экструдера", "Extruder operator"],
        ),
        hard(
            "3W07240901",
            450,
            [
                "Мұнай және газ өндіру операторы",
                "Оператор по добыче нефти и газа",
                "Oil and gas production operator",
            ],
        ),
        craft(
            "3W07110402",
            290,
            [
                "Химиялық талдау зертханашысы",
                "Лаборант химического анализа",
                "Chemical analysis assistant",
            ],
        ),
    ],
    skills: &[
        "Технологиялық сызбаны оқу",
        "Қауіпті өндірістік объектіде жұмыс істеу ережелері",
        "Сынама алу",
        "Ауысымдық журнал жүргізу",
    ],
    colleges: &[
        [
            "Каспий мұнай-газ жоғары колледжі",
            "Каспийский нефтегазовый высший колледж",
            "Caspian Higher College of Oil and Gas",
        ],
        [
            "Жайық химия-технологиялық колледжі",
            "Жайыкский химико-технологический колледж",
            "Zhaiyq College of Chemical Technology",
        ],
        [
            "Жем өндірістік колледжі",
            "Эмбинский производственный колледж",
            "Zhem Industrial College",
        ],
    ],
    institute: [
        "Каспий полимер зерттеулері институты",
        "Каспийский институт исследований полимеров",
        "Caspian Institute of Polymer Research",
    ],
    association: [
        "«Каспий» мұнай-химия кәсіпорындарының қауымдастығы",
        "Ассоциация нефтехимических предприятий «Каспий»",
        "Caspian Association of Petrochemical Enterprises",
    ],
    partner: (
        [
            "«Фьордхавн» техникалық колледжі",
            "Технический колледж «Фьордхавн»",
            "Fjordhavn Technical College",
        ],
        "NO",
    ),
    firms: &[
        jsc("20.16.2", ["Каспий Полимер Зауыты", "Каспий Полимер Зауыты", "Caspian Polymer Plant"]),
        llp(Large, "19.20.1", ["Теңіз Өңдеу", "Тениз Ондеу", "Teniz Refining"]),
        llp(
            Medium,
            "22.29.0",
            ["Каспий Полимер Сервис", "Каспий Полимер Сервис", "Caspian Polymer Service"],
        ),
        llp(Medium, "09.10.0", ["Бұрғы Қызмет", "Бургы Кызмет", "Burghy Services"]),
        llp(Small, "22.22.0", ["Қаптама Пласт", "Каптама Пласт", "Qaptama Plast"]),
        llp(Small, "71.20.9", ["Сынама Зертхана", "Сынама Зертхана", "Synama Laboratory"]),
        llp(Medium, "06.10.0", ["Ақшоқы Мұнай", "Акшокы Мунай", "Aqshoqy Oil"]),
        llp(Small, "20.11.0", ["Оттегі Газ", "Оттеги Газ", "Ottegi Industrial Gases"]),
        llp(Small, "22.21.0", ["Құбыр Профиль", "Кубыр Профиль", "Qubyr Profile"]),
        llp(Micro, "72.19.2", ["Жасыл Полимер", "Жасыл Полимер", "Zhasyl Polymer"]),
        llp(Small, "28.99.1", ["Кәсіпшілік Жабдық", "Касипшилик Жабдык", "Kasipshilik Equipment"]),
    ],
};

pub(super) const HOSPITALITY: Setting = Setting {
    code: "CL-47-HOSP",
    region: "47",
    status: Status::Revision,
    name: [
        "Ақтау қонақжайлылық және туризм кластері",
        "Кластер гостеприимства и туризма «Актау»",
        "Aqtau Hospitality Cluster",
    ],
    brand: ["Ақтау", "Актау", "Aqtau"],
    mission: [
        "Теңіз жағалауына келген қонақты білімді де ақжарқын қызметкер қарсы алсын.",
        "Пусть гостей побережья встречают знающие и приветливые сотрудники.",
        "May guests of the coast be met by people who are skilled and kind.",
    ],
    goal: [
        "Маусым сайын екі жүз студент қонақүйлер мен мейрамханаларда тәжірибеден өтеді.",
        "Каждый сезон двести студентов проходят практику в гостиницах и ресторанах.",
        "Every season two hundred students do their practice in hotels and restaurants.",
    ],
    industries: &["I"],
    fields: &["0231", "1013"],
    towns: &[
        town("471010000", 43.6532, 51.1975),
        town("471810000", 43.3412, 52.8619),
        town("474230100", 43.1830, 51.6500),
        town("475220100", 44.5070, 50.2630),
    ],
    crafts: &[
        craft("3W10130302", 260, ["Аспазшы", "Повар", "Cook"]),
        craft(
            "3W10130301",
            250,
            ["Кондитер-безендіруші", "Кондитер-оформитель", "Pastry decorator"],
        ),
        craft(
            "4S10130303",
            300,
            ["Тамақтандыру технологы", "Технолог общественного питания", "Catering technologist"],
        ),
        craft("4S02310101", 280, ["Аудармашы", "Переводчик", "Translator"]),
    ],
    skills: &[
        "Ағылшын тілінде сөйлесу",
        "Санитарлық талаптарды сақтау",
        "Қонаққа қызмет көрсету мәдениеті",
        "Кассада есеп айырысу",
    ],
    colleges: &[
        [
            "«Ақжағалау» сервис және туризм жоғары колледжі",
            "Высший колледж сервиса и туризма «Акжагалау»",
            "Aqzhaghalau Higher College of Service and Tourism",
        ],
        [
            "Бозащы тағам технологиясы колледжі",
            "Бузачинский колледж пищевых технологий",
            "Bozashchy College of Food Technology",
        ],
        [
            "Үстірт гуманитарлық колледжі",
            "Устюртский гуманитарный колледж",
            "Ustirt Humanities College",
        ],
    ],
    institute: [
        "«Ақтау» туризм зерттеулері орталығы",
        "Центр исследований туризма «Актау»",
        "Aqtau Centre for Tourism Research",
    ],
    association: [
        "«Ақтау» қонақүйлер мен мейрамханалар қауымдастығы",
        "Ассоциация гостиниц и ресторанов «Актау»",
        "Aqtau Association of Hotels and Restaurants",
    ],
    partner: (
        ["«Мавимар» туризм мектебі", "Школа туризма «Мавимар»", "Mavimar Turizm Okulu"],
        "TR",
    ),
    firms: &[
        llp(Large, "55.10.1", ["Ақ Желкен Қонақүй", "Ак Желкен Отель", "Aq Jelken Hotel"]),
        llp(Large, "55.10.1", ["Көгілдір Жағалау", "Когилдир Жагалау", "Kogildir Coast Resort"]),
        llp(Medium, "56.10.1", ["Дастарқан Жолы", "Дастаркан Жолы", "Dastarqan Way Restaurants"]),
        llp(Medium, "56.29.1", ["Вахта Ас", "Вахта Ас", "Vakhta As Catering"]),
        llp(Small, "79.12.0", ["Үстірт Саяхат", "Устирт Саяхат", "Ustirt Travel"]),
        llp(Small, "79.11.0", ["Шағала Тур", "Шагала Тур", "Shaghala Tour"]),
        llp(Small, "55.10.2", ["Кеме Хостел", "Кеме Хостел", "Keme Hostel"]),
        llp(Small, "56.21.0", ["Той Дәм", "Той Дам", "Toi Dam Catering"]),
        llp(Micro, "74.30.0", ["Тілмәш Аударма", "Тилмаш Аударма", "Tilmash Translations"]),
        llp(Micro, "79.12.0", ["Каньон Старт", "Каньон Старт", "Canyon Start"]),
        llp(Small, "56.30", ["Теңіз Кофе", "Тениз Кофе", "Tengiz Coffee"]),
    ],
};
