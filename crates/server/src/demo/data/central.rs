//! Clusters of Karaganda Region and of Astana.

use domain::directory::{
    cluster::Status,
    organization::SizeClass::{Large, Medium, Micro, Small},
};

use super::parts::{Setting, craft, hard, jsc, llp, town};

pub(super) const METAL: Setting = Setting {
    code: "CL-35-METAL",
    region: "35",
    status: Status::Active,
    name: [
        "Сарыарқа металлургия және машина жасау кластері",
        "Кластер металлургии и машиностроения «Сарыарка»",
        "Saryarqa Metals & Machinery Cluster",
    ],
    brand: ["Сарыарқа", "Сарыарка", "Saryarqa"],
    mission: [
        "Металлургия мен машина жасауға білікті жас мамандарды бірге даярлаймыз.",
        "Вместе готовим квалифицированных молодых специалистов для металлургии и машиностроения.",
        "Together we train skilled young people for metallurgy and machine building.",
    ],
    goal: [
        "Үш жылда түлектердің кемінде 80 пайызы мамандығы бойынша жұмысқа орналасады.",
        "За три года не менее 80 процентов выпускников трудоустраиваются по специальности.",
        "Within three years at least 80 per cent of graduates work in their speciality.",
    ],
    industries: &["B", "C"],
    fields: &["0713", "0714", "0715"],
    towns: &[
        town("351010000", 49.8047, 73.1094),
        town("352410000", 50.0547, 72.9644),
        town("351610000", 46.8481, 74.9950),
        town("352210000", 49.7997, 72.8372),
        town("352810000", 49.7075, 72.5938),
    ],
    crafts: &[
        hard(
            "3W07150501",
            350,
            ["Электргазбен дәнекерлеуші", "Электрогазосварщик", "Gas and electric welder"],
        ),
        craft(
            "4S07130704",
            380,
            ["Техник-электромеханик", "Техник-электромеханик", "Electromechanical technician"],
        ),
        craft(
            "3W07130702",
            320,
            [
                "Электр жабдықтарына қызмет көрсететін электрслесарь",
                "Электрослесарь по обслуживанию оборудования",
                "Electrical maintenance fitter",
            ],
        ),
        craft("3W07150101", 290, ["Жөндеуші-слесарь", "Слесарь-ремонтник", "Repair fitter"]),
        craft(
            "3W07150103",
            360,
            [
                "Бағдарламалық басқарылатын станоктардың операторы",
                "Оператор станков с программным управлением",
                "CNC machine operator",
            ],
        ),
        craft("4S07150106", 370, ["Техник-механик", "Техник-механик", "Mechanical technician"]),
        craft(
            "3W07140101",
            310,
            [
                "Бақылау-өлшеу аспаптары слесарі",
                "Слесарь по контрольно-измерительным приборам",
                "Instrumentation fitter",
            ],
        ),
        craft("4S07150105", 375, ["Техник-технолог", "Техник-технолог", "Process technician"]),
    ],
    skills: &[
        "Сызбаны оқу",
        "Өлшеу құралдарымен жұмыс істеу",
        "Еңбек қауіпсіздігі ережелерін сақтау",
        "Жабдықтың ақауын анықтау",
    ],
    colleges: &[
        [
            "Сарыарқа индустриялық жоғары колледжі",
            "Сарыаркинский индустриальный высший колледж",
            "Saryarqa Industrial Higher College",
        ],
        [
            "Нұра политехникалық колледжі",
            "Нуринский политехнический колледж",
            "Nura Polytechnic College",
        ],
        ["Көксеңгір тау-кен колледжі", "Коксенгирский горный колледж", "Koksengir Mining College"],
        [
            "Бетпақдала машина жасау колледжі",
            "Бетпакдалинский машиностроительный колледж",
            "Betpaqdala Machine-Building College",
        ],
    ],
    institute: [
        "Өңірлік өндірістік инжиниринг институты",
        "Региональный институт производственного инжиниринга",
        "Regional Institute of Production Engineering",
    ],
    association: [
        "«Сарыарқа» машина жасаушылар қауымдастығы",
        "Ассоциация машиностроителей «Сарыарка»",
        "Saryarqa Association of Machine Builders",
    ],
    partner: (
        [
            "«Эрцталь» кәсіптік академиясы",
            "Профессиональная академия «Эрцталь»",
            "Erztal Berufsakademie",
        ],
        "DE",
    ),
    firms: &[
        llp(Large, "28.92.1", ["Темірқазық Машина", "Темирказык Машина", "Temirqazyq Machinery"]),
        jsc("24.10.0", ["Көкжиек Болат", "Кокжиек Болат", "Kokzhiek Bolat"]),
        llp(Medium, "25.11.1", ["Арқа Құрылым", "Арка Курылым", "Arqa Structures"]),
        llp(Medium, "33.12.3", ["Кенжабдық Сервис", "Кенжабдык Сервис", "Kenzhabdyq Service"]),
        llp(Small, "25.62.0", ["Дәл Тетік", "Дал Тетик", "Dal Tetik Machining"]),
        llp(Medium, "24.44.0", ["Қызыл Мыс Қорыту", "Кызыл Мыс Корыту", "Qyzyl Mys Smelting"]),
        llp(Small, "28.22.3", ["Таспа Конвейер", "Таспа Конвейер", "Taspa Conveyors"]),
        llp(Small, "33.14.1", ["Қозғалтқыш Жөндеу", "Козгалткыш Жондеу", "Qozghaltqysh Repairs"]),
        llp(Small, "25.11.2", ["Жеңіл Темір", "Женил Темир", "Zhengil Temir"]),
        llp(Micro, "71.12.1", ["Сандық Кен", "Сандык Кен", "Sandyq Ken Robotics"]),
        llp(Small, "05.10.3", ["Қарашоқы Байыту", "Карашокы Байыту", "Qarashoqy Enrichment"]),
    ],
};

pub(super) const IT: Setting = Setting {
    code: "CL-71-IT",
    region: "71",
    status: Status::Active,
    name: [
        "Есіл цифрлық технологиялар кластері",
        "Кластер цифровых технологий «Есиль»",
        "Esil Digital Technologies Cluster",
    ],
    brand: ["Есіл", "Есиль", "Esil"],
    mission: [
        "Цифрлық салаға нақты жобаларда тәжірибе жинаған мамандарды даярлаймыз.",
        "Готовим для цифровой отрасли специалистов с опытом настоящих проектов.",
        "We train people for the digital industry who have worked on real projects.",
    ],
    goal: [
        "Екі жылда колледж бағдарламаларының жартысы жұмыс берушілермен бірге жаңартылады.",
        "За два года половина программ колледжей обновляется вместе с работодателями.",
        "Within two years half of the college programmes are renewed together with employers.",
    ],
    industries: &["J"],
    fields: &["0612", "0613"],
    towns: &[
        town("711210000", 51.1283, 71.4305),
        town("711310000", 51.1801, 71.4028),
        town("711510000", 51.1055, 71.3990),
        town("711110000", 51.1500, 71.4900),
    ],
    crafts: &[
        craft(
            "4S06130103",
            450,
            [
                "Бағдарламалық қамтамасыз етуді әзірлеуші",
                "Разработчик программного обеспечения",
                "Software developer",
            ],
        ),
        craft(
            "4S06130104",
            380,
            [
                "Бағдарламалық қамтамасыз етуді тестілеуші техник",
                "Техник по тестированию программного обеспечения",
                "Software testing technician",
            ],
        ),
        craft("3W06130102", 300, ["Web-дизайнер", "Web-дизайнер", "Web designer"]),
        craft(
            "4S06120102",
            360,
            [
                "Желілік және жүйелік әкімшілендіру технигі",
                "Техник сетевого и системного администрирования",
                "Network and systems technician",
            ],
        ),
        craft(
            "4S06120202",
            400,
            [
                "Ақпараттық қауіпсіздік технигі",
                "Техник по информационной безопасности",
                "Information security technician",
            ],
        ),
        craft(
            "3W06120101",
            270,
            [
                "Компьютерлік аппараттық қамтамасыз ету операторы",
                "Оператор компьютерного аппаратного обеспечения",
                "Computer hardware operator",
            ],
        ),
    ],
    skills: &[
        "Git нұсқаларды басқару жүйесі",
        "SQL сұраныстарын жазу",
        "Техникалық құжаттаманы ағылшынша оқу",
        "Командада жұмыс істеу",
    ],
    colleges: &[
        [
            "Есіл цифрлық технологиялар жоғары колледжі",
            "Есильский высший колледж цифровых технологий",
            "Esil Higher College of Digital Technologies",
        ],
        [
            "Ақмешіт ақпараттық технологиялар колледжі",
            "Акмешитский колледж информационных технологий",
            "Aqmeshit College of Information Technology",
        ],
        ["Жұлдыз байланыс колледжі", "Колледж связи «Жулдыз»", "Zhuldyz College of Communications"],
    ],
    institute: [
        "«Есіл» цифрлық инновациялар орталығы",
        "Центр цифровых инноваций «Есиль»",
        "Esil Centre for Digital Innovation",
    ],
    association: [
        "«Есіл» бағдарламалық өнім әзірлеушілер қауымдастығы",
        "Ассоциация разработчиков программных продуктов «Есиль»",
        "Esil Association of Software Developers",
    ],
    partner: (
        [
            "«Лумикоски» қолданбалы ғылымдар мектебі",
            "Школа прикладных наук «Лумикоски»",
            "Lumikoski School of Applied Sciences",
        ],
        "FI",
    ),
    firms: &[
        jsc("62.01.1", ["Көкбұлт Жүйелері", "Кокбулт Жуйелери", "Kokbult Systems"]),
        llp(Large, "61.10.9", ["Арқау Телеком", "Аркау Телеком", "Arqau Telecom"]),
        llp(Medium, "62.09.2", ["Қамқор Қауіпсіздік", "Камкор Кауипсиздик", "Qamqor Security"]),
        llp(Medium, "63.11.1", ["Дерекқойма", "Дереккойма", "Derekqoima Data Centre"]),
        llp(Small, "62.01.2", ["Сапалы Код", "Сапалы Код", "Sapaly Kod"]),
        llp(Small, "62.02.0", ["Айқын Кеңес", "Айкын Кенес", "Aiqyn Consulting"]),
        llp(Small, "58.29.0", ["Ойлан Софт", "Ойлан Софт", "Oilan Soft"]),
        llp(Medium, "62.03.1", ["Тірек Инфра", "Тирек Инфра", "Tirek Infra"]),
        llp(Small, "63.12.0", ["Қала Порталы", "Кала Порталы", "Qala Portal"]),
        llp(Micro, "62.01.1", ["Дала Код", "Дала Код", "Dala Kod"]),
        llp(Small, "62.09.9", ["Жаңғырық Лаб", "Жангырык Лаб", "Zhanghyryq Lab"]),
    ],
};
