//! Clusters of Turkistan Region and of Shymkent.

use domain::directory::{
    cluster::Status,
    organization::SizeClass::{Large, Medium, Micro, Small},
};

use super::parts::{Setting, craft, jsc, llp, town};

pub(super) const AGRO: Setting = Setting {
    code: "CL-61-AGRO",
    region: "61",
    status: Status::Active,
    name: [
        "Сырдария агроөнеркәсіп кластері",
        "Агропромышленный кластер «Сырдарья»",
        "Syrdarya Agro-Industrial Cluster",
    ],
    brand: ["Сырдария", "Сырдарья", "Syrdarya"],
    mission: [
        "Ауыл жастарына туған жерінде мамандық пен тұрақты жұмыс береміз.",
        "Даём сельской молодёжи профессию и постоянную работу на родной земле.",
        "We give young people of the villages a trade and steady work at home.",
    ],
    goal: [
        "Шаруа қожалықтары мен өңдеу кәсіпорындары жыл сайын үш жүз студентті дуальды оқуға алады.",
        "Хозяйства и предприятия переработки ежегодно берут на дуальное обучение триста студентов.",
        "Farms and processors take three hundred students into dual training every year.",
    ],
    industries: &["A", "C"],
    fields: &["0716", "0721", "0841"],
    towns: &[
        town("611010000", 43.2973, 68.2518),
        town("612010000", 43.5160, 68.5110),
        town("615420100", 41.4570, 69.1730),
        town("613820100", 40.7750, 68.3270),
        town("611610000", 42.4300, 68.8080),
    ],
    crafts: &[
        craft(
            "3W07161603",
            280,
            ["Тракторист-машинист", "Тракторист-машинист", "Tractor and machine operator"],
        ),
        craft(
            "3W07161602",
            290,
            [
                "Ауыл шаруашылығы техникасын жөндеу шебері",
                "Мастер по ремонту сельскохозяйственной техники",
                "Farm machinery repairer",
            ],
        ),
        craft(
            "4S08410105",
            260,
            ["Ветеринарлық фельдшер", "Ветеринарный фельдшер", "Veterinary paramedic"],
        ),
        craft(
            "3W08410102",
            250,
            [
                "Жасанды ұрықтандыру операторы",
                "Оператор по искусственному осеменению",
                "Artificial insemination operator",
            ],
        ),
        craft(
            "3W07211302",
            270,
            [
                "Тағамдық жартылай өнімдер желісінің операторы",
                "Оператор линий пищевых полуфабрикатов",
                "Ready-made food line operator",
            ],
        ),
        craft(
            "4S07211303",
            310,
            [
                "Тағам өндірісінің технигі-технологы",
                "Техник-технолог пищевого производства",
                "Food production technician",
            ],
        ),
    ],
    skills: &[
        "Жануарларды күтіп-бағу",
        "Тракторшы-машинист куәлігі",
        "Тағам қауіпсіздігі талаптарын білу",
        "Техниканы маусымға дайындау",
    ],
    colleges: &[
        [
            "Сырдария аграрлық жоғары колледжі",
            "Сырдарьинский аграрный высший колледж",
            "Syrdarya Agricultural Higher College",
        ],
        [
            "Отырар агротехникалық колледжі",
            "Отрарский агротехнический колледж",
            "Otyrar Agrotechnical College",
        ],
        [
            "Қазығұрт ветеринария колледжі",
            "Казыгуртский ветеринарный колледж",
            "Qazyghurt Veterinary College",
        ],
    ],
    institute: [
        "«Сырдария» агротехнология институты",
        "Институт агротехнологий «Сырдарья»",
        "Syrdarya Institute of Agricultural Technology",
    ],
    association: [
        "«Сырдария» агроөнеркәсіп қауымдастығы",
        "Агропромышленная ассоциация «Сырдарья»",
        "Syrdarya Agro-Industrial Association",
    ],
    partner: (
        [
            "«Польдерланд» аграрлық мектебі",
            "Аграрная школа «Польдерланд»",
            "Polderland Agrarische School",
        ],
        "NL",
    ),
    firms: &[
        llp(Large, "10.51.1", ["Алтын Дән Агро", "Алтын Дан Агро", "Altyn Dan Agro"]),
        jsc("10.11.0", ["Берекелі Ет", "Берекели Ет", "Berekeli Meat"]),
        llp(Medium, "01.11.1", ["Кең Егіс", "Кен Егис", "Keng Egis Farming"]),
        llp(Medium, "01.16.1", ["Ақ Мақта", "Ак Макта", "Aq Maqta Cotton"]),
        llp(Small, "01.41.0", ["Сүт Бұлағы", "Сут Булагы", "Sut Bulaghy Dairy"]),
        llp(Small, "75.00.0", ["Төрт Түлік Вет", "Торт Тулик Вет", "Tort Tulik Vet"]),
        llp(
            Medium,
            "46.61.0",
            ["Агротехника Орталығы", "Агротехника Орталыгы", "Agrotechnika Centre"],
        ),
        llp(Small, "10.71.0", ["Таба Нан", "Таба Нан", "Taba Bakery"]),
        llp(Small, "01.47.2", ["Жұмыртқа Құс", "Жумыртка Кус", "Zhumyrtqa Poultry"]),
        llp(Micro, "01.13.2", ["Тамшы Жылыжай", "Тамшы Жылыжай", "Tamshy Greenhouse"]),
        llp(Small, "01.45.0", ["Қоңыр Отар", "Коныр Отар", "Qongyr Otar"]),
    ],
};

pub(super) const TRANSPORT: Setting = Setting {
    code: "CL-79-AUTO",
    region: "79",
    status: Status::Submitted,
    name: [
        "Шымкент көлік және логистика кластері",
        "Транспортно-логистический кластер «Шымкент»",
        "Shymkent Transport & Logistics Cluster",
    ],
    brand: ["Шымкент", "Шымкент", "Shymkent"],
    mission: [
        "Жүкті уақытында жеткізетін және техниканы сақтай білетін мамандарды даярлаймыз.",
        "Готовим тех, кто доставляет груз вовремя и бережёт технику.",
        "We train those who deliver on time and take care of their vehicles.",
    ],
    goal: [
        "Көлік кәсіпорындары мен колледждердің ортақ оқу шеберханасы ашылады.",
        "Транспортные предприятия и колледжи открывают общую учебную мастерскую.",
        "Transport enterprises and colleges open a shared training workshop.",
    ],
    industries: &["H"],
    fields: &["0411", "0716", "1041"],
    towns: &[
        town("791110000", 42.3000, 69.5900),
        town("791310000", 42.3300, 69.5700),
        town("791510000", 42.3200, 69.6700),
        town("791710000", 42.3900, 69.6200),
    ],
    crafts: &[
        craft(
            "3W07161301",
            270,
            ["Автомобиль жөндеу слесарі", "Слесарь по ремонту автомобилей", "Car mechanic"],
        ),
        craft("3W07161302", 290, ["Автомобиль электригі", "Автоэлектрик", "Car electrician"]),
        craft(
            "4S07161304",
            320,
            [
                "Көлік технигі-механигі",
                "Техник-механик транспорта",
                "Transport mechanic technician",
            ],
        ),
        craft(
            "4S10410205",
            340,
            [
                "Тасымалдауды ұйымдастырушы техник",
                "Техник-организатор перевозок",
                "Traffic organisation technician",
            ],
        ),
        craft(
            "3W10410203",
            260,
            [
                "Жүк пен багажды қабылдап тапсырушы",
                "Приёмосдатчик груза и багажа",
                "Freight and baggage clerk",
            ],
        ),
        craft("4S04110102", 270, ["Бухгалтер", "Бухгалтер", "Accountant"]),
    ],
    skills: &[
        "Көліктің ақауын компьютермен анықтау",
        "Тасымал құжаттарын толтыру",
        "Жол қозғалысы қауіпсіздігі",
        "Жанармай шығынын есептеу",
    ],
    colleges: &[
        [
            "«Көкбел» көлік жоғары колледжі",
            "Высший транспортный колледж «Кокбел»",
            "Kokbel Higher College of Transport",
        ],
        ["Бадам теміржол колледжі", "Бадамский железнодорожный колледж", "Badam Railway College"],
        [
            "Қошқарата экономика колледжі",
            "Кошкаратинский экономический колледж",
            "Qoshqarata College of Economics",
        ],
    ],
    institute: [
        "«Шымкент» логистика инжинирингі орталығы",
        "Центр инжиниринга логистики «Шымкент»",
        "Shymkent Logistics Engineering Centre",
    ],
    association: [
        "«Шымкент» тасымалдаушылар қауымдастығы",
        "Ассоциация перевозчиков «Шымкент»",
        "Shymkent Association of Carriers",
    ],
    partner: (
        [
            "«Вислоград» логистика мектебі",
            "Школа логистики «Вислоград»",
            "Wislograd Szkola Logistyki",
        ],
        "PL",
    ),
    firms: &[
        jsc("49.20.0", ["Оңтүстік Вагон", "Онтустик Вагон", "Ontustik Wagon"]),
        llp(Large, "49.41.0", ["Керуен Жүк", "Керуен Жук", "Keruen Freight"]),
        llp(Medium, "52.10.2", ["Қойма Плюс", "Койма Плюс", "Qoima Plus Warehouses"]),
        llp(Medium, "45.20.2", ["Шебер Авто", "Шебер Авто", "Sheber Auto"]),
        llp(Small, "52.29.1", ["Жылдам Экспедиция", "Жылдам Экспедиция", "Zhyldam Forwarding"]),
        llp(Small, "52.24.0", ["Көтергіш Терминал", "Котергиш Терминал", "Kotergish Terminal"]),
        llp(Small, "45.20.1", ["Дөңгелек Сервис", "Донгелек Сервис", "Dongelek Service"]),
        llp(Medium, "52.21.3", ["Құрғақ Порт", "Кургак Порт", "Qurghaq Port"]),
        llp(Small, "69.20.2", ["Есеп Шот", "Есеп Шот", "Esep Accounting"]),
        llp(Micro, "52.29.9", ["Дрон Пошта", "Дрон Пошта", "Dron Poshta"]),
        llp(Small, "49.42.0", ["Көшу Көмек", "Кошу Комек", "Koshu Removals"]),
    ],
};
